"""Malformed requests: none is answered with a server's error, none harms the next, and nothing grows."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable

import pytest

from tests.fakes.scripted import EVENTS, Asked, Script, scripted
from tests.port.fuzzing import malformed
from tests.port.gateway import Gateway, chat, gateway
from tests.port.surfaces import CHAT, PLAIN, chat_stream, local

OTHERS = ("/v1/completions", "/v1/embeddings", "/v1/audio/speech", "/v1/rerank")
ALLOWED_5XX = (501, 505)
"""What RFC 9110 and 9112 have for transfer codings and versions that a server does not know."""


def _answers(asked: Asked) -> Script:
    is_stream = b'"stream":true' in asked.body.replace(b" ", b"")
    return Script(chat_stream("text"), EVENTS) if is_stream else Script.of(PLAIN)


async def _statuses(url: str, request: bytes) -> list[int]:
    """The statuses that one connection was answered with; none when it was only closed."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(request)
        with contextlib.suppress(OSError):  # it was answered and closed before we were done
            writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return []
    finally:
        writer.close()
    return [int(status) for status in re.findall(rb"(?:^|[\r\n}\]])HTTP/1\.1 (\d\d\d) ", answer)]


async def _fuzz(g: Gateway, seed: int, count: int) -> Counter[int]:
    """Send them eight at a time; how often which status came (0: closed without one)."""
    seen: Counter[int] = Counter()
    requests = malformed(seed, count)

    async def some() -> None:
        for request in requests:
            statuses = await _statuses(g.url, request)
            bad = [status for status in statuses if status >= 500 and status not in ALLOWED_5XX]
            assert not bad, (bad, request[:3000])
            seen.update(statuses or [0])

    await asyncio.gather(*(some() for _ in range(8)))
    return seen


async def _check(count: int, grown: Callable[[], int], limit: int) -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.talks = dict.fromkeys((CHAT, *OTHERS), _answers)
        await _fuzz(g, 1, count // 4)
        server.asked.clear()
        gc.collect()
        before = grown()
        seen = await _fuzz(g, 2, count - count // 4)
        server.asked.clear()
        gc.collect()
        assert grown() - before < limit
        assert (await g.post(chat())).status_code == 200
    assert seen[400] > count // 10
    assert seen[200] > count // 100


async def test_malformed_requests_harm_nothing() -> None:
    """And keep less than 500 bytes each, which only tracing tells; it makes every request three times as long."""
    tracemalloc.start()
    try:
        await _check(600, lambda: tracemalloc.get_traced_memory()[0], 450 * 500)
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform == "win32", reason="20,000 connections wait for their ports there")
async def test_twenty_thousand_malformed_requests_harm_nothing() -> None:
    """And keep nothing: of three of them not one block of memory, however small."""
    await _check(20_000, sys.getallocatedblocks, 5_000)
