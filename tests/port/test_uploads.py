"""Bodies that come slowly, over the real wire to a port whose handler tells what came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.access import Access, AccessRules
from core.begun import Begun
from core.pace import Pace
from core.port import Port
from core.reply import Reply
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
async def port(pace: Pace = PACE) -> AsyncIterator[int]:
    opened = Port(tell_size, refusal_body, Access(AccessRules()), pace=pace)
    try:
        yield await opened.start("127.0.0.1", 0)
    finally:
        await opened.stop(1.0)


@asynccontextmanager
async def client(number: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", number)
    try:
        async with asyncio.timeout(10):
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
