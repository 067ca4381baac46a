"""A cloud that speaks TLS, with HTTP/2 or without: counts the connections made to it and keeps what it was asked.

It answers each POST with the same chat, each GET with a list of models, everything else with 404, and sets a cookie
each time. It lives in the loop of its test; its handshakes are real ones, with a certificate that only it trusts.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded

_MESSAGE = b'{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}'
ANSWER = b'{"id":"c","object":"chat.completion","model":"m","choices":[%b]}' % _MESSAGE
MODELS = b'{"object":"list","data":[{"id":"m","object":"model"}]}'
GOODBYE = 0.01
"""How many seconds it waits for the other side's goodbye when it hangs up: as servers do, hardly."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: header names in lower case; `connection` counts from 1."""

    method: str
    path: str
    headers: dict[str, str]
    connection: int


@dataclass
class TlsCloud:
    """What a test holds of it. With `hangs_up` it closes the connection instead of giving an answer."""

    url: str = ""
    connections: int = 0
    hangs_up: bool = False
    asked: list[Asked] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    open: set[_Connection] = field(default_factory=set)

    async def hear(self, count: int) -> list[Asked]:
        """Wait until it was asked this often since its start."""
        async with asyncio.timeout(30):
            while len(self.asked) < count:
                self.heard.clear()
                await self.heard.wait()
        return self.asked

    async def hang_up(self, *, says_goodbye: bool) -> None:
        """Close every connection, in HTTP/2 with a GOAWAY before or without, and wait until they are closed."""
        for connection in tuple(self.open):
            connection.hang_up(says_goodbye=says_goodbye)
        await self.left()

    async def left(self) -> None:
        """Wait until no connection is open."""
        async with asyncio.timeout(30):
            while self.open:
                await asyncio.sleep(0)

    def answer(self, asked: Asked) -> tuple[int, bytes] | None:
        """Keep a request; the status and the body for it, or None to hang up."""
        self.asked.append(asked)
        self.heard.set()
        if self.hangs_up:
            return None
        return {"POST": (200, ANSWER), "GET": (200, MODELS)}.get(asked.method, (404, b""))


class _Connection(asyncio.Protocol):
    """One connection, in the dialect that the handshake settled."""

    def __init__(self, cloud: TlsCloud) -> None:
        self._cloud = cloud
        self._head = b""
        self._asked: dict[int, Asked] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._cloud.connections += 1
        self._cloud.open.add(self)
        self._number = self._cloud.connections
        self._h2: H2Connection | None = None
        if transport.get_extra_info("ssl_object").selected_alpn_protocol() == "h2":
            self._h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
            self._h2.initiate_connection()
            self._transport.write(self._h2.data_to_send())

    def connection_lost(self, exc: Exception | None) -> None:
        self._cloud.open.discard(self)

    def cut(self) -> None:
        self._transport.abort()

    def hang_up(self, *, says_goodbye: bool) -> None:
        if self._h2 is not None and says_goodbye:
            self._h2.close_connection()
            self._transport.write(self._h2.data_to_send())
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        if self._h2 is None:
            self._take_plain(data)
        else:
            self._take_frames(self._h2, data)

    def _take_plain(self, data: bytes) -> None:
        """HTTP/1.1; the requests of these tests are never sent before the last one was answered."""
        self._head += data
        head, end, body = self._head.partition(b"\r\n\r\n")
        line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (text.partition(": ") for text in lines)}
        if not end or len(body) < int(headers.get("content-length", "0")):
            return
        self._head = b""
        method, path, _ = line.split(" ")
        answer = self._cloud.answer(Asked(method, path, headers, self._number))
        if answer is None:
            self.cut()
            return
        told = "".join(f"{name}: {value}\r\n" for name, value in _headers(answer[1]))
        self._transport.write(f"HTTP/1.1 {answer[0]} X\r\n{told}\r\n".encode() + answer[1])

    def _take_frames(self, h2: H2Connection, data: bytes) -> None:
        for event in h2.receive_data(data):
            if isinstance(event, RequestReceived):
                headers = dict(cast(Iterable[tuple[str, str]], event.headers))
                method, path = headers.pop(":method"), headers.pop(":path")
                self._asked[event.stream_id] = Asked(method, path, headers, self._number)
            elif isinstance(event, DataReceived):
                h2.acknowledge_received_data(event.flow_controlled_length or 0, event.stream_id)
            elif isinstance(event, StreamEnded):
                answer = self._cloud.answer(self._asked.pop(event.stream_id))
                if answer is None:
                    self.cut()
                    return
                h2.send_headers(event.stream_id, [(":status", str(answer[0])), *_headers(answer[1])])
                h2.send_data(event.stream_id, answer[1], end_stream=True)
        self._transport.write(h2.data_to_send())


def _headers(answer: bytes) -> list[tuple[str, str]]:
    cookie = "of=the first who asked; Path=/; Secure"
    return [("content-type", "application/json"), ("content-length", str(len(answer))), ("set-cookie", cookie)]


@asynccontextmanager
async def tls_cloud(certificate: tuple[Path, Path], *, has_http2: bool = True) -> AsyncIterator[TlsCloud]:
    """`async with` such a cloud in this loop."""
    running = TlsCloud()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.set_alpn_protocols(["h2", "http/1.1"] if has_http2 else ["http/1.1"])
    server = await asyncio.get_running_loop().create_server(
        lambda: _Connection(running), "127.0.0.1", 0, ssl=context, ssl_shutdown_timeout=GOODBYE
    )
    running.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield running
        for connection in tuple(running.open):
            connection.cut()
