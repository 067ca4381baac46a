"""What each fact makes of the snapshot."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from core import events as ev
from core.domain import (
    Attempt,
    BackendId,
    FailureKind,
    HealthState,
    KeyName,
    KeyState,
    LiveRequest,
    Locality,
    Mode,
    ModelStatus,
    Outcome,
    PortStatus,
    RequestId,
    RequestRecord,
    Snapshot,
    Totals,
)
from core.state import MOST_RECENT, apply, apply_all
from tests.core.building import cloud, down, node, snapshot

STUDIO = node("studio").backend


def folded(*events: ev.Event, start: Snapshot | None = None) -> Snapshot:
    current = start or Snapshot()
    for event in events:
        current = apply(current, event)
    return current


def record(
    number: int = 1, outcome: Outcome = Outcome.SERVED, locality: Locality = Locality.THIS_MACHINE
) -> RequestRecord:
    failure = None if outcome is Outcome.SERVED else FailureKind.SILENT
    attempt = Attempt(BackendId("studio"), "studio", locality, "why", 0.1, failure)
    return RequestRecord(
        RequestId(f"r{number}"), 0.0, "qwen", False, outcome, (attempt,), prompt_tokens=2, completion_tokens=3
    )


def test_a_fact_that_tells_nothing_new_changes_nothing() -> None:
    before = folded(ev.ModeChanged(Mode.LOCAL_ONLY))
    assert apply(before, ev.ModeChanged(Mode.LOCAL_ONLY)) is before


def test_every_change_has_a_version_of_its_own() -> None:
    assert folded(ev.ModeChanged(Mode.LOCAL_ONLY), ev.PauseChanged(True)).version == 2


def test_backends_come_change_and_go() -> None:
    found = folded(ev.BackendFound(STUDIO), ev.BackendFound(node("a").backend))
    assert [s.backend.name for s in found.backends] == ["a", "studio"]
    assert folded(ev.BackendLost(STUDIO.id), start=found).find(STUDIO.id) is None


def test_nodes_stand_before_the_cloud() -> None:
    found = folded(ev.BackendFound(cloud("a").backend), ev.BackendFound(STUDIO))
    assert [s.backend.name for s in found.backends] == ["studio", "a"]


def test_a_good_probe_brings_models_and_latency() -> None:
    after = folded(ev.BackendFound(STUDIO), ev.ProbeAnswered(STUDIO.id, 5.0, 0.004, (ModelStatus("qwen"),)))
    status = after.find(STUDIO.id)
    assert status is not None
    assert (status.health.state, status.latency, status.checked_at) == (HealthState.UP, 0.004, 5.0)
    assert status.models == (ModelStatus("qwen"),)


def test_a_failed_probe_keeps_the_models_that_were_known() -> None:
    up = folded(ev.BackendFound(STUDIO), ev.ProbeAnswered(STUDIO.id, 5.0, 0.004, (ModelStatus("qwen"),)))
    after = folded(ev.ProbeFailed(STUDIO.id, 9.0, FailureKind.CONNECT_REFUSED, ""), start=up).find(STUDIO.id)
    assert after is not None
    assert (after.health.state, after.models, after.latency) == (HealthState.DOWN, (ModelStatus("qwen"),), None)


def test_a_verdict_on_a_backend_that_is_gone_is_nothing() -> None:
    empty = Snapshot()
    assert apply(empty, ev.BackendFailed(STUDIO.id, 1.0, FailureKind.SILENT, "")) is empty


def test_a_key_lifts_the_block_it_caused_and_only_its_own() -> None:
    start = snapshot(cloud("a"), node("studio", health=down()))
    blocked = apply(start, ev.BackendFailed(BackendId("a"), 2000.0, FailureKind.KEY_REFUSED, ""))
    after = apply(blocked, ev.KeyChanged(KeyName("a"), KeyState.PRESENT, 2001.0))
    assert [s.health.state for s in after.backends] == [HealthState.UNKNOWN, HealthState.DOWN]


def test_a_missing_key_is_told_at_its_backend() -> None:
    after = apply(snapshot(cloud("a"), cloud("b")), ev.KeyChanged(KeyName("a"), KeyState.MISSING, 1.0))
    assert [s.key_state for s in after.backends] == [KeyState.MISSING, KeyState.PRESENT]


def test_a_request_runs_is_sent_and_ends() -> None:
    live = LiveRequest(RequestId("r1"), 0.0, 0.0, "qwen", True)
    running = folded(
        ev.BackendFound(STUDIO), ev.RequestStarted(live), ev.RequestSent(live.id, "studio", Locality.THIS_MACHINE)
    )
    assert running.live[0].backend_name == "studio"
    ended = apply(running, ev.RequestEnded(record()))
    assert (ended.live, ended.recent[0].id, ended.backends[0].served) == ((), "r1", 1)


def test_a_running_stream_tells_how_far_it_is_and_one_that_is_gone_is_nothing() -> None:
    live = LiveRequest(RequestId("r1"), 0.0, 0.0, "qwen", True)
    gone = ev.Progress(RequestId("r2"), 0.1, 3)
    running = folded(
        ev.RequestStarted(live), ev.RequestsProgressed((gone, ev.Progress(live.id, first_token=0.4, pieces=7)))
    )
    assert running.live == (structs.replace(live, first_token=0.4, pieces=7),)


def test_requests_are_counted_by_how_they_ended() -> None:
    after = folded(
        ev.RequestEnded(record(1)),
        ev.RequestEnded(record(2, locality=Locality.CLOUD)),
        ev.RequestEnded(record(3, Outcome.FAILED)),
        ev.RequestEnded(record(4, Outcome.LEFT)),
    )
    assert after.totals == Totals(local=1, cloud=1, failed=1, left=1, prompt_tokens=8, completion_tokens=12)


def told_of(number: int) -> list[ev.Event]:
    """Everything that may be told of one request, in any order."""
    request = RequestId(f"r{number}")
    return [
        ev.RequestStarted(LiveRequest(request, 0.0, 0.0, "qwen", True)),
        ev.RequestQueued(request, 2),
        ev.RequestSent(request, "studio", Locality.THIS_MACHINE),
        ev.RequestsProgressed((ev.Progress(request, 0.1, number), ev.Progress(RequestId("r0"), 0.2, 7))),
        ev.RequestEnded(record(number)),
        ev.RequestEnded(record(number, Outcome.FAILED)),
        ev.RequestEnded(record(number, Outcome.LEFT)),
        ev.RequestEnded(record(number, locality=Locality.CLOUD)),
    ]


SOME = [ev.BackendFound(STUDIO), ev.PauseChanged(True), ev.BackendAnswered(STUDIO.id, 1.0), ev.BackendLost(STUDIO.id)]


@given(st.lists(st.sampled_from([*SOME, *(e for n in range(3) for e in told_of(n))]), max_size=30))
def test_a_batch_says_the_same_as_its_facts_one_by_one(events: list[ev.Event]) -> None:
    one_by_one = folded(ev.BackendFound(STUDIO), *events)
    at_once = apply_all(folded(ev.BackendFound(STUDIO)), events, lambda: 0.5)
    assert without_version(at_once) == without_version(one_by_one)
    assert (at_once.version > 1) is (one_by_one.version > 1)


def without_version(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, version=0)


def test_the_history_is_bounded_and_the_newest_leads() -> None:
    after = folded(*(ev.RequestEnded(record(n)) for n in range(MOST_RECENT + 20)))
    assert len(after.recent) == MOST_RECENT
    assert after.recent[0].id == f"r{MOST_RECENT + 19}"


def test_the_port_tells_its_address() -> None:
    after = folded(ev.PortChanged(PortStatus(port=52410, is_open=True)))
    assert after.port.address == "http://127.0.0.1:52410/v1"
