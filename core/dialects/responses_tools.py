"""The tools of a request of OpenAI's Responses API, as functions of the chat dialect and back. Pure.

Sources: OpenAI API reference, "Create a model response" (`tools`, `tool_choice`); OpenAI guide "Function calling",
"Defining namespaces".

Chat knows neither namespaces nor tools that take free text. A function of a namespace gets both names in one, a tool
of free text becomes a function of one text; `Tools` remembers what each was, for the calls of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from zlib import crc32

from core.dialects.fields import Fields, Untranslatable

AT_OPENAI = "runs on OpenAI's own servers"
_SEARCHES = ("web_search", "web_search_preview", "web_search_2025_08_26", "tool_search")
"""Tools a model can do without beside others: it answers from what it knows, and sees all tools anyway."""

_LONGEST = 64
"""Signs of a function's name, by OpenAI's rules."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as the client named it."""

    name: str
    namespace: str = ""
    is_custom: bool = False


Tools: TypeAlias = Mapping[str, Tool]
"""The client's tools by their names in the chat dialect."""


def flat_name(name: str, namespace: str) -> str:
    """One name for a function of a namespace; a long one keeps its beginning and gets a number of its own."""
    if not namespace:
        return name
    whole = f"{namespace.removesuffix('__')}__{name}"
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 9]}_{crc32(whole.encode()):08x}"


def named(tools: Tools, called: str) -> Tool:
    """The tool that a model called. Small models often leave the namespace out."""
    if called in tools:
        return tools[called]
    alike = [tool for tool in tools.values() if tool.name == called]
    return alike[0] if len(alike) == 1 else Tool(called)


def tools_of(declared: list[dict[str, Any]]) -> dict[str, Tool]:
    """What the tools of a sound request are called."""
    found: dict[str, Tool] = {}
    for tool in declared:
        for inner, namespace in _unfolded(tool):
            found[flat_name(inner["name"], namespace)] = Tool(inner["name"], namespace, inner["type"] == "custom")
    return found


def _unfolded(tool: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    if tool["type"] == "namespace":
        return [(inner, tool["name"]) for inner in tool.get("tools") or ()]
    return [(tool, "")] if tool["type"] in ("function", "custom") else []


def write_tools(fields: Fields, chat: dict[str, Any]) -> None:
    """The request's tools, and which of them the model must use."""
    tools: list[dict[str, Any]] = []
    searches: list[Untranslatable] = []
    for tool in fields.children("tools"):
        kind = tool.needed_text("type")
        if kind in _SEARCHES:
            searches.append(Untranslatable(tool.at("type"), f"{kind!r} {AT_OPENAI}"))
            tool.note(f"tools ({kind})")
            continue
        if kind == "namespace":
            tools += _namespace(tool)
        else:
            tools.append(_function(tool, kind))
        tool.done()
    if searches and not tools:
        raise searches[0]
    names = [tool["function"]["name"] for tool in tools]
    twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
    if twice is not None:
        raise Untranslatable("tools", f"holds {twice!r} twice")
    if tools:
        chat["tools"] = tools
    _write_choice(fields, chat)


def _write_choice(fields: Fields, chat: dict[str, Any]) -> None:
    choice = fields.take("tool_choice")
    if isinstance(choice, dict):
        chosen = Fields(choice, "tool_choice")
        if chosen.needed_text("type") not in ("function", "custom"):
            raise Untranslatable("tool_choice.type", "must be function or custom")
        name = flat_name(chosen.needed_text("name"), chosen.text("namespace") or "")
        choice = {"type": "function", "function": {"name": name}}
        chosen.done()
    if choice is not None:
        chat["tool_choice"] = choice


def _namespace(tool: Fields) -> list[dict[str, Any]]:
    """The functions of a namespace. What it is for as a whole has no place in the chat dialect."""
    namespace = tool.needed_text("name")
    tool.lose("description")
    functions = []
    for inner in tool.children("tools"):
        functions.append(_function(inner, inner.needed_text("type"), namespace))
        inner.done()
    return functions


def _function(tool: Fields, kind: str, namespace: str = "") -> dict[str, Any]:
    if kind == "function":
        function: dict[str, Any] = {"name": tool.needed_text("name")}
        tool.copy(function, "description", "parameters", "strict")
    elif kind == "custom":
        function = _custom(tool)
    else:
        raise Untranslatable(tool.at("type"), f"{kind!r} {AT_OPENAI}")
    tool.lose("allowed_callers", "async", "defer_loading", "output_schema")
    return {"type": "function", "function": {**function, "name": flat_name(function["name"], namespace)}}


def _custom(tool: Fields) -> dict[str, Any]:
    """A tool that takes free text becomes a function of one text; its grammar becomes words of its description."""
    name, told = tool.needed_text("name"), tool.text("description") or ""
    form = tool.child("format")
    if form is not None and form.needed_text("type") == "grammar":
        told += f"\n\nThe input must follow this {form.text('syntax')} grammar:\n{form.needed_text('definition')}"
        tool.note("tools.format")
    if form is not None:
        form.done()
    text = {"type": "string", "description": "The whole input of the tool, as free text."}
    schema = {"type": "object", "properties": {"input": text}, "required": ["input"], "additionalProperties": False}
    return {"name": name, "description": told, "parameters": schema}
