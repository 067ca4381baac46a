"""What all windows share: a remembered place, close means hide, and painting only while somebody looks."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.domain import Snapshot
from desktop.clock import moment
from desktop.face_bridge import FaceBridge
from desktop.places import Places
from desktop.text.facts import Moment


class Window(QWidget):
    """A top window. Subclasses fill `show_snapshot`; it is called when visible and something changed."""

    closed = Signal()

    def __init__(self, bridge: FaceBridge, places: Places, name: str, size: QSize, least: QSize) -> None:
        super().__init__()
        self.bridge = bridge
        self._places = places
        self._name = name
        self._size = size
        self._is_placed = False
        self.setObjectName("page")
        self.setMinimumSize(least)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it; called only while the window is visible."""
        raise NotImplementedError

    def scrolled(self) -> QWidget:
        """A widget that fills the window; on a screen too small for it, it scrolls."""
        inside = QWidget()
        inside.setObjectName("page")
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        return inside

    def refresh(self) -> None:
        """Paint the present state, if anybody can see it."""
        if self.isVisible():
            self.show_snapshot(self.bridge.snapshot, moment(self.bridge))

    def raise_up(self) -> None:
        """Show it in front of everything."""
        if not self._is_placed:
            self._is_placed = True
            self._places.restore(self, self._name, self._size)
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()
        if self.focusWidget() is None:
            self.setFocus()  # no control looks chosen before the keyboard is used

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_snapshot(self.bridge.snapshot, moment(self.bridge))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._places.remember(self, self._name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing hides: the application lives in the tray."""
        event.ignore()
        self.hide()
        self.closed.emit()
