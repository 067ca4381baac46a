"""Processes of the benchmark: started in a folder of their own, measured from /proc, ended by their ids."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def start(
    arguments: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    speaks: bool = False,
    cpu: int | None = None,
) -> Process:
    """Start a program; what it prints goes to `output.txt` in its folder, unless it `speaks` with us."""
    folder.mkdir(parents=True, exist_ok=True)
    pinned = ["taskset", "-c", str(cpu)] if cpu is not None else []
    with (folder / "output.txt").open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *pinned, *map(str, arguments), cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdin=PIPE if speaks else DEVNULL, stdout=PIPE if speaks else output, stderr=output,
        )  # fmt: skip


async def stop(process: Process) -> None:
    """End a process that we started, and its children: asked first, then killed."""
    pids = tree(process.pid) if process.returncode is None else []
    for number, patience in ((signal.SIGTERM, 6.0), (signal.SIGKILL, 6.0)):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await process.wait()
                while pids := [pid for pid in pids if _is_running(pid)]:
                    await asyncio.sleep(0.05)
                return


def tree(pid: int) -> list[int]:
    """A process and its children, and theirs."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, task.read_text().split())
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time that a process tree has used so far; 10 ms fine."""
    return sum(int(fields[11]) + int(fields[12]) for fields in _stats(pid)) / _TICKS


def resident_mb(pid: int) -> float:
    """Resident memory of a process tree, shared pages counted in each."""
    return sum(int(fields[21]) for fields in _stats(pid)) * _PAGE / 1e6


def switches(pid: int) -> int:
    """Times that the threads of a process tree went to sleep and were woken, so far."""
    count = 0
    for each in tree(pid):
        for status in Path(f"/proc/{each}/task").glob("*/status"):
            with contextlib.suppress(OSError):
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
                count += int(lines["voluntary_ctxt_switches"])
    return count


def _stats(pid: int) -> list[list[str]]:
    """The fields after the name in /proc/PID/stat (proc(5)), for each process of the tree."""
    found: list[list[str]] = []
    for each in tree(pid):
        with contextlib.suppress(OSError):
            found.append(Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split())
    return found


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
