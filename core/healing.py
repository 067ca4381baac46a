"""Mends exo without being told to, each step visible in the snapshot and switchable in the settings.

    ensure_model       a request needs a model that is on the disks only: place it once, for all who wait
    note_found         after every check: place again what crashed, resume downloads the owner asked for
    cancel_generation  a client left: stop exo from generating on

Lives on the control loop. The data plane calls through `asyncio.run_coroutine_threadsafe`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from core import events as ev
from core.awakening import Flight, Tell, World, awaken, downloaded_placement
from core.backends import root_of
from core.discovery.ask import Ask
from core.discovery.exo_downloads import Download
from core.discovery.found import Found
from core.discovery.servers import product_of
from core.domain import (
    Backend,
    BackendId,
    BackendKind,
    BackendStatus,
    Complaint,
    FailureKind,
    HealthState,
    ModelState,
    Seconds,
)
from core.errors import AttemptFailed, sentence
from core.exo_control import ExoControl, Refused
from core.http_client import HttpClient
from core.keys import KeyStore, KeyStoreUnavailable
from core.log import facts
from core.recovery import Recovery
from core.settings import HealingSettings
from core.steps import Step, StepKind
from core.store import Store
from core.wanted_downloads import Wanted, WantedDownloads
from core.words.failing import Detail, with_why
from core.words.models import Denied, Doing
from core.words.owner import Complained

log = logging.getLogger("health")

MOST_FLIGHTS = 32
MOST_CLUSTERS = 64


class Healing:
    """See the module. `settings` gives those in force, `look` asks the prober for a close check of a backend."""

    def __init__(
        self,
        store: Store,
        keys: KeyStore,
        *,
        settings: Callable[[], HealingSettings],
        look: Callable[[BackendId], None],
        clock: Callable[[], Seconds],
        wall: Callable[[], float],
        downloads_file: Path,
    ) -> None:
        self._store = store
        self._keys = keys
        self._settings = settings
        self._look = look
        self._clock = clock
        self._wall = wall
        self._client: HttpClient | None = None
        self._group: asyncio.TaskGroup | None = None
        self._flights: dict[tuple[str, str], Flight] = {}
        self._recoveries: dict[str, Recovery] = {}
        self._observers: dict[str, BackendId] = {}
        self._disks: dict[BackendId, tuple[Download, ...]] = {}
        self.downloads = WantedDownloads(downloads_file, clock)
        self._complaints: dict[tuple[str, str], Complaint] = {}
        self._world = World(
            find=lambda backend_id: self._store.snapshot.find(backend_id),
            control=self.control,
            load_elsewhere=self._load_elsewhere,
            downloads=lambda backend_id: self._disks.get(backend_id, ()),
            look=look,
            step=self.step,
            clock=clock,
            may_place=lambda: self._settings().place,
            patience=lambda: self._settings().patience,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Be ready until `stop`."""
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._run(), name="healing")
            await stop.wait()
            work.cancel()

    async def _run(self) -> None:
        async with HttpClient(5.0) as client, asyncio.TaskGroup() as group:
            self._client, self._group = client, group
            try:
                await asyncio.Event().wait()
            finally:
                self._client = self._group = None

    @property
    def complaints(self) -> dict[tuple[str, str], Complaint]:
        """Of each (cluster, model) that is left alone now, and whose cluster is still there."""
        now, here = self._clock(), {cluster_of(status) for status in self._store.snapshot.backends}
        return {
            (cluster, model): complaint
            for (cluster, model), complaint in self._complaints.items()
            if cluster in here and self._recovery(cluster).is_left_alone(model, now)
        }

    async def ensure_model(self, backend_id: BackendId, model: str, tell: Tell) -> None:
        """Return once `model` can answer on this backend; raises AttemptFailed(NOT_READY) when it will not in time.

        Requests for one model of one cluster share one placement. `tell` hears on the control loop, in plain words,
        how far it is. A waiter that is cancelled leaves the placement going: the next one will want it too.
        """
        status = self._store.snapshot.find(backend_id)
        if status is None or self._group is None:
            raise AttemptFailed(FailureKind.NOT_READY, Detail.BACKEND_GONE)
        cluster = cluster_of(status)
        if self._recovery(cluster).is_left_alone(model, self._clock()):
            raise AttemptFailed(FailureKind.NOT_READY, Detail.CRASHES.format(model=model))
        flight = self._flight(cluster, backend_id, model)
        assert flight.task is not None  # made with the flight
        flight.listeners.append(tell)
        try:
            tell(flight.words)
            failure = await asyncio.shield(flight.task)
        finally:
            flight.listeners.remove(tell)
        if failure is not None:
            raise AttemptFailed(failure.kind, failure.detail)

    async def cancel_generation(self, backend_id: BackendId, command_id: str) -> None:
        """A client left: stop its generation on exo's side (>= 1.0.69). Failing is no harm, so it is silent."""
        status = self._store.snapshot.find(backend_id)
        if status is None or not self._settings().cancel or status.backend.kind is not BackendKind.EXO:
            return
        if status.backend.answers_late:  # 0.0.x cannot be stopped
            return
        try:
            if await (await self.control(status)).cancel_generation(command_id):
                self.step(StepKind.CANCELLED, status.backend.name, "", Doing.CLIENT_LEFT)
        except AttemptFailed as failure:
            log.debug("not cancelled %s", facts(backend=status.backend.name, why=failure.kind))

    def note_found(self, backend: Backend, found: Found) -> None:
        """A check went well: see what is to be mended."""
        self._disks[backend.id] = found.downloads
        status = self._store.snapshot.find(backend.id)
        if status is None or found.kind is not BackendKind.EXO or found.facts.generation == "gen0":
            return
        cluster = cluster_of(status)
        if self._observes(cluster, backend.id):
            now, recovery = self._clock(), self._recovery(cluster)
            for model in recovery.observe(found.models, now):
                self._leave_alone(status, cluster, model)
            for model in recovery.due(now):
                if self._settings().replace:
                    self._start(self._replace(status, model), f"replace {model}")
        self._start(self._tend_downloads(status, found), f"downloads of {backend.name}")

    def forgive(self, backend_id: BackendId, model: str) -> None:
        """The owner acts on this model by hand: what was held against it is forgotten."""
        status = self._store.snapshot.find(backend_id)
        if status is not None:
            self._recovery(cluster_of(status)).forgive(model)

    async def control(self, status: BackendStatus) -> ExoControl:
        """exo's API at this backend; raises AttemptFailed when its key is missing."""
        return ExoControl(await self._ask(status.backend), root_of(status.backend.base_url), self._clock)

    def step(self, kind: StepKind, backend_name: str, model: str, detail: str) -> None:
        """Record a step for the owner's eyes."""
        log.info("healing %s", facts(step=kind, backend=backend_name, model=model or None, detail=detail or None))
        self._store.dispatch(ev.StepTaken(Step(self._wall(), kind, backend_name, model, detail)))

    # waking

    def _flight(self, cluster: str, backend_id: BackendId, model: str) -> Flight:
        key = (cluster, model)
        flight = self._flights.get(key)
        if flight is None or flight.task is None or flight.task.done():
            assert self._group is not None  # asked before
            self._flights = {k: f for k, f in self._flights.items() if f.task is not None and not f.task.done()}
            if len(self._flights) >= MOST_FLIGHTS:
                raise AttemptFailed(FailureKind.NOT_READY, Detail.TOO_MANY_LOADS)
            flight = self._flights[key] = Flight()
            flight.task = self._group.create_task(awaken(flight, backend_id, model, self._world), name=f"wake {model}")
        return flight

    async def _load_elsewhere(self, status: BackendStatus, model: str) -> None:
        """Another server's own way to load; one that has none loads with the first request."""
        product = product_of(status.facts)
        if product is None or not product.load_path:
            return
        ask = await self._ask(status.backend)
        url = root_of(status.backend.base_url) + product.load_path
        # The limit that counts is the patience of the flight; a slow load is no failure of the server.
        reply = await ask.send("POST", url, {product.load_key: model}, limit=self._settings().patience * 2)
        if reply.status >= 500:
            raise Refused(
                Denied.BACKEND_COULD_NOT.format(name=status.backend.name, model=model),
                Detail.STATUS.format(status=reply.status),
            )

    # recovery

    async def _replace(self, status: BackendStatus, model: str) -> None:
        name = status.backend.name
        try:
            control = await self.control(status)
            if await control.instances_of(model):
                if not any(m.id == model and m.state is ModelState.FAILED for m in status.models):
                    return  # a request or the owner was faster
                await control.unload(model)  # it failed, and exo has forgotten it
            placement = await downloaded_placement(control, model, self._disks.get(status.backend.id, ()))
            self.step(StepKind.REPLACING, name, model, placement.in_words())
            await control.place(placement)
            self._look(status.backend.id)
        except Refused as refused:
            self.step(StepKind.GAVE_UP, name, model, with_why(refused.title, refused.detail))
        except AttemptFailed as failure:
            self.step(StepKind.GAVE_UP, name, model, sentence(name, failure.kind, failure.detail))

    def _leave_alone(self, status: BackendStatus, cluster: str, model: str) -> None:
        patient = self._recovery(cluster).patients[model]
        self.step(StepKind.LEFT_ALONE, status.backend.name, model, patient.detail)
        template = Complained.LEFT_ALONE_WHY if patient.detail else Complained.LEFT_ALONE
        complaint = Complaint(
            Complained.CRASHES_ON.format(model=model, name=status.backend.name),
            template.format(count=len(patient.crashes), detail=patient.detail),
            Complained.LOAD_SMALLER,
        )
        self._complaints = {**self.complaints, (cluster, model): complaint}

    def _observes(self, cluster: str, backend_id: BackendId) -> bool:
        """Several nodes show one cluster; only one of them is listened to, while it is well."""
        observer = self._store.snapshot.find(self._observers.setdefault(cluster, backend_id))
        if observer is None or observer.health.state is not HealthState.UP or cluster_of(observer) != cluster:
            self._observers[cluster] = backend_id
        return self._observers[cluster] == backend_id

    def _recovery(self, cluster: str) -> Recovery:
        if len(self._recoveries) > MOST_CLUSTERS:
            self._recoveries.clear()  # ids are new at every start of a node, so old ones pile up
        return self._recoveries.setdefault(cluster, Recovery())

    # downloads

    async def _tend_downloads(self, status: BackendStatus, found: Found) -> None:
        backend = status.backend
        await self.downloads.load()
        for wanted in self.downloads.complete(backend.id, found.facts, found.downloads):
            self.step(StepKind.DOWNLOADED, backend.name, wanted.model, Doing.ON.format(machines=wanted.machine))
            await self.downloads.drop(backend.id, wanted.model)
        if not self._settings().resume_downloads:
            return
        for wanted, node_id in self.downloads.broken(backend.id, found.facts, found.downloads):
            await self._resume(status, wanted, node_id)

    async def _resume(self, status: BackendStatus, wanted: Wanted, node_id: str) -> None:
        self.step(
            StepKind.RESUMING_DOWNLOAD, status.backend.name, wanted.model, Doing.ON.format(machines=wanted.machine)
        )
        try:
            await (await self.control(status)).download(wanted.model, node_id)
            self._look(status.backend.id)
        except (Refused, AttemptFailed) as error:
            log.info("download not resumed %s", facts(model=wanted.model, why=str(error)))

    # tools

    async def _ask(self, backend: Backend) -> Ask:
        if self._client is None:
            raise AttemptFailed(FailureKind.NOT_READY, Detail.ENDING)
        if backend.key is None:
            return Ask(self._client)
        try:
            return Ask(self._client, await self._keys.read(backend.key))
        except KeyStoreUnavailable as error:
            raise AttemptFailed(FailureKind.NO_KEY, error.title) from error

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        if self._group is None:
            work.close()
        else:
            self._group.create_task(work, name=name)


def cluster_of(status: BackendStatus) -> str:
    """What names the cluster of a backend: its smallest member id, or the backend itself where there are none."""
    return min(status.facts.members, default=str(status.backend.id))
