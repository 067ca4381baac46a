"""Writes pieces as OpenAI chat answers, streamed or plain. Pure.

Source: OpenAI API reference, chat completions and their streaming. Reasoning goes into `reasoning_content`, as
DeepSeek and exo write it; Anthropic's seal on it into `reasoning_details`, as OpenRouter does; Gemini's seal on a
call into `extra_content.google.thought_signature`, as Google's own OpenAI-compatible address does. A client that
sends these back unchanged keeps the vendor's reasoning over the turns.
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.collected import Collected, ToolCall
from core.dialects.openai import error_body
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
)
from core.sse import DONE, comment, event

ANTHROPIC_SEAL = "anthropic-claude-v1"
"""OpenRouter's name for the form of Anthropic's reasoning (openrouter.ai/docs, "Reasoning tokens")."""


class ChatWriter:
    """Writes one streamed answer.

    `tells_usage` is the client's `stream_options.include_usage`; `created` is Unix time, for backends that tell none.
    """

    __slots__ = ("_began", "_created", "_has_role", "_is_finished", "_thoughts", "_used", "tells_usage")

    def __init__(self, *, tells_usage: bool, created: int) -> None:
        self.tells_usage = tells_usage
        self._created = created
        self._thoughts = ""
        self._began = Began("", "")
        self._used = Used()
        self._has_role = False
        self._is_finished = False

    def write(self, pieces: list[Piece]) -> bytes:
        """The events for these pieces."""
        return b"".join(self._event_of(piece) for piece in pieces)

    def ping(self) -> bytes:
        """A sign of life inside an answer."""
        return comment("keep-alive") if self._has_role and not self._is_finished else b""

    def finish(self) -> bytes:
        """The end of a whole answer: usage, where it was asked for, and `[DONE]`, only after a finish reason."""
        if not self._is_finished:
            return b""
        trailer = b""
        if self.tells_usage:
            document = {**self._head(), "choices": [], "usage": usage_document(self._used)}
            trailer = event(msgspec.json.encode(document))
        return trailer + event(DONE)

    def _event_of(self, piece: Piece) -> bytes:
        match piece:
            case Began():
                self._began = piece
                return b""
            case Used():
                self._used = self._used.joined(piece)
                return b""
            case Failed(message, kind, code, hint):
                return event(error_body(message, kind, code, hint=hint))
            case Reasoning(text, signature):
                return self._reasoning(text, signature)
            case Finished(reason):
                self._is_finished = True
                return self._chunk({}, reason)
            case Logprobs(content):
                return self._chunk({}, None, {"content": list(content)})
            case _:
                return self._chunk(_delta_of(piece), None)

    def _reasoning(self, text: str, signature: str) -> bytes:
        self._thoughts += text
        delta: dict[str, Any] = {"reasoning_content": text} if text else {}
        if signature:
            delta["reasoning_details"] = [sealed_words(self._thoughts, signature)]
            self._thoughts = ""
        return self._chunk(delta, None)

    def _chunk(self, delta: dict[str, Any], finish: str | None, logprobs: Any = None) -> bytes:
        if not self._has_role:
            self._has_role = True
            delta = {"role": "assistant", **delta}
        choice = {"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": finish}
        document = {**self._head(), "choices": [choice]}
        if self.tells_usage:
            document["usage"] = None
        return event(msgspec.json.encode(document))

    def _head(self) -> dict[str, Any]:
        began = self._began
        created = began.created or self._created
        return {"id": began.id, "object": "chat.completion.chunk", "created": created, "model": began.model}


def sealed_words(text: str, signature: str) -> dict[str, Any]:
    """Reasoning with its seal, as one entry of `reasoning_details`."""
    return {"type": "reasoning.text", "text": text, "signature": signature, "format": ANTHROPIC_SEAL}


def _delta_of(piece: Piece) -> dict[str, Any]:
    match piece:
        case Text(text):
            return {"content": text}
        case SealedReasoning(data):
            return {"reasoning_details": [{"type": "reasoning.encrypted", "data": data, "format": ANTHROPIC_SEAL}]}
        case Refusal(text):
            return {"refusal": text}
        case ToolBegan(index, call_id, name, signature):
            call = {"index": index, "id": call_id, "type": "function", "function": {"name": name, "arguments": ""}}
            return {"tool_calls": [{**call, **_sealed(signature)}]}
        case ToolArguments(index, text):
            return {"tool_calls": [{"index": index, "function": {"arguments": text}}]}
        case _:
            return {}


def _sealed(signature: str) -> dict[str, Any]:
    return {"extra_content": {"google": {"thought_signature": signature}}} if signature else {}


def plain_chat(answer: Collected, created: int) -> bytes:
    """A whole answer as a `chat.completion`, or as an error body where it failed. `created` as for ChatWriter."""
    if answer.failed is not None:
        failed = answer.failed
        return error_body(failed.message, failed.type, failed.code, hint=failed.hint)
    message: dict[str, Any] = {"role": "assistant", "content": answer.text or (None if answer.calls else "")}
    if answer.reasoning:
        message["reasoning_content"] = answer.reasoning
    details = [_delta_of(b)["reasoning_details"][0] for b in answer.blocks if isinstance(b, SealedReasoning)]
    details += [sealed_words(b.text, b.signature) for b in answer.blocks if isinstance(b, Reasoning) if b.signature]
    if details:
        message["reasoning_details"] = details
    message["refusal"] = answer.refusal or None
    if answer.calls:
        message["tool_calls"] = [_call_document(call) for call in answer.calls]
    finish = answer.finished.reason if answer.finished is not None else None
    logprobs = {"content": list(answer.logprobs)} if answer.logprobs else None
    return msgspec.json.encode(
        {
            "id": answer.began.id,
            "object": "chat.completion",
            "created": answer.began.created or created,
            "model": answer.began.model,
            "choices": [{"index": 0, "message": message, "logprobs": logprobs, "finish_reason": finish}],
            "usage": usage_document(answer.used),
        }
    )


def _call_document(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments or "{}"}
    return {"id": call.id, "type": "function", "function": function, **_sealed(call.signature)}


def usage_document(used: Used) -> dict[str, Any]:
    """Token counts in OpenAI's shape; what nobody counted is 0, as the schema wants a number."""
    prompt, completion = used.prompt or 0, used.completion or 0
    document: dict[str, Any] = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
    if used.cached is not None:
        document["prompt_tokens_details"] = {"cached_tokens": used.cached}
    if used.reasoning is not None:
        document["completion_tokens_details"] = {"reasoning_tokens": used.reasoning}
    return document
