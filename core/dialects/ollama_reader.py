"""Reads answers of Ollama's own API, lines of JSON or one document, into pieces: the ear for those passing by. Pure.

Source: github.com/ollama/ollama docs/api.md, docs/api/errors.mdx.
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.pieces import Began, Failed, Finished, Piece, Reasoning, Text, ToolArguments, ToolBegan, Used
from core.json_text import NOT_JSON


class OllamaReader:
    """Reads a stream of lines. `is_done` after the line that says so."""

    __slots__ = ("_calls", "_has_begun", "_rest", "comments", "is_done")

    def __init__(self) -> None:
        self._rest = b""
        self._has_begun = False
        self._calls = 0
        self.comments = 0
        self.is_done = False

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces of the lines that are complete with `data`."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [piece for line in lines if line.strip() for piece in self._of(line)]

    def plain(self, body: bytes) -> list[Piece]:
        """The pieces of a whole answer, or of an error body."""
        return self._of(body)

    def _of(self, line: bytes) -> list[Piece]:
        try:
            found: Any = msgspec.json.decode(line)
        except NOT_JSON:
            return [Failed("the backend sent something that is not JSON", code="bad_answer")]
        if not isinstance(found, dict):
            return []
        if found.get("error"):
            return [Failed(str(found["error"]))]
        pieces: list[Piece] = []
        if not self._has_begun:
            self._has_begun = True
            pieces.append(Began("", str(found.get("model") or "")))
        message = found.get("message")
        pieces += self._words(message if isinstance(message, dict) else found)
        if found.get("done"):
            self.is_done = True
            reason = str(found.get("done_reason") or "stop")
            pieces.append(Used(found.get("prompt_eval_count"), found.get("eval_count")))
            pieces.append(Finished("tool_calls" if self._calls and reason == "stop" else reason))
        return pieces

    def _words(self, part: dict[str, Any]) -> list[Piece]:
        pieces: list[Piece] = []
        if part.get("thinking"):
            pieces.append(Reasoning(str(part["thinking"])))
        text = part.get("content") or part.get("response")
        if text:
            pieces.append(Text(str(text)))
        for call in part.get("tool_calls") or ():
            function = call.get("function") or {}
            arguments = msgspec.json.encode(function.get("arguments") or {}).decode()
            index, self._calls = self._calls, self._calls + 1
            pieces.append(ToolBegan(index, str(call.get("id") or f"call_{index}"), str(function.get("name") or "")))
            pieces.append(ToolArguments(index, arguments))
        return pieces
