"""Fits a chat request that we translated ourselves to the backend that gets it. Pure; each quirk named, in one place.

Only requests of Anthropic's, Ollama's and the Responses API's clients pass here: a request that came in OpenAI's chat
dialect reaches its backend as its client wrote it.

- how a model is told to think, or not (`with_thinking`): every server spells it differently;
- the order of messages, for all but OpenAI (`ordering.py`);
- `max_completion_tokens` for OpenAI, whose reasoning models refuse `max_tokens` (API reference, chat completions), and
  any sampling but their own, unless they are told not to think (guide "Using GPT-5.2", parameter compatibility);
- `top_k` and the like stay away from clouds that refuse fields which OpenAI does not know;
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
_OPENAIS_THINKERS = re.compile(r"^(o\d|gpt-[5-9](?!.*chat))")
_SAMPLERS = ("temperature", "top_p", "presence_penalty", "frequency_penalty")
_MORE_SAMPLERS = ("top_k", "min_p", "repetition_penalty", "repetition_context_size")


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
    more_samplers: bool = False


def adapted(body: bytes, thinking: Thinking, backend: Backend, quirks: Quirks) -> tuple[bytes, tuple[str, ...]]:
    """The body as this backend wants it, and what of the request could not be told to it."""
    chat: dict[str, Any] = msgspec.json.decode(body)
    lost = [] if _with_thinking(chat, thinking, backend, quirks) else ["thinking"]
    if not quirks.any_order and "messages" in chat:
        chat["messages"], has_moved = in_order(chat["messages"])
        lost += ["messages (system after the first)"] if has_moved else []
    if backend.locality.is_local:
        return msgspec.json.encode(chat), tuple(lost)
    lost += _without(chat, _unknown_to(chat, quirks))
    if "max_tokens" in chat and quirks.limit_field != "max_tokens":
        chat[quirks.limit_field] = chat.pop("max_tokens")
    if not quirks.takes_reasoning:
        thoughts = [message.pop("reasoning_content", None) for message in chat.get("messages") or ()]
        if any(thoughts):
            lost.append("messages (thinking of earlier turns)")
    return msgspec.json.encode(chat), tuple(lost)


def _unknown_to(chat: dict[str, Any], quirks: Quirks) -> tuple[str, ...]:
    """The fields that this cloud answers with 400."""
    names: tuple[str, ...] = () if quirks.more_samplers else _MORE_SAMPLERS
    thinks = chat.get("reasoning_effort") != "none" and _OPENAIS_THINKERS.search(str(chat.get("model")))
    if quirks.effort is Effort.REASONING_MODELS and thinks:
        names += _SAMPLERS
    return names


def _without(chat: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    """Take these fields out; the names of those that were there."""
    return [name for name in names if chat.pop(name, None) is not None]


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
