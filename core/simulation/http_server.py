"""A small HTTP/1.1 server on asyncio streams, for simulated servers only.

It serves one request at a time on a connection, keeps connections alive, and notices at once when
the client leaves: the handler is then cancelled, which is how the tests see a cancellation arrive.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from core.simulation.server_style import Headers, Style

_HEAD_LIMIT = 65_536
_BODY_LIMIT = 64 * 1024 * 1024
_READ_AHEAD = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came. Header names keep their case and order."""

    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's names and values."""
        return dict(parse_qsl(urlsplit(self.target).query))

    def header(self, name: str) -> str:
        """The first value of a header, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def wants_close(self) -> bool:
        """Whether the client asked to close after this answer."""
        asked = self.header("connection").lower()
        return "close" in asked or (self.version == "HTTP/1.0" and "keep-alive" not in asked)


class _BadRequestError(Exception):
    """What came is not HTTP as this server reads it."""


class _Incoming:
    """The bytes of one connection. `until_gone` reads ahead, so that a leaving client is noticed."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._buffer = bytearray()

    async def _fill(self) -> bool:
        try:
            data = await self._reader.read(65_536)
        except ConnectionError:
            return False
        self._buffer += data
        return bool(data)

    async def _line_block(self, mark: bytes, limit: int) -> bytes | None:
        while (end := self._buffer.find(mark)) < 0:
            if len(self._buffer) > limit:
                raise _BadRequestError("too large")
            if not await self._fill():
                return None
        block = bytes(self._buffer[:end])
        del self._buffer[: end + len(mark)]
        return block

    async def _exactly(self, size: int) -> bytes | None:
        if size > _BODY_LIMIT:
            raise _BadRequestError("body too large")
        while len(self._buffer) < size:
            if not await self._fill():
                return None
        block = bytes(self._buffer[:size])
        del self._buffer[:size]
        return block

    async def _chunked_body(self) -> bytes | None:
        body = bytearray()
        while True:
            size_line = await self._line_block(b"\r\n", _HEAD_LIMIT)
            if size_line is None:
                return None
            size = int(size_line.split(b";")[0], 16)
            chunk = await self._exactly(size)
            if chunk is None or await self._line_block(b"\r\n", _HEAD_LIMIT) is None:
                return None
            if size == 0:
                return bytes(body)
            body += chunk

    async def request(self) -> Request | None:
        """The next request, or None when the client has left."""
        head = await self._line_block(b"\r\n\r\n", _HEAD_LIMIT)
        if head is None:
            return None
        first, *lines = head.decode("latin-1").lstrip("\r\n").split("\r\n")
        try:
            method, target, version = first.split(" ")
            headers = tuple((name, value.strip()) for name, value in (line.split(":", 1) for line in lines))
            bare = Request(method, target, version, headers, b"")
            if bare.header("expect").lower() == "100-continue":
                self._writer.write(b"HTTP/1.1 100 \r\n\r\n")
            if bare.header("transfer-encoding").lower() == "chunked":
                body = await self._chunked_body()
            else:
                body = await self._exactly(int(bare.header("content-length") or 0))
        except ValueError as error:
            raise _BadRequestError(str(error)) from error
        return None if body is None else Request(method, target, version, headers, body)

    async def until_gone(self) -> None:
        """Returns when the client has closed its side; what it sends meanwhile is kept."""
        while await self._fill():
            if len(self._buffer) > _READ_AHEAD:
                await asyncio.Event().wait()  # pipelined far ahead: stop reading, the handler's end cancels this


class Exchange:
    """One request and the ways to answer it. `closes` says that the connection ends with it."""

    def __init__(self, request: Request, writer: asyncio.StreamWriter, style: Style) -> None:
        self.request = request
        self.style = style
        self.closes = request.wants_close
        self.status = 0
        self._writer = writer

    async def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def text(self, body: bytes, content_type: str, status: int = 200, extra: Headers = ()) -> None:
        """A whole answer with its length."""
        self.status = status
        head = self.style.head(status, content_type, len(body), extra=extra, closes=self.closes)
        await self.raw(head + (b"" if self.request.method == "HEAD" else body))

    async def json(self, value: Any, status: int = 200, content_type: str = "application/json", **more: Any) -> None:
        """A whole JSON answer."""
        await self.text(self.style.dumps(value), content_type, status, **more)

    async def begin(self, content_type: str, status: int = 200, extra: Headers = ()) -> None:
        """The head of a chunked answer."""
        self.status = status
        await self.raw(self.style.head(status, content_type, None, extra=extra, closes=self.closes))

    async def chunk(self, data: bytes) -> None:
        """One chunk."""
        await self.raw(b"%x\r\n%s\r\n" % (len(data), data))

    async def end(self) -> None:
        """The end of a chunked answer."""
        await self.raw(b"0\r\n\r\n")

    def cut(self) -> None:
        """Close now, whatever was promised; as a dying process would."""
        self.closes = True
        self._writer.close()


Handler: TypeAlias = Callable[[Exchange], Awaitable[None]]


class HttpServer:
    """A listener on loopback that hands each request to `handler`."""

    def __init__(self, handler: Handler, style: Style) -> None:
        self._handler = handler
        self._style = style
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[Any]] = set()
        self.port = 0

    async def open(self, port: int, host: str = "127.0.0.1") -> None:
        """Listen; port 0 takes a free one. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._connection, host, port, backlog=512)
        self.port = int(self._server.sockets[0].getsockname()[1])

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    async def close(self) -> None:
        """Stop listening and end every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        connections = tuple(self._connections - {asyncio.current_task()})
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        incoming = _Incoming(reader, writer)
        try:
            while (request := await incoming.request()) is not None:
                exchange = Exchange(request, writer, self._style)
                await self._serve(incoming, exchange)
                if exchange.closes:
                    break
        except _BadRequestError:
            writer.write(self._style.head(400, "text/plain", 0, extra=(), closes=True))
        except asyncio.CancelledError:
            writer.transport.abort()  # the server closes; swallowed, because asyncio would log it as unhandled
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, incoming: _Incoming, exchange: Exchange) -> None:
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._work(exchange), name="simulated-answer")
            watch = group.create_task(incoming.until_gone(), name="simulated-watch")
            work.add_done_callback(lambda _: watch.cancel())
            watch.add_done_callback(lambda _: work.cancel())
        if work.cancelled():
            exchange.closes = True

    async def _work(self, exchange: Exchange) -> None:
        try:
            await self._handler(exchange)
        except ConnectionError:
            exchange.cut()
        except Exception:  # noqa: BLE001  # last stand: a bug in a fake must be seen, not hang a test
            traceback.print_exc(file=sys.stderr)
            exchange.cut()
