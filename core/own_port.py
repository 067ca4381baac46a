"""Opens the port of this machine: one try after the other, so that the last word of the owner is the one that holds.

A port that another program holds is tried again, and opened when it is free; until then the owner may take another one
deliberately. Never moves by itself. Lives on the control loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from core import events as ev
from core.domain import PortStatus
from core.log import facts
from core.port import PortTaken
from core.port_owner import taken_by
from core.store import Store

log = logging.getLogger("bridge")

HOST = "127.0.0.1"


class OwnPort:
    """`open_at` listens at (host, port), leaving any earlier one, and returns the port; raises PortTaken."""

    def __init__(self, store: Store, open_at: Callable[[str, int], Awaitable[int]]) -> None:
        self._store = store
        self._open_at = open_at
        self._in_turn = asyncio.Lock()

    async def open(self, wanted: int) -> PortStatus:
        """Open this port, unless it is open."""
        async with self._in_turn:
            known = self._store.snapshot.port
            return known if known.is_open and known.port == wanted else await self._tried(wanted)

    async def retry(self, wanted: int) -> None:
        """Open this port when the last try failed, and nobody has opened one since."""
        async with self._in_turn:
            if self._store.snapshot.port.error:
                await self._tried(wanted)

    async def _tried(self, wanted: int) -> PortStatus:
        try:
            status = PortStatus(HOST, await self._open_at(HOST, wanted), is_open=True)
            log.info("port open %s", facts(address=status.address))
        except PortTaken as taken:
            owner, free = await asyncio.to_thread(taken_by, HOST, wanted)
            status = PortStatus(HOST, wanted, error=taken.reason, owner=owner, next_free=free)
            if status != self._store.snapshot.port:  # it is tried again and again
                log.warning("port taken %s", facts(port=wanted, owner=owner or None, why=taken.reason))
        self._store.dispatch(ev.PortChanged(status))
        return status
