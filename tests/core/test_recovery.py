"""When a model that died is loaded again, and when it is left alone: lists of checks, on a clock of the test's."""

from __future__ import annotations

from core.domain import ModelState, ModelStatus, Seconds
from core.recovery import Recovery

READY, FAILED, LOADING, HELD = ModelState.READY, ModelState.FAILED, ModelState.LOADING, ModelState.DOWNLOADED


def told(*checks: tuple[Seconds, ModelState | None]) -> tuple[Recovery, list[tuple[Seconds, str]]]:
    """Feed checks of the model `m`; what was due, and when a crash loop was recognised."""
    recovery, happened = Recovery(), []
    for at, state in checks:
        models = [ModelStatus("m", state)] if state is not None else []
        happened += [(at, f"loop {m}") for m in recovery.observe(models, at)]
        happened += [(at, f"place {m}") for m in recovery.due(at)]
    return recovery, happened


def test_a_model_that_failed_and_that_exo_then_gave_up_is_placed_again_after_a_pause() -> None:
    _, happened = told((0, READY), (10, FAILED), (20, FAILED), (30, HELD), (34, HELD), (36, HELD), (40, HELD))
    assert happened == [(36, "place m")]


def test_a_model_that_vanished_without_failing_was_unloaded_by_somebody_and_stays_so() -> None:
    _, happened = told((0, READY), (10, HELD), (100, HELD), (200, None))
    assert happened == []


def test_a_model_that_exo_restarts_by_itself_is_not_touched() -> None:
    _, happened = told((0, READY), (10, FAILED), (13, LOADING), (16, READY), (300, READY))
    assert happened == []


def test_what_a_request_loads_in_the_pause_is_not_placed_again() -> None:
    _, happened = told((0, READY), (10, FAILED), (30, HELD), (34, LOADING), (36, LOADING), (80, READY))
    assert happened == []


def test_the_second_crash_waits_longer_and_the_third_is_a_crash_loop() -> None:
    recovery, happened = told(
        (0, READY), (10, FAILED), (40, HELD), (46, HELD),
        (50, LOADING), (60, FAILED), (90, HELD), (96, HELD), (101, HELD),
        (110, LOADING), (120, FAILED), (150, HELD), (400, HELD),
    )  # fmt: skip
    assert happened == [(46, "place m"), (101, "place m"), (120, "loop m")]
    assert recovery.is_left_alone("m", 500)
    assert not recovery.is_left_alone("m", 120 + 3601)


def test_a_model_left_alone_may_be_loaded_by_its_owner() -> None:
    recovery, _ = told((0, FAILED), (10, HELD), (20, FAILED), (30, HELD), (40, FAILED))
    assert recovery.is_left_alone("m", 50)
    recovery.forgive("m")
    assert not recovery.is_left_alone("m", 50)


def test_what_runs_well_for_two_minutes_is_no_longer_left_alone() -> None:
    recovery, _ = told((0, FAILED), (10, HELD), (20, FAILED), (30, HELD), (40, FAILED), (50, READY), (171, READY))
    assert not recovery.is_left_alone("m", 172)


def test_two_good_minutes_make_it_well() -> None:
    recovery, _ = told((0, READY), (10, FAILED), (20, READY), (30, FAILED), (40, READY), (170, READY), (180, FAILED))
    assert not recovery.is_left_alone("m", 181)


def test_what_failed_and_is_never_taken_away_is_placed_anew_in_the_end() -> None:
    _, happened = told((0, FAILED), (50, FAILED), (91, FAILED), (97, FAILED), (100, FAILED))
    assert happened == [(97, "place m")]


def test_models_that_are_only_on_the_disk_are_no_patients() -> None:
    recovery, _ = told((0, HELD))
    assert recovery.patients == {}
