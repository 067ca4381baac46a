"""The middle of a stream: chunks with one more token pass as they came, and nothing else about the stream changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import httpx
import pytest

from core.dialects.openai import StreamEar
from core.domain import Backend, BackendId, BackendKind, FailureKind, Locality, Outcome
from tests.port.gateway import MODEL, QUICK, Gateway, chat, gateway
from tests.port.surfaces import CHAT

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"
DONE = b"data: [DONE]\n\n"


def event(text: str | None, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": finish}
    return b"data: %b\n\n" % json.dumps({"model": MODEL, "choices": [choice]}, separators=(",", ":")).encode()


TOKENS = [event(text) for text in ("Cup", "boards", " are", " fine", "\n", " and a longer one", "!")]
LAST = event(None, "stop")


def chunk(data: bytes, spelling: str = "x") -> bytes:
    return f"{len(data):{spelling}}\r\n".encode() + data + b"\r\n"


@asynccontextmanager
async def telling(*pieces: bytes, steps: asyncio.Semaphore) -> AsyncIterator[Backend]:
    """A server whose answer is `pieces`, one write each, each after one of `steps`; then it says no more."""
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                await steps.acquire()
                writer.write(piece)
                await writer.drain()
            await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server:
        yield Backend(BackendId("studio"), "studio", BackendKind.OPENAI, url, Locality.THIS_MACHINE)
        for writer in writers:
            writer.transport.abort()


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The chunks that passed as they came."""
    seen: list[bytes] = []
    feed = StreamEar.feed_chunk

    def noted(ear: StreamEar, data: bytes) -> bool:
        is_one = feed(ear, data)
        if is_one:
            seen.append(data)
        return is_one

    monkeypatch.setattr(StreamEar, "feed_chunk", noted)
    return seen


async def read(g: Gateway, steps: asyncio.Semaphore) -> bytes:
    """The body of a stream whose server goes one step further with all that comes."""
    got = b""
    async with g.client.stream("POST", g.url + CHAT, json=chat(stream=True)) as response:
        async for data in response.aiter_raw():
            got += data
            steps.release()
    return got


@pytest.mark.parametrize(("spelling", "is_usual"), [("x", True), ("X", True), ("06x", False)])
async def test_tokens_pass_as_they_came_and_are_counted(spelling: str, is_usual: bool, passed: list[bytes]) -> None:
    chunks = [chunk(token, spelling) for token in TOKENS]
    steps = asyncio.Semaphore(1)
    async with telling(HEAD + chunks[0], *chunks[1:], chunk(LAST), chunk(DONE) + END, steps=steps) as studio:
        async with gateway(studio) as g:
            got = await read(g, steps)
            record = await g.record()
    assert got == b"".join(TOKENS) + LAST + DONE
    assert passed == (chunks[1:] if is_usual else [])
    assert record.outcome is Outcome.SERVED


async def test_whatever_else_comes_between_tokens_keeps_its_place() -> None:
    """Half an event, a comment without its end, several events in a chunk, a chunk in several reads."""
    half = TOKENS[2][:20], TOKENS[2][20:]
    long = chunk(TOKENS[5])
    pieces = [
        HEAD + chunk(TOKENS[0]), chunk(TOKENS[1]), chunk(half[0]), chunk(half[1]), chunk(TOKENS[3]),
        chunk(b": a comment\n"), chunk(TOKENS[4]), chunk(b"\n"), chunk(TOKENS[1]), long[:9], long[9:],
        chunk(TOKENS[1] + TOKENS[2]), chunk(TOKENS[6]), b"3", b"\r\n: x\r\n2\r\n\n", b"\n\r\n", chunk(TOKENS[3]),
        chunk(LAST + DONE), END,
    ]  # fmt: skip
    steps = asyncio.Semaphore(len(pieces))
    async with telling(*pieces, steps=steps) as studio, gateway(studio) as g:
        at_once = await read(g, steps)
    stepwise = asyncio.Semaphore(1)
    async with telling(*pieces, steps=stepwise) as studio, gateway(studio) as g:
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(read(g, stepwise))
            while not asking.done():  # what is kept back gives no sign, so steps are given anyway
                await asyncio.sleep(0)
                stepwise.release()
    parts = [
        TOKENS[0], TOKENS[1], *half, TOKENS[3], b": a comment\n", TOKENS[4], b"\n", TOKENS[1], TOKENS[5],
        TOKENS[1] + TOKENS[2], TOKENS[6], b": x\n\n", TOKENS[3], LAST + DONE,
    ]  # fmt: skip
    assert at_once == asking.result() == b"".join(parts)


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (b"", FailureKind.SILENT),
        (chunk(event("x"), "X").replace(b"\r\n", b"0\r\n", 1), FailureKind.SILENT),
        (b"-5\r\nx\r\n", FailureKind.PROTOCOL_ERROR),
        (chunk(event("x"))[:-2] + b"zz", FailureKind.PROTOCOL_ERROR),
        (chunk(b'data: {"error":{"message":"Runner shutdown"}}\n\n'), FailureKind.ERROR_IN_STREAM),
        (chunk(b'data: {"error":{"message":"Runner shutdown"}}\n\n') + END, FailureKind.ERROR_IN_STREAM),
        (chunk(LAST), FailureKind.SILENT),
        (chunk(TOKENS[5]) + END, FailureKind.TRUNCATED),
        (chunk(LAST[:20]) + END, FailureKind.TRUNCATED),
    ],
)
async def test_what_breaks_off_after_tokens_that_passed_is_told(
    after: bytes, kind: FailureKind, passed: list[bytes]
) -> None:
    steps = asyncio.Semaphore(1)
    tokens = [chunk(token) for token in TOKENS[1:4]]
    async with telling(HEAD + chunk(TOKENS[0]), *tokens, after, steps=steps) as studio, gateway(studio) as g:
        got = await read(g, steps)
        record = await g.record()
    assert passed[:3] == tokens
    assert got.startswith(b"".join(TOKENS[:4]))
    assert (record.outcome, record.failure) == (Outcome.FAILED, kind)
    assert kind.value.encode() in got
    assert not got.endswith(DONE)


async def test_a_stream_has_an_end_however_many_tokens_pass(passed: list[bytes]) -> None:
    tokens = [chunk(TOKENS[1])] * 1_000_000
    steps = asyncio.Semaphore(1)
    async with telling(HEAD + chunk(TOKENS[0]), *tokens, steps=steps) as studio:
        async with gateway(studio, limits=replace(QUICK, total=0.5)) as g:
            await read(g, steps)
            record = await g.record()
    assert passed
    assert (record.outcome, record.failure) == (Outcome.FAILED, FailureKind.TOTAL_TIMEOUT)


async def test_a_client_that_leaves_between_tokens_that_pass_frees_the_backend(passed: list[bytes]) -> None:
    steps = asyncio.Semaphore(3)
    async with telling(HEAD + chunk(TOKENS[0]), chunk(TOKENS[1]), chunk(TOKENS[2]), steps=steps) as studio:
        async with gateway(studio) as g:
            async with g.client.stream("POST", g.url + CHAT, json=chat(stream=True)) as response:
                got = b""
                with suppress(httpx.StreamClosed):
                    async for data in response.aiter_raw():
                        got += data
                        if got.count(b"data: ") == 3:
                            break
            record = await g.record()
            assert g.upstream_connections() == set()
    assert record.outcome is Outcome.LEFT
