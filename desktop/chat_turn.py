"""One turn of the conversation: a question, and the runs that answer it."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.chat_client import Message
from desktop.chat_run import Run
from desktop.chat_view import AnswerRow, AnswerView, UserBubble

MOST_ANSWERS = 2


@dataclass
class Turn:
    """The first run is the one the conversation goes on from; a second stands beside it."""

    question: Message
    bubble: UserBubble
    row: AnswerRow
    runs: list[Run] = field(default_factory=list)

    def run_of(self, view: AnswerView) -> Run | None:
        """Who fills this view."""
        return next((run for run in self.runs if run.view is view), None)

    def messages(self) -> tuple[Message, ...]:
        """What the next question builds on; nothing where no answer came."""
        answer = self.runs[0].view.text if self.runs else ""
        return (self.question, Message("assistant", answer)) if answer else ()

    def make_room(self, most: int) -> None:
        """Take answers away until there are fewer than `most`."""
        while len(self.runs) >= most:
            run = self.runs.pop()
            run.discard()
            self.row.remove(run.view)
