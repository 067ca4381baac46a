"""An exchange with a backend of another dialect, seen as if the backend spoke OpenAI's; implements Exchange.

Whoever judges, listens to and passes on an answer needs to know one dialect only.
"""

from __future__ import annotations

from collections.abc import Callable

from core.dialects.pieces import BadAnswer
from core.dialects.retelling import Retold
from core.domain import FailureKind, Seconds
from core.errors import AttemptFailed
from core.upstream import Ear, Exchange, Sink
from core.wire import Header
from core.words.failing import Detail

MOST_PLAIN = 64 * 1024 * 1024


class RetoldExchange:
    """Retells the body of a good answer; an error status passes as it is, for its words are read anyway."""

    def __init__(self, exchange: Exchange, stream: Callable[[], Retold], plain: Callable[[bytes], bytes]) -> None:
        self._exchange = exchange
        self._plain = plain
        self._is_over = False
        kind = next((v for k, v in exchange.headers if k == b"content-type"), b"").partition(b";")[0].strip().lower()
        is_stream = kind == b"text/event-stream"
        self._stream = stream() if is_stream and exchange.status < 300 else None
        self._is_plain = not is_stream and exchange.status < 300
        self.status = exchange.status
        self.headers: list[Header] = [h for h in exchange.headers if h[0] != b"content-length"]

    def watch(self, kind: FailureKind, seconds: Seconds) -> None:
        self._exchange.watch(kind, seconds)

    def end_within(self, seconds: Seconds) -> None:
        self._exchange.end_within(seconds)

    async def head(self) -> None:
        await self._exchange.head()

    async def read(self) -> bytes:
        if self._is_plain:
            return await self._whole()
        if self._stream is None:
            return await self._exchange.read()
        while not self._is_over:
            data = await self._exchange.read()
            self._is_over = not data
            told = self._stream.feed(data) if data else self._stream.finish()
            if told:
                return told
        return b""

    async def pump(self, sink: Sink) -> None:
        stream = self._stream
        if stream is None:
            while data := await self.read():
                sink(data)
            return
        await self._exchange.pump(lambda data: _hand_on(sink, stream.feed(data)))
        _hand_on(sink, stream.finish())

    def forward(self, ear: Ear | None, send: Sink) -> None:
        """Never: nothing passes as it came."""

    def fail(self, failure: AttemptFailed) -> None:
        self._exchange.fail(failure)

    def pause(self) -> None:
        self._exchange.pause()

    def resume(self) -> None:
        self._exchange.resume()

    async def aclose(self) -> None:
        await self._exchange.aclose()

    async def _whole(self) -> bytes:
        """The whole answer, retold at once; empty the second time."""
        if self._is_over:
            return b""
        self._is_over = True
        pieces: list[bytes] = []
        size = 0
        while data := await self._exchange.read():
            pieces.append(data)
            size += len(data)
            if size > MOST_PLAIN:
                raise AttemptFailed(FailureKind.BAD_ANSWER, Detail.TOO_LARGE.format(count=MOST_PLAIN))
        try:
            return self._plain(b"".join(pieces))
        except BadAnswer as error:
            raise AttemptFailed(FailureKind.BAD_ANSWER, str(error)) from error


def _hand_on(sink: Sink, data: bytes) -> None:
    if data:
        sink(data)
