"""What a check of a server found out, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from core.discovery.exo_cluster import NodeAddress
from core.discovery.exo_downloads import Download
from core.domain import BackendKind, ModelStatus, NodeFacts


@dataclass(frozen=True, slots=True)
class Found:
    """`neighbours` are other nodes' addresses to try; `downloads` what lies on which machine's disk (exo only).

    `limit` is how many requests this version answers at once; 0: what its kind can.
    """

    kind: BackendKind
    models: tuple[ModelStatus, ...]
    facts: NodeFacts = NodeFacts()
    neighbours: tuple[NodeAddress, ...] = ()
    downloads: tuple[Download, ...] = ()
    limit: int = 0
