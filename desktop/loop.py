"""The tray's asyncio loop: qasync's, with one precise Qt timer for everything.

qasync 0.28.0 makes a coarse Qt timer for each callback and keeps it when it is cancelled, so timers
fire up to 5 % early and httpx's read timeouts pile up for their whole length; and it forgets the hooks that close
async generators, on which httpx's streams rely. Here `call_soon` is a
queue, `call_later` a heap whose cancelled entries are dropped, and one precise Qt timer drives both.
This file can go when a release of qasync does the same.
"""

from __future__ import annotations

import asyncio
import collections
import heapq
import math
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimerEvent, Signal
from PySide6.QtWidgets import QApplication

import qasync  # type: ignore[import-untyped]  # isort: skip  (it takes the binding that is already there)

LONGEST_TURN = 0.008
"""Seconds of callbacks in one go; then Qt gets a turn, so that windows stay alive."""
FEW_CANCELLED = 100


class _Pump(QObject):
    """Owns the one Qt timer, and brings calls from other threads to the loop's own."""

    woken = Signal()

    def __init__(self, run: Callable[[], None], collect: Callable[[], None]) -> None:
        super().__init__()
        self._run = run
        self._collect = collect
        self._timer = 0
        self._is_waking = False
        self.woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    def arm(self, milliseconds: int) -> None:
        self.disarm()
        self._timer = self.startTimer(milliseconds, Qt.TimerType.PreciseTimer)

    def disarm(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def wake(self) -> None:
        """Callable from any thread, after the caller has left its callback where `collect` finds it."""
        if not self._is_waking:
            self._is_waking = True
            self.woken.emit()

    def _on_woken(self) -> None:
        # The flag falls before the collecting: whoever saw it raised has queued before we look.
        self._is_waking = False
        self._collect()

    def timerEvent(self, event: QTimerEvent) -> None:
        if event.timerId() == self._timer:
            self.disarm()
            self._run()


class DaemonThreads(Executor):
    """A thread for each call. A password store that never answers must not hold up quitting."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - a thread's top: the caller gets it
                future.set_exception(error)

        threading.Thread(target=work, name="worker", daemon=True).start()
        return future


class TrayLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """See the module's first lines. Everything else is qasync's own."""

    def __init__(self, app: QApplication) -> None:
        self._soon: collections.deque[asyncio.Handle] = collections.deque()
        self._from_threads: collections.deque[asyncio.Handle] = collections.deque()
        self._later: list[asyncio.TimerHandle] = []
        self._cancelled_count = 0
        self._armed_for: float | None = None
        self._pump = _Pump(self._turn, self._collect)
        super().__init__(app)
        self.set_default_executor(DaemonThreads())

    def call_soon(self, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> asyncio.Handle:
        self._check_closed()
        return self._add_callback(asyncio.Handle(callback, args, self, context))

    def call_soon_threadsafe(
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._from_threads.append(handle)
        self._pump.wake()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        self._check_closed()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        handle._scheduled = True  # type: ignore[attr-defined]  # as asyncio's own loop marks it
        heapq.heappush(self._later, handle)
        self._arm()
        return handle

    def run_forever(self) -> object:
        """As asyncio's own loop: an async generator that was left half-way is closed by a task of this loop."""
        before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(self._asyncgen_firstiter_hook, self._asyncgen_finalizer_hook)
        try:
            return super().run_forever()
        finally:
            sys.set_asyncgen_hooks(*before)

    def time(self) -> float:
        return time.monotonic()

    def close(self) -> None:
        if not self.is_closed():
            self._pump.disarm()
            self._soon.clear()
            self._later.clear()
        super().close()

    def _add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        self._soon.append(handle)
        self._arm()
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """asyncio tells us of each cancelled timer; rebuild when most of the heap is dead."""
        self._cancelled_count += 1
        if self._cancelled_count > FEW_CANCELLED and self._cancelled_count * 2 > len(self._later):
            self._later = [h for h in self._later if not h.cancelled()]
            heapq.heapify(self._later)
            self._cancelled_count = 0

    def _collect(self) -> None:
        while self._from_threads:
            self._soon.append(self._from_threads.popleft())
        self._arm()

    def _arm(self) -> None:
        """Set the timer for the earliest thing to do, unless it is set at least as early."""
        if self._soon:
            when = 0.0
        elif self._later:
            when = self._later[0].when()
        else:
            return
        if self._armed_for is not None and self._armed_for <= when:
            return
        self._armed_for = when
        # Rounded up: a deadline must never come early.
        self._pump.arm(math.ceil(max(0.0, when - self.time()) * 1000) if when else 0)

    def _turn(self) -> None:
        self._armed_for = None
        now = self.time()
        while self._later and (self._later[0].cancelled() or self._later[0].when() <= now):
            handle = heapq.heappop(self._later)
            handle._scheduled = False  # type: ignore[attr-defined]  # as asyncio's own loop marks it
            if handle.cancelled():
                self._cancelled_count = max(0, self._cancelled_count - 1)
            else:
                self._soon.append(handle)
        deadline = now + LONGEST_TURN
        try:
            for _ in range(len(self._soon)):  # what is added meanwhile waits for the next turn
                handle_now = self._soon.popleft()
                if not handle_now.cancelled():
                    handle_now._run()
                if self.time() > deadline:
                    break
        finally:
            self._arm()
