"""One attempt at one backend: the request goes out, and its answer is judged before it is passed on.

An answer is good when something useful of it was seen: content, or a finish reason. Until then nothing
reaches the client, so every other ending becomes an AttemptFailed that another candidate can mend: an
error status, an error or nothing at all inside a 200 (exo >= 1.0.68 answers a dying runner with a clean,
empty 200), HTML of a login page, a cut body.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from core import sse
from core.answer import Answer, check_finish
from core.call import Call
from core.dialects import exo, exo_first
from core.dialects.ears import ear_for, plain_heard
from core.dialects.names import Dialect
from core.dialects.openai import Heard, StreamEar, error_body
from core.dialects.usage import CHAT_CHUNK, TEXT_CHUNK, Mender, UsageTeller, wants_usage
from core.domain import Backend, BackendKind, FailureKind, RequestId
from core.error_words import delay_of, message_of, name_of, retry_after
from core.errors import CONSEQUENCES, AttemptFailed, kind_of_status
from core.timeouts import Timeouts
from core.upstream import Exchange
from core.wire import HOP_BY_HOP, Header, header_text
from core.words.failing import Detail

MOST_HELD_STREAM = 64 * 1024
MOST_HELD_PLAIN = 1024 * 1024
MOST_ERROR_BODY = 64 * 1024
_STREAMS = frozenset({b"text/event-stream", b"application/x-ndjson"})

_OURS = (b"x-bridge-", b"access-control-")
"""Prefixes of headers that only we may set: who answered, and which web pages may read it."""

_NOT_RETURNED = HOP_BY_HOP | {
    b"content-length", b"set-cookie", b"server", b"date", b"www-authenticate", b"alt-svc",
    b"strict-transport-security",
}  # fmt: skip


def story_headers(request_id: RequestId, backend: Backend, attempts: int, why: str) -> list[Header]:
    """Headers that tell the client who answered, after how many attempts, and why."""
    return [
        (b"x-bridge-request-id", request_id.encode("ascii")),
        (b"x-bridge-backend", header_text(backend.name)),
        (b"x-bridge-locality", backend.locality.name.lower().replace("_", "-").encode("ascii")),
        (b"x-bridge-attempts", b"%d" % attempts),
        (b"x-bridge-why", header_text(why)),
    ]


def closing_error(text: str, kind: FailureKind) -> bytes:
    """The event that tells the client inside its stream that the answer is not whole; no `[DONE]` follows.

    It begins with an empty line, which ends an event that was cut in its middle.
    """
    consequence = CONSEQUENCES[kind]
    return b"\n\n" + sse.event(error_body(text, consequence.error_type, kind.value, hint=consequence.hint))


def speaks_exo(backend: Backend, call: Call) -> bool:
    """Whether exo's own ways with the dialect apply."""
    return backend.kind is BackendKind.EXO and call.endpoint == "chat/completions"


def _exos_mender(backend: Backend, call: Call) -> Mender:
    """What mends this answer of exo."""
    is_wanted = wants_usage(call.body, call.is_stream)
    if backend.answers_late:
        return exo_first.FirstMender(call.body, call.prompt_tokens, int(time.time()), wants_usage=is_wanted)
    return exo.ChunkMender(call.prompt_tokens, int(time.time()), wants_usage=is_wanted)


def _usage_teller(call: Call, heard: Heard) -> Mender | None:
    """What tells the usage of somebody else's stream, where the client asked for it."""
    if not call.is_stream or not wants_usage(call.body, call.is_stream):
        return None
    kind = CHAT_CHUNK if call.endpoint == "chat/completions" else TEXT_CHUNK
    return UsageTeller(heard, call.prompt_tokens, int(time.time()), kind)


async def judged(
    exchange: Exchange, backend: Backend, call: Call, model: str, limits: Timeouts, dialect: Dialect = Dialect.OPENAI
) -> Answer:
    """Read until the answer is known to be good; raises AttemptFailed, then the exchange is still open.

    `dialect` is the one in which the answer comes.
    """
    if exchange.status >= 300:
        raise await _error_status(exchange, is_exo=speaks_exo(backend, call))
    content_type = _content_type(exchange.headers)
    headers = [h for h in exchange.headers if h[0] not in _NOT_RETURNED and not h[0].startswith(_OURS)]
    is_encoded = _header(exchange.headers, b"content-encoding") not in (b"", b"identity")
    if content_type not in _STREAMS or is_encoded:
        judges = _is_judged(call.endpoint, content_type, is_encoded)
        return await _judged_plain(exchange, headers, limits, dialect if judges else None)
    if not call.speaks_events:
        return await _judged_raw(exchange, headers, limits)
    answer = await _judged_stream(exchange, headers, limits, ear_for(dialect))
    answer.gate = sse.Gate(is_lines=dialect is Dialect.OLLAMA)
    answer.is_strict = backend.kind is BackendKind.EXO
    if dialect is not Dialect.OPENAI:
        return answer
    if not speaks_exo(backend, call):
        answer.mender = _usage_teller(call, answer.heard)
        return answer
    if answer.heard.model and answer.heard.model != model:
        raise AttemptFailed(FailureKind.MODEL_NOT_FOUND, Detail.OTHER_MODEL.format(model=answer.heard.model[:80]))
    mender = _exos_mender(backend, call)
    if not call.is_stream:
        return await _assembled(answer, limits, mender)
    answer.mender = mender
    return answer


def returned_headers(headers: list[Header]) -> list[Header] | None:
    """What of a plain JSON answer's head goes to the client; None when it is of another kind."""
    if b"json" not in _content_type(headers) or _header(headers, b"content-encoding") not in (b"", b"identity"):
        return None
    return [h for h in headers if h[0] not in _NOT_RETURNED and not h[0].startswith(_OURS)]


def _content_type(headers: Iterable[Header]) -> bytes:
    return _header(headers, b"content-type").partition(b";")[0].strip().lower()


async def _assembled(streamed: Answer, limits: Timeouts, mender: Mender) -> Answer:
    """The plain answer that a stream amounts to; nothing was sent yet, so any break can still fail over."""
    assert streamed.ear is not None
    exchange, heard = streamed.exchange, streamed.heard
    reader, assembler = sse.EventReader(), exo.Assembler()
    data = streamed.held
    while data and not mender.is_over:
        for payload in reader.feed(mender.feed(data)):
            assembler.feed(payload)
        if heard.error:
            raise AttemptFailed(FailureKind.ERROR_IN_STREAM, message_of(heard.error))
        exchange.watch(FailureKind.SILENT, limits.silence)
        data = b"" if mender.is_over else await _progress(exchange, streamed.ear)
    end = mender.finish(heard)
    check_finish(heard, is_strict=True)
    for payload in reader.feed(end):
        assembler.feed(payload)
    body = assembler.answer()
    unwanted = (b"content-type", b"cache-control", b"x-accel-buffering")
    headers = [h for h in streamed.headers if h[0] not in unwanted]
    headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    return Answer(exchange, streamed.status, headers, body, False, None, heard, is_whole=True)


async def _progress(exchange: Exchange, ear: StreamEar) -> bytes:
    """Bytes up to and with the next sign of progress, or nothing at the clean end."""
    read = b""
    while data := await exchange.read():
        read += data
        if ear.feed(data):
            break
    return read


def _is_judged(endpoint: str, content_type: bytes, is_encoded: bool) -> bool:
    if is_encoded:
        return False
    return b"json" in content_type or endpoint in ("chat/completions", "completions", "embeddings")


async def _judged_raw(exchange: Exchange, headers: list[Header], limits: Timeouts) -> Answer:
    """A stream of another function (pictures, speech): its events are nobody's business but the client's."""
    exchange.watch(FailureKind.FIRST_TOKEN_TIMEOUT, limits.plain_answer)
    data = await exchange.read()
    if not data:
        raise AttemptFailed(FailureKind.EMPTY_ANSWER)
    return Answer(exchange, exchange.status, headers, data, True)


async def _judged_stream(exchange: Exchange, headers: list[Header], limits: Timeouts, ear: StreamEar) -> Answer:
    heard = ear.heard
    held: list[bytes] = []
    size = 0
    exchange.watch(FailureKind.FIRST_TOKEN_TIMEOUT, limits.first_token)
    while not heard.is_useful and size <= MOST_HELD_STREAM:
        data = await exchange.read()
        if ear.feed(data) and not ear.payloads:
            exchange.watch(FailureKind.FIRST_TOKEN_TIMEOUT, limits.first_token)  # the prompt is being read: alive
        if heard.error:
            raise AttemptFailed(FailureKind.ERROR_IN_STREAM, message_of(heard.error))
        if heard.unreadable:
            raise AttemptFailed(FailureKind.BAD_ANSWER, Detail.EVENT_NOT_JSON)
        if not data or (heard.is_done and not heard.is_useful):
            raise AttemptFailed(FailureKind.EMPTY_ANSWER if not heard.events else FailureKind.TRUNCATED)
        held.append(data)
        size += len(data)
    return Answer(exchange, exchange.status, headers, b"".join(held), True, ear, heard)


async def _judged_plain(exchange: Exchange, headers: list[Header], limits: Timeouts, dialect: Dialect | None) -> Answer:
    """A whole answer, judged in its dialect, or not at all."""
    held: list[bytes] = []
    size = 0
    exchange.watch(FailureKind.FIRST_TOKEN_TIMEOUT, limits.plain_answer)
    while size <= MOST_HELD_PLAIN:
        data = await exchange.read()
        if not data:
            return _whole_answer(exchange, headers, b"".join(held), dialect)
        held.append(data)
        size += len(data)
    length = _header(exchange.headers, b"content-length")
    if length:
        headers.append((b"content-length", length))
    return Answer(exchange, exchange.status, headers, b"".join(held), not length)


def _whole_answer(exchange: Exchange, headers: list[Header], body: bytes, dialect: Dialect | None) -> Answer:
    heard = plain_heard(dialect, body) if dialect is not None else Heard(has_content=True)
    if dialect is not None and not body.strip():
        raise AttemptFailed(FailureKind.EMPTY_ANSWER, Detail.EMPTY_BODY.format(status=exchange.status))
    if heard.unreadable:
        raise AttemptFailed(FailureKind.BAD_ANSWER, Detail.BODY_NOT_JSON)
    if heard.error:
        raise AttemptFailed(FailureKind.ERROR_IN_STREAM, message_of(heard.error))
    if not heard.is_useful:
        raise AttemptFailed(FailureKind.EMPTY_ANSWER, Detail.NO_CONTENT)
    headers.append((b"content-length", b"%d" % len(body)))
    return Answer(exchange, exchange.status, headers, body, False, None, heard, is_whole=True)


async def _error_status(exchange: Exchange, *, is_exo: bool) -> AttemptFailed:
    body = b""
    exchange.watch(FailureKind.FIRST_BYTE_TIMEOUT, 5.0)
    try:
        while len(body) < MOST_ERROR_BODY and (piece := await exchange.read()):
            body += piece
    except AttemptFailed:
        body = body[:MOST_ERROR_BODY]  # the status alone says enough
    kind = kind_of_status(exchange.status, body)
    detail = message_of(body) or Detail.STATUS.format(status=exchange.status)
    if is_exo and (refusal := exo.kind_of_refusal(exchange.status, body)) is not None:
        kind, detail = refusal
    wait = retry_after(_header(exchange.headers, b"retry-after"), time.time())
    wait = delay_of(body) if wait is None else wait
    code, param = name_of(body) if kind is FailureKind.CALLER_FAULT else ("", "")
    return AttemptFailed(kind, detail, wait=wait, status=exchange.status, code=code, param=param)


def _header(headers: Iterable[Header], name: bytes) -> bytes:
    return next((value for key, value in headers if key == name), b"")
