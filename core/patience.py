"""Keeps a streaming client's connection alive while nothing can be said yet: SSE comments, which every client ignores.

Node's fetch gives up after 300 s of silence and proxies after 60 s, while a long prompt may be read for
minutes. The first comment begins the answer with status 200; from then on a failure can only be told
inside the stream, so it comes late: not before `FIRST`.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from core import sse
from core.domain import RequestId, Seconds
from core.wire import Header

FIRST: Seconds = 15.0
EVERY: Seconds = 15.0


class StreamStart(Protocol):
    """What of the reply is needed here."""

    @property
    def is_started(self) -> bool:
        """Whether status and headers went out."""

    def start(self, status: int, headers: list[Header], *, is_chunked: bool) -> None:
        """Status and headers."""

    def write(self, data: bytes) -> None:
        """Body bytes."""


class Patience:
    """The waiting of one request. For a plain client it does nothing: it has no place for comments."""

    def __init__(self, reply: StreamStart, request_id: RequestId, *, is_stream: bool) -> None:
        self._reply = reply
        self._id = request_id
        self._text = "waiting for the first token"
        self.has_spoken = False
        self._timer: asyncio.TimerHandle | None = None
        if is_stream:
            self._timer = asyncio.get_running_loop().call_later(FIRST, self._speak)

    def queued(self, position: int) -> None:
        """The request waits in the queue; told at the next comment, or at once when comments have begun."""
        self.say(f"queued, {position} before you" if position else "queued, you are next")

    def say(self, words: str) -> None:
        """What the request waits for now; told at the next comment, or at once when comments have begun."""
        self._text = words
        if self.has_spoken and self._timer is not None:
            self._reply.write(sse.comment(words))

    def admitted(self) -> None:
        """The request waits for nothing but its answer."""
        self._text = "waiting for the first token"

    def end(self) -> None:
        """The answer, or its failure, is there."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _speak(self) -> None:
        if not self.has_spoken:
            self.has_spoken = True
            headers = [
                (b"content-type", b"text/event-stream"),
                (b"cache-control", b"no-cache"),
                (b"x-bridge-request-id", self._id.encode("ascii")),
            ]
            self._reply.start(200, headers, is_chunked=True)
        self._reply.write(sse.comment(self._text))
        self._timer = asyncio.get_running_loop().call_later(EVERY, self._speak)
