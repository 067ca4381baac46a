"""Tells when a tray host comes. On Linux the panel often starts after us, and Qt then keeps a dead icon.

Qt chooses the tray's protocol when the icon object is made: one made before the StatusNotifierWatcher is on the bus
never appears, and neither hide and show nor waiting helps (seen with Qt 6.11). So whoever made an icon without a host
must make a new one when `appeared` is emitted.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

WATCHER = "org.kde.StatusNotifierWatcher"
EAGER = 1000
PATIENT = 5000
EAGER_LOOKS = 30


class TrayHost(QObject):
    """`is_there` now; `appeared` once when it comes later."""

    appeared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_there = QSystemTrayIcon.isSystemTrayAvailable()
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        if self.is_there:
            return
        # The bus tells at once; the timer is for hosts that own the name before they can show icons, and for XEmbed.
        self._timer.start(EAGER)
        if sys.platform.startswith("linux"):
            self._watch_the_bus()

    def _watch_the_bus(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher

        bus = QDBusConnection.sessionBus()
        if bus.isConnected():
            mode = QDBusServiceWatcher.WatchModeFlag.WatchForRegistration
            watcher = QDBusServiceWatcher(WATCHER, bus, mode, self)
            watcher.serviceRegistered.connect(lambda _: self._look())

    def _look(self) -> None:
        if self.is_there:
            return
        self._looks += 1
        if self._looks == EAGER_LOOKS:
            self._timer.setInterval(PATIENT)
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.is_there = True
            self._timer.stop()
            self.appeared.emit()
