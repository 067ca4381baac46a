"""The tray's menu: made once, its texts changed in place. Rebuilding a menu confuses hosts and crashes some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from core.domain import BackendId, Mode, Seconds, Snapshot
from desktop.copying import COPIED_FOR, copy_to_clipboard
from desktop.text.facts import Moment
from desktop.text.menu import DemoSwitch, demo_switches, last_line, snooze_line, status_line
from desktop.text.models import Key
from desktop.text.routes import OFFERED, route_name
from desktop.text.translate import translate
from desktop.tray_models import ModelsMenu

SNOOZES: tuple[Seconds, ...] = (30 * 60.0, 3600.0, 8 * 3600.0)


@dataclass(frozen=True, slots=True)
class MenuDoors:
    """What the menu can do."""

    status: Callable[[], object]
    chat: Callable[[], object]
    connect: Callable[[], object]
    models: Callable[[Key | None], object]
    settings: Callable[[], object]
    set_mode: Callable[[Mode], object]
    set_paused: Callable[[bool], object]
    snooze: Callable[[Seconds | None], object]
    set_demo_node: Callable[[BackendId, bool], object]
    update: Callable[[], object]
    quit: Callable[[], object]


class TrayMenu:
    """One menu for the life of the process."""

    def __init__(self, doors: MenuDoors) -> None:
        self._doors = doors
        self._address = ""
        self._is_paused = False
        self._switches: tuple[DemoSwitch, ...] = ()
        self.menu = QMenu()
        self.status = self._line()
        self.last = self._line()
        self.last.setVisible(False)
        self.menu.addSeparator()
        self.copy = self._item(translate("Menu", "Copy address"), self._copy)
        self._item(translate("Menu", "Connect an app…"), doors.connect)
        self.menu.addSeparator()
        self.menu.setDefaultAction(self._item(translate("Menu", "Status…"), doors.status))
        self._item(translate("Menu", "Test chat…"), doors.chat)
        self.models = ModelsMenu(self.menu, doors.models)
        self._routes = self._route_menu()
        self.pause = self._item("", lambda: doors.set_paused(not self._is_paused))
        self._notifications = self._notification_menu()
        self._demo = self._demo_menu()
        self.menu.addSeparator()
        self.update = self._item("", doors.update)
        self.update.setVisible(False)
        self._item(translate("Menu", "Settings…"), doors.settings)
        self._item(translate("Menu", "Quit Exo Bridge"), doors.quit)
        self._copied = QTimer(self.menu)
        self._copied.setSingleShot(True)
        self._copied.setInterval(COPIED_FOR)
        self._copied.timeout.connect(self._show_address)

    def _line(self) -> QAction:
        action = self.menu.addAction("")
        action.setEnabled(False)
        return action

    def _item(self, text: str, chosen: Callable[[], object]) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(lambda _=False: chosen())
        return action

    def _route_menu(self) -> dict[Mode, QAction]:
        submenu = self.menu.addMenu(translate("Menu", "Route"))
        group = QActionGroup(submenu)
        actions = {}
        for mode in OFFERED:
            action = submenu.addAction(route_name(mode))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, m=mode: self._doors.set_mode(m))
            group.addAction(action)
            actions[mode] = action
        return actions

    def _notification_menu(self) -> QMenu:
        submenu = self.menu.addMenu("")
        names = (
            translate("Menu", "Off for 30 minutes"),
            translate("Menu", "Off for 1 hour"),
            translate("Menu", "Off for 8 hours"),
        )
        for name, seconds in zip(names, SNOOZES, strict=True):
            action = submenu.addAction(name)
            action.triggered.connect(lambda _=False, s=seconds: self._doors.snooze(s))
        self.on_again = submenu.addAction(translate("Menu", "On again"))
        self.on_again.triggered.connect(lambda _=False: self._doors.snooze(None))
        return submenu

    def _demo_menu(self) -> QMenu:
        submenu = self.menu.addMenu(translate("Menu", "Demo"))
        submenu.menuAction().setVisible(False)
        return submenu

    # painting

    def show_snapshot(self, snapshot: Snapshot, now: Moment, snoozed_until: Seconds | None) -> None:
        """Change the texts that changed."""
        _set(self.status, status_line(snapshot, now))
        last = last_line(snapshot)
        if last:
            _set(self.last, last)
        if self.last.isVisible() is not bool(last):
            self.last.setVisible(bool(last))
        self._show_port(snapshot)
        for mode, action in self._routes.items():
            if action.isChecked() is not (mode is snapshot.mode):
                action.setChecked(mode is snapshot.mode)
        self._is_paused = snapshot.is_paused
        _set(self.pause, translate("Menu", "Resume") if snapshot.is_paused else translate("Menu", "Pause"))
        self._show_snooze(now, snoozed_until)
        self._show_demo(snapshot)
        self.models.show_snapshot(snapshot)

    def show_update(self, text: str) -> None:
        """The line of a newer version; without a text it is not there."""
        _set(self.update, text)
        self.update.setVisible(bool(text))

    def _show_port(self, snapshot: Snapshot) -> None:
        self._address = snapshot.port.address if snapshot.port.is_open else ""
        if self.copy.isEnabled() is not snapshot.port.is_open:
            self.copy.setEnabled(snapshot.port.is_open)
        if not self._copied.isActive():
            self._show_address()

    def _show_address(self) -> None:
        text = translate("Menu", "Copy address")
        _set(self.copy, f"{text}  {self._address}" if self._address else text)

    def _copy(self) -> None:
        copy_to_clipboard(self._address)
        _set(self.copy, translate("Menu", "Copied ✓"))
        self._copied.start()

    def _show_snooze(self, now: Moment, snoozed_until: Seconds | None) -> None:
        title = snooze_line(snoozed_until, now)
        if self._notifications.title() != title:
            self._notifications.setTitle(title)
        is_off = snoozed_until is not None and snoozed_until > now.at
        if self.on_again.isVisible() is not is_off:
            self.on_again.setVisible(is_off)

    def _show_demo(self, snapshot: Snapshot) -> None:
        switches = demo_switches(snapshot) if snapshot.is_demo else ()
        if switches == self._switches:
            return
        if [s.id for s in switches] != [s.id for s in self._switches]:
            self._demo.clear()
            for switch in switches:
                action = self._demo.addAction(switch.label)
                action.triggered.connect(lambda _=False, i=switch.id: self._flip(i))
        self._switches = switches
        for action, switch in zip(self._demo.actions(), switches, strict=True):
            _set(action, switch.label)
        self._demo.menuAction().setVisible(bool(switches))

    def _flip(self, backend_id: BackendId) -> None:
        switch = next((s for s in self._switches if s.id == backend_id), None)
        if switch is not None:
            self._doors.set_demo_node(backend_id, not switch.is_alive)


def _set(action: QAction, text: str) -> None:
    """Each change goes over the bus: only real ones. A lone & would underline a letter."""
    text = text.replace("&", "&&")
    if action.text() != text:
        action.setText(text)
