"""What is news about backends: a description that changed, and one log line when one breaks or heals."""

from __future__ import annotations

import logging
from dataclasses import replace

from core.domain import Backend, HealthState, Snapshot
from core.log import facts

log = logging.getLogger("bridge")


def is_new(backend: Backend, snapshot: Snapshot) -> bool:
    """Whether the description differs from what is known, apart from what only its answers tell."""
    status = snapshot.find(backend.id)
    if status is None:
        return True
    known = status.backend
    told = replace(backend, kind=known.kind, simulated=known.simulated, answers_late=known.answers_late)
    return replace(told, name=known.name, known_limit=known.known_limit, cluster=known.cluster) != known


def log_transitions(before: Snapshot, after: Snapshot) -> None:
    """One line when a backend breaks or heals; nothing in between."""
    earlier = {s.backend.id: s for s in before.backends}
    for status in after.backends:
        known = earlier.get(status.backend.id)
        if known is status:
            continue
        was = known.health.state if known is not None else HealthState.UNKNOWN
        now = status.health.state
        if now is was:
            continue
        if now is HealthState.UP:
            log.info("backend up %s", facts(name=status.backend.name, models=len(status.models)))
        elif was in (HealthState.UP, HealthState.UNKNOWN):
            why = facts(name=status.backend.name, why=status.health.failure, detail=status.health.detail or None)
            log.warning("backend %s %s", now, why)
