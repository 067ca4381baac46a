"""One connection of a client: its requests, answered one after the other, and its limits."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import Protocol, cast

from core.begun import Begun
from core.domain import Seconds
from core.refusal import Refusal
from core.reply import Reply
from core.room import LARGE, Room, Upload
from core.wire import Request, RequestReader, WireError, response_head

IDLE_LIMIT: Seconds = 75.0
HEAD_LIMIT: Seconds = 10.0
LINGER: Seconds = 2.0
"""How long a client that was refused in the middle of its request may go on sending before it reads why."""
MOST_PIPELINED = 16
RETRY_AFTER = 5
"""Seconds until a 503 is worth another try: connections and bodies come and go within seconds."""

ErrorBody = Callable[[str, Refusal], bytes]
"""(path, refusal) -> an error body in the dialect of whoever asks there; the path is empty when it was not read."""


class ShortRun(Protocol):
    """A request on the short way."""

    def cancel(self) -> None:
        """The client left."""


class Side(Protocol):
    """What of the port is needed here."""

    loop: asyncio.AbstractEventLoop
    room: Room
    is_stopping: bool

    @property
    def shortcut(self) -> Callable[[Request, PortConnection], ShortRun | Begun | None] | None:
        """Answers a request without a task, or says None: then `handle` does."""

    @property
    def error_body(self) -> ErrorBody:
        """The body of a refusal."""

    async def handle(self, request: Request, reply: Reply, begun: Begun | None = None) -> None:
        """Answer a request, whatever happens."""

    def admit(self, connection: PortConnection) -> bool:
        """Take a new connection in, unless there are too many."""

    def forget(self, connection: PortConnection) -> None:
        """A connection ended."""

    def task_ended(self) -> None:
        """A request ended."""


class PortConnection(asyncio.Protocol):
    """One connection of a client; requests on it are answered one after the other."""

    __slots__ = (
        "_answering", "_deadline", "_held", "_limit", "_loop", "_port", "_reader", "_refusal", "_reply", "_short",
        "_task", "_timer", "_transport", "_upload", "_waiting", "is_closing", "is_slow", "peer",
    )  # fmt: skip

    def __init__(self, port: Side) -> None:
        self._port = port
        self._loop = port.loop
        self._transport: asyncio.Transport | None = None
        self._reader = RequestReader(self._continue)
        self._waiting: list[Request] = []
        self._task: asyncio.Task[None] | None = None
        self._short: ShortRun | None = None
        self._reply: Reply | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline: Seconds = math.inf
        self._limit: Seconds = 0.0
        self._upload: Upload | None = None
        self._answering: Request | None = None
        """The request that is answered, where its body is counted."""
        self._held = b""
        self.peer = ""
        self._refusal: WireError | None = None
        self.is_slow = False
        self.is_closing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not subclasses of asyncio's
        self.peer = (transport.get_extra_info("peername") or ("",))[0]
        if not self._port.admit(self):
            self._refuse(WireError(503, "too many connections"))
            self.close()
            return
        self._watch(self._loop.time() + HEAD_LIMIT)

    def data_received(self, data: bytes) -> None:
        if self._refusal is not None:
            return
        try:
            requests = self._reader.feed(data)
        except WireError as error:
            self._refuse(error)
            return
        for request in requests:
            request.peer = self.peer
        self._waiting += requests
        if not requests or self._upload is not None or len(data) >= LARGE or len(self._waiting) > 1:
            self._count(requests)
            if self._refusal is not None and not self._waiting:
                return
        if self._task is None and self._short is None:
            self._next()
        if len(self._waiting) > MOST_PIPELINED:
            self._refuse(WireError(429, "too many requests were sent before their answers were read"))

    def eof_received(self) -> bool:
        """A client that stops talking is taken as gone, as nginx and uvicorn do."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._port.forget(self)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.is_closing = True
        if self._task is not None:
            # After its first step, which is due before: a task that never ran would not free what was begun for it.
            self._loop.call_soon(self._task.cancel)
        if self._short is not None:
            self._short.cancel()
            self._short = None
            self._port.task_ended()
        self._let_go()
        for request in self._waiting:
            request.let_go()
        self._waiting.clear()
        self._drop_upload()

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered."""
        return self._task is not None or self._short is not None

    # the short way

    def answered(self, message: bytes) -> None:
        """The short way brought the whole answer."""
        self._short = None
        if self._answering is not None:
            self._let_go()
        if self._port.is_stopping:
            self._port.task_ended()
        if self._transport is not None and not self.is_closing:
            self._transport.write(message)
            self._after()

    def go_long(self, request: Request, begun: Begun) -> None:
        """The short way ended; a task goes on from there."""
        self._short = None
        self._start(request, begun)

    def pause_writing(self) -> None:
        self.is_slow = True
        if self._reply is not None:
            self._reply.pause()

    def resume_writing(self) -> None:
        self.is_slow = False
        if self._reply is not None:
            self._reply.resume()

    def hold(self, data: bytes) -> None:
        """Keep `data` until the next `send`, so that head and body leave in one write."""
        self._held += data

    def send(self, data: bytes) -> None:
        """Write to the client; nothing happens when it is gone."""
        if self._held:
            data, self._held = self._held + data, b""
        if self._transport is not None and not self.is_closing and data:
            self._transport.write(data)

    def abort(self) -> None:
        """Cut the connection."""
        self.is_closing = True
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Close after what was written has left."""
        self.is_closing = True
        if self._transport is not None:
            self._transport.close()

    def close_if_idle(self) -> None:
        """Part of stopping: connections between two requests go at once."""
        if not self.is_busy:
            self.close()

    def _continue(self) -> None:
        if self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _next(self) -> None:
        if self.is_closing or not self._waiting:
            self._wait_for_more()
            return
        self._deadline = math.inf
        request = self._waiting.pop(0)
        if request.upload is not None:
            self._answering = request
        shortcut = self._port.shortcut
        taken = None
        if shortcut is not None and request.head.keeps_alive and not self._port.is_stopping:
            taken = shortcut(request, self)
        if taken is None or isinstance(taken, Begun):
            self._start(request, taken)
        else:
            self._short = taken

    def _start(self, request: Request, begun: Begun | None) -> None:
        keeps_alive = request.head.keeps_alive and not self._port.is_stopping
        self._reply = Reply(self, keeps_alive, is_head=request.method == b"HEAD")
        # The task belongs to this connection: connection_lost cancels it, and Port.stop waits for it.
        self._task = self._loop.create_task(self._handle(request, self._reply, keeps_alive, begun), name="port request")

    async def _handle(self, request: Request, reply: Reply, keeps_alive: bool, begun: Begun | None) -> None:
        try:
            await self._port.handle(request, reply, begun)
        except asyncio.CancelledError:
            if not self.is_closing:
                raise  # the loop is stopping; a client that left is the ordinary reason
            return
        finally:
            self._task = None
            self._reply = None
            self._let_go()
            self._port.task_ended()
        if self.is_closing:
            return
        if not keeps_alive or not reply.is_finished:
            self.close()
        else:
            self._after()

    def _after(self) -> None:
        """One request was answered; the next one may come."""
        if self._port.is_stopping:
            self.close()
            return
        if self._upload is not None:
            self._upload.restart()
        if self._waiting:
            self._next()
        elif self._refusal is not None:
            self._answer_refusal(self._refusal)
        else:
            self._wait_for_more()

    # the memory of bodies

    def settled(self) -> None:
        """The answer has begun: the body of its request, where it is counted, is needed no more."""
        if self._answering is not None:
            self._answering.let_go()

    def hold_back(self) -> None:
        """There is no room for more of the body that is coming in."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
            self._watch_body()

    def go_on(self) -> None:
        """There is room for it again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
            self._watch_body()

    @property
    def _is_held_back(self) -> bool:
        return self._upload is not None and self._upload.is_waiting

    def _count(self, requests: list[Request]) -> None:
        """Count the bodies that came, and the one that is coming in; from the first without room on all are refused."""
        room = self._port.room
        for at, request in enumerate(requests):
            request.upload, self._upload = self._upload or room.begin(self), None
            if request.upload is None:
                del self._waiting[at - len(requests) :]
                self._refuse(_no_room())
                return
            request.upload.complete(len(request.body))
        if self._reader.is_in_body:
            self._upload = self._upload or room.begin(self)
            if self._upload is None:
                self._refuse(_no_room())
            else:
                self._upload.grow(self._reader.size)

    def _let_go(self) -> None:
        """Nothing is answered any more."""
        if self._answering is not None:
            self._answering.let_go()
            self._answering = None

    def _drop_upload(self) -> None:
        if self._upload is not None:
            self._upload.release()
            self._upload = None

    # refusals and time

    def _refuse(self, error: WireError) -> None:
        """Answer nothing more on this connection but what came before."""
        self._refusal = error
        self._reader.discard()
        if self._is_held_back:
            self.go_on()  # to read, and to see it leave
        self._drop_upload()
        if not self.is_busy and not self._waiting:
            self._answer_refusal(error)

    def _answer_refusal(self, error: WireError) -> None:
        """Say why, and close: after a broken message nothing on this connection can be trusted.

        The client may close first, and what it sends until then is read: a socket that is closed over bytes that nobody
        read is reset, and the client never learns why (RFC 9112 §9.6).
        """
        body = self._port.error_body("", Refusal(error.status, error.detail))
        self.send(
            response_head(
                error.status,
                [
                    (b"content-type", b"application/json"),
                    (b"content-length", b"%d" % len(body)),
                    (b"connection", b"close"),
                    *([(b"retry-after", b"%d" % RETRY_AFTER)] if error.status == 503 else []),
                ],
            )
            + body
        )
        if self._transport is None or self.is_closing:
            return
        self.is_closing = True
        if self._transport.can_write_eof():  # TLS cannot
            self._transport.write_eof()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(LINGER, self.close)

    def _wait_for_more(self) -> None:
        reader = self._reader
        if reader.is_idle:
            limit = IDLE_LIMIT
        elif reader.is_in_head:
            limit = HEAD_LIMIT
        else:
            if self._upload is None:  # it began in the read that ended the request before it
                self._count([])
            self._watch_body()
            return
        if limit != self._limit or self._deadline == math.inf:  # a byte of a head now and then wins no time
            self._limit = limit
            self._watch(self._loop.time() + limit)

    def _watch_body(self) -> None:
        if self._upload is not None and not self.is_busy:
            self._limit = math.inf
            self._watch(self._upload.deadline)

    def _watch(self, deadline: Seconds) -> None:
        """Give the client until then. A timer that fires too early sets itself anew: moving it costs more."""
        self._deadline = deadline
        if self._timer is not None:
            if self._timer.when() <= deadline:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(deadline, self._too_slow)

    def _too_slow(self) -> None:
        self._timer = None
        if self.is_busy or self._deadline == math.inf:
            return
        if self._loop.time() < self._deadline - 0.0005:
            self._timer = self._loop.call_at(self._deadline, self._too_slow)
            return
        if self._reader.is_idle:
            self.close()
        else:
            self._refuse(_no_room() if self._is_held_back else WireError(408, "the request came too slowly"))


def _no_room() -> WireError:
    return WireError(503, "too many large requests are being read or answered at the moment")
