"""What to do about a node that is heard under a link-local address only: look around for its API, seldom.

exo's API is IPv4 only and no beacon of its present generation tells an IPv4 address (exo.md §1c). So such a
sighting starts a sweep of the interface it came over: at once for a node that is new, later ever more rarely.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.discovery.sighting import Sighting
from core.domain import Seconds

PAUSES: tuple[Seconds, ...] = (5.0, 20.0, 60.0, 300.0, 1800.0)
"""Until the next sweep for the same node; the first are short, for a node announces itself before its API is up."""
UNNAMED_FOR: Seconds = 2.0
"""A node that answers our question tells its id; one that only talks to others is believed after this time."""
FORGET_AFTER: Seconds = 60.0
MOST_SOURCES = 256


@dataclass(slots=True)
class _Source:
    first_heard: Seconds
    last_heard: Seconds
    node_id: str = ""
    sweeps: int = 0
    not_before: Seconds = 0.0


class Surroundings:
    """Lives on the control loop. `knows` tells whether a node id is known already; `look` sweeps an interface."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        clock: Callable[[], Seconds],
        knows: Callable[[str], bool],
        look: Callable[[str], Awaitable[None]],
    ) -> None:
        self._group = group
        self._clock = clock
        self._knows = knows
        self._look = look
        self._sources: dict[str, _Source] = {}
        self._running: set[str] = set()

    def sighted(self, sighting: Sighting) -> None:
        """A link-local address was heard; exo's nodes repeat themselves each second."""
        now = self._clock()
        source = self._source(sighting, now)
        if source is None:
            return
        interface = sighting.host.partition("%")[2]
        is_unnamed = not source.node_id and now - source.first_heard < UNNAMED_FOR
        if is_unnamed or now < source.not_before or interface in self._running or self._knows(source.node_id):
            return
        source.not_before = now + PAUSES[min(source.sweeps, len(PAUSES) - 1)]
        source.sweeps += 1
        self._running.add(interface)
        self._group.create_task(self._run(interface), name=f"look around {interface}")

    def _source(self, sighting: Sighting, now: Seconds) -> _Source | None:
        source = self._sources.get(sighting.host)
        has_restarted = source is not None and sighting.node_id not in ("", source.node_id) and source.node_id != ""
        if source is None or has_restarted or now - source.last_heard > FORGET_AFTER:
            if len(self._sources) >= MOST_SOURCES:
                self._sources = {h: s for h, s in self._sources.items() if now - s.last_heard <= FORGET_AFTER}
            if len(self._sources) >= MOST_SOURCES:
                return None  # somebody floods us
            source = self._sources[sighting.host] = _Source(now, now)
        source.last_heard = now
        source.node_id = sighting.node_id or source.node_id
        return source

    async def _run(self, interface: str) -> None:
        try:
            await self._look(interface)
        finally:
            self._running.discard(interface)
