"""The menu lines, the tables and the "why?" trail, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from core.domain import (
    BackendId,
    FailureKind,
    KeyState,
    Mode,
    ModelState,
    ModelStatus,
    NodeFacts,
    Outcome,
    Rejected,
    RequestId,
)
from core.events import ProbeAnswered, RequestSent
from desktop.text import facts
from desktop.text.activity import activity_rows, why
from desktop.text.menu import demo_switches, last_line, quit_question, short_model, snooze_line, status_line
from desktop.text.models import model_rows
from desktop.text.routes import OFFERED, route_name
from desktop.text.rows import Tone, node_rows
from desktop.text.translate import install, joined, translate
from tests.desktop.building import (
    NOW,
    attempt,
    builtin,
    cloud,
    demo,
    down,
    ended,
    folded,
    found,
    key,
    moment,
    node,
    record,
    refused,
    running,
    up,
)

STUDIO, MINI, ROUTER = node("studio"), node("mini", host="192.168.1.31"), cloud()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0041, "4 ms"), (0.0002, "1 ms"), (0.41, "0.41 s"), (12.34, "12.3 s"), (125.0, "2 min 5 s")],
)
def test_durations_name_their_unit(seconds: float, words: str) -> None:
    assert facts.duration(seconds) == words


def test_times_are_relative() -> None:
    assert [facts.ago(s) for s in (0.2, 12, 200, 7300)] == ["just now", "12 s ago", "3 min ago", "2 h ago"]
    assert [facts.ahead(s) for s in (0, 4, 300)] == ["now", "in 4 s", "in 5 min"]
    assert [facts.speed(310, 5.0), facts.speed(7, 2.0), facts.speed(None, 1.0)] == ["62 tok/s", "3.5 tok/s", ""]


def test_clock_times_are_the_users() -> None:
    assert replace(NOW, utc_offset=7200).clock(NOW.wall, seconds=True) == "10:16:40"
    assert replace(NOW, utc_offset=7200).clock(NOW.wall_of(NOW.at - 60)) == "10:15"


def test_the_status_line_is_the_answer_in_one_second() -> None:
    well = folded(*found(STUDIO, MINI, ROUTER), key(), up("studio"), up("mini", models=("qwen3-30b", "llama-70b")))
    assert status_line(well, NOW) == "● Local · 2 nodes · 2 models"
    assert status_line(folded(running(), snapshot=well), NOW) == "● Local · 2 nodes · 2 models · 1 request running"
    assert status_line(folded(down("mini"), snapshot=well), NOW) == "◐ Degraded · 1 node · 1 model"
    assert status_line(folded(*found(builtin())), NOW) == "● Local · built-in small model"
    assert status_line(folded(down("studio"), down("mini"), snapshot=well), NOW) == "☁ Cloud"


def test_the_last_answer_names_model_node_time_and_speed() -> None:
    served = record(1, attempt(STUDIO), model="mlx-community/Qwen3-30B-A3B-4bit")
    snapshot = folded(*found(STUDIO), up(), ended(served))
    assert last_line(snapshot) == "Last: Qwen3-30B-A3B-4bit on studio · 0.41 s · 62 tok/s"
    assert last_line(folded(*found(STUDIO))) == ""


def test_long_model_names_are_cut_in_the_middle() -> None:
    short = short_model("owner/" + "a" * 30 + "b" * 30)
    assert len(short) <= 32
    assert short.startswith("aaa") and "…" in short and short.endswith("bbb")


def test_a_snooze_shows_its_end() -> None:
    assert snooze_line(None, NOW) == "Notifications"
    assert snooze_line(NOW.at + 1800, NOW) == "Notifications (off until 08:46)"
    assert snooze_line(NOW.at - 1, NOW) == "Notifications"


def test_demo_switches_follow_what_is_believed() -> None:
    simulated = found(node("studio", simulated=True), node("mini", simulated=True), builtin())
    labels = [s.label for s in demo_switches(folded(demo(), *simulated, up("studio"), down("mini")))]
    assert labels == ["Revive mini", "Kill studio"]
    assert demo_switches(folded(*found(STUDIO), up())) == ()


def test_quitting_counts_what_is_running() -> None:
    assert quit_question(folded(running(1))) == "1 request is running."
    assert quit_question(folded(running(1), running(2))) == "2 requests are running."


def test_all_four_routes_are_offered_in_plain_words() -> None:
    assert [route_name(m) for m in OFFERED] == [
        "Local first, cloud if needed",
        "Local only (never cloud)",
        "Cloud first, local if needed",
        "Cloud only",
    ]
    assert set(OFFERED) == set(Mode)


def test_a_node_row_says_what_why_and_when_next() -> None:
    snapshot = folded(*found(STUDIO, MINI), up("studio", 988.0), down("mini", 998.0))
    mini, studio = node_rows(snapshot, NOW)
    assert (studio.tone, studio.state, studio.reason) == (Tone.GOOD, "ok", "")
    assert (studio.latency, studio.models, studio.model_names, studio.fresh) == (
        "4 ms",
        "1 ready",
        "qwen3-30b",
        "12 s ago",
    )
    assert studio.where == "192.168.1.20:52415"
    assert (mini.tone, mini.state, mini.reason) == (Tone.BAD, "down", "refused the connection, retry now")
    assert node_rows(snapshot, moment(997.0))[0].reason == "refused the connection, retry in 2 s"


def test_cloud_rows_speak_of_their_key() -> None:
    states = {
        KeyState.PRESENT: (Tone.CLOUD, "key ready", ""),
        KeyState.MISSING: (Tone.OWNER, "no key", "add its key in the settings"),
        KeyState.UNAVAILABLE: (Tone.OWNER, "no key", "the password store does not give it"),
        KeyState.UNREAD: (Tone.QUIET, "checking", ""),
    }
    for state, words in states.items():
        (row,) = node_rows(folded(*found(ROUTER), key(state=state)), NOW)
        assert (row.tone, row.state, row.reason) == words
    (row,) = node_rows(folded(*found(ROUTER), key(), refused()), NOW)
    assert (row.tone, row.state, row.reason) == (Tone.OWNER, "needs you", "refused the key (401)")


def test_the_built_in_model_starts_on_demand() -> None:
    (row,) = node_rows(folded(*found(builtin())), NOW)
    assert (row.tone, row.state, row.reason, row.where, row.is_checkable) == (
        Tone.QUIET,
        "on demand",
        "starts when needed",
        "comes with Exo Bridge",
        False,
    )


def test_models_on_their_way_are_counted_with_their_progress() -> None:
    models = (
        ModelStatus("a", ModelState.READY),
        ModelStatus("b", ModelState.LOADING, progress=0.4),
        ModelStatus("c", ModelState.FAILED),
        ModelStatus("d", ModelState.KNOWN),
    )
    memory = NodeFacts(machine="Mac Studio", memory_total=512 * 2**30, memory_available=300 * 2**30)
    snapshot = folded(*found(STUDIO), ProbeAnswered(BackendId("node:studio"), 990.0, 0.004, models, memory))
    (row,) = node_rows(snapshot, NOW)
    assert row.models == "1 ready, loading 40%, 1 failed"
    assert "Mac Studio" in row.tooltip and "300 GB of 512 GB memory free" in row.tooltip
    assert [(r.model, r.tone, r.state) for r in model_rows(snapshot)] == [
        ("a", Tone.GOOD, "ready"),
        ("b", Tone.BUSY, "loading 40%"),
        ("c", Tone.BAD, "failed"),
        ("d", Tone.QUIET, "not downloaded"),
    ]


def test_a_model_on_a_dead_node_is_not_called_ready() -> None:
    assert model_rows(folded(*found(STUDIO), up(), down()))[0].state == "not reachable"


def test_the_trail_tells_the_whole_story_in_order() -> None:
    passed = Rejected(ROUTER.id, "openrouter", "the mode is local only", FailureKind.LOCAL_ONLY)
    served = record(1, attempt(STUDIO, FailureKind.CONNECT_REFUSED), attempt(MINI, None, 5.4), rejected=(passed,))
    snapshot = folded(*found(STUDIO, MINI, ROUTER), ended(served))
    assert why(served, snapshot) == (
        "Asked for qwen3-30b",
        "1. studio, your network: refused the connection after 10 ms [local-first: on your network]",
        "2. mini, your network: answered in 5.40 s [local-first: on your network]",
        "Passed over openrouter: the mode is local only",
        "Answered: first token after 0.41 s, 310 tokens, 62 tok/s",
    )
    (row,) = activity_rows(snapshot, NOW)
    assert (row.way, row.tone, row.result, row.detail) == ("studio ✗ → mini ✓", Tone.GOOD, "local", "5.41 s · 62 tok/s")


def test_a_failed_request_ends_with_what_to_do() -> None:
    failed = record(1, outcome=Outcome.FAILED, failure=FailureKind.NO_BACKEND, detail="studio: resting")
    (row,) = activity_rows(folded(ended(failed)), NOW)
    assert (row.tone, row.result, row.way) == (Tone.BAD, "failed", "nobody was asked")
    assert row.trail[-1] == (
        "Failed: Nothing can answer (studio: resting). Start a node, or add a cloud key in the settings."
    )


def test_an_app_that_went_away_is_nobodys_failure() -> None:
    (row,) = activity_rows(folded(ended(record(1, outcome=Outcome.LEFT))), NOW)
    assert (row.tone, row.result) == (Tone.QUIET, "app left")


def test_running_requests_come_first_and_say_where_they_are() -> None:
    sent = RequestSent(RequestId("live1"), "studio", STUDIO.locality)
    snapshot = folded(*found(node("studio", simulated=True)), ended(record(1, attempt(STUDIO))), running(), sent)
    live, finished = activity_rows(snapshot, NOW)
    assert (live.is_live, live.way, live.result, live.detail) == (True, "studio (simulated) …", "running", "2.00 s")
    assert finished.way == "studio (simulated) ✓"


def test_names_are_joined_as_a_sentence() -> None:
    assert [joined(n) for n in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_a_lookup_translates_before_the_values_are_filled_in() -> None:
    install(lambda context, text: {"{n} s ago": "vor {n} s"}.get(text, text))
    try:
        assert facts.ago(12) == "vor 12 s"
        assert translate("Any", "{name}") == "{name}"
    finally:
        install(None)
    assert facts.ago(12) == "12 s ago"


def test_the_speed_of_a_plain_answer_is_over_its_whole_time() -> None:
    plain = structs.replace(record(1, attempt(STUDIO)), is_stream=False, first_token=5.40)
    assert last_line(folded(*found(STUDIO), ended(plain))).endswith("57 tok/s")
