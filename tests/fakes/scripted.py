"""A server that gives back what a test wrote for each path, and keeps what it was asked: any dialect, byte for byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

EVENTS = "text/event-stream"
JSON = "application/json"
LINES = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Script:
    """One answer. Its body is cut into pieces of `cut` bytes; with `is_cut_off` it ends without its end."""

    body: bytes
    content_type: str = JSON
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    cut: int = 0
    is_cut_off: bool = False

    @classmethod
    def of(cls, document: object) -> Script:
        """A whole document as JSON."""
        return cls(msgspec.json.encode(document))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body's JSON."""
        return msgspec.json.decode(self.body)


@dataclass
class ScriptedServer:
    """What a test holds of it: fixed `scripts`, and `talks` that look at the request. Other paths are answered 404."""

    url: str = ""
    scripts: dict[str, Script] = field(default_factory=dict)
    talks: dict[str, Callable[[Asked], Script | None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        """With /v1."""
        return f"{self.url}/v1"

    def script(self, path: str, body: bytes | object, content_type: str = JSON, **more: Any) -> None:
        """Answer this path (without its query) so from now on."""
        data = body if isinstance(body, bytes) else msgspec.json.encode(body)
        self.scripts[path] = Script(data, content_type, **more)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            line, *lines = head.decode("latin-1").strip().split("\r\n")
            method, target, _ = line.split(" ")
            headers = {name.lower(): value for name, _, value in (text.partition(": ") for text in lines)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            asked = Asked(method, target, headers, body)
            self.asked.append(asked)
            path = target.partition("?")[0]
            script = self.talks[path](asked) if path in self.talks else self.scripts.get(path)
            await self._answer(writer, script or Script(b'{"detail":"Not Found"}', status=404))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client left
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, script: Script) -> None:
        head = f"HTTP/1.1 {script.status} X\r\nContent-Type: {script.content_type}\r\nConnection: close\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in script.headers)
        writer.write(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
        size = script.cut or max(1, len(script.body))
        for at in range(0, len(script.body), size):
            piece = script.body[at : at + size]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
        if not script.is_cut_off:
            writer.write(b"0\r\n\r\n")
        await writer.drain()


@asynccontextmanager
async def scripted(scripts: Mapping[str, Script] | None = None) -> AsyncIterator[ScriptedServer]:
    """`async with` such a server in this loop."""
    running = ScriptedServer(scripts=dict(scripts or {}))
    server = await asyncio.start_server(running.serve, "127.0.0.1", 0)
    running.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield running
