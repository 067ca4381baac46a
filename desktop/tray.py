"""The tray icon: one of six states at a glance, the sentence on hover, the menu.

A change of state waits two seconds, so that a short hiccup does not flicker; what the owner did himself shows at
once. The icon object is made anew when a tray host appears late (see tray_host).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from core.domain import Mode, Seconds, Snapshot
from desktop.icons import BLACK, ON_ANY_PANEL, WHITE, mask_icon, tray_icon
from desktop.text.face import Face, IconState, face
from desktop.text.facts import Moment
from desktop.text.marks import NO_MARKS, IconMarks
from desktop.tray_host import TrayHost
from desktop.tray_menu import TrayMenu

DEBOUNCE = 2000
MENU_EVERY = 1000
"""Milliseconds between two paints of the menu: each change of a text is a message on the bus."""
LOOK_EVERY = 10_000


@dataclass(frozen=True, slots=True)
class Latest:
    """What the tray paints: `style` is the setting `appearance.tray_icon`."""

    snapshot: Snapshot
    now: Moment
    snoozed_until: Seconds | None = None
    style: str = "auto"
    marks: IconMarks = NO_MARKS


class Tray(QObject):
    """Paints snapshots into icon, tooltip and menu."""

    def __init__(
        self,
        menu: TrayMenu,
        latest: Callable[[], Latest],
        open_status: Callable[[], object],
        *,
        debounce: int = DEBOUNCE,
    ) -> None:
        super().__init__()
        self._menu = menu
        self._latest = latest
        self._open_status = open_status
        self._shown: Face | None = None
        self._drawn: tuple[IconState, str, IconMarks] | None = None
        self._owner_chose: tuple[Mode, bool] | None = None
        self._icon: QSystemTrayIcon | None = None
        self.host = TrayHost(self)
        self.host.appeared.connect(self.make_icon)
        self._settle = _single_shot(self, debounce, self._show_face)
        self._menu_due = _single_shot(self, MENU_EVERY, self._show_menu)
        self._look = QTimer(self)  # nothing happens when the checks stand still: then it is pale
        self._look.setInterval(LOOK_EVERY)
        self._look.timeout.connect(self._paint)
        menu.menu.aboutToShow.connect(self._show_menu)

    def start(self) -> None:
        """Show the icon, if there is a place for it."""
        self._show_face()
        self._show_menu()
        self._look.start()
        if self.host.is_there:
            self.make_icon()

    def make_icon(self) -> None:
        """A new icon object, which finds the host that is there now."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
        self._icon = QSystemTrayIcon(self)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(lambda: self._open_status())
        self._drawn = None
        self._paint()
        self._icon.setContextMenu(self._menu.menu)
        self._icon.show()

    def hide(self) -> None:
        """Take the icon away before the process ends: Windows would leave a ghost."""
        self._settle.stop()
        self._menu_due.stop()
        self._look.stop()
        if self._icon is not None:
            self._icon.hide()

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Something changed: paint at once, soon, or not at all."""
        chosen = (snapshot.mode, snapshot.is_paused)
        wanted = face(snapshot, now)
        is_first = self._shown is None or self._shown.state is IconState.CHECKING
        if is_first or chosen != self._owner_chose or (self._shown and wanted.state is self._shown.state):
            self._show_face()
        elif not self._settle.isActive():
            self._settle.start()
        if chosen != self._owner_chose:
            self._show_menu()
        elif not self._menu_due.isActive():
            self._menu_due.start()
        self._owner_chose = chosen

    def show_menu_soon(self) -> None:
        """Something of the menu alone changed."""
        self._show_menu()

    def show_message(self, title: str, body: str) -> None:
        """The last resort for a notice, where the desktop has no notification service."""
        if self._icon is not None:
            self._icon.showMessage(title, body, QSystemTrayIcon.MessageIcon.NoIcon)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # On macOS a press opens the menu and triggers too.
        if reason is QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self._open_status()

    def _show_face(self) -> None:
        self._settle.stop()
        latest = self._latest()
        self._shown = face(latest.snapshot, latest.now)
        self._paint()

    def _show_menu(self) -> None:
        latest = self._latest()
        self._menu.show_snapshot(latest.snapshot, latest.now, latest.snoozed_until)

    def _paint(self) -> None:
        if self._icon is None or self._shown is None:
            return
        latest = self._latest()
        wanted = (self._shown.state, latest.style, latest.marks)
        if wanted != self._drawn:  # each change goes over the bus
            self._drawn = wanted
            self._icon.setIcon(styled_icon(*wanted))
        if self._icon.toolTip() != self._shown.tooltip:
            self._icon.setToolTip(self._shown.tooltip)


def styled_icon(state: IconState, style: str, marks: IconMarks, platform: str = sys.platform) -> QIcon:
    """The icon as the owner wishes it, or as the system wants it."""
    inks = {"white": WHITE, "black": BLACK, "coloured": ON_ANY_PANEL}.get(style)
    if inks is None and platform == "darwin":
        return mask_icon(state, marks)
    return tray_icon(state, inks or ON_ANY_PANEL, marks)


def _single_shot(parent: QObject, milliseconds: int, fired: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(fired)
    return timer
