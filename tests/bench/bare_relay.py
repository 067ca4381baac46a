"""The bare two-sided relay: httptools on both sides, uvloop, and nothing else. The yardstick for ours.

    python -m tests.bench.bare_relay PORT UPSTREAM_PORT

No routing, no counting, no limits, no time-outs, no listening to the stream: what HTTP itself costs in Python.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

import httptools  # noqa: TID251  the prototype that core/wire.py is measured against
import uvloop

_HOP_BY_HOP = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"te", b"trailer", b"upgrade"})
idle: list[Upstream] = []


class Upstream(asyncio.Protocol):
    """One keep-alive connection to the server behind."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._lines: list[bytes] = []
        self._has_length = False
        self.client: Client | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self in idle:
            idle.remove(self)
        if self.client is not None:
            self.client.abort()

    def send(self, client: Client, request: bytes) -> None:
        """Send one request; the answer goes to `client`."""
        assert self._transport is not None
        self.client = client
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        client = self.client
        assert client is not None
        self._parser.feed_data(data)
        client.flush()

    def on_message_begin(self) -> None:
        self._lines = []
        self._has_length = False

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"content-length":
            self._has_length = True
        if name not in _HOP_BY_HOP:
            self._lines.append(b"%b: %b\r\n" % (name, value))

    def on_headers_complete(self) -> None:
        assert self.client is not None
        if not self._has_length:
            self._lines.append(b"transfer-encoding: chunked\r\n")
        self.client.out.append(b"HTTP/1.1 %d OK\r\n%b\r\n" % (self._parser.get_status_code(), b"".join(self._lines)))

    def on_body(self, body: bytes) -> None:
        assert self.client is not None
        self.client.out.append(body if self._has_length else b"%x\r\n%b\r\n" % (len(body), body))

    def on_message_complete(self) -> None:
        client, self.client = self.client, None
        assert client is not None
        if not self._has_length:
            client.out.append(b"0\r\n\r\n")
        idle.append(self)


class Client(asyncio.Protocol):
    """One connection of a client."""

    upstream_port = 0

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._lines: list[bytes] = []
        self._body: list[bytes] = []
        self._target = b""
        self._size = 0
        self._task: asyncio.Task[None] | None = None
        self.out: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def abort(self) -> None:
        """The server behind is gone."""
        if self._transport is not None:
            self._transport.abort()

    def flush(self) -> None:
        """Write what the last read brought."""
        if self._transport is not None and self.out:
            self._transport.write(self.out[0] if len(self.out) == 1 else b"".join(self.out))
        self.out.clear()

    def on_message_begin(self) -> None:
        self._lines, self._body, self._target, self._size = [], [], b"", 0

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name not in _HOP_BY_HOP and name != b"content-length":
            self._lines.append(b"%b: %b\r\n" % (name, value))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)
        self._size += len(body)

    def on_message_complete(self) -> None:
        request = b"%b %b HTTP/1.1\r\n%bcontent-length: %d\r\n\r\n%b" % (
            self._parser.get_method(), self._target, b"".join(self._lines), self._size, b"".join(self._body),
        )  # fmt: skip
        if idle:
            idle.pop().send(self, request)
        else:
            # Owned by this connection; a failure ends the process, which the benchmark would notice.
            self._task = self._loop.create_task(self._connect(request))

    async def _connect(self, request: bytes) -> None:
        _, upstream = await self._loop.create_connection(Upstream, "127.0.0.1", self.upstream_port)
        upstream.send(self, request)


async def serve(port: int, upstream_port: int) -> None:
    """Serve until the process is ended."""
    Client.upstream_port = upstream_port
    server = await asyncio.get_running_loop().create_server(Client, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
