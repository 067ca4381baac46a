"""The drawing of the owner's machines, in words and numbers: who belongs together, what each has and holds. Pure.

What nobody told is not there: no bar without a total, no temperature without a sensor. The names of machines, chips
and models are exo's; each group is one cluster, or one server that stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from core.cluster import Copy, Machine, Shard, clusters
from core.domain import ANY_MODEL, BackendId, BackendKind, BackendStatus, HealthState, ModelState, ModelStatus, Snapshot
from desktop.text.facts import is_builtin, shown_name, size
from desktop.text.machine import memory_words, sensor_words
from desktop.text.menu import short_model
from desktop.text.rows import Tone, host_of, is_reachable, model_state, model_tone, node_state, why_not
from desktop.text.said import said
from desktop.text.translate import joined, measured, translate


@dataclass(frozen=True, slots=True)
class Part:
    """A model on a machine: in its memory, or on its way to its disk. `share` is 0..1 while it is under way."""

    model: str
    tone: Tone
    state: str
    share: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MemoryBar:
    """How full a machine's memory is, each 0..1 of the whole; `models` is the part of `used` that models weigh."""

    used: float
    models: float
    words: str


@dataclass(frozen=True, slots=True)
class MachineCard:
    """One machine. `backend` is the node whose API runs there, where that is known."""

    id: str
    backend: BackendId | None
    name: str
    kind: str
    tone: Tone
    state: str
    sensors: str
    memory: MemoryBar | None
    memory_words: str
    parts: tuple[Part, ...]
    on_disk: str
    reason: str = ""
    is_gone: bool = False

    @property
    def description(self) -> str:
        """The whole card in one sentence after the other, for a screen reader and the pointer."""
        parts = [f"{p.model}: {p.state}" + (f" ({p.detail})" if p.detail else "") for p in self.parts]
        lines = [f"{self.name}: {self.state}", self.reason, self.kind, self.memory_words, self.sensors, *parts]
        return "\n".join(line for line in (*lines, self.on_disk) if line)


@dataclass(frozen=True, slots=True)
class ClusterCard:
    """Machines that belong together. `well_linked` are those that every other one reaches, and that reach it."""

    title: str
    machines: tuple[MachineCard, ...]
    well_linked: frozenset[str] = frozenset()
    trouble: str = ""


def cluster_cards(snapshot: Snapshot) -> tuple[ClusterCard, ...]:
    """The owner's machines, cluster by cluster, in the order of the snapshot."""
    own = {s.backend.id: s for s in snapshot.backends if s.backend.locality.is_local and not is_builtin(s)}
    groups = clusters({i: s.facts for i, s in own.items()})
    return tuple(_cluster([own[i] for i in group]) for group in groups)


def _cluster(statuses: list[BackendStatus]) -> ClusterCard:
    """The facts of a group are those of its members that answer; the others' are old."""
    answering = [s for s in statuses if s.health.state is HealthState.UP] or statuses
    machines: dict[str, Machine] = {}
    for status in answering:
        for machine in status.facts.machines:
            known = machines.get(machine.id)
            machines[machine.id] = machine if known is None or (known.lost and not machine.lost) else known
    if not machines:
        return ClusterCard(_title(statuses[0], 1), tuple(_server(s) for s in statuses))
    by_machine = {s.facts.node_id: s for s in statuses if s.facts.node_id}
    teller = answering[0]
    cards = [_machine(m, by_machine.get(m.id) or _only(statuses), teller, len(machines)) for m in machines.values()]
    cards += [_server(s) for i, s in by_machine.items() if i not in machines]
    links = frozenset(link for s in answering for link in s.facts.links)
    present = {m.id: m.shown_name for m in machines.values() if not m.lost}
    well, trouble = _links(present, links)
    return ClusterCard(_title(teller, len(cards)), tuple(sorted(cards, key=lambda c: c.name)), well, trouble)


def _only(statuses: list[BackendStatus]) -> BackendStatus | None:
    """exo 0.0.x does not tell which of the machines its API runs on; of one there is no doubt."""
    only = statuses[0]
    return only if len(statuses) == 1 and not only.facts.node_id and len(only.facts.machines) == 1 else None


_KINDS = {BackendKind.EXO: "exo", BackendKind.OLLAMA: "Ollama"}
"""What a server is called that never said what it is."""


def _title(status: BackendStatus, count: int) -> str:
    product = status.facts.product or _KINDS.get(status.backend.kind) or translate("Cluster", "server")
    if count > 1:
        return translate("Cluster", "{product} cluster, {n} machines").format(product=product, n=count)
    return product


def _links(names: Mapping[str, str], links: frozenset[tuple[str, str]]) -> tuple[frozenset[str], str]:
    """Which machines reach all others both ways, and what is missing, in words."""
    if not links:
        return frozenset(names), ""
    well, missing = set(names), []
    for one, other in combinations(sorted(names, key=names.__getitem__), 2):
        there, back = (one, other) in links, (other, one) in links
        if there and back:
            continue
        well -= {one, other}
        first, second = (other, one) if back else (one, other)
        a, b = names[first], names[second]
        if there or back:
            missing.append(translate("Cluster", "{a} reaches {b}, but not the other way round").format(a=a, b=b))
        else:
            missing.append(translate("Cluster", "no link between {a} and {b}").format(a=a, b=b))
    return frozenset(well), joined(missing)


def _machine(machine: Machine, own: BackendStatus | None, teller: BackendStatus, count: int) -> MachineCard:
    """`own` is the node on it, `teller` the node that tells of it."""
    facts = teller.facts
    shards = [s for s in facts.shards if s.machine == machine.id]
    copies = [c for c in facts.copies if c.machine == machine.id]
    models = {m.id: m for m in teller.models}
    tone, state, reason = _state(machine, own, teller)
    is_gone = bool(machine.lost) or not is_reachable(own or teller)
    parts = () if machine.lost else _parts(shards, copies, models, count)
    if is_gone:  # the others still take it for well, for up to 46 s (measured)
        parts = tuple(replace(p, tone=Tone.QUIET, state=translate("Cluster", "not known"), share=None) for p in parts)
    loaded = {s.model for s in shards}
    return MachineCard(
        id=machine.id,
        backend=own.backend.id if own is not None else None,
        name=_plain(machine.shown_name, own),
        kind=" · ".join(_plain(part, own) for part in (machine.model, machine.chip) if part),
        tone=tone,
        state=state,
        sensors="" if is_gone else sensor_words(machine),
        memory=None if is_gone else _memory(machine, sum(s.weights or 0 for s in shards)),
        memory_words="" if is_gone else memory_words(machine),
        parts=parts,
        on_disk="" if is_gone else _on_disk([c.model for c in copies if c.is_complete and c.model not in loaded]),
        reason=reason,
        is_gone=is_gone,
    )


def _plain(text: str, own: BackendStatus | None) -> str:
    """A simulated machine says so once: in the name that its node has."""
    is_named = own is not None and own.backend.simulated and text.removesuffix(" (simulated)") == own.backend.name
    return shown_name(own.backend) if is_named and own is not None else text.removesuffix(" (simulated)")


def _state(machine: Machine, own: BackendStatus | None, teller: BackendStatus) -> tuple[Tone, str, str]:
    """The state of a machine in a word, and why it is so."""
    if own is None and not is_reachable(teller):
        return Tone.QUIET, translate("Cluster", "not known"), ""
    if own is not None and own.health.state in (HealthState.DOWN, HealthState.BLOCKED, HealthState.COOLING):
        tone, state = node_state(own)
        return tone, state, why_not(own)
    if machine.lost:
        return Tone.BAD, translate("Cluster", "lost"), machine.lost
    if own is None:
        return Tone.QUIET, translate("Cluster", "member"), ""
    tone, state = node_state(own)
    return tone, state, ""


def _server(status: BackendStatus) -> MachineCard:
    """A server that tells nothing of its machine: its name, and its models where it answers."""
    tone, state = node_state(status)
    listed = [m for m in status.models if m.id != ANY_MODEL] if is_reachable(status) else []
    in_memory = [m for m in listed if m.state not in (ModelState.KNOWN, ModelState.DOWNLOADED)]
    rest = [m.id for m in listed if m.state in (ModelState.KNOWN, ModelState.DOWNLOADED)]
    facts = status.facts
    return MachineCard(
        id=status.backend.id,
        backend=status.backend.id,
        name=shown_name(status.backend),
        kind=" · ".join(part for part in (facts.machine, facts.chip) if part) or host_of(status.backend),
        tone=tone,
        state=state,
        sensors="",
        memory=None,
        memory_words=translate("Cluster", "{size} memory").format(size=size(facts.memory_total))
        if facts.memory_total
        else "",
        parts=tuple(_part(m) for m in in_memory),
        on_disk=_on_disk(rest),
        reason=why_not(status),
    )


def _part(model: ModelStatus) -> Part:
    share = model.progress if model.state in (ModelState.LOADING, ModelState.DOWNLOADING) else None
    return Part(short_model(model.id, 40), model_tone(model), model_state(model), share)


def _parts(shards: list[Shard], copies: list[Copy], models: Mapping[str, ModelStatus], count: int) -> tuple[Part, ...]:
    """What stands in the memory, and what is on its way to the disk, of one machine."""
    by_model = {c.model: c for c in copies}
    found = []
    for shard in shards:
        copy = by_model.get(shard.model)
        part = _part(models.get(shard.model, ModelStatus(shard.model, ModelState.LOADING)))
        if copy is not None and copy.is_coming and part.tone is not Tone.BAD:
            part = _coming(copy)
        found.append(replace(part, detail=_layers(shard, count)))
    held = {s.model for s in shards}
    for copy in copies:
        if copy.model not in held and copy.is_coming:
            found.append(_coming(copy))
        elif copy.model not in held and copy.failure:
            words = translate("Cluster", "download failed")
            found.append(Part(short_model(copy.model, 40), Tone.BAD, words, detail=said(copy.failure)))
    return tuple(found)


def _coming(copy: Copy) -> Part:
    share = copy.done / copy.total if copy.total else None
    state = ModelStatus(copy.model, ModelState.DOWNLOADING, share)
    return Part(short_model(copy.model, 40), Tone.BUSY, model_state(state), share)


def _layers(shard: Shard, count: int) -> str:
    """Which part of the model this machine has; nothing to say where it has all of it."""
    weight = size(shard.weights) if shard.weights else ""
    if shard.layers is None or count == 1 or shard.layers[1] - shard.layers[0] == shard.layers[2]:
        return weight
    first, behind, of = shard.layers
    span = measured(f"{first + 1}-{behind}")
    words = translate("Cluster", "layers {span} of {n}").format(span=span, n=of)
    return f"{words}, {weight}" if weight else words


def _memory(machine: Machine, weights: int) -> MemoryBar | None:
    total, free = machine.memory_total, machine.memory_available
    if not total or free is None:
        return None
    used = min(1.0, max(0.0, (total - free) / total))
    return MemoryBar(used, min(used, weights / total), memory_words(machine))


def _on_disk(models: list[str]) -> str:
    if not models:
        return ""
    if len(models) == 1:
        return translate("Cluster", "On disk: {model}").format(model=short_model(models[0], 40))
    return translate("Cluster", "On disk: {n} models").format(n=len(models))
