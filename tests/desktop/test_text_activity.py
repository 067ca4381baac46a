"""What runs tells how fast it is; what Exo Bridge mended by itself stands where it happened, with its switch."""

from __future__ import annotations

import pytest
from msgspec import structs

from core import events as ev
from core.domain import LiveRequest, Locality, RequestId, Step
from core.settings import HealingSettings
from core.steps import StepKind
from desktop.text.activity import activity_rows
from desktop.text.rows import Tone
from desktop.text.settings import BACKENDS, sections_of
from desktop.text.steps import SWITCHES, step_in_words, where_to_switch
from tests.desktop.building import NOW, attempt, ended, folded, found, node, record, up

STUDIO = node("studio")
LIVE = LiveRequest(RequestId("live"), NOW.wall - 6, NOW.at - 6, "qwen3-30b", is_stream=True)
WELL = (*found(STUDIO), up())
SENT = ev.RequestSent(LIVE.id, "studio", Locality.LOCAL_NETWORK)


def test_a_running_stream_tells_its_speed_so_far() -> None:
    progress = ev.RequestsProgressed((ev.Progress(LIVE.id, first_token=1.0, pieces=310),))
    [row] = activity_rows(folded(*WELL, ev.RequestStarted(LIVE), SENT, progress), NOW)
    assert (row.result, row.way, row.detail) == ("running", "studio …", "6.00 s · about 62 tok/s")
    assert row.trail == ("Asked for qwen3-30b", "Now at studio", "First token after 1.00 s")


def test_before_its_first_token_it_has_no_speed() -> None:
    [row] = activity_rows(folded(*WELL, ev.RequestStarted(LIVE), SENT), NOW)
    assert row.detail == "6.00 s"


@pytest.mark.parametrize(
    ("position", "words"), [(None, "choosing …"), (0, "waiting, next in turn"), (3, "waiting, 3 before it")]
)
def test_a_waiting_request_says_how_many_come_before_it(position: int | None, words: str) -> None:
    live = structs.replace(LIVE, queue_position=position)
    [row] = activity_rows(folded(*WELL, ev.RequestStarted(live)), NOW)
    assert (row.result, row.way) == ("waiting", words)


def step(kind: StepKind, wall: float, detail: str = "") -> ev.StepTaken:
    return ev.StepTaken(Step(wall, kind, "studio", "qwen3-30b", detail))


def test_steps_stand_between_the_requests_by_their_time() -> None:
    first, second = record(1, attempt(STUDIO)), record(50, attempt(STUDIO))  # over at -93.59 and -44.59
    snapshot = folded(
        *WELL,
        step(StepKind.PLACING, NOW.wall - 80, "studio 12.0 GB"),
        step(StepKind.PLACED, NOW.wall - 70, "after 10 s"),
        ended(first),
        ended(second),
    )
    rows = activity_rows(snapshot, NOW)
    assert [(r.result, r.is_step) for r in rows] == [
        ("local", False),
        ("loaded", True),
        ("loading", True),
        ("local", False),
    ]
    assert len({r.id for r in rows}) == 4
    assert (rows[1].way, rows[1].model, rows[1].detail, rows[1].tone) == ("studio", "qwen3-30b", "by itself", Tone.GOOD)
    assert rows[2].trail == (
        "A request needs this model.",
        "studio 12.0 GB",
        "Switched on and off in the settings: Backends, Mending exo by itself, Place",
    )


def test_every_step_has_words_and_a_switch_that_is_in_the_settings_window() -> None:
    shown = {setting.path for section in sections_of(BACKENDS) for setting in section.fields}
    for kind in StepKind:
        tone, result, meaning = step_in_words(kind)
        assert tone and result and meaning.endswith(".")
        assert where_to_switch(kind).startswith("Switched on and off in the settings: Backends, ")
    assert set(SWITCHES.values()) <= shown
    assert {f"healing.{name}" for name in HealingSettings.__slots__} <= shown
