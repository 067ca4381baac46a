"""A sleep is noticed whether the monotonic clock goes on in it (Windows) or stands still (Linux, macOS)."""

from __future__ import annotations

import pytest

from core.discovery.sleeping import Sleeping


@pytest.mark.parametrize(
    ("wall", "monotonic", "slept"),
    [
        (2.0, 2.0, False),
        (3600.0, 2.0, True),
        (3600.0, 3600.0, True),
        (9.0, 9.0, False),
        (-3600.0, 2.0, False),
    ],
    ids=["awake", "Linux, macOS", "Windows", "a busy moment", "clock set back"],
)
def test_a_sleep_is_a_long_pause_of_either_clock(wall: float, monotonic: float, slept: bool) -> None:
    sleeping = Sleeping()
    assert not sleeping.has_slept(1e9, 500.0)
    assert sleeping.has_slept(1e9 + wall, 500.0 + monotonic) is slept
    assert not sleeping.has_slept(1e9 + wall + 2, 500.0 + monotonic + 2)
