"""HTTP/1.1 on the wire: a strict reader of requests on llhttp (httptools), and writers. Sans-IO: bytes in, values out.

The reader refuses what a second parser could read differently (RFC 9112 §6.3, §11.2): llhttp in its
strict mode rejects conflicting lengths, bare line feeds and folded headers; the limits are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

import httptools
import msgspec

from core.domain import Grant
from core.heads import KnownHead, KnownHeads
from core.room import Upload

Header = tuple[bytes, bytes]
Headers = tuple[Header, ...]

MOST_HEAD_BYTES = 64 * 1024
MOST_HEADERS = 128
MOST_TARGET_BYTES = 8 * 1024
MOST_BODY_BYTES = 64 * 1024 * 1024
MOST_FRAMING = 16
"""Bytes of chunk framing and trailers for each byte of a body, beside the first 64 KiB: chunks of one byte have 5."""

HOP_BY_HOP = frozenset({
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection",
    b"te", b"trailer", b"transfer-encoding", b"upgrade", b"http2-settings",
})  # fmt: skip
"""Headers that speak about one connection only and are never passed on (RFC 9110 §7.6.1)."""

_REASONS = {s.value: s.phrase.encode("ascii") for s in HTTPStatus}


class WireError(Exception):
    """The peer broke the protocol or a limit. `status` is the answer a server should give."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


ANYBODY = Grant()


@dataclass(slots=True, eq=False)
class RequestHead:
    """A request's head; header names are lower case, and the body's length is not among them.

    Requests whose heads came as the same bytes share one: `notes` is for what others concluded from it alone.
    """

    method: bytes
    target: bytes
    headers: list[Header] = field(default_factory=list)
    keeps_alive: bool = True
    notes: object = None
    _first: dict[bytes, bytes] | None = None

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header (lower-case name), or None. The head must be complete."""
        if self._first is None:
            self._first = dict(reversed(self.headers))
        return self._first.get(name)


class Request(msgspec.Struct, eq=False):
    """One whole request as it came in. `peer` is the address it came from; `grant` what the port found out
    about the app; `upload` counts the memory of a large body. A Struct, for it is built faster than any other class."""

    head: RequestHead
    body: bytes = b""
    peer: str = ""
    grant: Grant = ANYBODY
    upload: Upload | None = None

    def let_go(self) -> None:
        """Free the body, where it is one whose memory is counted: nobody will be asked with it any more."""
        if self.upload is not None:
            self.body = b""
            self.upload.release()

    @property
    def method(self) -> bytes:
        """As it was sent: methods are case-sensitive."""
        return self.head.method

    @property
    def target(self) -> bytes:
        """Path and query, undecoded."""
        return self.head.target

    @property
    def headers(self) -> list[Header]:
        """All headers but the body's length, names in lower case."""
        return self.head.headers

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header (lower-case name), or None."""
        return self.head.header(name)

    @property
    def path(self) -> str:
        """The path without the query, undecoded."""
        return self.target.partition(b"?")[0].decode("latin-1")

    @property
    def query(self) -> bytes:
        """The query without its question mark."""
        return self.target.partition(b"?")[2]


_requests: KnownHeads[RequestHead] = KnownHeads()


class RequestReader:
    """Reads requests off one connection; a limit or a broken message raises WireError once.

    `on_continue` is called when a client waits for `100 Continue` before it sends its body.
    """

    __slots__ = (
        "_beside", "_codings", "_done", "_error", "_expect", "_head", "_head_bytes", "_hosts", "_in_head", "_is_last",
        "_known", "_length", "_most_body", "_on_continue", "_parser", "_pieces", "size",
    )  # fmt: skip

    def __init__(self, on_continue: Callable[[], None], most_body: int = MOST_BODY_BYTES) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._on_continue = on_continue
        self._most_body = most_body
        self._done: list[Request] = []
        self._head: RequestHead | None = None
        self._pieces: list[bytes] = []
        self.size = 0
        """Body bytes of the request that is coming in."""
        self._beside = 0
        self._head_bytes = 0
        self._hosts = 0
        self._length = 0
        self._expect = b""
        self._codings: list[bytes] = []
        self._in_head = True
        self._is_last = False
        self._known: KnownHead[RequestHead] | None = None
        self._error: WireError | None = None

    @property
    def is_idle(self) -> bool:
        """Whether no byte of a next request has come yet."""
        return self._head is None

    @property
    def is_in_head(self) -> bool:
        """Whether a request has begun whose head is not complete."""
        return self._head is not None and self._in_head

    @property
    def is_in_body(self) -> bool:
        """Whether a head is complete and its body is not."""
        return self._head is not None and not self._in_head

    def feed(self, data: bytes) -> list[Request]:
        """The requests that are complete with `data`."""
        is_new = self._head is None and not self._head_bytes and not self._is_last
        if is_new:
            found = _requests.find(data, self._known)
            if found is not None and len(found[1]) <= self._most_body:
                self._known = found[0]
                return [Request(found[0].value, found[1])]
        if self._in_head:
            self._head_bytes += len(data)
        head, size = None if self._in_head else self._head, self.size
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as error:
            raise WireError(501, "upgrading the connection is not supported") from error
        except httptools.HttpParserError as error:
            raise self._error or WireError(400, f"not a valid HTTP/1.1 request: {error}") from error
        if self._in_head and self._head_bytes > MOST_HEAD_BYTES:
            raise WireError(431, f"the headers are larger than {MOST_HEAD_BYTES} bytes")
        if head is not None and head is self._head:
            self._beside += len(data) - (self.size - size)
            if self._beside > MOST_HEAD_BYTES + MOST_FRAMING * self.size:
                raise WireError(413, "the chunks of the body have more framing than body")
        done, self._done = self._done, []
        if is_new and len(done) == 1 and self._head is None and not self._expect and not self._is_last:
            _requests.learn(data, done[0].body, done[0].head)
        return done

    def discard(self) -> None:
        """Forget what came of a body; nothing is fed any more."""
        self._pieces = []

    # httptools calls these while it parses; an exception in one of them surfaces as HttpParserCallbackError.

    def on_message_begin(self) -> None:
        self._head = RequestHead(b"", b"")
        self._in_head = True
        self._pieces = []
        self.size = 0
        self._beside = 0
        self._hosts = 0
        self._length = 0
        self._expect = b""
        self._codings = []

    def on_url(self, url: bytes) -> None:
        assert self._head is not None  # llhttp begins a message before it tells of its parts
        target = self._head.target = self._head.target + url
        if len(target) > MOST_TARGET_BYTES:
            self._refuse(414, "the address is too long")

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:
            return  # a trailer: it may not add to the head after the head was judged (RFC 9110 §6.5.1)
        assert self._head is not None
        headers = self._head.headers
        if len(headers) >= MOST_HEADERS:
            self._refuse(431, f"more than {MOST_HEADERS} headers")
        name = name.lower()
        if name == b"content-length":
            self._length = int(value)
            return
        headers.append((name, value))
        if name == b"host":
            self._hosts += 1
        elif name == b"expect":
            self._expect = value
        elif name == b"transfer-encoding":
            self._codings.append(value.strip().lower())

    def on_headers_complete(self) -> None:
        head = self._head
        assert head is not None
        self._in_head = False
        self._head_bytes = 0
        head.method = self._parser.get_method()
        head.keeps_alive = self._parser.should_keep_alive()
        self._is_last = not head.keeps_alive
        if self._codings and (self._codings != [b"chunked"] or self._parser.get_http_version() != "1.1"):
            self._refuse(501, "only `chunked` is known as a transfer coding, once and in HTTP/1.1")
        if self._hosts != 1 and (self._hosts or self._parser.get_http_version() == "1.1"):
            self._refuse(400, "exactly one Host header is required")
        if self._length > self._most_body:
            self._refuse(413, f"the body is larger than {self._most_body} bytes")
        if self._expect:
            if self._expect.lower() != b"100-continue":
                self._refuse(417, "only 100-continue may be expected")
            self._on_continue()

    def on_body(self, body: bytes) -> None:
        self.size += len(body)
        if self.size > self._most_body:
            self._refuse(413, f"the body is larger than {self._most_body} bytes")
        self._pieces.append(body)

    def on_message_complete(self) -> None:
        head = self._head
        assert head is not None
        self._done.append(Request(head, self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)))
        self._pieces = []
        self._head = None
        self._in_head = True

    def _refuse(self, status: int, detail: str) -> None:
        self._error = WireError(status, detail)
        raise self._error


def request_bytes(method: bytes, target: bytes, headers: Iterable[Header], body: bytes) -> bytes:
    """A whole request, with its Content-Length when it has a body."""
    lines = [b"%b %b HTTP/1.1\r\n" % (method, target)]
    lines += [b"%b: %b\r\n" % header for header in headers]
    if body or method in (b"POST", b"PUT", b"PATCH"):
        lines.append(b"content-length: %d\r\n" % len(body))
    lines.append(b"\r\n")
    lines.append(body)
    return b"".join(lines)


def response_head(status: int, headers: Iterable[Header]) -> bytes:
    """Status line and headers, up to and with the empty line."""
    lines = [b"HTTP/1.1 %d %b\r\n" % (status, _REASONS.get(status, b"Unknown"))]
    lines += [b"%b: %b\r\n" % header for header in headers]
    lines.append(b"\r\n")
    return b"".join(lines)


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body (RFC 9112 §7.1)."""
    return b"%x\r\n%b\r\n" % (len(data), data)


LAST_CHUNK = b"0\r\n\r\n"


def header_text(text: str) -> bytes:
    """Text made fit for a header value: printable ASCII, at most 300 signs."""
    if text.isascii() and text.isprintable():
        return text[:300].encode("ascii")
    return "".join(c if " " <= c <= "~" else "?" for c in text)[:300].encode("ascii")
