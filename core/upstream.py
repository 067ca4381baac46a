"""The keep-alive client side towards plain-HTTP backends: connections, their pool, their time limits.

Every failure leaves this file as AttemptFailed. One connection carries one exchange at a time. Idle
connections are dropped before the 5 s after which uvicorn-like servers drop theirs; a reused one that
dies before any answer is retried once on a fresh connection, since its server may have closed it in
the same moment.
"""

from __future__ import annotations

import asyncio
import errno
import math
import socket
from collections.abc import Callable
from typing import Protocol, cast
from urllib.parse import SplitResult, urlsplit

from core.domain import FailureKind, Seconds
from core.errors import AttemptFailed
from core.wire import Header, ResponseReader, WireError, request_bytes

IDLE_LIMIT: Seconds = 4.0
MOST_IDLE = 64
HIGH_WATER = 256 * 1024
"""Body bytes held for a slow client before reading from the backend stops."""

Sink = Callable[[bytes], None]


class Exchange(Protocol):
    """One request at one backend and its answer, whatever library carries it."""

    status: int
    headers: list[Header]

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

    def fail(self, failure: AttemptFailed) -> None:
        """End the exchange with `failure`; whoever waits for it gets it."""

    def pause(self) -> None:
        """Stop reading: the client is slow."""

    def resume(self) -> None:
        """Read again."""

    async def aclose(self) -> None:
        """Free it; an unfinished answer is cut off at the backend at once."""


class Connection(asyncio.Protocol):
    """One TCP connection to a backend and the exchange it carries; implements Exchange."""

    def __init__(self, pool: Pool, key: tuple[str, int]) -> None:
        self._pool = pool
        self.key = key
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reader = ResponseReader()
        self._waiter: asyncio.Future[None] | None = None
        self._sink: Sink | None = None
        self._failure: AttemptFailed | None = None
        self._deadline: Seconds = 0.0
        self._deadline_kind = FailureKind.FIRST_BYTE_TIMEOUT
        self._end: Seconds = math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._is_paused = False
        self._buffered = 0
        self.is_open = False
        self.is_busy = False
        self.was_used = False
        self.got_bytes = False
        self.idle_since: Seconds = 0.0
        self.status = 0
        self.headers: list[Header] = []

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not subclasses of asyncio's
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        if self._failure is not None:
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
            piece = self._reader.take()
            if piece:
                self._sink(piece)
        else:
            self._buffered += len(data)
            if self._buffered > HIGH_WATER:
                self.pause()
        if self._sink is None or self._reader.is_complete:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self._pool.forget(self)
        if not self.is_busy or self._failure is not None:
            return
        if not self._reader.finish():
            kind = FailureKind.TRUNCATED if self._reader.has_head else FailureKind.CONNECTION_LOST
            self.fail(AttemptFailed(kind, _loss(exc)))
        elif self._sink is not None:
            piece = self._reader.take()
            if piece:
                self._sink(piece)
        self._wake()

    # Exchange

    def begin(self, request: bytes) -> None:
        """Send a request; the connection is busy until it is closed or released."""
        assert self._transport is not None
        self.is_busy = True
        self.got_bytes = False
        self._reader = ResponseReader() if self.was_used else self._reader
        self._failure = None
        self._end = math.inf
        self._sink = None
        self._buffered = 0
        self._transport.write(request)

    def watch(self, kind: FailureKind, seconds: Seconds) -> None:
        self._deadline = self._loop.time() + seconds
        self._deadline_kind = kind
        if self._deadline > self._end:
            self._deadline, self._deadline_kind = self._end, FailureKind.TOTAL_TIMEOUT
        if self._timer is None or self._timer.when() > self._deadline:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(self._deadline, self._check_deadline)

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
            self._buffered = 0
            self.resume()
            if piece:
                return piece
            if self._reader.is_complete:
                return b""
            await self._wait()

    async def pump(self, sink: Sink) -> None:
        piece = self._reader.take()
        self._buffered = 0
        if piece:
            sink(piece)
        self._sink = sink
        while not self._reader.is_complete:
            await self._wait()

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
        """Back to the pool when the answer was read to its end, else cut off."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._sink = None
        if not self.is_busy:
            return
        reusable = self._reader.is_complete and self._reader.keeps_alive and self.is_open and self._failure is None
        self.is_busy = False
        if reusable:
            self.was_used = True
            self.resume()
            self._pool.put(self)
        else:
            self.abort()

    def abort(self) -> None:
        """Close at once, without lingering: the backend sees the end and may stop generating."""
        if self._transport is not None and self.is_open:
            self._transport.abort()
        self.is_open = False

    def _check_deadline(self) -> None:
        self._timer = None
        if self._loop.time() < self._deadline - 0.0005:
            self._timer = self._loop.call_at(self._deadline, self._check_deadline)
            return
        self.fail(AttemptFailed(self._deadline_kind))

    def fail(self, failure: AttemptFailed) -> None:
        if self._failure is None:
            self._failure = failure
        self._wake()

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    async def _wait(self) -> None:
        if self._failure is not None:
            raise self._failure
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
        if self._failure is not None:
            raise self._failure


class Pool:
    """Connections to backends by (host, port), for one event loop."""

    def __init__(self) -> None:
        self._idle: dict[tuple[str, int], list[Connection]] = {}
        self._all: set[Connection] = set()

    async def send(
        self,
        base_url: str,
        target: bytes,
        headers: list[Header],
        body: bytes,
        *,
        connect: Seconds,
        first_byte: Seconds,
        method: bytes = b"POST",
    ) -> Exchange:
        """Send one request and wait for the head of its answer. `target` is relative to `base_url`.

        Raises AttemptFailed; then nothing is left open.
        """
        parts = urlsplit(base_url)
        key = (parts.hostname or "", parts.port or 80)
        path = parts.path.rstrip("/").encode("latin-1") + target
        message = request_bytes(method, path, [(b"host", _host(parts)), *headers], body)
        connection = self._take(key)
        if connection is not None:
            try:
                return await self._exchange(connection, message, first_byte)
            except AttemptFailed as failure:
                if failure.kind is not FailureKind.CONNECTION_LOST or connection.got_bytes:
                    raise
        return await self._exchange(await self._connect(key, connect), message, first_byte)

    async def _exchange(self, connection: Connection, message: bytes, first_byte: Seconds) -> Exchange:
        try:
            connection.begin(message)
            connection.watch(FailureKind.FIRST_BYTE_TIMEOUT, first_byte)
            await connection.head()
        except BaseException:  # also cancellation: a client that left must free the backend at once
            connection.release()
            raise
        return connection

    def _take(self, key: tuple[str, int]) -> Connection | None:
        idle = self._idle.get(key)
        while idle:
            connection = idle.pop()
            if connection.is_open and asyncio.get_running_loop().time() - connection.idle_since < IDLE_LIMIT:
                return connection
            connection.abort()
        return None

    async def _connect(self, key: tuple[str, int], limit: Seconds) -> Connection:
        loop = asyncio.get_running_loop()
        host, port = key
        try:
            async with asyncio.timeout(limit):
                # `localhost` may name ::1 first while exo listens on IPv4 only; trying both in turn costs a refusal.
                _, connection = await loop.create_connection(lambda: Connection(self, key), host, port)
        except TimeoutError as error:
            raise AttemptFailed(FailureKind.CONNECT_TIMEOUT) from error
        except socket.gaierror as error:
            raise AttemptFailed(FailureKind.NAME_NOT_FOUND, host) from error
        except ConnectionRefusedError as error:
            raise AttemptFailed(FailureKind.CONNECT_REFUSED) from error
        except OSError as error:
            raise _connect_failure(error) from error
        self._all.add(connection)
        return connection

    def put(self, connection: Connection) -> None:
        """Keep a connection whose answer was read to the end."""
        connection.idle_since = asyncio.get_running_loop().time()
        idle = self._idle.setdefault(connection.key, [])
        idle.append(connection)
        if len(idle) > MOST_IDLE:
            idle.pop(0).abort()

    def forget(self, connection: Connection) -> None:
        """A connection ended."""
        self._all.discard(connection)

    def drop_idle(self) -> None:
        """Close connections that idled too long; call it now and then."""
        now = asyncio.get_running_loop().time()
        for idle in self._idle.values():
            while idle and now - idle[0].idle_since >= IDLE_LIMIT:
                idle.pop(0).abort()

    def close(self) -> None:
        """Cut every connection."""
        for connection in list(self._all):
            connection.abort()
        self._idle.clear()


def _host(parts: SplitResult) -> bytes:
    return parts.netloc.rpartition("@")[2].encode("latin-1")


def _loss(exc: Exception | None) -> str:
    return "connection reset" if isinstance(exc, ConnectionResetError) else ""


def _connect_failure(error: OSError) -> AttemptFailed:
    """An OSError of connecting as a failure.

    When a name has several addresses asyncio tries them in turn and joins the errors into one text
    without an errno, so refusal is read from that text.
    """
    if error.errno is None and f"[Errno {errno.ECONNREFUSED}]" in str(error):
        return AttemptFailed(FailureKind.CONNECT_REFUSED)
    return AttemptFailed(FailureKind.UNREACHABLE, error.strerror or "no address answered")
