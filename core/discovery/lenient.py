"""Reads foreign JSON leniently: what is not of the expected kind is empty or None, never an error. Pure."""

from __future__ import annotations

from typing import Any


def dict_of(value: object) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """The array, or an empty one."""
    return value if isinstance(value, list) else []


def text_of(value: object) -> str:
    """The string, or an empty one."""
    return value if isinstance(value, str) else ""


def number_of(value: object) -> float | None:
    """The number, or None; true and false are none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole_of(value: object) -> int | None:
    """The whole number, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def in_bytes(value: object) -> int | None:
    """exo's `{"inBytes": n}`."""
    return whole_of(dict_of(value).get("inBytes"))


def variant(value: object) -> str:
    """The type name of a single-key union object `{"TypeName": {...}}`."""
    return next(iter(value), "") if isinstance(value, dict) else ""


def inner(value: object) -> dict[str, Any]:
    """The inside of a single-key union object."""
    return dict_of(next(iter(value.values()), None)) if isinstance(value, dict) else {}
