"""The OpenAI dialect: what routing needs of a request, and a listening ear for answers. Pure.

Bytes pass by untouched; nothing here re-types a body. Shapes follow the OpenAI API reference for chat
completions, completions and embeddings; every field is optional because local servers leave some out.
"""

from __future__ import annotations

import msgspec

from core.dialects.json_edit import with_value
from core.json_text import NOT_JSON
from core.sse import DONE, EventReader

_NULL = msgspec.Raw(b"null")
"""A part that is not there; msgspec cannot mix Raw and None in one field."""

AFFINITY_BYTES = 512
"""How much of a conversation's begin tells it from others: backends keep the work done for a common begin."""


class _Ask(msgspec.Struct, gc=False):
    model: str = ""
    stream: bool | None = None
    messages: msgspec.Raw = _NULL


_ask_decoder = msgspec.json.Decoder(_Ask)


class Ask(msgspec.Struct, frozen=True, gc=False):
    """What routing needs of a request body; the words of the prompt stay where they are. A Struct, as each request
    makes one.

    `affinity` is a hash of the begin of the conversation, of this run only; empty without one.
    """

    model: str
    is_stream: bool
    affinity: str = ""


class UnreadableBody(Exception):
    """The body is no JSON object, or `model`/`stream` have the wrong type; `args[0]` is a sentence that says which."""


def ask_of(body: bytes) -> Ask:
    """Read `model` and `stream` in one scan that skips everything else; raises UnreadableBody."""
    try:
        found = _ask_decoder.decode(body)
    except msgspec.ValidationError as error:
        raise UnreadableBody(f"the body is not what is expected here: {error}") from error
    except msgspec.DecodeError as error:
        what = f"the body is not JSON: {error}" if body.strip() else "the body is empty; a JSON object is expected"
        raise UnreadableBody(what) from error
    except UnicodeDecodeError as error:
        raise UnreadableBody("the body is not UTF-8") from error
    except RecursionError as error:
        raise UnreadableBody("the body is nested too deeply") from error
    messages = found.messages
    affinity = "" if messages is _NULL else f"{hash(bytes(memoryview(messages)[:AFFINITY_BYTES])):x}"
    return Ask(found.model, found.stream is True, affinity)


class _Usage(msgspec.Struct, gc=False):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Delta(msgspec.Struct, gc=False):
    content: msgspec.Raw = _NULL
    reasoning_content: msgspec.Raw = _NULL
    reasoning: msgspec.Raw = _NULL
    tool_calls: msgspec.Raw = _NULL
    function_call: msgspec.Raw = _NULL
    refusal: msgspec.Raw = _NULL
    audio: msgspec.Raw = _NULL


class _Choice(msgspec.Struct, gc=False):
    delta: _Delta | None = None
    message: _Delta | None = None
    text: str | None = None
    finish_reason: str | None = None


class _Answer(msgspec.Struct, gc=False):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: msgspec.Raw = _NULL
    data: msgspec.Raw = _NULL
    output: msgspec.Raw = _NULL
    model: str | None = None
    id: str | None = None


_answer_decoder = msgspec.json.Decoder(_Answer)
_BACKSLASH = 0x5C
_NEVER = (b"\n", b"\n")
"""Around no text: a payload has no line ends."""
_NOWHERE = (b"", b"")
_DATA = b"data: "
_ENDS = b"\n\n"
_CHUNK_END = b"\r\n"
MOST_SIZE_DIGITS = 8
MOST_CHUNK_BEGINS = 64
_NOTHING = frozenset({b"null", b'""', b"[]", b"{}"})


class Heard(msgspec.Struct, gc=False):
    """What an answer said about itself so far. `error` is the backend's error object as JSON, or empty. A Struct, as
    each answer makes one."""

    has_content: bool = False
    finish_reason: str = ""
    is_done: bool = False
    error: bytes = b""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    events: int = 0
    content_events: int = 0
    model: str = ""
    id: str = ""
    unreadable: bytes = b""

    @property
    def is_useful(self) -> bool:
        """Whether the client has something of it: content, or a finish that says there is none."""
        return self.has_content or bool(self.finish_reason)


class StreamEar:
    """Listens to a stream of chat or completion chunks passing by."""

    __slots__ = (
        "_around", "_begin", "_chunk_begins", "_chunk_end", "_end", "_is_between", "_progress", "_reader", "heard",
        "payloads",
    )  # fmt: skip

    def __init__(self) -> None:
        self._reader = EventReader()
        self._progress = b""
        self._around = _NEVER
        self._begin = b""
        self._end = b""
        self._is_between = True
        self._chunk_begins: dict[int, bytes] = {}
        self._chunk_end = b""
        self.heard = Heard()
        self.payloads: list[bytes] = []

    def feed(self, data: bytes) -> bool:
        """Listen to `data`; whether it brought progress. Its events' payloads are in `payloads` then.

        Keep-alive comments are no progress; exo's `prefill_progress` comment is, when it moved.
        """
        begin, end = self._begin, self._end
        if begin and self._is_between and data.startswith(begin) and data.endswith(end):
            first = len(begin)
            at = data.find(b'"', first)
            if at == len(data) - len(end) > first and data[at - 1] != _BACKSLASH:  # one event, as below
                heard = self.heard
                heard.events += 1
                heard.content_events += 1
                self.payloads = [data[6:-2]]  # without `data: ` and the two line ends
                return True
        return self._feed(data)

    def feed_chunk(self, data: bytes) -> bool:
        """Listen to `data`, bytes as they came off the wire, if they are one whole chunk (RFC 9112 §7.1) of one event,
        one more piece of text between the same bytes as before; whether they are. `payloads` stays as it was."""
        begin = self._chunk_begins.get(len(data)) or self._chunk_begin(data)
        end = self._chunk_end
        if begin and self._is_between and data.startswith(begin) and data.endswith(end):
            at = data.find(b'"', len(begin))
            if at == len(data) - len(end) > len(begin) and data[at - 1] != _BACKSLASH:
                heard = self.heard
                heard.events += 1
                heard.content_events += 1
                return True
        return False

    def _chunk_begin(self, data: bytes) -> bytes:
        """How a chunk as long as `data` begins, in the spelling that its server has for sizes; kept, for tokens are of
        few lengths. Empty when there is no such event yet, or `data` does not begin with its own size."""
        spelled = data[: data.find(_CHUNK_END, 0, MOST_SIZE_DIGITS + 2)]
        size = len(data) - len(spelled) - 2 * len(_CHUNK_END)
        if not self._begin or spelled.lower() != b"%x" % size:
            return b""
        if len(self._chunk_begins) >= MOST_CHUNK_BEGINS:
            self._chunk_begins.clear()
        begin = self._chunk_begins[len(data)] = spelled + _CHUNK_END + self._begin
        return begin

    def _feed(self, data: bytes) -> bool:
        reader, heard = self._reader, self.heard
        payloads = self.payloads = reader.feed(data)
        self._is_between = reader.is_between_events
        for payload in payloads:
            head, tail = self._around  # may change with every event that is decoded
            text = payload[len(head) : -len(tail)]
            # One more piece of text between the same bytes as before: nothing else to hear, nothing to decode.
            if (
                text
                and payload.startswith(head)
                and payload.endswith(tail)
                and b'"' not in text
                and text[-1] != _BACKSLASH
            ):
                heard.events += 1
                heard.content_events += 1
            else:
                self._hear(payload)
        if reader.last_comment is not self._progress and reader.last_comment.startswith(b": prefill_progress"):
            moved = reader.last_comment != self._progress
            self._progress = reader.last_comment
            return moved or bool(payloads)
        return bool(payloads)

    def _hear(self, payload: bytes) -> None:
        heard = self.heard
        if payload == DONE:
            heard.is_done = True
            return
        heard.events += 1
        try:
            answer = _answer_decoder.decode(payload)
        except msgspec.ValidationError:
            heard.has_content = True  # JSON of a shape we do not know: somebody else's business
            return
        except NOT_JSON:
            heard.unreadable = heard.unreadable or payload[:200]
            return
        counted = heard.content_events
        _note(heard, answer)
        if heard.content_events == counted + 1 and answer.usage is None and not heard.finish_reason and not heard.error:
            head, tail = self._around = _around_text(payload)
            self._begin, self._end = (_DATA + head, tail + _ENDS) if self._around is not _NEVER else _NOWHERE
            self._chunk_end = self._end + _CHUNK_END
            self._chunk_begins.clear()


def _around_text(payload: bytes) -> tuple[bytes, bytes]:
    """The bytes before and after the text of a token's event; what never matches when that is not simple."""
    for key in (b'"content":"', b'"content": "'):
        begin = payload.find(key) + len(key)
        if begin >= len(key):
            end = payload.find(b'"', begin)
            if end > begin and payload[end - 1] != _BACKSLASH:
                return payload[:begin], payload[end:]
    return _NEVER


def plain_answer(body: bytes) -> Heard:
    """Listen to a whole plain answer. Bodies that are not JSON are told in `unreadable`."""
    heard = Heard(events=1)
    try:
        answer = _answer_decoder.decode(body)
    except msgspec.ValidationError:
        heard.has_content = True
        return heard
    except NOT_JSON:
        heard.unreadable = body[:200] or b"(nothing)"
        return heard
    _note(heard, answer)
    if answer.choices is None and not heard.error:
        heard.has_content = True  # embeddings, and kinds of answers we need not know
    return heard


def _note(heard: Heard, answer: _Answer) -> None:
    if not heard.model and answer.model:
        heard.model, heard.id = answer.model, answer.id or ""
    if answer.error is not _NULL and (error := bytes(answer.error)) not in _NOTHING:
        heard.error = error
    if answer.usage is not None:
        heard.prompt_tokens = answer.usage.prompt_tokens or heard.prompt_tokens
        heard.completion_tokens = answer.usage.completion_tokens or heard.completion_tokens
    if answer.choices is None:
        if answer.usage is None and not heard.error:
            heard.has_content = True
        return
    for choice in answer.choices:
        if choice.finish_reason == "error":  # exo and OpenRouter have it; no client knows it
            heard.error = heard.error or b'{"message":"it ended with an error"}'
        elif choice.finish_reason:
            heard.finish_reason = choice.finish_reason
        delta, message = choice.delta, choice.message
        if (
            choice.text
            or (delta is not None and _says_something(delta))
            or (message is not None and _says_something(message))
        ):
            heard.has_content = True
            heard.content_events += 1


def _says_something(delta: _Delta) -> bool:
    if delta.content is not _NULL and bytes(delta.content) not in _NOTHING:
        return True
    for part in (
        delta.reasoning_content,
        delta.reasoning,
        delta.tool_calls,
        delta.function_call,
        delta.refusal,
        delta.audio,
    ):
        if part is not _NULL and bytes(part) not in _NOTHING:
            return True
    return False


def with_model(body: bytes, model: str) -> bytes:
    """The body with only the value of its `model` replaced; every other byte stays."""
    return with_value(body, "model", model)


def error_body(message: str, error_type: str, code: str, param: str | None = None, hint: str = "") -> bytes:
    """An error in OpenAI's shape, with our `hint` beside it."""
    error: dict[str, str | None] = {"message": message, "type": error_type, "param": param, "code": code}
    if hint:
        error["hint"] = hint
    return msgspec.json.encode({"error": error})
