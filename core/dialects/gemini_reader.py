"""Reads Google's `generateContent` answers, streamed or plain, into pieces. Pure.

Sources: ai.google.dev, "generateContent" (GenerateContentResponse, FinishReason, UsageMetadata), "Thinking" (parts
with `thought`), "Thought signatures", "Function calling". Usage is told with every event and grows.
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
    Refusal,
    Text,
    ToolArguments,
    ToolBegan,
    Used,
)
from core.json_text import NOT_JSON
from core.sse import EventReader

_FINISH = {"STOP": "stop", "MAX_TOKENS": "length", "OTHER": "stop", "FINISH_REASON_UNSPECIFIED": "stop"}
_BLOCKED = frozenset({
    "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "MODEL_ARMOR",
    "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
})  # fmt: skip


class GeminiReader:
    """Reads a stream of GenerateContentResponse events (`alt=sse`). `is_done` after a finish reason."""

    __slots__ = ("_calls", "_events", "_has_begun", "_id", "is_done")

    def __init__(self) -> None:
        self._events = EventReader()
        self._has_begun = False
        self._calls = 0
        self._id = ""
        self.is_done = False

    @property
    def comments(self) -> int:
        """How many comments came so far."""
        return self._events.comments

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces of the events that are complete with `data`."""
        return [piece for payload in self._events.feed(data) for piece in self._of(payload)]

    def plain(self, body: bytes) -> list[Piece]:
        """The pieces of a whole answer, or of an error body."""
        return self._of(body)

    def _of(self, payload: bytes) -> list[Piece]:
        try:
            found: Any = msgspec.json.decode(payload)
        except NOT_JSON:
            return [Failed("the backend sent something that is not JSON", code="bad_answer")]
        if isinstance(found, list) and found:
            found = found[0]  # errors of a stream come in a list
        if not isinstance(found, dict):
            return []
        if found.get("error"):
            error = found["error"]
            return [Failed(str(error.get("message") or error), "api_error", str(error.get("status") or ""))]
        pieces: list[Piece] = []
        if not self._has_begun:
            self._has_begun = True
            self._id = str(found.get("responseId") or "gemini")
            pieces.append(Began(self._id, str(found.get("modelVersion") or "")))
        for candidate in found.get("candidates") or ():
            if not candidate.get("index"):
                pieces += self._of_candidate(candidate)
        blocked = (found.get("promptFeedback") or {}).get("blockReason")
        if blocked:
            self.is_done = True
            pieces += [Refusal(f"Google blocked the prompt: {blocked}"), Finished("content_filter")]
        if found.get("usageMetadata"):
            pieces.append(_used(found["usageMetadata"]))
        return pieces

    def _of_candidate(self, candidate: dict[str, Any]) -> list[Piece]:
        pieces: list[Piece] = []
        for part in (candidate.get("content") or {}).get("parts") or ():
            pieces += self._of_part(part)
        reason = candidate.get("finishReason")
        if not reason:
            return pieces
        self.is_done = True
        if reason in _BLOCKED:
            return [*pieces, Finished("content_filter")]
        if reason not in _FINISH:
            words = str(candidate.get("finishMessage") or f"the model ended with {reason}")
            return [*pieces, Failed(words, code=reason.lower())]
        is_call = reason == "STOP" and self._calls
        return [*pieces, Finished("tool_calls" if is_call else _FINISH[reason])]

    def _of_part(self, part: dict[str, Any]) -> list[Piece]:
        if isinstance(part.get("text"), str):
            text = part["text"]
            if not text:
                return []  # carries a seal at most
            return [Reasoning(text)] if part.get("thought") else [Text(text)]
        call = part.get("functionCall")
        if isinstance(call, dict):
            index, self._calls = self._calls, self._calls + 1
            call_id = str(call.get("id") or f"call_{self._id}_{index}")
            seal = str(part.get("thoughtSignature") or "")
            arguments = msgspec.json.encode(call.get("args") or {}).decode()
            return [ToolBegan(index, call_id, str(call.get("name") or ""), seal), ToolArguments(index, arguments)]
        kinds = [name for name in part if name not in ("thoughtSignature", "thought")]
        if not kinds:
            return []
        text = f"the answer holds a part of type {kinds[0]}, which OpenAI's dialect does not know"
        return [Failed(text, code="bad_answer")]


def _used(usage: dict[str, Any]) -> Used:
    """Google counts thoughts beside the answer and tool results beside the prompt; OpenAI counts them in."""
    thoughts = usage.get("thoughtsTokenCount")
    answer = usage.get("candidatesTokenCount")
    prompt = usage.get("promptTokenCount")
    return Used(
        None if prompt is None else prompt + (usage.get("toolUsePromptTokenCount") or 0),
        None if answer is None and thoughts is None else (answer or 0) + (thoughts or 0),
        usage.get("cachedContentTokenCount"),
        thoughts,
    )
