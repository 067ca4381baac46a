"""One daemon thread for calls that may never return, with a time limit for whoever waits.

Rules: the thread is never joined, so a stuck call cannot hang quitting (the loop's own executor
would); a call that passed its limit is left alone with its thread, and the next call gets a fresh one.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_MOST_STUCK = 4
"""So many threads may hang before new calls are refused: a dead service must not collect threads for days."""

_numbers = itertools.count(1)


class TooSlow(Exception):
    """The call did not come back within its limit; it may still come back later."""


class _Job:
    """One call. What it gives stays in here: a result handed to the loop would be shown in its debug log."""

    def __init__(self, call: Callable[[], Any], settled: Callable[[_Job], None]) -> None:
        self.call = call
        self.settled = settled
        self.result: Any = None
        self.error: BaseException | None = None
        self.is_late = False


class _Thread:
    """A thread with its queue of jobs; None in the queue ends it."""

    def __init__(self, name: str) -> None:
        self.jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self.is_abandoned = False
        self._thread = threading.Thread(target=self._run, name=f"{name}-{next(_numbers)}", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether it still runs, or hangs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self.is_abandoned and (job := self.jobs.get()) is not None:
            if job.is_late:
                continue
            try:
                job.result = job.call()
            except Exception as error:  # noqa: BLE001  the top of a thread: the error goes to whoever waits
                job.error = error
            job.settled(job)


class Worker:
    """Makes blocking calls, one after another, off the loop. Its methods belong to the loop's thread."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._current: _Thread | None = None
        self._abandoned: list[_Thread] = []

    async def call(self, call: Callable[[], T], limit: float, *, late: Callable[[T], None] | None = None) -> T:
        """What `call` returns or raises; TooSlow after `limit`, the wait for earlier calls included.

        A result that comes after the limit goes to `late`, on the loop.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def on_loop(job: _Job) -> None:
            if not job.is_late:
                done.set_result(None)
            elif late is not None and job.error is None:
                late(job.result)

        def settled(job: _Job) -> None:
            # A loop that was closed while the call was stuck has nobody who waits any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(on_loop, job)

        job = _Job(call, settled)
        thread = self._thread()
        thread.jobs.put(job)
        await asyncio.wait([done], timeout=limit)
        if not done.done():
            job.is_late = True
            self._abandon(thread)
            raise TooSlow
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def _thread(self) -> _Thread:
        self._abandoned = [each for each in self._abandoned if each.is_alive]
        if self._current is None:
            if len(self._abandoned) >= _MOST_STUCK:
                raise TooSlow
            self._current = _Thread(self._name)
        return self._current

    def _abandon(self, thread: _Thread) -> None:
        """Leave a stuck thread to its call; what waited behind it moves to a fresh one."""
        if self._current is not thread:
            return
        thread.is_abandoned = True
        self._current = None
        self._abandoned.append(thread)
        with contextlib.suppress(queue.Empty, TooSlow):
            while True:
                waiting = thread.jobs.get_nowait()
                if waiting is not None and not waiting.is_late:
                    self._thread().jobs.put(waiting)
        thread.jobs.put(None)
