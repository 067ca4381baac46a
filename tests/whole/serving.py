"""Starts `python -m core serve` as a user or a script would, in a home of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Serving:
    """A running headless bridge."""

    process: Process
    url: str
    home: Path
    log: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    """The lines of its log that nobody waited for yet; all of them lie in `stderr.txt`."""

    async def said(self, words: str, limit: float = 30.0) -> None:
        """Wait for the next line of its log with these words: it tells each change of state, once it is in force."""
        async with asyncio.timeout(limit):
            while words not in await self.log.get():
                pass

    async def stop(self) -> int:
        """SIGTERM, and the exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            return await self.process.wait()


async def run(
    *arguments: str, home: Path, environment: Mapping[str, str] | None = None, stdin: bytes = b""
) -> tuple[int, str, str]:
    """Run one verb to its end: exit code, standard output, standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "core", *arguments, cwd=ROOT, env=_environment(home, environment),
        stdin=PIPE, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    async with asyncio.timeout(30):
        out, err = await process.communicate(stdin)
    return process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def serving(
    settings: str, home: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Serving]:
    """A bridge that runs with these settings, on a free port."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "given.yaml"
    file.write_text(settings)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "core", "serve", "--config", str(file), "--port", "0", *arguments,
        cwd=ROOT, env=_environment(home, environment), stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    running = Serving(process, "", home)
    listening = asyncio.get_running_loop().create_task(_listen(running))  # awaited below, with all it raises
    try:
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode().strip()
        assert line.startswith("ready http://127.0.0.1:"), (home / "stderr.txt").read_text()
        running.url = line.removeprefix("ready ")
        yield running
        await running.stop()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        # The transport of a pipe is closed by its last event only.
        await process.stdout.read()
        await listening


async def _listen(running: Serving) -> None:
    """Keep what it says on standard error, to its end."""
    assert running.process.stderr is not None  # made with a pipe
    with (running.home / "stderr.txt").open("wb", buffering=0) as kept:
        async for line in running.process.stderr:
            kept.write(line)
            running.log.put_nowait(line.decode())


def _environment(home: Path, more: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, "EXO_BRIDGE_HOME": str(home), "PYTHONPATH": str(ROOT), **(more or {})}
