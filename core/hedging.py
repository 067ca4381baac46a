"""Opens an attempt, and, when the owner wants it, a second one beside a first that is slow; the first useful wins."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from core.answer import Answer
from core.call import Call
from core.domain import Candidate, Seconds
from core.errors import AttemptFailed
from core.seams import Sender
from core.timeouts import Timeouts


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer worth passing on, and whose it is."""

    candidate: Candidate
    answer: Answer


async def opened(
    sender: Sender, call: Call, first: Candidate, spare: Candidate | None, limits: Timeouts, hedge_after: Seconds
) -> Opened:
    """The first useful answer; raises the first candidate's AttemptFailed when there is none.

    With a spare one and `hedge_after` > 0 the spare is asked too after that many seconds; the loser is cut off.
    """
    if spare is None or hedge_after <= 0:
        return Opened(first, await sender.open(first.backend, call, first.model, limits))
    loop = asyncio.get_running_loop()
    tries: dict[asyncio.Task[Answer], Candidate] = {}

    def start(candidate: Candidate) -> None:
        # Both tasks belong to this call: they are ended below, whatever happens.
        task = loop.create_task(sender.open(candidate.backend, call, candidate.model, limits), name="hedged attempt")
        tries[task] = candidate

    start(first)
    try:
        await asyncio.wait(tries, timeout=hedge_after)
        if not any(task.done() for task in tries):
            start(spare)
        return await _first_useful(tries)
    finally:
        await _end(tries)


async def _first_useful(tries: dict[asyncio.Task[Answer], Candidate]) -> Opened:
    running = set(tries)
    failure: AttemptFailed | None = None
    while running:
        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            try:
                answer = task.result()
            except AttemptFailed as error:
                failure = failure or error
            else:
                return Opened(tries.pop(task), answer)
    assert failure is not None  # somebody was tried
    raise failure


async def _end(tries: dict[asyncio.Task[Answer], Candidate]) -> None:
    """Cut off the losers; one that won in the same moment is closed."""
    for task in tries:
        task.cancel()
    for task in tries:
        try:
            answer = await task
        except (asyncio.CancelledError, AttemptFailed):
            continue
        await answer.exchange.aclose()
