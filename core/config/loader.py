"""The layers of the settings: command line > environment > file > default.

Loading never raises for what it reads and never writes to the user's file. Whenever a file had no
error, a copy of it is kept in the state directory; a file that cannot be read at all is replaced by
that copy for this run, with a complaint.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from core.config.checker import Checker, names_in_both
from core.config.schema import ENVIRONMENT_PREFIX, Kind, Setting, by_path, walk
from core.config.source import Leaf, Place, Unreadable, decoded, from_python, read_yaml
from core.config.values import did_you_mean, nearest
from core.domain import Complaint, KeySource, Severity
from core.log import facts
from core.paths import Paths, paths, write_atomically
from core.providers import take_own
from core.settings import Settings
from core.words.settings import Correction, Problem, Wrongly

OTHER_VARIABLES = frozenset({"EXO_BRIDGE_HOME", "EXO_BRIDGE_NO_UPDATE"})
"""Variables of ours that are no settings."""

_log = logging.getLogger("config")
_COPY_HEAD = "# Last good copy, kept by Exo Bridge. The original is "


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings that hold, what the owner should fix, and the file they belong in (it may not exist)."""

    settings: Settings
    complaints: tuple[Complaint, ...]
    file: Path


def load(
    file: Path | None = None,
    *,
    environment: Mapping[str, str],
    overrides: Mapping[str, object] | None = None,
) -> Loaded:
    """Read all layers. `file` None means the user's own file, which, unlike any other one, need not exist.

    `overrides` are dotted paths such as "routing.mode"; None as a value means: not given.
    """
    places = paths(environment)
    path = places.settings_file if file is None else file
    checker = Checker()
    _take_providers(checker, places.config / "providers")  # before the settings, which may name one of them
    settings = _file_layer(checker, path, places, must_exist=path != places.settings_file)
    settings = _environment_layer(checker, settings, environment)
    settings = _override_layer(checker, settings, overrides or {})
    checker.complain_of_guards()
    return Loaded(settings, (*checker.complaints, *names_in_both(settings, path)), path)


def file_stamp(path: Path) -> tuple[int, int] | None:
    """(modification time in ns, size): changes when somebody edits the file. None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def describe() -> list[dict[str, object]]:
    """Every setting for `exo-bridge settings --json`; what stands in an entry of a list is called `nodes[].url`."""
    described: list[dict[str, object]] = []
    for setting in walk():
        described.append(_description(setting))
        described.extend(_description(field) for field in setting.fields)
    return described


def _description(setting: Setting) -> dict[str, object]:
    kind = f"list of {setting.item.kind}" if setting.item else str(setting.kind)
    description: dict[str, object] = {
        "name": setting.path,
        "type": "list" if setting.fields else kind,
        "default": _plain(setting.default),
        "help": setting.help,
    }
    if setting.choices:
        description["choices"] = list(setting.choices)
    for limit, value in (("minimum", setting.minimum), ("maximum", setting.maximum)):
        if value is not None:
            description[limit] = value
    if setting.is_required:
        description["required"] = True
    if setting.is_scalar and "[" not in setting.path:
        description["environment"] = setting.variable
    return description


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _take_providers(checker: Checker, folder: Path) -> None:
    """The owner's own provider files; what is wrong with one costs only that one."""
    files, wrong = {}, []
    for file in sorted(folder.glob("*.yaml")):
        try:
            files[file.stem] = file.read_bytes()
        except OSError as error:
            wrong.append(f"{file.name}: cannot be read: {error.strerror}")
    for problem in (*wrong, *take_own(files)):
        place, _, rest = problem.partition(": ")
        hint = Correction.CORRECT_FILE.format(folder=folder)
        checker.complain(Wrongly.PROVIDER_WRONG, place, rest, hint, Severity.WARNING)


def _file_layer(checker: Checker, path: Path, places: Paths, *, must_exist: bool) -> Settings:
    try:
        text = decoded(path.read_bytes(), str(path))
        tree = read_yaml(text, str(path))
    except FileNotFoundError:
        if must_exist:
            checker.complain(Wrongly.NOT_THERE, str(path), Wrongly.NO_FILE, Correction.DEFAULTS)
        return Settings()
    except (OSError, Unreadable) as error:
        return _stand_in(checker, path, places, error)
    settings = checker.settings(tree, Settings())
    if not checker.has_errors:
        _keep_copy(places, path, text)
        return settings
    last_good = _last_good(places, path)
    # The same complaints again, but bad values now keep what they last were.
    return settings if last_good is None else Checker().settings(tree, last_good)


def _stand_in(checker: Checker, path: Path, places: Paths, error: OSError | Unreadable) -> Settings:
    """What is used instead of a file that cannot be read, with the complaint."""
    last_good = _last_good(places, path)
    if isinstance(error, Unreadable):
        hint = Correction.CORRECT_DEFAULT if last_good is None else Correction.CORRECT_LAST
        checker.complain(Wrongly.HAS_ERROR, error.place, error.problem, hint)
    else:
        hint = Correction.READABLE_DEFAULT if last_good is None else Correction.READABLE_LAST
        checker.complain(Wrongly.UNREADABLE, str(path), error.strerror or Wrongly.CANNOT_READ, hint)
    return last_good or Settings()


def _environment_layer(checker: Checker, settings: Settings, environment: Mapping[str, str]) -> Settings:
    known = {setting.variable: setting for setting in by_path().values() if setting.is_scalar}
    # A key may lie in a variable that begins like ours.
    keys = {entry.key.name for entry in settings.cloud if entry.key and entry.key.source is KeySource.ENVIRONMENT}
    for name in sorted(environment):
        if not name.startswith(ENVIRONMENT_PREFIX) or name in OTHER_VARIABLES or name in keys:
            continue
        if name not in known:
            settings = _unknown_variable(checker, settings, name, known)
        elif text := environment[name].strip():
            setting = known[name]
            if setting.kind is Kind.BOOLEAN:
                text = {"1": "true", "0": "false"}.get(text, text)
            settings = checker.override(settings, setting.path, Leaf(text, Place(name)))
    return settings


def _unknown_variable(checker: Checker, settings: Settings, name: str, known: Mapping[str, Setting]) -> Settings:
    """Complain, without the value: it may be a key."""
    # Without the prefix that makes all of them alike; MODE alone means ROUTING_MODE.
    rests = {each.removeprefix(ENVIRONMENT_PREFIX): each for each in (*known, *OTHER_VARIABLES)}
    rest = name.removeprefix(ENVIRONMENT_PREFIX)
    near = next((each for each in known if each.endswith(f"_{rest}")), None) or rests.get(nearest(rest, rests), "")
    hint = Correction.DID_YOU_MEAN.format(word=near) if near else Correction.TAKE_OUT_VARIABLE
    if any(name == setting.variable for setting in by_path().values()):
        near, hint = "", Correction.ONLY_IN_FILE
    checker.complain(Wrongly.UNKNOWN_VARIABLE, name, Wrongly.SETS_NOTHING, hint, Severity.WARNING)
    return checker.unreadable(settings, known[near].path) if near in known else settings


def _override_layer(checker: Checker, settings: Settings, overrides: Mapping[str, object]) -> Settings:
    place = Place("command line")
    for path, value in overrides.items():
        if value is None:
            continue
        if path in by_path():
            settings = checker.override(settings, path, from_python(value, place))
        else:
            label = f'"{path}"'
            problem = Wrongly.OF_SETTING.format(label=label, problem=Problem.NO_SETTING)
            checker.complain(Wrongly.UNKNOWN.format(label=label), place, problem, did_you_mean(path, by_path()))
    return settings


def _keep_copy(places: Paths, path: Path, text: str) -> None:
    copy, content = places.last_good_file, _copy_head(path) + text
    try:
        if not copy.is_file() or copy.read_bytes() != content.encode():
            write_atomically(copy, content)
    except OSError as error:
        # Only the safety net is missing; the settings themselves are good.
        _log.warning("no copy of the settings %s", facts(file=copy, why=error.strerror))


def _last_good(places: Paths, path: Path) -> Settings | None:
    """What the copy says, if it is a copy of this very file."""
    try:
        text = decoded(places.last_good_file.read_bytes(), str(places.last_good_file))
        if not text.startswith(_copy_head(path)):
            return None
        return Checker().settings(read_yaml(text, str(places.last_good_file)), Settings())
    except (OSError, Unreadable):
        return None


def _copy_head(path: Path) -> str:
    return f"{_COPY_HEAD}{path.absolute()}\n"
