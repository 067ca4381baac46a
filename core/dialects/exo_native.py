"""When exo's own surfaces may be used for a client of their dialect: only where exo loses nothing on the way. Pure.

exo >= 1.0.68 answers /v1/messages and /v1/responses by translating, as we do. Its translators leave things out
without a word (src/exo/api/adapters/claude.py and responses.py, read at 164c081a and 037ef3a3); such a request goes
through ours:

- words and pictures beside a tool's result are dropped (Claude Code puts its reminders there);
- `tool_choice`, `output_config` and stop sequences that were met are not known;
- a plain answer is a clean, empty 200 when the runner dies, and until then there is no sign of life: ours is streamed;
- a custom tool's call comes back as a function's, and one of a namespace without it: Codex cannot read them;
- messages reach the model's template in the client's order, which many templates refuse (`ordering.py`).
"""

from __future__ import annotations

import itertools
from typing import Any

import msgspec

from core.dialects.names import Dialect
from core.json_text import NOT_JSON


def keeps_everything(dialect: Dialect, body: bytes) -> bool:
    """Whether exo's own surface of this dialect tells the whole request to its model."""
    try:
        request = msgspec.json.decode(body)
    except NOT_JSON:
        return False
    if not isinstance(request, dict) or request.get("stream") is not True:
        return False
    if dialect is Dialect.ANTHROPIC:
        unknown = ("tool_choice", "output_config", "output_format", "stop_sequences")
        return not any(request.get(name) for name in unknown) and not any(
            _is_mixed(message) or _role(message) == "system" for message in request.get("messages") or ()
        )
    if dialect is Dialect.RESPONSES:
        tools = [tool for tool in request.get("tools") or () if isinstance(tool, dict)]
        return all(tool.get("type") == "function" for tool in tools) and _is_in_order(request)
    return False


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


def _is_mixed(message: Any) -> bool:
    """Whether results of tools and other blocks stand side by side."""
    content = message.get("content") if isinstance(message, dict) else None
    kinds = {block.get("type") for block in content or () if isinstance(block, dict)} if content else set()
    return "tool_result" in kinds and len(kinds) > 1
