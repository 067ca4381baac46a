"""The owner's changes from the windows: written into their file, everything else in it untouched.

A change is checked like the file itself before it is written, and the new text is read again: when it
says anything else than the old one plus the change, nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeAlias, assert_never

import yaml

from core.config.checker import Checker
from core.config.loader import file_stamp
from core.config.schema import Setting, by_path
from core.config.source import Items, Leaf, Place, Table, Unreadable, Value, decoded, from_python, read_yaml
from core.config.splicer import Document, Plain, Splice
from core.config.template import default_text
from core.config.values import Wrong, did_you_mean, parse
from core.domain import KeyReference
from core.paths import write_atomically
from core.settings import CloudSettings, NodeSettings
from core.words.settings import Correction, Wrongly

Section: TypeAlias = Literal["nodes", "cloud"]


@dataclass(frozen=True, slots=True)
class SetValue:
    """Set one scalar, by its dotted path: `SetValue("routing.mode", Mode.LOCAL_ONLY)`."""

    path: str
    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class PutEntry:
    """Add a node or cloud account, or replace the one that is called `replaces` (else: the same name)."""

    entry: NodeSettings | CloudSettings
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """Remove the entry of this name; nothing happens when there is none."""

    section: Section
    name: str


Change: TypeAlias = SetValue | PutEntry | RemoveEntry


class ConfigError(Exception):
    """A change was not saved; the file is as it was. Title: what, hint: what to do."""

    def __init__(self, title: str, hint: str) -> None:
        super().__init__(f"{title}. {hint}" if hint else title)
        self.title = title
        self.hint = hint


@dataclass(frozen=True, slots=True)
class _Assign:
    table: str
    name: str
    value: Plain


@dataclass(frozen=True, slots=True)
class _Append:
    section: Section
    fields: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class _Update:
    section: Section
    position: int
    fields: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class _Remove:
    section: Section
    position: int


_Step: TypeAlias = _Assign | _Append | _Update | _Remove
"""A change, seen against what the file says now: what to write, and what it will say then."""


def edit(file: Path, change: Change) -> None:
    """Write one change into the settings file; a missing file is made first. Raises ConfigError.

    The file is replaced as a whole and keeps its mode. A file with an error in its YAML is refused.
    """
    stamp = file_stamp(file)
    try:
        text = decoded(file.read_bytes(), str(file)) if stamp else default_text()
        before = _bare(read_yaml(text, str(file)))
    except OSError as error:
        raise ConfigError(Wrongly.UNREADABLE, f"{file}: {error.strerror}") from error
    except Unreadable as error:
        raise ConfigError(Wrongly.ERROR_NOT_SAVED, Correction.CORRECT_FIRST.format(detail=error)) from None
    _check(change)
    step = _step(before, change)
    if step is None:
        return
    new = _rewritten(text, before, step)
    if new is None:
        raise ConfigError(Wrongly.OTHERS_NOT_SAVED, Correction.BY_HAND.format(file=file))
    _write(file, new, stamp)


def _write(file: Path, text: str, stamp: tuple[int, int] | None) -> None:
    """Raises ConfigError when somebody else wrote the file since it had this stamp."""
    if file_stamp(file) != stamp:
        raise ConfigError(Wrongly.CHANGED_NOT_SAVED, Correction.AGAIN)
    try:
        write_atomically(file, text)
    except OSError as error:
        raise ConfigError(Wrongly.CANNOT_WRITE, f"{file}: {error.strerror}") from error


def _check(change: Change) -> None:
    """Raises ConfigError when the change would be complained of in the file."""
    if isinstance(change, SetValue):
        setting = by_path().get(change.path)
        if setting is None or not setting.is_scalar:
            known = [path for path, each in by_path().items() if each.is_scalar]
            title = Wrongly.NO_SINGLE.format(label=f'"{change.path}"')
            raise ConfigError(title, did_you_mean(change.path, known))
        try:
            parse(setting, str(change.value))
        except Wrong as wrong:
            title = Wrongly.OF_SETTING.format(label=change.path, problem=wrong.problem)
            raise ConfigError(title, wrong.hint) from None
    elif isinstance(change, PutEntry):
        checker = Checker()
        section = _declared(_section(change.entry))
        tree = from_python(_written(change.entry), Place("Not saved"))
        if checker.entry(section, tree, change.entry.name or "entry") is None:
            raise ConfigError(checker.complaints[0].detail, checker.complaints[0].hint)


def _step(settings: Mapping[str, Any], change: Change) -> _Step | None:
    """What to write; None when there is nothing to do. Raises ConfigError for a name that is taken."""
    match change:
        case SetValue(path, value):
            table, _, name = path.rpartition(".")
            return _Assign(table, name, value)
        case PutEntry(entry, replaces):
            section = _section(entry)
            position = _position(settings, section, replaces or entry.name)
            if _is_taken(settings, section, entry.name, position):
                title = Wrongly.ENTRY_EXISTS.format(label=f'"{entry.name}"')
                raise ConfigError(title, Correction.OTHER_NAME)
            if position is None:
                return _Append(section, _written(entry))
            return _Update(section, position, _different(settings[section][position], entry))
        case RemoveEntry(section, name):
            position = _position(settings, section, name)
            return None if position is None else _Remove(section, position)
        case _:
            assert_never(change)


def _rewritten(text: str, before: dict[str, Any], step: _Step) -> str | None:
    """The new text; None when it would say anything else than the old settings plus this step."""
    name, shape = (step.table, dict) if isinstance(step, _Assign) else (step.section, list)
    if before.get(name) and not isinstance(before[name], shape):
        return None
    document = Document(text)
    new = document.spliced(_splices(document, step))
    return new if _says(new, _after(before, step)) else None


def _splices(document: Document, step: _Step) -> list[Splice]:
    root = document.root
    match step:
        case _Assign("", name, value):
            return [document.set_value(root, name, value)]
        case _Assign(table, name, value):
            inner = document.value_of(root, table)
            if inner is None or not inner.value:
                return [document.set_table(root, table, name, value)]
            return [document.set_value(inner, name, value)]
        case _Append(section, values):
            return [document.add_entry(root, section, values)]
        case _Update(section, position, values):
            entries = document.value_of(root, section)
            node = entries.value[position] if entries is not None else None
            return [document.set_value(node, name, value) for name, value in values.items()]
        case _Remove(section, position):
            entries = document.value_of(root, section)
            return [document.remove_entry(entries, position)] if isinstance(entries, yaml.SequenceNode) else []
        case _:
            assert_never(step)


def _after(settings: dict[str, Any], step: _Step) -> dict[str, Any]:
    """What the file must say when the step is written."""
    match step:
        case _Assign("", name, value):
            settings[name] = _as_read(value)
        case _Assign(table, name, value):
            settings[table] = {**(settings.get(table) or {}), name: _as_read(value)}
        case _Append(section, values):
            new = {name: _as_read(value) for name, value in values.items()}
            settings[section] = [*(settings.get(section) or []), new]
        case _Update(section, position, values):
            settings[section][position].update({name: _as_read(value) for name, value in values.items()})
        case _Remove(section, position):
            del settings[section][position]
        case _:
            assert_never(step)
    return settings


def _says(text: str, expected: dict[str, Any]) -> bool:
    try:
        settings = _bare(read_yaml(text, ""))
    except Unreadable:
        return False
    # An empty list and a key without a value mean the same.
    return {name: value or None for name, value in settings.items()} == {
        name: value or None for name, value in expected.items()
    }


def _position(settings: Mapping[str, Any], section: str, name: str) -> int | None:
    """Where the entry of this name stands in its list."""
    entries = settings.get(section)
    for position, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and entry.get("name") == name:
            return position
    return None


def _is_taken(settings: Mapping[str, Any], section: str, name: str, own: int | None) -> bool:
    """Whether another entry than the one at `own` has this name, in whatever case: loading would drop one of them."""
    entries = settings.get(section)
    return any(
        isinstance(entry, dict) and position != own and str(entry.get("name")).casefold() == name.casefold()
        for position, entry in enumerate(entries if isinstance(entries, list) else ())
    )


def _written(entry: NodeSettings | CloudSettings) -> dict[str, Plain]:
    """The fields that must be written: those that are needed and those that are not at their default."""
    needed = {field.name: field.is_required for field in _declared(_section(entry)).fields}
    return {
        field.name: _plain(getattr(entry, field.name))
        for field in fields(entry)
        if needed[field.name] or getattr(entry, field.name) != field.default
    }


def _different(old: Mapping[str, Any], entry: NodeSettings | CloudSettings) -> dict[str, Plain]:
    """The fields that an entry in the file does not say yet, back to the default included where it says another."""
    written = _written(entry)
    values = {field.name: _plain(getattr(entry, field.name)) for field in fields(entry)}
    return {
        name: value
        for name, value in values.items()
        if (name in old and old[name] != _as_read(value)) or (name not in old and name in written)
    }


def _plain(value: object) -> Plain:
    if isinstance(value, Enum | KeyReference):
        return str(value)
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value if isinstance(value, (str, int, float)) else None


def _as_read(value: Plain) -> Any:
    """The value as `_bare` gives it when it was written and read again."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str | int | float):
        return None if value is None else str(value)
    return [_as_read(each) for each in value]


def _bare(value: Value) -> Any:
    """A tree without its places: texts, lists and dicts. Of a key that stands twice the last one counts."""
    match value:
        case Leaf(text, _):
            return text
        case Items(items, _):
            return [_bare(each) for each in items]
        case Table(pairs, _):
            return {pair.key: _bare(pair.value) for pair in pairs}
        case _:
            assert_never(value)


def _section(entry: NodeSettings | CloudSettings) -> Section:
    return "nodes" if isinstance(entry, NodeSettings) else "cloud"


def _declared(section: Section) -> Setting:
    return by_path()[section]
