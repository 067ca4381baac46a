"""One chart, painted by us: lines or stacked bars, named where they end, with the value under the pointer.

The arrow keys move through time like the pointer does; what they reach stands in the headline, and is what a screen
reader hears. Nothing moves by itself.
"""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.pill import INK, mixed, tinted
from desktop.text.charts import Chart, ChartKind, Line
from desktop.theme import CONTROL, INNER, Theme, scaled_font

LINES_HIGH = 8
"""Height of a chart in lines of text: title, headline, plot, axis."""
LIGHT = 0.45
DOT = 2.6


class ChartView(QWidget):
    """Shows a chart; holds nothing but the place that was pointed at."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chart: Chart | None = None
        self.place: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_chart(self, chart: Chart) -> None:
        """The chart to show from now on."""
        same = self._chart is not None and (self._chart.lines, self._chart.times) == (chart.lines, chart.times)
        if same and self._chart is not None and self._chart.headline == chart.headline:
            return
        self._chart = chart
        if self.place is not None and self.place >= len(chart.times):
            self.place = None
        self.setAccessibleName(chart.title)
        self._say()
        self.update()

    def headline(self) -> str:
        """The sentence below the title: of the place pointed at, or of the whole run."""
        if self._chart is None:
            return ""
        return self._chart.headline if self.place is None else self._chart.at(self.place)

    def sizeHint(self) -> QSize:
        return QSize(240, self.fontMetrics().lineSpacing() * LINES_HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height() * 2 // 3)  # a short window shows it flat rather than scrolls

    # pointing

    def _point(self, place: int | None) -> None:
        if place != self.place:
            self.place = place
            self._say()
            self.update()

    def _say(self) -> None:
        self.setAccessibleDescription(self.headline())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._chart is None or not self._chart.times:
            return
        box = self._plot(self._chart)
        x = event.position().x()
        inside = box.left() <= x <= box.right()
        step = box.width() / len(self._chart.times)
        self._point(min(len(self._chart.times) - 1, int((x - box.left()) / step)) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        count = len(self._chart.times) if self._chart is not None else 0
        if event.key() == Qt.Key.Key_Escape and self.place is not None:
            self._point(None)
        elif (step := steps.get(Qt.Key(event.key()))) is not None and count:
            at = self.place if self.place is not None else (count if step < 0 else -1)
            self._point(max(0, min(count - 1, at + step)))
        else:
            super().keyPressEvent(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        chart = self._chart
        if chart is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter, chart)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        if chart.times and chart.lines:
            box, top = self._plot(chart), _top(chart)
            self._paint_ground(painter, chart, box, top)
            if chart.kind is ChartKind.STACKED_BARS:
                self._paint_bars(painter, chart, box, top)
            else:
                for line in chart.lines:
                    self._paint_line(painter, line, box, top)
            self._paint_names(painter, chart, box, top)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _plot(self, chart: Chart) -> QRectF:
        """Where the values are drawn: below the words, above the times, left of the names."""
        small = QFontMetricsF(scaled_font(self.font(), 0.9))
        names = max((small.horizontalAdvance(line.name) for line in chart.lines), default=0.0)
        above = 2 * self.fontMetrics().lineSpacing() + small.height() + INNER
        return QRectF(
            INNER,
            above,
            max(20.0, self.width() - 2 * INNER - names - CONTROL),
            max(10.0, self.height() - above - small.height() - INNER - 2),
        )

    def _paint_words(self, painter: QPainter, chart: Chart) -> None:
        line = self.fontMetrics().lineSpacing()
        box = QRectF(INNER, 0, self.width() - 2 * INNER, line)
        painter.setFont(scaled_font(self.font(), 1.0, bold=True))
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, chart.title)
        painter.setFont(scaled_font(self.font(), 0.95))
        painter.setPen(QColor(self._theme.colours.quiet))
        text = painter.fontMetrics().elidedText(self.headline(), Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box.translated(0, line), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_ground(self, painter: QPainter, chart: Chart, box: QRectF, top: float) -> None:
        """Two rules, the value of the upper one, and three times; behind all, the place pointed at."""
        colours = self._theme.colours
        if self.place is not None:
            step = box.width() / len(chart.times)
            column = QRectF(box.left() + self.place * step, box.top(), step, box.height())
            painter.fillRect(column, QColor(colours.hover))
        painter.setPen(QPen(QColor(colours.line), 1))
        for y in (box.top(), box.bottom()):
            painter.drawLine(QPointF(box.left(), round(y) + 0.5), QPointF(box.right(), round(y) + 0.5))
        painter.setFont(scaled_font(self.font(), 0.9))
        painter.setPen(QColor(colours.quiet))
        height = painter.fontMetrics().height()
        scale = QRectF(box.left(), box.top() - height - 1, box.width(), height)
        painter.drawText(scale, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, chart.shown(top))
        axis = QRectF(box.left(), box.bottom() + INNER, box.width(), height)
        painter.drawText(axis, Qt.AlignmentFlag.AlignLeft, chart.times[0])
        if len(chart.times) > 1:
            painter.drawText(axis, Qt.AlignmentFlag.AlignRight, chart.times[-1])

    def _paint_bars(self, painter: QPainter, chart: Chart, box: QRectF, top: float) -> None:
        step = box.width() / len(chart.times)
        wide = min(28.0, max(2.0, step * 0.7))
        painter.setPen(Qt.PenStyle.NoPen)
        for place in range(len(chart.times)):
            ground = box.bottom()
            for line in chart.lines:
                value = line.values[place] or 0.0
                if value <= 0:
                    continue
                height = max(2.0, box.height() * value / top)
                bar = QRectF(box.left() + (place + 0.5) * step - wide / 2, ground - height, wide, height - 1)
                painter.setBrush(self._theme.of_tone(line.tone))
                painter.drawRoundedRect(bar, 1.5, 1.5)
                ground -= height

    def _paint_line(self, painter: QPainter, line: Line, box: QRectF, top: float) -> None:
        colour = self._theme.of_tone(line.tone)
        ink = tinted(colour, LIGHT) if line.is_light else colour
        points = [
            None if value is None else _point_of(box, place, len(line.values), value, top)
            for place, value in enumerate(line.values)
        ]
        painter.setPen(QPen(ink, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for before, after in pairwise(points):
            if before is not None and after is not None:
                painter.drawLine(before, after)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        around = [None, *points, None]
        for place, point in enumerate(points):
            is_alone = around[place] is None and around[place + 2] is None
            if point is not None and (is_alone or place == self.place):
                painter.drawEllipse(point, DOT, DOT)

    def _paint_names(self, painter: QPainter, chart: Chart, box: QRectF, top: float) -> None:
        """Each line is named at its right end; names that would cover each other are pushed apart."""
        painter.setFont(scaled_font(self.font(), 0.9))
        height = float(painter.fontMetrics().height())
        wanted = sorted((self._end_of(chart, line, box, top), i, line) for i, line in enumerate(chart.lines))
        lowest = box.bottom() + height / 2 - height * (len(wanted) - 1)
        before = -math.inf
        for y, _, line in wanted:
            y = max(min(y, lowest), before + height)
            before, lowest = y, lowest + height
            name = QRectF(box.right() + CONTROL, y - height / 2, self.width() - box.right() - CONTROL, height)
            painter.setPen(mixed(self._theme.of_tone(line.tone), QColor(self._theme.colours.text), INK))
            painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.name)

    def _end_of(self, chart: Chart, line: Line, box: QRectF, top: float) -> float:
        """The height at which a line ends; of stacked bars, the middle of its newest part."""
        place = max((i for i, value in enumerate(line.values) if value), default=0)
        value = line.values[place] or 0.0
        if chart.kind is ChartKind.STACKED_BARS:
            below = sum(other.values[place] or 0.0 for other in chart.lines[: chart.lines.index(line)])
            value = below + value / 2
        return box.bottom() - box.height() * value / top


def _point_of(box: QRectF, place: int, count: int, value: float, top: float) -> QPointF:
    return QPointF(box.left() + (place + 0.5) * box.width() / count, box.bottom() - box.height() * value / top)


def _top(chart: Chart) -> float:
    """The value at the upper edge: the next round number above all of them."""
    columns = zip(*(line.values for line in chart.lines), strict=True)
    if chart.kind is ChartKind.STACKED_BARS:
        greatest = max((sum(v or 0.0 for v in column) for column in columns), default=0.0)
    else:
        greatest = max((v for column in columns for v in column if v is not None), default=0.0)
    if greatest <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(greatest))
    return next(unit * step for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if greatest <= unit * step * 1.0001)
