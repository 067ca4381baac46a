"""Checks a chat request as FastAPI and pydantic do in exo 1.x: 422 with one entry for each fault."""

from __future__ import annotations

import json
from typing import Any

_NUMBERS = ("frequency_penalty", "presence_penalty", "temperature", "top_p", "min_p", "repetition_penalty")
_INTEGERS = ("max_tokens", "n", "seed", "top_k", "top_logprobs", "repetition_context_size")
_PARTS = "list[union[ChatCompletionMessageText,ChatCompletionMessageImageUrl]]"


def _problem(kind: str, where: list[Any], text: str, given: Any, **context: Any) -> dict[str, Any]:
    problem = {"type": kind, "loc": ["body", *where], "msg": text, "input": given}
    return problem | ({"ctx": context} if context else {})


def parse_chat(raw: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The body and what is wrong with it."""
    try:
        body = json.loads(raw)
    except json.JSONDecodeError as error:
        problem = _problem("json_invalid", [error.pos], "JSON decode error", {}, error=error.msg)
        return {}, [problem]
    except UnicodeDecodeError:
        return {}, [_problem("json_invalid", [0], "JSON decode error", {}, error="Expecting value")]
    if not isinstance(body, dict):
        text = "Input should be a valid dictionary or object to extract fields from"
        return {}, [_problem("model_attributes_type", [], text, body)]
    return body, [*_field_problems(body), *_message_problems(body.get("messages"))]


def _field_problems(body: dict[str, Any]) -> list[dict[str, Any]]:
    missing = [name for name in ("model", "messages") if name not in body]
    problems = [_problem("missing", [name], "Field required", body) for name in missing]
    if "model" in body and not isinstance(body["model"], str):
        problems.append(_problem("string_type", ["model"], "Input should be a valid string", body["model"]))
    if "messages" in body and not isinstance(body["messages"], list):
        problems.append(_problem("list_type", ["messages"], "Input should be a valid list", body["messages"]))
    for names, kind, word in ((_NUMBERS, "float", "number"), (_INTEGERS, "int", "integer")):
        what = "a number" if word == "number" else "an integer"
        for name in names:
            value = body.get(name)
            if isinstance(value, str) and not _is_number(value):
                text = f"Input should be a valid {word}, unable to parse string as {what}"
                problems.append(_problem(f"{kind}_parsing", [name], text, value))
    return problems


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _message_problems(messages: Any) -> list[dict[str, Any]]:
    problems: list[dict[str, Any]] = []
    for index, message in enumerate(messages if isinstance(messages, list) else []):
        content = message.get("content") if isinstance(message, dict) else None
        for position, part in enumerate(content if isinstance(content, list) else []):
            if not isinstance(part, dict) or part.get("type") not in ("text", "image_url"):
                problems += _part_problems(index, position, content, part)
    return problems


def _part_problems(index: int, position: int, content: Any, part: Any) -> list[dict[str, Any]]:
    where = ["messages", index, "content"]
    text, image = "ChatCompletionMessageText", "ChatCompletionMessageImageUrl"
    kind = part.get("type") if isinstance(part, dict) else None
    model = "Input should be a valid dictionary or object to extract fields from"
    not_image = "Input should be 'image_url'"
    inside = [*where, _PARTS, position]
    return [
        _problem("string_type", [*where, "str"], "Input should be a valid string", content),
        _problem("model_attributes_type", [*where, text], model, content),
        _problem("model_attributes_type", [*where, image], model, content),
        _problem("literal_error", [*inside, text, "type"], "Input should be 'text'", kind, expected="'text'"),
        _problem("missing", [*inside, text, "text"], "Field required", part),
        _problem("literal_error", [*inside, image, "type"], not_image, kind, expected="'image_url'"),
        _problem("missing", [*inside, image, "image_url"], "Field required", part),
    ]
