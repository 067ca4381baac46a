"""When each backend is looked at next. `clock` is monotonic seconds, `jitter` gives numbers in 0..1."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from core.domain import (
    Backend,
    BackendId,
    FailureKind,
    HealthState,
    Locality,
    ModelState,
    Seconds,
    Snapshot,
)

CLOUD_EVERY: Seconds = 600.0
CLOUD_RETRY: Seconds = 60.0
LOOK_EVERY: Seconds = 2.0
"""A port of this machine with nothing on it: one connect, 0.2 ms."""
STRANGER_EVERY: Seconds = 300.0
"""A port that somebody else's server has, or a second address of a known node: asking it costs several requests
that its owner may see in a log. When it closes its port, the usual pace comes back."""
STRANGER_LOOK: Seconds = 15.0
SECOND_LOOK: Seconds = 2.0
CROWD = 10
CROWD_EVERY: Seconds = 8.0
CROWD_SLOTS = 2
"""Where more nodes than this never answered, each of those is tried this often only, many at one moment: what is
told together is painted together, so that fifty dead nodes are not felt."""
MOVING_EVERY: Seconds = 3.0
"""While something downloads or loads, somebody watches the percentage."""

_MOVING = (ModelState.LOADING, ModelState.DOWNLOADING)


class Schedule:
    """Remembers where strangers are; everything else follows from what is known of a backend."""

    def __init__(self, clock: Callable[[], Seconds], jitter: Callable[[], float]) -> None:
        self._clock = clock
        self._jitter = jitter
        self._strangers: dict[BackendId, int] = {}

    def note_stranger(self, backend: Backend) -> None:
        """Something answers there that is not to be announced."""
        self._strangers[backend.id] = self._strangers.get(backend.id, 0) + 1

    def note_failure(self, backend: Backend, kind: FailureKind) -> None:
        """A check failed; a closed port has no stranger any more."""
        if kind in (FailureKind.CONNECT_REFUSED, FailureKind.CONNECT_TIMEOUT, FailureKind.UNREACHABLE):
            self._strangers.pop(backend.id, None)
        else:
            self.note_stranger(backend)

    def forget(self, backend_id: BackendId) -> None:
        """This backend is no longer watched."""
        self._strangers.pop(backend_id, None)

    def rest(self, backend: Backend, snapshot: Snapshot, interval: Seconds) -> Seconds:
        """Seconds until the next check."""
        status = snapshot.find(backend.id)
        spread = 0.9 + 0.2 * self._jitter()
        if status is None:
            met = self._strangers.get(backend.id, 0)
            usual = LOOK_EVERY if backend.locality is Locality.THIS_MACHINE else interval
            return min(STRANGER_LOOK * met, STRANGER_EVERY) * spread if met else usual * spread
        self._strangers.pop(backend.id, None)
        health = status.health
        if backend.locality is Locality.CLOUD:
            return (CLOUD_EVERY if health.state is HealthState.UP else CLOUD_RETRY) * spread
        if health.state is HealthState.UP and health.failures:
            return min(SECOND_LOOK, interval)
        if health.state in (HealthState.DOWN, HealthState.COOLING):
            rest = max(0.1, health.until - self._clock() + 0.01)
            is_lost_in_crowd = health.failures > 3 and not status.models and _is_crowded(snapshot)
            return max(rest, _until_slot(backend.id, self._clock())) if is_lost_in_crowd else rest
        if any(m.state in _MOVING for m in status.models):
            return min(MOVING_EVERY, interval)
        return interval * spread


def _is_crowded(snapshot: Snapshot) -> bool:
    """Whether many nodes have never answered. They list no model, so no request waits for them."""
    return sum(s.health.state is HealthState.DOWN and not s.models for s in snapshot.backends) > CROWD


def _until_slot(backend_id: BackendId, now: Seconds) -> Seconds:
    """Seconds until the moment of the cycle that this backend shares with others."""
    slot = crc32(backend_id.encode()) % CROWD_SLOTS
    return (slot * CROWD_EVERY / CROWD_SLOTS - now) % CROWD_EVERY or CROWD_EVERY
