"""An open TCP connection to a node, held only to notice at once when the node goes. Nothing is ever sent on it.

A process that ends closes its connections, so a clean exit is seen in milliseconds, where asking every 10 s
would take 5 s on average. Real exo closes a silent connection after 5 s (hypercorn) or 75 s (aiohttp): then a new
one is made, and only when that fails the node may be gone. Only exo gets one: a server that handles one
connection at a time (Python's `http.server`) would be blocked by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from core.discovery.reach import open_socket
from core.domain import BackendId, Seconds

SHORT_LIFE: Seconds = 1.0
LONGEST_PAUSE: Seconds = 10.0


async def until_gone(host: str, port: int, limit: Seconds) -> None:
    """Return when a connection can no longer be made; `limit` in seconds for making one."""
    loop = asyncio.get_running_loop()
    pause = SHORT_LIFE
    while True:
        began = loop.time()
        try:
            async with asyncio.timeout(limit):
                connection = await open_socket(host, port)
        except (OSError, TimeoutError):
            return
        try:
            while await loop.sock_recv(connection, 4096):
                pass  # nobody has asked for anything; whatever it says means that it lives
        except OSError:
            pass  # reset: the next connect tells whether it is gone
        finally:
            connection.close()
        if loop.time() - began >= SHORT_LIFE:
            pause = SHORT_LIFE
            continue
        await asyncio.sleep(pause)  # it does not want silent connections
        pause = min(pause * 2, LONGEST_PAUSE)


class Lines:
    """The lines of all nodes. `broken` is called when one could not be made again."""

    def __init__(self, group: asyncio.TaskGroup, broken: Callable[[BackendId], None]) -> None:
        self._group = group
        self._broken = broken
        self._tasks: dict[BackendId, asyncio.Task[None]] = {}

    def hold(self, backend_id: BackendId, place: tuple[str, int], limit: Seconds) -> None:
        """Hold a line to this node, unless there is one."""
        known = self._tasks.get(backend_id)
        if known is None or known.done():
            self._tasks[backend_id] = self._group.create_task(
                self._hold(backend_id, place, limit), name=f"line to {backend_id}"
            )

    def drop(self, backend_id: BackendId) -> None:
        """Let go of the line to this node."""
        task = self._tasks.pop(backend_id, None)
        if task is not None:
            task.cancel()

    def drop_all(self) -> None:
        """Let go of every line."""
        for backend_id in tuple(self._tasks):
            self.drop(backend_id)

    async def _hold(self, backend_id: BackendId, place: tuple[str, int], limit: Seconds) -> None:
        await until_gone(*place, limit)
        self._broken(backend_id)
