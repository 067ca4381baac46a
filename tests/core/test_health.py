"""The health state machine, told as lists of facts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.domain import FailureKind, Health, HealthState
from core.errors import CONSEQUENCES, Blame
from core.health import (
    LONGEST_COOLING,
    LONGEST_REST,
    after_answer,
    after_failure,
    after_good_probe,
    after_key_change,
    fresher,
    is_trial,
    may_serve,
)

UNKNOWN = Health()


def failed(health: Health, kind: FailureKind, at: float, *, traffic: bool = True, wait: float | None = None) -> Health:
    return after_failure(health, kind, at, wait=wait, from_traffic=traffic)


def test_a_good_probe_brings_an_unknown_backend_up() -> None:
    assert after_good_probe(UNKNOWN, 5.0) == Health(HealthState.UP, as_of=5.0, since=5.0)


def test_up_keeps_the_moment_since_when_it_is_up() -> None:
    up = after_answer(after_good_probe(UNKNOWN, 5.0), 9.0)
    assert (up.since, up.as_of) == (5.0, 9.0)


def test_one_failure_of_real_traffic_is_enough_to_rest() -> None:
    down = failed(after_good_probe(UNKNOWN, 0.0), FailureKind.CONNECT_REFUSED, 1.0)
    assert (down.state, down.until) == (HealthState.DOWN, 2.0)
    assert not may_serve(down, 1.5)
    assert may_serve(down, 2.0)


def test_rests_grow_but_never_beyond_the_longest() -> None:
    health, rests = UNKNOWN, []
    for at in range(6):
        health = failed(health, FailureKind.CONNECT_REFUSED, float(at))
        rests.append(health.until - at)
    assert rests == [1.0, 2.0, 4.0, 4.0, 4.0, 4.0]
    assert max(rests) == LONGEST_REST


@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_jitter_moves_a_rest_by_a_fifth_at_most(jitter: float) -> None:
    health = after_failure(UNKNOWN, FailureKind.CONNECT_REFUSED, 0.0, jitter=jitter, from_traffic=True)
    assert health.until == pytest.approx(0.8 + 0.4 * jitter)


def test_a_busy_node_may_miss_one_probe_but_not_two() -> None:
    up = after_good_probe(UNKNOWN, 0.0)
    once = failed(up, FailureKind.FIRST_BYTE_TIMEOUT, 10.0, traffic=False)
    twice = failed(once, FailureKind.FIRST_BYTE_TIMEOUT, 12.0, traffic=False)
    assert (once.state, twice.state) == (HealthState.UP, HealthState.DOWN)


def test_a_refused_probe_needs_no_second_opinion() -> None:
    up = after_good_probe(UNKNOWN, 0.0)
    assert failed(up, FailureKind.CONNECT_REFUSED, 10.0, traffic=False).state is HealthState.DOWN


def test_an_open_port_does_not_excuse_an_empty_answer_before_its_rest_is_over() -> None:
    down = failed(after_good_probe(UNKNOWN, 0.0), FailureKind.EMPTY_ANSWER, 1.0)
    assert after_good_probe(down, 1.5) is down


def test_after_the_rest_a_good_probe_allows_one_trial_and_its_failure_rests_longer() -> None:
    down = failed(after_good_probe(UNKNOWN, 0.0), FailureKind.EMPTY_ANSWER, 1.0)
    on_trial = after_good_probe(down, 2.5)
    assert on_trial.state is HealthState.UP
    assert is_trial(on_trial)
    again = failed(on_trial, FailureKind.EMPTY_ANSWER, 3.0)
    assert again.until - 3.0 == 2.0


def test_an_answer_ends_the_trial() -> None:
    on_trial = after_good_probe(failed(UNKNOWN, FailureKind.EMPTY_ANSWER, 1.0), 2.5)
    assert not is_trial(after_answer(on_trial, 3.0))


def test_a_probe_revives_a_node_that_had_refused_connections_at_once() -> None:
    down = failed(after_good_probe(UNKNOWN, 0.0), FailureKind.CONNECT_REFUSED, 1.0)
    assert after_good_probe(down, 1.2).state is HealthState.UP


def test_retry_after_is_obeyed_even_when_probes_are_good() -> None:
    cooling = failed(UNKNOWN, FailureKind.RATE_LIMITED, 10.0, wait=30.0)
    assert (cooling.state, cooling.until) == (HealthState.COOLING, 40.0)
    assert after_good_probe(cooling, 20.0) is cooling
    assert after_good_probe(cooling, 40.0).state is HealthState.UP


def test_without_retry_after_cooling_grows_like_any_rest() -> None:
    once = failed(UNKNOWN, FailureKind.OVERLOADED, 0.0)
    assert (once.until, failed(once, FailureKind.OVERLOADED, 1.0).until) == (1.0, 3.0)


def test_a_node_without_a_key_of_ours_is_not_blocked_by_a_401_but_tried_again() -> None:
    down = after_failure(UNKNOWN, FailureKind.KEY_REFUSED, 0.0, from_traffic=True, has_key=False)
    assert (down.state, down.until) == (HealthState.DOWN, 1.0)


@pytest.mark.parametrize("kind", [k for k, c in CONSEQUENCES.items() if c.blame is Blame.NONE])
def test_what_is_not_the_backends_fault_changes_nothing(kind: FailureKind) -> None:
    up = after_good_probe(UNKNOWN, 0.0)
    assert failed(up, kind, 1.0) is up


def test_a_blocked_backend_is_left_alone_until_its_key_changes() -> None:
    blocked = failed(UNKNOWN, FailureKind.KEY_REFUSED, 1.0)
    assert not may_serve(blocked, 1e9)
    assert after_good_probe(blocked, 5.0) is blocked
    assert after_key_change(blocked, 6.0).state is HealthState.UNKNOWN


def test_a_key_change_does_not_revive_a_dead_node() -> None:
    down = failed(UNKNOWN, FailureKind.CONNECT_REFUSED, 1.0)
    assert after_key_change(down, 2.0) is down


def test_the_fresher_belief_wins() -> None:
    old, new = after_good_probe(UNKNOWN, 1.0), failed(UNKNOWN, FailureKind.SILENT, 2.0)
    assert fresher(old, new) is new
    assert fresher(new, old) is new


def test_nobody_has_himself_left_alone_for_ever() -> None:
    """A Retry-After of a million seconds is a mistake, or an attack."""
    assert failed(UNKNOWN, FailureKind.RATE_LIMITED, 10.0, wait=1e6).until == 10.0 + LONGEST_COOLING


@pytest.mark.parametrize("kind", [FailureKind.KEY_REFUSED, FailureKind.LOOP, FailureKind.NO_KEY])
def test_what_a_probe_blocked_a_probe_lifts(kind: FailureKind) -> None:
    """A node without a key of ours whose server no longer asks for one would be out until the next start."""
    blocked = failed(after_good_probe(UNKNOWN, 0.0), kind, 1.0, traffic=False)
    assert blocked.state is HealthState.BLOCKED
    assert after_good_probe(blocked, 2.0) == Health(HealthState.UP, as_of=2.0, since=2.0)


def test_what_traffic_blocked_no_probe_lifts() -> None:
    """A list of models that is shown to everybody says nothing about a key or a balance."""
    blocked = failed(after_good_probe(UNKNOWN, 0.0), FailureKind.NO_CREDIT, 1.0)
    assert after_good_probe(blocked, 1e6) == blocked


@pytest.mark.parametrize("good", [after_answer, after_good_probe])
def test_good_news_that_is_heard_late_does_not_bring_back_what_failed_since(
    good: Callable[[Health, float], Health],
) -> None:
    gone = failed(after_good_probe(UNKNOWN, 0.0), FailureKind.CONNECT_REFUSED, 10.0, traffic=False)
    assert good(gone, 9.99) == gone
