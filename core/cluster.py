"""What is true of a node and its cluster: machines, links between them, who belongs together. Frozen values; pure.

Memory is in bytes, temperature in degrees Celsius, power in watts; unknown is None or empty.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine of a cluster as its members tell of it. `lost` says in words why it does not take part now."""

    id: str
    name: str = ""
    model: str = ""
    chip: str = ""
    memory_total: int | None = None
    memory_available: int | None = None
    disk_available: int | None = None
    temperature: float | None = None
    power: float | None = None
    gpu_usage: float | None = None
    lost: str = ""

    @property
    def shown_name(self) -> str:
        """Its own name, or the beginning of its id where it has none."""
        return self.name or self.id[:8]


@dataclass(frozen=True, slots=True)
class Shard:
    """The part of a loaded model that stands in the memory of one machine.

    `layers` are (first, behind the last, how many the model has); None where every machine holds a slice of each.
    `weights` is what the part weighs in bytes, without the memory that a conversation takes.
    """

    model: str
    machine: str
    weights: int | None = None
    layers: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A model on the disk of one machine, or on its way there: `done` of `total` bytes. `failure` in words."""

    model: str
    machine: str
    is_complete: bool = False
    done: int = 0
    total: int = 0
    failure: str = ""

    @property
    def is_coming(self) -> bool:
        """Whether it is being downloaded now."""
        return not self.is_complete and not self.failure


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What a node says of itself and of its cluster.

    `product` is the name of the server program with its version where it tells one. `links` are (from, to)
    pairs of machine ids over which exo itself reached the other's API. `shards` say which model stands in whose
    memory, `copies` on whose disk. `warning` is for the owner's eyes.
    exo's API names the master nowhere, so nothing here does.
    """

    node_id: str = ""
    generation: str = ""
    machine: str = ""
    chip: str = ""
    memory_total: int | None = None
    memory_available: int | None = None
    members: tuple[str, ...] = ()
    warning: str = ""
    product: str = ""
    machines: tuple[Machine, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    shards: tuple[Shard, ...] = ()
    copies: tuple[Copy, ...] = ()

    @property
    def is_degraded(self) -> bool:
        """Whether a machine of the cluster is lost."""
        return any(machine.lost for machine in self.machines)

    @property
    def machine_itself(self) -> Machine | None:
        """The machine on which this node runs."""
        return next((m for m in self.machines if m.id == self.node_id), None)


def clusters(nodes: Mapping[K, NodeFacts]) -> tuple[tuple[K, ...], ...]:
    """Which nodes belong to one cluster, each group in the order given.

    Namespaces keep exo's clusters apart, and a member list never crosses one: two nodes belong together when
    one lists the other. exo 0.0.x does not tell a node's own id: there equal member lists decide.
    """
    groups: dict[int, tuple[list[K], set[str]]] = {}
    owner: dict[str, int] = {}
    for number, (key, facts) in enumerate(nodes.items()):
        ids = {f"{facts.generation}:{member}" for member in (*facts.members, facts.node_id) if member}
        joined = sorted({owner[i] for i in ids if i in owner})
        at = joined[0] if joined else number
        names, known = groups.setdefault(at, ([], set()))
        for other in joined[1:]:
            more_names, more_ids = groups.pop(other)
            names += more_names
            known |= more_ids
        names.append(key)
        known |= ids
        owner.update(dict.fromkeys(known if len(joined) > 1 else ids, at))
    order = {key: position for position, key in enumerate(nodes)}
    return tuple(tuple(sorted(names, key=order.__getitem__)) for _, (names, _) in sorted(groups.items()))
