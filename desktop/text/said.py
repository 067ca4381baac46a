"""What core said in English, in the user's language.

Its sentences are read back by their own declarations (`core.words`), so nothing is told twice. What nobody declared,
like the words of a node or of the system, stays as it is.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from core.config.schema import Setting, walk
from core.domain import Mode, ModelState
from core.errors import CONSEQUENCES
from core.words.failing import Detail, Joined
from core.words.models import About, Denied, Doing
from core.words.owner import Complained, KeySaid, OldFile
from core.words.routing import Place, Reason
from core.words.settings import Correction, Problem, Wrongly
from desktop.text.failing import HINT, TITLE
from desktop.text.settings import HELP
from desktop.text.translate import looked_up, measured

SAID = "Said"

SENTENCES: tuple[type[StrEnum], ...] = (
    Reason, Detail, About, Denied, Doing, Complained, KeySaid, OldFile, Problem, Wrongly, Correction, Joined,
)  # fmt: skip
"""In the order in which they are tried: what is put together of anything comes last."""


def _asked_for() -> Iterator[Setting]:
    """The settings whose help is the hint of a complaint: all, and what no entry of a list may lack."""
    for setting in walk():
        yield setting
        yield from (field for field in setting.fields if field.is_required)


WORDS: Mapping[str, tuple[str, frozenset[str]]] = {
    "mode": (SAID, frozenset(Mode)),
    "place": (SAID, frozenset(Place)),
    "state": (SAID, frozenset(ModelState)),
    "title": (TITLE, frozenset(each.title for each in CONSEQUENCES.values())),
    "help": (HELP, frozenset(each.help for each in _asked_for())),
    "hint": (HINT, frozenset(each.hint for each in CONSEQUENCES.values())),
}
"""Values that are one of a few words: where these are looked up, and which there are."""

SHAPES = {
    "seconds": re.compile(r"[\d.e+-]+"),
    "status": re.compile(r"\d+"),
    "count": re.compile(r"\d+"),
    "percent": re.compile(r"\d+%"),
    **dict.fromkeys(("size", "free", "done", "total"), re.compile(r"[\d.]+ [GM]B")),
    "label": re.compile(r'".*"|[^\s:"\[]+(\[.*\][\w.]*)?'),
}
"""How a value looks that is a number, or the name of a setting."""

MOST_READINGS = 6
"""Of one template in one text: foreign words full of colons cost no more time than ours."""

_SENTENCES_INSIDE = ("reason", "more", "problem", "detail")
_PROBLEMS = frozenset(problem.value for problem in Problem)

_Pieces = tuple[tuple[str, str], ...]
"""A template in pieces: a literal and the name of the value behind it; the last one is empty."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that was understood: its template, and its values in English."""

    template: str
    values: tuple[tuple[str, str], ...]


def said(text: str) -> str:
    """A sentence of core in the user's language; anything else as it is."""
    reading = understood(text)
    if reading is None:
        return text
    return looked_up(SAID, reading.template).format(**{name: _value(name, value) for name, value in reading.values})


def _value(name: str, text: str) -> str:
    if name in WORDS:
        return looked_up(WORDS[name][0], text)
    return said(text) if name in _SENTENCES_INSIDE else measured(text)


@lru_cache(1024)
def understood(text: str) -> Reading | None:
    """The sentence of core that this is, or None. A reading that tears no brackets apart is the better one."""
    torn = None
    for template, pieces in _templates():
        for values in islice(_readings(pieces, text), MOST_READINGS):
            if all(_fits(name, value) for name, value in values):
                if all(value.count("(") == value.count(")") for _, value in values):
                    return Reading(template, values)
                torn = torn or Reading(template, values)
    return torn


def _fits(name: str, value: str) -> bool:
    if name in WORDS:
        return value in WORDS[name][1]
    if name in SHAPES:
        return SHAPES[name].fullmatch(value) is not None
    if name == "problem":
        reading = understood(value)
        return reading is not None and reading.template in _PROBLEMS
    return name not in ("reason", "more") or understood(value) is not None


def _readings(pieces: _Pieces, text: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Every way in which the pieces make up the text; no value is empty."""
    (literal, name), rest = pieces[0], pieces[1:]
    if not text.startswith(literal):
        return
    text = text[len(literal) :]
    if not name:
        if not text:
            yield ()
    elif rest[0] == ("", ""):
        if text:
            yield ((name, text),)
    else:
        at = text.find(rest[0][0], 1)
        while at > 0:
            for values in _readings(rest, text[at:]):
                yield ((name, text[:at]), *values)
            at = text.find(rest[0][0], at + 1)


@lru_cache(1)
def _templates() -> tuple[tuple[str, _Pieces], ...]:
    return tuple((template.value, _pieces(template.value)) for kind in SENTENCES for template in kind)


def _pieces(template: str) -> _Pieces:
    parts = [(literal, name or "") for literal, name, _, _ in string.Formatter().parse(template)]
    return tuple(parts) if not parts[-1][1] else (*parts, ("", ""))
