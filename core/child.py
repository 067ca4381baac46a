"""How to start another process of this same program, from source and frozen alike."""

from __future__ import annotations

import sys


def command(verb: str, *arguments: str) -> list[str]:
    """The command line of a hidden verb of ours; secrets never belong on it."""
    if getattr(sys, "frozen", False):
        return [sys.executable, verb, *arguments]
    return [sys.executable, "-m", "core", verb, *arguments]
