"""Finds exo nodes that nobody listed: hears beacons, follows what nodes report, sweeps when that is the only way.

Beacons and reports only point at places; `candidates` verifies each before it becomes a backend. Everything
beyond this machine obeys `discovery.network`. After a change of the network, or a sleep, everything starts anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from core.discovery import first_generation, mdns, multicast
from core.discovery.candidates import Candidates
from core.discovery.found import Found
from core.discovery.network import Interface, interfaces, is_local, is_near, own_addresses
from core.discovery.nodes import CLUSTER, NETWORK, THIS_MACHINE, found_backend, listed_places
from core.discovery.sighting import Sighting
from core.discovery.sleeping import Sleeping
from core.discovery.surroundings import Surroundings
from core.discovery.sweep import sweep
from core.domain import Backend, BackendId, BackendKind, HealthState, Locality, Seconds, Snapshot
from core.http_client import HttpClient
from core.log import facts
from core.settings import EXO_PORT, Settings

log = logging.getLogger("discovery")

LOOK_EVERY: Seconds = 2.0
"""How often the interfaces are read (0.2 ms)."""
SOURCE_RETRY: Seconds = 30.0
SETTLES: Seconds = 3.0
MOST_PORTS = 4
MOST_HEARD = 256
FIRST_APPS_PORT = 8000
"""The first macOS builds had their API there (exo issue 1029). Asked for where an exo was heard, never in a sweep."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What "Scan now" did: hosts that were asked, and backends that were found and not known before."""

    hosts: int
    found: tuple[Backend, ...]


class Finder:
    """Lives on the control loop. `changed` hears of new backends, `network_changed` of another network."""

    def __init__(
        self,
        *,
        settings: Callable[[], Settings],
        snapshot: Callable[[], Snapshot],
        clock: Callable[[], Seconds],
        changed: Callable[[], None],
        network_changed: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._snapshot = snapshot
        self._clock = clock
        self._changed = changed
        self._network_changed = network_changed
        self._found: dict[BackendId, Backend] = {}
        self._here: tuple[Interface, ...] = ()
        self._own: frozenset[str] = frozenset()
        self._sources: dict[str, asyncio.Task[None]] = {}
        self._retry_at: dict[str, Seconds] = {}
        self._candidates: Candidates | None = None
        self._surroundings: Surroundings | None = None
        self._group: asyncio.TaskGroup | None = None
        self._may_hear_broadcasts = True
        self._changed_at: Seconds = 0.0
        self._first_hosts: dict[str, str] = {}

    def backends(self) -> tuple[Backend, ...]:
        """What was found and is wanted by the settings in force."""
        settings = self._settings()
        listed = listed_places(settings)
        wanted = (
            b
            for b in self._found.values()
            if settings.discovery.enabled and (b.locality is Locality.THIS_MACHINE or settings.discovery.network)
        )
        return tuple(b for b in wanted if _place(b) not in listed)

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`."""
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._run(), name="finding")
            await stop.wait()
            work.cancel()

    async def _run(self) -> None:
        async with HttpClient(2.0) as client, asyncio.TaskGroup() as group:
            self._group = group
            self._candidates = Candidates(group, client, self._clock, self._verified)
            self._surroundings = Surroundings(group, self._clock, self._knows, self._sweep_around)
            try:
                await self._look()
            finally:
                self._group = self._candidates = self._surroundings = None

    def note_found(self, backend: Backend, found: Found) -> None:
        """A node reported where its cluster's other members are: try those that are not known."""
        if self._candidates is None or not self._settings().discovery.enabled:
            return
        is_here = backend.locality is Locality.THIS_MACHINE
        for neighbour in found.neighbours:
            if neighbour.node_id == found.facts.node_id or self._knows(neighbour.node_id):
                continue
            host = "127.0.0.1" if neighbour.host in self._own else neighbour.host
            is_loopback = host.startswith("127.")
            if is_loopback and not is_here and host == neighbour.host:
                continue  # that is the loopback of the other machine
            if is_loopback or (self._settings().discovery.network and is_near(host)):
                self._consider(host, neighbour.port, THIS_MACHINE if is_loopback else CLUSTER, neighbour.node_id)

    def sighted(self, sighting: Sighting) -> None:
        """A beacon was heard, or answered our question."""
        if self._candidates is None or self._surroundings is None or sighting.host.partition("%")[0] in self._own:
            return
        if sighting.node_id and self._knows(sighting.node_id):
            return
        if sighting.is_link_local:
            self._surroundings.sighted(sighting)
        elif is_local(sighting.host, self._here) and not self._is_second_address(sighting):
            for port in dict.fromkeys((*self._ports(), FIRST_APPS_PORT)):
                self._consider(sighting.host, port, NETWORK, sighting.node_id)

    def forget(self, backend_id: BackendId) -> None:
        """A found backend was missed for so long that it is no longer shown."""
        backend = self._found.pop(backend_id, None)
        if backend is not None and self._candidates is not None:
            self._candidates.forget(*_place(backend))
            self._changed()

    async def scan(self) -> ScanResult:
        """Look everywhere at once, on the owner's word: this machine, beacons, and the nearest addresses."""
        before = set(self._found)
        if self._candidates is None or not self._settings().discovery.network:
            return ScanResult(0, ())
        self._candidates.forgive()
        self._restart_sources()
        ports = self._ports()
        hosts = await sweep(self._here, ports, lambda host, port: self._consider(host, port, NETWORK))
        with contextlib.suppress(TimeoutError):  # what is not decided by then is told when it is
            async with asyncio.timeout(SETTLES * 2):
                await self._candidates.settled()
        found = tuple(b for i, b in self._found.items() if i not in before)
        log.info("scanned %s", facts(hosts=hosts, ports=len(ports), found=len(found)))
        return ScanResult(hosts, found)

    # the network

    async def _look(self) -> None:
        """Keep the sources running on the interfaces that there are."""
        sleeping = Sleeping()
        while True:
            discovery = self._settings().discovery
            here = interfaces() if discovery.enabled and discovery.network else ()
            if here and self._may_hear_broadcasts:  # an exo that is started now for the first time is to have its port
                self._may_hear_broadcasts = not await asyncio.to_thread(first_generation.has_traces_of_exo)
            has_slept = sleeping.has_slept(time.time(), time.monotonic())
            if here != self._here or has_slept:
                is_first = not self._here and not self._sources
                self._here, self._own = here, own_addresses()
                self._first_hosts.clear()
                log.info("network %s", facts(interfaces=",".join(i.name for i in here) or None, woke=has_slept or None))
                if self._candidates is not None:
                    self._candidates.forgive()
                self._restart_sources()
                if not is_first:
                    self._changed_at = self._clock()
                    self._network_changed()
            self._keep_sources()
            await asyncio.sleep(LOOK_EVERY)

    def _restart_sources(self) -> None:
        for task in self._sources.values():
            task.cancel()
        self._sources.clear()
        self._retry_at.clear()
        self._keep_sources()

    def _keep_sources(self) -> None:
        """Start what should run and does not; end what should not."""
        wanted: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {}
        if self._here:
            wanted["mDNS"] = lambda: mdns.listen(self._here, self.sighted)
            wanted["multicast"] = lambda: multicast.listen(self._here, self.sighted)
            if self._may_hear_broadcasts and not self._has_exo_here():
                wanted["broadcasts"] = lambda: first_generation.listen(self.sighted)
        for name in self._sources.keys() - wanted.keys():
            self._sources.pop(name).cancel()
        for name, source in wanted.items():
            task = self._sources.get(name)
            if (task is None or task.done()) and self._clock() >= self._retry_at.get(name, 0.0) and self._group:
                self._sources[name] = self._group.create_task(self._run_source(name, source()), name=f"listen {name}")

    async def _run_source(self, name: str, source: Coroutine[Any, Any, None]) -> None:
        try:
            await source
        except OSError as error:
            self._retry_at[name] = self._clock() + SOURCE_RETRY
            log.debug("cannot listen %s", facts(to=name, why=error.strerror))

    def _has_exo_here(self) -> bool:
        """Whether an exo runs on this machine; the demo's nodes need no broadcasts."""
        return any(
            s.backend.kind is BackendKind.EXO
            and s.backend.locality is Locality.THIS_MACHINE
            and s.backend.found_by != "demo"
            and s.health.state is not HealthState.DOWN
            for s in self._snapshot().backends
        )

    # places

    def _ports(self) -> tuple[int, ...]:
        """Where exo's API may be on another machine: its own port, and those that known nodes use."""
        used = (_place(s.backend)[1] for s in self._snapshot().backends if s.backend.kind is BackendKind.EXO)
        ports = dict.fromkeys((EXO_PORT, *self._settings().discovery.ports, *used))
        return tuple(ports)[:MOST_PORTS]

    def _knows(self, node_id: str) -> bool:
        """Whether this node was seen lately; what was seen on another network may be elsewhere on this one."""
        return any(
            s.facts.node_id == node_id
            and s.health.state is not HealthState.DOWN
            and ((s.checked_at or 0.0) >= self._changed_at or s.backend.locality is Locality.THIS_MACHINE)
            for s in self._snapshot().backends
        )

    def _is_second_address(self, sighting: Sighting) -> bool:
        """Whether an exo 0.0.x is heard here that is known, and well, under another address of its."""
        if not sighting.first_id:
            return False
        if len(self._first_hosts) > MOST_HEARD:
            self._first_hosts.clear()  # somebody floods us
        first = self._first_hosts.setdefault(sighting.first_id, sighting.host)
        if first == sighting.host:
            return False
        if any(s.health.state is HealthState.UP and _place(s.backend)[0] == first for s in self._snapshot().backends):
            return True
        self._first_hosts[sighting.first_id] = sighting.host
        return False

    def _consider(self, host: str, port: int, found_by: str, node_id: str = "") -> None:
        backend_id = found_backend(host, port, found_by).id
        is_known = backend_id in self._found or self._snapshot().find(backend_id) is not None
        if self._candidates is not None and not is_known and (host, port) not in listed_places(self._settings()):
            self._candidates.consider(host, port, found_by, node_id)

    async def _sweep_around(self, interface_name: str) -> None:
        around = [interface for interface in self._here if interface.name == interface_name]
        await sweep(around, self._ports(), lambda host, port: self._consider(host, port, NETWORK))

    def _verified(self, host: str, port: int, found_by: str) -> None:
        backend = found_backend(host, port, found_by, BackendKind.EXO)
        if backend.id not in self._found:
            self._found[backend.id] = backend
            self._changed()


def _place(backend: Backend) -> tuple[str, int]:
    url = urlsplit(backend.base_url)
    return url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
