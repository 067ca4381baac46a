"""Slots and the fair queue: who goes in when, who leaves, what is learned."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.admission import PIN_LIFE, Admission, QueueFull, Waiter
from core.domain import Backend, BackendId, BackendKind, Locality

NODE = Backend(BackendId("a"), "a", BackendKind.OPENAI, "", Locality.THIS_MACHINE, limit=1)


def admission(*backends: Backend) -> Admission:
    made = Admission(lambda: 0.5)
    made.load(backends or (NODE,), "", 0.0)
    return made


def waiter(app: str = "x", *, is_batch: bool = False, told: list[int] | None = None) -> Waiter:
    return Waiter(frozenset({NODE.id}), app, is_batch, (told if told is not None else []).append)


async def queued(made: Admission, *waiters: Waiter) -> list[asyncio.Task[BackendId]]:
    """Tasks that wait in this order."""
    tasks = []
    for each in waiters:
        tasks.append(asyncio.get_running_loop().create_task(made.slot(each, 99)))
        await asyncio.sleep(0)
    return tasks


async def let_in_one_by_one(made: Admission, tasks: list[asyncio.Task[BackendId]]) -> list[int]:
    """The numbers of the tasks in the order in which they are let in."""
    order: list[int] = []
    while len(order) < len(tasks):
        made.leave(NODE.id)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        order += [n for n, task in enumerate(tasks) if task.done() and n not in order]
    return order


@pytest.mark.parametrize(
    ("own", "known", "expected"), [(0, 0, 8), (0, 1, 1), (3, 1, 3)], ids=["its kind's", "its version's", "its owner's"]
)
def test_how_many_it_takes_is_said_by_its_owner_its_version_or_its_kind(own: int, known: int, expected: int) -> None:
    node = replace(NODE, kind=BackendKind.EXO, limit=own, known_limit=known)
    assert admission(node).limit_of(node) == expected


async def test_a_full_backend_lets_the_next_one_in_when_one_leaves() -> None:
    made = admission()
    made.enter(NODE.id)
    assert made.is_full(NODE.id)
    [task] = await queued(made, waiter())
    assert not task.done()
    made.leave(NODE.id)
    assert await task == NODE.id
    assert made.is_full(NODE.id)
    assert made.in_turn() == []


async def test_apps_take_turns_and_interactive_goes_before_batch() -> None:
    made = admission()
    made.enter(NODE.id)
    waiters = [waiter("greedy"), waiter("greedy"), waiter("greedy"), waiter("modest"), waiter("b", is_batch=True)]
    waiters.append(waiter("late"))
    tasks = await queued(made, *waiters)
    assert await let_in_one_by_one(made, tasks) == [0, 3, 5, 1, 2, 4]


async def test_positions_are_told_and_move_up() -> None:
    made = admission()
    made.enter(NODE.id)
    first: list[int] = []
    second: list[int] = []
    tasks = await queued(made, waiter(told=first), waiter(told=second))
    made.leave(NODE.id)
    await tasks[0]
    assert (first, second) == ([0], [1, 0])
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_leaves_the_queue_makes_room_and_takes_no_slot() -> None:
    made = admission()
    made.enter(NODE.id)
    first, second = await queued(made, waiter(), waiter())
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert len(made.in_turn()) == 1
    made.leave(NODE.id)
    assert await second == NODE.id


async def test_who_is_let_in_and_leaves_in_the_same_moment_gives_the_slot_back() -> None:
    made = admission()
    made.enter(NODE.id)
    [task] = await queued(made, waiter())
    made.leave(NODE.id)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not made.is_full(NODE.id)


async def test_the_queue_is_bounded() -> None:
    made = admission()
    with pytest.raises(QueueFull):
        await made.slot(waiter(), 0)


def test_a_backend_teaches_its_limit_by_refusing_and_recovers_slowly() -> None:
    node = Backend(BackendId("e"), "e", BackendKind.EXO, "", Locality.THIS_MACHINE)
    made = admission(node)
    assert made.limit_of(node) == 8
    for _ in range(5):
        made.enter(node.id)
    made.refused(node.id)
    assert made.limit_of(node) == 4
    for _ in range(8):
        made.answered(node.id, 0.1, 1.0)
    assert made.limit_of(node) == 5


def test_a_slow_first_token_counts_at_once_and_is_forgotten_slowly() -> None:
    made = admission()
    made.answered(NODE.id, 2.0, 0.0)
    made.answered(NODE.id, 0.1, 1.0)
    soon = made.load((NODE,), "", 1.0).of(NODE.id).first_token
    later = made.load((NODE,), "", 60.0).of(NODE.id).first_token
    assert 1.5 < soon < 2.0
    assert later < 0.05


def test_a_conversation_is_remembered_for_a_while() -> None:
    made = admission()
    made.pin("talk", NODE.id, 0.0)
    assert made.load((NODE,), "talk", 1.0).pin == NODE.id
    assert made.load((NODE,), "other", 1.0).pin is None
    assert made.load((NODE,), "talk", PIN_LIFE + 1).pin is None
