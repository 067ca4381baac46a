"""JSON that came from outside: what decoders raise for what we cannot take, and objects out of it. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Torn text, bytes that are not UTF-8, and lists in lists a thousand deep."""


def object_in(payload: bytes) -> dict[str, Any] | None:
    """The object that is written there, None for anything else."""
    try:
        found = msgspec.json.decode(payload)
    except NOT_JSON:
        return None
    return found if isinstance(found, dict) else None
