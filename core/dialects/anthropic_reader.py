"""Reads Anthropic's answers, streamed or plain, into pieces; and listens to those that pass untouched. Pure.

Sources: platform.claude.com, "Streaming messages" and "Messages" (event flow, block and delta types, stop reasons,
cumulative usage), "Errors" (`error` events).
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.pieces import (
    Began,
    Failed,
    Finished,
    Piece,
    Reasoning,
    SealedReasoning,
    Text,
    ToolArguments,
    ToolBegan,
    Used,
)
from core.json_text import object_in
from core.sse import EventReader

_FINISH = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
    "pause_turn": "stop",
}


class AnthropicReader:
    """Reads a stream of Anthropic's events. `is_done` after `message_stop`."""

    __slots__ = ("_calls", "_events", "_without_arguments", "is_done")

    def __init__(self) -> None:
        self._events = EventReader()
        self._calls: dict[int, int] = {}
        self._without_arguments: set[int] = set()
        self.is_done = False

    @property
    def comments(self) -> int:
        """How many comments came so far."""
        return self._events.comments

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces of the events that are complete with `data`."""
        pieces: list[Piece] = []
        for payload in self._events.feed(data):
            found = object_in(payload)
            if found is None:
                pieces.append(Failed("the backend sent something that is not JSON", code="bad_answer"))
            else:
                pieces += self._of_event(found)
        return pieces

    def plain(self, body: bytes) -> list[Piece]:
        """The pieces of a whole message, or of an error body."""
        message = object_in(body)
        if message is None:
            return [Failed("the backend sent something that is not JSON", code="bad_answer")]
        if message.get("type") == "error" or message.get("error"):
            return [_failed(message)]
        pieces: list[Piece] = [_began(message)]
        for index, block in enumerate(message.get("content") or ()):
            pieces += self._of_block(index, block)
            if block.get("type") == "tool_use":
                arguments = msgspec.json.encode(block.get("input") or {}).decode()
                pieces.append(ToolArguments(self._calls[index], arguments))
        return [*pieces, _used(message.get("usage") or {}), *_finished(message)]

    def _of_event(self, event: dict[str, Any]) -> list[Piece]:
        match event.get("type"):
            case "message_start":
                message = event.get("message") or {}
                return [_began(message), _used(message.get("usage") or {})]
            case "content_block_start":
                return self._of_block(int(event.get("index") or 0), event.get("content_block") or {})
            case "content_block_delta":
                return self._of_delta(int(event.get("index") or 0), event.get("delta") or {})
            case "content_block_stop":
                return self._of_stop(int(event.get("index") or 0))
            case "message_delta":
                return [_used(event.get("usage") or {}), *_finished(event.get("delta") or {})]
            case "message_stop":
                self.is_done = True
                return []
            case "error":
                return [_failed(event)]
            case _:
                return []  # ping, and events that may come to be

    def _of_block(self, index: int, block: dict[str, Any]) -> list[Piece]:
        match block.get("type"):
            case "text":
                return [Text(block["text"])] if block.get("text") else []
            case "thinking":
                text, seal = str(block.get("thinking") or ""), str(block.get("signature") or "")
                return [Reasoning(text, seal)] if text or seal else []
            case "redacted_thinking":
                return [SealedReasoning(str(block.get("data") or ""))]
            case "tool_use":
                self._calls[index] = len(self._calls)
                self._without_arguments.add(index)
                return [ToolBegan(self._calls[index], str(block.get("id") or ""), str(block.get("name") or ""))]
            case kind:
                text = f"the answer holds a block of type {kind}, which OpenAI's dialect does not know"
                return [Failed(text, code="bad_answer")]

    def _of_stop(self, index: int) -> list[Piece]:
        """OpenAI's clients read the arguments of every call as JSON, also of a call without any."""
        if index not in self._without_arguments:
            return []
        self._without_arguments.discard(index)
        return [ToolArguments(self._calls[index], "{}")]

    def _of_delta(self, index: int, delta: dict[str, Any]) -> list[Piece]:
        match delta.get("type"):
            case "text_delta":
                return [Text(str(delta.get("text") or ""))]
            case "thinking_delta":
                return [Reasoning(str(delta.get("thinking") or ""))]
            case "input_json_delta":
                text = str(delta.get("partial_json") or "")
                if not text or index not in self._calls:
                    return []
                self._without_arguments.discard(index)
                return [ToolArguments(self._calls[index], text)]
            case "signature_delta":
                return [Reasoning("", str(delta.get("signature") or ""))]
            case _:
                return []  # citations_delta has no place in OpenAI's dialect


def _began(message: dict[str, Any]) -> Began:
    return Began(str(message.get("id") or ""), str(message.get("model") or ""))


def _used(usage: dict[str, Any]) -> Used:
    """Anthropic counts cached tokens beside the others; OpenAI's prompt count includes them."""
    fresh, output = usage.get("input_tokens"), usage.get("output_tokens")
    cached = usage.get("cache_read_input_tokens")
    prompt = None if fresh is None else fresh + (cached or 0) + (usage.get("cache_creation_input_tokens") or 0)
    details = usage.get("output_tokens_details") or {}
    return Used(prompt, output, cached, details.get("thinking_tokens"))


def _finished(message: dict[str, Any]) -> list[Piece]:
    reason = message.get("stop_reason")
    if not reason:
        return []
    return [Finished(_FINISH.get(reason, "stop"), str(message.get("stop_sequence") or ""))]


def _failed(event: dict[str, Any]) -> Failed:
    error = event.get("error") or {}
    return Failed(str(error.get("message") or "the backend reported an error"), str(error.get("type") or "api_error"))
