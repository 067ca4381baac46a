"""What exo 0.0.x needs beyond `exo.py`: it reads five fields of a request and ends its answers carelessly. Pure.

Sources: exo.md §2a and its captures (commit 56f783b38), exo's pull request 716:

- a message without `content` (an assistant that only calls tools) is a 500: it gets an empty one;
- what is no chat request is a 500 "Server got itself in trouble", too: refused here, with the reason;
- `max_tokens` and `stop` are ignored: kept here, by ending the answer where it should end;
- other fields are ignored as well: told in `x-bridge-lost`;
- the text stands in `message` and in `delta` of one chunk: told once;
- the mark with which the model ends its turn may stand at the end of the text: taken away, only there;
- no usage and no `[DONE]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from core.dialects.exo import Prepared, RefusedForExo, counted, prepared, without_spaces
from core.dialects.json_edit import with_value
from core.dialects.openai import Heard
from core.json_text import NOT_JSON
from core.sse import DONE, EventReader, event

_READ = frozenset({"model", "messages", "temperature", "tools", "stream"})
_KEPT_HERE = frozenset({"max_tokens", "max_completion_tokens", "stop", "stream_options"})
_NO_PART_OF_THE_ANSWER = frozenset({"user", "metadata", "store", "service_tier", "safety_identifier"})
_NO_WISH = (b"null", b"false", b"[]", b"{}", b'""', b"0", b"1")

_TURN_ENDS = (
    "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|endoftext|>", "<|end|>", "<end_of_turn>", "</s>",
    "<\uff5cend\u2581of\u2581sentence\uff5c>",
)  # fmt: skip
"""Of the models in its catalogue: Qwen, Llama, Phi, Gemma, Mistral, DeepSeek."""
_AT_THE_END = re.compile("(?:" + "|".join(map(re.escape, _TURN_ENDS)) + r")\s*\Z")


class _Limits(msgspec.Struct):
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    stop: str | list[str] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where an answer should end. `max_tokens` None: wherever it ends."""

    max_tokens: int | None = None
    stop: tuple[str, ...] = ()

    @classmethod
    def of(cls, body: bytes) -> Wanted:
        """What a request says; what is of another shape says nothing."""
        try:
            limits = msgspec.json.decode(body, type=_Limits)
        except msgspec.ValidationError:
            return cls()
        stop = [limits.stop] if isinstance(limits.stop, str) else limits.stop or ()
        most = limits.max_tokens if limits.max_tokens is not None else limits.max_completion_tokens
        return cls(most, tuple(word for word in stop if word))


def first_prepared(body: bytes, is_stream: bool) -> Prepared:
    """The request for exo 0.0.x; raises RefusedForExo."""
    body = prepared(body, is_stream).body
    given = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    body = _with_contents(body, msgspec.json.decode(given.get("messages", msgspec.Raw(b"null"))))
    known = _READ | _KEPT_HERE | _NO_PART_OF_THE_ANSWER
    lost = (n for n, v in given.items() if n not in known and without_spaces(v) not in (*_NO_WISH, b'"auto"'))
    return Prepared(body, tuple(lost))


def _with_contents(body: bytes, messages: Any) -> bytes:
    if not isinstance(messages, list):
        raise RefusedForExo("`messages` is missing or no list")
    is_changed = False
    for place, message in enumerate(messages):
        if not isinstance(message, dict) or not isinstance(message.get("role"), str):
            raise RefusedForExo(f"`messages[{place}]` has no role")
        content = message.get("content")
        if content is None:
            message["content"], is_changed = "", True
        elif not isinstance(content, str | list):
            raise RefusedForExo(f"`messages[{place}].content` is no text and no list of parts")
    return with_value(body, "messages", messages) if is_changed else body


class FirstMender:
    """Mends a stream of exo 0.0.x, chunk by chunk. Text that may belong to an end is held until that is known."""

    def __init__(self, body: bytes, prompt: Callable[[], int], created: int, *, wants_usage: bool) -> None:
        """`body` is the request, and `prompt` guesses its tokens."""
        self.is_over = False
        self._wanted = Wanted.of(body)
        self._prompt = prompt
        self._created = created
        self._wants_usage = wants_usage
        self._reader = EventReader()
        self._held = ""
        self._tokens = 0
        self._finish = ""

    def feed(self, data: bytes) -> bytes:
        """The mended bytes of all events that are complete with `data`."""
        return b"".join(self._mended(payload) for payload in self._reader.feed(data) if not self.is_over)

    def finish(self, heard: Heard) -> bytes:
        """The end of an answer that was whole, by itself or because the client has all it wanted."""
        heard.finish_reason = heard.finish_reason or self._finish
        heard.events = self._tokens
        usage = counted(self._prompt(), heard, self._created) if self._wants_usage else b""
        return usage + event(DONE)

    def _mended(self, payload: bytes) -> bytes:
        if payload == DONE:
            return b""
        try:
            chunk: Any = msgspec.json.decode(payload)
        except NOT_JSON:
            return event(payload)
        choices = chunk.get("choices") if isinstance(chunk, dict) else None
        if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
            return event(payload)
        choice = choices[0]
        delta = choice.get("delta") or choice.get("message") or {}
        choice.pop("message", None)
        text, finish = self._ended(str(delta.get("content") or ""), str(choice.get("finish_reason") or ""))
        is_silent = not text and not finish and not delta.get("tool_calls")
        if is_silent:
            return b""
        chunk["object"] = "chat.completion.chunk"
        choice["delta"] = {**delta, "content": text}
        choice["finish_reason"] = finish or None
        return event(msgspec.json.encode(chunk))

    def _ended(self, text: str, finish: str) -> tuple[str, str]:
        """What of the text may go out now, and the reason when this is the end."""
        self._tokens += 1
        text, self._held = self._held + text, ""
        at = min((found for word in self._wanted.stop if (found := text.find(word)) >= 0), default=-1)
        if at >= 0:
            return self._over(text[:at], "stop")
        if finish:
            self._finish = finish
            return (_AT_THE_END.sub("", text) if finish == "stop" else text), finish
        if self._wanted.max_tokens is not None and self._tokens >= self._wanted.max_tokens:
            return self._over(_AT_THE_END.sub("", text), "length")
        keep = self._suspicious(text)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep], ""

    def _over(self, text: str, finish: str) -> tuple[str, str]:
        self.is_over, self._finish = True, finish
        return text, finish

    def _suspicious(self, text: str) -> int:
        """How many signs at the end of the text may begin a stop word, or be the end of the turn."""
        mark = _AT_THE_END.search(text)
        keep = len(text) - mark.start() if mark else 0
        for word in self._wanted.stop:
            begun = (size for size in range(min(len(word) - 1, len(text)), 0, -1) if text.endswith(word[:size]))
            keep = max(keep, next(begun, 0))
        return keep
