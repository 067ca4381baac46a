"""When exo's own surfaces may be used for a client of their dialect: only where exo loses nothing on the way. Pure.

exo >= 1.0.68 answers /v1/messages and /v1/responses by translating, as we do. Its translators leave things out
without a word (src/exo/api/adapters/claude.py and responses.py, read at 164c081a and 037ef3a3); such a request goes
through ours:

- words and pictures beside a tool's result are dropped (Claude Code puts its reminders there);
- `tool_choice`, `output_config` and stop sequences that were met are not known;
- a custom tool's call comes back as a function's, which Codex cannot read.
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.dialects.names import Dialect


def keeps_everything(dialect: Dialect, body: bytes) -> bool:
    """Whether exo's own surface of this dialect tells the whole request to its model."""
    try:
        request = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    if not isinstance(request, dict):
        return False
    if dialect is Dialect.ANTHROPIC:
        unknown = ("tool_choice", "output_config", "output_format", "stop_sequences")
        return not any(request.get(name) for name in unknown) and not any(
            _is_mixed(message) for message in request.get("messages") or ()
        )
    if dialect is Dialect.RESPONSES:
        return not any(tool.get("type") == "custom" for tool in request.get("tools") or () if isinstance(tool, dict))
    return False


def _is_mixed(message: Any) -> bool:
    """Whether results of tools and other blocks stand side by side."""
    content = message.get("content") if isinstance(message, dict) else None
    kinds = {block.get("type") for block in content or () if isinstance(block, dict)} if content else set()
    return "tool_result" in kinds and len(kinds) > 1
