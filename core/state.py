"""apply(snapshot, event) -> snapshot: the only place that decides what a fact means.

Pure and exhaustive. Returns the same object when the event tells nothing new.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from core import events as ev
from core.domain import (
    BackendId,
    BackendStatus,
    Health,
    KeyState,
    LiveRequest,
    Outcome,
    RequestRecord,
    Snapshot,
    Totals,
)
from core.health import after_answer, after_failure, after_good_probe, after_key_change

MOST_RECENT = 100
MOST_STEPS = 20


def apply(snapshot: Snapshot, event: ev.Event, jitter: float = 0.5) -> Snapshot:
    """The snapshot after `event`. `jitter` in 0..1 spreads the rest of a failed backend."""
    after = _applied(snapshot, event, jitter)
    return snapshot if after == snapshot else replace(after, version=snapshot.version + 1)


def _applied(snapshot: Snapshot, event: ev.Event, jitter: float) -> Snapshot:
    match event:
        case ev.Started():
            return replace(snapshot, started_wall=event.wall, is_demo=event.is_demo)
        case ev.PortChanged():
            return replace(snapshot, port=event.port)
        case ev.ModeChanged():
            return replace(snapshot, mode=event.mode)
        case ev.PauseChanged():
            return replace(snapshot, is_paused=event.is_paused)
        case ev.ComplaintsChanged():
            return replace(snapshot, complaints=event.complaints)
        case ev.StepTaken():
            return replace(snapshot, steps=(event.step, *snapshot.steps)[:MOST_STEPS])
        case ev.KeyringNamed():
            return replace(snapshot, keyring=event.keyring)
        case ev.KeyChanged():
            return _key_changed(snapshot, event)
        case ev.BackendFound() | ev.BackendLost():
            return _backends_changed(snapshot, event)
        case ev.ProbeAnswered() | ev.ProbeFailed() | ev.BackendAnswered() | ev.BackendFailed():
            return _judged(snapshot, event, jitter)
        case ev.RequestStarted():
            return replace(snapshot, live=(*snapshot.live, event.request))
        case ev.RequestSent() | ev.RequestQueued():
            return replace(snapshot, live=tuple(_moved_on(r, event) for r in snapshot.live))
        case ev.RequestEnded():
            return _ended(snapshot, event.record)
        case _:
            assert_never(event)


def judged_health(
    health: Health, event: ev.ProbeAnswered | ev.ProbeFailed | ev.BackendAnswered | ev.BackendFailed, jitter: float
) -> Health:
    """The health after a verdict. The data plane folds its own facts with this same function."""
    match event:
        case ev.ProbeAnswered():
            return after_good_probe(health, event.at)
        case ev.BackendAnswered():
            return after_answer(health, event.at)
        case ev.ProbeFailed():
            return after_failure(
                health, event.failure, event.at, detail=event.detail, jitter=jitter, from_traffic=False
            )
        case ev.BackendFailed():
            return after_failure(
                health,
                event.failure,
                event.at,
                detail=event.detail,
                wait=event.wait,
                jitter=jitter,
                from_traffic=True,
                has_key=event.has_key,
            )
        case _:
            assert_never(event)


def _update(snapshot: Snapshot, backend_id: BackendId, change: Callable[[BackendStatus], BackendStatus]) -> Snapshot:
    if snapshot.find(backend_id) is None:
        return snapshot  # lost in the meantime
    backends = tuple(change(s) if s.backend.id == backend_id else s for s in snapshot.backends)
    return replace(snapshot, backends=backends)


def _backends_changed(snapshot: Snapshot, event: ev.BackendFound | ev.BackendLost) -> Snapshot:
    if isinstance(event, ev.BackendLost):
        return replace(snapshot, backends=tuple(s for s in snapshot.backends if s.backend.id != event.id))
    if snapshot.find(event.backend.id) is not None:
        return _update(snapshot, event.backend.id, lambda s: replace(s, backend=event.backend))
    backends = sorted(
        (*snapshot.backends, BackendStatus(event.backend)),
        key=lambda s: (s.backend.locality.is_local is False, s.backend.on_demand, s.backend.priority, s.backend.name),
    )
    return replace(snapshot, backends=tuple(backends))


def _judged(
    snapshot: Snapshot,
    event: ev.ProbeAnswered | ev.ProbeFailed | ev.BackendAnswered | ev.BackendFailed,
    jitter: float,
) -> Snapshot:
    def change(status: BackendStatus) -> BackendStatus:
        health = judged_health(status.health, event, jitter)
        match event:
            case ev.ProbeAnswered():
                return replace(
                    status,
                    health=health,
                    models=event.models,
                    facts=event.facts,
                    latency=event.latency,
                    checked_at=event.at,
                )
            case ev.ProbeFailed():
                return replace(status, health=health, checked_at=event.at, latency=None)
            case _:
                return replace(status, health=health)

    return _update(snapshot, event.id, change)


def _moved_on(request: LiveRequest, event: ev.RequestSent | ev.RequestQueued) -> LiveRequest:
    if request.id != event.id:
        return request
    if isinstance(event, ev.RequestQueued):
        return replace(request, queue_position=event.position)
    return replace(request, backend_name=event.backend_name, locality=event.locality, queue_position=None)


def _key_changed(snapshot: Snapshot, event: ev.KeyChanged) -> Snapshot:
    def change(status: BackendStatus) -> BackendStatus:
        key = status.backend.key
        if key is None or key.name != event.name:
            return status
        if event.state is not KeyState.PRESENT:
            return replace(status, key_state=event.state)
        return replace(status, key_state=event.state, health=after_key_change(status.health, event.at))

    return replace(snapshot, backends=tuple(change(s) for s in snapshot.backends))


def _ended(snapshot: Snapshot, record: RequestRecord) -> Snapshot:
    live = tuple(r for r in snapshot.live if r.id != record.id)
    recent = (record, *snapshot.recent)[:MOST_RECENT]
    after = replace(snapshot, live=live, recent=recent, totals=_counted(snapshot.totals, record))
    served = record.served_by
    if served is None or record.outcome is not Outcome.SERVED:
        return after
    return _update(after, served.backend_id, lambda s: replace(s, served=s.served + 1))


def _counted(totals: Totals, record: RequestRecord) -> Totals:
    tokens = replace(
        totals,
        prompt_tokens=totals.prompt_tokens + (record.prompt_tokens or 0),
        completion_tokens=totals.completion_tokens + (record.completion_tokens or 0),
    )
    served = record.served_by
    match record.outcome:
        case Outcome.SERVED if served is not None and not served.locality.is_local:
            return replace(tokens, cloud=tokens.cloud + 1)
        case Outcome.SERVED:
            return replace(tokens, local=tokens.local + 1)
        case Outcome.FAILED:
            return replace(tokens, failed=tokens.failed + 1)
        case Outcome.LEFT:
            return replace(tokens, left=tokens.left + 1)
