"""The snapshot as plain JSON values: for the admin API, the command line and bug reports. Pure."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import IntEnum, StrEnum

import msgspec

from core.domain import Snapshot


def status_document(snapshot: Snapshot) -> dict[str, object]:
    """Everything the face shows. Neither prompts nor keys can be in it, because a snapshot holds none."""
    document = _plain(snapshot)
    assert isinstance(document, dict)  # a dataclass becomes a dict
    document["address"] = snapshot.port.address
    return document


def _plain(value: object) -> object:
    if isinstance(value, IntEnum):
        return value.name.lower().replace("_", "-")
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
