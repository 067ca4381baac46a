"""The command line without a desktop: serve, status, doctor, settings, key, explain, version.

`python -m core VERB` and `exo-bridge VERB` are the same. No Qt is ever loaded here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from core.verbs import Parser, add_verbs_with_files, no_such_verb, port_number
from core.version import VERSION

VERBS = (
    "serve", "status", "doctor", "settings", "key", "app-key", "explain", "models", "scan", "connect", "share",
    "import", "version",
)  # fmt: skip
"""What a person may say; two more verbs are for our own child processes."""


def _parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    parser = Parser(prog="exo-bridge", description="One local address for your own models.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    serve = verbs.add_parser("serve", help="run without a desktop, until SIGTERM or Ctrl-C")
    _common(serve)
    serve.add_argument("--mode", choices=("local-first", "local-only", "cloud-first", "cloud-only"))
    serve.add_argument("--demo", action="store_true", help="with two simulated exo nodes")
    status = verbs.add_parser("status", help="what a running Exo Bridge sees")
    _common(status)
    status.add_argument("--json", action="store_true", help="everything, as JSON")
    doctor = verbs.add_parser("doctor", help="check this machine and the settings, and say what to do")
    _common(doctor)
    settings = verbs.add_parser("settings", help="every setting with type, default and help")
    settings.add_argument("--json", action="store_true", help="as JSON")
    key = verbs.add_parser("key", help="cloud keys in the password store of this system")
    key.add_argument("action", choices=("set", "remove", "test"))
    key.add_argument("name", help="the name of the cloud account in the settings")
    _common(key)
    app_key = verbs.add_parser("app-key", help="local keys: which app may use this port, and for what")
    app_key.add_argument("action", choices=("add", "list", "revoke"))
    app_key.add_argument("name", nargs="?", default="", help="the name of the app")
    app_key.add_argument("--model", action="append", default=[], help="only this model, or pattern; may be repeated")
    app_key.add_argument("--local-only", action="store_true", help="never send what this app asks to a cloud")
    app_key.add_argument("--budget", type=int, default=0, metavar="N", help="at most N tokens of clouds in a day")
    explain = verbs.add_parser("explain", help="who would be asked for a model, and who not, and why")
    explain.add_argument("--model", default="auto")
    _common(explain)
    add_verbs_with_files(verbs, _common)
    verbs.add_parser("version", help="the version of this program")
    if arguments and not arguments[0].startswith("-") and arguments[0] not in verbs.choices:
        parser.error(no_such_verb(arguments[0], verbs.choices))
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", metavar="FILE", help="the settings file")
    parser.add_argument("--port", type=port_number, metavar="N", help="the port, instead of the one in the settings")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if arguments[:1] == ["builtin-model"]:
        from core.builtin_server import main as builtin_model

        return builtin_model(arguments[1:])
    if arguments[:1] == ["simulated-node"]:
        from core.simulation.exo_node import main as simulated_node

        return simulated_node(arguments[1:])
    options = _parser(arguments).parse_args(arguments)
    if options.verb == "version":
        print(f"exo-bridge {VERSION}")
        return 0
    if options.verb == "app-key":
        from core.cli_app_keys import app_key

        return app_key(options)
    if options.verb == "connect":
        from core.cli_connect import connect

        return connect(options)
    if options.verb == "share":
        from core.cli_share import share

        return share(options)
    if options.verb == "import":
        from core.cli_import import take_over

        return take_over(options)
    if options.verb in ("models", "scan"):
        from core import cli_models

        return cli_models.models(options) if options.verb == "models" else cli_models.scan(options)
    from core import cli

    run: Callable[[argparse.Namespace], int] = getattr(cli, options.verb)
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
