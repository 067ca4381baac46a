"""When each backend is looked at next: well ones at the interval, dead ones soon, strangers seldom, crowds together."""

from __future__ import annotations

from dataclasses import replace

from core.discovery.nodes import THIS_MACHINE, found_backend
from core.discovery.schedule import CROWD, CROWD_EVERY, LOOK_EVERY, MOVING_EVERY, STRANGER_LOOK, Schedule
from core.domain import BackendId, BackendStatus, FailureKind, Health, HealthState, ModelState, ModelStatus, Snapshot
from tests.core.building import NOW, cloud, down, node, snapshot

SCHEDULE = Schedule(lambda: NOW, lambda: 0.5)


def rest(status: BackendStatus, *others: BackendStatus) -> float:
    return SCHEDULE.rest(status.backend, snapshot(status, *others), 10.0)


def dead(name: str) -> BackendStatus:
    never = Health(HealthState.DOWN, failures=9, until=NOW + 4, failure=FailureKind.CONNECT_REFUSED)
    return replace(node(name, health=never), models=())


def test_a_well_node_is_asked_at_the_interval_and_a_moving_one_sooner() -> None:
    well = node("studio")
    assert rest(well) == 10.0
    assert rest(replace(well, models=(ModelStatus("m", ModelState.LOADING),))) == MOVING_EVERY


def test_a_failed_node_is_asked_when_its_rest_is_over() -> None:
    assert rest(node("studio", health=down(NOW + 2))) == 2.01


def test_a_cloud_is_asked_seldom() -> None:
    assert rest(cloud()) == 600.0


def test_many_nodes_that_never_answered_are_tried_together_and_less_often() -> None:
    crowd = [dead(f"n{number}") for number in range(CROWD + 1)]
    rests = {rest(each, *crowd) for each in crowd}
    assert len(rests) == 2  # two moments of the cycle
    assert all(4.0 < each <= CROWD_EVERY for each in rests)


def test_a_node_that_answered_before_is_never_lost_in_the_crowd() -> None:
    crowd = [dead(f"n{number}") for number in range(CROWD + 1)]
    assert rest(node("studio", health=down(NOW + 2)), *crowd) == 2.01


def test_a_few_dead_nodes_are_no_crowd() -> None:
    assert rest(dead("n1"), dead("n2")) == 4.01


def test_a_place_with_a_stranger_is_asked_ever_less_until_it_closes() -> None:
    schedule, place = Schedule(lambda: NOW, lambda: 0.5), found_backend("127.0.0.1", 8080, THIS_MACHINE)
    rests = []
    for _ in range(3):
        schedule.note_stranger(place)
        rests.append(schedule.rest(place, Snapshot(), 10.0))
    schedule.note_failure(place, FailureKind.CONNECT_REFUSED)
    rests.append(schedule.rest(place, Snapshot(), 10.0))
    assert rests == [STRANGER_LOOK, 2 * STRANGER_LOOK, 3 * STRANGER_LOOK, LOOK_EVERY]


def test_a_forgotten_place_is_no_stranger() -> None:
    schedule, place = Schedule(lambda: NOW, lambda: 0.5), found_backend("127.0.0.1", 8080, THIS_MACHINE)
    schedule.note_stranger(place)
    schedule.forget(BackendId("found:127.0.0.1:8080"))
    assert schedule.rest(place, Snapshot(), 10.0) == LOOK_EVERY
