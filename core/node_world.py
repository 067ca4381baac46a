"""Finding and checking nodes for one command of the command line, then ending: the tray's own parts, without a port.

What a running Exo Bridge knows is taken from it; without one the machine and the network are looked at for some
seconds. Nothing is mended here: that is the running program's.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from core import events as ev
from core.backends import backends_of
from core.commands import NodeCommands
from core.discovery.ask import Ask
from core.discovery.lenient import dict_of, list_of, text_of
from core.discovery.nodes import discovered_backends, found_backend, is_discovered
from core.discovery.reach import place_of
from core.domain import Backend, BackendKind, BackendStatus, HealthState, Seconds, Snapshot
from core.errors import AttemptFailed
from core.http_client import HttpClient
from core.keys import KeyStore
from core.prober import Prober
from core.settings import Settings
from core.store import Store

CHECKED_WITHIN: Seconds = 4.0
HEARS_FOR: Seconds = 2.6
"""Beacons of exo 0.0.x come each 2.5 s, those of the others sooner or on being asked."""


class NodeWorld:
    """What one command sees. Make it with `node_world`."""

    def __init__(self, settings: Settings, keys: KeyStore, told: tuple[Backend, ...]) -> None:
        self.store = Store(lambda _: None, random.random)
        self.prober = Prober(
            self.store,
            keys,
            interval=1.0,  # somebody waits for the next check
            timeout=settings.health.timeout,
            clock=time.monotonic,
            jitter=random.random,
        )
        self.nodes = NodeCommands(
            self.store, keys, self.prober, settings=lambda: settings, changed=self._watch, mends=False
        )
        listed = (b for b in backends_of(settings) if b.locality.is_local and not b.on_demand)
        self._base = {b.id: b for b in (*listed, *discovered_backends(settings), *told)}

    def start(self) -> None:
        """Begin to watch what is known."""
        self.store.dispatch_all(ev.BackendFound(b) for b in self._base.values() if not is_discovered(b))
        self._watch()

    async def checked(self) -> None:
        """Wait until everything listed was checked once, some seconds at most."""
        await self.until(lambda s: all(_is_settled(b) for b in s.backends) and bool(s.backends), CHECKED_WITHIN)

    async def until(self, condition: Callable[[Snapshot], bool], limit: Seconds) -> bool:
        """Wait for a state; whether it came within `limit` seconds."""
        try:
            await self.store.until(condition, limit)
        except TimeoutError:
            return condition(self.store.snapshot)
        return True

    @property
    def exo_nodes(self) -> list[BackendStatus]:
        """The exo nodes that answer."""
        return [
            s
            for s in self.store.snapshot.backends
            if s.backend.kind is BackendKind.EXO and s.health.state is HealthState.UP
        ]

    def _watch(self) -> None:
        self.prober.watch([*self._base.values(), *self.nodes.backends()])


def _is_settled(status: BackendStatus) -> bool:
    return status.health.state is not HealthState.UNKNOWN


@asynccontextmanager
async def node_world(settings: Settings, keys: KeyStore) -> AsyncIterator[NodeWorld]:
    """A world that is looked at while the block runs."""
    told = await _told_by_running(settings.port)
    world, stop = NodeWorld(settings, keys, told), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(world.prober.run(stop), name="prober")
        group.create_task(world.nodes.run(stop), name="nodes")
        world.start()
        try:
            await world.checked()
            if not told and settings.discovery.enabled and settings.discovery.network:
                await asyncio.sleep(HEARS_FOR)
            yield world
        finally:
            stop.set()


async def _told_by_running(port: int) -> tuple[Backend, ...]:
    """The discovered nodes that a running Exo Bridge knows; none when there is none."""
    try:
        async with HttpClient(2.0) as client:
            document = (await Ask(client).get(f"http://127.0.0.1:{port}/bridge/v1/status")).document
    except AttemptFailed:
        return ()
    found = (_backend(dict_of(dict_of(entry).get("backend"))) for entry in list_of(dict_of(document).get("backends")))
    return tuple(b for b in found if b is not None)


def _backend(told: Mapping[str, Any]) -> Backend | None:
    if told.get("kind") != BackendKind.EXO.value or not text_of(told.get("id")).startswith(("found:", "demo:")):
        return None
    host, port = place_of(text_of(told.get("base_url")))
    return found_backend(host, port, text_of(told.get("found_by"))) if host else None
