"""Asks the nearest addresses of the own networks whether anything listens on exo's port. Bounded and polite.

At most the /24 around each own address, 48 at a time, one connect each, 0.4 s at most; nothing is sent. Hosts
that this machine talked to lately come first. Only on the owner's word, or when a beacon told of a node without
telling its IPv4 address.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from core.discovery.network import Interface, neighbourhood
from core.discovery.reach import knock
from core.domain import Seconds
from core.errors import AttemptFailed

AT_ONCE = 48
CONNECT_LIMIT: Seconds = 0.4
_ARP_TABLE = Path("/proc/net/arp")


async def sweep(
    here: Iterable[Interface], ports: Iterable[int], found: Callable[[str, int], Awaitable[None] | None]
) -> int:
    """Call `found(host, port)` for each open port; returns how many hosts were asked."""
    interfaces, ports = tuple(here), tuple(ports)
    names = {interface.name for interface in interfaces}
    known = neighbours(names) if sys.platform == "linux" else ()
    hosts = dict.fromkeys(host for interface in interfaces for host in neighbourhood(interface))
    order = [*(h for h in known if h in hosts), *(h for h in hosts if h not in known)]
    waiting = iter([(host, port) for host in order for port in ports])

    async def work() -> None:
        for host, port in waiting:
            try:
                await knock(host, port, CONNECT_LIMIT)
            except AttemptFailed:
                continue
            answer = found(host, port)
            if answer is not None:
                await answer

    async with asyncio.TaskGroup() as group:
        for number in range(AT_ONCE):
            group.create_task(work(), name=f"sweep {number}")
    return len(order)


def neighbours(names: Iterable[str], table: Path = _ARP_TABLE) -> tuple[str, ...]:
    """IPv4 addresses that this machine talked to lately over these interfaces, where the system tells."""
    wanted = frozenset(names)
    try:
        lines = table.read_text("ascii").splitlines()[1:]
    except OSError:
        return ()
    rows = [line.split() for line in lines]
    return tuple(r[0] for r in rows if len(r) >= 6 and r[5] in wanted and r[3] != "00:00:00:00:00:00")
