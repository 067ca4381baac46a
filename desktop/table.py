"""A table of rows in words: one model and one delegate for all lists of the status window.

A column says how a row becomes text; the delegate draws one or two lines, a pill where a tone is given, and
the fixed font for addresses and ids. The table is also what a screen reader reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.pill import paint_pill, pill_size, tinted
from desktop.text.rows import Tone
from desktop.theme import Theme, fixed_font, scaled_font

R = TypeVar("R")
AnyIndex = QModelIndex | QPersistentModelIndex

PADDING = 12
SECOND_ROLE = Qt.ItemDataRole.UserRole + 1
TONE_ROLE = Qt.ItemDataRole.UserRole + 2
FIXED_ROLE = Qt.ItemDataRole.UserRole + 3
QUIET_ROLE = Qt.ItemDataRole.UserRole + 4
SHARE_ROLE = Qt.ItemDataRole.UserRole + 5


def _nothing(_: Any) -> str:
    return ""


def _no_share(_: Any) -> float | None:
    return None


def _never(_: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """How one column shows a row. `tone` makes the first line a pill; `share` is its part of spare width.

    `progress` is 0..1 where something is under way, drawn as a thin bar below the words.
    """

    title: str
    text: Callable[[R], str]
    second: Callable[[R], str] = _nothing
    tone: Callable[[R], Tone] | None = None
    is_fixed: bool = False
    is_second_fixed: Callable[[R], bool] = _never
    is_right: bool = False
    is_quiet: bool = False
    share: int = 0
    progress: Callable[[R], float | None] = _no_share


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows that are replaced as a whole; only what changed is announced."""

    def __init__(
        self, columns: Sequence[Column[R]], key: Callable[[R], object], tooltip: Callable[[R], str] = _nothing
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: tuple[R, ...] = ()
        self._key = key
        self._tooltip = tooltip

    def show_rows(self, rows: tuple[R, ...]) -> None:
        """The rows to show from now on."""
        before, self_keys = self.rows, [self._key(r) for r in self.rows]
        if self_keys != [self._key(r) for r in rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        self.rows = rows
        changed = [i for i, (old, new) in enumerate(zip(before, rows, strict=True)) if old != new]
        if changed:  # one message for all: each one costs the view a look at the whole table
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(self.columns) - 1))

    def row_of(self, key: object) -> int:
        """Where the row with this key is, or -1."""
        return next((i for i, r in enumerate(self.rows) if self._key(r) == key), -1)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(self.columns[section].is_right))
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return cell(self.columns[index.column()], self.rows[index.row()], role, self._tooltip)


def cell(column: Column[R], row: R, role: int, tooltip: Callable[[R], str] = _nothing) -> object:
    """One value of one cell, for any model."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        case Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(t for t in (column.text(row), column.second(row)) if t)
        case Qt.ItemDataRole.ToolTipRole:
            return tooltip(row)
        case Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(column.is_right))
    if role == SECOND_ROLE:
        return column.second(row)
    if role == TONE_ROLE:
        return column.tone(row) if column.tone is not None else None
    if role == FIXED_ROLE:
        return (column.is_fixed, column.is_second_fixed(row))
    if role == QUIET_ROLE:
        return column.is_quiet
    if role == SHARE_ROLE:
        return column.progress(row)
    return None


def _alignment(is_right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class RowsDelegate(QStyledItemDelegate):
    """Draws the cells; one line or two, as `two_lines` says for the whole table."""

    def __init__(self, theme: Theme, view: QAbstractItemView, *, two_lines: bool) -> None:
        super().__init__(view)
        self._theme = theme
        self._two_lines = two_lines

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        metrics = QFontMetrics(option.font)
        height = row_height(metrics, two_lines=self._two_lines)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        width = metrics.horizontalAdvance(text)
        if index.data(TONE_ROLE) is not None:
            width = pill_size(option.font, text).width()
        if self._two_lines:
            second = QFontMetrics(scaled_font(option.font, 0.9)).horizontalAdvance(str(index.data(SECOND_ROLE) or ""))
            width = max(width, min(second, 260))
        return QSize(width + 2 * PADDING + 4, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.hover))
        if index.row() > 0 or index.parent().isValid():
            painter.setPen(QColor(colours.line))
            painter.drawLine(rect.topLeft(), rect.topRight())
        inner = QRectF(rect).adjusted(PADDING, 0, -PADDING, 0)
        second = str(index.data(SECOND_ROLE) or "")
        first_box, second_box = inner, inner
        if second:
            middle = inner.center().y()
            first_box = QRectF(inner.left(), middle - inner.height() * 0.38, inner.width(), inner.height() * 0.38)
            second_box = QRectF(inner.left(), middle + 1, inner.width(), inner.height() * 0.36)
        self._first_line(painter, option, index, first_box)
        if second:
            is_fixed = bool(index.data(FIXED_ROLE)[1])
            painter.setFont(fixed_font(option.font, 0.9) if is_fixed else scaled_font(option.font, 0.9))
            painter.setPen(QColor(colours.quiet))
            _line(painter, second_box, second, index, is_fixed)
        share = index.data(SHARE_ROLE)
        if share is not None:
            self._bar(painter, inner, float(share), Tone(index.data(TONE_ROLE) or Tone.BUSY))
        painter.restore()

    def _bar(self, painter: QPainter, inner: QRectF, share: float, tone: Tone) -> None:
        """How far it is, at the foot of the cell."""
        colour = self._theme.of_tone(tone)
        whole = QRectF(inner.left(), inner.bottom() - 5, inner.width(), 3)
        done = QRectF(whole.left(), whole.top(), max(3.0, whole.width() * min(1.0, share)), 3)
        if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            done.moveRight(whole.right())
        painter.setPen(Qt.PenStyle.NoPen)
        for box, ink in ((whole, tinted(colour, 0.22)), (done, colour)):
            painter.setBrush(ink)
            painter.drawRoundedRect(box, 1.5, 1.5)

    def _first_line(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, box: QRectF) -> None:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        tone = index.data(TONE_ROLE)
        if tone is not None and text:
            paint_pill(painter, box, self._theme, Tone(tone), text, scaled_font(option.font, 0.95))
            return
        is_fixed = bool((index.data(FIXED_ROLE) or (False,))[0])
        painter.setFont(fixed_font(option.font) if is_fixed else option.font)
        painter.setPen(QColor(self._theme.colours.quiet if index.data(QUIET_ROLE) else self._theme.colours.text))
        _line(painter, box, text, index, is_fixed)


def _line(painter: QPainter, box: QRectF, text: str, index: AnyIndex, is_fixed: bool) -> None:
    mode = Qt.TextElideMode.ElideMiddle if is_fixed else Qt.TextElideMode.ElideRight
    shown = painter.fontMetrics().elidedText(text, mode, int(box.width()))
    painter.drawText(box, int(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0), shown)


class RowsTable(QTableView):
    """A table without a grid. Columns with a share divide what the others leave."""

    def __init__(self, theme: Theme, model: RowsModel[Any], name: str, *, two_lines: bool) -> None:
        super().__init__()
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(RowsDelegate(theme, self, two_lines=two_lines))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._two_lines = two_lines
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setResizeContentsPrecision(0)  # what can be seen decides the widths
        self._sharing = AtMostEverySecond(self, self._share_out)
        model.modelReset.connect(self._share_out)
        for signal in (model.dataChanged, model.rowsInserted):
            signal.connect(self._sharing.ask)
        theme.changed.connect(self.viewport().update)

    def selectRow(self, row: int) -> None:
        """Choose a row. Qt's own looks for a column at the right edge first, and finds none in Arabic (6.11)."""
        index = self._rows.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.verticalHeader().setDefaultSectionSize(row_height(self.fontMetrics(), two_lines=self._two_lines))

    def _share_out(self) -> None:
        share_out(self.horizontalHeader(), self._rows.columns, self.viewport().width(), self.sizeHintForColumn)


def row_height(metrics: QFontMetrics, *, two_lines: bool) -> int:
    """Room for one line, or for a pill and a smaller line below it."""
    return 2 * metrics.height() + 18 if two_lines else metrics.height() + 16


class AtMostEverySecond(QObject):
    """Calls with the next turn of the loop, then not for a second: measuring cells costs more than painting them."""

    def __init__(self, parent: QObject, work: Callable[[], None]) -> None:
        super().__init__(parent)
        self._work = work
        self._is_wanted = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._timeout)

    def ask(self, *_: object) -> None:
        """When all that happens now has happened."""
        self._is_wanted = True
        if not self._timer.isActive():
            self._timer.start(0)

    def _timeout(self) -> None:
        if self._is_wanted:
            self._is_wanted = False
            self._timer.start(1000)
            self._work()


def share_out(header: QHeaderView, columns: Sequence[Column[Any]], width: int, hint: Callable[[int], int]) -> None:
    """Give columns without a share what they need, and divide the rest of `width` by the shares."""
    needs = {i: max(hint(i), header.sectionSizeHint(i)) for i, c in enumerate(columns) if not c.share}
    spare = max(0, width - sum(needs.values()))
    shares = sum(c.share for c in columns) or 1
    for i, column in enumerate(columns):
        least = header.sectionSizeHint(i) + 40
        wanted = needs[i] if i in needs else max(least, spare * column.share // shares)
        if header.sectionSize(i) != wanted:
            header.resizeSection(i, wanted)
