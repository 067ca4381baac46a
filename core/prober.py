"""Watches the backends: checks each on its own schedule and tells what it found as facts.

A healthy node is checked every `health.interval` seconds with jitter; a failed one when its rest is over,
so its recovery is seen within 5 s. Clouds are asked for their model list only, rarely, and never while
only the owner's machines may be used. exo on this machine is looked for on its ports and announced once
it answered; the same node under two addresses is shown once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

import httpx

from core import events as ev
from core.cloud import trust_store
from core.discovery import exo
from core.discovery.probe import Found, Probe
from core.domain import (
    Backend,
    BackendId,
    BackendKind,
    Complaint,
    FailureKind,
    HealthState,
    Locality,
    Mode,
    Seconds,
)
from core.errors import AttemptFailed
from core.keys import KeyStore, KeyStoreUnavailable
from core.log import facts
from core.store import Store

log = logging.getLogger("discovery")

CLOUD_EVERY: Seconds = 600.0
CLOUD_RETRY: Seconds = 60.0
LOOK_EVERY: Seconds = 5.0
GONE_AFTER: Seconds = 600.0
SECOND_LOOK: Seconds = 2.0

DISCOVERED = "this machine"


class Prober:
    """Runs on the control loop. `clock` is monotonic seconds, `jitter` gives numbers in 0..1."""

    def __init__(
        self,
        store: Store,
        keys: KeyStore,
        *,
        interval: Seconds,
        timeout: Seconds,
        clock: Callable[[], Seconds],
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._keys = keys
        self.interval = interval
        self.timeout = timeout
        self._clock = clock
        self._jitter = jitter
        self._wanted: dict[BackendId, Backend] = {}
        self._tasks: dict[BackendId, asyncio.Task[None]] = {}
        self._nudges: dict[BackendId, asyncio.Event] = {}
        self._node_ids: dict[str, BackendId] = {}
        self._group: asyncio.TaskGroup | None = None
        self._probe: Probe | None = None
        self.twins: dict[BackendId, Complaint] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop`."""
        limits = httpx.Limits(max_connections=128, max_keepalive_connections=64, keepalive_expiry=4.0)
        timeouts = httpx.Timeout(self.timeout)
        # No proxy and no environment: a node of the owner is asked directly.
        async with (
            httpx.AsyncClient(timeout=timeouts, limits=limits, trust_env=False, verify=trust_store()) as local,
            asyncio.TaskGroup() as group,
        ):
            self._probe = Probe(local, self.timeout)
            self._group = group
            self.watch(self._wanted.values())
            await stop.wait()
            for task in self._tasks.values():
                task.cancel()
            self._group = None

    def watch(self, backends: Iterable[Backend]) -> None:
        """Watch exactly these from now on; those found on this machine are announced when they answer."""
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

    async def check_key(self, backend: Backend, key: str) -> Found:
        """Try a key at a backend by asking for its model list; raises AttemptFailed."""
        async with _cloud_client(backend, self.timeout * 3) as client:
            return await Probe(client, self.timeout * 3).check(backend, key)

    async def _watch(self, backend_id: BackendId) -> None:
        missed_since = self._clock()
        while True:
            backend = self._wanted[backend_id]
            if self._may_check(backend):
                if await self._checked(backend):
                    missed_since = self._clock()
                elif self._clock() - missed_since > GONE_AFTER and backend.found_by == DISCOVERED:
                    self._forget(backend_id)
                    self._store.dispatch(ev.BackendLost(backend_id))
            nudge = self._nudges[backend_id]
            nudge.clear()
            try:
                async with asyncio.timeout(self._rest(backend)):
                    await nudge.wait()
            except TimeoutError:
                continue

    def _may_check(self, backend: Backend) -> bool:
        return backend.locality.is_local or self._store.snapshot.mode is not Mode.LOCAL_ONLY

    def _rest(self, backend: Backend) -> Seconds:
        """Seconds until the next check."""
        status = self._store.snapshot.find(backend.id)
        spread = 0.9 + 0.2 * self._jitter()
        if status is None:
            return LOOK_EVERY * spread
        health = status.health
        if backend.locality is Locality.CLOUD:
            return (CLOUD_EVERY if health.state is HealthState.UP else CLOUD_RETRY) * spread
        if health.state is HealthState.UP and health.failures:
            return SECOND_LOOK
        if health.state in (HealthState.DOWN, HealthState.COOLING):
            return max(0.1, health.until - self._clock() + 0.01)
        return self.interval * spread

    async def _checked(self, backend: Backend) -> bool:
        """Check once and tell the result; whether it answered well."""
        began = self._clock()
        try:
            found = await self._ask(backend)
        except AttemptFailed as failure:
            if self._store.snapshot.find(backend.id) is not None:
                self._store.dispatch(ev.ProbeFailed(backend.id, self._clock(), failure.kind, failure.detail))
            return False
        if backend.found_by == DISCOVERED and found.kind is not BackendKind.EXO:
            return False  # somebody else's server on exo's port is not ours to use unasked
        if self._is_twin(backend, found.facts.node_id):
            return True
        self._announce(backend, found)
        now = self._clock()
        self._store.dispatch(ev.ProbeAnswered(backend.id, now, now - began, found.models, found.facts))
        return True

    async def _ask(self, backend: Backend) -> Found:
        assert self._probe is not None
        if backend.locality is not Locality.CLOUD:
            known = self._store.snapshot.find(backend.id)
            is_sure = known is not None and known.health.state is HealthState.UP
            return await self._probe.check(known.backend if known is not None and is_sure else backend)
        key = await self._key(backend)
        return await self.check_key(backend, key)

    async def _key(self, backend: Backend) -> str:
        if backend.key is None:
            return ""
        try:
            key = await self._keys.read(backend.key)
        except KeyStoreUnavailable as error:
            raise AttemptFailed(FailureKind.NO_KEY, error.title) from error
        if not key:
            raise AttemptFailed(FailureKind.NO_KEY)
        return key

    def _announce(self, backend: Backend, found: Found) -> None:
        """Tell a backend's description when it is new or turned out to be something else."""
        known = self._store.snapshot.find(backend.id)
        name = found.facts.machine.removesuffix(" (simulated)") if backend.found_by == DISCOVERED else backend.name
        described = replace(
            backend,
            kind=found.kind,
            name=name or backend.name,
            simulated=exo.is_simulated(found.facts),
            answers_late=found.facts.generation == "gen0",
        )
        if known is None or known.backend != described:
            if known is None:
                log.info("node found %s", facts(name=described.name, kind=described.kind, url=described.base_url))
            self._store.dispatch(ev.BackendFound(described))

    def _is_twin(self, backend: Backend, node_id: str) -> bool:
        """Whether this node is already known under another address; the listed or earlier one stays."""
        if not node_id:
            return False
        owner = self._node_ids.setdefault(node_id, backend.id)
        first = self._store.snapshot.find(owner)
        if owner == backend.id or first is None or first.facts.node_id != node_id:
            self._node_ids[node_id] = backend.id
            self.twins.pop(backend.id, None)
            return False
        if first.backend.found_by == DISCOVERED and backend.found_by != DISCOVERED:
            self._node_ids[node_id] = backend.id  # the owner's own name for it wins over the one we found
            self._store.dispatch(ev.BackendLost(owner))
            return False
        if backend.found_by != DISCOVERED and backend.id not in self.twins:
            self.twins[backend.id] = Complaint(
                f"{backend.name} and {first.backend.name} are the same node",
                f"Both addresses answer with the node id {node_id}; {first.backend.name} is used.",
                "Remove one of them from the settings.",
            )
        if self._store.snapshot.find(backend.id) is not None:
            self._store.dispatch(ev.BackendLost(backend.id))
        return True

    def _forget(self, backend_id: BackendId) -> None:
        self._node_ids = {n: owner for n, owner in self._node_ids.items() if owner != backend_id}
        self.twins.pop(backend_id, None)


def _cloud_client(backend: Backend, timeout: Seconds) -> httpx.AsyncClient:
    """TLS as the system trusts it, and the proxies of the environment; neither for plain loopback HTTP."""
    if backend.base_url.startswith("http://"):
        return httpx.AsyncClient(timeout=timeout, trust_env=False)
    return httpx.AsyncClient(timeout=timeout, verify=trust_store(), trust_env=True)
