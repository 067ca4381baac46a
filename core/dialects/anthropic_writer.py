"""Writes pieces as Anthropic's answers, streamed or plain, and errors in its shape. Pure.

Sources: platform.claude.com, "Streaming messages" (event flow, cumulative usage), "Messages" (stop reasons), "Errors".
Anthropic's blocks follow one another, OpenAI's tool calls may run side by side: a later call is held back until
the earlier ones are whole.
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.anthropic_request import UNSIGNED
from core.dialects.collected import Collected, ToolCall
from core.dialects.pieces import (
    Began,
    Failed,
    Finished,
    Logprobs,
    Piece,
    Reasoning,
    Refusal,
    SealedReasoning,
    Text,
    ToolArguments,
    ToolBegan,
    Used,
    arguments_of,
    is_whole_json,
)
from core.sse import comment, event

_STOP = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "function_call": "tool_use",
         "content_filter": "refusal"}  # fmt: skip
_TYPE_OF_STATUS = {400: "invalid_request_error", 401: "authentication_error", 402: "billing_error",
                   403: "permission_error", 404: "not_found_error", 413: "request_too_large",
                   429: "rate_limit_error", 503: "overloaded_error", 504: "timeout_error",
                   529: "overloaded_error"}  # fmt: skip


class AnthropicWriter:
    """Writes one streamed answer. `model` is the name the client asked for, told where the backend names none."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._has_started = False
        self._index = -1
        self._open = ""
        self._calls: dict[int, ToolCall] = {}
        self._told: set[int] = set()
        self._current: int | None = None
        self._finished: Finished | None = None
        self._used = Used()
        self._is_over = False

    def write(self, pieces: list[Piece]) -> bytes:
        """The events for these pieces."""
        return b"".join(self._of(piece) for piece in pieces)

    def ping(self) -> bytes:
        """A sign of life: a comment while nothing has begun, then Anthropic's own `ping`. Every client skips both."""
        if self._is_over:
            return b""
        return _event({"type": "ping"}) if self._has_started else comment("keep-alive")

    def finish(self) -> bytes:
        """The end of a whole answer."""
        if self._is_over:
            return b""
        self._is_over = True
        delta = {"stop_reason": _stop_reason(self._finished, bool(self._calls)), "stop_sequence": None}
        if self._finished is not None and self._finished.stop_sequence:
            delta["stop_sequence"] = self._finished.stop_sequence
        ended = self._start(Began("", "")) + self._told_calls() + self._close()
        ended += _event({"type": "message_delta", "delta": delta, "usage": usage_document(self._used)})
        return ended + _event({"type": "message_stop"})

    def _of(self, piece: Piece) -> bytes:
        if self._is_over:
            return b""
        match piece:
            case Began():
                return self._start(piece)
            case Text(text) | Refusal(text):
                return self._words("text", {"type": "text", "text": ""}, {"type": "text_delta", "text": text})
            case Reasoning(text):
                block = {"type": "thinking", "thinking": "", "signature": ""}
                return self._words("thinking", block, {"type": "thinking_delta", "thinking": text})
            case ToolBegan() | ToolArguments():
                return self._start(Began("", "")) + self._of_call(piece)
            case Finished():
                self._finished = piece
            case Used():
                self._used = self._used.joined(piece)
            case Failed():
                self._is_over = True
                return _event(error_document(piece.message, piece.type, hint=piece.hint))
            case Logprobs() | SealedReasoning():
                pass  # the first nobody could ask for, the second no backend of OpenAI's dialect sends
        return b""

    def _start(self, began: Began) -> bytes:
        if self._has_started:
            return b""
        self._has_started = True
        message = _message(began, self._model) | {"content": [], "stop_reason": None}
        return _event({"type": "message_start", "message": {**message, "usage": usage_document(self._used)}})

    def _words(self, kind: str, block: dict[str, Any], delta: dict[str, Any]) -> bytes:
        begun = self._start(Began("", ""))
        if self._open != kind:
            begun += self._told_calls() + self._open_block(kind, block)
        return begun + _event({"type": "content_block_delta", "index": self._index, "delta": delta})

    def _open_block(self, kind: str, block: dict[str, Any]) -> bytes:
        closed = self._close()
        self._index += 1
        self._open = kind
        return closed + _event({"type": "content_block_start", "index": self._index, "content_block": block})

    def _close(self) -> bytes:
        if not self._open:
            return b""
        sealed = b""
        if self._open == "thinking":
            delta = {"type": "signature_delta", "signature": UNSIGNED}
            sealed = _event({"type": "content_block_delta", "index": self._index, "delta": delta})
        self._open = ""
        return sealed + _event({"type": "content_block_stop", "index": self._index})

    def _of_call(self, piece: ToolBegan | ToolArguments) -> bytes:
        """The first call streams as it comes; the next follows once that one's arguments are whole."""
        if isinstance(piece, ToolBegan):
            self._calls[piece.index] = ToolCall(piece.id, piece.name)
        elif piece.index in self._calls:
            self._calls[piece.index].arguments += piece.text
        if piece.index in self._told:
            if isinstance(piece, ToolArguments) and piece.text.strip():
                return self._of(Failed("a tool call went on after its end", code="bad_answer"))
            return b""
        if self._current is not None and piece.index != self._current:
            if not is_whole_json(self._calls[self._current].arguments):
                return b""  # held back until `_told_calls`
            self._told.add(self._current)
            return self._next_call(piece.index)
        if self._current is None:
            return self._next_call(piece.index)
        return self._arguments(piece.text) if isinstance(piece, ToolArguments) else b""

    def _next_call(self, index: int) -> bytes:
        self._current = index
        call = self._calls[index]
        block = {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}
        return self._open_block("tool_use", block) + self._arguments(call.arguments)

    def _arguments(self, text: str) -> bytes:
        if not text:
            return b""
        delta = {"type": "input_json_delta", "partial_json": text}
        return _event({"type": "content_block_delta", "index": self._index, "delta": delta})

    def _told_calls(self) -> bytes:
        """Every call that was held back; after this none of them may go on."""
        if self._current is not None:
            self._told.add(self._current)
        told = b""
        for index in sorted(self._calls.keys() - self._told):
            told += self._next_call(index)
            self._told.add(index)
        self._current = None
        return told


def plain_message(answer: Collected, model: str) -> bytes:
    """A whole answer as a message. Raises BadAnswer for tool arguments that are no object."""
    content: list[dict[str, Any]] = []
    for block in answer.blocks:
        match block:
            case Text(text):
                content.append({"type": "text", "text": text})
            case Reasoning(text):
                content.append({"type": "thinking", "thinking": text, "signature": UNSIGNED})
            case ToolCall(call_id, name, arguments):
                asked = arguments_of(arguments, name)
                content.append({"type": "tool_use", "id": call_id, "name": name, "input": asked})
    if answer.refusal:
        content.append({"type": "text", "text": answer.refusal})
    finished = answer.finished
    return msgspec.json.encode(
        {
            **_message(answer.began, model),
            "content": content,
            "stop_reason": _stop_reason(finished, bool(answer.calls)),
            "stop_sequence": (finished.stop_sequence if finished else "") or None,
            "usage": usage_document(answer.used),
        }
    )


def _message(began: Began, model: str) -> dict[str, Any]:
    return {
        "id": f"msg_{began.id.removeprefix('chatcmpl-') or 'unnamed'}",
        "type": "message",
        "role": "assistant",
        "model": began.model or model,
        "stop_sequence": None,
    }


def _stop_reason(finished: Finished | None, has_calls: bool) -> str:
    """Many local servers end a tool call with `stop`; a client of Anthropic's would not look for the call then."""
    reason = _STOP.get(finished.reason, "end_turn") if finished is not None else "end_turn"
    if reason == "end_turn" and has_calls:
        return "tool_use"
    if reason == "end_turn" and finished is not None and finished.stop_sequence:
        return "stop_sequence"
    return reason


def usage_document(used: Used) -> dict[str, Any]:
    """Token counts in Anthropic's shape, where cached tokens stand beside the others."""
    cached = used.cached or 0
    document: dict[str, Any] = {
        "input_tokens": max(0, (used.prompt or 0) - cached),
        "output_tokens": used.completion or 0,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": cached,
    }
    if used.reasoning is not None:
        document["output_tokens_details"] = {"thinking_tokens": used.reasoning}
    return document


def error_document(message: str, error_type: str, hint: str = "") -> dict[str, Any]:
    """An error in Anthropic's shape, with our `hint` beside the message."""
    error = {"type": error_type, "message": message}
    if hint:
        error["hint"] = hint
    return {"type": "error", "error": error}


def anthropic_error(status: int, message: str, hint: str = "") -> bytes:
    """An error body for a status."""
    kind = _TYPE_OF_STATUS.get(status) or ("invalid_request_error" if status < 500 else "api_error")
    return msgspec.json.encode(error_document(message, kind, hint))


def _event(document: dict[str, Any]) -> bytes:
    return event(msgspec.json.encode(document), document["type"].encode("ascii"))
