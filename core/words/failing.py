"""What is said of failures beyond their kind, and how it is put together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Joined(StrEnum):
    """Sentences made of others."""

    LIST = "{reason}; {detail}"
    OF_BACKEND = "{name}: {reason}"
    FAILED_WITH = "{name} {title} ({detail})"
    FAILED = "{name} {title}"
    TITLE_WITH = "{title} ({detail})"
    TITLE = "{title}"


def listed(parts: Iterable[str]) -> str:
    """Several in one line, as `Joined.LIST` says it of two."""
    return "; ".join(parts)
