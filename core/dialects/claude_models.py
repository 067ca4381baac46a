"""What Claude models take and what they refuse, by the version in their names. Pure.

Sources: platform.claude.com, migration guides of Opus 4.7, Sonnet 5, Sonnet 5.5, Opus 5.5 and Haiku 5.5 (what answers
400 there), "Adaptive thinking", "Extended thinking".
"""

from __future__ import annotations

import re

_NEWEST = [99]


def version_of(model: str) -> list[int]:
    """The version in a name like claude-3-7-sonnet-20250219 or claude-opus-5; a name without one is the newest."""
    return [int(n) for n in re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", model)][:2] or _NEWEST


def thinks_adaptively(model: str) -> bool:
    """Whether it takes `adaptive` (since 4.6) rather than a budget."""
    return version_of(model) >= [4, 6]


def takes_sampling(model: str) -> bool:
    """Whether it takes `temperature`, `top_p` and `top_k` (until 4.6)."""
    return version_of(model) < [4, 7]


def takes_both_samplings(model: str) -> bool:
    """Whether `temperature` and `top_p` may stand side by side (until 4.0)."""
    return version_of(model) < [4, 1]


def quiet_thinking(model: str) -> str:
    """The type of `thinking` that turns it off; empty for models that always think."""
    if "fable" in model or (version_of(model) >= [5, 5] and not any(name in model for name in ("sonnet", "haiku"))):
        return ""
    return "between_tools" if version_of(model) >= [5, 5] and "sonnet" in model else "disabled"
