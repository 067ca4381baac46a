"""Writes pieces as answers of OpenAI's Responses API, streamed or plain. Pure.

Source: OpenAI API reference, "Streaming events" and "The response object". Reasoning is told as the summary of a
`reasoning` item, which is where clients look for it. Items may run side by side here, as chat's tool calls do.
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
    SealedReasoning,
    Text,
    ToolArguments,
    ToolBegan,
    Used,
)
from core.dialects.responses_items import CallItem, Item, MessageItem, ReasoningItem
from core.dialects.responses_request import Echo
from core.dialects.responses_tools import named
from core.sse import comment, event

_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}


class ResponsesWriter:
    """Writes one streamed response. `created` is Unix time, for backends that tell none."""

    def __init__(self, echo: Echo, created: int) -> None:
        self._echo = echo
        self._began = Began("", "", created)
        self._created = created
        self._has_started = False
        self._is_over = False
        self._sequence = 0
        self._items: list[Item] = []
        self._words: MessageItem | ReasoningItem | None = None
        self._calls: dict[int, CallItem] = {}
        self._finished: Finished | None = None
        self._used = Used()

    def write(self, pieces: list[Piece]) -> bytes:
        """The events for these pieces."""
        return b"".join(self._of(piece) for piece in pieces)

    def ping(self) -> bytes:
        """OpenAI's streams have no sign of life but a comment, which every reader of events skips."""
        return b"" if self._is_over else comment("keep-alive")

    def finish(self) -> bytes:
        """The end of a whole answer."""
        if self._is_over:
            return b""
        ended = self._start() + self._end_words()
        for call in self._calls.values():
            ended += self._told(call.end())
        self._is_over = True
        status = "incomplete" if self._reason() else "completed"
        return ended + self._event({"type": f"response.{status}", "response": self.response(status)})

    def response(self, status: str, failed: Failed | None = None) -> dict[str, Any]:
        """The response object as of now."""
        began, reason = self._began, self._reason()
        return {
            "id": f"resp_{began.id.removeprefix('chatcmpl-') or 'unnamed'}",
            "object": "response",
            "created_at": began.created or self._created,
            "status": status,
            "background": False,
            "error": None if failed is None else {"code": "server_error", "message": failed.message},
            "incomplete_details": {"reason": reason} if reason and status == "incomplete" else None,
            **self._echo.fields,
            "model": began.model or self._echo.fields["model"],
            "output": [item.document() for item in self._items],
            "usage": None if status == "in_progress" else usage_document(self._used),
        }

    def _reason(self) -> str:
        return _INCOMPLETE.get(self._finished.reason, "") if self._finished is not None else ""

    def _of(self, piece: Piece) -> bytes:
        if self._is_over:
            return b""
        match piece:
            case Began():
                self._began = piece
                return self._start()
            case Finished():
                self._finished = piece
            case Used():
                self._used = self._used.joined(piece)
            case Failed():
                return self._fail(piece)
            case SealedReasoning():
                pass  # no backend of OpenAI's dialect sends it
            case _:
                return self._start() + self._of_content(piece)
        return b""

    def _of_content(self, piece: Text | Reasoning | Refusal | ToolBegan | ToolArguments | Logprobs) -> bytes:
        match piece:
            case Text(text) | Refusal(text):
                kind = "refusal" if isinstance(piece, Refusal) else "output_text"
                message, opened = self._message(kind)
                return opened + self._told(message.words(text, kind))
            case Reasoning(text):
                reasoning, opened = self._reasoning()
                return opened + self._told(reasoning.words(text))
            case ToolBegan(index, call_id, name):
                ended = self._end_words()
                self._calls[index] = CallItem(len(self._items), call_id, named(self._echo.tools, name))
                self._items.append(self._calls[index])
                return ended + self._told(self._calls[index].begin())
            case ToolArguments(index, text):
                return self._told(self._calls[index].more(text)) if index in self._calls else b""
            case Logprobs(content):
                if isinstance(self._words, MessageItem):
                    self._words.logprobs += content
        return b""

    def _message(self, kind: str) -> tuple[MessageItem, bytes]:
        if isinstance(self._words, MessageItem) and self._words.takes(kind):
            return self._words, b""
        ended = self._end_words()
        message = MessageItem(len(self._items), self._item_id("msg"))
        return message, ended + self._open(message)

    def _reasoning(self) -> tuple[ReasoningItem, bytes]:
        if isinstance(self._words, ReasoningItem):
            return self._words, b""
        ended = self._end_words()
        reasoning = ReasoningItem(len(self._items), self._item_id("rs"))
        return reasoning, ended + self._open(reasoning)

    def _item_id(self, kind: str) -> str:
        return f"{kind}_{self._began.id.removeprefix('chatcmpl-') or 'unnamed'}_{len(self._items)}"

    def _open(self, item: MessageItem | ReasoningItem) -> bytes:
        self._items.append(item)
        self._words = item
        return self._told(item.begin())

    def _end_words(self) -> bytes:
        words, self._words = self._words, None
        return b"" if words is None else self._told(words.end())

    def _start(self) -> bytes:
        if self._has_started:
            return b""
        self._has_started = True
        response = self.response("in_progress")
        return self._told([{"type": "response.created", "response": response},
                           {"type": "response.in_progress", "response": response}])  # fmt: skip

    def _fail(self, failed: Failed) -> bytes:
        told = self._start()
        self._is_over = True
        return told + self._event({"type": "response.failed", "response": self.response("failed", failed)})

    def _told(self, documents: list[dict[str, Any]]) -> bytes:
        return b"".join(self._event(document) for document in documents)

    def _event(self, document: dict[str, Any]) -> bytes:
        numbered = {"type": document["type"], "sequence_number": self._sequence, **document}
        self._sequence += 1
        return event(msgspec.json.encode(numbered), document["type"].encode("ascii"))


def plain_response(pieces: list[Piece], echo: Echo, created: int) -> bytes:
    """A whole answer as a response object."""
    writer = ResponsesWriter(echo, created)
    writer.write(pieces)
    failed = next((piece for piece in pieces if isinstance(piece, Failed)), None)
    if failed is not None:
        return msgspec.json.encode(writer.response("failed", failed))
    writer.finish()
    is_incomplete = any(isinstance(piece, Finished) and piece.reason in _INCOMPLETE for piece in pieces)
    return msgspec.json.encode(writer.response("incomplete" if is_incomplete else "completed"))


def usage_document(used: Used) -> dict[str, Any]:
    """Token counts in the Responses API's shape, where each detail is required."""
    prompt, completion = used.prompt or 0, used.completion or 0
    return {
        "input_tokens": prompt,
        "input_tokens_details": {"cached_tokens": used.cached or 0, "cache_write_tokens": 0},
        "output_tokens": completion,
        "output_tokens_details": {"reasoning_tokens": used.reasoning or 0},
        "total_tokens": prompt + completion,
    }
