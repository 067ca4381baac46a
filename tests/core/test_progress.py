"""Running answers tell how far they are, a few times a second, and nothing is done while none runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core import events as ev
from core.answer import Answer
from core.dialects.openai import Heard, StreamEar
from core.domain import RequestId
from core.progress import TELL_EVERY, ProgressTeller
from core.trail import Trail

ONE = RequestId("r1")


@dataclass
class Clockwork:
    """What is to be done later, done by hand."""

    due: list[Callable[[], None]] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        self.delays.append(seconds)
        self.due.append(work)

    def pass_by(self) -> None:
        due, self.due = self.due, []
        for work in due:
            work()


def streaming(pieces: int) -> Trail:
    ear = StreamEar()
    ear.heard.content_events = pieces
    answer = Answer(None, 200, [], b"", True, ear, ear.heard)  # type: ignore[arg-type]  # no bytes are read here
    return Trail(0.0, first_token=0.4, answer=answer)


def test_streams_are_told_when_they_moved_until_none_runs() -> None:
    clock, running = Clockwork(), {ONE: streaming(3)}
    told: list[ev.Event] = []
    teller = ProgressTeller(running, told.append, clock.later)
    teller.begin()
    teller.begin()
    assert clock.delays == [TELL_EVERY]
    clock.pass_by()
    clock.pass_by()
    assert told == [ev.RequestsProgressed((ev.Progress(ONE, 0.4, 3),))], "nothing moved in between"
    running.clear()
    clock.pass_by()
    assert clock.due == []


def test_a_plain_answer_and_a_waiting_request_have_nothing_to_tell() -> None:
    clock, told = Clockwork(), list[ev.Event]()
    plain = Answer(None, 200, [], b"", False, None, Heard(content_events=1))  # type: ignore[arg-type]  # as above
    running = {ONE: Trail(0.0), RequestId("r2"): Trail(0.0, answer=plain)}
    ProgressTeller(running, told.append, clock.later).begin()
    clock.pass_by()
    assert told == [] and len(clock.due) == 1
