"""How long the GUI thread is busy in one go, and whether the face grows in twelve hours of flapping nodes.

    python -m tests.bench.gui_slices [--seconds 12] [--hours 12]

Slices: 50 nodes, eight of them one exo cluster with all that is drawn of it, 32 running requests, ten changes a
second, every page of the status window in turn, while the test chat streams 200 tokens a second from a node in a
process of its own. A heartbeat of 2 ms on the same loop says how late it comes: that is the slice before it (on a
busy machine the waiting for a core is in it, too). Soak: a node goes and comes each minute, with requests, time
compressed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import permutations
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

from msgspec import structs
from PySide6.QtWidgets import QApplication

from core.cluster import Copy, Shard
from core.domain import FailureKind, PortStatus
from core.events import Event
from desktop.app import make_application
from desktop.face import Face
from desktop.loop import TrayLoop
from desktop.places import Places
from desktop.tasks import Tasks
from desktop.text.notices import Notice
from desktop.theme import Theme
from tests.bench.processes import resident_mb
from tests.desktop.building import NOW, attempt, cloud, down, ended, found, key, node, port, record, running, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.fake_nodes import COMING, GIB, MODELS, PAIR, READY, STUDIO, told
from tests.fakes import simulated_exo

BEAT = 0.002
LIMIT_MS = 16.0
NODES, LIVE, CLUSTER = 50, 32, 8
STEPS = 12
GROWTH_LIMIT_MB = 3.0


@asynccontextmanager
async def face_of(app: QApplication, bridge: FakeBridge) -> AsyncIterator[Face]:
    """The whole face before a fake bridge; nothing of the user's is touched."""
    with tempfile.TemporaryDirectory(prefix="exo-bench-") as place:
        os.environ["EXO_BRIDGE_HOME"] = place
        async with Tasks() as tasks:
            made = Face(Theme(app, "light"), bridge, tasks, Places(Path(place) / "windows.json"), asyncio.Event())
            yield made
            made.close()
            made.windows.chat.clear()


async def slices(app: QApplication, seconds: float) -> bool:
    """Print the slices; whether 99 of 100 are short enough."""
    bridge = FakeBridge()
    names = [f"node-{i:02}" for i in range(NODES)]
    node_process = simulated_exo("--token-delay", "0.005", "--tokens", "100000", models=["bench"], name="bench")
    async with node_process as server, face_of(app, bridge) as face:
        number = int(server.url.rpartition(":")[2])
        bridge.dispatch(
            port(PortStatus(port=number, is_open=True)),
            *found(*(node(name, host=f"192.168.1.{i + 1}") for i, name in enumerate(names)), cloud()),
            key(),
            *(news_of(i, name, NOW.at) for i, name in enumerate(names)),
            *(running(i) for i in range(LIVE)),
        )
        face.show_status()
        face.windows.chat.raise_up()
        face.windows.chat.model.setEditText("bench")
        face.windows.chat.send("Go on for ever.")
        late: list[float] = []
        computed: list[float] = []
        async with asyncio.TaskGroup() as group:
            beating = group.create_task(beat(late, computed), name="heartbeat")
            await changes(bridge, face, names, seconds)
            beating.cancel()
        signs = sum(len(run.view.text) for turn in face.windows.chat._turns for run in turn.runs)
    late.sort()
    computed.sort()
    p99, largest = late[int(len(late) * 0.99)] * 1000, late[-1] * 1000
    verdict = "ok" if p99 < LIMIT_MS else "MISSED"
    print(f"{NODES} nodes, {LIVE} running, chat {signs} signs in {seconds:g} s; load {os.getloadavg()[0]:.1f}")
    print(
        f"GUI slices {len(late)}  p50 {late[len(late) // 2] * 1000:.1f} ms  p99 {p99:.1f} ms  largest {largest:.1f} ms"
    )
    busy = computed[int(len(computed) * 0.99)] * 1000
    print(f"of it computing: p99 {busy:.1f} ms  largest {computed[-1] * 1000:.1f} ms")
    print(f"limit p99 {LIMIT_MS:g} ms: {verdict}")
    return p99 < LIMIT_MS and signs > 0


async def beat(late: list[float], computed: list[float]) -> None:
    """Note how late each beat comes, and how long this thread really computed meanwhile: the rest is the machine's."""
    while True:
        began, computing = time.perf_counter(), time.thread_time()
        await asyncio.sleep(BEAT)
        late.append(max(0.0, time.perf_counter() - began - BEAT))
        computed.append(time.thread_time() - computing)


def news_of(number: int, name: str, at: float) -> Event:
    """A good check; of the first eight nodes, which are one exo cluster, with all that is drawn of it."""
    if number >= CLUSTER:
        return up(name, at)
    machines = tuple(replace(STUDIO, id=f"x{i}", name=f"node-{i:02}") for i in range(CLUSTER))
    facts = replace(
        PAIR,
        node_id=f"x{number}",
        members=tuple(m.id for m in machines),
        machines=machines,
        links=tuple((a.id, b.id) for a, b in permutations(machines, 2)),
        shards=tuple(Shard(READY, m.id, 4 * GIB, (i, i + 1, CLUSTER)) for i, m in enumerate(machines)),
        copies=(Copy(COMING, "x0", done=int(at * 1e6), total=10**10),),
    )
    return told(name, facts, MODELS, at)


async def changes(bridge: FakeBridge, face: Face, names: list[str], seconds: float) -> None:
    """Ten a second, as often as the bridge tells of them; the open page changes each second."""
    for i in range(int(seconds * 10)):
        name = names[i % len(names)]
        health = down(name, NOW.at + i) if i % 7 == 0 else news_of(i % len(names), name, NOW.at + i)
        finished = structs.replace(record(i, attempt(node(name))), wall=NOW.wall + i)
        bridge.dispatch(health, ended(finished))
        if i % 10 == 0:
            tabs = face.windows.status.tabs
            tabs.setCurrentIndex((tabs.currentIndex() + 1) % tabs.count())
        await asyncio.sleep(0.1)


async def soak(app: QApplication, hours: float) -> bool:
    """Print what grows; whether the second half is flat."""
    bridge = FakeBridge()
    studio, mini = node("studio"), node("mini")
    told: list[Notice] = []
    memory: list[float] = []
    widgets: list[int] = []
    async with face_of(app, bridge) as face:
        face.notifier.show = told.append  # type: ignore[method-assign,assignment]  # nobody is there to read them
        bridge.dispatch(*found(studio, mini, cloud()), key(), up("studio"), up("mini"))
        face.show_status()
        flaps = int(hours * 60)
        for i in range(flaps):
            flap(bridge, i)
            face.windows.status.tabs.setCurrentIndex(i % face.windows.status.tabs.count())
            await asyncio.sleep(0)
            app.processEvents()
            if (i + 1) % max(1, flaps // STEPS) == 0:
                gc.collect()
                memory.append(resident_mb(os.getpid()))
                widgets.append(len(app.allWidgets()))
                files = len(list(Path("/proc/self/fd").iterdir()))
                objects = len(gc.get_objects())
                print(
                    f"{(i + 1) / 60:5.1f} h  RSS {memory[-1]:6.1f} MB  widgets {widgets[-1]}  "
                    f"objects {objects}  files {files}"
                )
    grown = memory[-1] - memory[len(memory) // 2]
    is_good = grown < GROWTH_LIMIT_MB and widgets[-1] <= widgets[len(widgets) // 2]
    print(
        f"{flaps} flaps, {len(told)} notices, grown {grown:.1f} MB in the second half: {'ok' if is_good else 'MISSED'}"
    )
    return is_good


def flap(bridge: FakeBridge, number: int) -> None:
    """One minute: studio fails a request, another one answers, and it comes back."""
    studio, mini = node("studio"), node("mini")
    for i in range(4):
        bridge.now += 15.0
        failed = attempt(studio, FailureKind.CONNECT_REFUSED)
        answers = record(number * 4 + i, failed, attempt(mini)) if i == 0 else record(number * 4 + i, attempt(mini))
        bridge.dispatch(down("studio", bridge.now) if i < 2 else up("studio", bridge.now), ended(answers))


def main() -> int:
    """Run both; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--hours", type=float, default=12.0)
    options = parser.parse_args()
    app = make_application()
    with asyncio.Runner(loop_factory=lambda: TrayLoop(app)) as runner:
        is_quick = runner.run(slices(app, options.seconds))
        is_flat = runner.run(soak(app, options.hours))
    return 0 if is_quick and is_flat else 1


if __name__ == "__main__":
    sys.exit(main())
