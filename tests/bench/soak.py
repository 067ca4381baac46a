"""Whether `serve` grows or breaks: plain requests, streams of which half are cut, and malformed requests meanwhile.

    python -m tests.bench.soak [--minutes 3]

Three numbers are taken after each twentieth of the time: resident memory, what Python holds (tracemalloc), and how
many objects the garbage collector knows. They may not rise over the second half; the first one fills caches, the
history and the allocator.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.domain import Seconds
from tests.bench import peers
from tests.bench.processes import free_port, resident_mb, start, stop
from tests.bench.scenarios import Generator, Target
from tests.port.fuzzing import malformed

STEPS = 20
RESIDENT_LIMIT_MB = 3.0
"""Growth over the second half; the allocator's own to and fro is about 1 MB."""
PER_REQUEST_LIMIT = 1.0
"""Bytes that Python may keep for each request of the second half; one forgotten record is over 200."""
REST: Seconds = 15.0
"""How long connections may take to end after the load; those kept to a server end after some seconds."""
FILES_MORE = 4
"""Files that a running one may have open beyond those of one just started."""
BROKEN = ("Traceback", "failed inside Exo Bridge", "level=ERROR", " ERROR ")


@dataclass(slots=True)
class Held:
    """What the process held, one value for each step; `requests` are those answered until then."""

    resident_mb: list[float] = field(default_factory=list)
    traced: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    malformed: int = 0
    errors: int = 0
    files_at_rest: int = 0

    async def count(self, process: Process) -> None:
        """Take the three numbers with all connections closed, as how many are just ending is chance; before the middle
        of the time what is held is remembered, too, which costs 26 MB."""
        deadline = time.monotonic() + REST
        while open_files(process) > self.files_at_rest + FILES_MORE and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        counted = await asked(process, "mark" if len(self.traced) == STEPS // 2 - 1 else "count")
        self.traced.append(counted["traced"])
        self.objects.append(counted["objects"])
        self.resident_mb.append(resident_mb(process.pid))
        print(
            f"{self.requests[-1]:9,} requests {self.malformed:8,} malformed  RSS {self.resident_mb[-1]:6.1f} MB  "
            f"Python {self.traced[-1] / 1e6:6.2f} MB  {self.objects[-1]:,} objects  {open_files(process)} files",
            flush=True,
        )


def open_files(process: Process) -> int:
    """How many files and connections the process has open."""
    return len(list(Path(f"/proc/{process.pid}/fd").iterdir()))


async def asked(process: Process, word: str) -> Any:
    """What `tests.bench.counted` says to a word. Raises SystemExit when it ended."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(word.encode() + b"\n")
    while line := await process.stdout.readline():
        if line[:1] in b"{[":
            return json.loads(line)
    raise SystemExit("serve ended")


def slope(values: list[float], at: list[int]) -> float:
    """Growth of a value for each request, as least squares have it."""
    middle, mean = sum(at) / len(at), sum(values) / len(values)
    spread = sum((n - middle) ** 2 for n in at)
    return sum((n - middle) * (value - mean) for n, value in zip(at, values, strict=True)) / spread


async def bench(minutes: float) -> bool:
    """Print what it held, step by step; whether it neither grew nor broke."""
    with tempfile.TemporaryDirectory(prefix="exo-bench-") as place:
        folder = Path(place)
        server = await start([sys.executable, "-m", "tests.bench.upstream", "0"], folder / "upstream", speaks=True)
        load = await start([sys.executable, "-m", "tests.bench.load"], folder / "load", speaks=True)
        assert server.stdout is not None
        upstream, port = int((await server.stdout.readline()).split()[1]), free_port()
        home = folder / "ours"
        home.mkdir()
        recipe = peers.PEERS[0].start(port, upstream, home)
        verb = recipe.arguments[recipe.arguments.index("serve") :]
        ours = await start([sys.executable, "-m", "tests.bench.counted", *verb], home, recipe.environment, speaks=True)
        try:
            await _opened(port)
            target = Target("ours", port, peers.CHAT, {}, ours)
            held = await _soaked(Generator(load), target, ours, minutes * 60 / STEPS)
            good = _judged(held, ours, (home / "output.txt").read_text())
            if not good:
                print("grown most since the middle:", *await asked(ours, "grown"), sep="\n  ")
            return good
        finally:
            for process in (ours, load, server):
                await stop(process)


async def _opened(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            except OSError:
                await asyncio.sleep(0.1)


async def _soaked(generator: Generator, target: Target, process: Process, step_seconds: float) -> Held:
    held, requests = Held(files_at_rest=open_files(process)), 0
    for step in range(STEPS):
        is_over = asyncio.Event()
        fuzzing = asyncio.ensure_future(_fuzz(target.port, step, is_over))  # noqa: TID251  awaited below
        until = time.monotonic() + step_seconds
        while time.monotonic() < until:
            for result in await _one_round(generator, target, min(10.0, step_seconds / 2)):
                requests += result["answers"]
                held.errors += result["errors"] + result["inexact"]
        is_over.set()
        held.malformed += await fuzzing
        held.requests.append(requests)
        await held.count(process)
    return held


async def _one_round(generator: Generator, target: Target, seconds: float) -> list[dict[str, int]]:
    plain = await generator.do(target, {"connections": 32, "seconds": seconds})
    streams = {"connections": 100, "seconds": 0, "rounds": 1, "events": 20, "delay_ms": 5, "verifies": True}
    whole = await generator.do(target, streams)
    # Cut in their middle: the generator loses patience and closes.
    await generator.do(target, {**streams, "events": 1000, "patience": 0.5})
    return [plain, whole]


async def _fuzz(port: int, seed: int, is_over: asyncio.Event) -> int:
    """Send malformed requests, each on a connection of its own; tests/port/test_fuzz.py judges what is answered."""
    sent = 0
    requests: Iterator[bytes] = itertools.chain.from_iterable(
        malformed(seed + 1000 * n, 500) for n in itertools.count()
    )
    for request in requests:
        if is_over.is_set():
            break
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(OSError):
            writer.write(request)
            writer.write_eof()
            await asyncio.wait_for(reader.read(), 20)
        writer.close()
        sent += 1
    return sent


def _judged(held: Held, process: Process, printed: str) -> bool:
    half = STEPS // 2
    at = held.requests[half:]
    grown = held.resident_mb[-1] - held.resident_mb[half]
    kept = slope([float(v) for v in held.traced[half:]], at)
    objects = slope([float(v) for v in held.objects[half:]], at) * 10_000
    broken = [line for line in printed.splitlines() if any(word in line for word in BROKEN)]
    good = grown < RESIDENT_LIMIT_MB and kept < PER_REQUEST_LIMIT and not held.errors and not broken
    print(f"{held.requests[-1]:,} requests, {held.malformed:,} malformed ones, {held.errors} errors")
    print(f"second half: RSS {grown:+.1f} MB, {kept:+.3f} bytes a request, {objects:+.1f} objects in 10,000 requests")
    print(f"still runs: {process.returncode is None}; complaints of its own: {len(broken)} {broken[:3]}")
    good = good and process.returncode is None
    print("ok" if good else "MISSED")
    return good


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3.0)
    return 0 if asyncio.run(bench(parser.parse_args().minutes)) else 1


if __name__ == "__main__":
    sys.exit(main())
