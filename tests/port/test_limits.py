"""What one client, one node or one stream can take of us is bounded."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from core import port as port_module
from core.domain import Backend, BackendId, BackendKind, Locality
from tests.port.gateway import MODEL, Gateway, chat, gateway

EVENT = b'data: {"choices":[{"delta":{"content":"%b"}}]}\n\n' % (b"word " * 12_000)
END = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
MOST_MEMORY = 4_000_000


@asynccontextmanager
async def flood(events: int) -> AsyncIterator[Backend]:
    """A server that sends as fast as it is read."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD)
        for _ in range(events):
            writer.write(b"%x\r\n%b\r\n" % (len(EVENT), EVENT))
            await writer.drain()
        writer.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(END), END))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield Backend(BackendId("flood"), "flood", BackendKind.OPENAI, url, Locality.THIS_MACHINE)
    finally:
        server.close()
        await server.wait_closed()


def number(g: Gateway) -> int:
    return int(g.url.rpartition(":")[2])


async def test_a_stream_of_200_megabytes_to_a_slow_client_takes_little_memory() -> None:
    events = 3400
    async with flood(events) as backend, gateway(backend) as g:
        body = httpx.Request("POST", "http://x", json=chat(MODEL, stream=True)).content
        reader, writer = await asyncio.open_connection("127.0.0.1", number(g))
        head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        tracemalloc.start()
        writer.write(head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        async with asyncio.timeout(30):
            while not any(c._is_paused for c in g.upstream_connections()):
                await asyncio.sleep(0)
        size, tail = 0, b""
        async with asyncio.timeout(100):
            while piece := await reader.read(1 << 20):
                size += len(piece)
                tail = (tail + piece)[-100:]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        writer.close()
        await writer.wait_closed()
    assert size > events * len(EVENT) > 200_000_000
    assert b"[DONE]" in tail
    assert peak < MOST_MEMORY


async def test_one_connection_too_many_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_module, "MOST_CONNECTIONS", 1)
    async with gateway() as g:
        assert (await g.client.get(g.url + "/health")).status_code == 200  # kept alive
        reader, writer = await asyncio.open_connection("127.0.0.1", number(g))
        async with asyncio.timeout(30):
            assert b" 503 " in await reader.read()
        writer.close()
        await writer.wait_closed()


async def test_another_machine_may_not_take_all_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_module, "MOST_FROM_ONE", 2)
    async with gateway() as g:
        answers = []
        elsewhere = [
            await asyncio.open_connection("127.0.0.1", number(g), local_addr=("127.0.0.2", 0)) for _ in range(3)
        ]
        async with asyncio.timeout(30):
            answers.append(await elsewhere[-1][0].read())
        assert b" 503 " in answers[0]
        assert (await g.client.get(g.url + "/health")).status_code == 200
        for _, writer in elsewhere:
            writer.close()
            await writer.wait_closed()
