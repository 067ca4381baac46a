"""Who may answer, in which order, and why not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import (
    BackendStatus,
    FailureKind,
    Health,
    HealthState,
    KeyState,
    Locality,
    Mode,
    ModelState,
    ModelStatus,
    Snapshot,
)
from core.routing import failure_of, may_answer_now, plan
from tests.core.building import NOW, UP, ask, builtin, cloud, down, node, snapshot


def names(snap: Snapshot, model: str = "qwen", farthest: Locality = Locality.CLOUD) -> list[str]:
    return [c.backend.name for c in plan(ask(model, farthest), snap, NOW).candidates]


def reasons(snap: Snapshot, model: str = "qwen") -> dict[str, str]:
    return {r.name: r.reason for r in plan(ask(model), snap, NOW).rejected}


def test_own_machines_come_before_the_cloud() -> None:
    assert names(snapshot(cloud(), node("mini"))) == ["mini", "openrouter"]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.LOCAL_FIRST, ["mini", "openrouter"]),
        (Mode.LOCAL_ONLY, ["mini"]),
        (Mode.CLOUD_FIRST, ["openrouter", "mini"]),
        (Mode.CLOUD_ONLY, ["openrouter"]),
    ],
)
def test_the_mode_decides_who_may_and_who_leads(mode: Mode, expected: list[str]) -> None:
    assert names(snapshot(node("mini"), cloud(), mode=mode)) == expected


def test_priority_leads_nearness_follows_name_settles() -> None:
    snap = snapshot(
        node("b"), node("a"), node("lan", locality=Locality.LOCAL_NETWORK), node("first", priority=-1),
    )  # fmt: skip
    assert names(snap) == ["first", "a", "b", "lan"]


def test_a_request_that_may_not_leave_the_machine_does_not() -> None:
    snap = snapshot(node("near"), node("lan", locality=Locality.LOCAL_NETWORK), cloud())
    assert names(snap, farthest=Locality.THIS_MACHINE) == ["near"]


def test_a_resting_node_is_passed_over_and_says_why() -> None:
    snap = snapshot(node("studio", health=down()), node("mini"))
    assert names(snap) == ["mini"]
    assert reasons(snap) == {"studio": "resting: refused the connection"}


def test_when_everybody_rests_they_are_the_last_resort() -> None:
    candidates = plan(ask(), snapshot(node("studio", health=down())), NOW).candidates
    assert [(c.backend.name, c.is_trial) for c in candidates] == [("studio", True)]


def test_after_its_rest_a_node_is_tried_once() -> None:
    candidates = plan(ask(), snapshot(node("studio", health=down(until=NOW))), NOW).candidates
    assert [(c.backend.name, c.is_trial) for c in candidates] == [("studio", True)]


def test_the_fresher_health_of_the_data_plane_counts() -> None:
    snap = snapshot(node("studio"), node("mini"))
    fresh = Health(HealthState.DOWN, as_of=NOW, until=NOW + 1, failure=FailureKind.CONNECT_REFUSED)
    plan_now = plan(ask(), snap, NOW, {snap.backends[0].backend.id: fresh})
    assert [c.backend.name for c in plan_now.candidates] == ["mini"]


def test_a_model_nobody_offers_is_the_callers_error() -> None:
    routed = plan(ask("gpt-9"), snapshot(node("mini")), NOW)
    assert routed.candidates == ()
    assert failure_of(routed)[0] is FailureKind.UNKNOWN_MODEL


def test_a_model_that_only_the_forbidden_cloud_could_answer_says_local_only() -> None:
    routed = plan(ask("gpt-9"), snapshot(node("mini"), cloud(), mode=Mode.LOCAL_ONLY), NOW)
    assert failure_of(routed)[0] is FailureKind.LOCAL_ONLY


def test_a_cloud_without_key_is_out_and_says_so() -> None:
    routed = plan(ask("gpt-9"), snapshot(cloud(key_state=KeyState.MISSING)), NOW)
    assert routed.candidates == ()
    assert failure_of(routed) == (FailureKind.NO_BACKEND, "openrouter: has no key")


def test_a_cloud_whose_key_was_refused_is_out_until_it_changes() -> None:
    blocked = Health(HealthState.BLOCKED, as_of=NOW, until=NOW, failure=FailureKind.KEY_REFUSED)
    snap = snapshot(node("mini", health=down()), cloud(health=blocked))
    assert names(snap) == ["mini"]
    assert reasons(snap) == {"openrouter": "refused the key"}


def test_a_loaded_model_and_a_merely_downloaded_one_are_not_the_same() -> None:
    status = node("mini")
    asleep = replace(status, models=(ModelStatus("qwen", ModelState.DOWNLOADED),))
    assert names(snapshot(asleep)) == []
    assert reasons(snapshot(asleep)) == {"mini": "the model is downloaded, not ready"}


def test_cloud_patterns_limit_what_an_account_is_asked_for() -> None:
    snap = snapshot(cloud("openai", "gpt-*"))
    assert names(snap, "gpt-4o") == ["openai"]
    assert names(snap, "qwen") == []


def test_the_builtin_model_answers_to_its_own_names_only() -> None:
    assert names(snapshot(builtin()), "builtin") == ["built-in (small)"]
    assert names(snapshot(builtin()), "qwen") == []


def test_auto_takes_a_ready_model_and_the_builtin_one_last() -> None:
    candidates = plan(ask("auto"), snapshot(builtin(), node("mini", "llama")), NOW).candidates
    assert [(c.backend.name, c.model) for c in candidates] == [("mini", "llama"), ("built-in (small)", "auto")]


def test_auto_never_asks_a_cloud_for_just_any_model() -> None:
    assert names(snapshot(cloud("any")), "auto") == []
    assert names(snapshot(cloud("named", "gpt-4o")), "auto") == ["named"]


@pytest.mark.parametrize(
    ("model", "expected"),
    [("local/qwen", ["mini"]), ("cloud/qwen", ["openrouter"]), ("openrouter/qwen", ["openrouter"])],
)
def test_a_prefix_of_the_model_narrows_the_choice(model: str, expected: list[str]) -> None:
    routed = plan(ask(model), snapshot(node("mini"), cloud()), NOW)
    assert [c.backend.name for c in routed.candidates] == expected
    assert {c.model for c in routed.candidates} == {"qwen"}


def test_a_model_whose_real_name_has_a_slash_is_not_cut() -> None:
    assert names(snapshot(node("mini", "local/qwen")), "local/qwen") == ["mini"]


def test_a_prefix_never_widens_what_the_owner_allows() -> None:
    assert names(snapshot(node("mini"), cloud(), mode=Mode.LOCAL_ONLY), "cloud/qwen") == []


def test_the_list_of_models_holds_only_what_can_be_called_now() -> None:
    snap = snapshot(node("up", "a"), node("dead", "b", health=down()), cloud("c", key_state=KeyState.MISSING))
    assert [(s.backend.name, m.id) for s, m in may_answer_now(snap.backends)] == [("up", "a")]


_states = st.sampled_from([UP, Health(), down(), down(until=NOW - 1)])
_statuses = st.builds(
    lambda i, health, where, priority: replace(
        node(f"n{i}", health=health, locality=where, priority=priority)
        if where.is_local
        else cloud(f"n{i}", health=health)
    ),
    st.integers(0, 99),
    _states,
    st.sampled_from(Locality),
    st.integers(-1, 1),
)
_snapshots = st.builds(
    lambda statuses, mode: snapshot(*{s.backend.id: s for s in statuses}.values(), mode=mode),
    st.lists(_statuses, max_size=8),
    st.sampled_from(Mode),
)


@given(_snapshots, st.sampled_from(Locality))
def test_a_plan_never_proposes_a_forbidden_place(snap: Snapshot, farthest: Locality) -> None:
    for candidate in plan(ask(farthest=farthest), snap, NOW).candidates:
        where = candidate.backend.locality
        assert where <= farthest
        assert where.is_local or snap.mode is not Mode.LOCAL_ONLY
        assert not where.is_local or snap.mode is not Mode.CLOUD_ONLY


@given(_snapshots, st.randoms(use_true_random=False))
def test_the_order_of_the_backends_does_not_change_the_plan(snap: Snapshot, random: object) -> None:
    shuffled: list[BackendStatus] = list(snap.backends)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands a random.Random
    one, other = plan(ask(), snap, NOW), plan(ask(), replace(snap, backends=tuple(shuffled)), NOW)
    assert one.candidates == other.candidates
    assert set(one.rejected) == set(other.rejected)


@given(_snapshots)
def test_every_backend_is_either_a_candidate_or_rejected_with_a_reason(snap: Snapshot) -> None:
    routed = plan(ask(), snap, NOW)
    seen = [c.backend.id for c in routed.candidates] + [r.backend_id for r in routed.rejected]
    assert sorted(seen) == sorted(s.backend.id for s in snap.backends)
    assert all(r.reason for r in routed.rejected)
