"""exo's own ways with the OpenAI dialect, in one place: what is changed for it, and what is mended after it. Pure.

Each has a name and its source (shared/reference/exo.md §2, §3; real captures of exo 0.0.x, 1.0.71, main 2026-06):

- always streamed: a plain answer of a dying runner is a clean, empty 200 (>= 1.0.68), so a plain client's
  request goes out with `stream: true` and its answer is assembled here;
- `max_completion_tokens` is unknown to exo and ignored, and then generation never stops: sent as `max_tokens`;
- `messages: []` crashes the runner: refused before it is sent;
- `n` > 1 gets one answer without a word: such a request goes to somebody else, or is refused;
- `tool_choice: "none"` is ignored: the tools stay away; what else it ignores is told in `x-bridge-lost`;
- chunks call themselves `chat.completion`, which strict clients refuse: mended to `chat.completion.chunk`;
- `[DONE]` comes after a broken answer, too: given after a finish reason, never without one;
- up to 1.0.67 there is no usage: counted where it can be (`counted`).

What only exo 0.0.x needs stands in `exo_first.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from core.dialects.json_edit import with_key, with_value
from core.dialects.openai import Heard
from core.dialects.usage import CHAT_CHUNK, usage_chunk
from core.failure import FailureKind
from core.json_text import NOT_JSON
from core.sse import DONE, event

LONGEST_SILENCE = 15.0
"""Seconds between two tokens after which exo is stuck: a lost worker is told to nobody for 49 s (measured)."""

_OBJECT = b'"object":"chat.completion"'
_CHUNK = b'"object":"chat.completion.chunk"'
_DONE = event(DONE)
_NULL = msgspec.Raw(b"null")
_OF_A_PART = re.compile(rb'"loc":\["body","messages",\d+,"content"')

_WITHOUT_EFFECT = {
    "tool_choice": (b"null", b'"auto"', b'"none"'),
    "response_format": (b"null", b'{"type":"text"}'),
    "logit_bias": (b"null", b"{}"),
    "parallel_tool_calls": (b"null", b"true"),
}
"""Fields that exo takes and ignores (its schema at main 2026-06), with the values by which nothing is lost."""


class _Ask(msgspec.Struct):
    messages: list[msgspec.Raw] | None = None
    max_tokens: int | float | None = None
    max_completion_tokens: int | float | None = None
    n: int | float | None = None
    tools: msgspec.Raw = _NULL
    tool_choice: msgspec.Raw = _NULL
    response_format: msgspec.Raw = _NULL
    logit_bias: msgspec.Raw = _NULL
    parallel_tool_calls: msgspec.Raw = _NULL


_ask_decoder = msgspec.json.Decoder(_Ask)


class RefusedForExo(Exception):
    """The request would do harm in exo, or get less than it asks for; `detail` says what is wrong with it.

    One that `is_askable_elsewhere` is sound and only more than exo can do.
    """

    def __init__(self, detail: str, *, is_askable_elsewhere: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.is_askable_elsewhere = is_askable_elsewhere


@dataclass(frozen=True, slots=True)
class Prepared:
    """A body as exo can take it, and the fields of it that exo will ignore."""

    body: bytes
    lost: tuple[str, ...] = ()


def prepared(body: bytes, is_stream: bool) -> Prepared:
    """The request for exo 1.x; raises RefusedForExo. Shapes that exo judges itself (422) are left to it."""
    try:
        ask = _ask_decoder.decode(body)
    except msgspec.ValidationError:
        return Prepared(body if is_stream else with_value(body, "stream", True))
    if ask.messages is not None and not ask.messages:
        raise RefusedForExo("`messages` is empty, which crashes exo's runner")
    if ask.n is not None and ask.n > 1:
        raise RefusedForExo(f"exo gives one answer where {ask.n:g} are wanted (n)", is_askable_elsewhere=True)
    if ask.max_completion_tokens is not None and ask.max_tokens is None:
        body = with_key(body, "max_completion_tokens", "max_tokens")
    if bytes(ask.tool_choice) == b'"none"' and bytes(ask.tools) not in (b"null", b"[]"):
        body = with_value(body, "tools", None)
    body = body if is_stream else with_value(body, "stream", True)
    lost = tuple(
        name for name, harmless in _WITHOUT_EFFECT.items() if without_spaces(getattr(ask, name)) not in harmless
    )
    return Prepared(body, lost)


def without_spaces(value: msgspec.Raw) -> bytes:
    """JSON as msgspec would write it."""
    raw = bytes(value)
    return msgspec.json.encode(msgspec.json.decode(raw)) if b" " in raw or b"\n" in raw else raw


def kind_of_refusal(status: int, body: bytes) -> tuple[FailureKind, str] | None:
    """What a refusal means that exo words otherwise than others do, in plain words; None for all others."""
    if status == 422 and _OF_A_PART.search(body) is not None:
        return FailureKind.UNTRANSLATABLE, "exo takes text and pictures only"
    if status == 400 and body.lstrip().startswith(b'{"detail": "Unsupported model:'):  # 0.0.x
        return FailureKind.MODEL_NOT_FOUND, "its engine cannot run this model"
    return None


def counted(prompt: int, heard: Heard, created: int) -> bytes:
    """The closing chunk with the `usage` that exo left out, as OpenAI sends it.

    Each chunk of exo is one token (equal to its own count in every capture), so those are counted; but the call of a
    tool comes in one chunk, however long it is. How many the `prompt` has nobody tells: that is a guess. `created` is
    Unix time.
    """
    guesses = ["prompt_tokens", "total_tokens"]
    if heard.finish_reason == "tool_calls":
        guesses.insert(1, "completion_tokens")
    else:
        heard.completion_tokens = heard.events
    return usage_chunk(prompt, heard, created, heard.events, kind=CHAT_CHUNK, estimated=guesses)


class ChunkMender:
    """Mends a stream of exo's chunks for strict clients, on whole events; comments pass as they are."""

    def __init__(self, prompt: Callable[[], int], created: int = 0, *, wants_usage: bool = False) -> None:
        """`prompt` guesses the tokens of the request, for a usage that exo leaves out."""
        self.is_over = False
        self._prompt = prompt
        self._created = created
        self._wants_usage = wants_usage
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """The mended bytes of all events that are complete with `data`."""
        head, end, self._rest = (self._rest + data).rpartition(b"\n\n")
        if not end:
            return b""
        whole = head + end
        if _DONE in whole:
            whole = whole.replace(_DONE, b"")  # given by `finish`, when the answer proved whole
        return whole.replace(_OBJECT, _CHUNK)

    def finish(self, heard: Heard) -> bytes:
        """The end of an answer that was whole."""
        rest, self._rest = self._rest, b""
        if self._wants_usage and heard.completion_tokens is None:
            rest += counted(self._prompt(), heard, self._created)
        return rest + _DONE


class Assembler:
    """Builds the plain answer out of a stream's chunks: text, reasoning, tool calls, logprobs, usage."""

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._message: dict[str, Any] = {"role": "assistant"}
        self._text: dict[str, list[str]] = {}
        self._tools: dict[int, dict[str, Any]] = {}
        self._logprobs: list[Any] = []
        self._finish: str | None = None
        self._usage: Any = None

    def feed(self, payload: bytes) -> None:
        """One event's payload; what is no chunk is passed over."""
        try:
            chunk: Any = msgspec.json.decode(payload)
        except NOT_JSON:
            return
        if not isinstance(chunk, dict):
            return
        for key in ("id", "created", "model", "system_fingerprint", "service_tier"):
            if chunk.get(key) is not None:
                self._head.setdefault(key, chunk[key])
        self._usage = chunk.get("usage") or self._usage
        for choice in chunk.get("choices") or ():
            if isinstance(choice, dict):
                self._take(choice)

    def _take(self, choice: dict[str, Any]) -> None:
        self._finish = choice.get("finish_reason") or self._finish
        logprobs = choice.get("logprobs")
        if isinstance(logprobs, dict):
            self._logprobs += logprobs.get("content") or ()
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            return
        for key in ("content", "reasoning_content", "refusal"):
            if isinstance(delta.get(key), str):
                self._text.setdefault(key, []).append(delta[key])
        for call in delta.get("tool_calls") or ():
            if isinstance(call, dict):
                self._take_call(call)

    def _take_call(self, call: dict[str, Any]) -> None:
        known = self._tools.setdefault(int(call.get("index") or 0), {})
        for key in ("id", "type"):
            if call.get(key):
                known[key] = call[key]
        function = call.get("function") or {}
        target = known.setdefault("function", {"name": "", "arguments": ""})
        target["name"] = function.get("name") or target["name"]
        target["arguments"] += function.get("arguments") or ""

    def answer(self) -> bytes:
        """The whole `chat.completion`."""
        message = dict(self._message)
        texts = {key: "".join(parts) for key, parts in self._text.items()}
        message["content"] = texts.pop("content", None) or (None if self._tools else "")
        message.update(texts)
        if self._tools:
            message["tool_calls"] = [self._tools[index] for index in sorted(self._tools)]
        choice: dict[str, Any] = {"index": 0, "message": message, "finish_reason": self._finish}
        if self._logprobs:
            choice["logprobs"] = {"content": self._logprobs}
        document: dict[str, Any] = {"object": "chat.completion", **self._head, "choices": [choice]}
        if self._usage is not None:
            document["usage"] = self._usage
        return msgspec.json.encode(document)
