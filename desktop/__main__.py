"""The entry point: `exo-bridge` is the tray, `exo-bridge VERB` the command line without a desktop.

Nothing of Qt is imported before it is known that a window is wanted and can be shown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from core.__main__ import VERBS
from core.verbs import port_number
from core.version import VERSION

TAKES_VALUE = ("--config", "--port", "--mode")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tray or a verb; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if (for_headless := _verb_first(arguments)) is not None:
        from core.__main__ import main as headless

        return headless(for_headless)
    options = _parser().parse_args(arguments)
    from desktop.preflight import problem

    if (why := problem()) and not options.quit:
        print(f"exo-bridge: {why}", file=sys.stderr)
        return 1
    from desktop.app import run

    return run(options)


def _verb_first(arguments: Sequence[str]) -> list[str] | None:
    """The arguments with their verb in front, where the command line wants it; None when there is no verb.

    It is the first one that is neither an option nor an option's value.
    """
    rest = iter(enumerate(arguments))
    for at, argument in rest:
        if argument in TAKES_VALUE:
            next(rest, None)
        elif not argument.startswith("-"):
            return [argument, *arguments[:at], *arguments[at + 1 :]]
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="exo-bridge",
        description="One local address for your own models, in the tray.",
        epilog=f"Without a desktop: exo-bridge VERB, one of {', '.join(VERBS)}.",
    )
    parser.add_argument("--config", metavar="FILE", help="the settings file")
    parser.add_argument("--port", type=port_number, metavar="N", help="the port, instead of the one in the settings")
    parser.add_argument("--demo", action="store_true", help="with two simulated exo nodes, to try everything out")
    parser.add_argument("--hidden", action="store_true", help="start without a window")
    parser.add_argument("--quit", action="store_true", help="ask the running Exo Bridge to quit")
    parser.add_argument("--selftest", action="store_true", help="try every part of this installation, then end")
    parser.add_argument("--version", action="version", version=f"exo-bridge {VERSION}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
