"""The output items of OpenAI's Responses API as they grow: each tells the events of its own life. Pure.

Source: OpenAI API reference, "Streaming events".
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from core.dialects.responses_tools import Tool
from core.json_text import NOT_JSON

Document: TypeAlias = dict[str, Any]


class MessageItem:
    """The assistant's words; one part of text, or of a refusal."""

    def __init__(self, index: int, item_id: str) -> None:
        self._index = index
        self._id = item_id
        self._text = ""
        self._kind = ""
        self._status = "in_progress"
        self.logprobs: tuple[Any, ...] = ()

    def begin(self) -> list[Document]:
        """The item is there, still empty."""
        return [_added(self._index, self.document())]

    def takes(self, kind: str) -> bool:
        """Whether words of this kind, output_text or refusal, belong to this message."""
        return self._kind in ("", kind)

    def words(self, text: str, kind: str) -> list[Document]:
        """More words of one kind."""
        told: list[Document] = []
        if not self._kind:
            self._kind = kind
            told.append({"type": "response.content_part.added", **self._place(), "part": self._part()})
        self._text += text
        told.append({"type": f"response.{self._kind}.delta", **self._place(), "delta": text})
        if self._kind == "output_text":
            told[-1]["logprobs"] = []
        return told

    def end(self) -> list[Document]:
        """No more words will come."""
        self._status = "completed"
        place, part = self._place(), self._part()
        done: Document = {"type": f"response.{self._kind}.done", **place}
        if self._kind == "output_text":
            done |= {"text": self._text, "logprobs": list(self.logprobs)}
        else:
            done |= {"refusal": self._text}
        return [
            done,
            {"type": "response.content_part.done", **place, "part": part},
            _done(self._index, self.document()),
        ]

    def document(self) -> Document:
        """The item as of now."""
        content = [self._part()] if self._kind else []
        return {"id": self._id, "type": "message", "status": self._status, "role": "assistant", "content": content}

    def _place(self) -> Document:
        return {"item_id": self._id, "output_index": self._index, "content_index": 0}

    def _part(self) -> Document:
        if self._kind == "refusal":
            return {"type": "refusal", "refusal": self._text}
        return {"type": "output_text", "text": self._text, "annotations": [], "logprobs": list(self.logprobs)}


class ReasoningItem:
    """What the model thought, told as a summary of one part."""

    def __init__(self, index: int, item_id: str) -> None:
        self._index = index
        self._id = item_id
        self._text = ""
        self._has_part = False

    def begin(self) -> list[Document]:
        """The item is there, still empty."""
        return [_added(self._index, self.document())]

    def words(self, text: str) -> list[Document]:
        """More thoughts."""
        told: list[Document] = []
        if not self._has_part:
            self._has_part = True
            told.append({"type": "response.reasoning_summary_part.added", **self._place(), "part": self._part()})
        self._text += text
        return [*told, {"type": "response.reasoning_summary_text.delta", **self._place(), "delta": text}]

    def end(self) -> list[Document]:
        """No more thoughts will come."""
        place = self._place()
        return [
            {"type": "response.reasoning_summary_text.done", **place, "text": self._text},
            {"type": "response.reasoning_summary_part.done", **place, "part": self._part()},
            _done(self._index, self.document()),
        ]

    def document(self) -> Document:
        """The item as of now."""
        return {"id": self._id, "type": "reasoning", "summary": [self._part()] if self._has_part else []}

    def _place(self) -> Document:
        return {"item_id": self._id, "output_index": self._index, "summary_index": 0}

    def _part(self) -> Document:
        return {"type": "summary_text", "text": self._text}


class CallItem:
    """The call of a function, or of a custom tool, whose free text was asked for as the one argument `input`."""

    def __init__(self, index: int, call_id: str, tool: Tool) -> None:
        self._index = index
        self._call_id = call_id
        self._tool = tool
        self._is_custom = tool.is_custom
        self._arguments = ""
        self._status = "in_progress"

    def begin(self) -> list[Document]:
        """The item is there, without arguments."""
        return [_added(self._index, self.document())]

    def more(self, text: str) -> list[Document]:
        """More of the arguments. Free text can be told only when all of its JSON is there."""
        self._arguments += text
        if self._is_custom:
            return []
        return [{"type": "response.function_call_arguments.delta", **self._place(), "delta": text}]

    def end(self) -> list[Document]:
        """The arguments are whole."""
        self._status = "completed"
        place, item = self._place(), self.document()
        if self._is_custom:
            return [
                {"type": "response.custom_tool_call_input.delta", **place, "delta": item["input"]},
                {"type": "response.custom_tool_call_input.done", **place, "input": item["input"]},
                _done(self._index, item),
            ]
        done = {"type": "response.function_call_arguments.done", **place, "arguments": item["arguments"]}
        return [done, _done(self._index, item)]

    def document(self) -> Document:
        """The item as of now."""
        call = {"id": self._item_id(), "call_id": self._call_id, "name": self._tool.name, "status": self._status}
        if self._tool.namespace:
            call["namespace"] = self._tool.namespace
        if self._is_custom:
            return {"type": "custom_tool_call", **call, "input": self._free_text()}
        whole = self._arguments or ("{}" if self._status == "completed" else "")
        return {"type": "function_call", **call, "arguments": whole}

    def _free_text(self) -> str:
        """The text; arguments in any other form are handed on as they are, for the tool to judge."""
        try:
            found = msgspec.json.decode(self._arguments)
        except NOT_JSON:
            return self._arguments
        return str(found["input"]) if isinstance(found, dict) and "input" in found else self._arguments

    def _item_id(self) -> str:
        return f"{'ctc' if self._is_custom else 'fc'}_{self._call_id.removeprefix('call_')}"

    def _place(self) -> Document:
        return {"item_id": self._item_id(), "output_index": self._index}


Item: TypeAlias = MessageItem | ReasoningItem | CallItem


def _added(index: int, item: Document) -> Document:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def _done(index: int, item: Document) -> Document:
    return {"type": "response.output_item.done", "output_index": index, "item": item}
