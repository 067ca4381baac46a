"""Reads HTTP/1.1 answers off a connection, strictly, on llhttp (httptools). Sans-IO: bytes in, values out."""

from __future__ import annotations

from dataclasses import dataclass

import httptools

from core.heads import KnownHead, KnownHeads
from core.wire import MOST_HEAD_BYTES, Header, WireError


@dataclass(slots=True, eq=False)
class ResponseHead:
    """The head of a 200 with a length; header names are lower case, and the length is not among them.

    Answers whose heads came as the same bytes share one: `notes` is for what others concluded from it alone.
    """

    headers: list[Header]
    notes: object = None


_responses: KnownHeads[ResponseHead] = KnownHeads()


class ResponseReader:
    """Reads one response after the other off one connection; interim 1xx answers are skipped.

    `pieces` collects the body; the caller takes them by `take()`. A response without a length ends
    with the connection: then `finish()` tells whether it was complete. `known` is the head of an answer that is like
    an earlier one, if it is; its `headers` are shared, and the length is not among them. While it `is_between_chunks`
    a whole chunk need not be fed: llhttp would be where it was.
    """

    __slots__ = (
        "_head_bytes", "_is_chunk_over", "_known", "_parser", "content_length", "has_head", "headers",
        "is_between_chunks", "is_chunked", "is_complete", "keeps_alive", "known", "pieces", "status",
    )  # fmt: skip

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self.status = 0
        self.headers: list[Header] = []
        self.has_head = False
        self.is_complete = False
        self.keeps_alive = False
        self.content_length: int | None = None
        self.is_chunked = False
        self.is_between_chunks = False
        self._is_chunk_over = False
        self.pieces: list[bytes] = []
        self.known: ResponseHead | None = None
        self._known: KnownHead[ResponseHead] | None = None
        self._head_bytes = 0

    def reset(self) -> None:
        """Be ready for the next response on the same connection, whose last one was read to its end."""
        self.status = 0
        self.has_head = False
        self.is_complete = False
        self.keeps_alive = False
        self.pieces.clear()
        self.known = None
        self._head_bytes = 0

    def feed(self, data: bytes) -> None:
        """Parse `data`; raises WireError(502) for anything that is not one clean response."""
        if self.has_head:
            self._parse(data)
            return
        is_new = not self._head_bytes
        if is_new:
            found = _responses.find(data, self._known)
            if found is not None:
                self._known = found[0]
                self._know(found[0].value, found[1])
                return
        self._head_bytes += len(data)
        self._parse(data)
        if not self.has_head and self._head_bytes > MOST_HEAD_BYTES:
            raise WireError(502, "the headers are too large")
        if is_new and self.is_complete and self.status == 200 and self.keeps_alive and not self.is_chunked:
            headers = [h for h in self.headers if h[0] != b"content-length"]
            _responses.learn(data, b"".join(self.pieces), ResponseHead(headers))

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            raise WireError(502, f"broken HTTP: {error}") from error
        # A begun line with the next chunk's size does not end so: with its end that chunk has begun.
        self.is_between_chunks = self._is_chunk_over and not self.is_complete and data.endswith(b"\r\n")

    def _know(self, head: ResponseHead, body: bytes) -> None:
        """A whole answer whose head is like an earlier one's; llhttp, between two answers, need not see it."""
        self.known = head
        self.status = 200
        self.content_length = len(body)
        self.headers = head.headers
        self.is_chunked = False
        self.has_head = self.keeps_alive = self.is_complete = True
        self.pieces.append(body)

    def finish(self) -> bool:
        """The connection ended: whether the response is complete by that."""
        if self.is_complete:
            return True
        if self.has_head and not self.is_chunked and self.content_length is None:
            self.is_complete = True
        return self.is_complete

    def take(self) -> bytes:
        """The body bytes that came since the last call."""
        pieces = self.pieces
        if not pieces:
            return b""
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        return data

    def on_message_begin(self) -> None:
        if self.is_complete:
            raise WireError(502, "data after the end of the answer")
        self.headers = []
        self.content_length = None
        self.is_chunked = self._is_chunk_over = False

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == b"content-length":
            self.content_length = int(value)
        elif name == b"transfer-encoding":
            self.is_chunked = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status >= 200:
            self.has_head = True
            self.keeps_alive = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.pieces.append(body)

    def on_chunk_header(self) -> None:
        self._is_chunk_over = False

    def on_chunk_complete(self) -> None:
        self._is_chunk_over = True

    def on_message_complete(self) -> None:
        if self.has_head:
            self.is_complete = True
