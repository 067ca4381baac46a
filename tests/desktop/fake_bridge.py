"""A bridge that only remembers what it was told and shows the snapshots a test gives it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.access import Access, AccessRules
from core.bridge import KeyTest
from core.config import ConfigError
from core.domain import (
    BackendId,
    BackendKind,
    KeyName,
    KeyState,
    Mode,
    Outcome,
    PortStatus,
    RequestId,
    RequestRecord,
    Snapshot,
)
from core.events import (
    BackendFound,
    BackendLost,
    Event,
    KeyChanged,
    ModeChanged,
    PauseChanged,
    PortChanged,
    RequestEnded,
)
from core.keys import KeyStoreUnavailable
from core.local_keys import LocalKeys
from core.settings import CloudSettings, NodeSettings, RoutingSettings, Settings
from core.state import apply
from tests.desktop.building import NOW, PORT, cloud, down, folded, node, up
from tests.desktop.fake_nodes import FakeNodes

Listener = Callable[[Snapshot, Snapshot], None]


def changed(settings: Settings, path: str, value: object) -> Settings:
    """The settings with one value by its dotted path."""
    table, _, name = path.rpartition(".")
    if not table:
        return replace(settings, **{name: value})  # type: ignore[arg-type]  # the path says which
    return replace(settings, **{table: replace(getattr(settings, table), **{name: value})})


class FakeBridge:
    """Implements `FaceBridge`. `calls` lists every command, in order; keys are counted, never kept readable."""

    def __init__(self, *events: Event) -> None:
        self.snapshot = folded(*events)
        self.settings = Settings()
        self.settings_file = Path("/nowhere/settings.yaml")
        self.app_keys = LocalKeys(Path("/nowhere/local-keys.json"))
        self.access = Access(AccessRules(), self.app_keys)
        self.now = NOW.at
        """Moved by hand."""
        self.calls: list[tuple[object, ...]] = []
        self.nodes = FakeNodes(self.calls)
        self.key_test = KeyTest(True, "The key works", "3 models", ("a", "b", "c"))
        self.has_store = True
        self.refuses: ConfigError | None = None
        self.stopped = asyncio.Event()
        self._listeners: list[Listener] = []
        self._stored: set[KeyName] = set()

    def dispatch(self, *events: Event) -> None:
        """Let something happen; listeners hear of it at once."""
        before = self.snapshot
        for event in events:
            self.snapshot = apply(self.snapshot, event)
        if self.snapshot is not before:
            for listener in list(self._listeners):
                listener(before, self.snapshot)

    def clock(self) -> float:
        return self.now

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self, stop: asyncio.Event, *, ready: Callable[[PortStatus], None] | None = None) -> None:
        if ready is not None:
            ready(self.snapshot.port)
        await stop.wait()
        self.stopped.set()

    def set_mode(self, mode: Mode) -> None:
        self.calls.append(("set_mode", mode))
        self.settings = replace(self.settings, routing=RoutingSettings(mode=mode))
        self.dispatch(ModeChanged(mode))

    def set_paused(self, is_paused: bool) -> None:
        self.calls.append(("set_paused", is_paused))
        self.dispatch(PauseChanged(is_paused))

    def check_now(self, backend_id: BackendId | None = None) -> None:
        self.calls.append(("check_now", backend_id))

    def cancel_request(self, request_id: RequestId) -> None:
        self.calls.append(("cancel_request", request_id))
        live = next(r for r in self.snapshot.live if r.id == request_id)
        self.dispatch(RequestEnded(RequestRecord(request_id, live.wall, live.model, live.is_stream, Outcome.LEFT, ())))

    async def change_setting(self, path: str, value: str | float | bool) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.calls.append(("change_setting", path, value))
        self.settings = changed(self.settings, path, value)

    async def open_port(self, port: int | None = None) -> PortStatus:
        self.calls.append(("open_port", port))
        status = replace(PORT, port=port or PORT.port)
        self.dispatch(PortChanged(status))
        return status

    async def name_password_store(self) -> None:
        self.calls.append(("name_password_store",))

    async def store_key(self, name: KeyName, secret: str) -> None:
        if not self.has_store:
            raise KeyStoreUnavailable("This computer has no password store", "Use an environment variable.")
        self.calls.append(("store_key", name, len(secret)))
        self._stored.add(name)
        self.dispatch(KeyChanged(name, KeyState.PRESENT, NOW.at))

    def keep_key(self, name: KeyName, secret: str) -> None:
        self.calls.append(("keep_key", name, len(secret)))
        self._stored.add(name)
        self.dispatch(KeyChanged(name, KeyState.PRESENT, NOW.at))

    async def remove_key(self, name: KeyName) -> None:
        self.calls.append(("remove_key", name))
        self.dispatch(KeyChanged(name, KeyState.MISSING, NOW.at))

    async def test_key(self, name: KeyName) -> KeyTest:
        self.calls.append(("test_key", name))
        return self.key_test

    async def add_cloud(self, entry: CloudSettings) -> None:
        self.calls.append(("add_cloud", entry))
        others = tuple(c for c in self.settings.cloud if c.name != entry.name)
        self.settings = replace(self.settings, cloud=(*others, entry))
        self.dispatch(BackendFound(replace(cloud(entry.name), key=entry.key)))
        if entry.key is not None and entry.key.name in self._stored:
            self.dispatch(KeyChanged(entry.key.name, KeyState.PRESENT, NOW.at))

    async def remove_cloud(self, name: str) -> None:
        self.calls.append(("remove_cloud", name))
        self.settings = replace(self.settings, cloud=tuple(c for c in self.settings.cloud if c.name != name))
        self.dispatch(BackendLost(BackendId(f"cloud:{name}")))

    async def add_node(self, entry: NodeSettings) -> None:
        self.calls.append(("add_node", entry))
        others = tuple(n for n in self.settings.nodes if n.name != entry.name)
        self.settings = replace(self.settings, nodes=(*others, entry))
        if not entry.enabled:
            self.dispatch(BackendLost(BackendId(f"node:{entry.name}")))
            return
        self.dispatch(BackendFound(replace(node(entry.name), base_url=f"{entry.url}/v1", kind=BackendKind.AUTO)))

    async def remove_node(self, name: str) -> None:
        self.calls.append(("remove_node", name))
        self.settings = replace(self.settings, nodes=tuple(n for n in self.settings.nodes if n.name != name))
        self.dispatch(BackendLost(BackendId(f"node:{name}")))

    async def set_demo_node(self, backend_id: BackendId, alive: bool) -> None:
        self.calls.append(("set_demo_node", backend_id, alive))
        name = backend_id.partition(":")[2]
        self.dispatch(up(name, NOW.at) if alive else down(name, NOW.at))
