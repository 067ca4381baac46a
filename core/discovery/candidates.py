"""Verifies places where an exo may be: only what answers as exo, with the id it should have, is told on.

A place that fails is tried again after 1, 2, 4 … seconds while sightings go on, for a beacon comes before the API;
later rarely. Nothing is assumed: not the port, not the id, not that a beacon is true.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from core.discovery.ask import Ask
from core.discovery.exo import generation_of, is_first_generation
from core.discovery.nodes import root_at
from core.discovery.reach import knock
from core.domain import Seconds
from core.errors import AttemptFailed
from core.http_client import HttpClient
from core.log import facts

log = logging.getLogger("discovery")

AT_ONCE = 16
CONNECT_LIMIT: Seconds = 1.0
FIRST_PAUSE: Seconds = 1.0
OWN_TRIES = 4
"""Tries without a new sighting, for a beacon that is not repeated."""
LONGEST_PAUSE: Seconds = 600.0
MOST_PLACES = 512


@dataclass(slots=True)
class _Place:
    host: str
    port: int
    node_id: str
    found_by: str
    tries: int = 0
    not_before: Seconds = 0.0
    is_running: bool = False


class Candidates:
    """Lives on the control loop; `verified(host, port, found_by)` is called once a place has proved itself."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        client: HttpClient,
        clock: Callable[[], Seconds],
        verified: Callable[[str, int, str], None],
    ) -> None:
        self._group = group
        self._ask = Ask(client)
        self._clock = clock
        self._verified = verified
        self._places: dict[tuple[str, int], _Place] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._tried = asyncio.Event()

    def consider(self, host: str, port: int, found_by: str, node_id: str = "") -> None:
        """Somebody told of this place. `node_id` is what must answer there; empty: any exo."""
        place = self._places.get((host, port))
        if place is None:
            if len(self._places) >= MOST_PLACES:  # make room: those that were given up are asked again if they matter
                self._places = {k: p for k, p in self._places.items() if p.is_running or p.tries <= OWN_TRIES}
            if len(self._places) >= MOST_PLACES:
                return  # somebody floods us with sightings
            place = self._places[(host, port)] = _Place(host, port, node_id, found_by)
        place.node_id = node_id or place.node_id
        if not place.is_running and self._clock() >= place.not_before:
            place.is_running = True
            self._group.create_task(self._try(place), name=f"candidate {host}:{port}")

    def forget(self, host: str, port: int) -> None:
        """A place that was verified is gone: a new sighting of it is news again."""
        self._places.pop((host, port), None)

    def forgive(self) -> None:
        """The network changed: what failed before may be tried again at once."""
        self._places = {key: place for key, place in self._places.items() if place.is_running}

    async def settled(self) -> None:
        """Wait until every place under way was tried once; setting a time limit is the caller's."""
        while any(place.is_running and not place.tries for place in self._places.values()):
            self._tried.clear()
            await self._tried.wait()

    async def _try(self, place: _Place) -> None:
        try:
            while not await self._is_exo(place):
                pause = min(FIRST_PAUSE * 2.0**place.tries, LONGEST_PAUSE)
                place.tries += 1
                self._tried.set()
                place.not_before = self._clock() + pause
                if place.tries > OWN_TRIES:
                    return
                await asyncio.sleep(pause)
            place.tries, place.not_before = 0, 0.0
            self._verified(place.host, place.port, place.found_by)
        finally:
            place.is_running = False
            self._tried.set()

    async def _is_exo(self, place: _Place) -> bool:
        root = root_at(place.host, place.port)
        async with self._gate:
            try:
                await knock(place.host, place.port, CONNECT_LIMIT)
                return await self._answers(root, place.node_id)
            except AttemptFailed as failure:
                log.debug("candidate %s", facts(url=root, why=failure.kind))
                return False

    async def _answers(self, root: str, node_id: str) -> bool:
        reply = await self._ask.get(root + "/node_id")
        if reply.status == 200 and generation_of(reply.document):
            if node_id and reply.document != node_id:
                log.debug("candidate %s", facts(url=root, why="another node answers there"))
                return False
            return True
        health = await self._ask.get(root + "/healthcheck")
        topology = await self._ask.get(root + "/v1/topology")
        return health.status == 200 and is_first_generation(health.document, health.server, topology.document)
