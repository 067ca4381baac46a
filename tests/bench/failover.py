"""What a failing node costs the clients of `serve`: node A is faulty, B is well, requests come one by one.

    python -m tests.bench.failover [--requests 20]

For each fault: requests that failed, milliseconds beyond a plain request on the first hit and later, tries
that A saw, and the seconds until A serves again after it recovered. Then the same where the only help is a cloud
behind TLS, 40 ms away: the first request over a connection made for it, and over the one that was kept open.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, cast

import httpx

from tests.bench.far import ROUND_TRIP, delayed
from tests.bench.processes import free_port, start, stop
from tests.bench.upstream import PLAIN
from tests.fakes.tls_cloud import TlsCloud, tls_cloud
from tests.port.certificates import certificate

_MODELS = b'{"object":"list","data":[{"id":"bench","object":"model"}]}'
FIRST_LIMIT_MS = 50.0
LATER_LIMIT_MS = 1.0
FAR_ROUNDS = 3


def _answer(status: int, body: bytes, headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %d Whatever\r\ncontent-type: application/json\r\n%bcontent-length: %d\r\n\r\n%b" % (
        status, headers, len(body), body,
    )  # fmt: skip


_WELL = _answer(200, PLAIN)
_STREAM_BEGIN = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


@dataclass
class Node:
    """A server of this process with a fault. `fault` is what it writes instead of an answer; None: it is well."""

    name: str
    fault: bytes | None = None
    cuts: bool = False
    tries: int = 0
    server: asyncio.Server | None = None
    port: int = 0

    async def open(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: NodeConnection(self), "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Refuse connections from now on."""
        if self.server is not None:
            self.server.close()
        for connection in list(NodeConnection.of.get(self.name, ())):
            connection.abort()


class NodeConnection(asyncio.Protocol):
    """One connection to a node; the requests of this benchmark fit into one read."""

    of: ClassVar[dict[str, set[NodeConnection]]] = {}

    def __init__(self, node: Node) -> None:
        self._node = node
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.of.setdefault(self._node.name, set()).add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.of[self._node.name].discard(self)

    def abort(self) -> None:
        """Cut it."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        if not data.startswith(b"POST"):
            self._transport.write(_answer(200, _MODELS))
            return
        self._node.tries += 1
        if self._node.fault is None:
            self._transport.write(_WELL)
            return
        self._transport.write(self._node.fault)
        if self._node.cuts:
            self._transport.close()


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be ill. `begin(node)` makes it so."""

    name: str
    begin: Callable[[Node], None]
    is_stream: bool = False


def _says(answer: bytes, *, cuts: bool = False) -> Callable[[Node], None]:
    def begin(node: Node) -> None:
        node.fault, node.cuts = answer, cuts

    return begin


FAULTS = (
    Fault("status 500", _says(_answer(500, b'{"error":"broken"}'))),
    Fault("status 503", _says(_answer(503, b'{"error":"busy"}'))),
    Fault("status 429, Retry-After 1", _says(_answer(429, b'{"error":"slow down"}', b"retry-after: 1\r\n"))),
    Fault("status 401", _says(_answer(401, b'{"error":"who are you"}'))),
    Fault("status 404", _says(_answer(404, b'{"error":"model not found"}'))),
    Fault("cut before content", _says(_STREAM_BEGIN, cuts=True), is_stream=True),
    Fault("empty 200", _says(_answer(200, b""))),
    Fault("refuses connections", Node.close),
)


async def one(client: httpx.AsyncClient, *, is_stream: bool) -> tuple[float, bool, str]:
    """One request: its milliseconds, whether it was answered, and by whom."""
    began = time.perf_counter()
    body = {"model": "bench", "stream": is_stream, "messages": [{"role": "user", "content": "x"}]}
    response = await client.post("/chat/completions", json=body)
    backend = response.headers.get("x-bridge-backend", "")
    return (time.perf_counter() - began) * 1000, response.status_code == 200, backend


async def measure(fault: Fault, requests: int, folder: Path) -> bool:
    """Print the line of one fault; whether it is within the limits."""
    first, second = Node("A"), Node("B")
    await first.open()
    await second.open()
    process, url = await _serve(folder, first, second)
    try:
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            await _until(client, "A", 10)
            plain = statistics.median([(await one(client, is_stream=False))[0] for _ in range(30)])
            fault.begin(first)
            first.tries = 0
            seen = [await one(client, is_stream=fault.is_stream) for _ in range(requests)]
            tries = first.tries
            first.fault = None
            if fault.begin is Node.close:
                await first.open()
            back = await _until(client, "A", 20)
    finally:
        await stop(process)
        first.close()
        second.close()
    failed = sum(not is_good for _, is_good, _ in seen)
    later = statistics.median(took for took, _, _ in seen[1:]) - plain
    extra = seen[0][0] - plain
    worst = max(took for took, _, _ in seen[1:]) - plain
    good = not failed and extra < FIRST_LIMIT_MS and later < LATER_LIMIT_MS
    print(
        f"{fault.name:26} failed {failed}/{requests}  first {extra:6.1f} ms  later {later:6.2f} ms (worst {worst:5.1f})"
        f"  tries at A {tries:2}  back after {back:5.1f} s  {'ok' if good else 'MISSED'}",
        flush=True,
    )
    return good


async def far_first(files: tuple[Path, Path], folder: Path, *, waits: bool) -> float:
    """The milliseconds of the first request that a dead node sends to a far cloud, at once or after a HEAD came."""
    node = Node("A")
    await node.open()
    async with tls_cloud(files) as far, delayed(far.url) as address:
        environment = {"FAR_KEY": "sk-of-nobody", "SSL_CERT_FILE": str(files[0])}
        process, url = await _serve(folder, node, clouds=_CLOUD.format(address), environment=environment)
        try:
            async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
                await _until(client, "A", 10)
                await _greeted(far, "GET")  # its key was looked at
                node.close()
                if waits:
                    await _greeted(far, "HEAD")
                took, is_good, name = await one(client, is_stream=False)
                assert is_good and name == "far"
                return took
        finally:
            await stop(process)
            node.close()


async def measure_far(rounds: int, folder: Path) -> bool:
    """Print the line of the far cloud; whether the connection that was kept open saved its handshake."""
    files = certificate(folder)
    times: dict[bool, list[float]] = {False: [], True: []}
    for number in range(rounds):
        for waits, taken in times.items():
            taken.append(await far_first(files, folder / f"{number}-{waits}", waits=waits))
    cold, warm = statistics.median(times[False]), statistics.median(times[True])
    good = cold - warm > 1000 * ROUND_TRIP
    name = f"a cloud {1000 * ROUND_TRIP:g} ms away"
    print(
        f"{name:26} first request {cold:6.1f} ms over a new connection, {warm:6.1f} ms over the one kept open"
        f" ({cold / warm:.1f} x)  {'ok' if good else 'MISSED'}"
    )
    return good


_CLOUD = """health: {{interval: 1}}
cloud: [{{name: far, provider: openai-compatible, key: 'env:FAR_KEY', base_url: '{}/v1', models: [bench]}}]
"""
"""With a look at the node each second: the sooner it is missed, the shorter this takes."""


async def _greeted(far: TlsCloud, method: str) -> None:
    async with asyncio.timeout(20):
        while not any(asked.method == method for asked in far.asked):
            await far.hear(len(far.asked) + 1)


async def _serve(
    folder: Path, *nodes: Node, clouds: str = "", environment: dict[str, str] | None = None
) -> tuple[Process, str]:
    folder.mkdir(parents=True)
    settings = folder / "settings.yaml"
    listed = "".join(
        f"  - name: {node.name}\n    kind: openai\n    url: http://127.0.0.1:{node.port}\n    priority: {number}\n"
        for number, node in enumerate(nodes)
    )
    settings.write_text(
        f"port: {free_port()}\ndiscovery:\n  enabled: false\nbuiltin:\n  enabled: false\nnodes:\n{listed}{clouds}"
    )
    process = await start(
        [sys.executable, "-m", "core", "serve", "--config", settings], folder,
        {"EXO_BRIDGE_HOME": str(folder / "home"), **(environment or {})}, speaks=True,
    )  # fmt: skip
    assert process.stdout is not None
    return process, (await process.stdout.readline()).decode().split()[1]


async def _until(client: httpx.AsyncClient, name: str, patience: float) -> float:
    """Ask until this node answers; the seconds that took. Raises TimeoutError."""
    began = time.perf_counter()
    async with asyncio.timeout(patience):
        while (await one(client, is_stream=False))[2] != name:
            await asyncio.sleep(0.05)
    return time.perf_counter() - began


async def bench(requests: int) -> bool:
    """Every fault, each with a fresh `serve`."""
    print(f"beyond a plain request, one at a time; limits: first {FIRST_LIMIT_MS:g} ms, later {LATER_LIMIT_MS:g} ms")
    with tempfile.TemporaryDirectory(prefix="exo-bench-") as place:
        good = [await measure(fault, requests, Path(place) / str(i)) for i, fault in enumerate(FAULTS)]
        good.append(await measure_far(FAR_ROUNDS, Path(place)))
    return all(good)


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=20)
    return 0 if asyncio.run(bench(parser.parse_args().requests)) else 1


if __name__ == "__main__":
    sys.exit(main())
