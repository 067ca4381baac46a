"""What both upstream dialects need of an OpenAI chat request: its parts, calls and neutral fields. Pure.

Source: OpenAI API reference, "Create chat completion".
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.fields import Fields, Untranslatable, decoded
from core.json_text import NOT_JSON

HARMLESS = (
    "metadata", "prediction", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention",
    "safety_identifier", "service_tier", "store", "verbosity",
)  # fmt: skip
"""Fields that ask for speed, price, storage or style at OpenAI; without them the answer means the same."""


def opened(body: bytes) -> Fields:
    """The request, taken apart; what no other vendor can do is refused. Raises Untranslatable."""
    fields = Fields(decoded(body))
    if (fields.whole_number("n") or 1) != 1:
        raise Untranslatable("n", "must be 1: only one answer can be asked for")
    if any(kind != "text" for kind in fields.words("modalities")):
        raise Untranslatable("modalities", "must be text")
    for name in ("audio", "functions", "function_call", "web_search_options", "moderation"):
        fields.refuse(name, "is OpenAI's own" if "function" not in name else "was replaced by `tools`")
    for name in ("logit_bias", "top_logprobs"):
        if fields.take(name):
            raise Untranslatable(name, "is not known to this vendor")
    if fields.flag("logprobs"):
        raise Untranslatable("logprobs", "is not known to this vendor")
    fields.lose(*HARMLESS)
    return fields


def no_penalties(fields: Fields) -> None:
    """Refuse penalties, but for 0, which is none."""
    for name in ("frequency_penalty", "presence_penalty"):
        if fields.number(name):
            raise Untranslatable(name, "is not known to this vendor")


def limit_of(fields: Fields) -> int | None:
    """The most tokens the answer may have, under its old or its new name."""
    new, old = fields.whole_number("max_completion_tokens"), fields.whole_number("max_tokens")
    return old if new is None else new


def stops_of(fields: Fields) -> list[str]:
    """The stop sequences, of which OpenAI allows one without a list."""
    value = fields.take("stop")
    return [value] if isinstance(value, str) else Fields({"stop": value}).words("stop")


def tells_usage(fields: Fields) -> bool:
    """Whether the stream shall end with the usage."""
    options = fields.child("stream_options")
    if options is None:
        return False
    wanted = bool(options.flag("include_usage"))
    options.lose("include_obfuscation")
    options.done()
    return wanted


def parts_of(message: Fields) -> list[Fields]:
    """The content as parts; a plain text is one part of it, an empty one none."""
    content = message.take("content")
    if content is None or content == "":
        return []
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    return list(Fields({"content": content}, message.path, message.lost).children("content"))


def text_of(message: Fields) -> str:
    """The content where only text is allowed."""
    texts = []
    for part in parts_of(message):
        if part.needed_text("type") not in ("text", "refusal"):
            raise Untranslatable(part.at("type"), "must be text here")
        texts.append(part.text("text") or part.text("refusal") or "")
        part.lose("cache_control")
        part.done()
    return "\n\n".join(texts)


def data_of(url: str, where: str) -> tuple[str, str]:
    """Media type and base64 of a data URL (RFC 2397). Raises Untranslatable."""
    head, comma, data = url.partition(",")
    media, base64, rest = head.removeprefix("data:").partition(";base64")
    if not url.startswith("data:") or not comma or not base64 or rest:
        raise Untranslatable(where, "must be a data URL in base64")
    return media.partition(";")[0] or "application/octet-stream", data


def calls_of(message: Fields) -> list[tuple[Fields, str, str, dict[str, Any]]]:
    """(what is left of the call, id, name, arguments) for each tool call of an assistant's message."""
    calls = []
    for call in message.children("tool_calls"):
        call_id = call.needed_text("id")
        if (call.text("type") or "function") != "function":
            raise Untranslatable(call.at("type"), "must be function")
        function = call.child("function")
        if function is None:
            raise Untranslatable(call.at("function"), "is missing")
        name, text = function.needed_text("name"), function.text("arguments")
        call.take("index")  # some clients keep it from the stream
        function.take("id")
        function.done()
        calls.append((call, call_id, name, _arguments(text, function.at("arguments"))))
    return calls


def _arguments(text: str | None, where: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text) if text and text.strip() else {}
    except NOT_JSON as error:
        raise Untranslatable(where, "must be the text of a JSON object") from error
    if not isinstance(found, dict):
        raise Untranslatable(where, "must be the text of a JSON object")
    return found


def functions_of(fields: Fields) -> list[Fields]:
    """The `function` of every tool."""
    functions = []
    for tool in fields.children("tools"):
        if tool.needed_text("type") != "function":
            raise Untranslatable(tool.at("type"), "must be function")
        function = tool.child("function")
        if function is None:
            raise Untranslatable(tool.at("function"), "is missing")
        tool.lose("cache_control")
        tool.done()
        functions.append(function)
    return functions


def choice_of(fields: Fields) -> tuple[str, list[str]]:
    """How tools are chosen: (auto, none, required or function, the allowed names); empty when nothing was said."""
    value = fields.take("tool_choice")
    if value is None or isinstance(value, str):
        if value not in (None, "auto", "none", "required"):
            raise Untranslatable("tool_choice", "must be auto, none, required or a function")
        return value or "", []
    choice = Fields(value, "tool_choice")
    if choice.needed_text("type") != "function":
        raise Untranslatable("tool_choice.type", "must be function")
    function = choice.child("function")
    if function is None:
        raise Untranslatable("tool_choice.function", "is missing")
    name = function.needed_text("name")
    function.done()
    choice.done()
    return "function", [name]


def schema_of(fields: Fields) -> tuple[str, Any]:
    """The form of the answer: ("", None), ("json_object", None) or ("json_schema", the schema)."""
    form = fields.child("response_format")
    if form is None:
        return "", None
    kind = form.needed_text("type")
    if kind == "text":
        form.done()
        return "", None
    if kind == "json_object":
        form.done()
        return kind, None
    if kind != "json_schema":
        raise Untranslatable(form.at("type"), "must be text, json_object or json_schema")
    inner = form.child("json_schema")
    if inner is None:
        raise Untranslatable(form.at("json_schema"), "is missing")
    schema = inner.take("schema")
    inner.lose("description")
    for name in ("name", "strict"):
        inner.take(name)
    inner.done()
    form.done()
    return kind, schema
