"""Finds and replaces a text field in a multipart form (RFC 7578), without touching any other byte of it. Pure."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(rb'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"


def boundary_of(content_type: bytes) -> bytes | None:
    """The boundary of a `multipart/form-data` type, or None for any other type."""
    if not content_type.lower().startswith(b"multipart/form-data"):
        return None
    found = _BOUNDARY.search(content_type)
    return (found[1] or found[2]) if found else None


def field_of(body: bytes, boundary: bytes, name: str) -> str | None:
    """The text of a field, or None where there is none."""
    span = _span(body, boundary, name)
    return None if span is None else body[span[0] : span[1]].decode("utf-8", "replace")


def with_field(body: bytes, boundary: bytes, name: str, value: str) -> bytes:
    """The form with that field's text replaced; unchanged where there is none."""
    span = _span(body, boundary, name)
    return body if span is None else body[: span[0]] + value.encode() + body[span[1] :]


def _span(body: bytes, boundary: bytes, name: str) -> tuple[int, int] | None:
    """Where the field's text stands. Only the heads of parts are searched, never what was uploaded."""
    mark = b"--" + boundary
    wanted = re.compile(rb';\s*name="%b"(?:;|\s|$)' % re.escape(name.encode()), re.IGNORECASE)
    at = body.find(mark)
    while at >= 0:
        start = body.find(_HEAD_END, at)
        following = body.find(b"\r\n" + mark, at + len(mark))
        if start < 0 or following < 0:
            return None
        head = body[at + len(mark) : start]
        if start < following and wanted.search(head) and b"filename" not in head.lower():
            return start + len(_HEAD_END), following
        at = following + 2
    return None
