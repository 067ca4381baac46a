"""Changes to the top level of a JSON object that leave every other byte as it is. Pure.

The object must be valid JSON already (somebody decoded it); only its outer braces are walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Member:
    """One `"key": value` of the object; spans are (start, end) in its bytes."""

    key: bytes
    key_span: tuple[int, int]
    value_span: tuple[int, int]


def members(body: bytes) -> Iterator[Member]:
    """The members of the object, in their order."""
    depth = 0
    key: re.Match[bytes] | None = None
    value_start = -1
    value_end = -1
    for match in _TOKEN.finditer(body):
        token = match.group()
        if token in (b"}", b"]"):
            depth -= 1
        if depth == 0 or (depth == 1 and token == b","):
            if key is not None:
                yield Member(key.group()[1:-1], key.span(), (value_start, value_end))
            key, value_start = None, -1
            if depth == 0 and token == b"}":
                return
        elif key is None:
            key = match
        elif token != b":" or depth > 1:
            value_start = match.start() if value_start < 0 else value_start
            value_end = match.end()
        if token in (b"{", b"["):
            depth += 1


def with_value(body: bytes, key: str, value: object) -> bytes:
    """The object with that member's value replaced, or the member put in front where there is none."""
    wanted = key.encode()
    encoded = msgspec.json.encode(value)
    for member in members(body):
        if member.key == wanted:
            start, end = member.value_span
            return body[:start] + encoded + body[end:]
    start = body.index(b"{") + 1
    comma = b"" if body[start:].lstrip().startswith(b"}") else b","
    return body[:start] + msgspec.json.encode(key) + b":" + encoded + comma + body[start:]


def with_key(body: bytes, old: str, new: str) -> bytes:
    """The object with that member's key renamed; unchanged where there is none."""
    wanted = old.encode()
    for member in members(body):
        if member.key == wanted:
            start, end = member.key_span
            return body[:start] + msgspec.json.encode(new) + body[end:]
    return body
