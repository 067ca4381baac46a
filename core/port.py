"""The port: the only file that listens. Which connections it takes, and how failures are answered.

Loopback only; `doors.py` opens other addresses for it, `access.py` says who may ask.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from core.access import Access, preflight
from core.begun import Begun
from core.domain import FailureKind, Seconds
from core.doors import listening_soon
from core.errors import RequestFailed
from core.port_connection import ErrorBody, PortConnection, ShortRun
from core.refusal import refusal_of
from core.reply import Reply
from core.room import Room
from core.wire import Request

log = logging.getLogger("port")

MOST_CONNECTIONS = 4096
MOST_FROM_ONE = 256
"""Connections from one other machine; apps of this one share the whole."""
_OWN_ADDRESSES = frozenset({"127.0.0.1", "::1"})
_SOON = 2.0
"""Seconds until a 503 is worth another try where nothing better is known: a node that is back is seen by then."""

Handler = Callable[[Request, Reply, Begun | None], Awaitable[None]]
Shortcut = Callable[[Request, PortConnection], ShortRun | Begun | None]
"""Answers a request without a task, or says None: then the handler does."""


class PortTaken(Exception):
    """The port cannot be opened. `reason` is the operating system's word."""

    def __init__(self, port: int, reason: str) -> None:
        super().__init__(f"port {port}: {reason}")
        self.port = port
        self.reason = reason


class Port:
    """The listening socket and its connections, on one event loop."""

    def __init__(
        self,
        handler: Handler,
        error_body: ErrorBody,
        access: Access,
        shortcut: Shortcut | None = None,
        room: Room | None = None,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.room = room or Room(self.loop.time)
        self.error_body = error_body
        self.is_stopping = False
        self.host, self.number = "", 0
        self.shortcut = shortcut
        self._handler = handler
        self._access = access
        self._server: asyncio.Server | None = None
        self._connections: set[PortConnection] = set()
        self._changed = asyncio.Event()

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port (0 asks for a free one). Raises PortTaken."""
        try:
            listener = await listening_soon(host, port)
        except OSError as error:
            raise PortTaken(port, error.strerror or str(error)) from error
        self._server = await self.loop.create_server(self.connection, sock=listener, backlog=1024)
        self.host, self.number = host, int(listener.getsockname()[1])
        return self.number

    def connection(self) -> PortConnection:
        """The protocol of a connection that came in, at this address or by another door."""
        return PortConnection(self)

    async def stop(self, patience: Seconds) -> None:
        """Stop listening, let running answers end for `patience` seconds, then cut."""
        self.is_stopping = True
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.close_if_idle()
        try:
            async with asyncio.timeout(patience):
                while any(c.is_busy for c in self._connections):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            log.warning("cut running requests count=%d", sum(c.is_busy for c in self._connections))
        for connection in list(self._connections):
            connection.abort()
        while self._connections:
            self._changed.clear()
            await self._changed.wait()

    async def handle(self, request: Request, reply: Reply, begun: Begun | None = None) -> None:
        """Check who is asking, then let the handler answer; every failure becomes an answer."""
        try:
            if begun is None:  # the short way asked already
                reply.more = self._access.admit(request)
            if request.method == b"OPTIONS":
                reply.bare(204, preflight(request, reply.more))
            else:
                await self._handler(request, reply, begun)
        except RequestFailed as failure:
            self._answer_failure(request, failure, reply)
        except Exception:  # last stand of a request: the app gets a clear 500, the log the traceback
            log.exception("a request failed inside Exo Bridge")
            self._answer_failure(request, RequestFailed(FailureKind.INTERNAL), reply)

    def admit(self, connection: PortConnection) -> bool:
        """Take a new connection in, unless there are too many."""
        peer = connection.peer
        if len(self._connections) >= MOST_CONNECTIONS or (
            peer not in _OWN_ADDRESSES and sum(c.peer == peer for c in self._connections) >= MOST_FROM_ONE
        ):
            return False
        self._connections.add(connection)
        return True

    def forget(self, connection: PortConnection) -> None:
        """A connection ended."""
        self._connections.discard(connection)
        self._changed.set()

    def task_ended(self) -> None:
        """A request ended; `stop` may be waiting for it."""
        if self.is_stopping:
            self._changed.set()

    def _answer_failure(self, request: Request, failure: RequestFailed, reply: Reply) -> None:
        if reply.is_started:
            reply.abort()
            return
        refusal = refusal_of(failure)
        seconds = _SOON if failure.wait is None and refusal.status == 503 else failure.wait
        more = [] if seconds is None else [(b"retry-after", b"%d" % max(1, round(seconds)))]
        if failure.allow:
            more.append((b"allow", failure.allow.encode("ascii")))
        reply.whole(refusal.status, self.error_body(request.path, refusal), more)
