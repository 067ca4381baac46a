"""The way back to one client for one request, over its connection to the port."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.attempt import closing_error
from core.dialects.names import Dialect
from core.domain import FailureKind
from core.wire import LAST_CHUNK, Header, response_head


class ReplyLine(Protocol):
    """What of the client's connection is needed here."""

    is_slow: bool

    def hold(self, data: bytes) -> None:
        """Keep `data` until the next `send`."""

    def send(self, data: bytes) -> None:
        """Write to the client."""

    def abort(self) -> None:
        """Cut the connection."""

    def settled(self) -> None:
        """The request's body is needed no more."""


class Reply:
    """The way back to one client for one request; implements the relay's Reply."""

    __slots__ = (
        "_connection", "_is_chunked", "_is_head", "_keeps_alive", "_pause", "_resume",
        "is_finished", "is_started", "more",
    )  # fmt: skip

    def __init__(self, connection: ReplyLine, keeps_alive: bool, *, is_head: bool = False) -> None:
        """`is_head`: a HEAD request, whose answer has no body whatever its head says (RFC 9110 §9.3.2)."""
        self._connection = connection
        self._is_head = is_head
        self._keeps_alive = keeps_alive
        self._is_chunked = False
        self._pause: Callable[[], None] | None = None
        self._resume: Callable[[], None] | None = None
        self.is_started = False
        self.is_finished = False
        self.more: list[Header] = []
        """Headers of every answer to this request, also of a refusal."""

    def start(self, status: int, headers: list[Header], *, is_chunked: bool) -> None:
        """Status and headers; without chunks the headers must hold a content-length."""
        self.is_started = True
        self._is_chunked = is_chunked
        headers = [*headers, *self.more]
        if is_chunked:
            headers = [*headers, (b"transfer-encoding", b"chunked")]
        if not self._keeps_alive:
            headers = [*headers, (b"connection", b"close")]
        self._connection.hold(response_head(status, headers))

    def told_in(self, dialect: Dialect) -> None:
        """Nothing follows from it here: the client gets the bytes as they are."""

    def write(self, data: bytes) -> None:
        """Body bytes."""
        if data:
            # Written as `chunk` does, without calling it: this is done for every event of every stream.
            self._connection.send(b"%x\r\n%b\r\n" % (len(data), data) if self._is_chunked else data)

    @property
    def framed(self) -> Callable[[bytes], None] | None:
        """Takes body bytes that are a whole chunk already; None for a body without chunks."""
        return self._connection.send if self._is_chunked else None

    def finish(self) -> None:
        """The clean end of the body."""
        self.is_finished = True
        self._connection.send(LAST_CHUNK if self._is_chunked else b"")

    def fail(self, text: str, kind: FailureKind) -> None:
        """The end of a stream that is not whole, told inside it."""
        self.write(closing_error(text, kind))
        self.finish()

    def abort(self) -> None:
        """The body cannot be completed: cut the connection, so that the client sees it."""
        self.is_finished = True
        self._connection.abort()

    def whole(self, status: int, body: bytes, headers: list[Header], content_type: bytes = b"application/json") -> None:
        """A whole answer at once."""
        self.start(
            status,
            [(b"content-type", content_type), (b"content-length", b"%d" % len(body)), *headers],
            is_chunked=False,
        )
        if not self._is_head:
            self.write(body)
        self.finish()

    def bare(self, status: int, headers: list[Header]) -> None:
        """An answer that has no body by its status, and so no length either (RFC 9110 §8.6)."""
        self.start(status, headers, is_chunked=False)
        self.finish()

    def settled(self) -> None:
        """The answer is what the client gets, whatever comes: the request's body is needed no more."""
        self._connection.settled()

    def follow(self, pause: Callable[[], None], resume: Callable[[], None]) -> None:
        """Call these when the client is slow, and when it caught up."""
        self._pause, self._resume = pause, resume
        if self._connection.is_slow:
            pause()

    def pause(self) -> None:
        """The client is slow."""
        if self._pause is not None:
            self._pause()

    def resume(self) -> None:
        """The client caught up."""
        if self._resume is not None:
            self._resume()
