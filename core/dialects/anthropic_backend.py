"""Turns an OpenAI chat request into one for Anthropic's Messages API. Pure.

Sources: platform.claude.com, "Messages", "Tool use", "Adaptive thinking" (which models take which form),
"Structured outputs", "PDF support"; openrouter.ai/docs, "Reasoning tokens" (`reasoning_details`). README.md holds the
table of what becomes what, and what is given up.
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.chat_request import (
    calls_of,
    choice_of,
    data_of,
    functions_of,
    limit_of,
    no_penalties,
    opened,
    parts_of,
    schema_of,
    stops_of,
    tells_usage,
    text_of,
)
from core.dialects.chat_writer import ANTHROPIC_SEAL
from core.dialects.claude_models import quiet_thinking, takes_both_samplings, takes_sampling, thinks_adaptively
from core.dialects.fields import Fields, Translated, Untranslatable

LONGEST_ANSWER = 8192
LONGEST_ANSWER_AND_THOUGHT = 32_000
"""Anthropic demands a limit: the most that every model since 3.5 allows; more for those that think before, unasked."""

_BUDGETS = {"minimal": 1024, "low": 2048, "medium": 8192, "high": 16384, "xhigh": 32768, "max": 32768}
_EFFORTS = {"minimal": "low"}


def from_chat(body: bytes) -> Translated:
    """The same request in Anthropic's dialect. Raises Untranslatable."""
    fields = opened(body)
    no_penalties(fields)
    model = fields.needed_text("model")
    system, messages = _conversation(fields)
    limit = limit_of(fields) or (LONGEST_ANSWER_AND_THOUGHT if thinks_adaptively(model) else LONGEST_ANSWER)
    request: dict[str, Any] = {"model": model, "max_tokens": limit}
    if system:
        request["system"] = system
    request["messages"] = messages
    if fields.flag("stream"):
        request["stream"] = True
    tells_usage(fields)
    fields.lose("seed")  # "best effort" at OpenAI, too
    _sampling(fields, request, model)
    _tools(fields, request)
    _answer_form(fields, request)
    _effort(fields, request, model)
    fields.done()
    return Translated(msgspec.json.encode(request), tuple(fields.lost))


def _sampling(fields: Fields, request: dict[str, Any], model: str) -> None:
    temperature = fields.number("temperature")
    if not takes_sampling(model):
        fields.lose("top_p", "top_k")
        if temperature is not None:
            fields.note("temperature")
    elif temperature is not None:
        if temperature > 1:
            raise Untranslatable("temperature", "may be at most 1 for Anthropic")
        request["temperature"] = temperature
        if not takes_both_samplings(model):
            fields.lose("top_p")
    fields.copy(request, "top_p", "top_k")
    stops = stops_of(fields)
    if stops:
        request["stop_sequences"] = stops
    user = fields.text("user")
    if user:
        request["metadata"] = {"user_id": user}


def _conversation(fields: Fields) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The system blocks and the messages: the system is heard first, results of one turn come in one message."""
    system: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for message in fields.children("messages"):
        role = message.needed_text("role")
        if role in ("system", "developer"):
            if messages:
                message.note("messages (place of a later system message)")
            system += [_text(part) for part in parts_of(message)]
        elif role == "assistant":
            _add(messages, "assistant", _assistant(message))
        elif role == "tool":
            _add(messages, "user", [_result(message)])
        elif role == "user":
            _add(messages, "user", [_part(part) for part in parts_of(message)])
        else:
            raise Untranslatable(message.at("role"), f"{role!r} is not known to Anthropic")
        message.lose("name")
        message.done()
    return system, messages


def _add(messages: list[dict[str, Any]], role: str, blocks: list[dict[str, Any]]) -> None:
    if not blocks:
        return  # Anthropic refuses empty messages; one without content says nothing
    if messages and messages[-1]["role"] == role:
        messages[-1]["content"] += blocks
    else:
        messages.append({"role": role, "content": blocks})


def _text(part: Fields) -> dict[str, Any]:
    if part.needed_text("type") != "text":
        raise Untranslatable(part.at("type"), "must be text here")
    return _words(part)


def _words(part: Fields) -> dict[str, Any]:
    block = {"type": "text", "text": part.needed_text("text")}
    part.copy(block, "cache_control")
    part.done()
    return block


def _part(part: Fields) -> dict[str, Any]:
    match part.needed_text("type"):
        case "text":
            return _words(part)
        case "image_url":
            block = {"type": "image", "source": _source(part, "image_url", "url")}
        case "file":
            block = {"type": "document", "source": _source(part, "file", "file_data")}
        case kind:
            raise Untranslatable(part.at("type"), f"{kind!r} is not known to Anthropic")
    part.copy(block, "cache_control")
    part.done()
    return block


def _source(part: Fields, name: str, member: str) -> dict[str, Any]:
    inner = part.child(name)
    if inner is None:
        raise Untranslatable(part.at(name), "is missing")
    url = inner.text(member)
    if url is None:
        raise Untranslatable(inner.at(member), "is missing; files stored at OpenAI cannot be fetched")
    inner.lose("detail", "filename")
    inner.done()
    if url.startswith(("http://", "https://")):
        return {"type": "url", "url": url}
    media, data = data_of(url, inner.at(member))
    return {"type": "base64", "media_type": media, "data": data}


def _assistant(message: Fields) -> list[dict[str, Any]]:
    blocks = _sealed(message)
    message.lose("reasoning_content", "reasoning")
    text = text_of(message) or message.text("refusal") or ""
    message.take("refusal")
    message.lose("annotations", "audio")
    message.refuse("function_call", "was replaced by `tool_calls`")
    if text:
        blocks.append({"type": "text", "text": text})
    for call, call_id, name, arguments in calls_of(message):
        call.lose("extra_content")
        call.done()
        blocks.append({"type": "tool_use", "id": call_id, "name": name, "input": arguments})
    return blocks


def _sealed(message: Fields) -> list[dict[str, Any]]:
    """Anthropic's own reasoning of an earlier turn, where the client gave it back with its seal."""
    blocks: list[dict[str, Any]] = []
    for detail in message.children("reasoning_details"):
        if detail.take("format") != ANTHROPIC_SEAL:
            detail.note(f"{message.at('reasoning_details')}")
        elif detail.take("type") == "reasoning.encrypted":
            blocks.append({"type": "redacted_thinking", "data": detail.needed_text("data")})
        else:
            text, seal = detail.text("text") or "", detail.needed_text("signature")
            blocks.append({"type": "thinking", "thinking": text, "signature": seal})
    if blocks:
        message.take("reasoning_content")  # the same words, without the seal
        message.take("reasoning")
    return blocks


def _result(message: Fields) -> dict[str, Any]:
    result: dict[str, Any] = {"type": "tool_result", "tool_use_id": message.needed_text("tool_call_id")}
    content = [_part(part) for part in parts_of(message)]
    if content:
        result["content"] = content
    return result


def _tools(fields: Fields, request: dict[str, Any]) -> None:
    tools = []
    for function in functions_of(fields):
        tool: dict[str, Any] = {"name": function.needed_text("name")}
        function.copy(tool, "description", "strict")
        tool["input_schema"] = function.take("parameters") or {"type": "object", "properties": {}}
        function.done()
        tools.append(tool)
    if tools:
        request["tools"] = tools
    kind, names = choice_of(fields)
    is_parallel = fields.flag("parallel_tool_calls")
    if not tools:
        return
    choice: dict[str, Any] = {"type": {"required": "any", "function": "tool", "": "auto"}.get(kind, kind)}
    if names:
        choice["name"] = names[0]
    if is_parallel is False and kind != "none":
        choice["disable_parallel_tool_use"] = True
    if kind or is_parallel is False:
        request["tool_choice"] = choice


def _answer_form(fields: Fields, request: dict[str, Any]) -> None:
    kind, schema = schema_of(fields)
    if kind == "json_object":
        raise Untranslatable("response_format.type", "json_object is not known to Anthropic; json_schema is")
    if kind:
        request["output_config"] = {"format": {"type": "json_schema", "schema": schema}}


def _effort(fields: Fields, request: dict[str, Any], model: str) -> None:
    """Models since 4.6 are told how hard to try, those before how many tokens they may think."""
    effort = fields.text("reasoning_effort")
    if not effort:
        return
    if effort == "none":
        _quiet(fields, request, model)
    elif thinks_adaptively(model):
        request["thinking"] = {"type": "adaptive"}
        request.setdefault("output_config", {})["effort"] = _EFFORTS.get(effort, effort)
    elif effort not in _BUDGETS:
        raise Untranslatable("reasoning_effort", f"{effort!r} is not known")
    elif _has_unsealed_call(request["messages"]):
        fields.note("reasoning_effort")  # such a model refuses to think on after a call whose thinking it does not see
    else:
        budget = _BUDGETS[effort]
        request["thinking"] = {"type": "enabled", "budget_tokens": budget}
        request["max_tokens"] = max(request["max_tokens"], budget + 1024)


def _quiet(fields: Fields, request: dict[str, Any], model: str) -> None:
    """No thinking, or as little as a model has that always thinks; those before 4.6 think only when told so."""
    if not thinks_adaptively(model):
        return
    kind = quiet_thinking(model)
    if kind:
        request["thinking"] = {"type": kind}
    else:
        request.setdefault("output_config", {})["effort"] = "low"
        fields.note("reasoning_effort (none)")


def _has_unsealed_call(messages: list[dict[str, Any]]) -> bool:
    last = next((m for m in reversed(messages) if m["role"] == "assistant"), None)
    if last is None or messages[-1]["content"][0]["type"] != "tool_result":
        return False
    return last["content"][0]["type"] not in ("thinking", "redacted_thinking")
