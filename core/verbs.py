"""The arguments of some verbs, apart from what they do: parsing loads nothing of that."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Iterable
from typing import Any

ACTIONS = ("list", "load", "unload", "delete", "download", "cancel")


class Parser(argparse.ArgumentParser):
    """Takes whole options only: `share --of` is no `--off`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})


def no_such_verb(word: str, verbs: Iterable[str]) -> str:
    """What to say to a word that is none of the verbs."""
    known = tuple(verbs)
    near = difflib.get_close_matches(word, known, n=1)
    return f"no verb {word!r}; " + (f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}")


def port_number(text: str) -> int:
    """The value of `--port`; raises ArgumentTypeError. Elsewhere than asked for is no place for a server."""
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 (any free one) to 65535")
    return number


def add_verbs_with_files(verbs: Any, common: Callable[[argparse.ArgumentParser], None]) -> None:
    """Those that are done in files of their own, `cli_….py`, for the parser of `__main__`."""
    for add in (_add_model_verbs, _add_share_verb, _add_connect_verb, _add_import_verb):
        add(verbs, common)


def _add_model_verbs(verbs: Any, common: Callable[[argparse.ArgumentParser], None]) -> None:
    """`models` and `scan`."""
    models = verbs.add_parser("models", help="the models of your exo nodes: list, load, unload, download, delete")
    models.add_argument("action", nargs="?", choices=ACTIONS, default=ACTIONS[0])
    models.add_argument("model", nargs="?", default="", help="its name, as `models list --all` shows it")
    models.add_argument("--node", default="", help="the node to talk to, where there are several clusters")
    models.add_argument("--machine", default="", help="the machine of its cluster whose disk is meant")
    models.add_argument("--all", action="store_true", help="list: also what is only in the catalogue")
    models.add_argument("--json", action="store_true", help="list: as JSON")
    models.add_argument("--preview", action="store_true", help="load: only say which machines and how much memory")
    models.add_argument("--no-wait", action="store_true", help="load, download: do not wait until it is done")
    common(models)
    scan = verbs.add_parser("scan", help="look for nodes on this machine and on the network, now")
    scan.add_argument("--json", action="store_true", help="as JSON")
    common(scan)


def _add_share_verb(verbs: Any, common: Callable[[argparse.ArgumentParser], None]) -> None:
    """The verb `share` with its arguments."""
    share = verbs.add_parser("share", help="let other machines of your network use this port, with a key")
    share.add_argument("--key", default="", metavar="NAME", help="make a key of this name, for one more machine")
    share.add_argument("--off", action="store_true", help="answer this machine only")
    common(share)


def _add_connect_verb(verbs: Any, common: Callable[[argparse.ArgumentParser], None]) -> None:
    """The verb `connect` with its arguments."""
    connect = verbs.add_parser("connect", help="what to paste into an app so that it uses this port")
    connect.add_argument("app", nargs="?", default="", help="its name; without one, all apps are listed")
    connect.add_argument("--model", default="", help="instead of one that is ready now")
    connect.add_argument("--key", default="", help="a local key, as `app-key add` shows it")
    common(connect)


def _add_import_verb(verbs: Any, common: Callable[[argparse.ArgumentParser], None]) -> None:
    """The verb `import` with its arguments."""
    take_over = verbs.add_parser("import", help="take over keys and settings of ai-token-manager and the older bridge")
    take_over.add_argument("files", nargs="*", metavar="FILE", help="instead of those in their usual places")
    take_over.add_argument("--yes", action="store_true", help="save without asking")
    common(take_over)
