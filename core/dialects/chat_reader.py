"""Reads OpenAI chat answers, streamed or plain, into pieces. Pure.

Source: OpenAI API reference, chat completions and their streaming. Servers differ, so also read are: reasoning
as `reasoning_content` (DeepSeek, exo, llama.cpp) or `reasoning` (OpenRouter, Ollama, newer vLLM); content as a list of
parts with `thinking` in it (Mistral); whole calls in one chunk, calls without index or id; Gemini's seal in
`extra_content` (ai.google.dev, OpenAI compatibility); the stop sequence that was met in `stop_reason` (vLLM).
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.pieces import (
    Began,
    Failed,
    Finished,
    Logprobs,
    Piece,
    Reasoning,
    Refusal,
    Text,
    ToolArguments,
    ToolBegan,
    Used,
)
from core.json_text import NOT_JSON
from core.sse import DONE, EventReader

_NOT_JSON = Failed("the backend sent something that is not JSON", code="bad_answer")


class ChatReader:
    """Reads a stream of `chat.completion.chunk` events. `is_done` after `[DONE]`; `comments` counts keep-alives."""

    __slots__ = ("_calls", "_events", "_id", "_is_torn", "_last_index", "is_done")

    def __init__(self) -> None:
        self._events = EventReader()
        self._id = ""
        self._is_torn = False
        self._calls: dict[int, str] = {}
        self._last_index = -1
        self.is_done = False

    @property
    def comments(self) -> int:
        """How many comments came so far."""
        return self._events.comments

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces of the events that are complete with `data`."""
        pieces: list[Piece] = []
        for payload in self._events.feed(data):
            if payload == DONE:
                self.is_done = True
            found = [] if self.is_done else self._of_event(payload)
            if self._is_torn and (self.is_done or found) and not any(isinstance(p, Failed) for p in found):
                found = [_NOT_JSON]
            self._is_torn = self._is_torn and not (self.is_done or found)
            pieces += found
        return pieces

    def plain(self, body: bytes) -> list[Piece]:
        """The pieces of a whole `chat.completion`."""
        pieces = self._of_event(body)
        return [_NOT_JSON] if self._is_torn else pieces

    def _of_event(self, payload: bytes) -> list[Piece]:
        """What is no JSON is mostly half an event, torn off where an answer broke; the next event says why."""
        try:
            chunk: Any = msgspec.json.decode(payload)
        except NOT_JSON:
            self._is_torn = True
            return []
        if not isinstance(chunk, dict):
            return []
        pieces: list[Piece] = []
        if not self._id and (chunk.get("id") or chunk.get("choices")):
            self._id = str(chunk.get("id") or "chatcmpl")
            pieces.append(Began(self._id, str(chunk.get("model") or ""), _count(chunk.get("created")) or 0))
        for choice in chunk.get("choices") or ():
            if isinstance(choice, dict):
                pieces += self._of_choice(choice)
        used = usage_of(chunk.get("usage"))
        if used is not None:
            pieces.append(used)
        if chunk.get("error"):
            pieces.append(_failed(chunk["error"]))
        return pieces

    def _of_choice(self, choice: dict[str, Any]) -> list[Piece]:
        if choice.get("index"):
            return []  # only one answer was asked for
        part = choice.get("delta") or choice.get("message") or {}
        pieces: list[Piece] = []
        if isinstance(part, dict):
            pieces += _words_of(part)
            for position, call in enumerate(part.get("tool_calls") or ()):
                if isinstance(call, dict):
                    pieces += self._of_call(call, position)
            old = part.get("function_call")
            if isinstance(old, dict):
                pieces += self._of_call({"index": 0, "function": old}, 0)
        if isinstance(choice.get("text"), str) and choice["text"]:
            pieces.append(Text(choice["text"]))  # a bare completion
        logprobs = choice.get("logprobs")
        if isinstance(logprobs, dict) and logprobs.get("content"):
            pieces.append(Logprobs(tuple(logprobs["content"])))
        if choice.get("finish_reason"):
            stopped_by = choice.get("stop_reason")
            pieces.append(Finished(str(choice["finish_reason"]), stopped_by if isinstance(stopped_by, str) else ""))
        return pieces

    def _of_call(self, call: dict[str, Any], position: int) -> list[Piece]:
        """A call's start, or more of its arguments.

        A server without indexes tells the same call until another id or another name comes.
        """
        function = call.get("function") or {}
        call_id, name = str(call.get("id") or ""), str(function.get("name") or "")
        index = self._index_of(call, call_id, name, position)
        pieces: list[Piece] = []
        if index not in self._calls:
            self._calls[index] = call_id or f"call_{self._id.rpartition('-')[2]}_{index}"
            self._last_index = max(self._last_index, index)
            pieces.append(ToolBegan(index, self._calls[index], name, _seal_of(call)))
        arguments = function.get("arguments")
        if arguments and not isinstance(arguments, str):
            arguments = msgspec.json.encode(arguments).decode()  # an object instead of its text
        if arguments:
            pieces.append(ToolArguments(index, arguments))
        return pieces

    def _index_of(self, call: dict[str, Any], call_id: str, name: str, position: int) -> int:
        index = call.get("index")
        if not isinstance(index, int) or isinstance(index, bool):
            is_next = bool(name) and (not self._calls or not call_id or call_id not in self._calls.values())
            return self._last_index + 1 if is_next else max(self._last_index, position)
        if index in self._calls and call_id and name and self._calls[index] != call_id:
            return self._last_index + 1  # a server that numbers every call 0
        return index


def _words_of(part: dict[str, Any]) -> list[Piece]:
    pieces: list[Piece] = []
    reasoning = part.get("reasoning_content") or part.get("reasoning")
    if isinstance(reasoning, str) and reasoning:
        pieces.append(Reasoning(reasoning))
    content = part.get("content")
    if isinstance(content, str) and content:
        pieces.append(Text(content))
    elif isinstance(content, list):
        pieces += _parts_of(content)
    if isinstance(part.get("refusal"), str) and part["refusal"]:
        pieces.append(Refusal(part["refusal"]))
    return pieces


def _parts_of(content: list[Any]) -> list[Piece]:
    pieces: list[Piece] = []
    for part in content:
        if not isinstance(part, dict):
            continue
        if isinstance(part.get("text"), str):
            pieces.append(Text(part["text"]))
        for thought in part.get("thinking") or ():
            if isinstance(thought, dict) and isinstance(thought.get("text"), str):
                pieces.append(Reasoning(thought["text"]))
    return pieces


def _seal_of(call: dict[str, Any]) -> str:
    google = (call.get("extra_content") or {}).get("google") or {}
    return str(google.get("thought_signature") or "")


def usage_of(usage: Any) -> Used | None:
    """Token counts in OpenAI's shape."""
    if not isinstance(usage, dict):
        return None
    prompt = usage.get("prompt_tokens_details") or {}
    completion = usage.get("completion_tokens_details") or {}
    return Used(
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
        _count(prompt.get("cached_tokens")),
        _count(completion.get("reasoning_tokens")),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _failed(error: Any) -> Failed:
    if isinstance(error, dict):
        return Failed(
            str(error.get("message") or "the backend reported an error"),
            str(error.get("type") or "api_error"),
            str(error.get("code") or ""),
            str(error.get("hint") or ""),
        )
    return Failed(str(error))
