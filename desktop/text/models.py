"""The models page in words: every model, on whom, in which state, and what can be done with it. Pure.

A cluster is one row a model, however many of its nodes are known. What can be done follows from what exo's own API
takes: nothing is offered that it would refuse for a known reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from core.cluster import Copy, Machine, NodeFacts, clusters
from core.domain import ANY_MODEL, BackendId, BackendKind, BackendStatus, HealthState, ModelState, ModelStatus, Snapshot
from core.errors import AttemptFailed
from core.words.failing import with_why
from desktop.text.facts import disk_size, is_builtin, machine_name, place, shown_name, size
from desktop.text.failing import failure_hint, failure_title
from desktop.text.menu import short_model
from desktop.text.rows import Tone, is_reachable, model_state, model_tone
from desktop.text.said import said
from desktop.text.translate import directed, joined, measured, translate

if TYPE_CHECKING:
    from core.commands import ListedModel
    from core.exo_control import Placement, Refused

MOST_MENU = 8
"""Models in the tray's menu."""
_TAKEN = frozenset({ModelState.READY, ModelState.BUSY, ModelState.LOADING})
_ORDER = {
    ModelState.READY: 0,
    ModelState.BUSY: 0,
    ModelState.LOADING: 1,
    ModelState.DOWNLOADING: 1,
    ModelState.FAILED: 2,
    ModelState.DOWNLOADED: 3,
    ModelState.KNOWN: 4,
}

Key: TypeAlias = tuple[BackendId, str]
"""A model on a backend."""


class Action(StrEnum):
    """What the owner can do with a model on a cluster."""

    LOAD = "load"
    UNLOAD = "unload"
    DOWNLOAD = "download"
    CANCEL = "cancel"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One line of the model table. `backend` is the node that commands go to; `on` names machines, or the backend.

    The last three are machines: those that hold its files, those to which they come, and those that could get them.
    """

    backend: BackendId
    model: str
    on: str
    place: str
    tone: Tone
    state: str
    detail: str
    share: float | None
    context: str
    actions: frozenset[Action] = frozenset()
    is_busy: bool = False
    held_on: tuple[Machine, ...] = ()
    coming_to: tuple[Machine, ...] = ()
    missing_on: tuple[Machine, ...] = ()

    @property
    def key(self) -> Key:
        """What it is the row of."""
        return self.backend, self.model


def model_rows(snapshot: Snapshot, doing: Mapping[Key, str] | None = None) -> tuple[ModelRow, ...]:
    """Every model somebody has: near before far, what may answer first. `doing` says what is being done to some."""
    found = []
    for statuses in _groups(snapshot):
        teller = _teller(statuses)
        for model in teller.models:
            if model.id != ANY_MODEL:
                found.append((teller.backend.locality, _ORDER[model.state], model.id, teller, model))
    found.sort(key=lambda each: each[:3])
    return tuple(_row(teller, model, doing or {}) for *_, teller, model in found)


def model_count(snapshot: Snapshot) -> int:
    """How many rows the model table has."""
    return sum(m.id != ANY_MODEL for statuses in _groups(snapshot) for m in _teller(statuses).models)


def holders(snapshot: Snapshot, key: Key) -> tuple[Machine, ...]:
    """The machines on whose disks a model is."""
    return next((r.held_on for r in model_rows(snapshot) if r.key == key), ())


def manageable(snapshot: Snapshot) -> tuple[BackendStatus, ...]:
    """One node of each cluster whose models can be loaded and downloaded."""
    tellers = (_teller(statuses) for statuses in _groups(snapshot))
    return tuple(t for t in tellers if _is_managed(t))


def _groups(snapshot: Snapshot) -> list[list[BackendStatus]]:
    """The nodes of each cluster together; every other backend alone."""
    by_id = {s.backend.id: s for s in snapshot.backends}
    own = {i: s.facts for i, s in by_id.items() if s.backend.locality.is_local and not is_builtin(s)}
    grouped = [[by_id[i] for i in group] for group in clusters(own)]
    return grouped + [[s] for i, s in by_id.items() if i not in own]


def _teller(statuses: Sequence[BackendStatus]) -> BackendStatus:
    return next((s for s in statuses if s.health.state is HealthState.UP), statuses[0])


def _is_managed(status: BackendStatus) -> bool:
    is_exo = status.backend.kind is BackendKind.EXO and status.facts.generation not in ("", "gen0")
    return is_exo and status.health.state is HealthState.UP


def _row(status: BackendStatus, model: ModelStatus, doing: Mapping[Key, str]) -> ModelRow:
    is_cloud = not status.backend.locality.is_local
    if not is_reachable(status):
        tone, state = Tone.BAD, translate("Rows", "not reachable")
    else:
        tone, state = model_tone(model), model_state(model)
        tone = Tone.CLOUD if is_cloud and model.may_answer else tone
    facts = status.facts
    machines = {m.id: m for m in facts.machines if not m.lost}
    copies = [c for c in facts.copies if c.model == model.id]
    shards = [s.machine for s in facts.shards if s.model == model.id]
    held = _those(machines, [c.machine for c in copies if c.is_complete])
    coming = _those(machines, [c.machine for c in copies if c.is_coming])
    words = doing.get((status.backend.id, model.id))
    return ModelRow(
        backend=status.backend.id,
        model=model.id,
        on=_on(status, _those(machines, shards) or held or coming),
        place=place(status.backend.locality),
        tone=Tone.BUSY if words else tone,
        state=words or state,
        detail=_detail(status, model, copies),
        share=model.progress if model.state in (ModelState.DOWNLOADING, ModelState.LOADING) else None,
        context=f"{model.context_length:,}".replace(",", "\u202f") if model.context_length else "",
        actions=_actions(status, model, copies, facts) if not words else frozenset(),
        is_busy=model.state is ModelState.BUSY,
        held_on=held,
        coming_to=coming,
        missing_on=tuple(m for m in machines.values() if m not in held and m not in coming),
    )


def _those(machines: Mapping[str, Machine], ids: Sequence[str]) -> tuple[Machine, ...]:
    return tuple(dict.fromkeys(machines[i] for i in ids if i in machines))


def names_of(machines: Sequence[Machine]) -> str:
    """The names of some machines in a sentence."""
    return joined([machine_name(m.shown_name) for m in machines])


def _on(status: BackendStatus, machines: tuple[Machine, ...]) -> str:
    """The machines of a cluster; a node that stands alone, and every other server, under its own name."""
    if len(status.facts.machines) < 2 or not machines:
        return shown_name(status.backend)
    return names_of(machines)


def _detail(status: BackendStatus, model: ModelStatus, copies: Sequence[Copy]) -> str:
    """What more there is to say of a state: how much has come, or why it failed."""
    if not is_reachable(status):
        return ""
    coming = [c for c in copies if c.is_coming]
    if model.state is ModelState.DOWNLOADING and coming and all(c.total for c in coming):
        done, total = sum(c.done for c in coming), sum(c.total for c in coming)
        return translate("Models", "{done} of {total}").format(done=disk_size(done), total=disk_size(total))
    if model.state is ModelState.DOWNLOADED:
        return translate("Models", "on the disk") if not model.loads_on_use else translate("Models", "loads on use")
    return said(model.detail) if model.state in (ModelState.FAILED, ModelState.DOWNLOADING) else ""


def _actions(status: BackendStatus, model: ModelStatus, copies: Sequence[Copy], facts: NodeFacts) -> frozenset[Action]:
    if not _is_managed(status):
        return frozenset()
    is_placed = any(s.model == model.id for s in facts.shards)
    found = {Action.UNLOAD} if is_placed or model.state in _TAKEN else {Action.LOAD}
    if any(c.is_coming for c in copies):
        found.add(Action.CANCEL)
    elif any(not c.is_complete for c in copies) or len({c.machine for c in copies}) < _present(facts):
        found.add(Action.DOWNLOAD)
    if copies and not is_placed and not any(c.is_coming for c in copies):
        found.add(Action.DELETE)
    return frozenset(found)


def _present(facts: NodeFacts) -> int:
    return sum(not m.lost for m in facts.machines)


# loading


def placement_title(placement: Placement) -> str:
    """The machines that would run it: `studio and mini`."""
    return joined([machine_name(share.machine) for share in placement.shares])


def placement_detail(placement: Placement, held_on: Sequence[Machine]) -> str:
    """What it takes on each, how a model is divided, and whether files must come first."""
    parts = []
    for share in placement.shares:
        words = (
            translate("Models", "{name}: {memory} of {free} free").format(
                name=machine_name(share.machine), memory=size(share.memory), free=size(share.free)
            )
            if share.free
            else translate("Models", "{name}: {memory}").format(
                name=machine_name(share.machine), memory=size(share.memory)
            )
        )
        parts.append(words)
    if len(placement.shares) > 1:
        parts.append(measured(f"{placement.sharding}, {placement.kind}"))
    held = {machine.id for machine in held_on}
    if lacking := [machine_name(s.machine) for s in placement.shares if s.node_id not in held]:
        parts.append(translate("Models", "is downloaded to {names} first").format(names=joined(lacking)))
    return directed(" · ".join(parts))


def disk_detail(machine: Machine) -> str:
    """How much room there is on the disk of a machine, where it tells."""
    if machine.disk_available is None:
        return ""
    return translate("Models", "{size} free on its disk").format(size=disk_size(machine.disk_available))


# what went wrong


def refusal(refused: Refused) -> str:
    """A refusal in one line: what, why, what to do."""
    what = said(with_why(refused.title, refused.detail))
    return f"{what.rstrip('.')}. {said(refused.hint)}".rstrip()


def no_answer(name: str, failure: AttemptFailed) -> str:
    """A node that did not answer a command."""
    detail = f" ({said(failure.detail)})" if failure.detail else ""
    return f"{name} {failure_title(failure.kind)}{detail}. {failure_hint(failure.kind)}"


# the catalogue


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A model that a cluster could hold."""

    model: str
    size: str
    tone: Tone
    state: str
    may_load: bool
    may_download: bool


def catalogue_rows(listed: Sequence[ListedModel], words: str) -> tuple[CatalogueRow, ...]:
    """The models whose names hold all the words, smallest first; unknown sizes last."""
    wanted = words.casefold().split()
    chosen = [m for m in listed if all(word in m.id.casefold() for word in wanted)]
    chosen.sort(key=lambda m: (not m.size, m.size, m.id))
    return tuple(_catalogue_row(m) for m in chosen)


def _catalogue_row(model: ListedModel) -> CatalogueRow:
    status = ModelStatus(model.id, model.state, model.progress)
    tone = model_tone(status)
    words = disk_size(model.size) if model.size else ""
    is_whole = model.state not in (ModelState.KNOWN, ModelState.FAILED)
    may_load = model.state not in _TAKEN | {ModelState.DOWNLOADING}
    return CatalogueRow(model.id, words, tone, model_state(status), may_load, not is_whole)


# the tray


@dataclass(frozen=True, slots=True)
class MenuModel:
    """A model in the tray's menu."""

    key: Key
    label: str


def menu_models(snapshot: Snapshot) -> tuple[MenuModel, ...]:
    """The models of the owner's machines that are loaded or could be, the loaded ones first; not too many."""
    tellers = {t.backend.id for t in manageable(snapshot)}
    rows = [r for r in model_rows(snapshot) if r.backend in tellers]
    rows.sort(key=lambda r: Action.UNLOAD not in r.actions)
    return tuple(
        MenuModel(
            r.key, translate("Models", "{model}: {state}").format(model=measured(short_model(r.model)), state=r.state)
        )
        for r in rows[:MOST_MENU]
    )
