"""Looks up host names in threads that are never waited for: a dead name server answers after 10 s or more.

The loop's own executor has a handful of threads for everything (files, interfaces, name servers) and is joined when
the program quits; a few listed nodes whose names cannot be found would fill it and hold up both.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future

Address = tuple[str, int] | tuple[str, int, int, int]
Found = list[tuple[int, Address]]

MOST_LOOKUPS = 32
"""At one time; more names than that which hang are told as not found."""


def system_lookup(host: str, port: int) -> Found:
    """(family, address) of a name as the system knows it; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]  # type: ignore[misc]  # one shape a family


class Names:
    """Looks names up, each once however many wait for it; a waiter that leaves stops nothing."""

    def __init__(self, lookup: Callable[[str, int], Found] = system_lookup) -> None:
        self._lookup = lookup
        self._running: dict[tuple[str, int], Future[Found]] = {}

    async def addresses(self, host: str, port: int) -> Found:
        """Where the name leads; raises OSError. Setting a time limit is the caller's."""
        running = self._running.get((host, port))
        if running is None or running.done():
            running = self._start(host, port)
        return await asyncio.shield(asyncio.wrap_future(running))

    def _start(self, host: str, port: int) -> Future[Found]:
        self._running = {place: each for place, each in self._running.items() if not each.done()}
        if len(self._running) >= MOST_LOOKUPS:
            raise socket.gaierror(socket.EAI_AGAIN, "too many names are being looked up")
        answer: Future[Found] = Future()
        answer.set_running_or_notify_cancel()  # from here on nobody who leaves can cancel it

        def look_up() -> None:
            try:
                answer.set_result(self._lookup(host, port))
            except Exception as error:  # noqa: BLE001  the top of a thread: the error goes to whoever waits
                answer.set_exception(error)

        self._running[(host, port)] = answer
        threading.Thread(target=look_up, name=f"name {host}", daemon=True).start()
        return answer
