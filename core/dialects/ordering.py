"""Puts messages into the order that models' templates want: one system message, first; no two users in a row. Pure.

Apps send more than that: Claude Code tells its agents in a system message after the user's (beta
mid-conversation-system-2026-04-07), Codex begins with two. OpenAI takes any order. Templates of Qwen refuse a system
message that is not the first ("System message must be at the beginning", ollama/ollama#17774,
raullenchai/Rapid-MLX#1543), those of Gemma and Mistral refuse two users in a row, and the server answers 4xx or 500.

A later system message is told by the user, in the tags by which Claude Code itself tells such things to models that
have no other way, and in its place: moved to the front it would spoil what a server remembers of the prompt.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]


def in_order(messages: list[Message]) -> tuple[list[Message], bool]:
    """The messages in that order, and whether a system message had to be told by the user."""
    told: list[Message] = []
    has_moved = False
    for message in messages:
        role = message["role"]
        if role == "system" and any(other["role"] != "system" for other in told):
            message, role, has_moved = _reminder(message), "user", True
        last = told[-1] if told else None
        if role in ("system", "user") and last is not None and last["role"] == role:
            told[-1] = {**last, "content": _joined(last["content"], message["content"])}
        else:
            told.append(message)
    return told, has_moved


def _reminder(message: Message) -> Message:
    content = message["content"]
    if isinstance(content, str):
        return {"role": "user", "content": f"<system-reminder>\n{content}\n</system-reminder>"}
    begin, end = ({"type": "text", "text": tag} for tag in ("<system-reminder>", "</system-reminder>"))
    return {"role": "user", "content": [begin, *content, end]}


def _joined(first: Any, second: Any) -> Any:
    if isinstance(first, str) and isinstance(second, str):
        return f"{first}\n\n{second}"
    return _parts(first) + _parts(second)


def _parts(content: Any) -> list[Any]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)
