"""The status window before the real bridge, and two real exo processes (simulated) of one cluster on loopback."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from core import config
from core.bridge import Bridge
from core.domain import HealthState, ModelStatus, Snapshot
from core.keys import KeyStore
from desktop.places import Places
from desktop.status_window import StatusWindow
from desktop.tasks import Tasks
from desktop.theme import Theme
from desktop.tools import Tools
from tests.desktop.test_status_window import Visitor
from tests.fakes import FakeProcess, simulated_exo

READY = "mlx-community/Llama-3.2-1B-Instruct-4bit"
_SETTINGS = """\
port: 0
discovery: {{enabled: no}}
builtin: {{enabled: no}}
health: {{interval: 1}}
nodes:
  - {{name: studio, url: "{studio}"}}
  - {{name: mini, url: "{mini}"}}
"""


@dataclass
class Live:
    """What a test or a picture holds of it."""

    bridge: Bridge
    window: StatusWindow
    studio: FakeProcess
    mini: FakeProcess

    async def until(self, condition: Callable[[Snapshot], bool], limit: float = 30.0) -> Snapshot:
        """The first snapshot that fulfils `condition`."""
        seen = asyncio.Event()
        unsubscribe = self.bridge.subscribe(lambda _, after: seen.set() if condition(after) else None)
        try:
            async with asyncio.timeout(limit):
                while not condition(self.bridge.snapshot):
                    seen.clear()
                    await seen.wait()
        finally:
            unsubscribe()
        return self.bridge.snapshot

    def model(self, name: str) -> ModelStatus | None:
        """What is believed of a model by the first node that has it."""
        return next((m for s in self.bridge.snapshot.backends for m in s.models if m.id == name), None)

    def progress(self, name: str) -> float | None:
        """How far a model's download or loading is, 0..1."""
        model = self.model(name)
        return model.progress if model is not None else None


@asynccontextmanager
async def live(theme: Theme, home: Path, *arguments: str) -> AsyncIterator[Live]:
    """Both nodes answer and know each other when this begins; `arguments` go to both of them."""
    ports = {"studio": free_port(), "mini": free_port()}
    async with AsyncExitStack() as stack:
        nodes = {}
        for name, other in (("studio", "mini"), ("mini", "studio")):
            flags = ("--peer", f"{other}=127.0.0.1:{ports[other]}", *arguments)
            node = simulated_exo(*flags, name=name, models=[READY], port=ports[name])
            nodes[name] = await stack.enter_async_context(node)
        file = home / "settings.yaml"
        file.write_text(_SETTINGS.format(studio=nodes["studio"].url, mini=nodes["mini"].url))
        bridge = Bridge(config.load(file, environment=os.environ, overrides={}), keys=KeyStore())
        stop = asyncio.Event()
        tasks = await stack.enter_async_context(Tasks())
        window = StatusWindow(Tools(theme, bridge, tasks), Places(home / "windows.json"), Visitor().doors())
        stack.callback(window.deleteLater)
        stack.callback(window.hide)
        stack.callback(bridge.subscribe(lambda *_: window.refresh()))
        running = tasks.start(bridge.run(stop), "bridge")
        made = Live(bridge, window, nodes["studio"], nodes["mini"])
        try:
            await made.until(_is_whole)
            yield made
        finally:
            stop.set()
            await asyncio.wait([running])


def _is_whole(snapshot: Snapshot) -> bool:
    return snapshot.port.is_open and all(
        s.health.state is HealthState.UP and len(s.facts.members) == 2 for s in snapshot.backends
    )


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
