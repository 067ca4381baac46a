"""How many notices a person is told: rate limits, snooze, silence after the start, pairs, digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.domain import Seconds
from desktop.text.facts import changes
from desktop.text.notices import STORY, Notice, NoticeKey, NoticeKind
from desktop.text.translate import translate

PER_KEY: Seconds = 300.0
PER_HOUR = 6
HOUR: Seconds = 3600.0
QUIET_AT_START: Seconds = 15.0
BETWEEN_DIGESTS: Seconds = 900.0


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

    1. Back: only what was told as lost; told or not, that is over.
    2. Snoozed: nothing at all.
    3. Just started: only what a request felt, and the return of what was told.
    4. The same thing within five minutes: not again.
    5. Six in an hour: from then on a digest, at most every quarter of an hour.
    """
    shown: list[Notice] = []
    ledger = _forget(ledger, now)
    for notice in found:
        if notice.kind is NoticeKind.BACK:
            if notice.subject not in ledger.open:
                continue
            ledger = replace(ledger, open=ledger.open - {notice.subject})
        if snoozed_until is not None and now < snoozed_until:
            continue
        is_back = notice.kind is NoticeKind.BACK
        if now - ledger.started < QUIET_AT_START and not (notice.is_affected or is_back):
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
    return replace(ledger, told=(*ledger.told, (notice.key, now)), open=subjects)


def _withheld(ledger: Ledger, now: Seconds) -> tuple[Ledger, tuple[Notice, ...]]:
    ledger = replace(ledger, withheld=(*ledger.withheld, now))
    is_due = all(now - at >= BETWEEN_DIGESTS for key, at in ledger.told if key[0] is NoticeKind.DIGEST)
    if not is_due:
        return ledger, ()
    count = len(ledger.told) + len(ledger.withheld)
    title = translate("Notices", "{changes} in the last hour").format(changes=changes(count))
    body = translate("Notices", "Notices rest for a while; the activity list has them all.")
    digest = Notice(NoticeKind.DIGEST, "", title, body, STORY, is_quiet=True)
    return _told(ledger, digest, now), (digest,)
