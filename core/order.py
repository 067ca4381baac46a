"""The order of candidates: tiers first, then the owner's strategy among equals. Pure."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.domain import BackendStatus, Candidate, Mode, Seconds
from core.rules import BackendLoad, Load, Rules, Strategy
from core.words.routing import Reason

_BOUND = 1.25
"""A conversation leaves the backend that knows it when that one has more than this times the mean load."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate with what orders it: the number of the wish it fulfils, and its region's latency."""

    candidate: Candidate
    wish: int
    region_latency: Seconds

    def with_reason(self, reason: str, *, is_trial: bool) -> Standing:
        """The same with another reason."""
        return replace(self, candidate=replace(self.candidate, reason=reason, is_trial=is_trial))


def region_latencies(statuses: Iterable[BackendStatus]) -> dict[str, Seconds]:
    """The best measured round trip of each region; a region without one counts as far."""
    best: dict[str, Seconds] = {}
    for status in statuses:
        latency = status.latency if status.latency is not None else math.inf
        region = status.backend.region
        best[region] = min(best.get(region, math.inf), latency)
    return best


Tiers = tuple[tuple[Candidate, ...], ...]


def in_order(tiers: Tiers, rules: Rules, load: Load) -> tuple[Candidate, ...]:
    """The candidates, best first; inside a tier by what the data plane counts."""
    ordered: list[Candidate] = []
    for tier in tiers:
        ordered += _among_equals(list(tier), rules, load)
    return tuple(ordered)


def in_tiers(standings: list[Standing], mode: Mode, rules: Rules) -> Tiers:
    """The candidates in groups of equals, the best group first.

    The tier is: the mode's side, awake before to be loaded, running before to be started, the wish, the
    priority, the nearness, and the owner's own region before others by their latency. Inside a tier a full
    backend comes last, the one that knows the conversation first while its load is bounded, and then the
    strategy decides; the name settles what is left.
    """
    tiers: dict[tuple[object, ...], list[Candidate]] = {}
    for standing in standings:
        tiers.setdefault(_tier(standing, mode, rules), []).append(standing.candidate)
    return tuple(tuple(tiers[tier]) for tier in sorted(tiers))


def _tier(standing: Standing, mode: Mode, rules: Rules) -> tuple[object, ...]:
    backend = standing.candidate.backend
    cloud_leads = mode in (Mode.CLOUD_FIRST, Mode.CLOUD_ONLY)
    is_own_region = not rules.region or backend.region == rules.region
    return (
        backend.locality.is_local is cloud_leads,
        standing.candidate.is_asleep,
        backend.on_demand,  # a program that must be started first comes after the running ones
        standing.wish,
        backend.priority,
        int(backend.locality),
        not is_own_region,
        0.0 if is_own_region else standing.region_latency,
        "" if is_own_region else backend.region,
    )


def _among_equals(candidates: list[Candidate], rules: Rules, load: Load) -> list[Candidate]:
    if len(candidates) == 1:
        return candidates
    by_name = sorted(candidates, key=lambda c: (c.backend.name, c.backend.id))
    size = len(by_name)
    turns = {c.backend.id: (number - load.turn) % size for number, c in enumerate(by_name)}
    mean = sum(load.of(c.backend.id).in_flight for c in by_name) / size

    def key(candidate: Candidate) -> tuple[bool, bool, float, int]:
        busy = load.of(candidate.backend.id)
        is_pinned = candidate.backend.id == load.pin and busy.in_flight <= _BOUND * mean + 1
        turn = turns[candidate.backend.id] if rules.strategy is not Strategy.PRIORITY else 0
        return busy.is_full, not is_pinned, _cost(candidate, busy, rules.strategy, load), turn

    ordered = sorted(by_name, key=key)
    if load.pin is not None and ordered[0].backend.id == load.pin:
        ordered[0] = replace(ordered[0], reason=Reason.KNOWS.format(reason=ordered[0].reason))
    return ordered


def _cost(candidate: Candidate, busy: BackendLoad, strategy: Strategy, load: Load) -> float:
    backend = candidate.backend
    match strategy:
        case Strategy.PRIORITY | Strategy.ROUND_ROBIN:
            return 0.0
        case Strategy.LEAST_BUSY:
            return busy.in_flight / max(backend.weight, 1e-6)
        case Strategy.FASTEST:
            return busy.first_token * (busy.in_flight + 1)
        case Strategy.WEIGHTED:
            return _weighted(backend.id, backend.weight, load.draw)


def _weighted(name: str, weight: float, draw: float) -> float:
    """A key whose smallest value picks each backend as often as its weight says (Efraimidis and Spirakis 2006)."""
    if weight <= 0:
        return math.inf
    digest = hashlib.blake2b(f"{draw!r} {name}".encode(), digest_size=8).digest()
    uniform = (int.from_bytes(digest) + 0.5) / 2.0**64
    return -math.log(uniform) / weight
