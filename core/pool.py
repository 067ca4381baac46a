"""Connections to plain-HTTP backends: made, kept for the next request, and dropped.

Idle connections are dropped before the 5 s after which uvicorn-like servers drop theirs; a reused one that dies
before any answer is retried once on a fresh connection, since its server may have closed it in the same moment.
"""

from __future__ import annotations

import asyncio
import errno
import functools
import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from core.domain import FailureKind, Seconds
from core.errors import AttemptFailed
from core.upstream import Connection, Exchange
from core.wire import Header, request_bytes

IDLE_LIMIT: Seconds = 4.0
MOST_IDLE = 256
Key = tuple[str, int]
"""Host and port."""
_KEPT = "/%:@!$&'()*+,;=~"
"""What a path may hold as it is (RFC 3986 §3.3), and what is quoted already."""


class Pool:
    """Connections to backends by (host, port), for one event loop."""

    def __init__(self) -> None:
        self._idle: dict[Key, list[Connection]] = {}
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
        try:
            place = place_of(base_url)
        except ValueError as error:
            raise AttemptFailed(FailureKind.NAME_NOT_FOUND, base_url) from error
        message = request_bytes(method, place.prefix + target, [(b"host", place.host), *headers], body)
        connection = self.take(place.key)
        if connection is not None:
            try:
                return await self._exchange(connection, message, first_byte)
            except AttemptFailed as failure:
                if failure.kind is not FailureKind.CONNECTION_LOST or connection.got_bytes:
                    raise
        return await self._exchange(await self._connect(place.key, connect), message, first_byte)

    async def go_on(
        self, connection: Connection | None, key: Key, message: bytes, *, connect: Seconds, first_byte: Seconds
    ) -> Exchange:
        """Go on with an exchange that was begun on a kept connection, or begin it where none was; like `send` from
        there."""
        if connection is not None:
            try:
                return await self._headed(connection)
            except AttemptFailed as failure:
                if failure.kind is not FailureKind.CONNECTION_LOST or connection.got_bytes:
                    raise
        return await self._exchange(await self._connect(key, connect), message, first_byte)

    async def _exchange(self, connection: Connection, message: bytes, first_byte: Seconds) -> Exchange:
        connection.begin(message, first_byte)
        return await self._headed(connection)

    async def _headed(self, connection: Connection) -> Exchange:
        try:
            await connection.head()
        except BaseException:  # also cancellation: a client that left must free the backend at once
            connection.release()
            raise
        return connection

    def take(self, key: Key) -> Connection | None:
        """A kept connection, or None."""
        idle = self._idle.get(key)
        while idle:
            connection = idle.pop()
            if connection.is_open and connection.idled < IDLE_LIMIT:
                return connection
            connection.abort()
        return None

    async def _connect(self, key: Key, limit: Seconds) -> Connection:
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
        idle = self._idle.setdefault(connection.key, [])
        idle.append(connection)
        if len(idle) > MOST_IDLE:
            idle.pop(0).abort()

    def forget(self, connection: Connection) -> None:
        """A connection ended."""
        self._all.discard(connection)

    def drop_idle(self) -> None:
        """Close connections that idled too long; call it now and then."""
        for idle in self._idle.values():
            while idle and idle[0].idled >= IDLE_LIMIT:
                idle.pop(0).abort()

    def close(self) -> None:
        """Cut every connection."""
        for connection in list(self._all):
            connection.abort()
        self._idle.clear()


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect, the path below which targets hang, and the Host header."""

    key: Key
    prefix: bytes
    host: bytes


@functools.lru_cache(maxsize=1024)
def place_of(base_url: str) -> Place:
    """Read a base URL, once; raises ValueError for one that names no host. In the Host header a name in other letters
    is written in IDNA, and the zone of an IPv6 address, which means something on this machine only, is left out.
    """
    parts = urlsplit(base_url)
    name = (parts.hostname or "").partition("%")[0]
    host = b"[%b]" % name.encode("ascii") if ":" in name else name.encode("ascii" if name.isascii() else "idna")
    if parts.port is not None:
        host += b":%d" % parts.port
    return Place((parts.hostname or "", parts.port or 80), quote(parts.path.rstrip("/"), safe=_KEPT).encode(), host)


def _connect_failure(error: OSError) -> AttemptFailed:
    """An OSError of connecting as a failure.

    When a name has several addresses asyncio tries them in turn and joins the errors into one text
    without an errno, so refusal is read from that text.
    """
    if error.errno is None and f"[Errno {errno.ECONNREFUSED}]" in str(error):
        return AttemptFailed(FailureKind.CONNECT_REFUSED)
    return AttemptFailed(FailureKind.UNREACHABLE, error.strerror or "no address answered")
