"""What large bodies take of our memory, measured at a running data plane."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from core.cloud import Cloud
from core.domain import Backend, BackendId, BackendKind, Locality
from core.rules import Rules
from tests.fakes.scripted import scripted
from tests.port.gateway import MODEL, Gateway, gateway
from tests.port.surfaces import CHAT, PLAIN, local

SIZE = 20_000_000
MOST_LEFT = 2_000_000
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
CONTENT = b'data: {"id":"a","model":"%b","choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n' % MODEL.encode()
END = (
    b'data: {"id":"a","model":"%b","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    % MODEL.encode()
)
KINDS = {"server": BackendKind.OPENAI, "exo": BackendKind.EXO}
_TURN = b'"messages":[{"role":"user","content":"%b"}]'
BODIES = {
    "/v1/chat/completions": (b'{"model":"%b","stream":true,"stream_options":{"include_usage":true},' + _TURN + b"}"),
    "/v1/messages": b'{"model":"%b","stream":true,"max_tokens":9,' + _TURN + b"}",
    "/v1/responses": b'{"model":"%b","stream":true,"input":"%b"}',
    "/api/chat": b'{"model":"%b",' + _TURN + b"}",
}


def framed(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


@asynccontextmanager
async def stopping(kind: BackendKind, ends: asyncio.Event) -> AsyncIterator[Backend]:
    """A server that begins its answers at once and ends them when it is told."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                while left:
                    left -= len(await reader.read(min(left, 100_000)))
                writer.write(HEAD + framed(CONTENT))
                await ends.wait()
                writer.write(framed(END) + b"0\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield Backend(BackendId("a"), "a", kind, url, Locality.THIS_MACHINE)
    finally:
        ends.set()
        server.close()


async def sent(writer: asyncio.StreamWriter, path: str, size: int) -> None:
    """Send a prompt of this size, in pieces, so that nothing of it stays with the client."""
    before, after = (BODIES[path] % (MODEL.encode(), b"|")).split(b"|")
    length = len(before) + size + len(after)
    writer.write(b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (path.encode(), length))
    writer.write(before)
    for _ in range(size // 100_000):
        writer.write(b"word " * 20_000)
        await writer.drain()
    writer.write(after)
    await writer.drain()


async def left_while_answered(g: Gateway, path: str, seen: Callable[[], int]) -> int:
    """Bytes more than before while the answer runs, after a small request and to the large one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(g.url.rpartition(":")[2]))
    try:
        gc.collect()
        before = seen()
        await sent(writer, path, SIZE)
        await reader.readuntil(b"hi")
        gc.collect()
        return seen() - before
    finally:
        writer.close()


def traced() -> int:
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_large_prompt_does_not_stay_while_its_answer_runs(path: str, kind: str) -> None:
    ends = asyncio.Event()
    async with stopping(KINDS[kind], ends) as backend, gateway(backend) as g:
        tracemalloc.start()
        try:
            for _ in range(2):  # the second goes the short way where there is one
                left = await left_while_answered(g, path, traced)
                assert left < MOST_LEFT, tracemalloc.take_snapshot().statistics("traceback")[:3]
                await g.record()
        finally:
            tracemalloc.stop()


async def test_a_prompt_that_another_backend_may_be_asked_again_stays() -> None:
    ends = asyncio.Event()
    rules = Rules(rescues=True)
    async with stopping(BackendKind.OPENAI, ends) as backend, gateway(backend, rules=rules) as g:
        tracemalloc.start()
        try:
            assert await left_while_answered(g, "/v1/chat/completions", traced) > SIZE
        finally:
            tracemalloc.stop()


async def test_httpx_keeps_no_body_while_the_answer_runs() -> None:
    ends = asyncio.Event()
    async with stopping(BackendKind.OPENAI, ends) as backend:
        cloud = Cloud()
        await cloud.warm_up()
        tracemalloc.start()
        try:
            before = traced()
            exchange = await cloud.send(
                backend.base_url, b"/chat/completions", [], bytes(SIZE), connect=5.0, first_byte=10.0
            )
            assert CONTENT in await exchange.read()
            gc.collect()
            assert traced() - before < MOST_LEFT
        finally:
            tracemalloc.stop()
        await exchange.aclose()
        await cloud.aclose()


async def test_a_large_body_goes_whole_to_the_next_backend_and_is_freed_at_the_end() -> None:
    body = b'{"model":"%b","messages":[{"role":"user","content":"%b"}]}' % (MODEL.encode(), b"word " * 600_000)
    async with (
        scripted() as broken,
        scripted() as well,
        gateway(local(broken), replace(local(well, name="next"), priority=9)) as g,
    ):
        broken.script(CHAT, b"", status=500)
        well.script(CHAT, PLAIN)
        told = await g.client.post(g.url + CHAT, content=body)
        record = await g.record()
        port = g.plane._port
        assert port is not None
        held = port.room.held
    assert (told.status_code, len(record.attempts), held) == (200, 2, 0)
    assert [server.asked[0].body == body for server in (broken, well)] == [True, True]
