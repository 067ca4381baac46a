"""Decides with every change what to tell, and carries out what the user clicked on a notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.access import today
from core.domain import Mode, Seconds, Snapshot
from desktop.clock import moment
from desktop.face_bridge import FaceBridge
from desktop.notifier import Notifier
from desktop.text.budgets import budget_notice
from desktop.text.notice_ledger import Ledger, admit
from desktop.text.notices import Notice, NoticeAction, NoticeKind, notices


@dataclass(frozen=True, slots=True)
class TellerDoors:
    """What a click on a notice opens."""

    why: Callable[[], object]
    settings: Callable[[], object]
    status: Callable[[], object]
    update: Callable[[], object]


class Teller:
    """Holds the ledger of what was told and the snooze; the words are in `text.notices`, the rules in
    `text.notice_ledger`."""

    def __init__(self, bridge: FaceBridge, notifier: Notifier, doors: TellerDoors) -> None:
        self._bridge = bridge
        self._notifier = notifier
        self._doors = doors
        self._ledger = Ledger(started=bridge.clock())
        self._used_up: dict[str, int] = {}
        self.snoozed_until: Seconds | None = None
        notifier.acted.connect(self.act)

    def changed(self, before: Snapshot, after: Snapshot) -> None:
        """Tell what is worth it."""
        now = moment(self._bridge)
        found = [n for n in notices(before, after, now) if self._is_wanted(n)]
        found += self._budgets(today())
        if found:
            self._show(found)

    def _budgets(self, day: int) -> list[Notice]:
        """Of each app whose budget was used up, once a day."""
        used_up = {key.name: key for key in self._bridge.app_keys.all if key.is_used_up(day)}
        new = [key for name, key in used_up.items() if self._used_up.get(name) != day]
        self._used_up |= {key.name: day for key in new}
        return [budget_notice(key) for key in new]

    def tell(self, notice: Notice) -> bool:
        """Tell something that is no change of the snapshot, by the same rules; whether it was shown."""
        return notice in self._show([notice])

    def _show(self, found: list[Notice]) -> tuple[Notice, ...]:
        self._ledger, shown = admit(self._ledger, found, self._bridge.clock(), snoozed_until=self.snoozed_until)
        for notice in shown:
            self._notifier.show(notice)
        return shown

    def _is_wanted(self, notice: Notice) -> bool:
        is_failover = notice.kind in (NoticeKind.FAILOVER, NoticeKind.BACK)
        return self._bridge.settings.notifications.failover or not is_failover

    def hush(self) -> None:
        """The computer woke up, or is on another network: be as quiet as after the start."""
        self._ledger = replace(self._ledger, started=self._bridge.clock())

    def snooze(self, seconds: Seconds | None) -> None:
        """Say nothing for a while, or speak again."""
        self.snoozed_until = None if seconds is None else self._bridge.clock() + seconds

    def act(self, notice: Notice, action: str) -> None:
        """The user clicked a notice, or a button on it."""
        match action:
            case NoticeAction.WHY:
                self._doors.why()
            case NoticeAction.LOCAL_ONLY:
                self._bridge.set_mode(Mode.LOCAL_ONLY)
            case NoticeAction.OPEN_SETTINGS:
                self._doors.settings()
            case NoticeAction.SHOW_UPDATE:
                self._doors.update()
            case _:
                self._doors.status()
