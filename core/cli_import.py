"""The verb `import`: takes over what the older programs of this family kept. Their files are read, never written.

First everything is shown: what is taken and what is not, and why. Only after a yes is it saved: keys into the
password store, the rest into the settings.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from core import config
from core.cli import load
from core.config import Change, ConfigError, Loaded, PutEntry, SetValue
from core.domain import KeyName
from core.errors import sentences
from core.importers.brought import Brought
from core.keys import KeyStore, KeyStoreUnavailable
from core.log import configure
from core.old_files import OldFiles, read_old_files, usual_files


def take_over(options: argparse.Namespace, keys: KeyStore | None = None) -> int:
    """Show and save; 0 done or nothing to do, 1 something could not be read or saved."""
    loaded = load(options)
    configure("error", None)
    files = [Path(name).expanduser() for name in options.files] or usual_files()
    if not files:
        _say("There are no files of older programs in their usual places. Name one: exo-bridge import FILE")
        return 0
    found = read_old_files(files, loaded.settings)
    for problem in found.problems:
        _say(problem)
    for file, brought in found.files:
        _print(str(file))
        for line in _lines(brought):
            _print(f"  {line}")
    is_whole = not found.problems
    if found.is_empty:
        _say("There is nothing to take over.")
    elif options.yes or _agreed():
        is_whole &= asyncio.run(_save(found, loaded, keys or KeyStore()))
        for file in found.with_open_keys:
            _say(f"Keys stand in the open in {file}, or may. Remove it once everything works.")
    else:
        _say("Nothing was changed.")
    return 0 if is_whole else 1


def _lines(brought: Brought) -> Iterator[str]:
    for account in brought.accounts:
        entry = account.entry
        where = f" at {entry.base_url}" if entry.base_url else ""
        off = "" if entry.enabled else ", switched off"
        yield f"+ cloud account {entry.name}{where}{off}; its key (…{account.secret[-4:]}) into the password store"
    for node in brought.nodes:
        yield f"+ node {node.name} at {node.url}"
    for path, value in brought.values.items():
        yield f"+ {path}: {value}"
    for left in brought.left_out:
        yield f"- {left.what}: {left.why}"


def _agreed() -> bool:
    if not sys.stdin.isatty():
        _say("Say --yes to take it over.")
        return False
    sys.stderr.write("Take it over? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


async def _save(found: OldFiles, loaded: Loaded, keys: KeyStore) -> bool:
    """Keys first: an account without its key would be shown as broken. Whether everything could be saved."""
    is_saved = True
    for account in found.accounts:
        try:
            await keys.store(KeyName(account.entry.name), account.secret)
            config.edit(loaded.file, PutEntry(account.entry))
        except (KeyStoreUnavailable, ConfigError) as error:
            _say(f"{account.entry.name}: {sentences(error.title, error.hint)}")
            is_saved = False
    changes: list[Change] = [PutEntry(node) for node in found.nodes]
    changes += [SetValue(path, value) for path, value in found.values.items()]
    for change in changes:
        try:
            config.edit(loaded.file, change)
        except ConfigError as error:
            _say(sentences(error.title, error.hint))
            is_saved = False
    if is_saved:
        _print(f"Taken over into {loaded.file}")
    return is_saved


def _print(text: str) -> None:
    print(text)  # noqa: T201  this is the command line


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  this is the command line
