"""Waiting for something to hold in a window, without a step by the clock and without spinning.

What a window shows changes only while Qt's loop delivers something: an event, a timer, a turn of asyncio. So it is
enough to look each time the loop has nothing left to do and is about to sleep.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QAbstractEventDispatcher

LIMIT = 30.0
"""Seconds: far more than any of it takes; a claim that never holds fails the test."""


async def until(claim: Callable[[], object], limit: float = LIMIT) -> None:
    """Return when `claim` holds; on the tray's loop only. Raises TimeoutError after `limit` seconds."""
    if claim():
        return
    held: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def look() -> None:
        if held.done():
            return
        try:
            if claim():
                held.set_result(None)
        except Exception as error:  # noqa: BLE001 - Qt would swallow it: who waits gets it
            held.set_exception(error)

    dispatcher = QAbstractEventDispatcher.instance()
    dispatcher.aboutToBlock.connect(look)
    try:
        async with asyncio.timeout(limit):
            await held
    finally:
        dispatcher.aboutToBlock.disconnect(look)
