"""What goes into a diagnostics file, as texts: built from what holds neither keys nor prompts; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from core.domain import Snapshot
from core.settings import Settings
from core.status import status_document
from desktop.text.log import LogLine


def diagnostics(
    snapshot: Snapshot, settings: Settings, lines: Iterable[LogLine], facts: Mapping[str, str]
) -> dict[str, str]:
    """File names and their contents, in the order in which they are shown."""
    return {
        "versions.txt": "".join(f"{name}: {value}\n" for name, value in facts.items()),
        "status.json": json.dumps(status_document(snapshot), indent=2, ensure_ascii=False) + "\n",
        "settings.txt": "\n".join(settings_that_differ(settings)) + "\n",
        "log.txt": "".join(f"{line.whole}\n" for line in lines),
    }


def settings_that_differ(settings: Settings) -> list[str]:
    """The names of settings that are not at their default. No value: one may have typed a secret into the wrong one."""
    return sorted(_different("", settings, Settings()))


def _different(prefix: str, value: object, default: object) -> Iterator[str]:
    if not is_dataclass(value) or isinstance(value, type):
        return
    for field in fields(value):
        mine, usual = getattr(value, field.name), getattr(default, field.name)
        if mine == usual:
            continue
        name = f"{prefix}{field.name}"
        if is_dataclass(mine):
            yield from _different(f"{name}.", mine, usual)
        elif isinstance(mine, tuple):
            yield f"{name} ({len(mine)})"
        else:
            yield name
