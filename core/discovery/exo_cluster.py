"""What exo's state says of the cluster: members, links, machines, where each one's API is. Pure readers.

Sources: exo.md §1d, §2c, §3. Up to v1.0.63 `topology.nodes` are objects, `connections` a list and the facts of
a machine stand in `nodeProfiles`; since v1.0.64 there are ids, a map of maps and one `node…` map a subject.
An edge is made by exo itself after `GET http://ip:port/node_id` succeeded, so its address is an HTTP address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.cluster import Machine, Shard
from core.discovery.lenient import dict_of, in_bytes, inner, list_of, number_of, text_of, variant, whole_of
from core.words.models import About

SILENT_AFTER = 10.0
"""Seconds behind the newest report after which a machine counts as silent; each reports every second."""

_MULTIADDRESS = re.compile(r"/ip[46]/([^/]+)/tcp/(\d+)")


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """Where the API of the node `node_id` may be, as another node tells; to be verified, never assumed."""

    node_id: str
    host: str
    port: int


def members_of(state: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the machines that are in the cluster now; `nodeIdentities` also holds departed ones."""
    nodes = list_of(dict_of(state.get("topology")).get("nodes"))
    ids = (text_of(n) or text_of(dict_of(n).get("nodeId")) for n in nodes)
    return tuple(sorted({i for i in ids if i}))


def links_of(state: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(from, to) for every edge of the topology."""
    return tuple(sorted({(source, sink) for source, sink, _ in _edges(state)}))


def addresses_of(state: Mapping[str, Any], own_port: int) -> tuple[NodeAddress, ...]:
    """Where the other members' APIs may be, the surest first.

    1. the edges of the topology; 2. every address of a machine with the port of the node that was asked,
    for exo takes it that all nodes use one port. Link-local and loopback addresses mean another machine there.
    """
    found: dict[NodeAddress, None] = {}
    for _, sink, edge in _edges(state):
        address = _edge_address(edge)
        if address is not None:
            found[NodeAddress(sink, *address)] = None
    members = set(members_of(state))
    for node_id, network in dict_of(state.get("nodeNetwork")).items():
        if node_id not in members:
            continue
        for interface in list_of(dict_of(network).get("interfaces")):
            host = text_of(dict_of(interface).get("ipAddress"))
            if host and ":" not in host and not host.startswith(("127.", "169.254.")):
                found[NodeAddress(node_id, host, own_port)] = None
    return tuple(found)


def silent_for(state: Mapping[str, Any]) -> dict[str, float]:
    """Seconds by which each machine's last report is older than the newest one."""
    seen: dict[str, float] = {}
    for node_id, text in dict_of(state.get("lastSeen")).items():
        try:
            seen[node_id] = datetime.fromisoformat(text_of(text)).timestamp()
        except ValueError:
            continue
    newest = max(seen.values(), default=0.0)
    return {node_id: newest - at for node_id, at in seen.items()}


def lost_machines(state: Mapping[str, Any]) -> dict[str, str]:
    """Members that do not take part although they are still listed, and why, in words."""
    members = members_of(state)
    return {
        node_id: About.SILENT.format(seconds=f"{behind:.0f}")
        for node_id, behind in silent_for(state).items()
        if behind > SILENT_AFTER and node_id in members
    }


def unlinked(state: Mapping[str, Any], nodes: frozenset[str]) -> frozenset[str]:
    """Those of `nodes` that lack a link to or from every other of them; none when exo tells no links at all."""
    links = [(a, b) for a, b in links_of(state) if a in nodes and b in nodes and a != b]
    if len(nodes) < 2 or not isinstance(dict_of(state.get("topology")).get("connections"), dict | list):
        return frozenset()
    return nodes - ({a for a, _ in links} & {b for _, b in links})


def machines_of(state: Mapping[str, Any], slow: Mapping[str, Any]) -> tuple[Machine, ...]:
    """Every member with its facts; `state` is the fresh part of the document, `slow` the part read rarely."""
    lost = lost_machines(state)
    return tuple(replace(_machine(node_id, slow), lost=lost.get(node_id, "")) for node_id in members_of(state))


def _machine(node_id: str, slow: Mapping[str, Any]) -> Machine:
    def part(name: str) -> dict[str, Any]:
        return dict_of(dict_of(slow.get(name)).get(node_id))

    profile = part("nodeProfiles")  # up to v1.0.63
    identity = part("nodeIdentities") or profile
    memory = part("nodeMemory") or dict_of(profile.get("memory"))
    system = part("nodeSystem") or dict_of(profile.get("system"))
    return Machine(
        id=node_id,
        name=text_of(identity.get("friendlyName")),
        model=text_of(identity.get("modelId")),
        chip=text_of(identity.get("chipId")),
        memory_total=in_bytes(memory.get("ramTotal")) or whole_of(memory.get("ramTotal")),
        memory_available=in_bytes(memory.get("ramAvailable")) or whole_of(memory.get("ramAvailable")),
        disk_available=in_bytes(part("nodeDisk").get("available")),
        temperature=number_of(system.get("temp")) or None,  # 0 is what a machine without the sensor tells
        power=number_of(system.get("sysPower")) or None,
        gpu_usage=number_of(system.get("gpuUsage")),
    )


def _edges(state: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    connections = dict_of(state.get("topology")).get("connections")
    for entry in list_of(connections):  # up to v1.0.63
        edge = dict_of(entry)
        source, sink = text_of(edge.get("localNodeId")), text_of(edge.get("sendBackNodeId"))
        if source and sink:
            yield source, sink, edge
    for source, sinks in dict_of(connections).items():
        for sink, edges in dict_of(sinks).items():
            for edge in list_of(edges) or [{}]:
                yield source, sink, dict_of(edge)


def _edge_address(edge: Mapping[str, Any]) -> tuple[str, int] | None:
    address = dict_of(edge.get("sinkMultiaddr")) or dict_of(edge.get("sendBackMultiaddr"))
    host = text_of(address.get("ip_address")) or text_of(address.get("ipAddress"))
    port = whole_of(address.get("port"))
    if host and port and 0 < port < 65536:
        return host, port
    match = _MULTIADDRESS.match(text_of(address.get("address")))
    return (match[1], int(match[2])) if match and 0 < int(match[2]) < 65536 else None


def shards_of(state: Mapping[str, Any]) -> tuple[Shard, ...]:
    """Which machine holds which part of which loaded model, in the order of the parts."""
    found = []
    for instance in dict_of(state.get("instances")).values():
        assigned = shard_assignments(instance)
        by_runner = dict_of(assigned.get("runnerToShard"))
        parts = [
            _shard(text_of(assigned.get("modelId")), machine, by_runner.get(runner))
            for machine, runner in dict_of(assigned.get("nodeToRunner")).items()
        ]
        found += sorted(parts, key=lambda part: (part.layers or (0,), part.machine))
    return tuple(shard for shard in found if shard.model)


def _shard(model: str, machine: str, metadata: object) -> Shard:
    told = inner(metadata)
    size = in_bytes(dict_of(told.get("modelCard")).get("storageSize"))
    first, behind, count = (whole_of(told.get(name)) for name in ("startLayer", "endLayer", "nLayers"))
    if variant(metadata).startswith("Tensor"):
        world = whole_of(told.get("worldSize"))
        return Shard(model, machine, size // world if size and world else None)
    if first is None or behind is None or not count:
        return Shard(model, machine)
    return Shard(model, machine, size * (behind - first) // count if size else None, (first, behind, count))


def shard_assignments(instance: object) -> dict[str, Any]:
    """The inside of an instance that matters: model, runners, and which machine runs which."""
    return dict_of(inner(instance).get("shardAssignments"))
