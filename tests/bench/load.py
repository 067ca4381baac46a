"""The load generator of the benchmark: one uvloop process that does one job per line of its input.

    python -m tests.bench.load     reads JSON jobs from standard input, writes one JSON result per line

A job is closed-loop: so many connections, each sends its next request when the last one is answered,
for so many seconds. Times are of this process's monotonic clock, in milliseconds in the results.
"""

from __future__ import annotations

import asyncio
import gc
import json
import re
import sys
import time
from dataclasses import dataclass, field, replace
from typing import Any, cast

import uvloop

from tests.bench.upstream import MODEL, stream_body

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TOKEN = b"data: {"
_LAST_CHUNK = b"0\r\n\r\n"


@dataclass(slots=True)
class Job:
    """What to do. `body` is the size of the request in bytes; `events` 0 asks for plain answers.

    `rounds` ends each connection after so many requests (0: only the time ends them); `idle` connections
    are opened beside, used once and kept; with `verifies` the bytes of the streams are compared.
    """

    port: int
    path: str
    headers: dict[str, str]
    connections: int
    seconds: float
    body: int = 1000
    events: int = 0
    delay_ms: int = 0
    rounds: int = 0
    idle: int = 0
    verifies: bool = False
    patience: float = 20.0


@dataclass(slots=True)
class Tally:
    """What was seen. Times in seconds."""

    latencies: list[float] = field(default_factory=list)
    first_tokens: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    answers: int = 0
    events: int = 0
    errors: int = 0
    inexact: int = 0
    first_error: str = ""


def request_of(job: Job) -> bytes:
    """The bytes of one request, its prompt padded to the wished size."""
    wish = f"bench stream {job.events} {job.delay_ms} " if job.events else "bench plain "
    document: dict[str, Any] = {"model": MODEL, "messages": [{"role": "user", "content": wish}]}
    if job.events:
        document["stream"] = True
    short = len(json.dumps(document))
    document["messages"][0]["content"] = wish + "word " * ((job.body - short) // 5)
    body = json.dumps(document).encode()
    headers = {"content-type": "application/json", **job.headers, "content-length": str(len(body))}
    head = f"POST {job.path} HTTP/1.1\r\nHost: 127.0.0.1:{job.port}\r\n"
    return (head + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n").encode() + body


def dechunked(raw: bytes) -> bytes:
    """The body of a chunked message."""
    pieces: list[bytes] = []
    at = 0
    while size := int(raw[at : (end := raw.index(b"\r\n", at))].partition(b";")[0], 16):
        pieces.append(raw[end + 2 : end + 2 + size])
        at = end + 4 + size
    return b"".join(pieces)


class Client(asyncio.Protocol):
    """One connection that asks again and again."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._transport: asyncio.Transport | None = None
        self._raw: list[bytes] = []
        self._in_head = True
        self._needed = 0
        self._got = 0
        self._tail = b""
        self._sent = 0.0
        self._last = 0.0
        self._is_waiting = False
        self._is_stream = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def ask(self) -> None:
        """Send the job's request."""
        self.send(self._work.request, is_stream=self._work.job.events > 0)

    def send(self, request: bytes, *, is_stream: bool) -> None:
        """Send a request."""
        assert self._transport is not None
        self._is_stream = is_stream
        self._in_head = True
        self._is_waiting = True
        self._tail = b""
        self._last = 0.0
        self._sent = time.perf_counter()
        self._transport.write(request)

    def close(self) -> None:
        """Close without a word."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if self._in_head:
            data = self._read_head(data)
            if self._in_head:
                return
        self._got += len(data)
        if self._is_stream and self._work.job.verifies:
            self._raw.append(data)
        tail = self._tail
        if self._is_stream:
            self._listen(data, now)
        self._tail = (tail + data)[-6:]
        if self._needed >= 0:
            if self._got >= self._needed:
                self._answered(now)
        elif self._tail.endswith(_LAST_CHUNK):
            self._answered(now)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._work.lost(self, self._is_waiting)

    def _read_head(self, data: bytes) -> bytes:
        data = self._tail + data
        end = data.find(b"\r\n\r\n")
        if end < 0:
            self._tail = data
            return b""
        self._tail = b""
        head = data[: end + 2]
        if b" 200 " not in head[:16]:
            self._work.error(data[:300].decode("latin-1"))
        length = _LENGTH.search(head)
        self._needed = int(length[1]) if length else -1
        self._got = 0
        self._raw.clear()
        self._in_head = False
        return data[end + 4 :]

    def _listen(self, data: bytes, now: float) -> None:
        found = (self._tail + data).count(_TOKEN)
        if not found:
            return
        tally = self._work.tally
        tally.events += found
        if self._last:
            tally.gaps.append(now - self._last)
        else:
            tally.first_tokens.append(now - self._sent)
        self._last = now

    def _answered(self, now: float) -> None:
        self._is_waiting = False
        if self._raw:
            raw = b"".join(self._raw)
            body = dechunked(raw) if self._needed < 0 else raw
            self._work.tally.inexact += body != stream_body(self._work.job.events)
        self._work.answered(self, now - self._sent)


class Work:
    """One job while it runs."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.request = request_of(job)
        self.tally = Tally()
        self._loop = asyncio.get_running_loop()
        self._clients: set[Client] = set()
        self._is_over = False
        self._is_filling = False
        self._ended = asyncio.Event()
        self._rounds: dict[Client, int] = {}

    async def run(self) -> dict[str, Any]:
        """Do it; the result as plain values."""
        async with asyncio.timeout(self.job.patience):
            idlers = await self._idlers()
        clients = [await self._connect() for _ in range(self.job.connections)]
        self._clients = set(clients)
        began = time.perf_counter()
        for client in clients:
            client.ask()
        if not self.job.rounds:
            self._loop.call_later(self.job.seconds, self._time_is_up)
        try:
            async with asyncio.timeout(self.job.seconds + self.job.patience):
                await self._ended.wait()
        except TimeoutError:
            self.error(f"{len(self._clients)} connections were not answered in time")
        seconds = time.perf_counter() - began
        self._is_over = True
        for client in (*clients, *idlers):
            client.close()
        return self.result(seconds)

    async def _idlers(self) -> list[Client]:
        self._is_filling = True
        idlers: list[Client] = []
        request = request_of(replace(self.job, events=0))
        for _ in range(self.job.idle):
            client = await self._connect()
            self._ended.clear()
            client.send(request, is_stream=False)
            await self._ended.wait()
            idlers.append(client)
        self._is_filling = False
        self._ended.clear()
        self.tally = Tally(errors=self.tally.errors, first_error=self.tally.first_error)
        return idlers

    async def _connect(self) -> Client:
        _, client = await self._loop.create_connection(lambda: Client(self), "127.0.0.1", self.job.port)
        return client

    def answered(self, client: Client, latency: float) -> None:
        """A whole answer came."""
        self.tally.answers += 1
        self.tally.latencies.append(latency)
        if self._is_filling:
            self._ended.set()
            return
        done = self._rounds[client] = self._rounds.get(client, 0) + 1
        if self._is_over or (self.job.rounds and done >= self.job.rounds):
            self._end(client)
        else:
            client.ask()

    def lost(self, client: Client, was_waiting: bool) -> None:
        """The server closed: an error, for the connection had more to ask."""
        if client not in self._clients:
            return
        self.error("closed before the answer" if was_waiting else "a kept-alive connection was closed")
        self._end(client)

    def error(self, words: str) -> None:
        """Count what went wrong; the first one is told."""
        self.tally.errors += 1
        self.tally.first_error = self.tally.first_error or words

    def _end(self, client: Client) -> None:
        self._clients.discard(client)
        if not self._clients:
            self._ended.set()

    def _time_is_up(self) -> None:
        self._is_over = True

    def result(self, seconds: float) -> dict[str, Any]:
        """What was seen in so many seconds, as plain values."""
        tally = self.tally
        return {
            "seconds": seconds,
            "answers": tally.answers,
            "events": tally.events,
            "errors": tally.errors,
            "first_error": tally.first_error,
            "inexact": tally.inexact,
            **_spread("latency", tally.latencies),
            **_spread("first_token", tally.first_tokens),
            **_spread("gap", tally.gaps),
        }


def _spread(name: str, values: list[float]) -> dict[str, float]:
    """p50, p99 and the largest, in milliseconds."""
    if not values:
        return {}
    values.sort()
    last = len(values) - 1
    return {
        f"{name}_p50": values[round(last * 0.5)] * 1000,
        f"{name}_p99": values[round(last * 0.99)] * 1000,
        f"{name}_max": values[-1] * 1000,
    }


async def main() -> None:
    """Jobs in, results out, until the input ends."""
    gc.disable()
    while line := await asyncio.to_thread(sys.stdin.readline):
        work = Work(Job(**json.loads(line)))
        try:
            result = await work.run()
        except (OSError, TimeoutError, ValueError) as error:  # a gateway that gave up is a result like another
            work.error(f"{type(error).__name__}: {error}")
            result = work.result(1.0)
        print(json.dumps(result), flush=True)
        gc.collect()


if __name__ == "__main__":
    uvloop.run(main())
