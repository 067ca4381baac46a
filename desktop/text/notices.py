"""Which change of the snapshot is worth a notice, and in which words.

    notices(before, after)  what could be told about one change: stateless
    admit(ledger, …)        what is told: rate limits, snooze, silence after the start, pairs, digest

Rules: a notice is for a *user request* that was affected or would be: when the machine that gave the last answer
goes, or when the next request would leave the user's machines. Any other machine that only missed a probe changes
the icon, no more. Being back is told only where the loss was told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from core.domain import (
    Attempt,
    BackendStatus,
    FailureKind,
    HealthState,
    Locality,
    Mode,
    Outcome,
    RequestRecord,
    Seconds,
    Snapshot,
)
from desktop.text.face import IconState, icon_state, is_usable_cloud, why_nothing
from desktop.text.facts import Moment, changes, clouds, joined_names, name_of, own_nodes, requests, shown_name
from desktop.text.failing import failure_title
from desktop.text.translate import translate

PER_KEY: Seconds = 300.0
PER_HOUR = 6
HOUR: Seconds = 3600.0
QUIET_AT_START: Seconds = 15.0
BETWEEN_DIGESTS: Seconds = 900.0


class NoticeKind(StrEnum):
    """What happened; with the subject, the identity of a notice."""

    FAILOVER = "failover"
    BACK = "back"
    NOTHING = "nothing"
    REFUSED = "refused"
    BUDGET = "budget"
    DIGEST = "digest"
    UPDATE = "update"
    HINT = "hint"


class NoticeAction(StrEnum):
    """What a notice offers."""

    WHY = "why"
    LOCAL_ONLY = "local-only"
    OPEN_SETTINGS = "open-settings"
    OPEN_STATUS = "open-status"
    SHOW_UPDATE = "show-update"


NoticeKey: TypeAlias = tuple[NoticeKind, str]
CLOUD_SUBJECT = "cloud"
"""The subject of notices about going to the cloud and coming back."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `is_affected`: a request of the user already felt it. `is_quiet`: no sound, low urgency."""

    kind: NoticeKind
    subject: str
    title: str
    body: str
    actions: tuple[NoticeAction, ...] = ()
    is_affected: bool = False
    is_quiet: bool = False

    @property
    def key(self) -> NoticeKey:
        """Notices with the same key replace each other."""
        return self.kind, self.subject


def action_name(action: NoticeAction) -> str:
    """The words on the button."""
    match action:
        case NoticeAction.WHY:
            return translate("Notices", "Why?")
        case NoticeAction.LOCAL_ONLY:
            return translate("Notices", "Local only")
        case NoticeAction.OPEN_SETTINGS:
            return translate("Notices", "Open settings")
        case NoticeAction.OPEN_STATUS:
            return translate("Notices", "Open status")
        case NoticeAction.SHOW_UPDATE:
            return translate("Notices", "Show it")


def sample_notice() -> Notice:
    """Shown on demand, to see whether notices arrive."""
    title = translate("Notices", "Notices arrive")
    return Notice(NoticeKind.HINT, "test", title, translate("Notices", "This one is a test."))


def notices(before: Snapshot, after: Snapshot, now: Moment) -> tuple[Notice, ...]:
    """Everything that this one change could tell, the gravest first, without repetition."""
    found = [
        *_refused(before, after),
        *_nothing(before, after),
        *_failovers(before, after, now),
        *_back(before, after),
    ]
    return tuple({notice.key: notice for notice in reversed(found)}.values())[::-1]


def _new_records(before: Snapshot, after: Snapshot) -> list[RequestRecord]:
    known = {r.id for r in before.recent}
    return [r for r in after.recent if r.id not in known]


def _failovers(before: Snapshot, after: Snapshot, now: Moment) -> list[Notice]:
    found = []
    for record in _new_records(before, after):
        served = record.served_by
        lost = next((a for a in record.attempts if a.failure is not None), None)
        if served is not None and lost is not None and lost.backend_id != served.backend_id:
            found.append(_took_over(lost, served, record, after, now))
    was, now_is = icon_state(before), icon_state(after)
    own = (IconState.LOCAL, IconState.DEGRADED)
    if not found and was in own and now_is is IconState.CLOUD and after.mode is before.mode is Mode.LOCAL_FIRST:
        found.append(_would_go_to_cloud(after, now))
    if not found and now_is is IconState.DEGRADED:
        found += _would_go_elsewhere(before, after, now)
    return found


def _would_go_elsewhere(before: Snapshot, after: Snapshot, now: Moment) -> list[Notice]:
    """The machine that gave the last answer is gone: the next request goes to another one."""
    last = next((r.served_by for r in after.recent if r.served_by is not None), None)
    lost = after.find(last.backend_id) if last is not None else None
    if lost is None or not lost.backend.locality.is_local or not _has_gone(before, lost):
        return []
    others = [s for s in own_nodes(after) if s.health.state is HealthState.UP]
    if not others:
        return []
    winner = joined_names(others)
    title = failure_title(lost.health.failure or FailureKind.UNREACHABLE)
    body = _stopped(shown_name(lost.backend), now.clock(now.wall_of(lost.health.since)), title, winner)
    heading = translate("Notices", "{name} takes over").format(name=winner)
    return [Notice(NoticeKind.FAILOVER, lost.backend.name, heading, body, _failover_actions(after))]


def _has_gone(before: Snapshot, status: BackendStatus) -> bool:
    was = before.find(status.backend.id)
    return was is not None and was.health.state is HealthState.UP and status.health.state is not HealthState.UP


def _failover_actions(after: Snapshot) -> tuple[NoticeAction, ...]:
    """The brake is offered only while it would change something."""
    if after.mode is Mode.LOCAL_ONLY:
        return (NoticeAction.WHY,)
    return (NoticeAction.WHY, NoticeAction.LOCAL_ONLY)


def _took_over(lost: Attempt, served: Attempt, record: RequestRecord, after: Snapshot, now: Moment) -> Notice:
    """A request felt it: one backend failed, another answered."""
    winner = name_of(after, served.backend_id, served.backend_name)
    loser = name_of(after, lost.backend_id, lost.backend_name)
    title = failure_title(lost.failure) if lost.failure is not None else ""
    body = _stopped(loser, now.clock(record.wall), title, winner)
    if served.locality is Locality.CLOUD and lost.locality.is_local:
        return _cloud_notice(body, after, is_affected=True)
    return Notice(
        NoticeKind.FAILOVER,
        lost.backend_name,
        translate("Notices", "{name} took over").format(name=winner),
        body,
        _failover_actions(after),
        is_affected=True,
    )


def _stopped(loser: str, time: str, title: str, winner: str) -> str:
    return translate("Notices", "{loser} stopped answering at {time} ({title}). New requests go to {winner}.").format(
        loser=loser, time=time, title=title, winner=winner
    )


def _would_go_to_cloud(after: Snapshot, now: Moment) -> Notice:
    """No request yet, but the next one would leave the user's machines."""
    down = [s for s in own_nodes(after) if s.health.state is not HealthState.UP]
    winner = joined_names([s for s in clouds(after) if is_usable_cloud(s)])
    last = max(down, key=lambda s: s.health.since, default=None)
    if last is None:
        return _cloud_notice(translate("Notices", "New requests go to {winner}.").format(winner=winner), after)
    time = now.clock(now.wall_of(last.health.since))
    title = failure_title(last.health.failure or FailureKind.UNREACHABLE)
    return _cloud_notice(_stopped(shown_name(last.backend), time, title, winner), after)


def _cloud_notice(body: str, after: Snapshot, is_affected: bool = False) -> Notice:
    return Notice(
        NoticeKind.FAILOVER,
        CLOUD_SUBJECT,
        translate("Notices", "Answering from the cloud"),
        body,
        (NoticeAction.WHY, NoticeAction.LOCAL_ONLY),
        is_affected=is_affected,
    )


def _back(before: Snapshot, after: Snapshot) -> list[Notice]:
    """The cloud is no longer needed; or a node, whose loss a request felt, answers again."""
    own = (IconState.LOCAL, IconState.DEGRADED)
    returned = [s for s in own_nodes(after) if s.health.state is HealthState.UP and not _was_up(before, s)]
    if icon_state(before) is IconState.CLOUD and icon_state(after) in own and after.mode is before.mode:
        taken = _cloud_streak(after)
        body = _answers_again(returned)
        if taken:
            body += " " + translate("Notices", "The cloud took {requests}.").format(requests=requests(taken))
        return [
            Notice(NoticeKind.BACK, CLOUD_SUBJECT, translate("Notices", "Back to local"), body, (), is_quiet=True),
        ]
    return [
        Notice(
            NoticeKind.BACK,
            s.backend.name,
            translate("Notices", "{name} is back").format(name=shown_name(s.backend)),
            translate("Notices", "{name} answers again and takes requests.").format(name=shown_name(s.backend)),
            is_quiet=True,
        )
        for s in returned
    ]


def _answers_again(returned: list[BackendStatus]) -> str:
    if len(returned) > 1:
        return translate("Notices", "{names} answer again.").format(names=joined_names(returned))
    name = joined_names(returned) or translate("Notices", "Your machine")
    return translate("Notices", "{name} answers again.").format(name=name)


def _was_up(before: Snapshot, status: BackendStatus) -> bool:
    was = before.find(status.backend.id)
    return was is None or was.health.state in (HealthState.UP, HealthState.UNKNOWN)


def _cloud_streak(snapshot: Snapshot) -> int:
    """How many requests the cloud served since the last local answer."""
    count = 0
    for record in snapshot.recent:
        served = record.served_by
        if served is None:
            continue
        if served.locality.is_local:
            break
        count += 1
    return count


_STORY = (NoticeAction.WHY, NoticeAction.OPEN_STATUS)
_ACCOUNT = (NoticeAction.OPEN_SETTINGS, NoticeAction.WHY)
_OWNERS_TURN = frozenset({FailureKind.NO_BACKEND, FailureKind.LOCAL_ONLY, FailureKind.NO_KEY})


def _nothing(before: Snapshot, after: Snapshot) -> list[Notice]:
    """Nobody is left. A closed port is not told here: its own window asks what to do."""
    if icon_state(after) is not IconState.NONE or not (after.port.is_open or not after.port.error):
        return []
    affected = any(r.outcome is Outcome.FAILED and r.failure in _OWNERS_TURN for r in _new_records(before, after))
    was_well = icon_state(before) in (IconState.LOCAL, IconState.DEGRADED, IconState.CLOUD)
    if not affected and not (was_well and after.mode is before.mode):
        return []
    title = translate("Notices", "Nothing can answer")
    return [Notice(NoticeKind.NOTHING, "", title, why_nothing(after), _STORY, is_affected=affected)]


def _refused(before: Snapshot, after: Snapshot) -> list[Notice]:
    found = []
    for status in clouds(after):
        was = before.find(status.backend.id)
        is_new = was is not None and was.health.state is not HealthState.BLOCKED
        if not is_new or status.health.state is not HealthState.BLOCKED:
            continue
        name = shown_name(status.backend)
        if status.health.failure is FailureKind.NO_CREDIT:
            title = translate("Notices", "{name} has no credit left").format(name=name)
            body = translate("Notices", "It is left alone until you top up the account and test the key.")
        elif status.health.failure is FailureKind.KEY_REFUSED:
            title = translate("Notices", "{name} refused the key").format(name=name)
            body = translate("Notices", "401. Cloud fall-back is off until you replace it.")
        else:
            continue  # no key yet is a state, not an event
        if any(is_usable_cloud(s) for s in clouds(after)):
            body = translate("Notices", "Another cloud account can still help out.")
        found.append(
            Notice(NoticeKind.REFUSED, status.backend.name, title, body, (NoticeAction.OPEN_SETTINGS, NoticeAction.WHY))
        )
    return found


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was told and when, so that the next decision can be made. Times are monotonic."""

    started: Seconds
    told: tuple[tuple[NoticeKey, Seconds], ...] = ()
    withheld: tuple[Seconds, ...] = ()
    open: frozenset[str] = frozenset()
    """Subjects whose loss was told and whose return was not."""


def admit(
    ledger: Ledger,
    found: Iterable[Notice],
    now: Seconds,
    *,
    snoozed_until: Seconds | None = None,
) -> tuple[Ledger, tuple[Notice, ...]]:
    """The notices to show now, and the ledger after them. The order of the questions matters.

    1. Snoozed: nothing at all.
    2. Just started: only what a request felt.
    3. Back: only what was told as lost.
    4. The same thing within five minutes: not again.
    5. Six in an hour: from then on a digest, at most every quarter of an hour.
    """
    shown: list[Notice] = []
    ledger = _forget(ledger, now)
    for notice in found:
        if snoozed_until is not None and now < snoozed_until:
            continue
        if now - ledger.started < QUIET_AT_START and not notice.is_affected:
            continue
        if notice.kind is NoticeKind.BACK and notice.subject not in ledger.open:
            continue
        if any(key == notice.key and now - at < PER_KEY for key, at in ledger.told):
            continue
        if sum(key[0] is not NoticeKind.DIGEST for key, _ in ledger.told) >= PER_HOUR:
            ledger, digest = _withheld(ledger, now)
            shown.extend(digest)
            continue
        ledger = _told(ledger, notice, now)
        shown.append(notice)
    return ledger, tuple(shown)


def _forget(ledger: Ledger, now: Seconds) -> Ledger:
    return replace(
        ledger,
        told=tuple((key, at) for key, at in ledger.told if now - at < HOUR),
        withheld=tuple(at for at in ledger.withheld if now - at < HOUR),
    )


def _told(ledger: Ledger, notice: Notice, now: Seconds) -> Ledger:
    subjects = ledger.open
    if notice.kind is NoticeKind.FAILOVER:
        subjects |= {notice.subject}
    elif notice.kind is NoticeKind.BACK:
        subjects -= {notice.subject}
    return replace(ledger, told=(*ledger.told, (notice.key, now)), open=subjects)


def _withheld(ledger: Ledger, now: Seconds) -> tuple[Ledger, tuple[Notice, ...]]:
    ledger = replace(ledger, withheld=(*ledger.withheld, now))
    is_due = all(now - at >= BETWEEN_DIGESTS for key, at in ledger.told if key[0] is NoticeKind.DIGEST)
    if not is_due:
        return ledger, ()
    count = len(ledger.told) + len(ledger.withheld)
    title = translate("Notices", "{changes} in the last hour").format(changes=changes(count))
    body = translate("Notices", "Notices rest for a while; the activity list has them all.")
    digest = Notice(NoticeKind.DIGEST, "", title, body, _STORY, is_quiet=True)
    return _told(ledger, digest, now), (digest,)
