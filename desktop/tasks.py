"""Owns every task that a click starts: none is lost when it fails, all end with the application.

A failure of one command never takes the others down: it is logged, and told by `on_failure`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

log = logging.getLogger("desktop")


class Tasks:
    """`async with Tasks() as tasks: tasks.start(bridge.open_port(), "open port")`."""

    def __init__(self, on_failure: Callable[[BaseException], None] | None = None) -> None:
        self._group = asyncio.TaskGroup()
        self._running: set[asyncio.Task[None]] = set()
        self._on_failure = on_failure

    async def __aenter__(self) -> Tasks:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._running:
            task.cancel()
        await self._group.__aexit__(kind, error, trace)

    def start(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[None]:
        """Run it on the loop, beside everything else."""
        task = self._group.create_task(self._guarded(work, name), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _guarded(self, work: Coroutine[Any, Any, object], name: str) -> None:
        try:
            await work
        except Exception as error:  # the last stand of a command: the group must live on
            log.exception("command failed name=%s", name)
            if self._on_failure is not None:
                self._on_failure(error)
