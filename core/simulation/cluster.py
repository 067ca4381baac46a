"""What is true in a simulated exo cluster: machines, downloads, placed models, running generations.

Everything is a function of the clock, so nothing runs in the background: a placement knows when it
was asked for, and `runner_state` says how far it has come by now.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.simulation.model_cards import ModelCard

GIBIBYTE = 1024**3
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def node_id(name: str, generation: int) -> str:
    """A node id in the form of the generation, the same for the same name."""
    digest = hashlib.sha256(f"simulated {name}".encode())
    if generation == 2:
        return digest.hexdigest()[:32].lstrip("0")
    return "12D3KooW" + "".join(_BASE58[byte % 58] for byte in digest.digest() + digest.digest())[:44]


@dataclass(frozen=True, slots=True)
class Machine:
    """One node of the cluster. Memory in bytes; `host` and `port` are its HTTP address."""

    id: str
    name: str
    host: str
    port: int
    kind: str
    chip: str
    memory: int


def machine(name: str, generation: int, host: str, port: int) -> Machine:
    """A machine whose every shown name says that it is simulated."""
    kind, chip, memory = {
        "studio": ("Mac Studio", "Apple M3 Ultra", 96),
        "laptop": ("MacBook Pro", "Apple M4 Max", 36),
        "mini": ("Mac mini", "Apple M4", 24),
    }.get(name, ("Machine", "Chip", 24))
    return Machine(
        node_id(name, generation),
        f"{name} (simulated)",
        host,
        port,
        f"{kind} (simulated)",
        f"{chip} (simulated)",
        memory * GIBIBYTE,
    )


@dataclass(slots=True)
class Placement:
    """An instance: a model on some machines. `at` is when its runners began to load."""

    instance_id: str
    card: ModelCard
    runners: dict[str, str]
    at: float
    ring_port: int
    failure: str = ""


@dataclass(slots=True)
class Generation:
    """A running chat. `cancelled` is set by /v1/cancel, by deletion and by a killed runner."""

    command_id: str
    task_id: str
    instance_id: str
    body: dict[str, Any]
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    tokens: int = 0


@dataclass(slots=True)
class Download:
    """A download. `at` is its start; a failed one stays failed. `nodes` are the machines that get it; None: all."""

    card: ModelCard
    at: float
    failure: str = ""
    nodes: set[str] | None = None

    def is_on(self, node: str) -> bool:
        """Whether this machine has it, or gets it."""
        return self.nodes is None or node in self.nodes


class Cluster:
    """The cluster as its API shows it. `download_seconds` and `load_seconds` are how long things take."""

    def __init__(
        self,
        machines: list[Machine],
        cards: dict[str, ModelCard],
        *,
        clock: Callable[[], float] = time.monotonic,
        download_seconds: float = 0.0,
        load_seconds: float = 0.0,
    ) -> None:
        self.machines = machines
        self.departed: set[str] = set()
        self.cards = cards
        self.clock = clock
        self.download_seconds = download_seconds
        self.load_seconds = load_seconds
        self.started = clock()
        self.downloads: dict[str, Download] = {}
        self.placements: dict[str, Placement] = {}
        self.stale_runners: dict[str, str] = {}
        self.generations: dict[str, Generation] = {}
        self.tokens_made = 0
        self.frozen_index: int | None = None
        self.refuses_silently = False
        self.crashing: set[str] = set()
        self.places = 0
        self._placed = asyncio.Event()

    # machines

    @property
    def present(self) -> list[Machine]:
        """The machines that are there."""
        return [m for m in self.machines if m.id not in self.departed]

    # downloads

    def hold(self, card: ModelCard) -> None:
        """Put a model on the disks of all machines, complete."""
        self.cards[card.id] = card
        self.downloads[card.id] = Download(card, self.started - 1e9)

    def download(self, card: ModelCard, node: str = "") -> Download:
        """Start a download to one machine, or to all, unless it is there; one that failed starts anew."""
        known = self.downloads.get(card.id)
        if known is None or known.failure or (node and not known.is_on(node)):
            nodes = {node, *(known.nodes or ())} if known is not None else {node}
            known = self.downloads[card.id] = Download(card, self.clock(), nodes=nodes if node else None)
        return known

    def stop_download(self, model: str, node: str) -> None:
        """Forget a download that is not complete."""
        if self.downloaded_share(model) not in (None, 1.0):
            self.remove_files(model, node)

    def remove_files(self, model: str, node: str) -> None:
        """Take a model off the disk of one machine."""
        known = self.downloads.get(model)
        if known is not None:
            known.nodes = ({m.id for m in self.machines} if known.nodes is None else known.nodes) - {node}
            if not known.nodes:
                del self.downloads[model]

    def downloaded_share(self, model: str) -> float | None:
        """0..1, or None when the model is neither there nor coming."""
        download = self.downloads.get(model)
        if download is None:
            return None
        if self.download_seconds <= 0:
            return 1.0
        return min(1.0, (self.clock() - download.at) / self.download_seconds)

    # placements

    def fits(self, card: ModelCard) -> bool:
        """Whether the machines together can hold the model."""
        return card.size < sum(m.memory for m in self.present)

    def propose(self, card: ModelCard) -> Placement:
        """The instance that would be made for a model."""
        port = 58_000 + int(hashlib.sha256(card.id.encode()).hexdigest(), 16) % 4000
        runners = {m.id: str(uuid.uuid4()) for m in self.present}
        return Placement(str(uuid.uuid4()), card, runners, self.clock(), port)

    def place(
        self, card: ModelCard, *, instance_id: str = "", runners: dict[str, str] | None = None
    ) -> Placement | None:
        """Make an instance, of these runners if given; None (silently, as exo does) when it does not fit."""
        if not self.fits(card) or self.refuses_silently:
            return None
        self.cards[card.id] = card
        known = self.downloads.setdefault(card.id, Download(card, self.clock()))
        if any(not known.is_on(m.id) for m in self.present):
            self.downloads[card.id] = Download(card, self.clock())
        placement = self.propose(card)
        placement.instance_id = instance_id or placement.instance_id
        placement.runners = runners or placement.runners
        self.places += 1
        if card.id in self.crashing:
            placement.failure = "Terminated (signal=9 (Killed))"
        self.placements[placement.instance_id] = placement
        self._placed.set()
        self._placed = asyncio.Event()
        return placement

    async def appears(self, model: str, limit: float) -> Placement | None:
        """Waits up to `limit` seconds for an instance of the model."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit):
                while self.instance_for(model) is None:
                    await self._placed.wait()
        return self.instance_for(model)

    def ready_in(self, placement: Placement) -> float:
        """Seconds until it can answer; infinite when its download failed or its runner is dead."""
        download = self.downloads.get(placement.card.id)
        if placement.failure or (download is not None and download.failure):
            return float("inf")
        left = (1.0 - (self.downloaded_share(placement.card.id) or 0.0)) * self.download_seconds
        if left > 0:
            return left + self.load_seconds
        done = max(placement.at, (download.at + self.download_seconds) if download else placement.at)
        return max(0.0, done + self.load_seconds - self.clock())

    def instance_for(self, model: str) -> Placement | None:
        """The first instance of a model."""
        return next((p for p in self.placements.values() if p.card.id == model), None)

    def is_generating(self, placement: Placement) -> bool:
        """Whether it works on a request."""
        return any(g.instance_id == placement.instance_id for g in self.generations.values())

    def delete(self, instance_id: str) -> bool:
        """Remove an instance. Its runners stay in /state for ever, as in real exo."""
        placement = self.placements.pop(instance_id, None)
        if placement is None:
            return False
        self.stale_runners |= dict.fromkeys(placement.runners.values(), "RunnerShutdown")
        self._cancel_all(instance_id)
        return True

    def crash(self, placement: Placement, *, comes_back: bool = True) -> None:
        """Its runner dies. It comes back as a new runner that loads again, or stays failed."""
        self._cancel_all(placement.instance_id)
        if comes_back:
            self.stale_runners |= dict.fromkeys(placement.runners.values(), "RunnerFailed")
            placement.runners = {node: str(uuid.uuid4()) for node in placement.runners}
            placement.at = self.clock()
        else:
            placement.failure = "Terminated (signal=9 (Killed))"

    def _cancel_all(self, instance_id: str) -> None:
        for generation in self.generations.values():
            if generation.instance_id == instance_id:
                generation.cancelled.set()

    # generations

    def begin(self, placement: Placement, body: dict[str, Any]) -> Generation:
        """A chat was accepted."""
        generation = Generation(str(uuid.uuid4()), str(uuid.uuid4()), placement.instance_id, body)
        self.generations[generation.command_id] = generation
        return generation

    def end(self, generation: Generation) -> None:
        """A chat is over."""
        self.tokens_made += generation.tokens
        self.generations.pop(generation.command_id, None)

    def cancel(self, command_id: str) -> bool:
        """Cancel a chat; False when there is none of this id."""
        generation = self.generations.get(command_id)
        if generation is None:
            return False
        generation.cancelled.set()
        return True

    @property
    def event_index(self) -> int:
        """`lastEventAppliedIdx`: 1.15 a second when idle, a burst each minute, and every token (measured)."""
        if self.frozen_index is not None:
            return self.frozen_index
        age = self.clock() - self.started
        running = sum(g.tokens for g in self.generations.values())
        return 163 + int(age * 1.15) + 125 * int(age // 60) + self.tokens_made + running
