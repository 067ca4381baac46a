"""What the relay needs of its neighbours: who sends, who waits for the answer, who loads a model."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from core.answer import Answer
from core.begun import Begun
from core.call import Call
from core.dialects.names import Dialect
from core.domain import Backend, BackendId, FailureKind
from core.timeouts import Timeouts
from core.upstream import Sink
from core.wire import Header


class Sender(Protocol):
    """Sends one request to one backend (the pool for plain HTTP, httpx for the cloud)."""

    async def open(self, backend: Backend, call: Call, model: str, limits: Timeouts) -> Answer:
        """Open an attempt and wait until its answer is worth passing on; raises AttemptFailed."""

    async def go_on(self, begun: Begun, limits: Timeouts) -> Answer:
        """The same with an attempt that was begun on the short way."""


Awaken = Callable[[BackendId, str, Callable[[str], None]], Awaitable[None]]
"""(backend, model, say) -> returns once the model can answer; raises AttemptFailed."""


class Reply(Protocol):
    """The way back to the client, as the port gives it."""

    @property
    def is_started(self) -> bool:
        """Whether status and headers went out."""

    def told_in(self, dialect: Dialect) -> None:
        """The answer's bytes will be of this dialect; said before them, and again when another backend takes over."""

    def start(self, status: int, headers: list[Header], *, is_chunked: bool) -> None:
        """Status and headers."""

    def write(self, data: bytes) -> None:
        """Body bytes, framed as announced."""

    @property
    def framed(self) -> Sink | None:
        """Takes body bytes that are a whole chunk already, after `start`; None where that would not do."""

    def finish(self) -> None:
        """The clean end of the body."""

    def fail(self, text: str, kind: FailureKind) -> None:
        """The end of a stream that is not whole, told inside it."""

    def abort(self) -> None:
        """Cut the connection: the body cannot be completed."""

    def settled(self) -> None:
        """The answer is what the client gets, whatever comes: the request's body is needed no more."""

    def follow(self, pause: Callable[[], None], resume: Callable[[], None]) -> None:
        """Call these when the client is slow, and when it caught up."""
