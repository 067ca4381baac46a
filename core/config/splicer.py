"""Small changes to the text of a YAML file, every other character untouched. Pure.

The places are those of PyYAML's nodes; each function returns the pieces of text to put in, `spliced`
puts them in. Rewriting the file from a parsed tree was tried with ruamel.yaml 0.19: removing an entry
also took the comment above the next one, and comments moved to the wrong entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml

Plain: TypeAlias = str | int | float | bool | Sequence[str] | None
"""What a setting is written from."""

_BARE = re.compile(r"(env:)?[A-Za-z][\w./\-]*", re.ASCII)
"""Words that need no quotes anywhere, if they do not mean something else."""

_OTHER_MEANING = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")


@dataclass(frozen=True, slots=True)
class Splice:
    """Put `text` in the place of the characters from `start` to before `end`."""

    start: int
    end: int
    text: str


def scalar(value: Plain) -> str:
    """The value as YAML on one line, good inside and outside of brackets."""
    if isinstance(value, str):
        if _BARE.fullmatch(value) and value.lower() not in _OTHER_MEANING:
            return str(value)
        return json.dumps(str(value), ensure_ascii=False)
    if value is None or isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return f"[{', '.join(scalar(each) for each in value)}]"


class Document:
    """The text of a settings file with its nodes. Raises yaml.YAMLError when it is not YAML."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def spliced(self, splices: Iterable[Splice]) -> str:
        """The text with all the changes, whose places must not overlap."""
        text = self.text
        for splice in sorted(splices, key=lambda each: each.start, reverse=True):
            text = text[: splice.start] + splice.text + text[splice.end :]
        return text

    def value_of(self, table: yaml.Node | None, name: str) -> yaml.Node | None:
        """The value of this key, None when the key or the value is not there."""
        pair = _pair(table, name)
        return None if pair is None or _is_empty(pair[1]) else pair[1]

    def set_value(self, table: yaml.Node | None, name: str, value: Plain) -> Splice:
        """Write `name: value` into a table, over the old value if there is one."""
        pair = _pair(table, name)
        if pair is None:
            return self._new_pair(table, name, [], scalar(value))
        return self._replacement(*pair, scalar(value))

    def set_table(self, table: yaml.Node | None, name: str, inner: str, value: Plain) -> Splice:
        """Write a table `name` that holds `inner: value` where `name` has none."""
        pair = _pair(table, name)
        flow = f"{{{inner}: {scalar(value)}}}"
        if pair is not None:
            return self._replacement(*pair, flow)
        return self._new_pair(table, name, [f"  {inner}: {scalar(value)}"], flow)

    def add_entry(self, table: yaml.Node | None, name: str, fields: Mapping[str, Plain]) -> Splice:
        """Add an entry at the end of the list `name`, which is made when it is not there."""
        entries = self.value_of(table, name)
        flow = f"{{{', '.join(f'{key}: {scalar(value)}' for key, value in fields.items())}}}"
        lines = [f"{'  ' if at else '- '}{key}: {scalar(value)}" for at, (key, value) in enumerate(fields.items())]
        if isinstance(entries, yaml.SequenceNode):
            if entries.flow_style:
                return self._into_brackets(entries, flow)
            last = entries.value[-1]
            return self._lines_after(self._content_end(last), entries.start_mark.column, lines)
        pair = _pair(table, name)
        if pair is None:
            return self._new_pair(table, name, [f"  {line}" for line in lines], f"[{flow}]")
        if _is_flow(table):
            return self._replacement(*pair, f"[{flow}]")
        return self._lines_after(pair[1].end_mark.index, pair[0].start_mark.column + 2, lines)

    def remove_entry(self, entries: yaml.SequenceNode, position: int) -> Splice:
        """Take an entry out of a list. Comments above it stay."""
        entry = entries.value[position]
        end = self._content_end(entry)
        if not entries.flow_style:
            start = self._dash_line(entry, entries.start_mark.column)
            end = self._line_end(end)
            return Splice(start, end + len(self._newline) if end < len(self.text) else end, "")
        if position > 0:
            return Splice(self._content_end(entries.value[position - 1]), end, "")
        if len(entries.value) > 1:
            return Splice(entry.start_mark.index, entries.value[1].start_mark.index, "")
        return Splice(entry.start_mark.index, end, "")

    def _replacement(self, key: yaml.Node, value: yaml.Node, text: str) -> Splice:
        if _is_empty(value) and value.start_mark.index == value.end_mark.index:
            return Splice(value.end_mark.index, value.end_mark.index, f" {text}")
        if isinstance(value, yaml.ScalarNode):
            return Splice(value.start_mark.index, self._content_end(value), text)
        # A block of lines becomes one line behind its key.
        return Splice(key.end_mark.index, self._content_end(value), f": {text}")

    def _new_pair(self, table: yaml.Node | None, name: str, lines: list[str], flow: str) -> Splice:
        """A new key: with `lines` below it in a block, with `flow` behind it between brackets or without lines."""
        head = [f"{name}:", *lines] if lines else [f"{name}: {flow}"]
        if table is not None and _is_flow(table):
            return self._into_brackets(table, f"{name}: {flow}")
        if table is self.root:
            column = table.value[0][0].start_mark.column if isinstance(table, yaml.MappingNode) else 0
            body = "".join(f"{' ' * column}{line}{self._newline}" for line in head)
            # A block stands apart from the one before it, a single line does not.
            breaks = 0 if not self.text else (2 if lines else 1) - len(re.findall(r"\n", self.text[-2:]))
            return Splice(len(self.text), len(self.text), self._newline * breaks + body)
        first, last = table.value[0][0], table.value[-1][1]  # type: ignore[union-attr]  # only the root may be missing
        return self._lines_after(self._content_end(last), first.start_mark.column, head)

    def _into_brackets(self, node: yaml.Node, text: str) -> Splice:
        if not node.value:
            return Splice(node.start_mark.index + 1, node.start_mark.index + 1, text)
        last = node.value[-1]
        end = self._content_end(last[1] if isinstance(last, tuple) else last)
        return Splice(end, end, f", {text}")

    def _lines_after(self, index: int, column: int, lines: list[str]) -> Splice:
        """New lines below the line of `index`, and below the comments that are indented deeper than they are."""
        at = self._line_end(index)
        while comment := re.compile(rf"\r?\n {{{column + 1},}}#[^\r\n]*").match(self.text, at):
            at = comment.end()
        return Splice(at, at, "".join(f"{self._newline}{' ' * column}{line}" for line in lines))

    def _dash_line(self, entry: yaml.Node, column: int) -> int:
        """The index where the line with the dash of this entry begins."""
        start = self.text.rfind("\n", 0, entry.start_mark.index) + 1
        while start > 0 and not re.compile(rf" {{{column}}}-(\s|$)").match(self.text, start):
            start = self.text.rfind("\n", 0, start - 1) + 1
        return start

    def _line_end(self, index: int) -> int:
        found = re.compile(r"\r?\n").search(self.text, index)
        return found.start() if found else len(self.text)

    def _content_end(self, node: yaml.Node) -> int:
        """The index after the last character of a node; PyYAML's own end of a block lies beyond the comments."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._content_end(last[1] if isinstance(last, tuple) else last)
        # A text block (| or >) ends with its line break.
        return len(self.text[: node.end_mark.index].rstrip("\r\n")) if node.value else node.end_mark.index


def _pair(table: yaml.Node | None, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    pairs = table.value if isinstance(table, yaml.MappingNode) else ()
    return next(((key, value) for key, value in pairs if key.value == name), None)


def _is_empty(node: yaml.Node) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:null")


def _is_flow(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)
