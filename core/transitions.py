"""What is news about backends: a description that changed, and one log line when one or its cluster breaks or heals."""

from __future__ import annotations

import logging
from dataclasses import replace

from core.domain import Backend, BackendStatus, HealthState, Snapshot
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
    """One line when a backend, or the cluster of one, breaks or heals; nothing in between."""
    earlier = {s.backend.id: s for s in before.backends}
    for status in after.backends:
        known = earlier.get(status.backend.id)
        if known is not status:
            _log_health(known, status)
            _log_cluster(known, status)


def _log_health(known: BackendStatus | None, status: BackendStatus) -> None:
    was = known.health.state if known is not None else HealthState.UNKNOWN
    now = status.health.state
    if now is was:
        return
    if now is HealthState.UP:
        log.info("backend up %s", facts(name=status.backend.name, models=len(status.models)))
    elif was in (HealthState.UP, HealthState.UNKNOWN):
        why = facts(name=status.backend.name, why=status.health.failure, detail=status.health.detail or None)
        log.warning("backend %s %s", now, why)


def _log_cluster(known: BackendStatus | None, status: BackendStatus) -> None:
    """A machine that its cluster lost: the node itself goes on, with less."""
    was_degraded = known is not None and known.facts.is_degraded
    if status.facts.is_degraded and not was_degraded:
        lost = "; ".join(f"{machine.shown_name}: {machine.lost}" for machine in status.facts.machines if machine.lost)
        log.warning("cluster degraded %s", facts(name=status.backend.name, lost=lost))
    elif was_degraded and not status.facts.is_degraded:
        log.info("cluster whole %s", facts(name=status.backend.name))
