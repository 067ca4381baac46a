"""The dialects by name. Pure."""

from __future__ import annotations

from enum import StrEnum


class Dialect(StrEnum):
    """A wire that a client or a backend speaks. `OPENAI` is chat completions and what belongs to them."""

    OPENAI = "openai"
    RESPONSES = "responses"
    ANTHROPIC = "anthropic"
    GEMINI = "gemini"
    OLLAMA = "ollama"
