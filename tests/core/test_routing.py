"""Who may answer, in which order, and why not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import (
    BackendId,
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
from core.rules import Alias, BackendLoad, Load, ModelRule, Rules, Strategy
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
        node("b"), node("a"), node("across", locality=Locality.LOCAL_NETWORK), node("first", priority=-1),
    )  # fmt: skip
    assert names(snap) == ["first", "a", "b", "across"]


def test_what_must_be_started_first_comes_after_what_runs_whatever_its_priority() -> None:
    assert names(snapshot(builtin(), node("mini", "auto", priority=2000)), "auto") == ["mini", "built-in (small)"]


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


def test_a_request_for_the_cloud_alone_is_not_told_that_only_own_machines_may_answer() -> None:
    routed = plan(ask("cloud/qwen"), snapshot(node("mini"), cloud(key_state=KeyState.MISSING)), NOW)
    assert failure_of(routed) == (FailureKind.NO_BACKEND, "mini: the mode is cloud only; openrouter: has no key")


def test_a_cloud_without_key_is_out_and_says_so() -> None:
    routed = plan(ask("gpt-9"), snapshot(cloud(key_state=KeyState.MISSING)), NOW)
    assert routed.candidates == ()
    assert failure_of(routed) == (FailureKind.NO_BACKEND, "openrouter: has no key")


def test_a_cloud_whose_key_was_refused_is_out_until_it_changes() -> None:
    blocked = Health(HealthState.BLOCKED, as_of=NOW, until=NOW, failure=FailureKind.KEY_REFUSED)
    snap = snapshot(node("mini", health=down()), cloud(health=blocked))
    assert names(snap) == ["mini"]
    assert reasons(snap) == {"openrouter": "refused the key"}


def in_state(name: str, state: ModelState) -> BackendStatus:
    return replace(node(name), models=(ModelStatus("qwen", state),))


def test_a_model_that_exo_must_load_first_comes_after_loaded_ones_and_before_the_cloud() -> None:
    snap = snapshot(in_state("asleep", ModelState.DOWNLOADED), node("awake"), cloud())
    routed = plan(ask(), snap, NOW)
    assert [(c.backend.name, c.is_asleep) for c in routed.candidates] == [
        ("awake", False),
        ("asleep", True),
        ("openrouter", False),
    ]
    assert "to be loaded first" in routed.candidates[1].reason


@pytest.mark.parametrize("state", [ModelState.DOWNLOADING, ModelState.FAILED, ModelState.KNOWN])
def test_a_model_that_cannot_be_had_soon_is_no_candidate_and_its_state_is_told(state: ModelState) -> None:
    snap = snapshot(in_state("mini", state))
    assert names(snap) == []
    assert reasons(snap) == {"mini": f"the model is {state}, not ready"}


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


def routed_names(snap: Snapshot, rules: Rules, load: Load | None = None, model: str = "qwen") -> list[str]:
    return [c.backend.name for c in plan(ask(model), snap, NOW, None, rules, load or Load()).candidates]


def test_an_alias_is_unfolded_into_its_models_best_first() -> None:
    rules = Rules(aliases=(Alias("gpt-4o", ("qwen", "openai/gpt-4o")),))
    snap = snapshot(node("mini"), cloud("openai", "gpt-*"))
    routed = plan(ask("gpt-4o"), snap, NOW, None, rules)
    assert [(c.backend.name, c.model) for c in routed.candidates] == [("mini", "qwen"), ("openai", "gpt-4o")]
    assert "as qwen" in routed.candidates[0].reason


def test_one_model_under_two_names_is_found_under_both() -> None:
    rules = Rules(aliases=(Alias("llama", ("mlx/llama-4bit", "llama3:8b"), both_ways=True),))
    snap = snapshot(node("exo", "mlx/llama-4bit"), node("ollama", "llama3:8b"))
    for name in ("llama", "mlx/llama-4bit", "llama3:8b"):
        assert sorted(routed_names(snap, rules, model=name)) == ["exo", "ollama"]
    assert routed_names(snap, rules, model="llama3:8b")[0] == "ollama"


def test_an_alias_does_not_reach_the_cloud_in_local_only() -> None:
    rules = Rules(aliases=(Alias("gpt-4o", ("cloud/gpt-4o",)),))
    routed = plan(ask("gpt-4o"), snapshot(node("mini"), cloud(), mode=Mode.LOCAL_ONLY), NOW, None, rules)
    assert routed.candidates == ()


def test_an_unknown_name_is_an_error_unless_the_owner_names_a_stand_in() -> None:
    snap = snapshot(node("mini"))
    assert routed_names(snap, Rules(), model="gpt-9") == []
    routed = plan(ask("gpt-9"), snap, NOW, None, Rules(unknown_model="qwen"))
    assert [(c.backend.name, c.model) for c in routed.candidates] == [("mini", "qwen")]
    assert "stands in for the unknown gpt-9" in routed.candidates[0].reason


def test_a_known_model_whose_nodes_rest_gets_no_stand_in() -> None:
    snap = snapshot(node("dead", health=down()), node("mini", "other"))
    assert routed_names(snap, Rules(unknown_model="other")) == ["dead"]


@pytest.mark.parametrize(
    ("wanted", "owners", "expected"),
    [
        (Mode.LOCAL_ONLY, Mode.LOCAL_FIRST, ["mini"]),
        (Mode.CLOUD_ONLY, Mode.LOCAL_FIRST, ["openrouter"]),
        (Mode.CLOUD_FIRST, Mode.LOCAL_FIRST, ["openrouter", "mini"]),
        (Mode.CLOUD_FIRST, Mode.LOCAL_ONLY, ["mini"]),
        (Mode.CLOUD_ONLY, Mode.LOCAL_ONLY, []),
    ],
)
def test_a_request_has_its_own_mode_but_never_widens_local_only(
    wanted: Mode, owners: Mode, expected: list[str]
) -> None:
    snap = snapshot(node("mini"), cloud(), mode=owners)
    assert [c.backend.name for c in plan(replace(ask(), mode=wanted), snap, NOW).candidates] == expected


def test_the_own_region_leads_and_the_nearest_other_one_follows() -> None:
    def placed(name: str, region: str, latency: float) -> BackendStatus:
        status = node(name, locality=Locality.LOCAL_NETWORK)
        return replace(status, backend=replace(status.backend, region=region), latency=latency)

    snap = snapshot(placed("far", "asia", 0.2), placed("near", "office", 0.01), placed("own", "home", 0.5))
    assert routed_names(snap, Rules(region="home")) == ["own", "near", "far"]


EQUALS = snapshot(node("a"), node("b"), node("c"))


def loads(**in_flight: int) -> dict[BackendId, BackendLoad]:
    return {BackendId(name): BackendLoad(count, limit=4, first_token=count / 10) for name, count in in_flight.items()}


def test_round_robin_takes_turns() -> None:
    firsts = [routed_names(EQUALS, Rules(Strategy.ROUND_ROBIN), Load(turn=turn))[0] for turn in range(6)]
    assert firsts == ["a", "b", "c", "a", "b", "c"]


def test_the_least_busy_leads_and_a_full_one_comes_last() -> None:
    assert routed_names(EQUALS, Rules(Strategy.LEAST_BUSY), Load(loads(a=4, b=2, c=1))) == ["c", "b", "a"]
    assert routed_names(EQUALS, Rules(Strategy.PRIORITY), Load(loads(a=4, b=2, c=1))) == ["b", "c", "a"]


def test_of_two_as_busy_the_one_with_more_weight_leads() -> None:
    heavy = replace(EQUALS.backends[2], backend=replace(EQUALS.backends[2].backend, weight=4.0))
    snap = replace(EQUALS, backends=(*EQUALS.backends[:2], heavy))
    assert routed_names(snap, Rules(Strategy.LEAST_BUSY), Load(loads(a=1, b=2, c=3))) == ["c", "a", "b"]


def test_the_fastest_to_the_first_token_leads() -> None:
    speeds = {BackendId(n): BackendLoad(1, first_token=t) for n, t in (("a", 0.9), ("b", 0.2), ("c", 0.5))}
    assert routed_names(EQUALS, Rules(Strategy.FASTEST), Load(speeds)) == ["b", "c", "a"]


def test_weights_are_met() -> None:
    snap = replace(
        EQUALS,
        backends=tuple(
            replace(s, backend=replace(s.backend, weight=w)) for s, w in zip(EQUALS.backends, (1, 2, 5), strict=True)
        ),
    )
    firsts = [routed_names(snap, Rules(Strategy.WEIGHTED), Load(draw=n / 4000))[0] for n in range(4000)]
    shares = [firsts.count(name) / 4000 for name in "abc"]
    assert shares == pytest.approx([1 / 8, 2 / 8, 5 / 8], abs=0.03)


def test_a_conversation_stays_where_it_is_known_until_that_is_too_busy() -> None:
    pinned = Load(loads(a=0, b=1, c=0), pin=BackendId("b"))
    assert routed_names(EQUALS, Rules(), pinned)[0] == "b"
    crowded = Load(loads(a=0, b=3, c=0), pin=BackendId("b"))
    assert routed_names(EQUALS, Rules(), crowded)[0] != "b"


def test_a_rule_keeps_some_models_at_home_or_with_some_backends() -> None:
    rules = Rules(
        per_model=(ModelRule(("*-private",), Mode.LOCAL_ONLY), ModelRule(("qwen",), backends=("mini",))),
    )
    snap = snapshot(node("mini", "a-private", "qwen"), node("studio", "qwen"), cloud())
    assert routed_names(snap, rules, model="a-private") == ["mini"]
    assert routed_names(snap, rules, model="b-private") == []
    assert routed_names(snap, rules) == ["mini"]
    routed = plan(ask(), snap, NOW, None, rules)
    assert {r.name: r.reason for r in routed.rejected}["studio"] == "the rule for this model names others"


def test_a_rule_does_not_widen_local_only() -> None:
    rules = Rules(per_model=(ModelRule(("*",), Mode.CLOUD_FIRST),))
    snap = snapshot(node("mini"), cloud())
    assert routed_names(snap, rules) == ["openrouter", "mini"]
    assert routed_names(replace(snap, mode=Mode.LOCAL_ONLY), rules) == ["mini"]


def test_embeddings_never_come_from_another_model() -> None:
    rules = Rules(aliases=(Alias("embed", ("nomic", "bge")),), unknown_model="bge")
    snap = snapshot(node("a", "nomic"), node("b", "bge"))

    def embedded(model: str, given: Rules = rules) -> list[str]:
        return [c.model for c in plan(replace(ask(model), endpoint="embeddings"), snap, NOW, None, given).candidates]

    assert embedded("embed") == ["nomic"]
    assert embedded("unheard-of") == []
    same = Rules(aliases=(Alias("embed", ("nomic", "bge"), both_ways=True),))
    assert sorted(embedded("embed", same)) == ["bge", "nomic"]


def test_a_server_that_lists_no_models_is_asked_for_any_name_but_never_for_auto() -> None:
    silent = node("silent", "*")
    assert names(snapshot(silent), "whatever") == ["silent"]
    assert names(snapshot(silent), "auto") == []
    assert may_answer_now((silent,)) == []
