"""A server whose connections are kept, as the short way needs it, and the first requests that lead to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from core.domain import Backend, BackendId, BackendKind, Locality
from tests.port.gateway import MODEL, Gateway, chat

TELLING = {"x-bridge-request-id", "date"}
"""Headers that differ from one request to the next."""

Writer = asyncio.StreamWriter
Script = Callable[[bytes, Writer], Awaitable[None]]


def whole(document: object, status: int = 200, kind: str = "application/json") -> bytes:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    head = f"HTTP/1.1 {status} Some\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


GOOD = whole({
    "model": MODEL, "usage": {"prompt_tokens": 7, "completion_tokens": 3},
    "choices": [{"message": {"content": "Cupboards are fine."}, "finish_reason": "stop"}],
})  # fmt: skip


async def well(_: bytes, writer: Writer) -> None:
    writer.write(GOOD)


def says(answer: bytes) -> Script:
    async def script(_: bytes, writer: Writer) -> None:
        writer.write(answer)

    return script


@dataclass
class Server:
    """A server on the loop of the test; `script` answers each request."""

    name: str
    script: Script = well
    requests: list[bytes] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    writers: list[Writer] = field(default_factory=list)
    listener: asyncio.Server = field(init=False)

    def backend(self, priority: int = 0) -> Backend:
        url = f"http://127.0.0.1:{self.port}/v1"
        return Backend(
            BackendId(self.name), self.name, BackendKind.OPENAI, url, Locality.THIS_MACHINE, priority=priority
        )

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.writers.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(size))
                await self.script(self.requests[-1], writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.left.set()
        finally:
            writer.close()


@asynccontextmanager
async def serving(name: str = "studio") -> AsyncIterator[Server]:
    server = Server(name)
    listener = server.listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for writer in server.writers:
            writer.transport.abort()
        await listener.wait_closed()


async def warm(g: Gateway) -> httpx.Response:
    """Two requests the long way: a connection is kept, and after the first one's record a plan is."""
    await g.post(chat())
    await g.record()
    answer = await g.post(chat())
    await g.record()
    return answer
