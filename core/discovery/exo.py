"""What exo's own answers say: its generation, its models and its machines. Pure readers of its JSON.

Sources: exo v1.0.60 to v1.0.71 and main of 2026-06 (shared/reference/exo.md §2, §3, and its captures).
Union types are single-key objects `{"TypeName": {...}}`. Runners of deleted instances stay listed for
ever, so only instances -> shardAssignments.nodeToRunner -> runners[id] is believed. `/state` holds other
people's prompts: nothing of it is ever logged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.domain import ModelState, ModelStatus, NodeFacts

_PEER_ID = re.compile(r"12D3KooW[1-9A-HJ-NP-Za-km-z]{20,60}")
_ZENOH_ID = re.compile(r"[1-9a-f][0-9a-f]{0,31}")

STATE_PATHS = ("instances", "runners", "topology", "nodeIdentities", "nodeMemory", "lastEventAppliedIdx")
"""The small parts of /state that a check reads (exo >= 1.0.70); the whole is 125-280 KB."""


def generation_of(node_id: object) -> str:
    """`gen1` or `gen2` by the form of the answer of GET /node_id, or empty when it is not exo's."""
    if not isinstance(node_id, str):
        return ""
    if _PEER_ID.fullmatch(node_id):
        return "gen1"
    return "gen2" if _ZENOH_ID.fullmatch(node_id) else ""


def is_first_generation(health: object, server: str, topology: object) -> bool:
    """Whether GET /healthcheck and its neighbours are those of exo 0.0.x."""
    if not (isinstance(health, dict) and health.get("status") == "ok"):
        return False
    return "aiohttp" in server.lower() or (isinstance(topology, dict) and {"nodes", "peer_graph"} <= topology.keys())


def models_of(state: Mapping[str, Any]) -> tuple[ModelStatus, ...]:
    """The models that have an instance, with their true state; the best instance of a model counts."""
    runners = _dict(state.get("runners"))
    members = _members(state)
    found: dict[str, ModelStatus] = {}
    for instance in _dict(state.get("instances")).values():
        shards = _dict(_inner(instance).get("shardAssignments"))
        model_id = shards.get("modelId")
        if not isinstance(model_id, str):
            continue
        status = _instance_status(model_id, shards, runners, members)
        if model_id not in found or _RANK[status.state] < _RANK[found[model_id].state]:
            found[model_id] = status
    return tuple(found.values())


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


def _instance_status(
    model_id: str, shards: Mapping[str, Any], runners: Mapping[str, Any], members: frozenset[str]
) -> ModelStatus:
    by_node = _dict(shards.get("nodeToRunner"))
    names = {_name(runners.get(runner)) for runner in by_node.values()}
    length = _context_length(shards)
    gone = [node for node in by_node if members and node not in members]
    if gone:
        return ModelStatus(
            model_id, ModelState.FAILED, detail="a machine of it left the cluster", context_length=length
        )
    if names & _FAILED:
        return ModelStatus(model_id, ModelState.FAILED, detail="its runner failed", context_length=length)
    if names and names <= _READY:
        return ModelStatus(model_id, ModelState.READY, context_length=length)
    if names and names <= _READY | _BUSY:
        return ModelStatus(model_id, ModelState.BUSY, context_length=length)
    return ModelStatus(model_id, ModelState.LOADING, _loaded_share(by_node.values(), runners), context_length=length)


def _loaded_share(ids: Any, runners: Mapping[str, Any]) -> float | None:
    loaded = total = 0
    for runner in ids:
        inner = _inner(runners.get(runner))
        if isinstance(inner.get("layersLoaded"), int) and isinstance(inner.get("totalLayers"), int):
            loaded += inner["layersLoaded"]
            total += inner["totalLayers"]
    return loaded / total if total else None


def _context_length(shards: Mapping[str, Any]) -> int | None:
    for shard in _dict(shards.get("runnerToShard")).values():
        length = _dict(_inner(shard).get("modelCard")).get("contextLength")
        if isinstance(length, int) and length > 0:
            return length
    return None


def facts_of(node_id: str, generation: str, state: Mapping[str, Any]) -> NodeFacts:
    """What the node says of itself and of its cluster; memory in bytes."""
    identity = _dict(_dict(state.get("nodeIdentities")).get(node_id))
    memory = _dict(_dict(state.get("nodeMemory")).get(node_id))
    return NodeFacts(
        node_id=node_id,
        generation=generation,
        machine=_text(identity.get("friendlyName")) or _text(identity.get("modelId")),
        chip=_text(identity.get("chipId")),
        memory_total=_in_bytes(memory.get("ramTotal")),
        memory_available=_in_bytes(memory.get("ramAvailable")),
        members=tuple(sorted(_members(state))),
    )


def first_generation_models(initial_models: object) -> tuple[ModelStatus, ...]:
    """The ids of GET /initial_models of exo 0.0.x; it loads a model by itself when it is asked for."""
    return tuple(ModelStatus(name, ModelState.READY, detail="loads on first use") for name in _dict(initial_models))


def listed_models(models: object) -> tuple[ModelStatus, ...]:
    """The ids of an OpenAI model list `{"data": [{"id"}]}`; anything else is no list and gives none."""
    data = models.get("data") if isinstance(models, dict) else None
    found: list[ModelStatus] = []
    for entry in data if isinstance(data, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            length = entry.get("context_length")
            found.append(
                ModelStatus(entry["id"], context_length=length if isinstance(length, int) and length > 0 else None)
            )
    return tuple(found)


def is_simulated(facts: NodeFacts) -> bool:
    """Whether the node calls itself simulated: ours, for the demo and the tests."""
    return "(simulated)" in facts.machine


def _members(state: Mapping[str, Any]) -> frozenset[str]:
    nodes = _dict(state.get("topology")).get("nodes")
    return frozenset(n for n in nodes if isinstance(n, str)) if isinstance(nodes, list) else frozenset()


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _inner(value: object) -> dict[str, Any]:
    """The inside of a single-key union object."""
    return _dict(next(iter(value.values()), None)) if isinstance(value, dict) else {}


def _name(value: object) -> str:
    """The type name of a single-key union object."""
    return next(iter(value), "") if isinstance(value, dict) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _in_bytes(value: object) -> int | None:
    number = _dict(value).get("inBytes")
    return number if isinstance(number, int) else None
