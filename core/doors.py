"""Opens and closes the doors beside the port's own address, while they are wanted and free. On the data plane's loop.

Whoever comes in is the port's as any other: `access.py` asks the same questions at every door.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import ssl
import sys
from collections.abc import Callable

from core.domain import Seconds
from core.door import Door, DoorStatus
from core.log import facts

log = logging.getLogger("port")

HANDSHAKE_LIMIT = 10.0
TRIES = 20
TRY_EVERY: Seconds = 0.1


class Doors:
    """`tell` hears the state of all wanted doors whenever it changed."""

    def __init__(self, tell: Callable[[tuple[DoorStatus, ...]], None]) -> None:
        self._tell = tell
        self._open: dict[Door, asyncio.Server] = {}
        self._told: tuple[DoorStatus, ...] = ()

    async def keep(self, wanted: tuple[Door, ...], connection: Callable[[], asyncio.Protocol]) -> None:
        """Open what is wanted and close the rest; `connection` makes the protocol of a new connection."""
        for door in [door for door in self._open if door not in wanted]:
            self._open.pop(door).close()
            log.info("door closed %s", facts(host=door.host, port=door.port))
        self._say(tuple([await self._kept(door, connection) for door in wanted]))

    def close(self) -> None:
        """Close all, without a word: the port itself closes, or moves."""
        for server in self._open.values():
            server.close()
        self._open.clear()

    async def _kept(self, door: Door, connection: Callable[[], asyncio.Protocol]) -> DoorStatus:
        error = "" if door in self._open else await self._opened(door, connection)
        return DoorStatus(door.scheme, door.host, door.port, error)

    async def _opened(self, door: Door, connection: Callable[[], asyncio.Protocol]) -> str:
        """Open it; why it could not be opened."""
        try:
            context = await asyncio.to_thread(_context, door) if door.certificate else None
            listener = listening(door.host, door.port)
        except (OSError, ssl.SSLError, ValueError) as error:
            return error.strerror or str(error) if isinstance(error, OSError) else str(error)
        limit = None if context is None else HANDSHAKE_LIMIT
        self._open[door] = await asyncio.get_running_loop().create_server(
            connection, sock=listener, backlog=1024, ssl=context, ssl_handshake_timeout=limit
        )
        return ""

    def _say(self, states: tuple[DoorStatus, ...]) -> None:
        if states == self._told:
            return
        self._told = states
        for state in states:
            log.info("door %s", facts(host=state.host, port=state.port, scheme=state.scheme, why=state.error or None))
        self._tell(states)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there alone; raises OSError."""
    # proto=IPPROTO_TCP: asyncio sets TCP_NODELAY only on sockets that say so; without it p99 is 44 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


async def listening_soon(host: str, port: int) -> socket.socket:
    """The same. Where nobody listens there, two seconds are waited: a connection that only happens to have this number
    at its own end may be over then, and 52410 is one of those that Linux gives away (32768 to 60999)."""
    for _ in range(TRIES - 1):
        try:
            return listening(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or await _answers(host, port):
                raise
        await asyncio.sleep(TRY_EVERY)
    return listening(host, port)


async def _answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        async with asyncio.timeout(1.0):
            _, writer = await asyncio.open_connection(host, port)
    except ConnectionRefusedError:
        return False
    except (OSError, TimeoutError):
        return True
    writer.close()
    return True


def _context(door: Door) -> ssl.SSLContext:
    """Raises OSError and ssl.SSLError, also for a key that asks for a password: nobody is there to type it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(door.certificate, door.certificate_key or None, password=lambda: "")
    return context
