"""The tray icon: one of six states at a glance, the sentence on hover, the menu.

A change of state waits two seconds, so that a short hiccup does not flicker; what the owner did himself shows at
once. The icon object is made anew when a tray host appears late (see tray_host).
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from core.domain import Mode, Seconds, Snapshot
from desktop.icons import mask_icon, tray_icon
from desktop.text.face import Face, IconState, face
from desktop.text.facts import Moment
from desktop.tray_host import TrayHost
from desktop.tray_menu import TrayMenu

DEBOUNCE = 2000
MENU_EVERY = 1000
"""Milliseconds between two paints of the menu: each change of a text is a message on the bus."""


class Tray(QObject):
    """Paints snapshots into icon, tooltip and menu."""

    def __init__(
        self,
        menu: TrayMenu,
        latest: Callable[[], tuple[Snapshot, Moment, Seconds | None]],
        open_status: Callable[[], object],
        *,
        debounce: int = DEBOUNCE,
    ) -> None:
        super().__init__()
        self._menu = menu
        self._latest = latest
        self._open_status = open_status
        self._shown: Face | None = None
        self._owner_chose: tuple[Mode, bool] | None = None
        self._icons: dict[IconState, QIcon] = {}
        self._icon: QSystemTrayIcon | None = None
        self.host = TrayHost(self)
        self.host.appeared.connect(self.make_icon)
        self._settle = _single_shot(self, debounce, self._show_face)
        self._menu_due = _single_shot(self, MENU_EVERY, self._show_menu)
        menu.menu.aboutToShow.connect(self._show_menu)

    def start(self) -> None:
        """Show the icon, if there is a place for it."""
        self._show_face()
        self._show_menu()
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
        self._paint()
        self._icon.setContextMenu(self._menu.menu)
        self._icon.show()

    def hide(self) -> None:
        """Take the icon away before the process ends: Windows would leave a ghost."""
        self._settle.stop()
        self._menu_due.stop()
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
        snapshot, now, _ = self._latest()
        wanted = face(snapshot, now)
        if wanted != self._shown:
            self._shown = wanted
            self._paint()

    def _show_menu(self) -> None:
        snapshot, now, snoozed_until = self._latest()
        self._menu.show_snapshot(snapshot, now, snoozed_until)

    def _paint(self) -> None:
        if self._icon is None or self._shown is None:
            return
        self._icon.setIcon(self._drawn(self._shown.state))
        self._icon.setToolTip(self._shown.tooltip)

    def _drawn(self, state: IconState) -> QIcon:
        if state not in self._icons:
            self._icons[state] = mask_icon(state) if sys.platform == "darwin" else tray_icon(state)
        return self._icons[state]


def _single_shot(parent: QObject, milliseconds: int, fired: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(fired)
    return timer
