"""Raw values that know where they stand: YAML, environment and command line as one kind of tree.

Scalars stay text until the checker knows what is wanted, so `region: no` is the word "no" for a
string and false for a switch, and a number may be quoted. Tags and merge keys are not looked at.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from core.words.failing import Joined
from core.words.settings import Wrongly

MOST_BYTES = 200_000
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands; `line` 0 when the source has no lines."""

    source: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}" if self.line else self.source


def at(place: Place | str, problem: str) -> str:
    """A problem, after the place where it is."""
    if isinstance(place, Place) and place.line:
        return Wrongly.IN_LINE.format(file=place.source, count=place.line, detail=problem)
    return Joined.OF_BACKEND.format(name=place, reason=problem)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar; None when nothing was written."""

    text: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Value, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Pair:
    """One line `key: value` of a table; `place` is that of the key."""

    key: str
    value: Value
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping. Keys may repeat: the checker complains."""

    pairs: tuple[Pair, ...]
    place: Place


Value: TypeAlias = Leaf | Items | Table


class Unreadable(Exception):
    """The file as a whole cannot be read as settings. `problem` never quotes the file: a key may stand there."""

    def __init__(self, problem: str, place: Place) -> None:
        super().__init__(at(place, problem))
        self.problem = problem
        self.place = place


def decoded(content: bytes, source: str) -> str:
    """The text of a file: UTF-8, or UTF-16 with its mark as Windows editors write it. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(Wrongly.TOO_LARGE, Place(source))
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(Wrongly.NO_TEXT, Place(source)) from None


def read_yaml(text: str, source: str) -> Table:
    """The settings file as a tree. An empty file is an empty table. Raises Unreadable."""
    start = Place(source, 1)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        tree = _Builder(source).tree(node) if node is not None else Table((), start)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(_without_quotes(error), Place(source, mark.line + 1 if mark else 0)) from None
    except yaml.YAMLError:
        raise Unreadable(Wrongly.NO_LETTERS, Place(source)) from None
    except RecursionError:
        raise Unreadable(Wrongly.TOO_DEEP, Place(source)) from None
    if isinstance(tree, Leaf) and tree.text is None:
        return Table((), start)
    if not isinstance(tree, Table):
        raise Unreadable(Wrongly.NO_LINES, start)
    return tree


def from_python(value: object, place: Place) -> Value:
    """A value of the command line or of a window as a tree."""
    if value is None:
        return Leaf(None, place)
    if isinstance(value, Mapping):
        return Table(tuple(Pair(str(key), from_python(inner, place), place) for key, inner in value.items()), place)
    if isinstance(value, (list, tuple)):
        return Items(tuple(from_python(inner, place) for inner in value), place)
    return Leaf(str(value), place)


def _without_quotes(error: yaml.MarkedYAMLError) -> str:
    """What YAML complains of, without the pieces of the file that it quotes."""
    texts = [text for text in (error.context, error.problem) if text]
    return re.sub(r"'[^'<][^']{3,}'|\"[^\"]{4,}\"", "'…'", ", ".join(texts)) or "it is not YAML"


class _Builder:
    """Turns YAML nodes into our tree. Each node once: aliases of aliases would grow without end."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._done: dict[yaml.Node, Value] = {}
        self._open: set[yaml.Node] = set()

    def tree(self, node: yaml.Node) -> Value:
        """The value of this node. Raises Unreadable when it contains itself, which an alias can say."""
        if (done := self._done.get(node)) is not None:
            return done
        place = self._place(node)
        if node in self._open:
            raise Unreadable(Wrongly.CONTAINS_ITSELF, place)
        self._open.add(node)
        value: Value
        if isinstance(node, yaml.SequenceNode):
            value = Items(tuple(self.tree(inner) for inner in node.value), place)
        elif isinstance(node, yaml.MappingNode):
            value = Table(tuple(self._pair(key, inner) for key, inner in node.value), place)
        else:
            value = Leaf(None if node.tag == _NULL else node.value, place)
        self._open.discard(node)
        self._done[node] = value
        return value

    def _pair(self, key: yaml.Node, value: yaml.Node) -> Pair:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        return Pair(name, self.tree(value), self._place(key))

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._source, node.start_mark.line + 1)
