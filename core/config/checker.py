"""A tree of raw values against the declarations: the settings that hold, and every complaint at once.

What is wrong costs as little as it can, but never privacy:
- a bad scalar keeps its last good value; a bad entry of a list costs this entry only;
- an unknown key probably meant its nearest known one, which then counts as bad, not as absent;
- a routing mode that cannot be read is local-only until it can: who mistypes "local-only" must not
  have prompts sent to the cloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.config.schema import Kind, Setting, by_path, root
from core.config.source import Items, Leaf, Place, Table, Value, at
from core.config.values import Wrong, did_you_mean, nearest, parse, quoted, travels_in_the_open
from core.domain import Complaint, KeyName, KeyReference, KeySource, Mode, Severity
from core.providers import OPENAI_COMPATIBLE, provider
from core.settings import AliasSettings, CloudSettings, ModelRuleSettings, NodeSettings, Settings
from core.words.settings import Correction, Problem, Wrongly

WHEN_UNREADABLE: Mapping[str, object] = {"routing.mode": Mode.LOCAL_ONLY}
"""Values that take the place of what cannot be read, before any last good value."""

_SHAPES = {
    Kind.TABLE: Problem.NO_TABLE,
    Kind.ENTRIES: Problem.NO_ENTRIES,
    Kind.LIST: Problem.NO_LIST,
}


class Checker:
    """Collects the complaints of one loading. `complaints` is in the order of reading."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []
        self._guarded: set[str] = set()

    @property
    def has_errors(self) -> bool:
        """Whether anything was wrong so far, beyond mere warnings."""
        return any(complaint.severity is Severity.ERROR for complaint in self.complaints)

    def settings(self, tree: Table, fallback: Settings) -> Settings:
        """The settings that a file says; `fallback` holds the last good values."""
        checked: Settings = self._table(root(), tree, fallback, "")
        return checked

    def override(self, settings: Settings, path: str, value: Value) -> Settings:
        """The settings with one of them set from a higher layer. A bad value leaves the lower layer's."""
        setting = by_path()[path]
        self._guarded.discard(path)
        changed: Settings = _with(settings, path, self._value(setting, value, _get(settings, path), path))
        return changed

    def unreadable(self, settings: Settings, path: str) -> Settings:
        """The settings for the case that a higher layer wanted to set this path, and nobody knows to what."""
        changed: Settings = _with(settings, path, self._unreadable(by_path()[path], _get(settings, path)))
        return changed

    def complain_of_guards(self) -> None:
        """Say that a guarding value of WHEN_UNREADABLE holds, if no higher layer replaced it."""
        for path in sorted(self._guarded):
            problem = Wrongly.OF_SETTING.format(label=path, problem=Problem.GUARDED)
            self.complain(Wrongly.ONLY_OWN, "settings", problem, Correction.CORRECT_SETTING.format(label=path))

    def complain(
        self, title: str, place: Place | str, problem: str, hint: str, severity: Severity = Severity.ERROR
    ) -> None:
        """Add a complaint; the place is named first in its detail."""
        self.complaints.append(Complaint(title, at(place, problem), hint, severity))

    def entry(
        self, setting: Setting, value: Value, label: str
    ) -> NodeSettings | CloudSettings | AliasSettings | ModelRuleSettings | None:
        """One entry of `nodes` or `cloud`, or None when anything in it is wrong."""
        before = len(self.complaints)
        if not isinstance(value, Table):
            self._wrong(label, value.place, Wrong(Problem.NO_LINES, _example(setting)))
            return None
        made: Any = self._table(setting, value, None, f"{label}.")
        for field in setting.fields:
            if field.is_required and not _is_given(value, field.name):
                self._wrong(f"{label}.{field.name}", value.place, Wrong(Problem.MISSING, field.help))
        if self._has_error(before):
            return None
        checked = _cloud(made) if isinstance(made, CloudSettings) else made
        self._entry_rules(checked, value.place, label)
        return None if self._has_error(before) else checked

    def _table(self, setting: Setting, value: Value, fallback: Any, prefix: str) -> Any:
        """A dataclass of the declarations. `fallback` is a good instance of it, or None for its defaults."""
        build: Callable[..., Any] = setting.build or Settings
        fallback = build() if fallback is None else fallback
        if isinstance(value, Leaf) and value.text is None:
            return build()
        if not isinstance(value, Table):
            names = ", ".join(field.name for field in setting.fields)
            self._wrong(
                prefix.rstrip("."), value.place, Wrong(_SHAPES[Kind.TABLE], Correction.MAY_STAND.format(names=names))
            )
            return self._unreadable(setting, fallback)
        known = {field.name: field for field in setting.fields}
        given, meant = self._pairs(known, value, prefix)
        values = {
            name: self._value(known[name], inner, getattr(fallback, name), prefix + name)
            for name, inner in given.items()
        }
        for name in meant.intersection(known).difference(given):
            values[name] = self._unreadable(known[name], getattr(fallback, name))
        return build(**values)

    def _pairs(self, known: Mapping[str, Setting], table: Table, prefix: str) -> tuple[dict[str, Value], set[str]]:
        """The known keys with their values, and the names that unknown keys probably meant."""
        given: dict[str, Value] = {}
        lines: dict[str, Place] = {}
        meant: set[str] = set()
        for pair in table.pairs:
            if pair.key not in known:
                meant.add(nearest(pair.key, known))
                label = quoted(prefix + pair.key)
                problem = Wrongly.OF_SETTING.format(label=label, problem=Problem.NO_SETTING)
                self.complain(Wrongly.UNKNOWN.format(label=label), pair.place, problem, did_you_mean(pair.key, known))
            elif pair.key in given:
                problem = Problem.TWICE.format(count=lines[pair.key].line)
                self._wrong(prefix + pair.key, pair.place, Wrong(problem, Correction.REMOVE_ONE))
            else:
                given[pair.key], lines[pair.key] = pair.value, pair.place
        return given, meant

    def _value(self, setting: Setting, value: Value, last_good: Any, label: str) -> Any:
        if setting.kind is Kind.TABLE:
            return self._table(setting, value, last_good, f"{label}.")
        if isinstance(value, Leaf) and value.text is None:
            return setting.default
        if setting.kind is Kind.ENTRIES:
            return self._entries(setting, value, last_good, label)
        if setting.kind is Kind.LIST:
            return self._list(setting, value, last_good, label)
        try:
            return self._scalar(setting, value)
        except Wrong as wrong:
            self._wrong(label, value.place, wrong)
            return self._unreadable(setting, last_good)

    def _unreadable(self, setting: Setting, last_good: Any) -> Any:
        """What holds when somebody wanted to set this and nobody knows to what."""
        if setting.kind is Kind.TABLE and setting.build is not None:
            fields = setting.fields
            return setting.build(
                **{each.name: self._unreadable(each, getattr(last_good, each.name)) for each in fields}
            )
        if setting.path not in WHEN_UNREADABLE:
            return last_good
        self._guarded.add(setting.path)
        return WHEN_UNREADABLE[setting.path]

    def _scalar(self, setting: Setting, value: Value) -> Any:
        if isinstance(value, Leaf) and value.text is not None:
            return parse(setting, value.text)
        if setting.kind is Kind.KEY:
            raise Wrong(Problem.NO_SOURCE, Correction.KEY)
        raise Wrong(Problem.SEVERAL, setting.help)

    def _list(self, setting: Setting, value: Value, last_good: Any, label: str) -> Any:
        item = setting.item
        if not isinstance(value, Items) or item is None:
            self._wrong(label, value.place, Wrong(_SHAPES[Kind.LIST], setting.help))
            return last_good
        try:
            return tuple(self._scalar(item, inner) for inner in value.items)
        except Wrong as wrong:
            self._wrong(label, value.place, wrong)
            return last_good

    def _entries(self, setting: Setting, value: Value, last_good: Any, label: str) -> Any:
        if not isinstance(value, Items):
            self._wrong(label, value.place, Wrong(_SHAPES[Kind.ENTRIES], _example(setting)))
            return last_good
        kept: dict[str, Any] = {}
        for number, inner in enumerate(value.items, start=1):
            entry_label = f"{label}[{_entry_name(inner) or number}]"
            entry = self.entry(setting, inner, entry_label)
            if entry is None:
                continue
            # Two names that differ in case only are one name for people, and for some password stores.
            if entry.name.casefold() in kept:
                problem = Problem.NAME_TAKEN.format(value=quoted(entry.name))
                self._wrong(entry_label, inner.place, Wrong(problem, Correction.OWN_NAME))
            else:
                kept[entry.name.casefold()] = entry
        return tuple(kept.values())

    def _entry_rules(
        self, entry: NodeSettings | CloudSettings | AliasSettings | ModelRuleSettings, place: Place, label: str
    ) -> None:
        """What no single field can tell."""
        if not isinstance(entry, CloudSettings):
            return
        spec = provider(entry.provider)
        if spec is not None and spec.needs_own_address and not entry.base_url:
            problem = Problem.MISSING_FOR.format(provider=entry.provider)
            self._wrong(
                f"{label}.base_url", place, Wrong(problem, Correction.EXAMPLE.format(address=spec.example_address))
            )
        if entry.provider != OPENAI_COMPATIBLE and entry.key is None:
            problem = Wrongly.OF_SETTING.format(label=label, problem=Problem.WITHOUT_KEY)
            self.complain(Wrongly.NO_KEY, place, problem, Correction.KEY, Severity.WARNING)
        if entry.key is not None and travels_in_the_open(entry.base_url):
            problem = Wrongly.OF_SETTING.format(label=f"{label}.base_url", problem=Problem.IN_THE_OPEN)
            self.complain(Wrongly.KEY_IN_THE_OPEN, place, problem, Correction.USE_HTTPS, Severity.WARNING)

    def _wrong(self, label: str, place: Place, wrong: Wrong) -> None:
        hint = wrong.hint or (Correction.CORRECT_NOTICED if place.line else Correction.CORRECT_IT)
        problem = Wrongly.OF_SETTING.format(label=label, problem=wrong.problem)
        self.complain(Wrongly.WRONG.format(label=label), place, problem, hint)

    def _has_error(self, since: int) -> bool:
        return any(complaint.severity is Severity.ERROR for complaint in self.complaints[since:])


def names_in_both(settings: Settings, file: Path) -> Iterable[Complaint]:
    """A node and a cloud account of one name: allowed, but nobody could tell them apart in a notice."""
    nodes = {node.name.casefold() for node in settings.nodes}
    for entry in settings.cloud:
        if entry.name.casefold() in nodes:
            problem = Wrongly.CALLED_ALIKE.format(label=quoted(entry.name))
            yield Complaint(Wrongly.ONE_NAME, at(f"{file}", problem), Correction.RENAME)


def _cloud(entry: CloudSettings) -> CloudSettings:
    """The entry with its own name as the name of its key in the keyring."""
    if entry.key is None or entry.key.source is not KeySource.KEYRING:
        return entry
    return replace(entry, key=KeyReference(KeySource.KEYRING, KeyName(entry.name)))


def _is_given(table: Table, name: str) -> bool:
    values = [pair.value for pair in table.pairs if pair.key == name]
    return any(not isinstance(value, Leaf) or value.text is not None for value in values)


def _entry_name(value: Value) -> str:
    """The name in an entry that may be wrong elsewhere, for the complaints."""
    pairs = value.pairs if isinstance(value, Table) else ()
    for pair in pairs:
        if pair.key == "name" and isinstance(pair.value, Leaf) and pair.value.text:
            return quoted(pair.value.text).strip('"')
    return ""


def _example(setting: Setting) -> str:
    names = " and ".join(field.name for field in setting.fields if field.is_required)
    return Correction.EACH_NEEDS.format(names=names)


def _get(settings: Any, path: str) -> Any:
    for name in path.split("."):
        settings = getattr(settings, name)
    return settings


def _with(settings: Any, path: str, value: Any) -> Any:
    name, _, rest = path.partition(".")
    return replace(settings, **{name: _with(getattr(settings, name), rest, value) if rest else value})
