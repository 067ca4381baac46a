"""Turns an OpenAI chat request into one for Google's `generateContent`. Pure.

Sources: ai.google.dev, "generateContent" (Content, Part, GenerationConfig), "Function calling", "Thought signatures",
"Thinking" and "OpenAI compatibility" (what an effort means), "Structured outputs". README.md holds the table.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import msgspec

from core.dialects.chat_request import (
    calls_of,
    choice_of,
    data_of,
    functions_of,
    limit_of,
    opened,
    parts_of,
    schema_of,
    stops_of,
    tells_usage,
    text_of,
)
from core.dialects.fields import Fields, Translated, Untranslatable

NO_SEAL = "skip_thought_signature_validator"
"""What Google's documentation names for a call whose seal got lost; without any, Gemini 3 refuses the request."""

_BUDGETS = {"none": 0, "minimal": 1024, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 24576}
_LEVELS = {"none": "minimal", "minimal": "minimal", "low": "low", "medium": "medium", "high": "high", "xhigh": "high"}
_MODES = {"auto": "AUTO", "none": "NONE", "required": "ANY", "function": "ANY"}


def target(model: str, *, is_stream: bool) -> bytes:
    """The path below the base URL; at Google the model stands in it."""
    name = quote(model.removeprefix("models/"), safe="")
    return f"/models/{name}:{'streamGenerateContent?alt=sse' if is_stream else 'generateContent'}".encode("ascii")


def from_chat(body: bytes) -> Translated:
    """The same request in Gemini's dialect. Raises Untranslatable."""
    fields = opened(body)
    model = fields.needed_text("model")
    system, contents = _conversation(fields, needs_seals=_generation(model) >= 3)
    request: dict[str, Any] = {"contents": contents}
    if system:
        request["systemInstruction"] = {"parts": system}
    fields.take("stream")
    tells_usage(fields)
    fields.lose("user")
    _tools(fields, request)
    config = _config(fields)
    _effort(fields, config, model)
    if config:
        request["generationConfig"] = config
    fields.done()
    return Translated(msgspec.json.encode(request), tuple(fields.lost))


def _config(fields: Fields) -> dict[str, Any]:
    config: dict[str, Any] = {}
    fields.copy(config, "temperature", "seed", top_p="topP", top_k="topK",
                presence_penalty="presencePenalty", frequency_penalty="frequencyPenalty")  # fmt: skip
    limit, stops = limit_of(fields), stops_of(fields)
    if limit is not None:
        config["maxOutputTokens"] = limit
    if stops:
        config["stopSequences"] = stops
    kind, schema = schema_of(fields)
    if kind:
        config["responseMimeType"] = "application/json"
    if schema is not None:
        config["responseJsonSchema"] = schema
    return config


def _conversation(fields: Fields, *, needs_seals: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    system: list[dict[str, Any]] = []
    contents: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    for message in fields.children("messages"):
        role = message.needed_text("role")
        if role in ("system", "developer"):
            if contents:
                message.note("messages (place of a later system message)")
            system.append({"text": text_of(message)})
        elif role == "assistant":
            _add(contents, "model", _assistant(message, names, needs_seals=needs_seals))
        elif role == "tool":
            _add(contents, "user", [_result(message, names)])
        elif role == "user":
            _add(contents, "user", [_part(part) for part in parts_of(message)])
        else:
            raise Untranslatable(message.at("role"), f"{role!r} is not known to Gemini")
        message.lose("name")
        message.done()
    return system, contents


def _add(contents: list[dict[str, Any]], role: str, parts: list[dict[str, Any]]) -> None:
    if not parts:
        return
    if contents and contents[-1]["role"] == role:
        contents[-1]["parts"] += parts
    else:
        contents.append({"role": role, "parts": parts})


def _part(part: Fields) -> dict[str, Any]:
    match part.needed_text("type"):
        case "text":
            told: dict[str, Any] = {"text": part.needed_text("text")}
        case "image_url":
            told = _inline(part, "image_url", "url")
        case "file":
            told = _inline(part, "file", "file_data")
        case "input_audio":
            told = _audio(part)
        case kind:
            raise Untranslatable(part.at("type"), f"{kind!r} is not known to Gemini")
    part.lose("cache_control")
    part.done()
    return told


def _inline(part: Fields, name: str, member: str) -> dict[str, Any]:
    inner = part.child(name)
    if inner is None:
        raise Untranslatable(part.at(name), "is missing")
    media, data = data_of(inner.text(member) or "", inner.at(member))
    inner.lose("detail", "filename")
    inner.done()
    return {"inlineData": {"mimeType": media, "data": data}}


def _audio(part: Fields) -> dict[str, Any]:
    inner = part.child("input_audio")
    if inner is None:
        raise Untranslatable(part.at("input_audio"), "is missing")
    told = {"inlineData": {"mimeType": f"audio/{inner.needed_text('format')}", "data": inner.needed_text("data")}}
    inner.done()
    return told


def _assistant(message: Fields, names: dict[str, str], *, needs_seals: bool) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    message.lose("reasoning_content", "reasoning", "reasoning_details", "annotations", "audio")
    message.refuse("function_call", "was replaced by `tool_calls`")
    text = text_of(message) or message.text("refusal") or ""
    message.take("refusal")
    if text:
        parts.append({"text": text})
    for position, (call, call_id, name, arguments) in enumerate(calls_of(message)):
        names[call_id] = name
        part: dict[str, Any] = {"functionCall": {"id": call_id, "name": name, "args": arguments}}
        google = (call.take("extra_content") or {}).get("google") or {}
        seal = google.get("thought_signature") or (NO_SEAL if needs_seals and position == 0 else None)
        if seal:
            part["thoughtSignature"] = seal
        call.done()
        parts.append(part)
    return parts


def _result(message: Fields, names: dict[str, str]) -> dict[str, Any]:
    """Google wants the function's name again, which OpenAI's tool messages do not tell."""
    call_id = message.needed_text("tool_call_id")
    if call_id not in names:
        raise Untranslatable(message.at("tool_call_id"), "names a call that is not in the conversation")
    return {"functionResponse": {"id": call_id, "name": names[call_id], "response": {"output": text_of(message)}}}


def _tools(fields: Fields, request: dict[str, Any]) -> None:
    declarations = []
    for function in functions_of(fields):
        declaration: dict[str, Any] = {"name": function.needed_text("name")}
        function.copy(declaration, "description", parameters="parametersJsonSchema")
        function.lose("strict")
        function.done()
        declarations.append(declaration)
    kind, names = choice_of(fields)
    if fields.flag("parallel_tool_calls") is False and declarations:
        raise Untranslatable("parallel_tool_calls", "cannot be turned off at Gemini")
    if not declarations:
        return
    request["tools"] = [{"functionDeclarations": declarations}]
    if kind:
        config: dict[str, Any] = {"mode": _MODES[kind]}
        if names:
            config["allowedFunctionNames"] = names
        request["toolConfig"] = {"functionCallingConfig": config}


def _effort(fields: Fields, config: dict[str, Any], model: str) -> None:
    """Gemini 3 is told a level, Gemini 2.5 a number of tokens."""
    effort = fields.text("reasoning_effort")
    if not effort:
        return
    if effort not in _BUDGETS:
        raise Untranslatable("reasoning_effort", f"{effort!r} is not known")
    how: dict[str, Any] = {"thinkingBudget": _BUDGETS[effort]}
    if _generation(model) >= 3:
        how = {"thinkingLevel": _LEVELS[effort]}
    config["thinkingConfig"] = {**how, "includeThoughts": effort != "none"}


def _generation(model: str) -> int:
    """The first number of a name like gemini-2.5-flash; names without one (gemini-flash-latest) are the newest."""
    found = re.search(r"gemini-(\d+)", model)
    return int(found[1]) if found else 3
