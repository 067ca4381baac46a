"""core/worker.py: a blocking call may hang, the program may not."""

from __future__ import annotations

import asyncio
import functools
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from core.worker import TooSlow, Worker

SOON = 0.05
LATER = 10.0


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Opens at the end of the test, so that no thread hangs longer than it."""
    gate = threading.Event()
    yield gate
    gate.set()


async def test_a_result_comes_back_from_another_thread() -> None:
    thread = await Worker("keys").call(threading.current_thread, LATER)
    assert thread is not threading.current_thread()
    assert thread.daemon
    assert thread.name.startswith("keys-")


async def test_calls_run_one_after_another_in_one_thread() -> None:
    worker = Worker("w")
    order: list[int] = []

    def note(number: int) -> int:
        order.append(number)
        return threading.get_ident()

    threads = await asyncio.gather(*(worker.call(functools.partial(note, number), LATER) for number in range(5)))
    assert order == [0, 1, 2, 3, 4]
    assert len(set(threads)) == 1


async def test_an_error_goes_to_whoever_waits_and_the_thread_lives_on() -> None:
    worker = Worker("w")
    with pytest.raises(ZeroDivisionError):
        await worker.call(lambda: 1 // 0, LATER)
    assert await worker.call(lambda: 7, LATER) == 7


async def test_the_loop_runs_on_while_a_call_blocks(gate: threading.Event) -> None:
    waiting = asyncio.get_running_loop().create_task(Worker("w").call(gate.wait, LATER))
    await asyncio.sleep(0)
    assert not waiting.done()
    gate.set()
    assert await waiting is True


async def test_a_call_that_hangs_is_left_alone_and_the_next_one_gets_a_fresh_thread(gate: threading.Event) -> None:
    worker = Worker("w")
    with pytest.raises(TooSlow):
        await worker.call(gate.wait, SOON)
    assert await worker.call(lambda: 7, LATER) == 7


async def test_a_call_that_waited_behind_a_hanging_one_moves_to_the_fresh_thread(gate: threading.Event) -> None:
    worker = Worker("w")
    results = await asyncio.gather(worker.call(gate.wait, SOON), worker.call(lambda: 7, LATER), return_exceptions=True)
    assert isinstance(results[0], TooSlow)
    assert results[1] == 7


async def test_a_call_whose_time_ran_out_in_the_queue_is_never_made(gate: threading.Event) -> None:
    worker, made = Worker("w"), []
    slow = asyncio.get_running_loop().create_task(worker.call(gate.wait, LATER))
    await asyncio.sleep(0)
    with pytest.raises(TooSlow):
        await worker.call(lambda: made.append("late"), SOON)
    gate.set()
    await slow
    await worker.call(lambda: made.append("next"), LATER)
    assert made == ["next"]


async def test_a_call_that_moved_and_then_ran_out_of_time_is_never_made(gate: threading.Event) -> None:
    worker = Worker("w")
    made: list[str] = []
    second_gate = threading.Event()
    busy = asyncio.get_running_loop().create_task(worker.call(gate.wait, SOON))
    await asyncio.sleep(0)
    second = asyncio.get_running_loop().create_task(worker.call(second_gate.wait, LATER))
    await asyncio.sleep(0)
    with pytest.raises(TooSlow):
        await worker.call(lambda: made.append("late"), 3 * SOON)
    with pytest.raises(TooSlow):
        await busy
    second_gate.set()
    assert await second is True
    await worker.call(lambda: made.append("next"), LATER)
    assert made == ["next"]


async def test_a_result_that_comes_late_is_told(gate: threading.Event) -> None:
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def slow() -> str:
        gate.wait(LATER)
        return "at last"

    with pytest.raises(TooSlow):
        await Worker("w").call(slow, SOON, late=told.set_result)
    assert not told.done()
    gate.set()
    assert await asyncio.wait_for(told, LATER) == "at last"


async def test_a_dead_service_does_not_collect_threads(gate: threading.Event) -> None:
    worker, started = Worker("w"), []

    def hang() -> None:
        started.append(threading.current_thread())
        gate.wait(LATER)

    for _ in range(10):
        with pytest.raises(TooSlow):
            await worker.call(hang, SOON)
    assert len(started) == 4
    gate.set()
    for thread in started:
        await asyncio.to_thread(thread.join, LATER)
    assert await worker.call(lambda: 7, LATER) == 7


async def test_a_caller_may_leave(gate: threading.Event) -> None:
    worker = Worker("w")
    waiting = asyncio.get_running_loop().create_task(worker.call(gate.wait, LATER))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()
    assert await worker.call(lambda: 7, LATER) == 7


def test_a_hanging_call_does_not_hang_the_end_of_the_program() -> None:
    program = """
import asyncio, threading
from core.worker import TooSlow, Worker
async def run():
    try:
        await Worker("w").call(threading.Event().wait, 0.05)
    except TooSlow:
        print("left")
asyncio.run(run())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert (done.stdout, done.stderr) == ("left\n", "")
