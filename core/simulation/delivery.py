"""Sends an answer piece by piece, and spoils it on the way when a fault says so.

An answer is a stream of `Piece`s, each with its stage; a fault waits for its stage and then does its
work. Keep-alive comments go out whenever nothing else did for a while, as exo 1.x does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum

from core.simulation.faults import Fault, FaultKind
from core.simulation.http_server import Exchange


class Stage(StrEnum):
    """Where in an answer a piece stands. ROLE is a first data frame without words."""

    COMMENT = "comment"
    ROLE = "role"
    CONTENT = "content"
    FINISH = "finish"
    TRAILER = "trailer"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Piece:
    """One chunk of a streamed answer."""

    stage: Stage
    data: bytes


@dataclass(frozen=True, slots=True)
class Wording:
    """The frames that only a fault or a pause needs, in the server's own dialect.

    `keep_alive` is empty for servers that never send one; `interval` is the pause between two, in
    seconds. `spliced` is what a timed-out server wrongly writes into the running body.
    """

    keep_alive: bytes = b""
    interval: float = 10.0
    error: bytes = b""
    done: bytes = b""
    spliced: bytes = (
        b"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 31\r\n"
        b"Connection: close\r\n\r\n1f\r\n" + b'{"detail": "Request timed out"}\r\n0\r\n\r\n'
    )


async def forever() -> None:
    """Waits until cancelled, that is until the client leaves."""
    await asyncio.Event().wait()


async def answer_instead(exchange: Exchange, fault: Fault, wording: Wording) -> None:
    """The faults that need no answer to spoil."""
    wants_stream = b'"stream":true' in exchange.request.body.replace(b" ", b"")
    match fault.kind:
        case FaultKind.CUT_BEFORE_HEADERS:
            exchange.cut()  # as exo 0.0.x does 8.6 s after a peer froze
        case FaultKind.STATUS:
            status = int(fault.value or 500)
            retry = (("retry-after", fault.retry_after),) if fault.retry_after else ()
            error = {"message": "Simulated fault", "type": "simulated", "param": None, "code": status}
            await exchange.json({"error": error}, status, extra=retry)
        case FaultKind.HTML_200:
            page = b"<!DOCTYPE html><html><head><title>Sign in to Wi-Fi</title></head><body>Welcome</body></html>"
            await exchange.text(page, "text/html; charset=utf-8")
        case FaultKind.REDIRECT:
            await exchange.text(b"", "text/plain", 307, extra=(("location", "http://127.0.0.1:9/elsewhere"),))
        case FaultKind.EMPTY_200 if wants_stream:
            await exchange.begin("text/event-stream; charset=utf-8")
            if wording.keep_alive:
                await exchange.chunk(wording.keep_alive)
            await exchange.end()
        case FaultKind.EMPTY_200:
            await exchange.begin("application/json")
            await exchange.end()
        case FaultKind.HANG_AFTER_HEADERS:
            await exchange.begin("text/event-stream; charset=utf-8" if wants_stream else "application/json")
            await forever()
        case _:  # FREEZE, HANG_BEFORE_HEADERS
            await forever()


@dataclass(slots=True)
class _Delivery:
    exchange: Exchange
    wording: Wording
    fault: Fault | None
    contents: int = 0

    async def error(self, _: Piece) -> None:
        for data in (self.wording.error, self.wording.done):
            if data:
                await self.exchange.chunk(data)
        await self.exchange.end()

    async def stall(self, _: Piece) -> None:
        """No more words. A stalled exo 1.x goes on sending keep-alives."""
        if not self.wording.keep_alive:
            await forever()
        while True:
            await asyncio.sleep(self.wording.interval)
            await self.exchange.chunk(self.wording.keep_alive)

    async def cut(self, _: Piece) -> None:
        self.exchange.cut()

    async def end(self, _: Piece) -> None:
        await self.exchange.end()

    async def done(self, _: Piece) -> None:
        await self.exchange.chunk(self.wording.done or b"data: [DONE]\n\n")
        await self.exchange.end()

    async def half(self, piece: Piece) -> None:
        await self.exchange.chunk(piece.data[: len(piece.data) // 2])
        await self.exchange.end()

    async def splice(self, _: Piece) -> None:
        await self.exchange.raw(self.wording.spliced)
        self.exchange.cut()

    async def keep_alives(self, _: Piece) -> None:
        while True:
            await self.exchange.chunk(self.wording.keep_alive or b": keep-alive\n\n")
            await asyncio.sleep(self.wording.interval)

    def strike(self, piece: Piece) -> Callable[[Piece], Awaitable[None]] | None:
        """What the fault does instead of sending this piece; None while its moment has not come."""
        if self.fault is None:
            return None
        moments: dict[FaultKind, tuple[Stage, int, Callable[[Piece], Awaitable[None]]]] = {
            FaultKind.RUNNER_KILLED: (Stage.COMMENT, 0, self.error),
            FaultKind.KEEPALIVES_FOREVER: (Stage.COMMENT, 0, self.keep_alives),
            FaultKind.ERROR_IN_STREAM: (Stage.ROLE, 0, self.error),
            FaultKind.STALL_AFTER_ROLE: (Stage.CONTENT, 0, self.stall),
            FaultKind.CUT_BEFORE_CONTENT: (Stage.CONTENT, 0, self.cut),
            FaultKind.TRUNCATED_JSON: (Stage.CONTENT, 0, self.half),
            FaultKind.SPLICED_408: (Stage.CONTENT, 1, self.splice),
            FaultKind.STALL_MID_STREAM: (Stage.CONTENT, 2, self.stall),
            FaultKind.CUT_AFTER_CONTENT: (Stage.CONTENT, 2, self.cut),
            FaultKind.END_WITHOUT_FINISH: (Stage.FINISH, 0, self.end),
            FaultKind.DONE_WITHOUT_FINISH: (Stage.FINISH, 0, self.done),
        }
        moment = moments.get(self.fault.kind)
        if moment is None:
            return None
        stage, after, action = moment
        if self.fault.after is not None:
            stage, after = (Stage.CONTENT if self.fault.after else stage), self.fault.after
        order = list(Stage)
        has_come = order.index(piece.stage) >= order.index(stage)
        return action if has_come and (self.contents >= after or piece.stage is Stage.FINISH) else None


async def deliver(
    exchange: Exchange,
    pieces: AsyncGenerator[Piece, None],
    *,
    wording: Wording,
    fault: Fault | None = None,
    cancelled: asyncio.Event | None = None,
) -> None:
    """Send the pieces of a begun chunked answer. When `cancelled` is set the body just ends, as exo's does."""
    delivery = _Delivery(exchange, wording, fault)
    queue: asyncio.Queue[Piece | None] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        pump = group.create_task(_pump(pieces, queue), name="simulated-generation")
        watch = group.create_task(_stop_when(cancelled, pump), name="simulated-cancellation")
        if await _send(delivery, queue):
            await exchange.end()
        watch.cancel()
        pump.cancel()


async def _send(delivery: _Delivery, queue: asyncio.Queue[Piece | None]) -> bool:
    """Send until the pieces end; False when a fault has ended the answer in its own way."""
    wording = delivery.wording
    while True:
        try:
            async with asyncio.timeout(wording.interval if wording.keep_alive else None):
                piece = await queue.get()
        except TimeoutError:
            await delivery.exchange.chunk(wording.keep_alive)
            continue
        if piece is None:
            return True
        action = delivery.strike(piece)
        if action is not None:
            await action(piece)
            return False
        await delivery.exchange.chunk(piece.data)
        delivery.contents += piece.stage is Stage.CONTENT


async def _pump(pieces: AsyncGenerator[Piece, None], queue: asyncio.Queue[Piece | None]) -> None:
    """Generate whatever the client's pace, as exo does."""
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                queue.put_nowait(piece)
    finally:
        queue.put_nowait(None)


async def _stop_when(cancelled: asyncio.Event | None, pump: asyncio.Task[None]) -> None:
    if cancelled is not None:
        await cancelled.wait()
        pump.cancel()
