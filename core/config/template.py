"""The commented file that a newcomer finds, made from the declarations.

Explanations begin with `##`, settings with one `#`: whoever takes the single `#` away from every line
has a valid file with all defaults, and an example entry in each list. A test does exactly that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path

from core.config.schema import Kind, Setting, root
from core.paths import write_atomically

_HEAD = """\
## Settings of Exo Bridge. All lines are switched off by "#": they show what holds anyway.
## To change something, take the "#" away in front of the setting and of the line it is indented under.
## A change counts as soon as the file is saved; whatever is wrong in it is told in the status window.
## Keys never stand in this file.
"""

_EXAMPLES: Mapping[str, str] = {
    "nodes[].name": "studio",
    "nodes[].url": "http://192.168.1.20:52415",
    "cloud[].name": "openrouter",
    "cloud[].provider": "openrouter",
    "cloud[].key": "keyring",
    "cloud[].models": '["*"]',
    "routing.aliases[].name": "gpt-4o",
    "routing.aliases[].models": "[qwen3-30b, openai/gpt-4o]",
    "routing.per_model[].name": "private",
    "routing.per_model[].models": '["*-private"]',
    "routing.per_model[].mode": "local-only",
}


def default_text() -> str:
    """The whole file."""
    return _HEAD + "".join(f"\n{block}" for block in map(_block, root().fields))


def create_default(file: Path) -> None:
    """Write the commented file, for its owner only, unless there is a file already. Raises OSError."""
    if not file.exists():
        write_atomically(file, default_text())


def _block(setting: Setting) -> str:
    return "".join(f"{line.rstrip()}\n" for line in _lines(setting, ""))


def _lines(setting: Setting, indent: str) -> Iterator[str]:
    yield f"## {indent}{setting.help}{_limits(setting)}"
    if setting.kind is Kind.TABLE:
        yield f"#{indent}{setting.name}:"
        for field in setting.fields:
            yield from _lines(field, f"{indent}  ")
    elif setting.kind is Kind.ENTRIES:
        yield f"#{indent}{setting.name}:"
        for number, field in enumerate(setting.fields):
            yield f"## {indent}    {field.help}{_limits(field)}"
            yield f"#{indent}  {'- ' if number == 0 else '  '}{field.name}: {_example(field)}"
    else:
        yield f"#{indent}{setting.name}: {_text(setting.default)}"


def _example(field: Setting) -> str:
    return _EXAMPLES.get(field.path) or _text(field.default)


def _limits(setting: Setting) -> str:
    if setting.choices and not all(choice in setting.help for choice in setting.choices):
        return f" One of: {', '.join(setting.choices)}."
    low, high = setting.minimum, setting.maximum
    if low is not None and high is not None:
        return f" From {low:g} to {high:g}."
    return f" At least {low:g}." if low is not None else ""


def _text(value: object) -> str:
    """The value as YAML, of which JSON is a part."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return str(value.value if isinstance(value, Enum) else value)
    return json.dumps(value)
