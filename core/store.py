"""Holds the one snapshot: takes facts, publishes at once, tells listeners at most ten times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from core import state
from core.domain import Seconds, Snapshot
from core.events import Event

TELL_EVERY: Seconds = 0.1

Listener = Callable[[Snapshot, Snapshot], None]


class Store:
    """Lives on the control loop. `publish` gets every new snapshot at once (the data plane's pointer), listeners at
    most every `tell_every` seconds."""

    def __init__(
        self,
        publish: Callable[[Snapshot], None],
        jitter: Callable[[], float],
        *,
        tell_every: Seconds = TELL_EVERY,
    ) -> None:
        self.snapshot = Snapshot()
        self._told = self.snapshot
        self._publish = publish
        self._jitter = jitter
        self._tell_every = tell_every
        self._listeners: list[Listener] = []
        self._is_telling_due = False
        self._last_told: Seconds = 0.0

    def dispatch(self, *events: Event) -> None:
        """Fold facts into the snapshot."""
        self.dispatch_all(events)

    def dispatch_all(self, events: Iterable[Event]) -> None:
        """Fold a batch of facts into the snapshot, in their order."""
        before = self.snapshot
        self.snapshot = state.apply_all(self.snapshot, events, self._jitter)
        if self.snapshot is not before:
            self._publish(self.snapshot)
            self._tell_soon()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(before, after)` on changes, the last change always; returns how to end that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def until(self, condition: Callable[[Snapshot], bool], limit: Seconds) -> Snapshot:
        """The first snapshot that fulfils `condition`, as listeners hear of it. Raises TimeoutError after `limit`."""
        seen = asyncio.Event()
        unsubscribe = self.subscribe(lambda _, after: seen.set() if condition(after) else None)
        try:
            async with asyncio.timeout(limit):
                if not condition(self.snapshot):
                    await seen.wait()
        finally:
            unsubscribe()
        return self.snapshot

    def _tell_soon(self) -> None:
        if self._is_telling_due or not self._listeners:
            return
        self._is_telling_due = True
        loop = asyncio.get_running_loop()
        loop.call_at(max(loop.time(), self._last_told + self._tell_every), self._tell)

    def _tell(self) -> None:
        self._is_telling_due = False
        self._last_told = asyncio.get_running_loop().time()
        before, self._told = self._told, self.snapshot
        if before is self.snapshot:
            return
        for listener in tuple(self._listeners):
            listener(before, self.snapshot)
