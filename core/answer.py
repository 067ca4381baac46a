"""An answer that was found good on its way to the client: every byte is handed on as it comes, with a listening ear.

What breaks off now cannot be mended by another candidate without a word: it ends as AttemptFailed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from core import sse
from core.dialects.continuation import text_of
from core.dialects.names import Dialect
from core.dialects.openai import Heard, StreamEar
from core.dialects.usage import Mender
from core.domain import FailureKind, Seconds
from core.error_words import message_of
from core.errors import AttemptFailed
from core.timeouts import Timeouts
from core.upstream import Exchange, Sink
from core.wire import Header
from core.words.failing import Detail


class Way(Protocol):
    """What of the way to the client is needed here."""

    @property
    def framed(self) -> Sink | None:
        """Takes body bytes that are a whole chunk already; None where that would not do."""

    def write(self, data: bytes) -> None:
        """Body bytes."""


def _nowhere(data: bytes) -> None:
    """The sink before `pump` was given one."""


@dataclass(slots=True)
class Answer:
    """An answer that is worth passing on. `held` are its bytes so far; `is_chunked` how to frame it.

    `first_token` is how long it took from sending; `asked_wait` the seconds after which the backend's
    allowance is full again, when this answer used it up.
    """

    exchange: Exchange
    status: int
    headers: list[Header]
    held: bytes
    is_chunked: bool
    ear: StreamEar | None = None
    heard: Heard = field(default_factory=Heard)
    is_whole: bool = False
    mender: Mender | None = None
    first_token: Seconds = 0.0
    asked_wait: Seconds | None = None
    text: str = ""
    is_strict: bool = False
    dialect: Dialect = Dialect.OPENAI
    gate: sse.Gate = field(default_factory=sse.Gate)
    _keeps_text: bool = False
    _sink: Sink = _nowhere
    _framed: Sink | None = None
    _silence: Seconds = 0.0

    async def pump(self, way: Way, limits: Timeouts, *, keeps_text: bool = False) -> None:
        """Hand every byte on; raises AttemptFailed when the answer breaks off.

        With `keeps_text` the words that went out stay in `text`, so that another backend can continue them.
        """
        sink = way.write
        if keeps_text and self.ear is not None:
            self.text = "".join(map(text_of, sse.EventReader().feed(self.held)))
            self._keeps_text = True
        held, self.held = self.held, b""
        if self.ear is None:
            sink(held)
        elif held:
            sink(self.gate.feed(self.mender.feed(held) if self.mender is not None else held))
        if self.is_whole:
            return
        self._sink, self._silence = sink, limits.silence
        self.exchange.watch(FailureKind.SILENT, limits.silence)
        if self.ear is None:
            await self.exchange.pump(self._pass)
            return
        if self.mender is None and not keeps_text:
            self._framed = way.framed
        if not self.heard.error and not self._is_over:
            self._forward()
            await self._pumped()
        end = self.mender.finish(self.heard) if self.mender is not None else b""
        check_finish(self.heard, is_strict=self.is_strict)
        sink(self.gate.rest + end)

    async def _pumped(self) -> None:
        try:
            await self.exchange.pump(self._listen)
        except AttemptFailed:
            if not self._is_over:
                raise

    @property
    def _is_over(self) -> bool:
        """Whether the client has all it wanted although the backend goes on."""
        return self.mender is not None and self.mender.is_over

    def _pass(self, data: bytes) -> None:
        self._sink(data)
        self.exchange.watch(FailureKind.SILENT, self._silence)

    def _forward(self) -> None:
        """Have the next chunks pass as they come, unless half an event is kept that must go before them."""
        if self._framed is not None and self.ear is not None:
            self.exchange.forward(None if self.gate.rest else self.ear.feed_chunk, self._framed)

    def _listen(self, data: bytes) -> None:
        ear, mender, gate = self.ear, self.mender, self.gate
        assert ear is not None
        made_progress = ear.feed(data)
        failure = None
        if self.heard.error:
            failure = AttemptFailed(FailureKind.ERROR_IN_STREAM, message_of(self.heard.error))
            data = _before_error(data)
        if mender is not None:
            data = mender.feed(data)
        if self._keeps_text:
            self.text += "".join(map(text_of, ear.payloads))
        self._sink(gate.feed(data))
        if mender is not None and mender.is_over:
            self.exchange.fail(AttemptFailed(FailureKind.TRUNCATED))  # `_pumped` knows better
        elif failure is not None:
            self.exchange.fail(failure)
        else:
            if made_progress:
                self.exchange.watch(FailureKind.SILENT, self._silence)
            self._forward()


def _before_error(data: bytes) -> bytes:
    """What stands in `data` before the event that reports an error."""
    at = data.find(b'"error"')
    return data[: max(0, data.rfind(b"data:", 0, at))] if at >= 0 else b""


def check_finish(heard: Heard, *, is_strict: bool) -> None:
    """Whether a stream that ended was whole; raises AttemptFailed.

    exo (`is_strict`) ends a cancelled or lost generation cleanly, at times even with `[DONE]`: only a
    finish reason proves it whole (exo.md §3, rule d). Others are believed their `[DONE]`.
    """
    if not heard.finish_reason and (is_strict or not heard.is_done):
        raise AttemptFailed(FailureKind.TRUNCATED, Detail.NO_FINISH_REASON)
