"""What is news about backends: a description that changed, and one log line when one or its cluster breaks or heals."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from core.cluster import clusters
from core.domain import Backend, BackendId, BackendStatus, HealthState, Snapshot
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
    if any(status.facts.is_degraded for status in (*before.backends, *after.backends)):
        _log_clusters(earlier, after)


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


def _log_clusters(earlier: Mapping[BackendId, BackendStatus], after: Snapshot) -> None:
    """A machine that its cluster lost: its nodes go on, with less. Each of them tells it in its own time; that is one
    piece of news, and so is the last of them that is whole again."""
    now = {status.backend.id: status for status in after.backends}
    for group in clusters({backend_id: status.facts for backend_id, status in now.items()}):
        was_degraded = any(earlier[i].facts.is_degraded for i in group if i in earlier)
        degraded = [now[i].facts for i in group if now[i].facts.is_degraded]
        names = ",".join(now[i].backend.name for i in group)
        if degraded and not was_degraded:
            lost = "; ".join(
                f"{machine.shown_name}: {machine.lost}" for machine in degraded[0].machines if machine.lost
            )
            log.warning("cluster degraded %s", facts(name=names, lost=lost))
        elif was_degraded and not degraded:
            log.info("cluster whole %s", facts(name=names))
