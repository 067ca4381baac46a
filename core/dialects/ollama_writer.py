"""Writes pieces as answers of Ollama's own API: lines of JSON, or one document; and its errors. Pure.

Sources: github.com/ollama/ollama docs/api.md ("Generate a chat completion", "Generate a completion",
"Generate embeddings"), docs/api/errors.mdx, docs/api/streaming.mdx. Ollama tells tool calls whole, never in parts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from core.dialects.collected import Collected, ToolCall
from core.dialects.pieces import (
    BadAnswer,
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
    arguments_of,
)
from core.json_text import NOT_JSON


class OllamaWriter:
    """Writes one answer of `/api/chat`, or of `/api/generate` where `is_chat` is false.

    `created_at` is RFC 3339 text; `elapsed` gives the nanoseconds since the request came.
    """

    def __init__(self, model: str, *, is_chat: bool, created_at: str, elapsed: Callable[[], int]) -> None:
        self._head = {"model": model, "created_at": created_at}
        self._is_chat = is_chat
        self._elapsed = elapsed
        self._answer = Collected()
        self._first_word: int | None = None
        self._is_over = False

    def write(self, pieces: list[Piece]) -> bytes:
        """The lines for these pieces."""
        return b"".join(self._of(piece) for piece in pieces)

    def ping(self) -> bytes:
        """Lines of JSON have no sign of life."""
        return b""

    def finish(self) -> bytes:
        """The end of a whole answer."""
        if self._is_over:
            return b""
        self._is_over = True
        try:
            calls = self._calls()
        except BadAnswer as error:
            return _line({"error": str(error)})
        told = self._line(self._words("", tool_calls=calls)) if calls else b""
        return told + self._line({**self._words(""), **self._statistics()}, is_done=True)

    def whole(self, pieces: list[Piece]) -> bytes:
        """The whole answer as one document. Raises BadAnswer."""
        for piece in pieces:
            self._answer.add(piece)
        answer = self._answer
        if answer.failed is not None:
            return ollama_error(answer.failed.message)
        more: dict[str, Any] = {"thinking": answer.reasoning} if answer.reasoning else {}
        calls = self._calls()
        if calls:
            more["tool_calls"] = calls
        document = {**self._words(answer.text + answer.refusal, **more), **self._statistics()}
        if answer.logprobs:
            document["logprobs"] = list(answer.logprobs)
        return self._line(document, is_done=True).rstrip(b"\n")

    def _of(self, piece: Piece) -> bytes:
        if self._is_over:
            return b""
        if self._first_word is None and isinstance(piece, Text | Reasoning | ToolBegan):
            self._first_word = self._elapsed()
        match piece:
            case Text(text) | Refusal(text):
                return self._line(self._words(text))
            case Reasoning(text):
                return self._line(self._words("", thinking=text)) if text else b""
            case Logprobs(content):
                return self._line({**self._words(""), "logprobs": list(content)})
            case Failed(message):
                self._is_over = True
                return _line({"error": message})
            case ToolBegan() | ToolArguments() | Finished() | Used():
                self._answer.add(piece)
        return b""

    def _words(self, text: str, **more: Any) -> dict[str, Any]:
        if self._is_chat:
            return {"message": {"role": "assistant", "content": text, **more}}
        return {"response": text, **more}

    def _calls(self) -> list[dict[str, Any]]:
        return [_call(index, call) for index, call in enumerate(self._answer.calls)]

    def _statistics(self) -> dict[str, Any]:
        """Durations in nanoseconds as seen from here; loading the model cannot be told from reading the prompt."""
        total = self._elapsed()
        until_first = total if self._first_word is None else self._first_word
        used, finished = self._answer.used, self._answer.finished
        reason = finished.reason if finished is not None else "stop"
        statistics: dict[str, Any] = {
            "done_reason": "stop" if reason in ("tool_calls", "function_call") else reason,
            "total_duration": total,
            "load_duration": 0,
            "prompt_eval_duration": until_first,
            "eval_duration": total - until_first,
        }
        if used.prompt is not None:
            statistics["prompt_eval_count"] = used.prompt
        if used.completion is not None:
            statistics["eval_count"] = used.completion
        return statistics

    def _line(self, document: dict[str, Any], *, is_done: bool = False) -> bytes:
        return _line({**self._head, **document, "done": is_done})


def loaded(model: str, created_at: str, *, is_chat: bool, unloads: bool) -> bytes:
    """The answer to a request that only loads a model, or unloads it: the backend decides about its memory itself."""
    words: dict[str, Any] = {"message": {"role": "assistant", "content": ""}} if is_chat else {"response": ""}
    reason = "unload" if unloads else "load"
    return msgspec.json.encode({"model": model, "created_at": created_at, **words, "done_reason": reason, "done": True})


def embedded(body: bytes, model: str, elapsed: int, *, is_old: bool) -> bytes:
    """The answer to `/api/embed` or `/api/embeddings` from OpenAI's. Raises BadAnswer."""
    try:
        found = msgspec.json.decode(body)
        vectors = [entry["embedding"] for entry in sorted(found["data"], key=lambda entry: entry["index"])]
    except (*NOT_JSON, KeyError, TypeError) as error:
        raise BadAnswer("the backend sent no embeddings") from error
    if is_old:
        return msgspec.json.encode({"embedding": vectors[0] if vectors else []})
    document = {"model": model, "embeddings": vectors, "total_duration": elapsed, "load_duration": 0}
    count = (found.get("usage") or {}).get("prompt_tokens")
    if count is not None:
        document["prompt_eval_count"] = count
    return msgspec.json.encode(document)


def ollama_error(message: str, hint: str = "") -> bytes:
    """An error body in Ollama's shape; its only member is the text, so the hint goes into it."""
    return msgspec.json.encode({"error": f"{message} ({hint})" if hint else message})


def _call(index: int, call: ToolCall) -> dict[str, Any]:
    arguments = arguments_of(call.arguments, call.name)
    return {"id": call.id, "function": {"index": index, "name": call.name, "arguments": arguments}}


def _line(document: dict[str, Any]) -> bytes:
    return msgspec.json.encode(document) + b"\n"
