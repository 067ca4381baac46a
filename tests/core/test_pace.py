"""How slow a body may come."""

from __future__ import annotations

from core.pace import Pace

PACE = Pace(grace=30.0, slowest=1000.0)


def deadline_after(*pieces: tuple[float, int]) -> float:
    """The deadline of a body begun at 0, after (time, size) pieces."""
    deadline = PACE.grace
    for now, size in pieces:
        assert now <= deadline
        deadline = PACE.until(deadline, size, now)
    return deadline


def test_a_moving_body_is_never_cut() -> None:
    assert deadline_after(*((float(second), 1000) for second in range(10_000))) == 10_029.0


def test_a_body_that_stands_still_has_its_grace_however_fast_it_was() -> None:
    assert deadline_after((1.0, 30_000_000)) == 31.0


def test_a_trickle_wins_no_time() -> None:
    assert deadline_after(*((float(second), 1) for second in range(30))) < 30.1


def test_what_was_lost_can_be_made_up() -> None:
    assert deadline_after((29.0, 500), (30.0, 20_000)) == 50.5
