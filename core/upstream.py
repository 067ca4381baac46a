"""The keep-alive client side towards plain-HTTP backends: one connection, its exchange, its time limits.

Every failure leaves this file as AttemptFailed. One connection carries one exchange at a time.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import Protocol, cast

from core.domain import FailureKind, Seconds
from core.errors import AttemptFailed
from core.response_reader import ResponseReader
from core.wire import Header, WireError

HIGH_WATER = 256 * 1024
"""Body bytes held for a slow client before reading from the backend stops."""

Sink = Callable[[bytes], None]
Ear = Callable[[bytes], bool]
"""Listens to bytes as they came off the wire; whether they were one whole chunk with nothing else to do about it."""


class Exchange(Protocol):
    """One request at one backend and its answer, whatever library carries it."""

    status: int
    headers: list[Header]
    """The length may be missing of an answer that came whole."""

    def watch(self, kind: FailureKind, seconds: Seconds) -> None:
        """Fail with `kind` unless `watch` is called again within `seconds`."""

    def end_within(self, seconds: Seconds) -> None:
        """Fail with TOTAL_TIMEOUT when it is not over in `seconds`, whatever progress it makes."""

    async def head(self) -> None:
        """Wait for status and headers."""

    async def read(self) -> bytes:
        """The next body bytes; empty at the clean end."""

    async def pump(self, sink: Sink) -> None:
        """Hand the rest of the body to `sink` as it comes, until the clean end."""

    def forward(self, ear: Ear | None, send: Sink) -> None:
        """From now on hand what `ear` says True of to `send` as it came, which is progress, too; all else goes to
        `pump`'s sink. None ends that. An exchange that sees no chunks never does it."""

    def fail(self, failure: AttemptFailed) -> None:
        """End the exchange with `failure`; whoever waits for it gets it."""

    def pause(self) -> None:
        """Stop reading: the client is slow."""

    def resume(self) -> None:
        """Read again."""

    async def aclose(self) -> None:
        """Free it; an unfinished answer is cut off at the backend at once."""


class Home(Protocol):
    """Where a connection belongs: the pool."""

    def put(self, connection: Connection) -> None:
        """Keep a connection whose answer was read to the end."""

    def forget(self, connection: Connection) -> None:
        """A connection ended."""


class Connection(asyncio.Protocol):
    """One TCP connection to a backend and the exchange it carries; implements Exchange. `failure` is why it ended
    early, if it did; a `listener` is told of all that comes, instead of whoever waits."""

    __slots__ = (
        "_deadline", "_deadline_kind", "_ear", "_end", "_idle_since", "_is_paused", "_limit", "_loop", "_pool",
        "_reader", "_send", "_sink", "_timer", "_timer_at", "_transport", "_waiter", "buffered", "failure",
        "got_bytes", "headers", "is_busy", "is_open", "key", "listener", "reader", "status", "was_used",
    )  # fmt: skip

    def __init__(self, pool: Home, key: tuple[str, int]) -> None:
        self._pool = pool
        self.key = key
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self.reader = self._reader = ResponseReader()
        self.listener: Callable[[], None] | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._sink: Sink | None = None
        self._ear: Ear | None = None
        self._send: Sink | None = None
        self.failure: AttemptFailed | None = None
        self._limit: Seconds = 0.0
        self._deadline: Seconds = 0.0
        self._deadline_kind = FailureKind.FIRST_BYTE_TIMEOUT
        self._timer_at: Seconds = math.inf
        self._end: Seconds = math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._is_paused = False
        self.buffered = 0
        self.is_open = False
        self.is_busy = False
        self.was_used = False
        self.got_bytes = False
        self._idle_since: Seconds = 0.0
        self.status = 0
        self.headers: list[Header] = []

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not subclasses of asyncio's
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        ear = self._ear
        if ear is not None and self._reader.is_between_chunks and ear(data):
            # One more token of a stream: most of what ever comes, so nothing is done for it that can be left out.
            self._deadline = self._loop.time() + self._limit
            self._send(data)  # type: ignore[misc]  # there is one where there is an ear
            return
        if self.failure is not None:
            return
        if not self.is_busy:
            self.abort()  # a server that talks without being asked is not to be trusted with a next request
            return
        self.got_bytes = True
        try:
            self._reader.feed(data)
        except WireError as error:
            self.fail(AttemptFailed(FailureKind.PROTOCOL_ERROR, error.detail))
            return
        if self._sink is not None:
            if self._reader.pieces and not self._reader.is_complete:
                self._sink(self._reader.take())  # the end is left to `pump`: it leaves in one write with the last chunk
        else:
            self.buffered += len(data)
            if self.buffered > HIGH_WATER:
                self.pause()
        if self.listener is not None:
            self.listener()
        elif self._sink is None or self._reader.is_complete:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self._pool.forget(self)
        if self._timer is not None and not self.is_busy:
            self._timer.cancel()
            self._timer = None
        if not self.is_busy or self.failure is not None:
            return
        if not self._reader.finish():
            kind = FailureKind.TRUNCATED if self._reader.has_head else FailureKind.CONNECTION_LOST
            self.fail(AttemptFailed(kind, _loss(exc)))
        self._wake()

    # Exchange

    def begin(self, request: bytes, first_byte: Seconds, total: Seconds = math.inf) -> None:
        """Send a request and watch for its first byte; the connection is busy until it is closed or released."""
        assert self._transport is not None
        self.is_busy = True
        self.got_bytes = False
        if self.was_used:
            self._reader.reset()
        self.failure = None
        self._sink = self._ear = None
        self.buffered = 0
        self._transport.write(request)
        self._end = self._loop.time() + total
        self.watch(FailureKind.FIRST_BYTE_TIMEOUT, first_byte)

    def watch(self, kind: FailureKind, seconds: Seconds) -> None:
        self._deadline = self._loop.time() + seconds
        self._deadline_kind, self._limit = kind, seconds
        if self._timer is None or self._timer_at > self._deadline or self._timer_at > self._end:
            if self._timer is not None:
                self._timer.cancel()
            self._set_timer()

    def _set_timer(self) -> None:
        self._timer_at = min(self._deadline, self._end)
        self._timer = self._loop.call_at(self._timer_at, self._check_deadline)

    def end_within(self, seconds: Seconds) -> None:
        self._end = self._loop.time() + seconds

    async def head(self) -> None:
        while not self._reader.has_head:
            await self._wait()
        self.status = self._reader.status
        self.headers = self._reader.headers

    async def read(self) -> bytes:
        while True:
            piece = self._reader.take()
            self.buffered = 0
            self.resume()
            if piece:
                return piece
            if self._reader.is_complete:
                return b""
            await self._wait()

    async def pump(self, sink: Sink) -> None:
        piece = self._reader.take()
        self.buffered = 0
        if piece:
            sink(piece)
        self._sink = sink
        while not self._reader.is_complete:
            await self._wait()
        piece = self._reader.take()
        if piece:
            sink(piece)
        if self.failure is not None:
            raise self.failure

    def forward(self, ear: Ear | None, send: Sink) -> None:
        self._ear, self._send = ear, send

    def pause(self) -> None:
        if not self._is_paused and self._transport is not None and self.is_open:
            self._is_paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._is_paused and self._transport is not None:
            self._is_paused = False
            if self.is_open:
                self._transport.resume_reading()

    async def aclose(self) -> None:
        self.release()

    def release(self) -> None:
        """Back to the pool when the answer was read to its end, else cut off.

        Its timer stays, for the next exchange will want one too: it looks at the deadline when it fires.
        """
        self._deadline = math.inf
        self._sink = self._ear = self._send = None
        if not self.is_busy:
            return
        reusable = self._reader.is_complete and self._reader.keeps_alive and self.is_open and self.failure is None
        self.is_busy = False
        if reusable:
            self.was_used = True
            self.resume()
            self._idle_since = self._loop.time()
            self._pool.put(self)
        else:
            self.abort()

    def abort(self) -> None:
        """Close at once, without lingering: the backend sees the end and may stop generating."""
        if self._transport is not None and self.is_open:
            self._transport.abort()
        self.is_open = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_deadline(self) -> None:
        self._timer = None
        if self._deadline == math.inf:
            return  # nothing is waited for
        if self._loop.time() < min(self._deadline, self._end) - 0.0005:
            self._set_timer()
            return
        is_too_long = self._end < self._deadline
        self.fail(AttemptFailed(FailureKind.TOTAL_TIMEOUT if is_too_long else self._deadline_kind))

    def fail(self, failure: AttemptFailed) -> None:
        self._ear = None
        if self.failure is None:
            self.failure = failure
        self._wake()

    @property
    def idled(self) -> Seconds:
        """How long it has been kept without work. Its own loop is asked: `get_running_loop` costs a system call
        (getpid) each time until Python 3.12."""
        return self._loop.time() - self._idle_since

    def _wake(self) -> None:
        if self.listener is not None:
            self.listener()
            return
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    async def _wait(self) -> None:
        if self.failure is not None:
            raise self.failure
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
        if self.failure is not None:
            raise self.failure


def _loss(exc: Exception | None) -> str:
    return "connection reset" if isinstance(exc, ConnectionResetError) else ""
