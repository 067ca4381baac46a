"""Watches the backends: checks each on its own schedule and tells what it found as facts.

A healthy node is checked every `health.interval` seconds with jitter; a failed one when its rest is over,
so its recovery is seen within 5 s. Before anything is asked of one that is not well, one cheap connect tells
whether it is there at all. An exo node holds a line to us, whose breaking tells at once that it went.
Clouds are asked for their model list only, rarely, and never while only the owner's machines may be used.
What is not listed is announced once it answered; the same node under two addresses is shown once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from core import events as ev
from core.admission import LIMITS
from core.discovery import exo
from core.discovery.exo_check import STILL_FOR
from core.discovery.line import Lines
from core.discovery.nodes import is_discovered
from core.discovery.probe import Found, Probe
from core.discovery.reach import knock, place_of
from core.discovery.schedule import Schedule
from core.discovery.servers import product_of
from core.discovery.twins import Twins
from core.domain import Backend, BackendId, BackendKind, Complaint, FailureKind, HealthState, Locality, Mode, Seconds
from core.errors import CONSEQUENCES, AttemptFailed, Blame
from core.http_client import HttpClient
from core.keys import KeyStore, KeyStoreUnavailable
from core.log import facts
from core.store import Store

log = logging.getLogger("discovery")

GONE_AFTER: Seconds = 600.0

OnFound = Callable[[Backend, Found], None]


class Prober:
    """Runs on the control loop. `clock` is monotonic seconds, `jitter` gives numbers in 0..1.

    `on_found` hears of every good check, `on_gone` of a discovered backend that was missed for long.
    """

    def __init__(
        self,
        store: Store,
        keys: KeyStore,
        *,
        interval: Seconds,
        timeout: Seconds,
        clock: Callable[[], Seconds],
        jitter: Callable[[], float],
        still_for: Seconds = STILL_FOR,
    ) -> None:
        self._store = store
        self._keys = keys
        self.interval = interval
        self.timeout = timeout
        self._clock = clock
        self._schedule = Schedule(clock, jitter)
        self._still_for = still_for
        self._wanted: dict[BackendId, Backend] = {}
        self._tasks: dict[BackendId, asyncio.Task[None]] = {}
        self._nudges: dict[BackendId, asyncio.Event] = {}
        self._group: asyncio.TaskGroup | None = None
        self._probe: Probe | None = None
        self._lines: Lines | None = None
        self._twins = Twins(store)
        self._settled_at = 0.0
        self.on_found: OnFound = lambda backend, found: None
        self.on_gone: Callable[[BackendId], None] = lambda backend_id: None

    @property
    def twins(self) -> dict[BackendId, Complaint]:
        """Listed backends that are another one under a second address."""
        return self._twins.complaints

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop`."""
        async with HttpClient(self.timeout) as local, asyncio.TaskGroup() as group:
            self._probe = Probe(local, self.timeout, clock=self._clock, still_for=self._still_for)
            self._lines = Lines(group, self.check_now)
            self._group = group
            self.watch(self._wanted.values())
            await stop.wait()
            self._group = None
            for task in self._tasks.values():
                task.cancel()
            self._lines.drop_all()

    def watch(self, backends: Iterable[Backend]) -> None:
        """Watch exactly these from now on; discovered ones are announced when they answer."""
        wanted = {b.id: b for b in backends if not b.on_demand}
        for gone in self._tasks.keys() - wanted.keys():
            self._tasks.pop(gone).cancel()
            self._nudges.pop(gone, None)
            self._forget(gone)
        for backend_id, backend in wanted.items():
            if self._wanted.get(backend_id) != backend and backend_id in self._nudges:
                self._nudges[backend_id].set()
        self._wanted = wanted
        if self._group is None:
            return
        for backend_id in wanted.keys() - self._tasks.keys():
            self._nudges[backend_id] = asyncio.Event()
            self._tasks[backend_id] = self._group.create_task(self._watch(backend_id), name=f"watch {backend_id}")

    def check_now(self, backend_id: BackendId | None = None) -> None:
        """Check one backend, or all, without waiting for its turn."""
        for each, nudge in self._nudges.items():
            if backend_id is None or each == backend_id:
                nudge.set()

    def settle(self, seconds: Seconds) -> None:
        """The network changed: failures of other machines in the next seconds are not told, then all are checked."""
        self._settled_at = self._clock() + seconds
        self._twins.fresh_since = self._clock()
        if self._probe is not None:
            self._probe.start_anew()
        if self._group is not None:
            asyncio.get_running_loop().call_later(seconds, self.check_now)

    def look_closely(self, backend_id: BackendId) -> None:
        """Check one backend at once, also what is usually read once a minute."""
        if self._probe is not None:
            self._probe.look_closely(backend_id)
        self.check_now(backend_id)

    async def check_key(self, backend: Backend, key: str) -> Found:
        """Try a key at a backend by asking for its model list; raises AttemptFailed."""
        async with HttpClient(self.timeout * 3, uses_proxies=not backend.locality.is_local) as client:
            return await Probe(client, self.timeout * 3).check(backend, key)

    async def _watch(self, backend_id: BackendId) -> None:
        missed_since = self._clock()
        while True:
            backend, nudge = self._wanted[backend_id], self._nudges[backend_id]
            nudge.clear()  # before the check: what happens during it asks for another one
            if self._may_check(backend):
                if await self._checked(backend):
                    missed_since = self._clock()
                elif self._clock() - max(missed_since, self._settled_at) > GONE_AFTER and is_discovered(backend):
                    missed_since = self._clock()
                    self._forget(backend_id)
                    self._store.dispatch(ev.BackendLost(backend_id))
                    self.on_gone(backend_id)
            try:
                async with asyncio.timeout(self._schedule.rest(backend, self._store.snapshot, self.interval)):
                    await nudge.wait()
            except TimeoutError:
                continue

    def _may_check(self, backend: Backend) -> bool:
        return backend.locality.is_local or self._store.snapshot.mode is not Mode.LOCAL_ONLY

    async def _checked(self, backend: Backend) -> bool:
        """Check once and tell the result; whether it answered well."""
        began = self._clock()
        try:
            found, latency = await self._asked(backend)
        except AttemptFailed as failure:
            if self._is_outdated(backend, failure.kind):
                return False
            self._schedule.note_failure(backend, failure.kind)
            is_settling = backend.locality is Locality.LOCAL_NETWORK and self._clock() < self._settled_at
            if self._store.snapshot.find(backend.id) is not None and not is_settling:
                self._store.dispatch(ev.ProbeFailed(backend.id, self._clock(), failure.kind, failure.detail))
            return False
        if self._is_outdated(backend):
            return False
        if is_discovered(backend) and found.kind is not BackendKind.EXO and not found.facts.product:
            self._schedule.note_stranger(backend)
            return False  # somebody else's server on exo's port is not ours to use unasked
        if self._twins.is_twin(backend, found.facts.node_id):
            self._schedule.note_stranger(backend)
            return True
        self._announce(backend, found)
        self._store.dispatch(ev.ProbeAnswered(backend.id, began, latency, found.models, found.facts))
        if found.kind is BackendKind.EXO and self._lines is not None and self._group is not None:
            self._lines.hold(backend.id, place_of(backend.base_url), self.timeout)
        self.on_found(backend, found)
        return True

    def _is_outdated(self, backend: Backend, failure: FailureKind | None = None) -> bool:
        """Whether what this check found is of an address, or of a key, that was changed while it was out. It is made
        again at once, as either change asks for that."""
        if self._wanted.get(backend.id) != backend:
            return True
        is_about_key = failure is not None and CONSEQUENCES[failure].blame is Blame.BLOCK
        return is_about_key and self._nudges[backend.id].is_set()

    async def _asked(self, backend: Backend) -> tuple[Found, Seconds]:
        """What it answers, and how long that took."""
        assert self._probe is not None
        key = await self._key(backend)
        if backend.locality is Locality.CLOUD:
            began = self._clock()
            return await self.check_key(backend, key), self._clock() - began
        known = self._store.snapshot.find(backend.id)
        is_well = known is not None and known.health.state is HealthState.UP
        if not is_well:
            await knock(*place_of(backend.base_url), self.timeout)
        began = self._clock()
        found = await self._probe.check(known.backend if known is not None and is_well else backend, key or None)
        return found, self._clock() - began

    async def _key(self, backend: Backend) -> str:
        if backend.key is None:
            return ""
        known = self._store.snapshot.find(backend.id)
        is_blocked = known is not None and known.health.state is HealthState.BLOCKED
        try:
            key = await (self._keys.read_again(backend.key) if is_blocked else self._keys.read(backend.key))
        except KeyStoreUnavailable as error:
            raise AttemptFailed(FailureKind.NO_KEY, error.title) from error
        if not key:
            raise AttemptFailed(FailureKind.NO_KEY)
        return key

    def _announce(self, backend: Backend, found: Found) -> None:
        """Tell a backend's description when it is new or turned out to be something else."""
        known = self._store.snapshot.find(backend.id)
        cluster = min(found.facts.members, default="") if found.kind is BackendKind.EXO else ""
        described = replace(
            backend,
            kind=found.kind,
            name=_name(backend, found),
            simulated=exo.is_simulated(found.facts),
            answers_late=found.facts.generation == "gen0",
            known_limit=found.limit or self._share(backend.id, cluster),
            cluster=cluster,
        )
        if known is None or known.backend != described:
            if known is None:
                log.info("node found %s", facts(name=described.name, kind=described.kind, url=described.base_url))
            self._store.dispatch(ev.BackendFound(described))

    def _share(self, backend_id: BackendId, cluster: str) -> int:
        """What of a cluster's requests at once falls to this node of it, where several answer; 0: all, as its kind."""
        siblings = sum(
            s.backend.cluster == cluster and s.backend.id != backend_id and s.health.state is HealthState.UP
            for s in self._store.snapshot.backends
        )
        return max(1, LIMITS[BackendKind.EXO] // (siblings + 1)) if cluster and siblings else 0

    def _forget(self, backend_id: BackendId) -> None:
        self._twins.forget(backend_id)
        self._schedule.forget(backend_id)
        if self._lines is not None:
            self._lines.drop(backend_id)
        if self._probe is not None:
            self._probe.forget(backend_id)


def _name(backend: Backend, found: Found) -> str:
    """A listed backend has its owner's name; a discovered one its machine's, or its program's."""
    if not is_discovered(backend):
        return backend.name
    if found.kind is BackendKind.EXO:
        return found.facts.machine.removesuffix(" (simulated)") or backend.name
    product = product_of(found.facts)
    return product.name if product is not None else backend.name
