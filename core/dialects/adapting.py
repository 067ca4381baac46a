"""Fits a chat request that we translated ourselves to the backend that gets it. Pure; each quirk named, in one place.

Only requests of Anthropic's, Ollama's and the Responses API's clients pass here: a request that came in OpenAI's chat
dialect reaches its backend as its client wrote it.

- how a model is told to think, or not (`with_thinking`): every server spells it differently;
- the order of messages, for all but OpenAI (`ordering.py`);
- `max_completion_tokens` for OpenAI, whose reasoning models refuse `max_tokens` (API reference, chat completions);
- reasoning of earlier turns (`reasoning_content`) stays away from clouds that refuse unknown members of a message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from core.dialects.fields import Thinking
from core.dialects.ordering import in_order
from core.domain import Backend, BackendKind

_REASONING_MODELS = re.compile(r"(^|/)(o\d|gpt-[5-9]|gpt-oss)")


class Effort(StrEnum):
    """To which models of a cloud `reasoning_effort` may be sent."""

    NEVER = "never"
    REASONING_MODELS = "reasoning-models"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Quirks:
    """What a cloud wants otherwise; facts of its provider's file."""

    effort: Effort = Effort.NEVER
    limit_field: str = "max_tokens"
    takes_reasoning: bool = False
    any_order: bool = False


def adapted(body: bytes, thinking: Thinking, backend: Backend, quirks: Quirks) -> tuple[bytes, tuple[str, ...]]:
    """The body as this backend wants it, and what of the request could not be told to it."""
    chat: dict[str, Any] = msgspec.json.decode(body)
    lost = [] if _with_thinking(chat, thinking, backend, quirks) else ["thinking"]
    if not quirks.any_order and "messages" in chat:
        chat["messages"], has_moved = in_order(chat["messages"])
        lost += ["messages (system after the first)"] if has_moved else []
    if backend.locality.is_local:
        return msgspec.json.encode(chat), tuple(lost)
    if "max_tokens" in chat and quirks.limit_field != "max_tokens":
        chat[quirks.limit_field] = chat.pop("max_tokens")
    if not quirks.takes_reasoning:
        thoughts = [message.pop("reasoning_content", None) for message in chat.get("messages") or ()]
        if any(thoughts):
            lost.append("messages (thinking of earlier turns)")
    return msgspec.json.encode(chat), tuple(lost)


def _with_thinking(chat: dict[str, Any], thinking: Thinking, backend: Backend, quirks: Quirks) -> bool:
    """Put the wish in, in the backend's own words; False where it has none for it.

    exo: `enable_thinking`, `reasoning_effort` (its chat schema). Ollama: `reasoning_effort`, none = do not think
    (docs/api/openai-compatibility). vLLM, SGLang, llama.cpp: `chat_template_kwargs`.
    """
    if thinking.is_wanted is None and not thinking.effort:
        return True
    effort = thinking.effort if thinking.effort != "none" else ""
    match backend.kind:
        case BackendKind.EXO:
            if thinking.is_wanted is not None:
                chat["enable_thinking"] = thinking.is_wanted
        case BackendKind.OLLAMA:
            effort = effort if thinking.is_wanted is not False else "none"
        case _ if backend.locality.is_local:
            if thinking.is_wanted is not None:
                chat["chat_template_kwargs"] = {"enable_thinking": thinking.is_wanted}
        case _:
            return _with_effort(chat, effort, quirks)
    if effort:
        chat["reasoning_effort"] = effort
    return True


def _with_effort(chat: dict[str, Any], effort: str, quirks: Quirks) -> bool:
    knows = quirks.effort is Effort.ALWAYS or (
        quirks.effort is Effort.REASONING_MODELS and bool(_REASONING_MODELS.search(str(chat.get("model"))))
    )
    if not effort or not knows:
        return False
    chat["reasoning_effort"] = effort
    return True
