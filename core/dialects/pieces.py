"""What an answer is made of, whichever dialect told it: readers give these, writers take them. Pure.

One answer gives, in this order: Began, then any of Text, Reasoning, Refusal, ToolBegan, ToolArguments and
Logprobs, then Finished. Used may come at any time, and Failed instead of Finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from core.json_text import NOT_JSON


@dataclass(frozen=True, slots=True)
class Began:
    """The answer begins. Empty where the backend did not say; `created` is Unix time, 0 when unknown."""

    id: str
    model: str
    created: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Some of the answer's words."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Some of the words the model thought in. `signature` is the vendor's seal on all of them so far."""

    text: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class SealedReasoning:
    """Reasoning that only its vendor can read, to be given back as it is."""

    data: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Words by which the model declines."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolBegan:
    """The model calls a tool. `index` counts the calls of one answer; `signature` is Gemini's seal on the call."""

    index: int
    id: str
    name: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class ToolArguments:
    """Some of the JSON text of a call's arguments."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Logprobs:
    """Log probabilities of the tokens just told, in OpenAI's shape."""

    content: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """Why the answer ended, in OpenAI's words: stop, length, tool_calls, content_filter.

    `stop_sequence` is the one that was met, where the backend says it.
    """

    reason: str
    stop_sequence: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """Tokens counted by the backend; None when it did not count. `prompt` includes the cached ones."""

    prompt: int | None = None
    completion: int | None = None
    cached: int | None = None
    reasoning: int | None = None

    def joined(self, later: Used) -> Used:
        """What is known when `later` came, too; a later count replaces an earlier one."""
        return Used(
            self.prompt if later.prompt is None else later.prompt,
            self.completion if later.completion is None else later.completion,
            self.cached if later.cached is None else later.cached,
            self.reasoning if later.reasoning is None else later.reasoning,
        )


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer broke off with an error. `code` and `type` are the backend's or ours."""

    message: str
    type: str = "api_error"
    code: str = ""
    hint: str = ""


Piece: TypeAlias = (
    Began
    | Text
    | Reasoning
    | SealedReasoning
    | Refusal
    | ToolBegan
    | ToolArguments
    | Logprobs
    | Finished
    | Used
    | Failed
)


class BadAnswer(Exception):
    """A backend's answer that cannot be told in the client's dialect, like tool arguments that are no JSON."""


def arguments_of(text: str, tool: str) -> dict[str, Any]:
    """A call's arguments as an object; no text at all is an empty one. Raises BadAnswer."""
    if not text.strip():
        return {}
    try:
        found = msgspec.json.decode(text)
    except NOT_JSON as error:
        raise BadAnswer(f"the arguments of the model's call of {tool} are not JSON") from error
    if not isinstance(found, dict):
        raise BadAnswer(f"the arguments of the model's call of {tool} are not an object")
    return found


def is_whole_json(text: str) -> bool:
    """Whether this is a complete JSON text."""
    try:
        msgspec.json.decode(text)
    except NOT_JSON:
        return False
    return True
