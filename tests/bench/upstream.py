"""The fake model server behind every gateway of the benchmark: precomputed answers, one uvloop process.

    python -m tests.bench.upstream PORT

What to answer stands in the prompt: `bench plain`, or `bench stream EVENTS MILLISECONDS` (0: as fast as the
loop turns, one event per turn and stream, so that events leave one by one as a model's do).
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import cast

import uvloop

MODEL = "bench"
_WISH = re.compile(rb"bench (plain|stream) ?(\d*) ?(\d*)")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


def _json(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _whole(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}
    return b"data: %b\n\n" % _json(chunk)


USAGE = {"prompt_tokens": 200, "completion_tokens": 20, "total_tokens": 220}
PLAIN = _json({
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL, "usage": USAGE,
    "choices": [{
        "index": 0, "finish_reason": "stop", "logprobs": None,
        "message": {"role": "assistant", "content": "A plain answer of some twenty words. " * 4},
    }],
})  # fmt: skip
TOKEN = _event({"content": " word"})
LAST = _event({}, "stop")
DONE = b"data: [DONE]\n\n"
_CARD = {"id": MODEL, "object": "model", "created": 1, "owned_by": "bench", "max_model_len": 131072}
_MODELS = _whole(_json({"object": "list", "data": [_CARD]}))
_OTHER = _whole(_json({"status": "ok", "model_path": MODEL, "model_id": MODEL, "served_model_name": MODEL}))
PLAIN_ANSWER = _whole(PLAIN)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)
TOKEN_CHUNK = _chunk(TOKEN)
END = _chunk(LAST) + _chunk(DONE) + b"0\r\n\r\n"


def stream_body(events: int) -> bytes:
    """The body, without framing, that a stream of so many events amounts to."""
    return TOKEN * (events - 1) + LAST + DONE


class Connection(asyncio.Protocol):
    """One client of the fake server; answers one request at a time."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._needed = 0
        self._is_chunked = False
        self._left = 0
        self._delay = 0.0
        self._at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._needed and not self._is_chunked:
            self._read_head()
        if self._is_chunked:
            if not self._buffer.endswith(b"0\r\n\r\n"):
                return
        elif not self._needed or len(self._buffer) < self._needed:
            return
        head = bytes(self._buffer[:4096])
        self._buffer.clear()
        self._needed, self._is_chunked = 0, False
        self._answer(head)

    def _read_head(self) -> None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[: end + 2])
        length = _LENGTH.search(head)
        self._is_chunked = length is None and _CHUNKED.search(head) is not None
        self._needed = end + 4 + (int(length[1]) if length else 0)

    def _answer(self, head: bytes) -> None:
        assert self._transport is not None
        if not head.startswith(b"POST"):
            self._transport.write(_MODELS if b"/models" in head[:40] else _OTHER)
            return
        wish = _WISH.search(head)
        if wish is None or wish[1] == b"plain":
            self._transport.write(PLAIN_ANSWER)
            return
        self._left = int(wish[2]) - 1
        self._delay = int(wish[3] or 0) / 1000
        self._transport.write(STREAM_HEAD)
        self._at = self._loop.time()
        self._loop.call_soon(self._next)

    def _next(self) -> None:
        if self._transport is None:
            return
        if self._left == 0:
            self._transport.write(END)
            return
        self._left -= 1
        self._transport.write(TOKEN_CHUNK)
        if self._delay:
            self._at += self._delay  # absolute times: a late event does not delay the later ones
            self._loop.call_at(self._at, self._next)
        else:
            self._loop.call_soon(self._next)


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port, backlog=2048)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
