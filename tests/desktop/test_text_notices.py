"""What is told, in which words, and what is held back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from core.domain import Backend, FailureKind, Mode, Outcome, Snapshot
from core.events import Event
from desktop.text.notice_ledger import Ledger, admit
from desktop.text.notices import Notice, NoticeAction, NoticeKind, notices
from tests.desktop.building import (
    NOW,
    attempt,
    builtin,
    cloud,
    down,
    ended,
    folded,
    found,
    key,
    mode,
    node,
    record,
    refused,
    up,
)

STUDIO, MINI, ROUTER = node("studio"), node("mini"), cloud()
WELL = folded(*found(STUDIO, MINI, ROUTER), key(), up("studio"), up("mini"))
ALONE = folded(*found(STUDIO, ROUTER), key(), up("studio"))


def told(before: Snapshot, *events: Event) -> tuple[Notice, ...]:
    return notices(before, folded(*events, snapshot=before), NOW)


def test_a_request_that_went_on_to_the_cloud_is_told_in_the_words_of_the_study() -> None:
    trail = record(1, attempt(STUDIO, FailureKind.FIRST_BYTE_TIMEOUT, 20.0), attempt(ROUTER))
    assert told(ALONE, ended(trail)) == (
        Notice(
            NoticeKind.FAILOVER,
            "cloud",
            "Answering from the cloud",
            "studio stopped answering at 08:15 (accepted the request but did not answer). "
            "New requests go to openrouter.",
            (NoticeAction.WHY, NoticeAction.LOCAL_ONLY),
            is_affected=True,
        ),
    )


def test_a_request_that_went_on_to_another_machine_is_told_once_for_the_machine() -> None:
    trail = record(1, attempt(STUDIO, FailureKind.CONNECT_REFUSED), attempt(MINI))
    (notice,) = told(WELL, ended(trail), ended(structs.replace(trail, id=record(2).id)))
    assert (notice.kind, notice.subject, notice.title) == (NoticeKind.FAILOVER, "studio", "mini took over")
    assert notice.body == "studio stopped answering at 08:15 (refused the connection). New requests go to mini."


def test_a_simulated_machine_says_so_in_a_notice() -> None:
    studio, mini = node("studio", simulated=True), node("mini", simulated=True)
    before = folded(*found(studio, mini), up("studio"), up("mini"))
    (notice,) = told(before, ended(record(1, attempt(studio, FailureKind.CONNECT_REFUSED), attempt(mini))))
    assert notice.title == "mini (simulated) took over"
    assert notice.body.startswith("studio (simulated) stopped answering")


def test_a_missed_probe_alone_tells_nothing_while_another_machine_answers() -> None:
    assert told(WELL, down("studio")) == ()


def test_losing_the_machine_that_gave_the_last_answer_is_told_before_anybody_asks_again() -> None:
    before = folded(ended(record(1, attempt(STUDIO))), snapshot=WELL)
    (notice,) = told(before, down("studio", 995.0))
    assert (notice.title, notice.subject, notice.is_affected) == ("mini takes over", "studio", False)
    assert notice.body == "studio stopped answering at 08:16 (refused the connection). New requests go to mini."
    assert told(before, down("mini")) == ()


CUT = record(98, attempt(STUDIO, FailureKind.TRUNCATED), outcome=Outcome.FAILED, failure=FailureKind.TRUNCATED)
GONE = down("studio", 998.3, FailureKind.TRUNCATED)


@pytest.mark.parametrize("found_by", ["the cut answer", "the probe", "both"])
def test_an_answer_cut_by_a_machine_that_goes_is_felt_whichever_is_heard_of_first(found_by: str) -> None:
    steps = {
        "the cut answer": [[ended(CUT)], [GONE]],
        "the probe": [[GONE], [ended(CUT)]],
        "both": [[ended(CUT), GONE]],
    }
    before = folded(ended(record(1, attempt(MINI))), snapshot=WELL)  # another one gave the last answer
    heard: list[Notice] = []
    for events in steps[found_by]:
        after = folded(*events, snapshot=before)
        heard += notices(before, after, NOW)
        before = after
    assert [(n.title, n.subject, n.is_affected) for n in heard] == [("mini takes over", "studio", True)]
    assert heard[0].body == "studio stopped answering at 08:16 (broke off its answer). New requests go to mini."


def test_an_answer_cut_long_before_the_machine_goes_is_not_what_the_notice_is_about() -> None:
    before = folded(ended(record(1, attempt(MINI))), ended(structs.replace(CUT, wall=NOW.wall - 60)), snapshot=WELL)
    assert told(before, GONE) == ()


def test_an_answer_cut_by_a_machine_that_still_answers_tells_nothing() -> None:
    assert told(WELL, ended(CUT)) == ()


def test_a_request_that_a_machine_could_not_accept_is_not_cut_by_it() -> None:
    failure = FailureKind.CALLER_FAULT
    refused = record(98, attempt(STUDIO, failure), outcome=Outcome.FAILED, failure=failure)
    assert told(WELL, ended(refused), GONE) == ()


@pytest.mark.parametrize("others", [(ROUTER,), ()], ids=["a cloud", "nobody"])
def test_an_answer_cut_by_the_last_machine_is_felt(others: tuple[Backend, ...]) -> None:
    before = folded(*found(STUDIO, *others), key(), up("studio"))
    (notice,) = told(before, ended(CUT), GONE)
    assert (notice.title, notice.is_affected) == ("Answering from the cloud" if others else "Nothing can answer", True)


def test_losing_the_last_machine_tells_that_the_next_request_would_leave() -> None:
    (notice,) = told(ALONE, down("studio", 995.0))
    assert (notice.title, notice.is_affected) == ("Answering from the cloud", False)
    assert notice.body == "studio stopped answering at 08:16 (refused the connection). New requests go to openrouter."


def test_choosing_the_cloud_oneself_tells_nothing() -> None:
    assert told(ALONE, mode(Mode.CLOUD_ONLY)) == ()


def test_a_plain_answer_tells_nothing() -> None:
    assert told(WELL, ended(record(1, attempt(STUDIO)))) == ()


def test_coming_back_counts_what_the_cloud_took() -> None:
    away = folded(down("studio"), *(ended(record(i, attempt(ROUTER))) for i in range(12)), snapshot=ALONE)
    assert told(away, up("studio", 999.0)) == (
        Notice(
            NoticeKind.BACK,
            "cloud",
            "Back to local",
            "studio answers again. The cloud took 12 requests.",
            is_quiet=True,
        ),
    )


def test_nothing_left_is_told_with_the_reason() -> None:
    before = folded(*found(STUDIO), up("studio"))
    (notice,) = told(before, down("studio"))
    assert (notice.title, notice.body) == ("Nothing can answer", "No node is reachable, and no cloud key is set.")
    assert notice.actions == (NoticeAction.WHY, NoticeAction.OPEN_STATUS)


def test_a_request_that_nobody_could_answer_is_told_even_when_nothing_changed() -> None:
    before = folded(*found(STUDIO), down("studio"))
    failed = record(1, outcome=Outcome.FAILED, failure=FailureKind.NO_BACKEND)
    (notice,) = told(before, ended(failed))
    assert notice.is_affected


def test_a_refused_key_opens_the_settings() -> None:
    (notice,) = told(ALONE, refused())
    assert notice == Notice(
        NoticeKind.REFUSED,
        "openrouter",
        "openrouter refused the key",
        "401. Cloud fall-back is off until you replace it.",
        (NoticeAction.OPEN_SETTINGS, NoticeAction.WHY),
    )


def test_an_account_that_is_refused_as_soon_as_it_is_added_is_told_too() -> None:
    before = folded(*found(STUDIO), up("studio"))
    (notice,) = told(before, *found(ROUTER), key(), refused())
    assert notice.title == "openrouter refused the key"


def test_a_machine_that_got_its_token_is_back_whether_or_not_it_was_seen_unchecked() -> None:
    studio = replace(STUDIO, key=ROUTER.key)
    blocked = folded(*found(studio, MINI), up("studio"), up("mini"), down("studio", failure=FailureKind.KEY_REFUSED))
    unchecked = folded(key(), snapshot=blocked)
    seen, unseen = told(unchecked, up("studio", 999.0)), told(blocked, key(), up("studio", 999.0))
    assert [n.title for n in seen] == [n.title for n in unseen] == ["studio is back"]


def test_an_empty_account_and_a_second_account_change_the_words() -> None:
    two = folded(*found(STUDIO, ROUTER, cloud("mine")), key(), key("mine"), up("studio"))
    (notice,) = told(two, refused(failure=FailureKind.NO_CREDIT))
    assert notice.title == "openrouter has no credit left"
    assert notice.body == "Another cloud account can still help out."


def test_the_built_in_model_stepping_in_is_not_the_cloud() -> None:
    before = folded(*found(STUDIO, builtin()), up("studio"))
    assert told(before, down("studio")) == ()


LOST = Notice(NoticeKind.FAILOVER, "studio", "mini took over", "", is_affected=True)
BACK = Notice(NoticeKind.BACK, "studio", "studio is back", "")


def test_the_start_is_quiet_unless_a_request_felt_it() -> None:
    ledger = Ledger(started=0.0)
    assert admit(ledger, [replace(LOST, is_affected=False)], 14.0)[1] == ()
    assert admit(ledger, [LOST], 14.0)[1] == (LOST,)
    assert admit(ledger, [replace(LOST, is_affected=False)], 15.0)[1] != ()


def test_a_loss_that_was_told_is_taken_back_however_soon() -> None:
    ledger, _ = admit(Ledger(started=0.0), [LOST], 3.0)
    assert admit(ledger, [BACK], 6.0)[1] == (BACK,)
    assert admit(Ledger(started=0.0), [BACK], 6.0)[1] == ()


def test_the_same_thing_is_told_again_only_after_five_minutes() -> None:
    ledger, first = admit(Ledger(0.0), [LOST], 100.0)
    ledger, second = admit(ledger, [LOST], 399.0)
    _, third = admit(ledger, [LOST], 400.0)
    assert (first, second, third) == ((LOST,), (), (LOST,))


def test_being_back_is_told_only_once_and_only_after_the_loss_was_told() -> None:
    assert admit(Ledger(0.0), [BACK], 100.0)[1] == ()
    ledger, _ = admit(Ledger(0.0), [LOST], 100.0)
    ledger, shown = admit(ledger, [BACK], 110.0)
    assert shown == (BACK,)
    assert admit(ledger, [BACK], 900.0)[1] == ()


def test_a_return_that_nobody_was_told_of_ends_the_story_all_the_same() -> None:
    ledger, _ = admit(Ledger(0.0), [LOST], 100.0)
    ledger, snoozed = admit(ledger, [BACK], 110.0, snoozed_until=200.0)
    _, of_another_loss = admit(ledger, [BACK], 900.0)
    assert (snoozed, of_another_loss) == ((), ())


def test_a_snooze_holds_everything_back_until_it_ends() -> None:
    assert admit(Ledger(0.0), [LOST], 100.0, snoozed_until=200.0)[1] == ()
    assert admit(Ledger(0.0), [LOST], 200.0, snoozed_until=200.0)[1] == (LOST,)


def test_a_flood_becomes_six_notices_and_one_digest() -> None:
    ledger = Ledger(0.0)
    shown: list[Notice] = []
    for i in range(50):
        ledger, admitted = admit(ledger, [replace(LOST, subject=f"node-{i}")], 100.0 + i)
        shown += admitted
    assert [n.kind for n in shown] == [NoticeKind.FAILOVER] * 6 + [NoticeKind.DIGEST]
    assert shown[-1].title == "7 changes in the last hour"


def test_a_long_flood_is_summed_up_every_quarter_of_an_hour() -> None:
    ledger = Ledger(0.0)
    shown: list[Notice] = []
    for minute in range(55):
        ledger, admitted = admit(ledger, [replace(LOST, subject=f"node-{minute}")], 100.0 + 60 * minute)
        shown += admitted
    assert sum(n.kind is NoticeKind.DIGEST for n in shown) == 4


def test_the_hour_moves_on() -> None:
    ledger = Ledger(0.0)
    for i in range(6):
        ledger, _ = admit(ledger, [replace(LOST, subject=f"node-{i}")], 100.0)
    _, shown = admit(ledger, [LOST], 100.0 + 3600)
    assert shown == (LOST,)


@pytest.mark.parametrize("kind", [FailureKind.NO_KEY])
def test_a_missing_key_is_a_state_not_an_event(kind: FailureKind) -> None:
    assert told(ALONE, refused(failure=kind)) == ()
