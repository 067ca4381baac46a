"""The frame of every page of the settings window: a heading, a list of cards, buttons below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.config import ConfigError
from core.domain import Snapshot
from core.keys import KeyStoreUnavailable
from desktop.dialogs import Reply, ask
from desktop.text.facts import Moment
from desktop.text.said import said
from desktop.text.translate import translate
from desktop.theme import CONTROL, GROUP
from desktop.tools import Tools
from desktop.widgets import EmptyState, in_order, label, row, title


class Page(QWidget):
    """A heading, a sentence, a scrolled list of cards or an empty state, and buttons below."""

    def __init__(self, tools: Tools, heading: str, sentence: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.tools = tools
        self.list = QVBoxLayout()
        self.list.setSpacing(CONTROL)
        self.list.setContentsMargins(0, 0, 0, 0)
        self.buttons = row(None)
        inside = QWidget()
        inside.setObjectName("page")
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(self.list)
        holder.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GROUP)
        layout.addWidget(title(heading))
        if sentence:
            layout.addWidget(label(sentence, "quiet", wraps=True))
        self._stack = QStackedWidget()
        self._stack.addWidget(scroll)
        layout.addWidget(self._stack, 1)
        layout.addLayout(self.buttons)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        raise NotImplementedError

    def set_empty_state(self, empty: EmptyState) -> None:
        """What stands in place of an empty list."""
        self._stack.addWidget(empty)

    def replace_list(self, widgets: list[QWidget]) -> None:
        """Show these cards instead of the present ones."""
        while (item := self.list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for widget in widgets:
            self.list.addWidget(widget)
        self._order()
        self._stack.setCurrentIndex(0 if widgets or self._stack.count() == 1 else 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order()  # not before: a page that is in no window yet has no first control

    def _order(self) -> None:
        """Tab goes from card to card, then to the buttons below."""
        items = [layout.itemAt(i) for layout in (self.list, self.buttons) for i in range(layout.count())]
        in_order(*(widget for item in items if item is not None and (widget := item.widget()) is not None))

    def show_failure(self, error: ConfigError | KeyStoreUnavailable) -> None:
        """A command did not work: say what and what to do."""
        ask(self.tools.theme, self, said(error.title), said(error.hint), Reply(translate("Settings", "Close")))
