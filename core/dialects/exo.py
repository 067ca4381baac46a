"""exo's own ways with the OpenAI dialect, in one place: what is changed for it, and what is mended after it. Pure.

Each has a name and its source (shared/reference/exo.md §2, §3; real captures of exo 0.0.x, 1.0.71, main 2026-06):

- always streamed: a plain answer of a dying runner is a clean, empty 200 (>= 1.0.68), so a plain client's
  request goes out with `stream: true` and its answer is assembled here;
- `max_completion_tokens` is unknown to exo and ignored, and then generation never stops: sent as `max_tokens`;
- `messages: []` crashes the runner: refused before it is sent;
- chunks call themselves `chat.completion`, which strict clients refuse: mended to `chat.completion.chunk`;
- 0.0.x puts the text into `message` and `delta` of one chunk: the second telling is taken out;
- 0.0.x sends no `[DONE]`, others send it after a broken answer: given after a finish reason, never without one;
- 0.0.x answers unknown models with its default model: seen by the `model` of the answer.
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.json_edit import with_key, with_value
from core.json_text import NOT_JSON
from core.sse import DONE, event

LONGEST_SILENCE = 15.0
"""Seconds between two tokens after which exo is stuck: a lost worker is told to nobody for 49 s (measured)."""

_OBJECT = b'"object":"chat.completion"'
_CHUNK = b'"object":"chat.completion.chunk"'
_DONE = event(DONE)


class _Ask(msgspec.Struct):
    messages: list[msgspec.Raw] | None = None
    max_tokens: int | float | None = None
    max_completion_tokens: int | float | None = None


_ask_decoder = msgspec.json.Decoder(_Ask)


class RefusedForExo(Exception):
    """The request would do harm in exo; `detail` says what is wrong with it."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def request_body(body: bytes, is_stream: bool) -> bytes:
    """The body as exo can take it; raises RefusedForExo. Shapes that exo judges itself are left to it."""
    try:
        ask = _ask_decoder.decode(body)
    except msgspec.ValidationError:
        ask = _Ask([])
        ask.messages = None
    if ask.messages is not None and not ask.messages:
        raise RefusedForExo("`messages` is empty, which crashes exo's runner")
    if ask.max_completion_tokens is not None and ask.max_tokens is None:
        body = with_key(body, "max_completion_tokens", "max_tokens")
    return body if is_stream else with_value(body, "stream", True)


class ChunkMender:
    """Mends a stream of exo's chunks for strict clients, on whole events; comments pass as they are."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """The mended bytes of all events that are complete with `data`."""
        head, end, self._rest = (self._rest + data).rpartition(b"\n\n")
        if not end:
            return b""
        whole = head + end
        if _DONE in whole:
            whole = whole.replace(_DONE, b"")  # given by `finish`, when the answer proved whole
        if b'"message"' in whole:
            return b"\n\n".join(_mended(frame) for frame in whole.split(b"\n\n"))
        return whole.replace(_OBJECT, _CHUNK)

    def finish(self) -> bytes:
        """The end of an answer that was whole."""
        rest, self._rest = self._rest, b""
        return rest + _DONE


def _mended(frame: bytes) -> bytes:
    """One frame of exo 0.0.x: `object` corrected and the doubled `message` taken out of each choice."""
    if not frame.startswith(b"data: {"):
        return frame
    try:
        chunk: Any = msgspec.json.decode(frame[6:])
    except NOT_JSON:
        return frame
    if not isinstance(chunk, dict) or chunk.get("object") != "chat.completion":
        return frame
    chunk["object"] = "chat.completion.chunk"
    for choice in chunk.get("choices") or ():
        if isinstance(choice, dict) and "delta" in choice:
            choice.pop("message", None)
    return b"data: " + msgspec.json.encode(chunk)


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
