"""Turns a request of OpenAI's Responses API into a chat request. Pure.

Sources: OpenAI API reference, "Create a model response" and "Input items"; OpenAI guide "Migrate to Responses" (what
corresponds to what). We keep no conversation: what points at a stored one is refused, and `store` comes back false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from core.dialects.fields import Fields, Thinking, Translated, Untranslatable, decoded
from core.dialects.responses_tools import AT_OPENAI, Tools, flat_name, tools_of, write_tools

_HARMLESS = (
    "background_options", "client_metadata", "context_management", "max_tool_calls", "metadata", "prompt_cache_key",
    "prompt_cache_options", "prompt_cache_retention", "safety_identifier", "service_tier", "stream_options",
    "truncation", "user",
)  # fmt: skip
_LOGPROBS = "message.output_text.logprobs"
_STATELESS = "cannot be followed: this port keeps no conversations, send the whole one as `input`"


@dataclass(frozen=True, slots=True)
class Echo:
    """What a response tells again of its request, and how its client calls the tools."""

    fields: dict[str, Any]
    tools: Tools


def to_chat(body: bytes) -> Translated:
    """The same request in OpenAI's chat dialect. Raises Untranslatable."""
    fields = Fields(decoded(body))
    for name in ("previous_response_id", "conversation", "prompt"):
        fields.refuse(name, _STATELESS)
    if fields.flag("background"):
        raise Untranslatable("background", _STATELESS)
    if fields.flag("store"):
        fields.note("store")
    chat: dict[str, Any] = {"model": fields.needed_text("model")}
    instructions = fields.text("instructions")
    messages = [{"role": "system", "content": instructions}] if instructions else []
    chat["messages"] = messages + _conversation(fields)
    if fields.flag("stream"):
        chat |= {"stream": True, "stream_options": {"include_usage": True}}
    fields.copy(chat, "temperature", "top_p", "parallel_tool_calls", max_output_tokens="max_tokens")
    _logprobs(fields, chat)
    write_tools(fields, chat)
    _form(fields, chat)
    thinking = _thinking(fields)
    fields.lose(*_HARMLESS)
    fields.refuse("moderation", AT_OPENAI)
    fields.done()
    return Translated(msgspec.json.encode(chat), tuple(fields.lost), thinking)


def echo_of(body: bytes) -> Echo:
    """What the response tells again; the request was translated already, so it is sound."""
    request: dict[str, Any] = decoded(body)
    tools: list[dict[str, Any]] = request.get("tools") or []
    told = {
        "instructions": request.get("instructions"),
        "max_output_tokens": request.get("max_output_tokens"),
        "metadata": request.get("metadata") or {},
        "model": request.get("model"),
        "parallel_tool_calls": request.get("parallel_tool_calls") is not False,
        "previous_response_id": None,
        "reasoning": request.get("reasoning") or {"effort": None, "summary": None},
        "store": False,
        "temperature": request.get("temperature"),
        "text": request.get("text") or {"format": {"type": "text"}},
        "tool_choice": request.get("tool_choice") or "auto",
        "tools": tools,
        "top_p": request.get("top_p"),
        "truncation": request.get("truncation") or "disabled",
    }
    return Echo(told, tools_of(tools))


def _conversation(fields: Fields) -> list[dict[str, Any]]:
    value = fields.take("input")
    if isinstance(value, str):
        return [{"role": "user", "content": value}]
    messages: list[dict[str, Any]] = []
    for item in Fields({"input": value}, lost=fields.lost).children("input"):
        item.take("id")
        item.take("status")
        item.lose("phase")
        match item.text("type") or "message":
            case "message":
                _message(item, messages)
            case "function_call":
                arguments = item.text("arguments") or "{}"
                _call(item, messages, arguments)
            case "custom_tool_call":
                _call(item, messages, msgspec.json.encode({"input": item.text("input") or ""}).decode())
            case "function_call_output" | "custom_tool_call_output":
                messages += _output(item)
            case "reasoning":
                _reasoning(item, messages)
            case kind:
                raise Untranslatable(item.at("type"), f"{kind!r} {AT_OPENAI}, or was stored there")
        item.done()
    if not any(message["role"] in ("user", "tool") for message in messages):
        raise Untranslatable("input", "must hold a message of the user")
    return [message for message in messages if message != {"role": "assistant"}]


def _message(item: Fields, messages: list[dict[str, Any]]) -> None:
    role, parts = item.needed_text("role"), _parts(item, "content")
    if role not in ("user", "assistant", "system", "developer"):
        raise Untranslatable(item.at("role"), "must be user, assistant, system or developer")
    has_media = any(part["type"] != "text" for part in parts)
    content: Any = parts if has_media else "\n\n".join(part["text"] for part in parts)
    if role != "assistant":
        messages.append({"role": "user" if role == "user" else "system", "content": content})
    else:
        _assistant(messages)["content"] = content


def _assistant(messages: list[dict[str, Any]], *, goes_on: bool = False) -> dict[str, Any]:
    """The assistant's message that is being put together: reasoning, words and calls of one turn are one message."""
    last = messages[-1] if messages else {"role": ""}
    is_open = last["role"] == "assistant" and (goes_on or ("content" not in last and "tool_calls" not in last))
    if not is_open:
        messages.append({"role": "assistant"})
    return messages[-1]


def _parts(item: Fields, name: str) -> list[dict[str, Any]]:
    value = item.take(name)
    if value is None or isinstance(value, str):
        return [{"type": "text", "text": value or ""}]
    parts: list[dict[str, Any]] = []
    for part in Fields({name: value}, item.path, item.lost).children(name):
        part.lose("prompt_cache_breakpoint")
        match part.needed_text("type"):
            case "input_text" | "output_text" | "text" | "summary_text" | "reasoning_text":
                parts.append({"type": "text", "text": part.needed_text("text")})
                part.take("annotations")
                part.take("logprobs")
            case "refusal":
                parts.append({"type": "text", "text": part.needed_text("refusal")})
            case "input_image":
                parts.append(_image(part))
            case "input_file":
                parts.append(_file(part))
            case kind:
                raise Untranslatable(part.at("type"), f"{kind!r} has no counterpart in the chat dialect")
        part.done()
    return parts


def _image(part: Fields) -> dict[str, Any]:
    part.refuse("file_id", "points at a file stored at OpenAI")
    image: dict[str, Any] = {"url": part.needed_text("image_url")}
    part.copy(image, "detail")
    return {"type": "image_url", "image_url": image}


def _file(part: Fields) -> dict[str, Any]:
    part.refuse("file_id", "points at a file stored at OpenAI")
    part.refuse("file_url", "cannot be told in the chat dialect; send `file_data`")
    part.lose("detail")
    file: dict[str, Any] = {"filename": part.text("filename") or "document.pdf"}
    return {"type": "file", "file": {**file, "file_data": part.needed_text("file_data")}}


def _call(item: Fields, messages: list[dict[str, Any]], arguments: str) -> None:
    item.lose("caller", "async")
    name = flat_name(item.needed_text("name"), item.text("namespace") or "")
    function = {"name": name, "arguments": arguments}
    call = {"id": item.needed_text("call_id"), "type": "function", "function": function}
    _assistant(messages, goes_on=True).setdefault("tool_calls", []).append(call)


def _output(item: Fields) -> list[dict[str, Any]]:
    """The message of the tool; pictures in it are shown by the user, for OpenAI's chat tools answer in text."""
    item.lose("caller", "name", "namespace")
    parts = _parts(item, "output")
    text = "\n\n".join(part["text"] for part in parts if part["type"] == "text")
    shown = [part for part in parts if part["type"] != "text"]
    if shown:
        text = (text + "\n\n" if text else "") + "(The next message shows what this tool returned.)"
    result = {"role": "tool", "tool_call_id": item.needed_text("call_id"), "content": text}
    return [result, {"role": "user", "content": shown}] if shown else [result]


def _reasoning(item: Fields, messages: list[dict[str, Any]]) -> None:
    """Reasoning in words goes back to the model with the turn it belongs to; a sealed one only OpenAI can read."""
    item.lose("encrypted_content")
    words = [part["text"] for name in ("content", "summary") for part in _parts(item, name) if part["text"]]
    if words:
        _assistant(messages)["reasoning_content"] = "\n\n".join(words)


def _logprobs(fields: Fields, chat: dict[str, Any]) -> None:
    top = fields.whole_number("top_logprobs")
    for wanted in fields.words("include"):
        if wanted == _LOGPROBS:
            chat["logprobs"] = True
        else:
            fields.note(f"include ({wanted})")
    if top:
        chat |= {"logprobs": True, "top_logprobs": top}


def _form(fields: Fields, chat: dict[str, Any]) -> None:
    text = fields.child("text")
    if text is None:
        return
    text.lose("verbosity")
    form = text.child("format")
    text.done()
    if form is None:
        return
    kind = form.needed_text("type")
    if kind == "json_schema":
        schema: dict[str, Any] = {"name": form.needed_text("name")}
        form.copy(schema, "description", "schema", "strict")
        chat["response_format"] = {"type": kind, "json_schema": schema}
    elif kind == "json_object":
        chat["response_format"] = {"type": kind}
    elif kind != "text":
        raise Untranslatable(form.at("type"), "must be text, json_object or json_schema")
    form.done()


def _thinking(fields: Fields) -> Thinking:
    reasoning = fields.child("reasoning")
    if reasoning is None:
        return Thinking()
    effort = reasoning.text("effort") or ""
    reasoning.take("summary")  # whatever the model thinks aloud is shown anyway
    reasoning.take("generate_summary")
    reasoning.lose("context", "mode")
    reasoning.done()
    return Thinking(False if effort == "none" else None, effort)
