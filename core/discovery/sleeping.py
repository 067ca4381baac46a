"""Notices that this machine slept, or stood still, between two looks. Pure: both clocks are given."""

from __future__ import annotations

from core.domain import Seconds

SLEPT: Seconds = 20.0
"""Looks are two seconds apart; a longer pause than this was no busy moment."""


class Sleeping:
    """Ask at every look. Linux's and macOS's monotonic clock stands still in a sleep, Windows' goes on."""

    def __init__(self) -> None:
        self._last: tuple[float, Seconds] | None = None

    def has_slept(self, wall: float, monotonic: Seconds) -> bool:
        """Whether there was a sleep since the last look; `wall` is Unix time. A clock set forward looks the same."""
        before, self._last = self._last, (wall, monotonic)
        return before is not None and max(wall - before[0], monotonic - before[1]) > SLEPT
