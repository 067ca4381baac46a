"""What the owner can command about nodes and their models; holds finding and mending, which the bridge only starts.

Every command raises Refused (cannot be done, and why) or AttemptFailed (the node does not answer).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.discovery.finder import Finder, ScanResult
from core.discovery.found import Found
from core.domain import Backend, BackendId, BackendKind, BackendStatus, Complaint, ModelState, Seconds
from core.exo_control import CatalogueModel, ExoControl, Placement, Refused
from core.healing import Healing
from core.keys import KeyStore
from core.paths import paths
from core.prober import Prober
from core.settings import Settings
from core.store import Store
from core.wanted_downloads import Wanted
from core.words.models import Denied

NETWORK_SETTLES = 2.0
"""Seconds after a change of the network before its nodes are judged: addresses come before routes."""


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model in the list of what a node could hold; `state` is KNOWN where it only is in the catalogue."""

    id: str
    state: ModelState
    size: int = 0
    progress: float | None = None
    detail: str = ""


class NodeCommands:
    """Lives on the control loop. `changed` is called when backends were found or are gone.

    One that does not `mend` only does what it is told, for the command line beside a running program.
    """

    def __init__(
        self,
        store: Store,
        keys: KeyStore,
        prober: Prober,
        *,
        settings: Callable[[], Settings],
        changed: Callable[[], None],
        mends: bool = True,
        clock: Callable[[], Seconds] = time.monotonic,
    ) -> None:
        self._store = store
        self._mends = mends
        self._prober = prober
        self.healing = Healing(
            store,
            keys,
            settings=lambda: settings().healing,
            look=prober.look_closely,
            clock=clock,
            wall=time.time,
            downloads_file=paths().state / "downloads.json",
        )
        self._finder = Finder(
            settings=settings,
            snapshot=lambda: store.snapshot,
            clock=clock,
            changed=changed,
            network_changed=self._network_changed,
        )
        prober.on_found = self._note_found
        prober.on_gone = self._finder.forget

    async def run(self, stop: asyncio.Event) -> None:
        """Find and mend until `stop`."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._finder.run(stop), name="finder")
            group.create_task(self.healing.run(stop), name="healing")

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """What the owner should look at."""
        return tuple(self.healing.complaints.values())

    def backends(self) -> tuple[Backend, ...]:
        """What was found beyond the settings and the usual ports of this machine."""
        return self._finder.backends()

    async def scan(self) -> ScanResult:
        """ "Scan now": look everywhere at once, and check everything that is known."""
        self._prober.check_now()
        return await self._finder.scan()

    # models

    async def models(self, backend_id: BackendId) -> tuple[ListedModel, ...]:
        """Every model of a node: what is loaded or on its disks first, then the rest of exo's catalogue."""
        status = self._status(backend_id)
        sizes: dict[str, int] = {}
        if status.backend.kind is BackendKind.EXO and status.facts.generation != "gen0":
            catalogue = await (await self._control(status)).catalogue()
            sizes = {known.id: known.size for known in catalogue}
        held = {m.id: ListedModel(m.id, m.state, sizes.get(m.id, 0), m.progress, m.detail) for m in status.models}
        rest = (ListedModel(i, ModelState.KNOWN, size) for i, size in sizes.items() if i not in held)
        return (*held.values(), *rest)

    async def catalogue(self, backend_id: BackendId) -> tuple[CatalogueModel, ...]:
        """Every model that this exo knows of."""
        return await (await self._exo(backend_id)).catalogue()

    async def preview(self, backend_id: BackendId, model: str) -> tuple[Placement, ...]:
        """The ways to load a model, the best first: which machines, how much memory."""
        return await (await self._exo(backend_id)).preview(model)

    async def load(self, backend_id: BackendId, model: str, placement: Placement | None = None) -> Placement:
        """Load a model as previewed, or in the best way there is; returns how. Its files are downloaded if need be."""
        control = await self._exo(backend_id)
        if await control.instances_of(model):
            raise Refused(Denied.LOADED_ALREADY.format(model=model), Denied.NOTHING_DONE)
        chosen = placement or (await control.preview(model))[0]
        self.healing.forgive(backend_id, model)
        await control.place(chosen)
        self._prober.look_closely(backend_id)
        return chosen

    async def unload(self, backend_id: BackendId, model: str) -> None:
        """Take a model out of memory; its files stay."""
        self.healing.forgive(backend_id, model)
        await (await self._exo(backend_id)).unload(model)
        self._prober.look_closely(backend_id)

    async def download(self, backend_id: BackendId, model: str, machine: str = "") -> None:
        """Download a model to a machine (this node's own unless named); resumed by itself until it is complete."""
        control, node_id, name = await self._target(backend_id, machine)
        await control.download(model, node_id)
        await self.healing.downloads.add(Wanted(backend_id, name, model))
        self._prober.look_closely(backend_id)

    async def cancel_download(self, backend_id: BackendId, model: str, machine: str = "") -> None:
        """Stop a download; it is not resumed."""
        control, node_id, _ = await self._target(backend_id, machine)
        is_wanted = await self.healing.downloads.drop(backend_id, model)
        await control.cancel_download(model, node_id, is_expected=is_wanted)
        self._prober.look_closely(backend_id)

    async def delete(self, backend_id: BackendId, model: str, machine: str = "") -> None:
        """Delete a model's files from a machine; refused while it is loaded."""
        control, node_id, _ = await self._target(backend_id, machine)
        await self.healing.downloads.drop(backend_id, model)
        await control.delete(model, node_id)
        self._prober.look_closely(backend_id)

    # tools

    async def _target(self, backend_id: BackendId, machine: str) -> tuple[ExoControl, str, str]:
        """exo's API, and the id and name of the machine that is meant."""
        control = await self._exo(backend_id)
        facts = self._status(backend_id).facts
        for each in facts.machines:
            if (each.id == facts.node_id if not machine else machine in (each.shown_name, each.id)) and not each.lost:
                return control, each.id, each.shown_name
        names = ", ".join(m.shown_name for m in facts.machines if not m.lost)
        raise Refused(Denied.NO_MACHINE.format(machine=machine), Denied.THERE_ARE.format(machines=names))

    async def _exo(self, backend_id: BackendId) -> ExoControl:
        status = self._status(backend_id)
        name = status.backend.name
        if status.backend.kind is not BackendKind.EXO:
            raise Refused(Denied.NO_EXO.format(name=name), Denied.OWN_PROGRAM)
        if status.facts.generation == "gen0":
            raise Refused(Denied.FIRST_EXO.format(name=name), Denied.LOADS_BY_ITSELF)
        return await self._control(status)

    async def _control(self, status: BackendStatus) -> ExoControl:
        return await self.healing.control(status)

    def _status(self, backend_id: BackendId) -> BackendStatus:
        status = self._store.snapshot.find(backend_id)
        if status is None:
            raise Refused(Denied.NO_NODE, Denied.MAY_HAVE_GONE)
        return status

    def _note_found(self, backend: Backend, found: Found) -> None:
        self._finder.note_found(backend, found)
        if self._mends:
            self.healing.note_found(backend, found)

    def _network_changed(self) -> None:
        self._prober.settle(NETWORK_SETTLES)
