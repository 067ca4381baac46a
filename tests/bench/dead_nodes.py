"""What fifty dead nodes cost: idle CPU, the longest block of the GUI thread, and how soon one that is back is seen.

    python -m tests.bench.dead_nodes [--seconds 20] [--headless]

Half of the nodes refuse connections, half swallow them (a port whose queue is full, as a host that is off would).
The program runs as a user's does: the tray (offscreen, its windows closed while the idle CPU is measured, the status
window open while the turns of the GUI thread are), or with `--headless` the server. Limits: 1 % of one core at rest,
16 ms for a turn of the GUI thread, 12 s until a node is seen again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
import time
import urllib.request
from asyncio.subprocess import Process
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.processes import free_port, start, stop, tree

NODES = 50
MOST_CPU, MOST_BLOCKED, SEEN_WITHIN = 0.01, 0.016, 12.0
SETTLES = 45.0
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def black_hole() -> Iterator[int]:
    """A port that answers no connection: its queue is full and nobody takes from it."""
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            fillers.append(filler)
        try:
            yield port
        finally:
            for filler in fillers:
                filler.close()


def settings_text(hole: int, dead: int) -> str:
    """Fifty nodes on addresses of loopback, none of which answers."""
    lines = ["discovery: {enabled: false}", "builtin: {enabled: false}", "nodes:"]
    for number in range(NODES):
        port = hole if number % 2 else dead
        lines.append(f"  - {{name: n{number:02}, url: 'http://127.0.1.{number + 1}:{port}'}}")
    return "\n".join(lines) + "\n"


def cpu_seconds(process: Process) -> float:
    """User and system time of a process and its children so far."""
    total = 0
    for pid in tree(process.pid):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def is_up(port: int, name: str) -> bool:
    """Whether the running program believes in this node."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/bridge/v1/status", timeout=5) as answer:
        document = json.load(answer)
    return any(b["backend"]["name"] == name and b["health"]["state"] == "up" for b in document["backends"])


async def bench(seconds: float, *, is_headless: bool) -> bool:
    with black_hole() as hole, tempfile.TemporaryDirectory() as name:
        folder, dead, port = Path(name), free_port(), free_port()
        (folder / "settings.yaml").write_text(settings_text(hole, dead))
        given = ["--config", str(folder / "settings.yaml"), "--port", str(port)]
        command = (
            ["-m", "core", "serve", *given] if is_headless else ["-m", "tests.bench.dead_nodes", "--child", *given]
        )
        home = {"EXO_BRIDGE_HOME": name, "HOME": name}
        program = await start([sys.executable, *command], folder, home, speaks=True)
        assert program.stdout is not None and program.stdin is not None
        while not (await program.stdout.readline()).startswith(b"ready"):
            pass
        try:
            return await measured(program, port, dead, folder, seconds, is_headless=is_headless)
        finally:
            await stop(program)


async def measured(program: Process, port: int, dead: int, folder: Path, seconds: float, *, is_headless: bool) -> bool:
    assert program.stdout is not None and program.stdin is not None
    await asyncio.sleep(SETTLES)  # until the nodes count as long dead
    before, began = cpu_seconds(program), time.monotonic()
    await asyncio.sleep(seconds)
    share = (cpu_seconds(program) - before) / (time.monotonic() - began)
    print(f"load {os.getloadavg()[0]:.1f}; {NODES} dead nodes for {seconds:g} s")
    is_good = _told("idle CPU of one core", share * 100, MOST_CPU * 100, "%")
    if not is_headless:
        before = cpu_seconds(program)
        program.stdin.write(f"watch {seconds}\n".encode())
        found = json.loads(await program.stdout.readline())
        is_good &= _told(
            "longest turn of the GUI thread (its own CPU)", found["busy"] * 1000, MOST_BLOCKED * 1000, "ms"
        )
        share = (cpu_seconds(program) - before) / seconds
        print(f"  CPU with the window open and watched by a 4 ms timer {share * 100:.1f} %")
        print(f"  longest gap on the wall clock {found['gap'] * 1000:.1f} ms (other programs included)")
    arguments = ["-m", "core.simulation.exo_node", "--host", "127.0.1.1", "--port", str(dead), "--name", "back"]
    node = await start([sys.executable, *arguments], folder / "node", speaks=True)
    assert node.stdout is not None
    await node.stdout.readline()
    began = time.monotonic()
    try:
        while not await asyncio.to_thread(is_up, port, "n00"):
            await asyncio.sleep(0.05)
        return _told("a node that is back is seen", time.monotonic() - began, SEEN_WITHIN, "s") and is_good
    finally:
        await stop(node)


def _told(what: str, value: float, limit: float, unit: str) -> bool:
    print(f"  {what:46} {value:6.2f} {unit}  limit {limit:g} {unit}: {'ok' if value < limit else 'MISSED'}", flush=True)
    return value < limit


def child(arguments: list[str]) -> int:
    """The tray with its status window open; measures itself when told on standard input."""
    from core import cli
    from core.__main__ import _parser
    from core.bridge import Bridge
    from core.keys import KeyStore
    from desktop.app import make_application
    from desktop.face import Face
    from desktop.loop import TrayLoop
    from desktop.places import Places
    from desktop.tasks import Tasks
    from desktop.theme import Theme

    options = _parser().parse_args(["serve", *arguments])
    application = make_application()

    async def main() -> None:
        stop_now = asyncio.Event()
        bridge = Bridge(cli.load(options), keys=KeyStore(), overrides=cli.overrides_of(options))
        async with Tasks() as tasks:
            face = Face(
                Theme(application, ""), bridge, tasks, Places(Path(os.environ["HOME"]) / "windows.json"), stop_now
            )

            def ready(_: object) -> None:
                face.start(is_hidden=False)
                face.windows.status.hide()  # offscreen there is no tray, so it shows its window instead
                print("ready", flush=True)
                tasks.start(_listen(stop_now, face.show_status), "listen")

            await bridge.run(stop_now, ready=ready)
            face.close()

    with asyncio.Runner(loop_factory=lambda: TrayLoop(application)) as runner:
        runner.run(main())
    return 0


async def _listen(stop_now: asyncio.Event, show: Callable[[], None]) -> None:
    while line := (await asyncio.to_thread(sys.stdin.readline)).split():
        show()
        await asyncio.sleep(1.0)  # it is painted for the first time
        print(json.dumps(await _watched(float(line[1]))), flush=True)
    stop_now.set()


async def _watched(seconds: float) -> dict[str, float]:
    """The longest time between two turns of a 4 ms timer, on the wall and of this thread's own CPU."""
    from PySide6.QtCore import Qt, QTimer

    last = [time.monotonic(), time.thread_time()]
    worst = {"gap": 0.0, "busy": 0.0}

    def tick() -> None:
        now = [time.monotonic(), time.thread_time()]
        worst["gap"] = max(worst["gap"], now[0] - last[0] - 0.004)
        worst["busy"] = max(worst["busy"], now[1] - last[1])
        last[:] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(4)
    await asyncio.sleep(seconds)
    timer.stop()
    return worst


def main() -> int:
    if sys.argv[1:2] == ["--child"]:
        return child(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--headless", action="store_true")
    options = parser.parse_args()
    return 0 if asyncio.run(bench(options.seconds, is_headless=options.headless)) else 1


if __name__ == "__main__":
    sys.exit(main())
