"""Bodies that come slowly, over the real wire to a port whose handler tells what came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from core import room as room_module
from core.access import Access, AccessRules
from core.begun import Begun
from core.pace import Pace
from core.port import Handler, Port
from core.reply import Reply
from core.room import MOST_WAITING, Room
from core.surfaces.dispatch import refusal_body
from core.wire import Request, chunk

GRACE = 0.25
PACE = Pace(grace=GRACE, slowest=10_000.0)
HEAD = b"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def sized(size: int) -> bytes:
    return HEAD + b"Content-Length: %d\r\n\r\n" % size


async def tell_size(request: Request, reply: Reply, begun: Begun | None) -> None:
    reply.whole(200, b"%d bytes" % len(request.body), [])


@asynccontextmanager
async def port(handler: Handler = tell_size, room: Room | None = None) -> AsyncIterator[int]:
    room = room or roomy()
    opened = Port(handler, refusal_body, Access(AccessRules()), room=room)
    try:
        yield await opened.start("127.0.0.1", 0)
    finally:
        await opened.stop(1.0)
        assert room.held == 0


def roomy(most: int = 1 << 30, pace: Pace = PACE) -> Room:
    return Room(asyncio.get_running_loop().time, most, pace)


@asynccontextmanager
async def client(number: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", number)
    try:
        async with asyncio.timeout(30):
            yield reader, writer
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
    return int(head.split(b" ")[1]), await reader.readexactly(length)


async def passed(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        await asyncio.sleep(0)


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_an_upload_that_moves_is_not_cut_however_long_it_takes(is_chunked: bool) -> None:
    async with port() as number, client(number) as (reader, writer):
        writer.write(CHUNKED if is_chunked else sized(60_000))
        for _ in range(12):
            await passed(GRACE / 4)
            piece = bytes(5_000)
            writer.write(chunk(piece) if is_chunked else piece)
        writer.write(b"0\r\n\r\n" if is_chunked else b"")
        assert await answer(reader) == (200, b"60000 bytes")


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_an_upload_that_trickles_is_refused(is_chunked: bool) -> None:
    async with port() as number, client(number) as (reader, writer):
        loop = asyncio.get_running_loop()
        began = loop.time()
        writer.write(CHUNKED if is_chunked else sized(1_000))
        while not reader.at_eof() and not reader._buffer:  # type: ignore[attr-defined]  # to be read at the end
            writer.write(chunk(b"x") if is_chunked else b"x")
            await passed(0.01)
        took = loop.time() - began
        status, body = await answer(reader)
        assert await reader.read() == b""
    assert (status, b"too slowly" in body) == (408, True)
    assert took >= GRACE


async def test_an_upload_that_stops_is_refused_whatever_it_sent_before() -> None:
    async with port() as number, client(number) as (reader, writer):
        writer.write(sized(2_000_000) + bytes(1_000_000))
        assert (await answer(reader))[0] == 408


async def test_the_next_upload_on_a_connection_has_its_own_time() -> None:
    async with port() as number, client(number) as (reader, writer):
        for _ in range(3):
            writer.write(sized(2_000) + bytes(1_000))
            await passed(GRACE * 0.6)
            writer.write(bytes(1_000))
            assert await answer(reader) == (200, b"2000 bytes")


async def test_framing_without_end_is_no_upload() -> None:
    """llhttp reads extensions and trailers of any length: neither is a body, both would be kept or read for ever."""
    for endless in (CHUNKED + b"5;" + b"x" * 200_000, CHUNKED + chunk(b"hi") + b"0\r\nX: " + b"x" * 200_000):
        async with port() as number, client(number) as (reader, writer):
            for at in range(0, len(endless), 20_000):
                writer.write(endless[at : at + 20_000])
                await passed(0.005)
            assert (await answer(reader))[0] == 413


# memory in all

PATIENT = Pace(grace=30.0, slowest=1.0)
BODY = 3_000_000
"""More than the buffers of a socket take: who is not read cannot send it."""


async def upload(number: int, body: bytes = bytes(BODY)) -> tuple[int, bytes]:
    async with client(number) as (reader, writer):
        writer.write(sized(len(body)) + body)
        return await answer(reader)


async def test_uploads_for_which_there_is_no_room_wait_and_all_are_answered() -> None:
    most = 0

    async def count(request: Request, reply: Reply, begun: Begun | None) -> None:
        nonlocal most
        most = max(most, room.held)
        await asyncio.sleep(0)
        await tell_size(request, reply, begun)

    room = roomy(2 * BODY, PATIENT)
    async with port(count, room) as number:
        answers = await asyncio.gather(*(upload(number) for _ in range(12)))
    assert answers == [(200, b"%d bytes" % BODY)] * 12
    assert most < 4 * BODY


async def test_small_requests_pass_while_uploads_wait() -> None:
    room = roomy(BODY, PATIENT)
    async with port(room=room) as number, client(number) as (_, far), client(number) as (_, near):
        far.write(sized(2 * BODY) + bytes(BODY + 1000))
        near.write(sized(BODY) + bytes(1_000_000))
        while room.held < BODY + 1000:
            await asyncio.sleep(0)
        async with client(number) as (reader, writer):
            writer.write(sized(5) + b"hello")
            assert await answer(reader) == (200, b"5 bytes")


async def test_an_upload_that_waits_in_vain_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_module, "PATIENCE", 0.1)
    room = roomy(BODY, PATIENT)
    async with port(room=room) as number, client(number) as (_, far), client(number) as (reader, near):
        far.write(sized(2 * BODY) + bytes(BODY + 1000))
        while room.held < BODY + 1000:
            await asyncio.sleep(0)
        near.write(sized(BODY) + bytes(BODY))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 5\r\n" in head
        assert room.held == BODY + 1000
        far.write(bytes(BODY - 1000))


async def test_one_too_many_is_told_at_once() -> None:
    room = roomy(BODY, PATIENT)
    async with AsyncExitStack() as stack:
        number = await stack.enter_async_context(port(room=room))
        _, far = await stack.enter_async_context(client(number))
        far.write(sized(2 * BODY) + bytes(BODY))
        while room.held < BODY:
            await asyncio.sleep(0)
        for waiting in range(MOST_WAITING):
            _, writer = await stack.enter_async_context(client(number))
            writer.write(sized(2) + b"x")
            while room.held < BODY + waiting + 1:
                await asyncio.sleep(0)
        reader, writer = await stack.enter_async_context(client(number))
        writer.write(sized(2) + b"x")
        assert (await answer(reader))[0] == 503


@pytest.mark.parametrize("is_whole", [False, True])
async def test_a_client_that_leaves_frees_what_it_sent(is_whole: bool) -> None:
    room, begun = roomy(), asyncio.Event()

    async def wait(request: Request, reply: Reply, _: Begun | None) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with port(wait, room) as number:
        async with client(number) as (_, writer):
            writer.write(sized(BODY) + bytes(BODY if is_whole else BODY - 1))
            while room.held < BODY - 1:
                await asyncio.sleep(0)
            if is_whole:
                await begun.wait()
        async with asyncio.timeout(30):
            while room.held:
                await asyncio.sleep(0)


async def test_a_refused_upload_is_not_held() -> None:
    room = roomy()
    async with port(room=room) as number, client(number) as (reader, writer):
        writer.write(CHUNKED + chunk(bytes(1_000_000)) + b"nonsense\r\n")
        assert (await answer(reader))[0] == 400
        assert room.held == 0


async def test_what_is_sent_ahead_is_counted_too() -> None:
    """Requests that wait for the answer before theirs take memory as well; those without room are refused in turn."""
    go = asyncio.Event()

    async def wait(request: Request, reply: Reply, begun: Begun | None) -> None:
        await go.wait()
        await tell_size(request, reply, begun)

    room = roomy(100_000, PATIENT)
    async with port(wait, room) as number, client(number) as (reader, writer):
        writer.write(sized(1) + b"x")
        for _ in range(5):
            writer.write(sized(50_000) + bytes(50_000))
            await passed(0.02)
        assert room.held == 150_001  # a quarter more than there is, and what was one too many then
        go.set()
        assert [await answer(reader) for _ in range(4)] == [(200, b"1 bytes")] + [(200, b"50000 bytes")] * 3
        assert (await answer(reader))[0] == 503
        assert await reader.read() == b""
