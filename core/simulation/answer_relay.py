"""Takes the words of a simulated answer from a real model behind an OpenAI-compatible streaming server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any
from urllib.parse import urlsplit

from core.simulation.text_source import Question, Token

_PASSED_ON = ("messages", "max_tokens", "temperature", "top_p", "top_k", "seed", "stop", "presence_penalty",
              "frequency_penalty")  # fmt: skip
_CONNECT_SECONDS = 5.0
_SILENCE_SECONDS = 60.0


class AnswerRelay:
    """`TextSource` over `base_url` (with its /v1). Plain http on loopback only: this is for the demo."""

    def __init__(self, base_url: str, model: str = "builtin") -> None:
        self._url = urlsplit(base_url.rstrip("/"))
        self._model = model

    async def tokens(self, question: Question) -> AsyncGenerator[Token, None]:
        """See `TextSource.tokens`. Raises OSError when the model cannot answer."""
        body: dict[str, Any] = {name: question.body[name] for name in _PASSED_ON if question.body.get(name) is not None}
        body |= {"model": self._model, "stream": True}
        finish = ""
        async for event in self._events(json.dumps(body).encode()):
            for choice in event.get("choices") or ():
                text = (choice.get("delta") or {}).get("content") or ""
                finish = choice.get("finish_reason") or ""
                if text or finish:
                    yield Token(text, finish)
        if not finish:
            raise ConnectionError("the model broke off")

    async def _events(self, body: bytes) -> AsyncIterator[dict[str, Any]]:
        host, port = self._url.hostname or "127.0.0.1", self._url.port or 80
        async with asyncio.timeout(_CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(
                f"POST {self._url.path}/chat/completions HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            head = await _line_block(reader)
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
                raise ConnectionError("the model refused: " + head.split(b"\r\n")[0].decode("latin-1"))
            async for line in _lines(reader, is_chunked=b"chunked" in head.lower()):
                if line.startswith(b"data: ") and line != b"data: [DONE]":
                    yield json.loads(line[6:])
        except (asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            raise ConnectionError("the model broke off") from error
        finally:
            writer.close()


async def _line_block(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(_SILENCE_SECONDS):
        return await reader.readuntil(b"\r\n\r\n")


async def _lines(reader: asyncio.StreamReader, *, is_chunked: bool) -> AsyncIterator[bytes]:
    rest = b""
    while True:
        async with asyncio.timeout(_SILENCE_SECONDS):
            data = await (_chunk(reader) if is_chunked else reader.read(65_536))
        if not data:
            return
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield line.rstrip(b"\r")


async def _chunk(reader: asyncio.StreamReader) -> bytes:
    size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
    return (await reader.readexactly(size + 2))[:-2]
