"""The built-in model's life: started when first needed, stopped when idle, brought back when it crashes.

Everything happens in `run`, one coroutine, so simultaneous calls of `ensure` start one child at most.
The child is `builtin_server`; it also ends by itself when this process dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import subprocess
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from core.builtin_server import missing_packages
from core.child import command as child_command
from core.domain import FailureKind, Seconds
from core.errors import AttemptFailed
from core.http_client import HttpClient
from core.log import facts
from core.words.failing import Detail

log = logging.getLogger("bridge")

START_SECONDS = 60.0
_STOP_SECONDS = 3.0
_LONGEST_REST = 60.0
_PATIENCE = 5.0
"""A caller waits through a rest of this length; a longer one is refused at once, with the time to wait."""
_PROVEN_SECONDS = 60.0
"""A child that lived this long has proven itself: its crash counts as the first."""


class BuiltinPhase(StrEnum):
    """OFF -> STARTING -> RUNNING -> OFF (idle), and FAILED with a rest before the next try."""

    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class BuiltinState:
    """Where it is in its life. `url` is the base URL with /v1 while RUNNING, `reason` why it FAILED."""

    phase: BuiltinPhase = BuiltinPhase.OFF
    reason: str = ""
    url: str = ""

    @property
    def words(self) -> str:
        """What an owner should know: nothing while all is well."""
        if self.phase is BuiltinPhase.FAILED:
            return self.reason
        return Detail.STARTING if self.phase is BuiltinPhase.STARTING else ""


def rest_after(failures: int) -> Seconds:
    """The pause before the next try: none after the first failure, then 1, 2, 4 … 60 s."""
    return 0.0 if failures < 2 else min(_LONGEST_REST, 2.0 ** (failures - 2))


@dataclass(slots=True)
class _Child:
    process: asyncio.subprocess.Process
    url: str
    born: Seconds

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None


class BuiltinModel:
    """Lives on the control loop. `on_change` is called after every change of `state`."""

    def __init__(
        self,
        *,
        idle_minutes: float = 10.0,
        clock: Callable[[], Seconds] = time.monotonic,
        on_change: Callable[[], None] | None = None,
        command: Sequence[str] | None = None,
        start_seconds: Seconds = START_SECONDS,
    ) -> None:
        self.state = BuiltinState()
        self._idle_minutes = idle_minutes
        self._clock = clock
        self._on_change = on_change or (lambda: None)
        self._command = tuple(command or child_command("builtin-model"))
        self._start_seconds = start_seconds
        self._child: _Child | None = None
        self._port = 0
        self._wanted: asyncio.Future[str] | None = None
        self._wants_back = False
        self._failures = 0
        self._rests_until: Seconds = 0.0
        self._used_at: Seconds = 0.0
        self._wake = asyncio.Event()

    @cached_property
    def is_available(self) -> bool:
        """Whether the optional packages are installed; looked up once, nothing is imported."""
        return not self._missing

    @cached_property
    def _missing(self) -> tuple[str, ...]:
        return missing_packages()

    @property
    def why_not(self) -> str:
        """Why it is not available; empty when it is."""
        if self.is_available:
            return ""
        return Detail.NOT_INSTALLED.format(packages=" and ".join(self._missing))

    @property
    def idle_minutes(self) -> float:
        """It stops after this many minutes without a request."""
        return self._idle_minutes

    @idle_minutes.setter
    def idle_minutes(self, minutes: float) -> None:
        self._idle_minutes = minutes
        self._wake.set()

    @property
    def pid(self) -> int:
        """The child's process id, 0 when there is none."""
        return self._child.process.pid if self._child is not None else 0

    def touch(self) -> None:
        """A request uses it now."""
        self._used_at = self._clock()

    def look(self) -> None:
        """Read the clock now instead of when the next deadline comes: after sleep, and in tests."""
        self._wake.set()

    async def ensure(self) -> str:
        """The base URL of the running model, started if need be.

        Raises AttemptFailed(START_FAILED), with `wait` while it rests after crashes. A caller that is
        cancelled leaves the start to the others.
        """
        self.touch()
        if not self.is_available:
            raise AttemptFailed(FailureKind.START_FAILED, self.why_not)
        if self._child is not None and self._child.is_alive:
            return self._child.url
        rest = self._rests_until - self._clock()
        if rest > _PATIENCE:
            raise AttemptFailed(FailureKind.START_FAILED, self.state.reason, wait=math.ceil(rest))
        if self._wanted is None:
            self._wanted = asyncio.get_running_loop().create_future()
        self._wake.set()
        try:
            async with asyncio.timeout(2 * self._start_seconds + _PATIENCE):
                return await asyncio.shield(self._wanted)
        except TimeoutError as error:
            raise AttemptFailed(FailureKind.START_FAILED, Detail.NOBODY_STARTED) from error

    async def run(self, stop: asyncio.Event) -> None:
        """Supervise until `stop` is set, then end the child."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._wake_at(stop.wait()), name="built-in model: quit")
            try:
                while not stop.is_set():
                    self._wake.clear()
                    await self._settle(group)
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(self._next_deadline()):
                            await self._wake.wait()
            finally:
                self._answer(AttemptFailed(FailureKind.START_FAILED, Detail.QUITTING))
                await self._end_child()
        self._become(BuiltinState())

    # decisions

    async def _settle(self, group: asyncio.TaskGroup) -> None:
        """Do what is due: 1. notice a crash, 2. start when wanted and rested, 3. stop when idle."""
        now = self._clock()
        if self._child is not None and not self._child.is_alive:
            await self._crashed(self._child, now)
        is_wanted = self._wanted is not None or self._wants_back
        if self._child is None and is_wanted and now >= self._rests_until:
            await self._start(group)
        elif self._child is not None:
            self._answer(self._child.url)
            if now >= self._idle_at:
                await self._stop_unless_busy(self._child)

    @property
    def _idle_at(self) -> Seconds:
        return self._used_at + self._idle_minutes * 60

    def _next_deadline(self) -> Seconds | None:
        """Seconds until something is due by the clock alone; None when nothing is."""
        if self._child is not None:
            return max(0.0, self._idle_at - self._clock())
        if self._wanted is not None or self._wants_back:
            return max(0.0, self._rests_until - self._clock())
        return None

    async def _crashed(self, child: _Child, now: Seconds) -> None:
        code = child.process.returncode
        self._child = None
        await _reap(child.process)
        if now - child.born >= _PROVEN_SECONDS:
            self._failures = 0
        self._wants_back = now < self._idle_at
        self._fail(Detail.ENDED.format(code=code))

    def _fail(self, reason: str) -> None:
        self._failures += 1
        rest = rest_after(self._failures)
        self._rests_until = self._clock() + rest
        log.warning("built-in model failed %s", facts(reason=reason, failures=self._failures, rest=rest))
        self._become(BuiltinState(BuiltinPhase.FAILED, reason))

    async def _stop_unless_busy(self, child: _Child) -> None:
        """A request that began before the idle time and still runs counts as use."""
        if await _is_busy(child.url):
            self.touch()
            return
        await self._end_child()
        log.info("built-in model stopped because it was idle")
        self._become(BuiltinState())

    # the child

    async def _start(self, group: asyncio.TaskGroup) -> None:
        self._wants_back = False
        self._become(BuiltinState(BuiltinPhase.STARTING))
        try:
            child = await self._spawn_on_old_port()
        except (OSError, TimeoutError) as error:
            reason = Detail.NOT_STARTED if isinstance(error, TimeoutError) else str(error)
            self._fail(reason)
            self._answer(AttemptFailed(FailureKind.START_FAILED, reason, wait=rest_after(self._failures)))
            return
        self._child = child
        group.create_task(self._wake_at(child.process.wait()), name="built-in model: child")
        if self._wanted is not None:
            self.touch()  # a slow start is no idleness
        log.info("built-in model started %s", facts(pid=child.process.pid, url=child.url))
        self._become(BuiltinState(BuiltinPhase.RUNNING, url=child.url))
        self._answer(child.url)

    async def _spawn_on_old_port(self) -> _Child:
        """On the port of the last child, so that addresses given away stay true; if taken, on another."""
        if self._port:
            with contextlib.suppress(ConnectionError):
                return await self._spawn(self._port)
        child = await self._spawn(0)
        self._port = urlsplit(child.url).port or 0
        return child

    async def _spawn(self, port: int) -> _Child:
        """Raises ConnectionError with the child's own reason, OSError, or TimeoutError."""
        process = await asyncio.create_subprocess_exec(
            *self._command,
            "--port",
            str(port),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            assert process.stdout is not None
            async with asyncio.timeout(self._start_seconds):
                word, _, rest = (await process.stdout.readline()).decode("utf-8", "replace").strip().partition(" ")
            if word == "ready":
                return _Child(process, rest, self._clock())
            raise ConnectionError(rest or Detail.ENDED_AT_ONCE.format(code=await process.wait()))
        except BaseException:
            await _end(process)
            raise

    async def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            await _end(child.process)

    # telling

    def _become(self, state: BuiltinState) -> None:
        if state != self.state:
            self.state = state
            self._on_change()

    def _answer(self, result: str | AttemptFailed) -> None:
        """Tell everyone who waits in `ensure`."""
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        if isinstance(result, str):
            wanted.set_result(result)
        else:
            wanted.set_exception(result)
            wanted.exception()  # taken here too: every waiter may have left

    async def _wake_at(self, event: Awaitable[object]) -> None:
        await event
        self._wake.set()


def _environment() -> dict[str, str]:
    """Ours, with the place of the sources: the child must find `core` wherever we were started."""
    sources = str(Path(__file__).resolve().parent.parent)
    search = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (sources, search)))}


async def _is_busy(base_url: str) -> bool:
    """Whether llama.cpp works on a request now; an unclear answer counts as no."""
    try:
        async with HttpClient(2.0) as client:
            answer = await client.request("GET", base_url.removesuffix("/v1") + "/slots")
        return any(slot.get("is_processing") for slot in msgspec.json.decode(answer.body))
    except (AttemptFailed, ValueError, AttributeError, TypeError):
        return False


async def _end(process: asyncio.subprocess.Process) -> None:
    """End it by closing its stdin; kill it when it does not listen.

    Never `terminate` one that may be gone already: subprocess then takes its exit code before asyncio's
    watcher can, which warns and reports 255 (CPython 3.11, seen here).
    """
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await _reap(process)


async def _reap(process: asyncio.subprocess.Process) -> None:
    """Take the exit code and close the pipes."""
    if process.stdin is not None:
        process.stdin.close()
    if process.stdout is not None:
        await process.stdout.read()
    await process.wait()
