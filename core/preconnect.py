"""Keeps a connection open to the cloud that would be asked next, while the owner's machines are unwell.

A request that fails over there then pays for no TCP and no TLS. What is sent for it holds no key, no body and no name,
and its answer is thrown away; nothing is opened that a request could not open now. Whatever goes wrong is a line at
DEBUG and nothing else: requests find out for themselves. Runs on the data plane's loop.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable

from core.cloud import IDLE_LIMIT, Cloud
from core.domain import (
    ANY_MODEL,
    Backend,
    FailureKind,
    HealthState,
    KeyState,
    Locality,
    RequestId,
    RoutePlan,
    RouteRequest,
    Seconds,
    Snapshot,
)
from core.errors import AttemptFailed
from core.log import facts
from core.wire import Header

log = logging.getLogger("relay")

REPEAT_AFTER: Seconds = IDLE_LIMIT - 10.0
WORTH_IT_FOR: Seconds = 600.0
"""How long after the last trouble or request: nobody is served by a laptop that greets a cloud all night."""
LIMIT: Seconds = 10.0
_HEADERS: list[Header] = [(b"user-agent", b"exo-bridge"), (b"accept", b"*/*"), (b"accept-encoding", b"identity")]
_UNWELL = frozenset({HealthState.DOWN, HealthState.COOLING, HealthState.BLOCKED})
_ID = RequestId("preconnect")


class Preconnect:
    """`plan` is what routes requests; `may_leave` is asked last of all, as before a request is sent."""

    def __init__(
        self,
        *,
        snapshot: Callable[[], Snapshot],
        plan: Callable[[RouteRequest], RoutePlan],
        may_leave: Callable[[Locality], bool],
        clouds: Cloud,
        clock: Callable[[], Seconds],
    ) -> None:
        self._snapshot = snapshot
        self._plan = plan
        self._may_leave = may_leave
        self._clouds = clouds
        self._clock = clock
        self._counted = snapshot().totals
        self._used_at = -math.inf
        self._kept: dict[str, Seconds] = {}

    async def run(self, every: Seconds) -> None:
        """Look every so many seconds, until cancelled. A turn of its own: a greeting may take as long as `LIMIT`, for
        which no housekeeping waits."""
        while True:
            await asyncio.sleep(every)
            try:
                await self.look()
            except Exception:  # housekeeping: nothing that goes wrong here may end the port
                log.exception("no connection could be kept open")

    async def look(self) -> None:
        """Open a connection, or use the open one so that it is kept, where that is due. In local only, leave none open:
        what its other end sends now and then would be answered by our system."""
        backend = self.due()
        if not self._may_leave(Locality.CLOUD):
            await self._clouds.close_idle()
        elif backend is not None:
            self._kept[backend.base_url] = self._clock()
            await self._greet(backend)

    def due(self) -> Backend | None:
        """The cloud that a connection should be opened to, or used, now."""
        snapshot, now = self._snapshot(), self._clock()
        if snapshot.live or snapshot.totals is not self._counted:
            self._counted, self._used_at = snapshot.totals, now
        local = (s for s in snapshot.backends if s.backend.locality.is_local)
        troubles = [s.health.since for s in local if s.health.state in _UNWELL]
        if not troubles or snapshot.is_paused or not self._may_leave(Locality.CLOUD):
            self._kept.clear()
            return None
        trouble = max(troubles)
        if now - max(trouble, self._used_at) >= WORTH_IT_FOR:
            return None
        well = [c for c in self._plan(RouteRequest(_ID, _asked_last(snapshot))).candidates if not c.is_trial]
        backend = next((c.backend for c in well if _is_ready(c.backend, snapshot)), None)
        # With another machine to answer, one that is off for good is no trouble any more.
        if backend is None or (well[0].backend is not backend and now - trouble >= WORTH_IT_FOR):
            return None
        return None if now - self._kept.get(backend.base_url, -math.inf) < REPEAT_AFTER else backend

    async def _greet(self, backend: Backend) -> None:
        try:
            exchange = await self._clouds.send(
                backend.base_url, b"", _HEADERS, b"", connect=LIMIT, first_byte=LIMIT, method=b"HEAD"
            )
            try:
                exchange.watch(FailureKind.SILENT, LIMIT)
                await exchange.read()  # to its end, which comes at once: else the connection would be closed
            finally:
                await exchange.aclose()
        except AttemptFailed as failure:
            log.debug("no connection kept open %s", facts(backend=backend.name, why=failure.kind))
        else:
            log.debug("connection kept open %s", facts(backend=backend.name, status=exchange.status))


def _asked_last(snapshot: Snapshot) -> str:
    """The model of the latest request: the next one will most likely be for the same."""
    latest = snapshot.live[-1:] or snapshot.recent[:1]
    return latest[0].model if latest else ANY_MODEL


def _is_ready(backend: Backend, snapshot: Snapshot) -> bool:
    """Whether it is a cloud behind TLS whose key, if it needs one, is there."""
    if backend.locality.is_local or not backend.base_url.startswith("https://"):
        return False
    status = snapshot.find(backend.id)
    return backend.key is None or (status is not None and status.key_state is KeyState.PRESENT)
