"""One check of an exo node: cheap each time, thorough once a minute, and it remembers what only time can show.

exo >= 1.0.70 is asked for the small parts of its state (each < 2 KB); the large part, which lists the whole
catalogue once a machine, once a minute and while something downloads. Older 1.x has only the whole document:
of that the parts with other people's prompts are never even read. Nothing here costs a token or loads a model.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.cluster import Machine
from core.discovery import exo, exo_cluster
from core.discovery.ask import Ask
from core.discovery.exo_downloads import Download, copies_of, downloads_of
from core.discovery.found import Found
from core.discovery.lenient import dict_of, whole_of
from core.discovery.reach import place_of
from core.domain import BackendKind, FailureKind, ModelState, ModelStatus, NodeFacts, Seconds
from core.errors import AttemptFailed, kind_of_status
from core.log import facts as log_facts
from core.words.failing import Detail
from core.words.models import About

log = logging.getLogger("discovery")

FAST = frozenset({"lastEventAppliedIdx", "instances", "runners", "topology", "lastSeen"})
SLOW = frozenset({"nodeIdentities", "nodeMemory", "nodeSystem", "nodeDisk", "nodeNetwork", "nodeProfiles"})
DOWNLOADS = "downloads"

SLOW_EVERY: Seconds = 60.0
STILL_FOR: Seconds = 8.0
"""A node's event index that stands still this long is cut off: every member reports each second, so it grows by
1.1 a second at rest (measured). Two checks of the usual 10 s lie farther apart than this."""
LOST_FOR: Seconds = 600.0
"""How long a machine that left is missed. Later it is taken for having been put away."""

_MOVING = (ModelState.DOWNLOADING, ModelState.LOADING)


@dataclass(slots=True)
class ExoMemory:
    """What is remembered of one node from check to check. A node id is new at every start of exo >= 1.0.68."""

    node_id: str = ""
    has_paths: bool | None = None
    version: str = ""
    index: int | None = None
    index_since: Seconds = 0.0
    slow: dict[str, Any] = field(default_factory=dict)
    slow_at: Seconds | None = None
    slow_for: tuple[str, ...] = ()
    downloads: tuple[Download, ...] = ()
    is_moving: bool = False
    seen: dict[str, tuple[Machine, Seconds]] = field(default_factory=dict)

    def meet(self, node_id: str) -> None:
        """Forget what was true of another process at this address; its companions are still missed."""
        if node_id != self.node_id:
            self.node_id, self.has_paths, self.index, self.slow_at = node_id, None, None, None
            self.version = ""
            self.slow, self.downloads, self.is_moving = {}, (), False

    def note_index(self, index: int | None, now: Seconds) -> Seconds:
        """Take the event index; how long it has stood still, in seconds."""
        if index is None:
            return 0.0
        if index != self.index:
            if self.index is not None and index < self.index:
                # The state was made anew: everything is unloaded, which the models tell by themselves.
                log.info("exo has a new master %s", log_facts(node=self.node_id[:8]))
            self.index, self.index_since = index, now
        return now - self.index_since

    def with_lost(self, machines: tuple[Machine, ...], now: Seconds) -> tuple[Machine, ...]:
        """The machines, and those that were there lately. One that is back may have a new id, but has its name."""
        for machine in machines:
            self.seen[machine.id] = (machine, now)
        present, names = {m.id for m in machines}, {m.name for m in machines if m.name}
        self.seen = {
            i: (m, at)
            for i, (m, at) in self.seen.items()
            if i in present or (m.name not in names and now - at < LOST_FOR)
        }
        gone = [replace(m, lost=About.LEFT) for i, (m, _) in self.seen.items() if i not in present]
        return (*machines, *gone)


async def check_exo(
    ask: Ask, root: str, memory: ExoMemory, now: Seconds, still_for: Seconds = STILL_FOR
) -> Found | None:
    """What the node at `root` is and can answer now, or None when no exo answers there.

    Raises AttemptFailed: CUT_OFF when its API is up but its cluster does not hear it (exo issues 1823, 2112).
    """
    reply = await ask.get(root + "/node_id")
    node_id = reply.document
    generation = exo.generation_of(node_id) if reply.status == 200 else ""
    if not generation:
        return await _first_generation(ask, root, memory, now)
    assert isinstance(node_id, str)  # generation_of says so
    memory.meet(node_id)
    state = await _state(ask, root, memory, now)
    still = memory.note_index(whole_of(state.get("lastEventAppliedIdx")), now)
    if still >= still_for:
        raise AttemptFailed(FailureKind.CUT_OFF, Detail.STANDS_STILL.format(seconds=f"{still:.0f}"))
    machines = exo_cluster.machines_of(state, memory.slow)
    names = {m.id: m.name for m in machines}
    names |= {m.id: m.name for m, _ in memory.seen.values() if m.id not in names}
    models = exo.models_of(state, memory.downloads, names)
    memory.is_moving = any(m.state in _MOVING for m in models)
    facts = replace(
        exo.facts_of(node_id, generation, memory.with_lost(machines, now), exo_cluster.links_of(state)),
        shards=exo_cluster.shards_of(state),
        copies=copies_of(memory.downloads),
    )
    neighbours = exo_cluster.addresses_of({**memory.slow, **state}, place_of(root)[1])
    if memory.version:
        facts = replace(facts, product=f"exo {memory.version}")
    limit = exo.ONE_AT_ONCE if memory.version and memory.version != exo.FIRST_WITH_BATCHES else 0
    return Found(BackendKind.EXO, models, facts, neighbours, memory.downloads, limit)


async def _state(ask: Ask, root: str, memory: ExoMemory, now: Seconds) -> Mapping[str, Any]:
    """The fresh part of the state; what is read rarely goes into the memory."""
    is_due = memory.slow_at is None or now - memory.slow_at >= SLOW_EVERY
    if memory.has_paths is not False:
        index = await ask.get(f"{root}/state/lastEventAppliedIdx")
        if not index.is_good and index.status not in (404, 405):
            raise AttemptFailed(kind_of_status(index.status), Detail.STATUS_OF_STATE.format(status=index.status))
        memory.has_paths = index.is_good
        if memory.has_paths:
            state = {"lastEventAppliedIdx": index.document}
            state |= await _parts(ask, root, FAST - state.keys())
            members = exo_cluster.members_of(state)
            is_due = is_due or not set(members) <= set(memory.slow_for)
            if is_due:
                memory.slow, memory.slow_at = await _parts(ask, root, SLOW - {"nodeProfiles"}), now
                memory.slow_for = members
            if is_due or memory.is_moving or _has_unready(state):
                memory.downloads = downloads_of((await _parts(ask, root, frozenset({DOWNLOADS}))).get(DOWNLOADS))
            return state
    memory.version = memory.version or await _old_version(ask, root)
    whole = await ask.parts(root + "/state", FAST | SLOW | {DOWNLOADS})
    if whole is None:
        raise AttemptFailed(FailureKind.BAD_ANSWER, Detail.STATE_UNREADABLE)
    memory.downloads = downloads_of(whole.get(DOWNLOADS))
    memory.slow, memory.slow_at = {name: whole[name] for name in SLOW & whole.keys()}, now
    return whole


async def _old_version(ask: Ask, root: str) -> str:
    """Which exo 1.0.x before 1.0.70 this is: it tells its version nowhere, but its paths do (88 KB, once a start)."""
    described = await ask.parts(root + "/openapi.json", frozenset({"paths"}))
    return exo.version_of(dict_of((described or {}).get("paths")).keys())


async def _parts(ask: Ask, root: str, names: frozenset[str]) -> dict[str, Any]:
    """The named parts; one that this version does not have is left out."""
    found = {}
    for name in sorted(names):
        reply = await ask.get(f"{root}/state/{name}")
        if reply.is_good:
            found[name] = reply.document
    return found


def _has_unready(state: Mapping[str, Any]) -> bool:
    return any(m.state in _MOVING for m in exo.models_of(state))


async def _first_generation(ask: Ask, root: str, memory: ExoMemory, now: Seconds) -> Found | None:
    """exo 0.0.x: no state, no ids of its own. Its health check says ok even while its peers are frozen."""
    health = await ask.get(root + "/healthcheck")
    if health.status != 200:
        return None
    topology = await ask.get(root + "/v1/topology")
    if not exo.is_first_generation(health.document, health.server, topology.document):
        return None
    initial = await ask.get(root + "/initial_models")
    progress = await ask.get(root + "/v1/download/progress")
    models: tuple[ModelStatus, ...] = exo.first_generation_models(initial.document, progress.document)
    told = exo.first_generation_facts(topology.document)
    memory.meet("gen0")
    machines = memory.with_lost(told.machines, now)
    facts: NodeFacts = replace(told, machines=machines, warning=exo.degraded(machines))
    return Found(BackendKind.EXO, models, facts)
