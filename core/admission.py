"""Who may go where now: slots per backend, and one fair queue for those who must wait. Decided from own counters.

Runs on the data plane's loop; time is passed in. A snapshot may advise, these counters gate.
"""

from __future__ import annotations

import asyncio
import itertools
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.domain import Backend, BackendId, BackendKind, Seconds
from core.rules import BackendLoad, Load

LIMITS = {BackendKind.EXO: 8, BackendKind.BUILTIN: 4}
"""exo answers 8 at once since 1.0.69 and queues the rest without a word. Its own limit can be changed
(EXO_MAX_CONCURRENT_REQUESTS, --no-batch) and is told nowhere on the wire: whoever changes it sets `limit` too. It is
that of a runner, so nodes of one cluster share it (`Prober`)."""

MOST_PINS = 10_000
MOST_APPS = 1000
PIN_LIFE: Seconds = 600.0
ABSENT_FOR: Seconds = 4.0
DECAY: Seconds = 10.0
"""The time in which a slow first token is forgotten to a third (peak-EWMA)."""


@dataclass(slots=True, eq=False)
class Waiter:
    """One request in the queue."""

    backends: frozenset[BackendId]
    app: str
    is_batch: bool
    on_position: Callable[[int], None]
    slot: asyncio.Future[BackendId] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    position: int = -1


class QueueFull(Exception):
    """The queue holds as many requests as it may."""


class Admission:
    """Counts what runs where, and lets waiting requests in: interactive before batch, apps in turn."""

    def __init__(self, draw: Callable[[], float]) -> None:
        self._draw = draw
        self._in_flight: dict[BackendId, int] = {}
        self._limits: dict[BackendId, int] = {}
        self._learned: dict[BackendId, float] = {}
        self._first_tokens: dict[BackendId, tuple[Seconds, Seconds]] = {}
        self._pins: OrderedDict[str, tuple[BackendId, Seconds]] = OrderedDict()
        self._absent: dict[tuple[BackendId, str], Seconds] = {}
        self._waiting: list[Waiter] = []
        self._served: OrderedDict[str, int] = OrderedDict()
        self._turns = itertools.count(1)
        self._turn = 0

    # counting

    def load(self, backends: Iterable[Backend], affinity: str, now: Seconds) -> Load:
        """The load as routing wants it; every call is one turn of round robin."""
        self._turn += 1
        loads = {b.id: self._load_of(b, now) for b in backends}
        pin = self._pins.get(affinity) if affinity else None
        is_fresh = pin is not None and now - pin[1] < PIN_LIFE
        if self._absent:
            self._absent = {what: until for what, until in self._absent.items() if until > now}
        return Load(
            loads,
            self._turn,
            self._draw(),
            pin[0] if pin is not None and is_fresh else None,
            frozenset(self._absent),
        )

    def know(self, backends: Iterable[Backend]) -> None:
        """Learn the limits of these, when their order needs no load."""
        for backend in backends:
            self._limits[backend.id] = self.limit_of(backend)

    @property
    def knows_absent(self) -> bool:
        """Whether somebody said lately that it does not have something."""
        return bool(self._absent)

    def absent(self, backend_id: BackendId, what: str, now: Seconds) -> None:
        """It said that it does not have this model or endpoint; it is not asked again for a while."""
        self._absent[(backend_id, what)] = now + ABSENT_FOR

    def _load_of(self, backend: Backend, now: Seconds) -> BackendLoad:
        limit = self._limits[backend.id] = self.limit_of(backend)
        return BackendLoad(self._in_flight.get(backend.id, 0), limit, self._first_token(backend.id, now))

    def limit_of(self, backend: Backend) -> int:
        """How many requests it takes at once: the owner's word, what it taught us by refusing, or its kind's."""
        limit = backend.limit or backend.known_limit or LIMITS.get(backend.kind, 0)
        learned = self._learned.get(backend.id)
        if learned is None:
            return limit
        return min(limit, int(learned)) if limit else int(learned)

    def is_full(self, backend_id: BackendId) -> bool:
        """Whether one more request would have to wait."""
        limit = self._limits.get(backend_id, 0)
        return 0 < limit <= self._in_flight.get(backend_id, 0)

    def has_room(self, backend_id: BackendId) -> bool:
        """Whether a request may go there at once, without looking at anybody else: nobody waits, nothing is absent."""
        return not (self._waiting or self._absent or self.is_full(backend_id))

    def enter(self, backend_id: BackendId) -> None:
        """A request goes there."""
        self._in_flight[backend_id] = self._in_flight.get(backend_id, 0) + 1

    def leave(self, backend_id: BackendId) -> None:
        """A request that went there ended; the next waiting one may come."""
        self._in_flight[backend_id] = max(0, self._in_flight.get(backend_id, 0) - 1)
        if self._waiting:
            self._let_in(backend_id)

    def refused(self, backend_id: BackendId) -> None:
        """It said that it is overloaded: it takes less than what it has now."""
        self._learned[backend_id] = max(1.0, float(self._in_flight.get(backend_id, 1) - 1))

    def answered(self, backend_id: BackendId, first_token: Seconds, now: Seconds) -> None:
        """It answered after `first_token` seconds: a slow one counts at once, a fast one slowly; limits recover."""
        before = self._first_token(backend_id, now)
        self._first_tokens[backend_id] = (before if before > first_token else first_token, now)
        if backend_id in self._learned:
            self._learned[backend_id] += 0.125

    def pin(self, affinity: str, backend_id: BackendId, now: Seconds) -> None:
        """This conversation was answered there."""
        if affinity:
            self._pins[affinity] = (backend_id, now)
            self._pins.move_to_end(affinity)
            if len(self._pins) > MOST_PINS:
                self._pins.popitem(last=False)

    def _first_token(self, backend_id: BackendId, now: Seconds) -> Seconds:
        value, at = self._first_tokens.get(backend_id, (0.0, now))
        return value * math.exp(-max(0.0, now - at) / DECAY)

    # queueing

    async def slot(self, waiter: Waiter, most: int) -> BackendId:
        """Wait until one of the waiter's backends has room; it is entered then. Raises QueueFull.

        Cancelling it (the client left) leaves the queue.
        """
        if len(self._waiting) >= most:
            raise QueueFull
        self._waiting.append(waiter)
        self._tell_positions()
        try:
            return await waiter.slot
        except asyncio.CancelledError:
            if waiter.slot.done() and not waiter.slot.cancelled():
                self.leave(waiter.slot.result())  # let in and cancelled in the same moment: give it back
            raise
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
                self._tell_positions()

    def in_turn(self) -> list[Waiter]:
        """The waiting ones in the order in which they will be let in."""
        return self._fair(is_batch=False) + self._fair(is_batch=True)

    def _fair(self, *, is_batch: bool) -> list[Waiter]:
        by_app: dict[str, list[Waiter]] = {}
        for waiter in self._waiting:
            if waiter.is_batch is is_batch:
                by_app.setdefault(waiter.app, []).append(waiter)
        apps = sorted(by_app, key=lambda app: self._served.get(app, 0))  # stable: then in the order of arrival
        rounds = max((len(w) for w in by_app.values()), default=0)
        return [by_app[app][n] for n in range(rounds) for app in apps if n < len(by_app[app])]

    def _let_in(self, backend_id: BackendId) -> None:
        for waiter in self.in_turn():
            if self.is_full(backend_id):
                return
            if backend_id in waiter.backends and not waiter.slot.done():
                self._waiting.remove(waiter)
                self._remember(waiter.app)
                self.enter(backend_id)
                waiter.slot.set_result(backend_id)
                self._tell_positions()

    def _remember(self, app: str) -> None:
        """This app had its turn."""
        self._served[app] = next(self._turns)
        self._served.move_to_end(app)
        if len(self._served) > MOST_APPS:
            self._served.popitem(last=False)

    def _tell_positions(self) -> None:
        for position, waiter in enumerate(self.in_turn()):
            if waiter.position != position:
                waiter.position = position
                waiter.on_position(position)
