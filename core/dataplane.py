"""The data plane: one thread with its own event loop that owns the port and every relayed byte.

The control plane publishes snapshots (one attribute swap, no lock) and gives commands; facts go back in
batches. uvloop drives it where it exists.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from core import events as ev
from core.access import Access, AccessRules
from core.begun import Begun
from core.calls import next_request_id
from core.domain import Backend, BackendId, KeyReference, Locality, Mode, RequestId, Seconds, Snapshot
from core.doors import Doors
from core.express import Express
from core.pool import Pool
from core.port import Port
from core.preconnect import Preconnect
from core.progress import ProgressTeller
from core.relay import Relay
from core.reply import Reply
from core.routes import Routes
from core.rules import Rules
from core.seams import Awaken
from core.sender import BackendSender
from core.surfaces.dispatch import refusal_body
from core.timeouts import Timeouts
from core.wire import Request

log = logging.getLogger("bridge")

BATCH_EVERY: Seconds = 0.05
KEEP_EVERY: Seconds = 2.0
PRECONNECT_EVERY: Seconds = 1.0
SWITCH_INTERVAL: Seconds = 0.001
"""How long a busy GUI thread may keep the interpreter from us. uvloop takes the lock anew for every
callback, so with Python's 5 ms a burning GUI made gaps of 340 ms in 16 streams; with 1 ms they are under
25 ms (tests/bench/gui_stall.py)."""

T = TypeVar("T")


class DataPlane:
    """Owned by the bridge; its public methods are called on the control loop.

    `deliver` gets batches of facts on the control loop, one in `batch_every` seconds. `read_key` and `start` run there
    too.
    """

    def __init__(
        self,
        *,
        snapshot: Snapshot,
        limits: Timeouts,
        rules: Rules,
        deliver: Callable[[list[ev.Event]], None],
        read_key: Callable[[KeyReference], Awaitable[str | None]],
        cached_key: Callable[[KeyReference], str | None],
        start: Callable[[Backend], Awaitable[str]],
        access: Access | None = None,
        awaken: Awaken | None = None,
        abandon: Callable[[BackendId, str], Awaitable[None]] | None = None,
        batch_every: Seconds = BATCH_EVERY,
    ) -> None:
        self.snapshot = snapshot
        self._batch_every = batch_every
        self._limits = limits
        self._rules = rules
        self._deliver = deliver
        self._read_key = read_key
        self._cached_key = cached_key
        self._start = start
        self._awaken = awaken
        self._abandon = abandon
        self.access = access or Access(AccessRules())
        self._control = asyncio.get_running_loop()
        self._batch: list[ev.Event] = []
        self._is_flush_due = False
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready: asyncio.Event = asyncio.Event()
        self._port: Port | None = None
        self._relay: Relay | None = None
        self._sender: BackendSender | None = None
        self._stop: asyncio.Event | None = None
        self._doors = Doors(lambda states: self._post(ev.DoorsChanged(states)))
        self._progress: ProgressTeller | None = None
        self._serving: dict[RequestId, asyncio.Task[Any]] = {}
        self._cancelled: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Start the thread and wait until its loop runs."""
        # What was loaded so far lives as long as the process: not to be looked through again and again. Requests
        # leave few cycles behind, so the collector may come more rarely.
        gc.collect()
        gc.freeze()
        gc.set_threshold(5_000, 20, 50)
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_INTERVAL))
        self._thread = threading.Thread(target=self._run, name="data plane", daemon=True)
        self._thread.start()
        await self._ready.wait()

    async def open_port(self, host: str, port: int) -> int:
        """Listen, leaving any earlier port; returns the port number. Raises PortTaken."""
        return await self._on_data_loop(self._open(host, port))

    async def close_port(self, patience: Seconds) -> None:
        """Stop listening; running answers get `patience` seconds."""
        await self._on_data_loop(self._close_port(patience))

    async def stop(self) -> None:
        """End the thread; call `close_port` first."""
        loop, stop = self._loop, self._stop
        if loop is not None and stop is not None:
            loop.call_soon_threadsafe(stop.set)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, 5.0)

    def set_rules(self, limits: Timeouts, rules: Rules) -> None:
        """New time limits and routing rules, for the next attempts."""
        self._limits, self._rules = limits, rules
        if self._relay is not None:
            self._relay.limits, self._relay.rules = limits, rules

    def cancel_request(self, request_id: RequestId) -> None:
        """End a running request as if its client had left, and cut the client off. One that ended is left alone."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._cancel, request_id)

    async def warm_up_cloud(self) -> None:
        """Load what a cloud hop needs, before one is needed."""
        assert self._sender is not None
        await self._on_data_loop(self._sender.cloud.warm_up())

    # from here on: the data thread

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=_fastest_loop) as runner:
            runner.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._sender = BackendSender(read_key=self._key, start=self._started, may_leave=self._may_leave)
        self._relay = Relay(
            snapshot=lambda: self.snapshot,
            post=self._post,
            sender=self._sender,
            limits=self._limits,
            rules=self._rules,
            clock=time.monotonic,
            wall=time.time,
            jitter=random.random,
            awaken=self._awakened if self._awaken is not None else None,
            abandon=self._abandoned if self._abandon is not None else None,
            spend=self.access.spend,
        )
        self._progress = ProgressTeller(self._relay.running, self._post, self._loop.call_later)
        preconnect = Preconnect(
            snapshot=lambda: self.snapshot,
            plan=self._relay.plan,
            may_leave=self._may_leave,
            clouds=self._sender.cloud,
            clock=time.monotonic,
        )
        self._control.call_soon_threadsafe(self._ready.set)
        async with asyncio.TaskGroup() as group:
            tasks = (
                group.create_task(self._keep_house(self._sender.pool), name="housekeeping"),
                group.create_task(preconnect.run(PRECONNECT_EVERY), name="preconnect"),
            )
            await self._stop.wait()
            for task in tasks:
                task.cancel()
        await self._close_port(0.0)
        await self._sender.aclose()
        self._flush()

    async def _keep_house(self, pool: Pool) -> None:
        """In one turn, for each wakes a resting machine: idle connections; local keys that were made or revoked by the
        command line, when each was last used, and the doors."""
        while True:
            try:
                pool.drop_idle()
                await self._keep_doors()
            except Exception:  # housekeeping: nothing that goes wrong here may end the port
                log.exception("local keys and sharing could not be looked at")
            await asyncio.sleep(KEEP_EVERY)

    async def _keep_doors(self) -> None:
        doors = await asyncio.to_thread(self.access.look)
        if self._port is not None:
            await self._doors.keep(doors, self._port.connection)

    async def _open(self, host: str, number: int) -> int:
        assert self._relay is not None
        assert self._sender is not None
        assert self._loop is not None
        routes = Routes(self._relay, lambda: self.snapshot)
        express = Express(
            self._relay,
            self._sender.pool,
            routes.head_of,
            self.access,
            post=self._queue,
            next_id=next_request_id,
            clock=time.monotonic,
            wall=time.time,
            later=self._loop.call_later,
        )
        port = Port(
            lambda request, reply, begun: self._serve(routes, request, reply, begun),
            refusal_body,
            self.access,
            express.take,
        )
        opened = await port.start(host, number)
        await self._close_port(0.5)
        self._port = port
        await self._keep_doors()
        return opened

    async def _serve(self, routes: Routes, request: Request, reply: Reply, begun: Begun | None) -> None:
        """Answer; a request that the owner cancelled ends here, and its connection with it."""
        task = asyncio.current_task()
        assert task is not None and self._progress is not None  # every request has one
        self._progress.begin()
        try:
            await routes.handle(request, reply, begun)
        except asyncio.CancelledError:
            if task not in self._cancelled:
                raise
            task.uncancel()
            reply.abort()
        finally:
            self._cancelled.discard(task)

    def _cancel(self, request_id: RequestId) -> None:
        task = self._serving.get(request_id)
        if task is not None and task not in self._cancelled:
            self._cancelled.add(task)
            task.cancel()

    async def _close_port(self, patience: Seconds) -> None:
        self._doors.close()
        if self._port is not None:
            await self._port.stop(patience)
            self._port = None

    def _may_leave(self, locality: Locality) -> bool:
        return locality.is_local or self.snapshot.mode is not Mode.LOCAL_ONLY

    async def _key(self, reference: KeyReference) -> str | None:
        return self._cached_key(reference) or await self._on_control_loop(self._read_key(reference))

    async def _started(self, backend: Backend) -> str:
        return await self._on_control_loop(self._start(backend))

    async def _awakened(self, backend_id: BackendId, model: str, say: Callable[[str], None]) -> None:
        """Have a model loaded; what is told on the control loop is said on ours."""
        awaken, loop = self._awaken, self._loop
        assert awaken is not None and loop is not None

        def tell(words: str) -> None:
            loop.call_soon_threadsafe(say, words)

        await self._on_control_loop(awaken(backend_id, model, tell))

    def _abandoned(self, backend_id: BackendId, generation: str) -> None:
        """Stop a generation whose client left; nobody waits for that."""
        if self._abandon is not None and generation:
            asyncio.run_coroutine_threadsafe(_awaited(self._abandon(backend_id, generation)), self._control)

    def _post(self, event: ev.Event) -> None:
        if isinstance(event, ev.RequestStarted) and (task := asyncio.current_task()) is not None:
            self._serving[event.request.id] = task
        elif isinstance(event, ev.RequestEnded):
            self._serving.pop(event.record.id, None)
        self._queue(event)

    def _queue(self, event: ev.Event) -> None:
        """Let it go out with the next batch; what the short way tells was never announced by `_post`."""
        self._batch.append(event)
        if not self._is_flush_due and self._loop is not None:
            self._is_flush_due = True
            delay = 0.0 if isinstance(event, ev.BackendFailed) else self._batch_every
            self._loop.call_later(delay, self._flush)

    def _flush(self) -> None:
        self._is_flush_due = False
        batch, self._batch = self._batch, []
        if batch:
            self._hand_over(without_finished(batch))

    def _hand_over(self, batch: list[ev.Event]) -> None:
        try:
            self._control.call_soon_threadsafe(self._deliver, batch)
        except RuntimeError:
            log.debug("facts came after the end count=%d", len(batch))  # the control loop is closed already

    # crossing between the two loops

    async def _on_data_loop(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._loop is not None
        return await _across(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _on_control_loop(self, work: Awaitable[T]) -> T:
        return await _across(asyncio.run_coroutine_threadsafe(_awaited(work), self._control))


async def _across(future: Future[T]) -> T:
    return await asyncio.wrap_future(future)


async def _awaited(work: Awaitable[T]) -> T:
    return await work


def without_finished(batch: list[ev.Event]) -> list[ev.Event]:
    """The batch without the start of requests that also ended in it: nobody could see them run."""
    if not any(isinstance(e, ev.RequestStarted) for e in batch):
        return batch
    ended: set[RequestId] = {e.record.id for e in batch if isinstance(e, ev.RequestEnded)}
    return [
        e
        for e in batch
        if not (isinstance(e, ev.RequestStarted) and e.request.id in ended)
        and not (isinstance(e, ev.RequestSent | ev.RequestQueued) and e.id in ended)
    ]


def _fastest_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # Windows has none
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
