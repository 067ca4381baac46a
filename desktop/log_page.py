"""The log of the status window: the newest lines, by level and words, and a copy for a bug report."""

from __future__ import annotations

import platform

from PySide6.QtCore import QModelIndex, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.domain import Snapshot
from core.paths import paths
from core.version import VERSION
from desktop.memory import Memory
from desktop.table import Column, RowsModel, RowsTable
from desktop.text.facts import Moment
from desktop.text.log import LogLine, is_wanted, level_name, level_tone, report
from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme
from desktop.widgets import Button, EmptyState, row

COPIED_FOR = 2000


class LogModel(RowsModel[LogLine]):
    """Lines come at the end and go at the beginning; the others stay chosen and where they are."""

    def show_rows(self, rows: tuple[LogLine, ...]) -> None:
        first = rows[0].number if rows else 0
        gone = next((i for i, line in enumerate(self.rows) if line.number >= first), len(self.rows))
        kept = len(self.rows) - gone
        if not rows or kept > len(rows) or self.rows[gone:] != rows[:kept]:
            if rows != self.rows:
                self.beginResetModel()
                self.rows = rows
                self.endResetModel()
            return
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            self.rows = self.rows[gone:]
            self.endRemoveRows()
        if len(rows) > kept:
            self.beginInsertRows(QModelIndex(), kept, len(rows) - 1)
            self.rows = rows
            self.endInsertRows()


class LogPage(QWidget):
    """Follows the newest line unless somebody scrolled up."""

    def __init__(self, theme: Theme, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._shown: tuple[int, str, str] | None = None
        self._is_following = True
        self.model = LogModel(_columns(), lambda r: r.number, lambda r: r.whole)
        self.table = RowsTable(theme, self.model, translate("Log", "Log lines"), two_lines=False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        bar = self.table.verticalScrollBar()
        bar.rangeChanged.connect(self._grown)
        bar.valueChanged.connect(self._scrolled)
        self.level = self._level_choice()
        self.filter = self._filter_field()
        self.copy = Button(theme, translate("Log", "Copy for a bug report"), self._copy, icon="copy")
        self.folder = Button(theme, translate("Log", "Open log folder"), _open_folder, icon="folder-open")
        self.empty = EmptyState(
            theme,
            "circle-help",
            translate("Log", "No line matches"),
            translate("Log", "Choose a lower level, or other words. Older lines are in the log folder."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._compose()

    def _level_choice(self) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(translate("Log", "Level"))
        for name, least in (
            (translate("Log", "Everything"), "DEBUG"),
            (translate("Log", "Warnings and errors"), "WARNING"),
            (translate("Log", "Errors only"), "ERROR"),
        ):
            choice.addItem(name, least)
        choice.currentIndexChanged.connect(lambda _: self._show())
        return choice

    def _filter_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(translate("Log", "Words to look for"))
        field.setPlaceholderText(translate("Log", "Filter, for example: studio"))
        field.setClearButtonEnabled(True)
        field.textChanged.connect(lambda _: self._show())
        return field

    def _compose(self) -> None:
        QShortcut(QKeySequence.StandardKey.Find, self, self.filter.setFocus)
        copying = QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy_chosen)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        top = row(self.level)
        top.addWidget(self.filter, 1)
        footer = row(None, self.folder, self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(CONTROL + 4)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addLayout(footer)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Show what came since."""
        self._show()

    def _show(self) -> None:
        state = (self._memory.log.newest, str(self.level.currentData()), self.filter.text())
        if state == self._shown:
            return
        self._shown = state
        _, least, words = state
        rows = tuple(line for line in self._memory.log.lines if is_wanted(line, least, words))
        self.model.show_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self.empty)
        self.copy.setEnabled(bool(rows))

    def _grown(self, _: int, end: int) -> None:
        if self._is_following:
            self.table.verticalScrollBar().setValue(end)

    def _scrolled(self, value: int) -> None:
        self._is_following = value >= self.table.verticalScrollBar().maximum() - 4

    def _copy(self) -> None:
        QApplication.clipboard().setText(report(self.model.rows, VERSION, platform.platform()))
        self.copy.set_text(translate("Log", "Copied"))
        QTimer.singleShot(COPIED_FOR, self.copy, self._copied)

    def _copied(self) -> None:
        self.copy.set_text(translate("Log", "Copy for a bug report"))

    def _copy_chosen(self) -> None:
        chosen = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        QApplication.clipboard().setText("\n".join(self.model.rows[i].whole for i in chosen))


def _open_folder() -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths().logs)))


def _columns() -> tuple[Column[LogLine], ...]:
    return (
        Column(translate("Log", "Time"), lambda r: r.time, is_quiet=True),
        Column(translate("Log", "Level"), lambda r: level_name(r.level), tone=lambda r: level_tone(r.level)),
        Column(translate("Log", "Subject"), lambda r: r.subject),
        Column(translate("Log", "Message"), lambda r: r.text, share=1),
    )
