"""Whether `serve` grows: 100,000 plain requests and 2,000 streams of which half are cut, memory in between.

python -m tests.bench.soak [--requests 100000]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.bench import peers
from tests.bench.processes import free_port, resident_mb, start, stop
from tests.bench.scenarios import Generator, Target

STEPS = 10
GROWTH_LIMIT_MB = 3.0
"""Over the second half of the requests; the first half fills caches, the history and the allocator."""


async def bench(requests: int) -> bool:
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
            return await _steps(Generator(load), target, ours.pid, requests)
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


async def _steps(generator: Generator, target: Target, pid: int, requests: int) -> bool:
    share = requests // STEPS
    memory: list[float] = []
    errors = 0
    for _ in range(STEPS):
        job = {"connections": 32, "seconds": 0, "rounds": share // 32, "patience": 100.0}
        errors += (await generator.do(target, job))["errors"]
        streams = {"connections": 100, "seconds": 0, "rounds": 1, "events": 20, "delay_ms": 5, "verifies": True}
        result = await generator.do(target, streams)
        errors += result["errors"] + result["inexact"]
        # Cut in their middle: the generator loses patience and closes.
        await generator.do(target, {**streams, "events": 1000, "patience": 0.5})
        memory.append(resident_mb(pid))
        files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        print(f"RSS {memory[-1]:6.1f} MB  open files {files:4}", flush=True)
    half = memory[len(memory) // 2]
    grown = memory[-1] - half
    good = grown < GROWTH_LIMIT_MB and not errors
    verdict = "ok" if good else "MISSED"
    print(f"{requests:,} requests, {errors} errors, grown {grown:.1f} MB in the second half: {verdict}")
    return good


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000)
    return 0 if asyncio.run(bench(parser.parse_args().requests)) else 1


if __name__ == "__main__":
    sys.exit(main())
