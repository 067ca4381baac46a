"""How `serve` and the tray app start and rest: port and icon times, memory, and what they cost while nobody asks.

python -m tests.bench.startup [--starts 5] [--seconds 20] [--nodes 3]

The tray app is measured on a desktop of its own (Xvfb, a bus, a tray host), where those are installed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import Process
from pathlib import Path

from tests.bench.peers import our_desktop_python, our_python
from tests.bench.processes import ROOT, cpu_seconds, free_port, resident_mb, start, stop, switches

READY_LIMIT_MS = 500.0
IDLE_LIMIT_PERCENT = 0.3
MEMORY_LIMIT_MB = 45.0
ICON_LIMIT_MS = 1000.0
TRAY_MEMORY_LIMIT_MB = 110.0
NOT_COUNTED = 1
"""First starts in a fresh place: Python compiles the sources there, as the installer has done for a user."""
BEGIN = 5.0
"""Seconds after the start that do not count as rest: first checks, imports."""


async def node(folder: Path) -> tuple[Process, str]:
    """A simulated exo node as a process, and its address."""
    process = await start(
        [sys.executable, "-m", "core.simulation.exo_node", "--port", "0", "--name", "studio", "--model", "bench"],
        folder, speaks=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode().split()
    return process, line[1]


def settings_of(folder: Path, nodes: list[str]) -> Path:
    """A settings file with these nodes and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = "nodes:\n" + "".join(f"  - name: node{number}\n    url: {url}\n" for number, url in enumerate(nodes))
    file = folder / "settings.yaml"
    file.write_text(f"port: {free_port()}\ndiscovery:\n  enabled: false\n{listed}")
    return file


def compiled(folder: Path) -> dict[str, str]:
    """The environment in which Python keeps what it compiled: below `folder`, whatever ours says."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


async def serve(folder: Path, nodes: list[str], environment: dict[str, str]) -> tuple[Process, float]:
    """Start `serve` with these nodes; the process, and the milliseconds until its port was open."""
    settings = settings_of(folder, nodes)
    began = time.perf_counter()
    process = await start(
        [our_python(), "-m", "core", "serve", "--config", settings], folder,
        {**environment, "EXO_BRIDGE_HOME": str(folder / "home")}, speaks=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    assert line.startswith("ready "), (folder / "output.txt").read_text()
    return process, (time.perf_counter() - began) * 1000


def tray(folder: Path, nodes: list[str], starts: int, seconds: float) -> bool:
    """Print how the tray app starts and rests; whether its limits hold."""
    from tests.fakes.desktop_session import DesktopSession, end

    times: list[float] = []
    with DesktopSession() as desk:
        desk.start_keyring()
        desk.start_watcher()
        for number in range(NOT_COUNTED + starts):
            place = folder / f"tray{number}"
            command = [our_desktop_python(), "-m", "desktop", "--hidden", "--config", str(settings_of(place, nodes))]
            began = time.perf_counter()
            program = desk.start(
                *command, PYTHONPATH=str(ROOT), EXO_BRIDGE_HOME=str(place / "home"), **compiled(folder)
            )
            desk.wait_for(desk.tray.items, "the icon", seconds=60)
            times.append((time.perf_counter() - began) * 1000)
            if number == NOT_COUNTED + starts - 1:
                figures = asyncio.run(rest(program.pid, seconds))
            end(program)
            desk.wait_for(lambda: not desk.tray.items(), "the end of the icon", seconds=20)
    times = times[NOT_COUNTED:]
    begun = f"tray: icon after {told(times)}; limit {ICON_LIMIT_MS:g}"
    resting = f"tray at rest with {len(nodes)} nodes for {seconds:g} s"
    print(f"{begun}\n{resting}: {json.dumps(figures)}")
    return judged(statistics.median(times) < ICON_LIMIT_MS, figures, TRAY_MEMORY_LIMIT_MB)


def told(times: list[float]) -> str:
    """Median and range in milliseconds."""
    return f"{statistics.median(times):.0f} ms ({min(times):.0f}..{max(times):.0f})"


def judged(is_quick: bool, figures: dict[str, float], memory_mb: float) -> bool:
    """Print and return whether all limits hold."""
    good = is_quick and figures["resident_mb"] < memory_mb and figures["cpu_percent"] < IDLE_LIMIT_PERCENT
    print(f"limits: CPU {IDLE_LIMIT_PERCENT:g} %, RSS {memory_mb:g} MB: {'ok' if good else 'MISSED'}")
    return good


async def bench(starts: int, seconds: float, nodes: int) -> bool:
    """Print the figures; whether all limits hold."""
    with tempfile.TemporaryDirectory(prefix="exo-bench-") as place:
        folder = Path(place)
        simulated = [await node(folder / f"node{number}") for number in range(nodes)]
        urls = [url for _, url in simulated]
        try:
            times = []
            for number in range(NOT_COUNTED + starts):
                process, ready = await serve(folder / f"start{number}", urls, compiled(folder))
                times.append(ready)
                await stop(process)
            process, _ = await serve(folder / "rest", urls, compiled(folder))
            try:
                figures = await rest(process.pid, seconds)
            finally:
                await stop(process)
            has_desktop = all(map(shutil.which, ("Xvfb", "dbus-daemon", "gnome-keyring-daemon")))
            is_tray_good = not has_desktop or await asyncio.to_thread(tray, folder, urls, starts, seconds)
        finally:
            for process, _ in simulated:
                await stop(process)
    times = times[NOT_COUNTED:]
    print(f"port ready after {told(times)}; limit {READY_LIMIT_MS:g}")
    print(f"at rest with {nodes} nodes for {seconds:g} s: {json.dumps(figures)}")
    return judged(statistics.median(times) < READY_LIMIT_MS, figures, MEMORY_LIMIT_MB) and is_tray_good


async def rest(pid: int, seconds: float) -> dict[str, float]:
    """What the process costs while nobody asks."""
    await asyncio.sleep(BEGIN)
    before = (cpu_seconds(pid), switches(pid))
    await asyncio.sleep(seconds)
    return {
        "cpu_percent": round((cpu_seconds(pid) - before[0]) / seconds * 100, 3),
        "wakeups_per_second": round((switches(pid) - before[1]) / seconds, 1),
        "resident_mb": round(resident_mb(pid), 1),
    }


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--nodes", type=int, default=3)
    options = parser.parse_args()
    return 0 if asyncio.run(bench(options.starts, options.seconds, options.nodes)) else 1


if __name__ == "__main__":
    sys.exit(main())
