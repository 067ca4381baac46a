"""Waiting for a window costs nothing while nothing happens, and misses nothing that does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer

from tests.desktop.until import until

OnLoop = Callable[[Coroutine[Any, Any, Any]], Any]


def test_it_sees_what_an_event_a_timer_a_task_or_a_thread_did(on_loop: OnLoop) -> None:
    seen: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        sender = QObject()
        sender.objectNameChanged.connect(seen.append)
        sender.setObjectName("signal")
        await until(lambda: "signal" in seen)
        QTimer.singleShot(1, lambda: seen.append("timer"))
        await until(lambda: "timer" in seen)
        loop.call_later(0.001, seen.append, "task")
        await until(lambda: "task" in seen)
        threading.Thread(target=loop.call_soon_threadsafe, args=(seen.append, "thread")).start()
        await until(lambda: "thread" in seen)

    on_loop(main())
    assert seen == ["signal", "timer", "task", "thread"]


def test_it_does_not_look_while_nothing_happens(on_loop: OnLoop) -> None:
    looks: list[None] = []

    async def main() -> None:
        with pytest.raises(TimeoutError):
            await until(lambda: looks.append(None), 0.2)

    on_loop(main())
    assert len(looks) < 10


def test_an_error_of_the_claim_reaches_who_waits(on_loop: OnLoop) -> None:
    things = [0]

    async def main() -> None:
        asyncio.get_running_loop().call_later(0.001, things.clear)
        with pytest.raises(IndexError):
            await until(lambda: things[-1])

    on_loop(main())
