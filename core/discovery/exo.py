"""What exo's own answers say: its generation, its models, itself. Pure readers of its JSON.

Sources: exo v1.0.60 to v1.0.71 and main of 2026-06 (shared/reference/exo.md §2, §3, and its captures).
Union types are single-key objects `{"TypeName": {...}}`. Runners of deleted instances stay listed for
ever, so only instances -> shardAssignments.nodeToRunner -> runners[id] is believed. `/state` holds other
people's prompts: nothing of it is ever logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from core.cluster import Machine
from core.discovery.exo_cluster import lost_machines, members_of, shard_assignments, unlinked
from core.discovery.exo_downloads import Download, disk_status, progress_of
from core.discovery.lenient import dict_of, inner, list_of, text_of, variant, whole_of
from core.domain import ModelState, ModelStatus, NodeFacts
from core.words.failing import Joined, listed
from core.words.models import About

_PEER_ID = re.compile(r"12D3KooW[1-9A-HJ-NP-Za-km-z]{20,60}")
_ZENOH_ID = re.compile(r"[1-9a-f][0-9a-f]{0,31}")

_RUNNER_ERROR = re.compile(r"^Runner error: (.+)$", re.MULTILINE)

_PRODUCTS = {"gen1": "exo 1.0.x"}
"""exo tells its version nowhere; the present generation needs no number."""

FIRST_WITH_BATCHES = "1.0.69"
"""From here on a runner answers 8 at once (EXO_MAX_CONCURRENT_REQUESTS: an environment variable, told nowhere)."""
ONE_AT_ONCE = 1

_FIRST_PATHS = (
    ("/v1/cancel/{command_id}", FIRST_WITH_BATCHES),
    ("/v1/messages", "1.0.68"),
    ("/download/start", "1.0.67"),
    ("/v1/images/generations", "1.0.64"),
    ("/bench/chat/completions", "1.0.61"),
)
"""A path, and the first version that had it; newest first."""


_RANK = {
    ModelState.READY: 0,
    ModelState.BUSY: 1,
    ModelState.LOADING: 2,
    ModelState.DOWNLOADING: 3,
    ModelState.FAILED: 4,
    ModelState.DOWNLOADED: 5,
    ModelState.KNOWN: 6,
}
_READY = frozenset({"RunnerReady"})
_BUSY = frozenset({"RunnerRunning"})
_FAILED = frozenset({"RunnerFailed", "RunnerShutdown", "RunnerShuttingDown"})


def generation_of(node_id: object) -> str:
    """`gen1` or `gen2` by the form of the answer of GET /node_id, or empty when it is not exo's."""
    if not isinstance(node_id, str):
        return ""
    if _PEER_ID.fullmatch(node_id):
        return "gen1"
    return "gen2" if _ZENOH_ID.fullmatch(node_id) else ""


def version_of(paths: Iterable[str]) -> str:
    """The version of an exo 1.0.x before 1.0.70 by its paths, or the first one that had them; empty without any."""
    known = frozenset(paths)
    return next((version for path, version in _FIRST_PATHS if path in known), "1.0.60" if known else "")


def is_first_generation(health: object, server: str, topology: object) -> bool:
    """Whether GET /healthcheck and its neighbours are those of exo 0.0.x."""
    if dict_of(health).get("status") != "ok":
        return False
    return "aiohttp" in server.lower() or {"nodes", "peer_graph"} <= dict_of(topology).keys()


def models_of(
    state: Mapping[str, Any], downloads: tuple[Download, ...] = (), names: Mapping[str, str] | None = None
) -> tuple[ModelStatus, ...]:
    """The models that have an instance, with their true state, then those on the disks; the best of each counts.

    `names` are the machines' own names, for the words.
    """
    names = names or {}
    found: dict[str, ModelStatus] = {}
    for instance in dict_of(state.get("instances")).values():
        shards = shard_assignments(instance)
        model_id = shards.get("modelId")
        if not isinstance(model_id, str):
            continue
        status = _instance_status(model_id, shards, state, downloads, names)
        if model_id not in found or _RANK[status.state] < _RANK[found[model_id].state]:
            found[model_id] = status
    by_model: dict[str, list[Download]] = {}
    for download in downloads:
        by_model.setdefault(download.model, []).append(download)
    for model_id in sorted(by_model.keys() - found.keys()):
        found[model_id] = disk_status(model_id, tuple(by_model[model_id]), names)
    return tuple(found.values())


def _instance_status(
    model_id: str,
    shards: Mapping[str, Any],
    state: Mapping[str, Any],
    downloads: tuple[Download, ...],
    names: Mapping[str, str],
) -> ModelStatus:
    """The order of the questions matters: what makes a request hang comes before what the runners say."""
    by_node = dict_of(shards.get("nodeToRunner"))
    runners = dict_of(state.get("runners"))
    states = {variant(runners.get(runner)) for runner in by_node.values()}
    length = _context_length(shards)

    def status(state: ModelState, detail: str = "", progress: float | None = None) -> ModelStatus:
        return ModelStatus(model_id, state, progress, detail, length)

    missing = _missing_machine(frozenset(by_node), state, names)
    if missing:
        return status(ModelState.FAILED, missing)
    if states & _FAILED:
        return status(ModelState.FAILED, _runner_failure(by_node.values(), runners))
    if states and states <= _READY:
        return status(ModelState.READY)
    if states and states <= _READY | _BUSY:
        return status(ModelState.BUSY)
    own = tuple(d for d in downloads if d.model == model_id and d.node_id in by_node)
    if any(d.state is ModelState.FAILED for d in own):
        # The runner stays idle for ever and a chat hangs with keep-alives; exo does not retry (measured).
        return status(ModelState.FAILED, disk_status(model_id, own, names).detail)
    if any(d.state is ModelState.DOWNLOADING for d in own):
        return status(ModelState.DOWNLOADING, disk_status(model_id, own, names).detail, progress_of(own))
    return status(ModelState.LOADING, progress=_loaded_share(by_node.values(), runners))


def _missing_machine(nodes: frozenset[str], state: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Why an instance cannot answer whatever its runners say (they say READY for 46 s, measured), or empty."""
    members = members_of(state)
    lost = lost_machines(state)
    for node_id in sorted(nodes):
        name = names.get(node_id) or node_id[:8]
        if members and node_id not in members:
            return About.PART_LEFT.format(name=name)
        if node_id in lost:
            return About.PART_SILENT.format(name=name, reason=lost[node_id])
    without = sorted(unlinked(state, nodes))
    if not without:
        return ""
    return About.LINK_GONE.format(name=names.get(without[0]) or without[0][:8])


def _runner_failure(ids: Any, runners: Mapping[str, Any]) -> str:
    """A runner's words may be a whole traceback with paths: only the line that says what happened is taken."""
    for runner in ids:
        text = text_of(inner(runners.get(runner)).get("errorMessage")).strip()
        match = _RUNNER_ERROR.search(text)
        words = match[1] if match else text.partition("\n")[0]
        if words:
            return About.RUNNER_FAILED_WHY.format(detail=words[:120])
    return About.RUNNER_FAILED


def _loaded_share(ids: Any, runners: Mapping[str, Any]) -> float | None:
    loaded = total = 0
    for runner in ids:
        state = inner(runners.get(runner))
        if isinstance(state.get("layersLoaded"), int) and isinstance(state.get("totalLayers"), int):
            loaded += state["layersLoaded"]
            total += state["totalLayers"]
    return loaded / total if total else None


def _context_length(shards: Mapping[str, Any]) -> int | None:
    for shard in dict_of(shards.get("runnerToShard")).values():
        length = whole_of(dict_of(inner(shard).get("modelCard")).get("contextLength"))
        if length is not None and length > 0:
            return length
    return None


def facts_of(
    node_id: str,
    generation: str,
    machines: tuple[Machine, ...],
    links: tuple[tuple[str, str], ...] = (),
) -> NodeFacts:
    """What the node says of itself and of its cluster. `machines` may hold lost ones that exo no longer lists."""
    me = next((m for m in machines if m.id == node_id), Machine(node_id))
    return NodeFacts(
        node_id=node_id,
        generation=generation,
        machine=me.name or me.model,
        chip=me.chip,
        memory_total=me.memory_total,
        memory_available=me.memory_available,
        members=tuple(m.id for m in machines if not m.lost or not m.lost.startswith("left")),
        warning=degraded(machines),
        product=_PRODUCTS.get(generation, "exo"),
        machines=machines,
        links=links,
    )


def degraded(machines: Iterable[Machine]) -> str:
    """Which machines of a cluster are lost, and why; empty when none is."""
    lost = [Joined.OF_BACKEND.format(name=m.shown_name, reason=m.lost) for m in machines if m.lost]
    return About.DEGRADED.format(reason=listed(lost)) if lost else ""


def first_generation_models(initial_models: object, progress: object) -> tuple[ModelStatus, ...]:
    """The ids of GET /initial_models of exo 0.0.x, and what GET /v1/download/progress says of those.

    0.0.x loads and even downloads a model by itself when it is asked for, and does not tell what is loaded:
    only tokens would prove it, and a probe may not cost one.
    """
    ongoing: dict[str, tuple[int, int]] = {}
    for entry in map(dict_of, dict_of(progress).values()):
        shard = dict_of(entry.get("shard"))
        name = text_of(shard.get("model_id")) or text_of(entry.get("repo_id"))
        done, total = ongoing.get(name, (0, 0))
        ongoing[name] = (
            done + (whole_of(entry.get("downloaded_bytes")) or 0),
            total + (whole_of(entry.get("total_bytes")) or 0),
        )
    found = []
    for name in dict_of(initial_models):
        done, total = ongoing.get(name, (0, 0))
        if name in ongoing:
            found.append(ModelStatus(name, ModelState.DOWNLOADING, done / total if total else None))
        else:
            found.append(ModelStatus(name, ModelState.KNOWN, detail=About.LOADS_ON_USE, loads_on_use=True))
    return tuple(found)


def first_generation_facts(topology: object) -> NodeFacts:
    """GET /v1/topology of exo 0.0.x: memory is the whole of it, in MB; nobody says which of the nodes answered."""
    nodes = dict_of(dict_of(topology).get("nodes"))
    machines = []
    for node_id in sorted(nodes):
        told = dict_of(nodes[node_id])
        memory = whole_of(told.get("memory"))
        total = memory * 1024**2 if memory else None
        name = "" if len(nodes) > 1 else node_id
        machines.append(Machine(node_id, name, text_of(told.get("model")), text_of(told.get("chip")), total))
    links = {
        (node_id, text_of(dict_of(edge).get("to_id")))
        for node_id, edges in dict_of(dict_of(topology).get("peer_graph")).items()
        for edge in list_of(edges)
    }
    only = machines[0] if len(machines) == 1 else Machine("")
    return NodeFacts(
        generation="gen0",
        machine=only.model,
        chip=only.chip,
        memory_total=only.memory_total,
        members=tuple(m.id for m in machines),
        product="exo 0.0.x",
        machines=tuple(machines),
        links=tuple(sorted(links)),
    )


def listed_models(models: object) -> tuple[ModelStatus, ...]:
    """The ids of an OpenAI model list `{"data": [{"id"}]}`; anything else is no list and gives none."""
    found: list[ModelStatus] = []
    for entry in list_of(dict_of(models).get("data")):
        name, length = dict_of(entry).get("id"), whole_of(dict_of(entry).get("context_length"))
        if isinstance(name, str):
            found.append(ModelStatus(name, context_length=length if length and length > 0 else None))
    return tuple(found)


def is_simulated(facts: NodeFacts) -> bool:
    """Whether the node calls itself simulated: ours, for the demo and the tests."""
    return "(simulated)" in facts.machine or any("(simulated)" in m.model for m in facts.machines)
