"""Turns a request of Anthropic's Messages API into an OpenAI chat request. Pure.

Source: platform.claude.com, "Messages", "Tool use", "Extended thinking", "Structured outputs". README.md holds the
table of what becomes what, and what is given up.
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.fields import Fields, Thinking, Translated, Untranslatable, decoded

UNSIGNED = "exo-bridge:unsigned"
"""The seal we put on thinking that no vendor sealed; Anthropic itself would refuse such a block."""

_HARMLESS = (
    "cache_control", "context_management", "diagnostics", "metadata", "service_tier", "speed", "user_profile_id",
    "workspace_id",
)  # fmt: skip
_ELSEWHERE = "is done on Anthropic's own servers"
_SEARCHES = ("web_search_", "web_fetch_", "tool_search_tool_")
"""Tools a model can do without beside others: it answers from what it knows, and sees all tools anyway."""

_EFFORT_OF_BUDGET = ((4096, "low"), (16384, "medium"))


def to_chat(body: bytes) -> Translated:
    """The same request in OpenAI's chat dialect. Raises Untranslatable."""
    fields = Fields(decoded(body))
    model, limit, is_stream = fields.needed_text("model"), fields.whole_number("max_tokens"), fields.flag("stream")
    if limit is None:
        raise Untranslatable("max_tokens", "is missing")
    chat: dict[str, Any] = {"model": model, "messages": _conversation(fields), "max_tokens": limit}
    if is_stream:
        chat |= {"stream": True, "stream_options": {"include_usage": True}}
    fields.copy(chat, "temperature", "top_p", "top_k", stop_sequences="stop")
    _tools(fields, chat)
    thinking = _thinking(fields, chat)
    fields.lose(*_HARMLESS)
    for name in ("container", "mcp_servers", "fallbacks"):
        fields.refuse(name, _ELSEWHERE)
    fields.refuse("inference_geo", "can only be promised by Anthropic")
    fields.done()
    return Translated(msgspec.json.encode(chat), tuple(fields.lost), thinking)


def counted(body: bytes) -> bytes:
    """The request of `count_tokens` as one of `messages`, which it is but for its limit. Raises Untranslatable."""
    request = decoded(body)
    if not isinstance(request, dict):
        raise Untranslatable("the body", "must be an object")
    return msgspec.json.encode({"max_tokens": 1, **request})


def without_unsigned(body: bytes) -> bytes:
    """The request without thinking that we told the client ourselves, for Anthropic's own servers; most hold none."""
    if UNSIGNED.encode() not in body:
        return body
    request = decoded(body)
    for message in request.get("messages") or ():
        content = message.get("content")
        if isinstance(content, list):
            message["content"] = [b for b in content if not (isinstance(b, dict) and b.get("signature") == UNSIGNED)]
    return msgspec.json.encode(request)


def _conversation(fields: Fields) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    system = _system(fields)
    if system:
        messages.append({"role": "system", "content": system})
    for message in fields.children("messages"):
        role = message.needed_text("role")
        if role == "user":
            messages += _user(message)
        elif role == "assistant":
            messages.append(_assistant(message))
        elif role == "system":
            messages.append({"role": "system", "content": _words(message, "content")})
        else:
            raise Untranslatable(message.at("role"), "must be user, assistant or system")
        message.done()
    if not any(message["role"] in ("user", "tool") for message in messages):
        raise Untranslatable("messages", "must hold a message of the user")
    return messages


def _system(fields: Fields) -> str:
    """The system prompt. Claude Code's billing line changes with each request and would spoil every prompt cache."""
    value = fields.take("system")
    if value is None or isinstance(value, str):
        return value or ""
    kept = []
    for block in Fields({"system": value}, lost=fields.lost).children("system"):
        text = _text_block(block)
        if text.startswith("x-anthropic-billing-header:"):
            fields.note("system (billing line)")
        elif text:
            kept.append(text)
    return "\n\n".join(kept)


def _words(message: Fields, name: str) -> str:
    """A text, or the texts of a list of text blocks."""
    value = message.take(name)
    if value is None or isinstance(value, str):
        return value or ""
    blocks = Fields({name: value}, message.path, message.lost)
    return "\n\n".join(_text_block(block) for block in blocks.children(name))


def _text_block(block: Fields) -> str:
    kind = block.needed_text("type")
    if kind != "text":
        raise Untranslatable(block.at("type"), f"{kind!r} cannot be told as text")
    text = block.needed_text("text")
    block.lose("cache_control", "citations")
    block.done()
    return text


def _user(message: Fields) -> list[dict[str, Any]]:
    """Results of tools become messages of their own, before whatever else the user said, as OpenAI wants it."""
    content = message.take("content")
    if isinstance(content, str):
        return [{"role": "user", "content": content}]
    results: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for block in Fields({"content": content}, message.path, message.lost).children("content"):
        kind = block.needed_text("type")
        if kind == "tool_result":
            result, shown = _tool_result(block)
            results.append(result)
            parts += shown
        else:
            parts += _part(block, kind)
        block.done()
    if not parts:
        return results
    if all(part["type"] == "text" for part in parts):
        return [*results, {"role": "user", "content": "\n\n".join(part["text"] for part in parts)}]
    return [*results, {"role": "user", "content": parts}]


def _part(block: Fields, kind: str) -> list[dict[str, Any]]:
    """A block of the user as parts of OpenAI's content; its type is taken already."""
    block.lose("cache_control")
    match kind:
        case "text":
            block.lose("citations")
            return [{"type": "text", "text": block.needed_text("text")}]
        case "image":
            block.lose("transformations")
            return [{"type": "image_url", "image_url": {"url": _image(block)}}]
        case "document":
            return _document(block)
        case "search_result":
            block.lose("citations")
            head = f"{block.needed_text('title')} ({block.needed_text('source')})"
            return [{"type": "text", "text": f"{head}\n{_words(block, 'content')}"}]
        case _:
            raise Untranslatable(block.at("type"), f"{kind!r} has no counterpart in OpenAI's chat dialect")


def _image(block: Fields) -> str:
    source = block.child("source")
    if source is None:
        raise Untranslatable(block.at("source"), "is missing")
    kind = source.needed_text("type")
    if kind == "base64":
        url = f"data:{source.needed_text('media_type')};base64,{source.needed_text('data')}"
    elif kind == "url":
        url = source.needed_text("url")
    else:
        raise Untranslatable(source.at("type"), f"{kind!r} lies on Anthropic's own servers")
    source.done()
    return url


def _document(block: Fields) -> list[dict[str, Any]]:
    """A PDF becomes a `file` part; plain text becomes text under its title."""
    source, title, context = block.child("source"), block.text("title"), block.text("context")
    block.lose("citations")
    if source is None:
        raise Untranslatable(block.at("source"), "is missing")
    parts: list[dict[str, Any]] = [{"type": "text", "text": words} for words in (title, context) if words]
    match source.needed_text("type"):
        case "text":
            source.take("media_type")
            parts.append({"type": "text", "text": source.needed_text("data")})
        case "base64":
            url = f"data:{source.needed_text('media_type')};base64,{source.needed_text('data')}"
            parts.append({"type": "file", "file": {"filename": title or "document.pdf", "file_data": url}})
        case "content":
            parts += _blocks(source, "content")
        case kind:
            raise Untranslatable(source.at("type"), f"{kind!r} cannot be sent in OpenAI's chat dialect")
    source.done()
    return parts


def _blocks(parent: Fields, name: str) -> list[dict[str, Any]]:
    value = parent.take(name)
    if isinstance(value, str):
        return [{"type": "text", "text": value}]
    parts: list[dict[str, Any]] = []
    for block in Fields({name: value}, parent.path, parent.lost).children(name):
        parts += _part(block, block.needed_text("type"))
        block.done()
    return parts


def _tool_result(block: Fields) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The message of the tool, and the pictures in it: OpenAI's tools answer in text, so the user shows those."""
    call_id, is_error = block.needed_text("tool_use_id"), block.flag("is_error")
    block.lose("cache_control", "toolset_name")
    parts = _blocks(block, "content")
    text = "\n\n".join(part["text"] for part in parts if part["type"] == "text")
    shown = [part for part in parts if part["type"] != "text"]
    if shown:
        text = (text + "\n\n" if text else "") + "(The next message shows what this tool returned.)"
    if is_error:
        text = f"Error: {text}" if text else "Error"
    return {"role": "tool", "tool_call_id": call_id, "content": text}, shown


def _assistant(message: Fields) -> dict[str, Any]:
    content = message.take("content")
    if isinstance(content, str):
        return {"role": "assistant", "content": content}
    texts: list[str] = []
    thoughts: list[str] = []
    calls: list[dict[str, Any]] = []
    for block in Fields({"content": content}, message.path, message.lost).children("content"):
        block.lose("cache_control", "citations")
        match block.needed_text("type"):
            case "text":
                texts.append(block.needed_text("text"))
            case "thinking":
                thoughts.append(block.text("thinking") or "")
                block.take("signature")
            case "redacted_thinking":
                block.lose("data")
            case "tool_use":
                calls.append(_call(block))
            case kind:
                raise Untranslatable(block.at("type"), f"{kind!r} has no counterpart in OpenAI's chat dialect")
        block.done()
    told: dict[str, Any] = {"role": "assistant", "content": "".join(texts) or None}
    if any(thoughts):
        told["reasoning_content"] = "\n\n".join(thoughts)
    if calls:
        told["tool_calls"] = calls
    elif not texts:
        told["content"] = ""
    return told


def _call(block: Fields) -> dict[str, Any]:
    arguments = block.take("input")
    block.lose("caller", "toolset_name")
    function = {"name": block.needed_text("name"), "arguments": msgspec.json.encode(arguments or {}).decode()}
    return {"id": block.needed_text("id"), "type": "function", "function": function}


def _tools(fields: Fields, chat: dict[str, Any]) -> None:
    tools: list[dict[str, Any]] = []
    searches: list[Untranslatable] = []
    for tool in fields.children("tools"):
        kind = tool.text("type") or "custom"
        if kind.startswith(_SEARCHES):
            searches.append(Untranslatable(tool.at("type"), f"{kind!r} {_ELSEWHERE}"))
            tool.note(f"tools ({kind})")
        else:
            tools.append(_tool(tool, kind))
    if searches and not tools:
        raise searches[0]
    if tools:
        chat["tools"] = tools
    choice = fields.child("tool_choice")
    if choice is None:
        return
    match choice.needed_text("type"):
        case "auto":
            chat["tool_choice"] = "auto"
        case "any":
            chat["tool_choice"] = "required"
        case "none":
            chat["tool_choice"] = "none"
        case "tool":
            chat["tool_choice"] = {"type": "function", "function": {"name": choice.needed_text("name")}}
        case kind:
            raise Untranslatable(choice.at("type"), f"{kind!r} is not known here")
    if choice.flag("disable_parallel_tool_use"):
        chat["parallel_tool_calls"] = False
    choice.done()


def _tool(tool: Fields, kind: str) -> dict[str, Any]:
    if kind != "custom":
        raise Untranslatable(tool.at("type"), f"{kind!r} {_ELSEWHERE}, or is known to its models only")
    function: dict[str, Any] = {"name": tool.needed_text("name")}
    tool.copy(function, "description", "strict", input_schema="parameters")
    callers = tool.words("allowed_callers")
    if callers and "direct" not in callers:
        raise Untranslatable(tool.at("allowed_callers"), _ELSEWHERE)
    tool.lose("cache_control", "defer_loading", "eager_input_streaming", "input_examples")
    tool.done()
    return {"type": "function", "function": function}


def _thinking(fields: Fields, chat: dict[str, Any]) -> Thinking:
    """What is asked of the reasoning, and the form of the answer, which stands in the same place as its effort."""
    effort, budget, wanted = "", None, None
    config = fields.child("output_config")
    if config is not None:
        effort = config.text("effort") or ""
        _form(config.child("format"), chat)
        config.lose("task_budget")
        config.done()
    _form(fields.child("output_format"), chat)  # its name before it left the beta
    thinking = fields.child("thinking")
    if thinking is not None:
        kind, budget = thinking.needed_text("type"), thinking.whole_number("budget_tokens")
        wanted = {"enabled": True, "disabled": False}.get(kind)
        if kind not in ("enabled", "disabled", "adaptive", "between_tools"):
            raise Untranslatable(thinking.at("type"), f"{kind!r} is not known here")
        thinking.lose("display")
        thinking.done()
    if wanted and budget is not None and not effort:
        effort = next((word for most, word in _EFFORT_OF_BUDGET if budget <= most), "high")
    return Thinking(wanted, {"max": "xhigh"}.get(effort, effort), budget)


def _form(form: Fields | None, chat: dict[str, Any]) -> None:
    if form is None:
        return
    if form.needed_text("type") != "json_schema":
        raise Untranslatable(form.at("type"), "must be json_schema")
    schema = {"name": form.text("name") or "answer", "schema": form.take("schema"), "strict": True}
    chat["response_format"] = {"type": "json_schema", "json_schema": schema}
    form.done()
