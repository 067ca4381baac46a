"""A line to a server of this machine that is as slow as one to a far city: each byte arrives later, none slower."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

ROUND_TRIP = 0.04
"""Seconds. A common way to a cloud."""


@asynccontextmanager
async def delayed(url: str) -> AsyncIterator[str]:
    """The address at which this https server answers `ROUND_TRIP` later; making the connection takes that long, too."""
    place = urlsplit(url)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(65536):
            loop.call_later(ROUND_TRIP / 2, writer.write, data)
        loop.call_later(ROUND_TRIP / 2, writer.close)

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The kernel answers a SYN at once; what a far one would take is waited for here.
        await asyncio.sleep(ROUND_TRIP)
        with suppress(ConnectionError):
            there, back = await asyncio.open_connection(place.hostname, place.port)
            async with asyncio.TaskGroup() as group:
                group.create_task(carry(reader, back), name="to the server")
                group.create_task(carry(there, writer), name="from the server")

    async with await asyncio.start_server(visit, "127.0.0.1", 0) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
