"""Plans requests from the snapshot, the data plane's own fresher beliefs and its counters; keeps what does not change.

Most of a plan is the same for every request for one model until something happens: it is kept until there is a new
snapshot, new rules, or news of our own. Runs on the data plane's loop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from core import events as ev
from core import routing
from core.admission import Admission
from core.domain import (
    BackendId,
    BackendStatus,
    Health,
    HealthState,
    Locality,
    RoutePlan,
    RouteRequest,
    Seconds,
    Snapshot,
)
from core.health import fresher
from core.rules import Rules
from core.state import judged_health

_FIELDS = tuple(f.name for f in fields(BackendStatus) if f.name != "served")
"""Everything said of a backend but how often it served."""

MOST_KEPT = 256
"""Beginnings of plans that are kept: one for each model that was asked for since the last news."""


class Planner:
    """What is believed of the backends, and the plans that follow. Facts go out through `post`."""

    def __init__(
        self,
        snapshot: Callable[[], Snapshot],
        post: Callable[[ev.Event], None],
        admission: Admission,
        rules: Callable[[], Rules],
        clock: Callable[[], Seconds],
        jitter: Callable[[], float],
    ) -> None:
        self._snapshot = snapshot
        self._post = post
        self._admission = admission
        self._rules = rules
        self._clock = clock
        self._jitter = jitter
        self._overlay: dict[BackendId, Health] = {}
        self._kept: dict[object, routing.Prepared] = {}
        self._kept_for: Snapshot = snapshot()
        self._kept_by: Rules = rules()
        self._well: set[BackendId] = set()
        self._epoch = 0

    def plan(self, request: RouteRequest) -> RoutePlan:
        """The plan for a request as of now."""
        snapshot, now, rules = self._snapshot(), self._clock(), self._rules()
        if not self._admission.knows_absent:
            ready = self._prepared(request, snapshot, now, rules)
            if ready.settled is not None:
                self._admission.know(c.backend for c in ready.settled)
                return RoutePlan(request, ready.settled, ready.rejected)
        affinity = request.affinity if rules.is_sticky else ""
        load = self._admission.load((s.backend for s in snapshot.backends), affinity, now)
        return routing.plan(request, snapshot, now, self._overlay, rules, load)

    def kept(self, model: str, endpoint: str) -> routing.Prepared | None:
        """The kept begin of a plan for a request without wishes of its own, if it still holds."""
        self.epoch()
        if self._kept_for.is_paused:
            return None
        known = self._kept.get((model, endpoint, Locality.CLOUD, None, ""))
        if known is None or self._clock() >= known.until or self._admission.knows_absent:
            return None
        return known

    def epoch(self) -> int:
        """Differs as soon as a kept plan may hold no longer, but for its time (`until`) and what is absent."""
        snapshot, rules = self._snapshot(), self._rules()
        if snapshot is not self._kept_for or rules is not self._kept_by:
            self._look_at(snapshot, rules)
        return self._epoch

    def note(self, event: ev.BackendAnswered | ev.BackendFailed) -> None:
        """Fold a fact into our own belief at once, and tell the control plane."""
        status = self._snapshot().find(event.id)
        known = self._overlay.get(event.id)
        base = status.health if status is not None else Health()
        health = fresher(known, base) if known is not None else base
        if isinstance(event, ev.BackendAnswered) and health.state is HealthState.UP and health.failures == 0:
            return  # nothing new; keeps the hot path silent
        self._forget()
        self._overlay[event.id] = judged_health(health, event, self._jitter())
        self._post(event)

    def answered(self, backend_id: BackendId, now: Seconds) -> None:
        """It answered; looked at once per snapshot."""
        if backend_id not in self._well:
            self.note(ev.BackendAnswered(backend_id, now))
            self._well.add(backend_id)

    def _prepared(self, request: RouteRequest, snapshot: Snapshot, now: Seconds, rules: Rules) -> routing.Prepared:
        self._look_at(snapshot, rules)
        if len(self._kept) > MOST_KEPT:
            self._forget()
        key = (request.model, request.endpoint, request.farthest, request.mode, request.only_backend)
        known = self._kept.get(key)
        if known is None or now >= known.until:
            known = routing.prepared(request, snapshot, now, self._overlay, rules, frozenset())
            self._kept[key] = known
        return known

    def _look_at(self, snapshot: Snapshot, rules: Rules) -> None:
        """Forget what was kept when something that routing goes by has changed; most snapshots tell of requests."""
        if snapshot is not self._kept_for:
            before, self._kept_for = self._kept_for, snapshot
            if not is_same_for_routing(before, snapshot):
                self._forget()
        if rules is not self._kept_by:
            self._kept_by = rules
            self._forget()

    def _forget(self) -> None:
        """Something changed: what was kept holds no longer."""
        self._epoch += 1
        self._kept.clear()
        self._well.clear()


def is_same_for_routing(before: Snapshot, after: Snapshot) -> bool:
    """Whether nothing of what a plan depends on differs. Unchanged parts of a snapshot are the same objects."""
    if (
        before.mode is not after.mode
        or before.is_paused is not after.is_paused
        or len(before.backends) != len(after.backends)
    ):
        return False
    return before.backends is after.backends or all(map(_is_same_status, before.backends, after.backends))


def _is_same_status(before: BackendStatus, after: BackendStatus) -> bool:
    return before is after or all(getattr(before, name) is getattr(after, name) for name in _FIELDS)
