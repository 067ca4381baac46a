"""The commands of nodes and models, as a list of what was asked; and a cluster of two machines as facts."""

from __future__ import annotations

from dataclasses import replace

from core.cluster import Copy, Machine, NodeFacts, Shard
from core.commands import ListedModel
from core.discovery.finder import ScanResult
from core.domain import BackendId, ModelState, ModelStatus
from core.events import Event, ProbeAnswered
from core.exo_control import Placement, Refused, Share

GIB = 2**30
STUDIO = Machine("s1", "studio", "Mac Studio", "Apple M3 Ultra", 96 * GIB, 60 * GIB, 400 * 10**9, 54.2, 38.4)
MINI = Machine("m1", "mini", "Mac mini", "Apple M4", 24 * GIB, 18 * GIB)
READY, COMING = "mlx-community/Llama-3.2-1B-Instruct-4bit", "mlx-community/Qwen3-30B-A3B-4bit"
LINKS = (("s1", "m1"), ("m1", "s1"))
PLACEMENT = Placement(
    COMING,
    "Pipeline",
    "MlxRing",
    (Share("s1", "studio", 12 * 10**9, 60 * 10**9), Share("m1", "mini", 5 * 10**9, 18 * 10**9)),
    {},
)
PAIR = NodeFacts(
    node_id="s1",
    generation="gen2",
    machine="studio",
    chip=STUDIO.chip,
    members=("s1", "m1"),
    product="exo",
    machines=(STUDIO, MINI),
    links=LINKS,
    shards=(Shard(READY, "s1", 4 * GIB, (0, 8, 16)), Shard(READY, "m1", 4 * GIB, (8, 16, 16))),
    copies=(
        Copy(READY, "s1", True),
        Copy(READY, "m1", True),
        Copy(COMING, "s1", done=4 * 10**9, total=10 * 10**9),
    ),
)
MODELS = (
    ModelStatus(READY, ModelState.READY, context_length=8192),
    ModelStatus(COMING, ModelState.DOWNLOADING, 0.4, "4.0 GB of 10.0 GB on studio"),
)


def told(
    name: str, facts: NodeFacts = PAIR, models: tuple[ModelStatus, ...] = MODELS, at: float = 990.0
) -> ProbeAnswered:
    """A good check of a node of the cluster, in its own words."""
    return ProbeAnswered(BackendId(f"node:{name}"), at, 0.004, models, facts)


def pair() -> tuple[Event, ...]:
    """Both nodes of the cluster answer."""
    return told("studio"), told("mini", replace(PAIR, node_id="m1", machine="mini"))


class FakeNodes:
    """Implements `FaceNodes`."""

    def __init__(self, calls: list[tuple[object, ...]]) -> None:
        self.calls = calls
        self.found = ScanResult(254, ())
        self.refuses: Refused | None = None
        self.catalogue: tuple[ListedModel, ...] = (
            ListedModel(READY, ModelState.READY, 700 * 10**6),
            ListedModel(COMING, ModelState.DOWNLOADING, 17 * 10**9, 0.4),
            ListedModel("mlx-community/DeepSeek-V3-4bit", ModelState.KNOWN, 378 * 10**9),
        )

    def _note(self, *call: object) -> None:
        self.calls.append(call)
        if self.refuses is not None:
            raise self.refuses

    async def scan(self) -> ScanResult:
        self._note("scan")
        return self.found

    async def models(self, backend_id: BackendId) -> tuple[ListedModel, ...]:
        self._note("models", backend_id)
        return self.catalogue

    async def preview(self, backend_id: BackendId, model: str) -> tuple[Placement, ...]:
        self._note("preview", backend_id, model)
        return (replace(PLACEMENT, model=model),)

    async def load(self, backend_id: BackendId, model: str, placement: Placement | None = None) -> Placement:
        self._note("load", backend_id, model, placement)
        return placement or PLACEMENT

    async def unload(self, backend_id: BackendId, model: str) -> None:
        self._note("unload", backend_id, model)

    async def download(self, backend_id: BackendId, model: str, machine: str = "") -> None:
        self._note("download", backend_id, model, machine)

    async def cancel_download(self, backend_id: BackendId, model: str, machine: str = "") -> None:
        self._note("cancel_download", backend_id, model, machine)

    async def delete(self, backend_id: BackendId, model: str, machine: str = "") -> None:
        self._note("delete", backend_id, model, machine)
