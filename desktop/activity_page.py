"""The activity of the status window: what runs and can be stopped, what was asked, and why it went where it went."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.domain import RequestId, Snapshot
from desktop.activity_model import ActivityModel, activity_view
from desktop.face_bridge import FaceBridge
from desktop.memory import Memory
from desktop.text.activity import activity_rows
from desktop.text.facts import Moment
from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme
from desktop.widgets import Button, EmptyState, label, row


class ActivityPage(QWidget):
    """What is running and can be stopped, what was asked and who answered; a row opens to tell why."""

    def __init__(self, theme: Theme, bridge: FaceBridge, memory: Memory, open_chat: Callable[[], object]) -> None:
        super().__init__()
        self._bridge = bridge
        self._memory = memory
        self.model = ActivityModel()
        self.view = activity_view(theme, self.model)
        self.empty = EmptyState(
            theme,
            "activity",
            translate("Activity", "No request yet"),
            "",
            Button(theme, translate("Activity", "Open the test chat"), open_chat, icon="message-square"),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(CONTROL)
        layout.addWidget(self._stack, 1)
        self.hint = label(translate("Activity", "Open a row to see why it was answered there."), "quiet", wraps=True)
        self.stop = Button(theme, translate("Activity", "Stop request"), self._stop, icon="square")
        footer = row(self.stop)
        footer.insertWidget(0, self.hint, 1)
        layout.addLayout(footer)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._offer_stop())
        stopping = QShortcut(QKeySequence.StandardKey.Delete, self.view, self._stop)
        stopping.setContext(Qt.ShortcutContext.WidgetShortcut)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        rows = activity_rows(snapshot, now, self._memory.stopped)
        self.model.show_rows(rows)
        self._stack.setCurrentWidget(self.view if rows else self.empty)
        self.hint.setVisible(bool(rows))
        self.stop.setVisible(bool(snapshot.live))
        self._offer_stop()
        address = snapshot.port.address
        teach = translate("Activity", "Give your app the address {address}, or try the test chat.").format(
            address=address
        )
        self.empty.sentence.setText(teach)

    def _chosen_live(self) -> RequestId | None:
        """The running request that is chosen; the only one there is need not be."""
        index = self.view.currentIndex()
        at = index.parent().row() if index.parent().isValid() else index.row()
        if index.isValid() and self.model.rows[at].is_live:
            return self.model.rows[at].id
        live = [r.id for r in self.model.rows if r.is_live]
        return live[0] if len(live) == 1 else None

    def _offer_stop(self) -> None:
        self.stop.setEnabled(self._chosen_live() is not None)

    def _stop(self) -> None:
        if (chosen := self._chosen_live()) is not None:
            self._memory.stopped.add(chosen)
            self._bridge.cancel_request(chosen)

    def open_newest(self) -> None:
        """Show why the last finished request went where it went."""
        at = next((i for i, r in enumerate(self.model.rows) if not (r.is_live or r.is_step)), -1)
        if at >= 0:
            index = self.model.index(at, 0)
            self.view.expand(index)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
