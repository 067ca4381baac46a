"""Reads answers of OpenAI's Responses API, streamed or plain, into pieces: the ear for those that pass untouched. Pure.

Source: OpenAI API reference, "Streaming events" and "The response object".
"""

from __future__ import annotations

from typing import Any

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
from core.json_text import object_in
from core.sse import DONE, EventReader

_FINISH = {"max_output_tokens": "length", "content_filter": "content_filter"}
_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})
_CALLS = frozenset({"function_call", "custom_tool_call"})


class ResponsesReader:
    """Reads a stream of Responses events. `is_done` after the response ended."""

    __slots__ = ("_calls", "_events", "is_done")

    def __init__(self) -> None:
        self._events = EventReader()
        self._calls: dict[str, int] = {}
        self.is_done = False

    @property
    def comments(self) -> int:
        """How many comments came so far."""
        return self._events.comments

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces of the events that are complete with `data`."""
        return [piece for payload in self._events.feed(data) if payload != DONE for piece in self._of(payload)]

    def plain(self, body: bytes) -> list[Piece]:
        """The pieces of a whole response, or of an error body."""
        response = object_in(body)
        if response is None:
            return [Failed("the backend sent something that is not JSON", code="bad_answer")]
        if response.get("object") != "response":
            return [_failed(response.get("error") or response)]
        pieces: list[Piece] = [_began(response)]
        for item in response.get("output") or ():
            pieces += self._of_item(item)
        return [*pieces, *_end(response, has_calls=bool(self._calls))]

    def _of(self, payload: bytes) -> list[Piece]:
        event = object_in(payload)
        if event is None:
            return [Failed("the backend sent something that is not JSON", code="bad_answer")]
        kind, delta = str(event.get("type") or ""), str(event.get("delta") or "")
        match kind:
            case "response.created":
                return [_began(event.get("response") or {})]
            case "response.output_text.delta":
                return [Text(delta)]
            case "response.refusal.delta":
                return [Refusal(delta)]
            case "response.reasoning_text.delta" | "response.reasoning_summary_text.delta":
                return [Reasoning(delta)]
            case "response.output_item.added":
                item = event.get("item") or {}
                return self._call(item) if item.get("type") in _CALLS else []
            case "response.function_call_arguments.delta" | "response.custom_tool_call_input.delta":
                index = self._calls.get(str(event.get("item_id")))
                return [ToolArguments(index, delta)] if index is not None else []
            case "error":
                return [_failed(event)]
        if kind not in _ENDS:
            return []
        self.is_done = kind != "response.failed"
        return _end(event.get("response") or {}, has_calls=bool(self._calls))

    def _of_item(self, item: dict[str, Any]) -> list[Piece]:
        if item.get("type") in _CALLS:
            begun = self._call(item)
            text = str(item.get("arguments") or item.get("input") or "")
            return [*begun, ToolArguments(len(self._calls) - 1, text)]
        pieces: list[Piece] = []
        for part in [*(item.get("summary") or ()), *(item.get("content") or ())]:
            text = str(part.get("text") or part.get("refusal") or "")
            if part.get("type") == "refusal":
                pieces.append(Refusal(text))
            else:
                pieces.append(Text(text) if part.get("type") == "output_text" else Reasoning(text))
        return pieces

    def _call(self, item: dict[str, Any]) -> list[Piece]:
        index = self._calls.setdefault(str(item.get("id") or len(self._calls)), len(self._calls))
        return [ToolBegan(index, str(item.get("call_id") or ""), str(item.get("name") or ""))]


def _began(response: dict[str, Any]) -> Began:
    return Began(str(response.get("id") or ""), str(response.get("model") or ""), int(response.get("created_at") or 0))


def _end(response: dict[str, Any], *, has_calls: bool) -> list[Piece]:
    usage = response.get("usage") or {}
    told: list[Piece] = []
    if usage:
        inner, outer = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
        told.append(
            Used(
                usage.get("input_tokens"),
                usage.get("output_tokens"),
                inner.get("cached_tokens"),
                outer.get("reasoning_tokens"),
            )
        )
    match response.get("status"):
        case "failed":
            return [*told, _failed(response.get("error") or {})]
        case "incomplete":
            reason = str((response.get("incomplete_details") or {}).get("reason") or "")
            return [*told, Finished(_FINISH.get(reason, "length"))]
        case _:
            return [*told, Finished("tool_calls" if has_calls else "stop")]


def _failed(error: Any) -> Failed:
    if isinstance(error, dict):
        message = str(error.get("message") or "the backend reported an error")
        return Failed(message, code=str(error.get("code") or ""))
    return Failed(str(error))
