"""When each backend is looked at next. `clock` is monotonic seconds, `jitter` gives numbers in 0..1."""

from __future__ import annotations

from collections.abc import Callable

from core.domain import (
    Backend,
    BackendId,
    BackendStatus,
    FailureKind,
    HealthState,
    Locality,
    ModelState,
    Seconds,
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

    def rest(self, backend: Backend, status: BackendStatus | None, interval: Seconds) -> Seconds:
        """Seconds until the next check."""
        spread = 0.9 + 0.2 * self._jitter()
        if status is None:
            met = self._strangers.get(backend.id, 0)
            return min(STRANGER_LOOK * met, STRANGER_EVERY) * spread if met else LOOK_EVERY * spread
        self._strangers.pop(backend.id, None)
        health = status.health
        if backend.locality is Locality.CLOUD:
            return (CLOUD_EVERY if health.state is HealthState.UP else CLOUD_RETRY) * spread
        if health.state is HealthState.UP and health.failures:
            return SECOND_LOOK
        if health.state in (HealthState.DOWN, HealthState.COOLING):
            return max(0.1, health.until - self._clock() + 0.01)
        if any(m.state in _MOVING for m in status.models):
            return min(MOVING_EVERY, interval)
        return interval * spread
