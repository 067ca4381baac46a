"""A whole answer, put together from its pieces. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from core.dialects.pieces import (
    BadAnswer,
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


@dataclass(slots=True)
class ToolCall:
    """A call as it grew together."""

    id: str
    name: str
    arguments: str = ""
    signature: str = ""


Block: TypeAlias = Text | Reasoning | SealedReasoning | ToolCall


@dataclass(slots=True)
class Collected:
    """A whole answer. `blocks` keeps the order of words, reasoning and calls."""

    began: Began = field(default_factory=lambda: Began("", ""))
    blocks: list[Block] = field(default_factory=list)
    refusal: str = ""
    logprobs: tuple[Any, ...] = ()
    finished: Finished | None = None
    used: Used = field(default_factory=Used)
    failed: Failed | None = None
    _calls: dict[int, ToolCall] = field(default_factory=dict)

    @property
    def calls(self) -> list[ToolCall]:
        """The tool calls, in their order."""
        return [block for block in self.blocks if isinstance(block, ToolCall)]

    @property
    def text(self) -> str:
        """All words of the answer."""
        return "".join(block.text for block in self.blocks if isinstance(block, Text))

    @property
    def reasoning(self) -> str:
        """All words of the reasoning."""
        return "".join(block.text for block in self.blocks if isinstance(block, Reasoning))

    def add(self, piece: Piece) -> None:
        """Put in the next piece. Raises BadAnswer for arguments of a call that never began."""
        match piece:
            case Began():
                self.began = piece
            case Refusal(text):
                self.refusal += text
            case Logprobs(content):
                self.logprobs += content
            case Finished():
                self.finished = piece
            case Used():
                self.used = self.used.joined(piece)
            case Failed():
                self.failed = piece
            case _:
                self._add_block(piece)

    def _add_block(self, piece: Text | Reasoning | SealedReasoning | ToolBegan | ToolArguments) -> None:
        match piece:
            case Text() | Reasoning():
                self._add_words(piece)
            case SealedReasoning():
                self.blocks.append(piece)
            case ToolBegan(index, call_id, name, signature):
                self._calls[index] = ToolCall(call_id, name, signature=signature)
                self.blocks.append(self._calls[index])
            case ToolArguments(index, text):
                if index not in self._calls:
                    raise BadAnswer("arguments came for a tool call that never began")
                self._calls[index].arguments += text

    def _add_words(self, piece: Text | Reasoning) -> None:
        """Words of the same kind that follow each other are one block."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(piece, Text) and isinstance(last, Text):
            self.blocks[-1] = Text(last.text + piece.text)
        elif isinstance(piece, Reasoning) and isinstance(last, Reasoning) and not last.signature:
            self.blocks[-1] = Reasoning(last.text + piece.text, piece.signature)
        elif piece.text or isinstance(piece, Reasoning):
            self.blocks.append(piece)


def collected(pieces: list[Piece]) -> Collected:
    """Put an answer together. Raises BadAnswer."""
    answer = Collected()
    for piece in pieces:
        answer.add(piece)
    return answer
