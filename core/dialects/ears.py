"""Ears for answers that pass in another dialect than OpenAI's: what they say of themselves, nothing changed. Pure.

They hear what `openai.StreamEar` hears in its own dialect, and are used in its place.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from core.dialects.anthropic_reader import AnthropicReader
from core.dialects.names import Dialect
from core.dialects.ollama_reader import OllamaReader
from core.dialects.openai import Heard, StreamEar, plain_answer
from core.dialects.pieces import (
    Began,
    Failed,
    Finished,
    Piece,
    Reasoning,
    Refusal,
    SealedReasoning,
    Text,
    ToolArguments,
    ToolBegan,
    Used,
)
from core.dialects.responses_reader import ResponsesReader


class Reader(Protocol):
    """Reads one answer."""

    is_done: bool

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces that are complete with `data`."""

    def plain(self, body: bytes) -> list[Piece]:
        """The pieces of a whole answer."""


class PieceEar(StreamEar):
    """Listens to a stream through the reader of its dialect."""

    __slots__ = ("_pieces_of",)

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._pieces_of = reader

    def feed(self, data: bytes) -> bool:
        """Listen to `data`; whether it brought progress. Signs of life are none."""
        pieces = self._pieces_of.feed(data)
        self.payloads = [b""] if pieces else []  # no chunks of ours: nothing to take text from
        for piece in pieces:
            note(self.heard, piece)
        self.heard.is_done = self._pieces_of.is_done
        return bool(pieces)


def ear_for(dialect: Dialect) -> StreamEar:
    """The ear for a stream in this dialect."""
    reader = _reader(dialect)
    return StreamEar() if reader is None else PieceEar(reader)


def plain_heard(dialect: Dialect, body: bytes) -> Heard:
    """What a whole plain answer says of itself. Bodies that are not JSON are told in `unreadable`."""
    reader = _reader(dialect)
    if reader is None:
        return plain_answer(body)
    heard = Heard(events=1)
    for piece in reader.plain(body):
        note(heard, piece)
    if not heard.is_useful and not heard.error and not heard.unreadable and not _HELD[dialect] & _members(body):
        heard.has_content = True  # embeddings, counted tokens: answers of another kind
    return heard


_HELD = {
    Dialect.ANTHROPIC: {"content"},
    Dialect.RESPONSES: {"output"},
    Dialect.OLLAMA: {"message", "response"},
}
"""The member in which a whole answer has its words."""


def _members(body: bytes) -> set[str]:
    found = msgspec.json.decode(body)
    return set(found) if isinstance(found, dict) else set()


def _reader(dialect: Dialect) -> Reader | None:
    match dialect:
        case Dialect.ANTHROPIC:
            return AnthropicReader()
        case Dialect.RESPONSES:
            return ResponsesReader()
        case Dialect.OLLAMA:
            return OllamaReader()
        case Dialect.OPENAI | Dialect.GEMINI:  # Gemini's answers are retold before anybody listens
            return None


def note(heard: Heard, piece: Piece) -> None:
    """Take one piece into what is known of the answer."""
    heard.events += 1
    match piece:
        case Began(answer_id, model):
            heard.id, heard.model = answer_id, model
        case Text(text) | Reasoning(text) | Refusal(text):
            heard.has_content = heard.has_content or bool(text)
            heard.content_events += bool(text)
        case ToolBegan() | ToolArguments() | SealedReasoning():
            heard.has_content = True
            heard.content_events += 1
        case Finished(reason):
            heard.finish_reason = reason
        case Used():
            heard.prompt_tokens = piece.prompt or heard.prompt_tokens
            heard.completion_tokens = piece.completion or heard.completion_tokens
        case Failed(message, code=code):
            if code == "bad_answer" and not heard.has_content:
                heard.unreadable = message.encode()
            else:
                heard.error = msgspec.json.encode({"message": message})
