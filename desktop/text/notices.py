"""Which change of the snapshot is worth a notice, and in which words. Stateless: `notice_ledger` keeps them few.

Rules: a notice is for a *user request* that was affected or would be: when the machine that gave the last answer
goes, or when the next request would leave the user's machines. Any other machine that only missed a probe changes
the icon, no more. Being back is told only where the loss was told.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from core.errors import CONSEQUENCES, Blame
from desktop.text.face import IconState, icon_state, is_usable_cloud, why_nothing
from desktop.text.facts import Moment, clouds, joined_names, name_of, own_nodes, requests, shown_name
from desktop.text.failing import failure_title
from desktop.text.translate import translate

FELT: Seconds = 10.0
"""A request that failed at a machine this shortly before it was found to be gone, felt that."""


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
        *_nothing(before, after, now),
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
    is_told = was in own or any(_has_just_cut(before, after, s) for s in _gone(after))
    if not found and is_told and now_is is IconState.CLOUD and after.mode is before.mode is Mode.LOCAL_FIRST:
        found.append(_would_go_to_cloud(after, now))
    if not found and now_is is IconState.DEGRADED:
        found += _would_go_elsewhere(before, after, now)
    return found


def _would_go_elsewhere(before: Snapshot, after: Snapshot, now: Moment) -> list[Notice]:
    """A machine that gave the last answer, or broke one off, is gone: the next request goes to another one."""
    last = next((r.served_by for r in after.recent if r.served_by is not None), None)
    others = [s for s in own_nodes(after) if s.health.state is HealthState.UP]
    found = []
    for lost in _gone(after) if others else []:
        is_felt = _is_felt(after, lost, now)
        is_missed = is_felt or (last is not None and last.backend_id == lost.backend.id)
        if not (is_missed and _has_gone(before, lost)) and not _has_just_cut(before, after, lost):
            continue
        winner = joined_names(others)
        title = failure_title(lost.health.failure or FailureKind.UNREACHABLE)
        body = _stopped(shown_name(lost.backend), now.clock(now.wall_of(lost.health.since)), title, winner)
        heading = translate("Notices", "{name} takes over").format(name=winner)
        found.append(Notice(NoticeKind.FAILOVER, lost.backend.name, heading, body, _failover_actions(after), is_felt))
    return found


def _gone(snapshot: Snapshot) -> list[BackendStatus]:
    return [s for s in own_nodes(snapshot) if s.health.state is not HealthState.UP]


def _has_gone(before: Snapshot, status: BackendStatus) -> bool:
    was = before.find(status.backend.id)
    return was is not None and was.health.state is HealthState.UP and status.health.state is not HealthState.UP


def _has_cut(record: RequestRecord, status: BackendStatus) -> bool:
    """Whether a request ended with a fault of this machine: an answer that had begun cannot go on elsewhere."""
    last = record.attempts[-1] if record.attempts else None
    if record.outcome is not Outcome.FAILED or last is None or last.backend_id != status.backend.id:
        return False
    return last.failure is not None and CONSEQUENCES[last.failure].blame is Blame.DOWN


def _has_just_cut(before: Snapshot, after: Snapshot, status: BackendStatus) -> bool:
    return any(_has_cut(record, status) for record in _new_records(before, after))


def _is_felt(after: Snapshot, lost: BackendStatus, now: Moment) -> bool:
    """Whether a request was cut by a machine that is gone: about when it went, as either may be heard of first."""
    earliest = now.wall_of(lost.health.since) - FELT
    return any(_has_cut(record, lost) and record.wall + record.duration >= earliest for record in after.recent)


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
    """The next request would leave the user's machines; one may have been cut, none was answered there yet."""
    down = _gone(after)
    winner = joined_names([s for s in clouds(after) if is_usable_cloud(s)])
    last = max(down, key=lambda s: s.health.since, default=None)
    if last is None:
        return _cloud_notice(translate("Notices", "New requests go to {winner}.").format(winner=winner), after)
    time = now.clock(now.wall_of(last.health.since))
    title = failure_title(last.health.failure or FailureKind.UNREACHABLE)
    is_felt = any(_is_felt(after, s, now) for s in down)
    return _cloud_notice(_stopped(shown_name(last.backend), time, title, winner), after, is_affected=is_felt)


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
    return was is not None and was.health.state is HealthState.UP


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


STORY = (NoticeAction.WHY, NoticeAction.OPEN_STATUS)
_ACCOUNT = (NoticeAction.OPEN_SETTINGS, NoticeAction.WHY)
_OWNERS_TURN = frozenset({FailureKind.NO_BACKEND, FailureKind.LOCAL_ONLY, FailureKind.NO_KEY})


def _nothing(before: Snapshot, after: Snapshot, now: Moment) -> list[Notice]:
    """Nobody is left. A closed port is not told here: its own window asks what to do."""
    if icon_state(after) is not IconState.NONE or not (after.port.is_open or not after.port.error):
        return []
    affected = any(r.outcome is Outcome.FAILED and r.failure in _OWNERS_TURN for r in _new_records(before, after))
    affected |= any(_is_felt(after, s, now) for s in _gone(after) if _has_gone(before, s))
    was_well = icon_state(before) in (IconState.LOCAL, IconState.DEGRADED, IconState.CLOUD)
    if not affected and not (was_well and after.mode is before.mode):
        return []
    title = translate("Notices", "Nothing can answer")
    return [Notice(NoticeKind.NOTHING, "", title, why_nothing(after), STORY, is_affected=affected)]


def _refused(before: Snapshot, after: Snapshot) -> list[Notice]:
    found = []
    for status in clouds(after):
        was = before.find(status.backend.id)
        is_new = was is None or was.health.state is not HealthState.BLOCKED
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
