"""The whole face in a process of its own, in front of a fake bridge that a test drives by lines on standard input.

A line names a scene of `SCENES`; when it was played, `did NAME` is printed. `calls` prints what the bridge was told.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.domain import FailureKind, PortStatus
from core.events import Event, PauseChanged
from desktop.app import make_application
from desktop.face import Face
from desktop.failures import install_excepthook, watch_crashes
from desktop.loop import TrayLoop
from desktop.places import Places
from desktop.single_instance import SingleInstance
from desktop.tasks import Tasks
from desktop.theme import Theme
from tests.desktop.building import (
    attempt,
    cloud,
    demo,
    down,
    ended,
    found,
    key,
    node,
    port,
    record,
    refused,
    running,
    up,
)
from tests.desktop.fake_bridge import FakeBridge

DEBOUNCE = 200
"""Milliseconds: a state is seen to wait, and not for long."""
STUDIO, MINI, ROUTER = node("studio"), node("mini", host="192.168.1.31"), cloud()

SCENES: dict[str, tuple[Event, ...]] = {
    "local": (*found(STUDIO, MINI, ROUTER), key(), up("studio"), up("mini")),
    "degraded": (down("studio"),),
    "cloud": (down("studio"), down("mini")),
    "none": (down("studio"), down("mini"), refused()),
    "back": (up("studio", 999.0), up("mini", 999.0), key()),
    "paused": (PauseChanged(True),),
    "failover": (ended(record(1, attempt(STUDIO, FailureKind.CONNECT_REFUSED), attempt(ROUTER))),),
    "failover again": (ended(record(2, attempt(STUDIO, FailureKind.CONNECT_REFUSED), attempt(ROUTER))),),
    "took over": (ended(record(3, attempt(STUDIO, FailureKind.CONNECT_REFUSED), attempt(MINI))),),
    "demo": (demo(), *found(node("lab", simulated=True)), up("lab")),
    "running": (running(1), running(2)),
    "taken": (port(PortStatus(port=52410, error="in use", owner="ollama (pid 4120)", next_free=52411)),),
}


def main(state: Path) -> int:
    app = make_application()
    instance = SingleInstance(state)
    assert instance.claim()
    try:
        with asyncio.Runner(loop_factory=lambda: TrayLoop(app)) as runner:
            runner.run(_main(app, instance, state))
    finally:
        instance.release()
    return 0


async def _main(app: QApplication, instance: SingleInstance, state: Path) -> None:
    stop = asyncio.Event()
    bridge = FakeBridge()
    async with Tasks() as tasks:
        places = Places(state / "windows.json")
        if "--first" not in sys.argv:
            places.is_first_time("welcome")
        face = Face(Theme(app, ""), bridge, tasks, places, stop, debounce=DEBOUNCE)
        instance.wished.connect(lambda _: face.show_status())
        install_excepthook(face.show_failure)
        if report := watch_crashes(state / "crash.txt"):
            face.show_crash(report)
        tasks.start(face.notifier.run(), "notices")
        tasks.start(_play(bridge), "scenes")
        await bridge.run(stop, ready=lambda _: face.start(is_hidden="--hidden" in sys.argv))
        face.close()


def flood(bridge: FakeBridge) -> None:
    """Fifty nodes go and come within a minute, and a request feels each of them."""
    nodes = [node(f"n{i}") for i in range(50)]
    bridge.now += 60  # well after the silence of the start
    bridge.dispatch(*found(*nodes))
    for i, flapping in enumerate(nodes):
        bridge.now += 1.2
        lost = attempt(flapping, FailureKind.CONNECT_REFUSED)
        bridge.dispatch(up(f"n{i}", bridge.now), ended(record(100 + i, lost, attempt(MINI))))
        bridge.dispatch(down(f"n{i}", bridge.now), up(f"n{i}", bridge.now + 0.1))


def _defect() -> None:
    raise ValueError("a defect, with the key sk-abcdefghijklmnopqrstuvwxyz123456")


async def _play(bridge: FakeBridge) -> None:
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    _say("ready")
    while line := (await lines.readline()).decode().strip():
        if line == "calls":
            _say(repr(bridge.calls))
            continue
        if line == "flood":
            flood(bridge)
        elif line == "defect":
            QTimer.singleShot(0, _defect)
        elif line == "crash":
            ctypes.string_at(0)
        elif line == "later":
            bridge.now += 3600
        else:
            bridge.dispatch(*SCENES[line])
        _say(f"did {line}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
