"""What routing goes by besides the snapshot: the owner's rules, and the load as the data plane counts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from core.domain import BackendId, Mode, Seconds


class Strategy(StrEnum):
    """How equals are ordered: backends of the same tier, priority, nearness and region."""

    PRIORITY = "priority"
    ROUND_ROBIN = "round-robin"
    WEIGHTED = "weighted"
    LEAST_BUSY = "least-busy"
    FASTEST = "fastest"


@dataclass(frozen=True, slots=True)
class Alias:
    """One name for other models, in the order of preference; `both_ways`: each of them answers for all."""

    name: str
    models: tuple[str, ...]
    both_ways: bool = False


@dataclass(frozen=True, slots=True)
class ModelRule:
    """What holds for some models: `models` are names or patterns as apps ask for them; empty `backends` means all."""

    models: tuple[str, ...]
    mode: Mode | None = None
    backends: tuple[str, ...] = ()
    rescues: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The owner's rules. `hedge_after` in seconds, 0 is never; `unknown_model` empty: an unknown name is an error."""

    strategy: Strategy = Strategy.LEAST_BUSY
    is_sticky: bool = True
    aliases: tuple[Alias, ...] = ()
    unknown_model: str = ""
    region: str = ""
    hedge_after: Seconds = 0.0
    rescues: bool = False
    queue_limit: int = 256
    queue_patience: Seconds = 60.0
    per_model: tuple[ModelRule, ...] = ()

    def of(self, model: str) -> ModelRule:
        """The first rule whose patterns fit the model, or one that changes nothing."""
        return next((r for r in self.per_model if any(fnmatchcase(model, p) for p in r.models)), _NO_RULE)

    def rescues_of(self, model: str) -> bool:
        """Whether a broken answer of this model is continued elsewhere."""
        return self.rescues or self.of(model).rescues


_NO_RULE = ModelRule(())


@dataclass(frozen=True, slots=True)
class BackendLoad:
    """What the data plane counts of one backend. `limit` 0 means none; `first_token` is a peak-EWMA in seconds."""

    in_flight: int = 0
    limit: int = 0
    first_token: Seconds = 0.0

    @property
    def is_full(self) -> bool:
        """Whether one more request would have to wait."""
        return 0 < self.limit <= self.in_flight


Absent = frozenset[tuple[BackendId, str]]
"""What a backend just said it has not: a model, or an endpoint."""

IDLE = BackendLoad()


@dataclass(frozen=True, slots=True)
class Load:
    """The load of all backends. `turn` counts requests for round robin, `draw` in 0..1 feeds the weights,
    `pin` is the backend that answered this conversation before, `absent` what a backend just said it has not
    (a model, or an endpoint)."""

    backends: Mapping[BackendId, BackendLoad] = field(default_factory=dict)
    turn: int = 0
    draw: float = 0.5
    pin: BackendId | None = None
    absent: Absent = frozenset()

    def of(self, backend_id: BackendId) -> BackendLoad:
        """The load of one backend."""
        return self.backends.get(backend_id, IDLE)
