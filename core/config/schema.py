"""The declarations of settings.py as data: what may stand where.

Everybody who needs to know a setting (checker, environment, template, `settings --json`) reads this
tree, so a new field in settings.py is all that a new setting takes.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from core.domain import KeyReference
from core.settings import Settings

ENVIRONMENT_PREFIX = "EXO_BRIDGE_"


class Kind(StrEnum):
    """The shape of a value; the words are those of `exo-bridge settings --json`."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    KEY = "key"
    LIST = "list"
    ENTRIES = "entries"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared setting.

    `path` is dotted; inside an entry of a list it reads `nodes[].url`. `fields` are those of a TABLE
    or of each of the ENTRIES, `build` the dataclass they make; `item` is what a LIST holds.
    """

    name: str
    path: str
    kind: Kind
    help: str = ""
    default: Any = None
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    is_required: bool = False
    enum: type[StrEnum] | None = None
    item: Setting | None = None
    fields: tuple[Setting, ...] = ()
    build: type[Any] | None = None

    @property
    def is_scalar(self) -> bool:
        """Whether one word of text can say it."""
        return self.kind in (Kind.BOOLEAN, Kind.INTEGER, Kind.NUMBER, Kind.STRING, Kind.KEY)

    @property
    def variable(self) -> str:
        """The environment variable of a scalar: `routing.mode` is EXO_BRIDGE_ROUTING_MODE."""
        return ENVIRONMENT_PREFIX + self.path.upper().replace(".", "_")


@functools.cache
def root() -> Setting:
    """All settings, as the table that the file is."""
    return Setting("", "", Kind.TABLE, default=Settings(), fields=_declared(Settings, ""), build=Settings)


def walk(setting: Setting | None = None) -> Iterator[Setting]:
    """Every setting that holds a value of its own (so no tables), in the order of the declarations."""
    for field in (setting or root()).fields:
        if field.kind is Kind.TABLE:
            yield from walk(field)
        else:
            yield field


@functools.cache
def by_path() -> dict[str, Setting]:
    """The settings that `walk` tells, by their dotted path."""
    return {setting.path: setting for setting in walk()}


def _declared(owner: type[Any], prefix: str) -> tuple[Setting, ...]:
    types = typing.get_type_hints(owner)
    return tuple(
        _setting(field.name, prefix + field.name, types[field.name], field.default, field.metadata)
        for field in fields(owner)
    )


def _setting(name: str, path: str, declared: Any, default: Any, metadata: typing.Mapping[str, Any]) -> Setting:
    kind, enum, item, build = Kind.STRING, None, None, None
    inner: tuple[Setting, ...] = ()
    if metadata.get("item") is not None:
        kind, build = Kind.ENTRIES, metadata["item"]
        inner = _declared(metadata["item"], f"{path}[].")
    elif is_dataclass(declared) and isinstance(declared, type):
        kind, build = Kind.TABLE, declared
        inner = _declared(declared, f"{path}.")
    elif typing.get_origin(declared) is tuple:
        kind = Kind.LIST
        item = Setting(
            name,
            path,
            _scalar(typing.get_args(declared)[0]),
            minimum=metadata.get("minimum"),
            maximum=metadata.get("maximum"),
        )
    else:
        kind = _scalar(declared)
        enum = declared if isinstance(declared, type) and issubclass(declared, StrEnum) else None
    return Setting(
        name,
        path,
        kind,
        help=metadata["help"],
        default=default,
        choices=tuple(str(choice) for choice in metadata.get("choices", enum or ())),
        minimum=metadata.get("minimum"),
        maximum=metadata.get("maximum"),
        is_required=metadata.get("required", False),
        enum=enum,
        item=item,
        fields=inner,
        build=build,
    )


def _scalar(declared: Any) -> Kind:
    if KeyReference in typing.get_args(declared):
        return Kind.KEY
    for python, kind in ((bool, Kind.BOOLEAN), (int, Kind.INTEGER), (float, Kind.NUMBER), (str, Kind.STRING)):
        if isinstance(declared, type) and issubclass(declared, python):
            return kind
    raise TypeError(f"settings.py declares a type that nobody can read: {declared!r}")
