"""apply(snapshot, event) -> snapshot: the only place that decides what a fact means.

Pure and exhaustive. Returns the same object when the event tells nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from msgspec import structs

from core import events as ev
from core.domain import (
    BackendId,
    BackendStatus,
    Health,
    KeyState,
    LiveRequest,
    Outcome,
    RequestId,
    RequestRecord,
    Snapshot,
    Totals,
)
from core.health import after_answer, after_failure, after_good_probe, after_key_change

MOST_RECENT = 100
MOST_STEPS = 20
_TOLD_OF_REQUESTS = (ev.RequestEnded, ev.RequestStarted, ev.RequestSent, ev.RequestQueued, ev.RequestsProgressed)


def apply(snapshot: Snapshot, event: ev.Event, jitter: float = 0.5) -> Snapshot:
    """The snapshot after `event`. `jitter` in 0..1 spreads the rest of a failed backend."""
    after = _applied(snapshot, event, jitter)
    return snapshot if after == snapshot else replace(after, version=snapshot.version + 1)


def apply_all(snapshot: Snapshot, events: Iterable[ev.Event], jitter: Callable[[], float]) -> Snapshot:
    """The snapshot after all of them, in their order. What is told of requests without anything else in between is
    folded at once: under load there are hundreds in a batch."""
    told: list[ev.RequestEvent] = []
    for event in events:
        if isinstance(event, _TOLD_OF_REQUESTS):
            told.append(event)
            continue
        snapshot = apply(_all_told(snapshot, told), event, jitter())
        told.clear()
    return _all_told(snapshot, told)


def _all_told(snapshot: Snapshot, events: Sequence[ev.RequestEvent]) -> Snapshot:
    after = _requests_told(snapshot, events) if events else snapshot
    return snapshot if after is snapshot else replace(after, version=snapshot.version + 1)


def _applied(snapshot: Snapshot, event: ev.Event, jitter: float) -> Snapshot:
    match event:
        case ev.Started():
            return replace(snapshot, started_wall=event.wall, is_demo=event.is_demo)
        case ev.PortChanged():
            return replace(snapshot, port=event.port)
        case ev.DoorsChanged():
            return replace(snapshot, doors=event.doors)
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
        case ev.RequestStarted() | ev.RequestSent() | ev.RequestQueued() | ev.RequestsProgressed() | ev.RequestEnded():
            return _requests_told(snapshot, (event,))
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


def _key_changed(snapshot: Snapshot, event: ev.KeyChanged) -> Snapshot:
    def change(status: BackendStatus) -> BackendStatus:
        key = status.backend.key
        if key is None or key.name != event.name:
            return status
        if event.state is not KeyState.PRESENT:
            return replace(status, key_state=event.state)
        return replace(status, key_state=event.state, health=after_key_change(status.health, event.at))

    return replace(snapshot, backends=tuple(change(s) for s in snapshot.backends))


def _requests_told(snapshot: Snapshot, events: Sequence[ev.RequestEvent]) -> Snapshot:
    """The snapshot after these, in their order; the same one when they tell nothing new."""
    live = {r.id: r for r in snapshot.live}
    records: list[RequestRecord] = []
    for event in events:
        match event:
            case ev.RequestEnded():
                records.append(event.record)
                if live:
                    live.pop(event.record.id, None)
            case ev.RequestStarted():
                live[event.request.id] = event.request
            case ev.RequestsProgressed():
                for p in event.progress:
                    _move_on(live, p.id, first_token=p.first_token, pieces=p.pieces)
            case ev.RequestQueued():
                _move_on(live, event.id, queue_position=event.position)
            case ev.RequestSent():
                _move_on(live, event.id, backend_name=event.backend_name, locality=event.locality, queue_position=None)
            case _:
                assert_never(event)
    running = tuple(live.values())
    if running == snapshot.live:
        running = snapshot.live
    if not records:
        return snapshot if running is snapshot.live else replace(snapshot, live=running)
    return _ended(snapshot, running, records)


def _move_on(live: dict[RequestId, LiveRequest], request_id: RequestId, **changes: object) -> None:
    """Change what is known of a running request; one that ended in the meantime is left alone."""
    request = live.get(request_id)
    if request is not None:
        live[request_id] = structs.replace(request, **changes)


def _ended(snapshot: Snapshot, live: tuple[LiveRequest, ...], records: Sequence[RequestRecord]) -> Snapshot:
    """The snapshot after these requests ended, in their order, and with those that still run."""
    served: dict[BackendId, int] = {}
    totals = _counted(snapshot.totals, records, served)
    return replace(
        snapshot,
        live=live,
        recent=(*reversed(records[-MOST_RECENT:]), *snapshot.recent)[:MOST_RECENT],
        totals=totals,
        backends=tuple(
            replace(s, served=s.served + served[s.backend.id]) if s.backend.id in served else s
            for s in snapshot.backends
        ),
    )


def _counted(totals: Totals, records: Sequence[RequestRecord], served: dict[BackendId, int]) -> Totals:
    """The totals with these requests; `served` gets how many of them each backend answered. One pass, for a busy port
    ends a thousand requests in a batch."""
    cloud = failed = left = prompt_tokens = completion_tokens = 0
    for record in records:
        prompt_tokens += record.prompt_tokens or 0
        completion_tokens += record.completion_tokens or 0
        if record.outcome is Outcome.FAILED:
            failed += 1
        elif record.outcome is Outcome.LEFT:
            left += 1
        elif (last := record.served_by) is not None:
            served[last.backend_id] = served.get(last.backend_id, 0) + 1
            cloud += not last.locality.is_local
    return replace(
        totals,
        local=totals.local + len(records) - failed - left - cloud,
        cloud=totals.cloud + cloud,
        failed=totals.failed + failed,
        left=totals.left + left,
        prompt_tokens=totals.prompt_tokens + prompt_tokens,
        completion_tokens=totals.completion_tokens + completion_tokens,
    )
