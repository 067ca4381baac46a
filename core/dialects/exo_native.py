"""When exo's own /v1/responses may be used for a client of that dialect: only where exo loses nothing on the way. Pure.

exo >= 1.0.68 answers /v1/messages and /v1/responses by translating, as we do. Its translators leave things out
without a word (src/exo/api/adapters/claude.py and responses.py, read at 164c081a and 037ef3a3; captures of main
2026-06); such a request goes through ours:

- its messages never tell how long the prompt was (`input_tokens` is 0, to the end), by which Claude Code knows when a
  conversation is full; words and pictures beside a tool's result are dropped, where it puts its reminders: never used;
- a plain answer is a clean, empty 200 when the runner dies, and until then there is no sign of life: ours is streamed;
- a custom tool's call comes back as a function's, and one of a namespace without it: Codex cannot read them;
- messages reach the model's template in the client's order, which many templates refuse (`ordering.py`).
"""

from __future__ import annotations

import itertools
from typing import Any

import msgspec

from core.json_text import NOT_JSON


def keeps_everything(body: bytes) -> bool:
    """Whether exo's own /v1/responses tells the whole request to its model, and the whole answer to its client."""
    try:
        request = msgspec.json.decode(body)
    except NOT_JSON:
        return False
    if not isinstance(request, dict) or request.get("stream") is not True:
        return False
    tools = [tool for tool in request.get("tools") or () if isinstance(tool, dict)]
    return all(tool.get("type") == "function" for tool in tools) and _is_in_order(request)


def _is_in_order(request: dict[str, Any]) -> bool:
    """Whether there is one system message at most, first, and no two of the user in a row."""
    items = request.get("input")
    roles = [_role(item) for item in items] if isinstance(items, list) else []
    first = 0 if request.get("instructions") else 1
    return not any(role in ("system", "developer") for role in roles[first:]) and all(
        (one, other) != ("user", "user") for one, other in itertools.pairwise(roles)
    )


def _role(message: Any) -> Any:
    return message.get("role") if isinstance(message, dict) else None
