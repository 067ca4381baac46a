"""The pill: a shape and a word on a tinted ground. Shape first, so that it reads without colour."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.text.rows import Tone
from desktop.theme import Theme

PADDING = 9.0
GAP = 6.0
TINT = 0.13
"""How much of its colour the ground of a pill has."""
INK = 0.4
"""How much of the text's colour its word has: so it keeps a contrast of 4.5 on the tinted ground."""


def tinted(colour: QColor, strength: float) -> QColor:
    """The colour, thin enough to lie under text."""
    thin = QColor(colour)
    thin.setAlphaF(strength)
    return thin


def pill_size(font: QFont, text: str) -> QSize:
    """Room a pill needs."""
    metrics = QFontMetricsF(font)
    width = 2 * PADDING + _shape_size(metrics) + GAP + metrics.horizontalAdvance(text)
    return QSize(math.ceil(width) + 1, math.ceil(metrics.height() + 6))


def _shape_size(metrics: QFontMetricsF) -> float:
    """The shape grows with the letters beside it."""
    return max(9.0, round(metrics.height() * 0.55))


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`one` with a share of `other`."""

    def mix(a: float, b: float) -> float:
        return a * (1 - share) + b * share

    return QColor.fromRgbF(
        mix(one.redF(), other.redF()), mix(one.greenF(), other.greenF()), mix(one.blueF(), other.blueF())
    )


def paint_pill(painter: QPainter, place: QRectF, theme: Theme, tone: Tone, text: str, font: QFont) -> None:
    """Draw it where lines of text begin in `place`, centred vertically."""
    colour = theme.of_tone(tone)
    size = pill_size(font, text)
    box = QRectF(place.left(), place.center().y() - size.height() / 2, min(size.width(), place.width()), size.height())
    is_mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
    if is_mirrored:
        box.moveRight(place.right())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tinted(colour, TINT))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    side = _shape_size(QFontMetricsF(font))
    x = box.right() - PADDING - side if is_mirrored else box.left() + PADDING
    shape = QRectF(x, box.center().y() - side / 2, side, side)
    paint_shape(painter, shape, colour, tone)
    painter.setFont(font)
    painter.setPen(mixed(colour, QColor(theme.colours.text), INK))
    begin, end = PADDING + side + GAP, PADDING - 2
    words = box.adjusted(end, 0, -begin, 0) if is_mirrored else box.adjusted(begin, 0, -end, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()


def paint_shape(painter: QPainter, box: QRectF, colour: QColor, tone: Tone) -> None:
    """Solid dot: good. Half dot: busy. Cloud. Crossed ring: bad. Triangle: its owner must act. Ring: quiet."""
    pen = QPen(colour, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    centre, radius = box.center(), box.width() / 2
    match tone:
        case Tone.GOOD:
            _fill(painter, colour)
            painter.drawEllipse(box)
        case Tone.BUSY:
            _fill(painter, colour)
            painter.drawPie(box, 90 * 16, 180 * 16)
            _outline(painter, pen)
            painter.drawEllipse(centre, radius - 0.85, radius - 0.85)
        case Tone.CLOUD:
            _fill(painter, colour)
            painter.drawPath(_cloud(box))
        case Tone.BAD:
            _outline(painter, pen)
            inset = 1.6
            painter.drawLine(box.topLeft() + QPointF(inset, inset), box.bottomRight() - QPointF(inset, inset))
            painter.drawLine(box.topRight() + QPointF(-inset, inset), box.bottomLeft() + QPointF(inset, -inset))
        case Tone.OWNER:
            _fill(painter, colour)
            path = QPainterPath(QPointF(centre.x(), box.top()))
            path.lineTo(box.right(), box.bottom() - 0.5)
            path.lineTo(box.left(), box.bottom() - 0.5)
            path.closeSubpath()
            painter.drawPath(path)
        case Tone.QUIET:
            _outline(painter, pen)
            painter.drawEllipse(centre, radius - 0.85, radius - 0.85)


def _fill(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)


def _outline(painter: QPainter, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _cloud(box: QRectF) -> QPainterPath:
    """A small cloud: three circles on a flat ground."""
    unit = box.width() / 10
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    left, ground = box.left(), box.bottom() - unit
    for x, y, radius in ((2.3, 2.4, 2.3), (5.2, 4.0, 3.2), (8.0, 2.3, 2.2)):
        path.addEllipse(QPointF(left + x * unit, ground - y * unit), radius * unit, radius * unit)
    path.addRect(QRectF(left + 2.3 * unit, ground - 2.6 * unit, 5.7 * unit, 2.55 * unit))
    return path


class Pill(QWidget):
    """A pill as a widget."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tone = Tone.QUIET
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_state(self, tone: Tone, text: str) -> None:
        """The state to show; repaints only when it changed."""
        if (tone, text) != (self._tone, self._text):
            self._tone, self._text = tone, text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return pill_size(self.font(), self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_pill(QPainter(self), QRectF(self.rect()), self._theme, self._tone, self._text, self.font())
