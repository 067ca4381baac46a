"""What a cloud says about our allowance in the headers of its answers. Pure.

Names: OpenAI and its kin send `x-ratelimit-remaining-requests|tokens` and `x-ratelimit-reset-requests|tokens`
(durations such as `1s`, `6m0s`, `120ms`; OpenAI docs "Rate limits"); OpenRouter sends `x-ratelimit-remaining`
and `x-ratelimit-reset` in Unix milliseconds; Anthropic sends `anthropic-ratelimit-requests-remaining` and
`-reset` as RFC 3339 times (Anthropic docs "Rate limits").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from core.domain import Seconds
from core.wire import Header

_PAIRS = (
    (b"x-ratelimit-remaining-requests", b"x-ratelimit-reset-requests"),
    (b"x-ratelimit-remaining-tokens", b"x-ratelimit-reset-tokens"),
    (b"x-ratelimit-remaining", b"x-ratelimit-reset"),
    (b"anthropic-ratelimit-requests-remaining", b"anthropic-ratelimit-requests-reset"),
    (b"anthropic-ratelimit-tokens-remaining", b"anthropic-ratelimit-tokens-reset"),
)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def wait_of(headers: Iterable[Header], wall: float) -> Seconds | None:
    """Seconds until there is an allowance again, or None while there is some. `wall` is Unix time now."""
    values = dict(headers)
    waits = [
        wait
        for remaining, reset in _PAIRS
        if values.get(remaining, b"").strip() == b"0"
        and (wait := _seconds(values.get(reset, b"").decode("latin-1").strip(), wall)) is not None
    ]
    return max(waits) if waits else None


def _seconds(reset: str, wall: float) -> Seconds | None:
    parts = _DURATION.findall(reset)
    if parts and "".join(a + b for a, b in parts) == reset:
        return sum(float(number) * _UNITS[unit] for number, unit in parts)
    try:
        number = float(reset)
    except ValueError:
        return _until(reset, wall)
    if number > 1e11:  # Unix time in milliseconds
        return max(0.0, number / 1000 - wall)
    return max(0.0, number - wall) if number > 1e9 else number


def _until(moment: str, wall: float) -> Seconds | None:
    try:
        return max(0.0, datetime.fromisoformat(moment).timestamp() - wall)
    except ValueError:
        return None
