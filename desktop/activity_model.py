"""The activity list as a tree: a request, and below it the lines that say why it was answered there."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTreeView

from core.domain import RequestId
from desktop.pill import pill_size
from desktop.table import PADDING, AtMostEverySecond, Column, RowsDelegate, cell, share_out
from desktop.text.activity import ActivityRow
from desktop.text.translate import translate
from desktop.theme import Theme, scaled_font

MEASURED = 40
AnyIndex = QModelIndex | QPersistentModelIndex


def _columns() -> tuple[Column[ActivityRow], ...]:
    return (
        Column(translate("Activity", "Time"), lambda r: r.time),
        Column(translate("Activity", "Model"), lambda r: r.model, is_fixed=True, share=4),
        Column(translate("Activity", "Who"), lambda r: r.way, share=5),
        Column(translate("Activity", "Result"), lambda r: r.result, tone=lambda r: r.tone),
        Column(translate("Activity", "Took"), lambda r: r.detail, is_right=True),
    )


class ActivityModel(QAbstractItemModel):
    """Two levels. The internal id of a child is the number of its request; of a request it is 0."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = _columns()
        self.rows: list[ActivityRow] = []
        self._numbers: dict[RequestId, int] = {}
        self._next = count(1)
        self._row_of_number: dict[int, int] = {}

    def show_rows(self, rows: tuple[ActivityRow, ...]) -> None:
        """Insert, remove and change single rows, so that open ones stay open and the view stays where it is."""
        if rows == tuple(self.rows):
            return
        wanted = {r.id for r in rows}
        for i in range(len(self.rows) - 1, -1, -1):
            if self.rows[i].id not in wanted:
                self._remove(i)
        for i, new in enumerate(rows):
            if i < len(self.rows) and self.rows[i].id == new.id:
                self._change(i, new)
                continue
            moved = next((k for k in range(i, len(self.rows)) if self.rows[k].id == new.id), -1)
            if moved >= 0:  # a running request ended, and goes down to the finished ones
                self._remove(moved)
            self._insert(i, new)

    def _remove(self, at: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at)
        self._numbers.pop(self.rows.pop(at).id, None)
        self._count()
        self.endRemoveRows()

    def _insert(self, at: int, new: ActivityRow) -> None:
        self.beginInsertRows(QModelIndex(), at, at)
        self.rows.insert(at, new)
        self._numbers[new.id] = next(self._next)
        self._count()
        self.endInsertRows()

    def _change(self, at: int, new: ActivityRow) -> None:
        old = self.rows[at]
        if old == new:
            return
        top = self.index(at, 0)
        if len(old.trail) != len(new.trail):
            self.beginRemoveRows(top, 0, len(old.trail) - 1)
            self.rows[at] = replace(old, trail=())
            self.endRemoveRows()
            self.beginInsertRows(top, 0, len(new.trail) - 1)
            self.rows[at] = new
            self.endInsertRows()
        self.rows[at] = new
        self.dataChanged.emit(top, self.index(at, len(self.columns) - 1))

    def _count(self) -> None:
        self._row_of_number = {self._numbers[r.id]: i for i, r in enumerate(self.rows)}

    # Qt's model interface

    def index(self, row: int, column: int, parent: AnyIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
        if parent.isValid():
            return self.createIndex(row, column, self._numbers[self.rows[parent.row()].id])
        return self.createIndex(row, column, 0)

    def parent(self, index: AnyIndex = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        number = int(index.internalId()) if index.isValid() else 0
        if number == 0 or number not in self._row_of_number:
            return QModelIndex()
        return self.createIndex(self._row_of_number[number], 0, 0)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if not parent.isValid():
            return len(self.rows)
        is_request = int(parent.internalId()) == 0 and parent.column() == 0
        return len(self.rows[parent.row()].trail) if is_request else 0

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].is_right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        number = int(index.internalId())
        if number == 0:
            return cell(self.columns[index.column()], self.rows[index.row()], role, lambda r: "\n".join(r.trail))
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if index.column() == 0 and role in words:
            return self.rows[self._row_of_number[number]].trail[index.row()]
        return None


class ActivityDelegate(RowsDelegate):
    """As all tables; the lines of a trail stand closer together.

    Only heights: the view asks for every row whenever one comes, so nothing is measured here.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        height = option.fontMetrics.height()
        return QSize(0, height + 8 if index.internalId() else height + 16)


class ActivityView(QTreeView):
    """A tree in which the lines of a trail go across all columns, quietly."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.sharing = AtMostEverySecond(self, self.share_out)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_out()

    def share_out(self) -> None:
        """Divide the width among the columns, as the tables do."""
        model = self.model()
        if isinstance(model, ActivityModel):
            share_out(self.header(), model.columns, self.viewport().width(), self._needed)

    def _needed(self, column: int) -> int:
        """The width of a column, by the newest rows."""
        model = self.model()
        if not isinstance(model, ActivityModel):
            return 0
        described = model.columns[column]
        texts = [described.text(row) for row in model.rows[:MEASURED]]
        if described.tone is not None:
            return max((pill_size(self.font(), t).width() for t in texts), default=0) + 2 * PADDING + 6
        indent = self.indentation() if column == 0 else 0
        return max((self.fontMetrics().horizontalAdvance(t) for t in texts), default=0) + 2 * PADDING + indent + 6

    def drawBranches(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:
        """The arrow of a closed row points to where its language goes; a style sheet knows one direction only."""
        painter.save()
        if self.isRightToLeft():
            painter.translate(rect.left() + rect.right() + 1, 0)
            painter.scale(-1, 1)
        super().drawBranches(painter, rect, cast(QModelIndex, index))
        painter.restore()

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Qt can span rows too, but lays the whole tree out again for each of them."""
        if not index.parent().isValid():
            super().drawRow(painter, option, cast(QModelIndex, index))
            return
        painter.save()
        colours = self._theme.colours
        if self.selectionModel().isRowSelected(index.row(), index.parent()):
            painter.fillRect(option.rect, QColor(colours.hover))
        painter.setFont(scaled_font(option.font, 0.95))
        painter.setPen(QColor(colours.quiet))
        box = QRectF(option.rect).adjusted(2 * self.indentation() + PADDING, 0, -PADDING, 0)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()


def activity_view(theme: Theme, model: ActivityModel) -> ActivityView:
    """The list of requests; a row opens with a click on its arrow, a double click, Enter or the right arrow key."""
    view = ActivityView(theme)
    view.setModel(model)
    view.setItemDelegate(ActivityDelegate(theme, view, two_lines=False))
    view.setAccessibleName(translate("Activity", "Requests"))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setAllColumnsShowFocus(True)
    view.setIndentation(20)
    view.setExpandsOnDoubleClick(True)
    view.header().setStretchLastSection(False)
    view.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for signal in (model.rowsInserted, model.dataChanged):
        signal.connect(view.sharing.ask)
    theme.changed.connect(view.viewport().update)
    return view
