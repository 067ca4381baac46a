"""Heads of HTTP messages that came before: apps and servers send the same one with every message. Pure.

A head is told by all its bytes but the digits of its Content-Length. It is remembered only after the strict reader
took it for one whole message, so what it lets pass later differs from that in nothing but the body.
"""

from __future__ import annotations

from typing import Generic, TypeVar

MOST_HEADS = 512
LONGEST_HEAD = 8 * 1024
MOST_DIGITS = 11
_LINE = b"\r\n"
_END = b"\r\n\r\n"
_SPELLINGS = (b"\r\ncontent-length: ", b"\r\nContent-Length: ")

T = TypeVar("T")


class KnownHead(Generic[T]):
    """The bytes before and after the digits of a head's Content-Length, and what was read out of it (`value`)."""

    __slots__ = ("_after", "_before", "_begin", "value")

    def __init__(self, before: bytes, after: bytes, value: T) -> None:
        self._before = before
        self._after = after
        self._begin = len(before)
        self.value = value

    def body_of(self, data: bytes) -> bytes | None:
        """The body, when `data` is one whole message with this head; else None."""
        if not data.startswith(self._before):
            return None
        begin = self._begin
        stop = data.find(_LINE, begin, begin + MOST_DIGITS + 2)
        digits = data[begin:stop]
        if stop < 0 or not data.startswith(self._after, stop) or not digits.isdigit():
            return None
        body = data[stop + len(self._after) :]
        return body if int(digits) == len(body) else None


class KnownHeads(Generic[T]):
    """Heads that came before, by their bytes. All are forgotten when there are too many."""

    def __init__(self) -> None:
        self._known: dict[bytes, KnownHead[T]] = {}

    def find(self, data: bytes, last: KnownHead[T] | None) -> tuple[KnownHead[T], bytes] | None:
        """The known head and the body of the one whole message that `data` is; None in doubt. `last` is the head that
        came before it from the same peer, most likely this one again."""
        if last is not None:
            body = last.body_of(data)
            if body is not None:
                return last, body
        place = _digits_in(data)
        known = self._known.get(data[: place[0]] + data[place[1] : place[2]]) if place is not None else None
        body = known.body_of(data) if known is not None else None
        return (known, body) if known is not None and body is not None else None

    def learn(self, data: bytes, body: bytes, value: T) -> None:
        """Remember the head of `data`, which the strict reader took for one whole message with this body."""
        place = _digits_in(data)
        if place is None:
            return
        before, after = data[: place[0]], data[place[1] : place[2]]
        known = KnownHead(before, after, value)
        if known.body_of(data) != body:
            return
        if len(self._known) >= MOST_HEADS:
            self._known.clear()
        self._known[before + after] = known


def _digits_in(data: bytes) -> tuple[int, int, int] | None:
    """Where the digits of the Content-Length begin and stop, and where the head ends; None without one, or with one
    of another spelling."""
    end = data.find(_END, 0, LONGEST_HEAD)
    if end < 0:
        return None
    for name in _SPELLINGS:
        at = data.find(name, 0, end)
        if at >= 0:
            begin = at + len(name)
            return begin, data.find(_LINE, begin, end + 2), end + 4
    return None
