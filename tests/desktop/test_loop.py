"""The tray's loop keeps the promises that stock qasync breaks."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.loop import TrayLoop


@pytest.fixture
def run(qapp: QApplication) -> Callable[[Coroutine[Any, Any, Any]], Any]:
    def runner(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=lambda: TrayLoop(qapp)) as owner:
            return owner.run(coroutine)

    return runner


Run = Callable[[Coroutine[Any, Any, Any]], Any]


def test_cancelled_timers_vanish(run: Run) -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, TrayLoop)
        for _ in range(10_000):
            loop.call_later(600, print).cancel()
        return len(loop._later)

    assert run(main()) <= 200


def test_a_timer_is_never_early(run: Run) -> None:
    async def main() -> list[float]:
        errors = []
        for delay in (0.0004, 0.003, 0.05, 0.2, 0.35):
            fired = asyncio.Event()
            begin = time.monotonic()
            asyncio.get_running_loop().call_later(delay, fired.set)
            await fired.wait()
            errors.append(time.monotonic() - begin - delay)
        return errors

    errors = run(main())
    assert min(errors) >= 0.0
    assert max(errors) < 0.1


def test_timers_fire_in_order_and_know_when(run: Run) -> None:
    async def main() -> tuple[list[str], float]:
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        fired: list[str] = []
        begin = loop.time()
        late = loop.call_later(0.03, fired.append, "late")
        loop.call_later(0.04, done.set)
        loop.call_later(0.01, fired.append, "early")
        loop.call_soon(fired.append, "soon")
        await done.wait()
        return fired, late.when() - begin

    fired, when = run(main())
    assert fired == ["soon", "early", "late"]
    assert 0.03 <= when < 0.1


def test_a_callback_added_by_a_callback_waits_its_turn(run: Run) -> None:
    async def main() -> list[int]:
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        order: list[int] = []

        def first() -> None:
            order.append(1)
            loop.call_soon(order.append, 3)
            loop.call_soon(done.set)

        loop.call_soon(first)
        loop.call_soon(order.append, 2)
        await done.wait()
        return order

    assert run(main()) == [1, 2, 3]


def test_calls_from_other_threads_arrive_in_order_and_can_be_cancelled(run: Run) -> None:
    async def main() -> list[int]:
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        order: list[int] = []

        def work() -> None:
            for i in range(500):
                loop.call_soon_threadsafe(order.append, i)
            loop.call_soon_threadsafe(order.append, -1).cancel()
            loop.call_soon_threadsafe(done.set)

        thread = threading.Thread(target=work)
        thread.start()
        await done.wait()
        thread.join()
        return order

    assert run(main()) == list(range(500))


def test_work_in_threads_brings_back_results_and_errors(run: Run) -> None:
    def fail() -> None:
        raise ValueError("from the thread")

    async def main() -> str:
        assert await asyncio.to_thread(lambda: 42) == 42
        with pytest.raises(ValueError, match="from the thread"):
            await asyncio.to_thread(fail)
        return threading.current_thread().name

    assert run(main()) == "MainThread"


def test_quitting_does_not_wait_for_a_thread_that_never_answers(run: Run) -> None:
    release = threading.Event()

    async def main() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await asyncio.to_thread(release.wait, 60)

    begin = time.monotonic()
    run(main())
    assert time.monotonic() - begin < 5
    release.set()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_signals_are_seen_at_once_by_an_idle_loop(run: Run) -> None:
    async def main() -> float:
        loop, seen = asyncio.get_running_loop(), asyncio.Event()
        loop.add_signal_handler(signal.SIGUSR1, seen.set)
        sender = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1))
        sender.start()
        begin = time.monotonic()
        async with asyncio.timeout(30):
            await seen.wait()
        loop.remove_signal_handler(signal.SIGUSR1)
        sender.join()
        return time.monotonic() - begin

    assert run(main()) < 2.0


def test_sockets_and_deadlines_work_together(run: Run) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def main() -> bytes:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.02):
                    await reader.read(1)
            writer.write(b"hello" * 1000)
            answer = await reader.readexactly(5000)
            writer.close()
            await writer.wait_closed()
        return answer

    assert run(main()) == b"hello" * 1000


def test_an_abandoned_async_generator_is_closed_by_the_loop(run: Run) -> None:
    closed = asyncio.Event()

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            closed.set()

    async def main() -> None:
        async for _ in numbers():
            break
        gc.collect()
        async with asyncio.timeout(30):
            await closed.wait()

    run(main())


@pytest.mark.allow_log("an error in a callback")
def test_an_error_in_a_callback_does_not_stop_the_loop(run: Run) -> None:
    def fail() -> None:
        raise ValueError("an error in a callback")

    async def main() -> list[str]:
        loop, seen = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any]]()
        loop.set_exception_handler(lambda _, context: seen.put_nowait(context))
        loop.call_soon(fail)
        loop.call_later(0.001, fail)
        async with asyncio.timeout(30):
            return [str((await seen.get())["exception"]) for _ in range(2)]

    assert run(main()) == ["an error in a callback"] * 2
