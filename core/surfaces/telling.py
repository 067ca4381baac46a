"""Tells a relayed answer to a client of another dialect; stands between the relay and the port's reply.

Answers of backends that spoke the client's dialect pass untouched; all others come in OpenAI's and are retold here,
streamed as they come or, when plain, at their end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from core.attempt import closing_error
from core.call import Call
from core.dialects.fields import Untranslatable
from core.dialects.names import Dialect
from core.dialects.pieces import BadAnswer
from core.dialects.retelling import Retold
from core.domain import FailureKind
from core.errors import RequestFailed
from core.relay import Relay
from core.reply import Reply
from core.wire import Header

log = logging.getLogger("port")

_OF_THE_BODY = frozenset({b"content-type", b"content-length", b"transfer-encoding"})


class Teller(Protocol):
    """How one dialect tells answers. `content_type` is that of its streams."""

    dialect: Dialect
    content_type: bytes

    def stream(self) -> Retold:
        """What retells chat chunks."""

    def plain(self, body: bytes) -> bytes:
        """A whole chat answer, retold. Raises BadAnswer."""

    def failure(self, text: str) -> bytes:
        """The end of a stream of this dialect that is not whole."""

    def error(self, status: int, text: str) -> bytes:
        """An error body."""


class TellingReply:
    """The relay's way back to a client of another dialect; implements the relay's Reply."""

    def __init__(self, reply: Reply, teller: Teller) -> None:
        self._reply = reply
        self._teller = teller
        self._is_native = False
        self._stream: Retold | None = None
        self._held: list[bytes] = []
        self._status = 200
        self._headers: list[Header] = []
        self.is_started = False
        self.framed = None  # only what is told in OpenAI's dialect passes as it came

    def told_in(self, dialect: Dialect) -> None:
        self._is_native = dialect is self._teller.dialect

    def start(self, status: int, headers: list[Header], *, is_chunked: bool) -> None:
        self.is_started = True
        kind = next((value for name, value in headers if name == b"content-type"), b"")
        kept = [header for header in headers if header[0] not in _OF_THE_BODY]
        if self._is_native:
            self._reply.start(status, headers, is_chunked=is_chunked)
        elif kind.startswith(b"text/event-stream"):
            self._stream = self._teller.stream()
            self._reply.start(status, [*kept, (b"content-type", self._teller.content_type)], is_chunked=True)
        else:
            self._status, self._headers = status, kept

    def write(self, data: bytes) -> None:
        if self._is_native:
            self._reply.write(data)
        elif self._stream is not None:
            self._reply.write(self._stream.feed(data))
        else:
            self._held.append(data)

    def finish(self) -> None:
        if self._is_native:
            self._reply.finish()
        elif self._stream is not None:
            self._reply.write(self._stream.finish())
            self._reply.finish()
        else:
            self._tell_whole(b"".join(self._held))

    def fail(self, text: str, kind: FailureKind) -> None:
        if self._is_native or self._stream is None:
            self._reply.write(self._teller.failure(text))
        else:
            self._reply.write(self._stream.feed(closing_error(text, kind)))
        self._reply.finish()

    def abort(self) -> None:
        self._reply.abort()

    def settled(self) -> None:
        self._reply.settled()

    def follow(self, pause: Callable[[], None], resume: Callable[[], None]) -> None:
        self._reply.follow(pause, resume)

    def _tell_whole(self, body: bytes) -> None:
        try:
            self._reply.whole(self._status, self._teller.plain(body), self._headers)
        except BadAnswer as error:
            log.info("answer cannot be told dialect=%s reason=%r", self._teller.dialect, str(error))
            self._reply.whole(502, self._teller.error(502, str(error)), self._headers)


async def tell(relay: Relay, call: Call, reply: Reply, teller: Teller) -> None:
    """Serve a call and tell its answer; raises RequestFailed when nobody could and nothing was sent yet."""
    try:
        await relay.serve(call, TellingReply(reply, teller))
    except RequestFailed as failure:
        refusal = call.foreign.refusal if call.foreign is not None else None
        if failure.kind is not FailureKind.UNTRANSLATABLE or refusal is None:
            raise
        raise refused(refusal) from failure


def refused(refusal: Untranslatable) -> RequestFailed:
    """What a client is told whose request nobody here understands, or that is wrong in itself."""
    kind, code = FailureKind.UNTRANSLATABLE, "unsupported_field"
    if refusal.is_malformed:
        kind, code = FailureKind.BAD_REQUEST, "invalid_field"
    return RequestFailed(kind, str(refusal), code=code, param=refusal.field)
