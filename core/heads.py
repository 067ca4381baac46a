"""Heads of HTTP messages that came before: apps and servers send the same one with every message. Pure.

A head is told by all its bytes but the digits of its Content-Length. It is remembered only after the strict reader
took it for one whole message, so what it lets pass later differs from that in nothing but the body.
"""

from __future__ import annotations

from typing import Generic, TypeVar

MOST_HEADS = 512
LONGEST_HEAD = 8 * 1024
_END = b"\r\n\r\n"
_SPELLINGS = (b"\r\ncontent-length: ", b"\r\nContent-Length: ")

T = TypeVar("T")


class KnownHeads(Generic[T]):
    """What was read out of heads, by their bytes. All are forgotten when there are too many."""

    def __init__(self) -> None:
        self._known: dict[bytes, T] = {}

    def find(self, data: bytes) -> tuple[T, int] | None:
        """What is known of the one whole message that `data` is, and where its body begins; None in doubt."""
        end = data.find(_END, 0, LONGEST_HEAD)
        if end < 0:
            return None
        place = _length_in(data, end)
        if place is None:
            return None
        begin, stop = place
        known = self._known.get(data[:begin] + data[stop : end + 2])
        return (known, end + 4) if known is not None and int(data[begin:stop]) == len(data) - end - 4 else None

    def learn(self, data: bytes, body: bytes, known: T) -> None:
        """Remember the head of `data`, which the strict reader took for one whole message with this body."""
        end = data.find(_END, 0, LONGEST_HEAD)
        place = _length_in(data, end) if end >= 0 else None
        if place is None or data[end + 4 :] != body or int(data[place[0] : place[1]]) != len(body):
            return
        if len(self._known) >= MOST_HEADS:
            self._known.clear()
        self._known[data[: place[0]] + data[place[1] : end + 2]] = known


def _length_in(data: bytes, end: int) -> tuple[int, int] | None:
    """Where the digits of the Content-Length stand; None without one, or with one of another spelling."""
    for name in _SPELLINGS:
        at = data.find(name, 0, end)
        if at >= 0:
            begin = at + len(name)
            stop = data.find(b"\r\n", begin, end + 2)
            return (begin, stop) if data[begin:stop].isdigit() and stop - begin < 12 else None
    return None
