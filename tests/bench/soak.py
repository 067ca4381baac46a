"""Whether `serve` grows: 100,000 plain requests, 2,000 streams of which half are cut, and malformed requests.

python -m tests.bench.soak [--requests 100000] [--malformed 20000]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import peers
from tests.bench.processes import free_port, resident_mb, start, stop
from tests.bench.scenarios import Generator, Target
from tests.port.fuzzing import malformed

STEPS = 10
GROWTH_LIMIT_MB = 3.0
"""Over the second half of the requests; the first half fills caches, the history and the allocator."""


async def bench(requests: int, malformed_ones: int) -> bool:
    """Print memory and open files after each tenth; whether the second half grew less than the limit."""
    with tempfile.TemporaryDirectory(prefix="exo-bench-") as place:
        folder = Path(place)
        server = await start([sys.executable, "-m", "tests.bench.upstream", "0"], folder / "upstream", speaks=True)
        load = await start([sys.executable, "-m", "tests.bench.load"], folder / "load", speaks=True)
        assert server.stdout is not None
        upstream, port = int((await server.stdout.readline()).split()[1]), free_port()
        home = folder / "ours"
        home.mkdir()
        recipe = peers.PEERS[0].start(port, upstream, home)
        ours = await start(recipe.arguments, home, recipe.environment)
        target = Target("ours", port, peers.CHAT, {}, ours)
        try:
            await _opened(port)
            return await _steps(Generator(load), target, ours.pid, requests, malformed_ones)
        finally:
            for process in (ours, load, server):
                await stop(process)


async def _opened(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            except OSError:
                await asyncio.sleep(0.1)


async def _fuzz(port: int, requests: Iterator[bytes]) -> None:
    """Send each on a connection of its own; what is answered is judged by tests/port/test_fuzz.py."""
    for request in requests:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(OSError):
            writer.write(request)
            writer.write_eof()
            await asyncio.wait_for(reader.read(), 20)
        writer.close()


def slope(memory: list[float], requests: int) -> float:
    """Growth in MB per 10,000 requests, as least squares have it, when a value was taken every `requests`."""
    middle = (len(memory) - 1) / 2
    mean = sum(memory) / len(memory)
    above = sum((n - middle) * (value - mean) for n, value in enumerate(memory))
    return above / sum((n - middle) ** 2 for n in range(len(memory))) / requests * 10_000


async def _steps(generator: Generator, target: Target, pid: int, requests: int, malformed_ones: int) -> bool:
    share = requests // STEPS
    memory: list[float] = []
    errors = 0
    for step in range(STEPS):
        job = {"connections": 32, "seconds": 0, "rounds": share // 32, "patience": 600.0}
        errors += (await generator.do(target, job))["errors"]
        streams = {"connections": 100, "seconds": 0, "rounds": 1, "events": 20, "delay_ms": 5, "verifies": True}
        result = await generator.do(target, streams)
        errors += result["errors"] + result["inexact"]
        # Cut in their middle: the generator loses patience and closes.
        await generator.do(target, {**streams, "events": 1000, "patience": 0.5})
        await _fuzz(target.port, malformed(step, malformed_ones // STEPS))
        memory.append(resident_mb(pid))
        files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        print(f"RSS {memory[-1]:6.1f} MB  open files {files:4}", flush=True)
    half = memory[len(memory) // 2]
    grown = memory[-1] - half
    good = grown < GROWTH_LIMIT_MB and not errors
    verdict = "ok" if good else "MISSED"
    print(f"{requests:,} requests, {malformed_ones:,} malformed ones, {errors} errors")
    per = slope(memory[len(memory) // 2 :], share)
    print(f"grown {grown:.1f} MB in the second half, {per:+.2f} MB per 10,000 requests: {verdict}")
    return good


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--malformed", type=int, default=20_000)
    options = parser.parse_args()
    return 0 if asyncio.run(bench(options.requests, options.malformed)) else 1


if __name__ == "__main__":
    sys.exit(main())
