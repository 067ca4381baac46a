"""What a failure means, in the user's language: the one table is core's, only its words are looked up here."""

from __future__ import annotations

from core.domain import FailureKind
from core.errors import CONSEQUENCES
from desktop.text.translate import looked_up

TITLE, HINT = "Failure", "FailureHint"


def failure_title(kind: FailureKind) -> str:
    """What went wrong, without the name of who it happened to: `refused the connection`."""
    return looked_up(TITLE, CONSEQUENCES[kind].title)


def failure_hint(kind: FailureKind) -> str:
    """What to do about it."""
    return looked_up(HINT, CONSEQUENCES[kind].hint)
