"""Retells an answer in another dialect, as it streams or whole. Pure.

    Retold(ChatReader(), AnthropicWriter("qwen"))     chat chunks in, Anthropic's events out
    Retold(GeminiReader(), ChatWriter(…))             Gemini's answers in, chat chunks out

A reader turns bytes into pieces, a writer pieces into bytes; neither knows the other. What cannot be told becomes
an error inside the stream, never an exception: by then the client has the beginning of the answer.
"""

from __future__ import annotations

from typing import Protocol

from core.dialects.pieces import Piece


class Reader(Protocol):
    """Reads one streamed answer."""

    @property
    def comments(self) -> int:
        """How many signs of life without content came so far."""

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces that are complete with `data`."""


class Writer(Protocol):
    """Writes one streamed answer."""

    def write(self, pieces: list[Piece]) -> bytes:
        """What the client gets for these pieces."""

    def ping(self) -> bytes:
        """A sign of life in the client's dialect, or nothing."""

    def finish(self) -> bytes:
        """The end of a whole answer; nothing after one that failed."""


class Retold:
    """One streamed answer on its way from one dialect into the other."""

    __slots__ = ("_comments", "_reader", "_writer")

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer
        self._comments = 0

    def feed(self, data: bytes) -> bytes:
        """What the client gets for `data`."""
        pieces = self._reader.feed(data)
        is_alive = self._reader.comments != self._comments
        self._comments = self._reader.comments
        if pieces:
            return self._writer.write(pieces)
        return self._writer.ping() if is_alive else b""

    def finish(self) -> bytes:
        """The end of an answer that came whole."""
        return self._writer.finish()
