"""The keys of apps in words: when they were made and used, and what they may do."""

from __future__ import annotations

from datetime import UTC, datetime

from core.local_keys import LocalKey
from desktop.text.facts import DAY, Moment, ago
from desktop.text.translate import measured, translate


def key_facts(key: LocalKey, now: Moment) -> str:
    """`ebk-ab12… · made 2026-11-24 · used 3 min ago`."""
    parts = [f"{key.begin}…", translate("AppKeys", "made {day}").format(day=day_of(key.created, now))]
    if key.last_used is None:
        parts.append(translate("AppKeys", "never used"))
    elif now.wall - key.last_used < DAY:
        parts.append(translate("AppKeys", "used {time}").format(time=ago(max(0.0, now.wall - key.last_used))))
    else:
        parts.append(translate("AppKeys", "used {time}").format(time=day_of(key.last_used, now)))
    return " · ".join(parts)


def key_limits(key: LocalKey, today: int) -> str:
    """What the app may not do; empty when it may do everything."""
    parts = []
    if key.is_local_only:
        parts.append(translate("AppKeys", "only your own machines"))
    if key.models:
        parts.append(translate("AppKeys", "only {models}").format(models=", ".join(key.models)))
    if key.budget:
        spent = key.spent if key.spent_on == today else 0
        parts.append(
            translate("AppKeys", "{spent} of {budget} cloud tokens today").format(
                spent=number(spent), budget=number(key.budget)
            )
        )
    return " · ".join(parts)


def day_of(wall: float, now: Moment) -> str:
    """A day as `2026-11-24`, by the user's clock."""
    return datetime.fromtimestamp(wall + now.utc_offset, UTC).strftime("%Y-%m-%d")


def number(value: int) -> str:
    """A count that can be read: thousands apart."""
    return measured(f"{value:,}".replace(",", "\u202f"))


def disk_is_silent() -> str:
    """The keys could not be written, or read."""
    return translate("AppKeys", "the disk does not answer")
