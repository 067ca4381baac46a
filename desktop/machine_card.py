"""Paints one machine of the drawing: who it is, how full its memory is, which models stand in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.pill import INK, mixed, paint_pill, paint_shape, pill_size, tinted
from desktop.text.cluster import MachineCard, MemoryBar, Part
from desktop.text.rows import Tone
from desktop.theme import Theme, fixed_font, scaled_font

PAD = 12.0
RADIUS = 8.0
BAR = 6.0
HEAD = 1.6
"""The height of the first line, with its pill, in lines."""
MOST_PARTS = 3
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class CardFonts:
    """The letters of all cards, with the heights of their lines; made once a font, for a card is painted often."""

    name: QFont
    small: QFont
    fixed: QFont
    line: float
    small_line: float


def card_fonts(font: QFont) -> CardFonts:
    """The letters that go with the font of the window."""
    small = scaled_font(font, 0.9)
    return CardFonts(
        scaled_font(font, 1.05, bold=True),
        small,
        fixed_font(font, 0.9),
        QFontMetricsF(font).height(),
        QFontMetricsF(small).height(),
    )


def card_height(card: MachineCard, fonts: CardFonts) -> float:
    """Room that its lines need."""
    line, small = fonts.line, fonts.small_line
    head = line * HEAD + small
    memory = small + (BAR + 4 if card.memory is not None else 0) if card.memory_words else 0.0
    parts = sum(_part_height(p, line) for p in card.parts[:MOST_PARTS])
    parts += small if len(card.parts) > MOST_PARTS else 0
    rest = (small if card.on_disk else 0) + (2 * small if card.reason else 0)
    gaps = 6.0 * sum(bool(x) for x in (memory, parts, rest))
    return 2 * PAD + head + memory + parts + rest + gaps


def _part_height(part: Part, line: float) -> float:
    """A bar needs air above and below."""
    return line * (1.25 if part.share is None else 1.55)


class CardPainter:
    """Holds the theme; everything else comes with the card."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def paint(
        self, painter: QPainter, box: QRectF, card: MachineCard, fonts: CardFonts, *, is_chosen: bool, is_current: bool
    ) -> None:
        """Draw the card into `box`."""
        painter.save()
        self._paint_frame(painter, box, card, is_chosen=is_chosen, is_current=is_current)
        inside = box.adjusted(PAD, PAD, -PAD, -PAD)
        y = self._paint_head(painter, inside, card, fonts)
        small = fonts.small
        if card.memory_words:
            y = self._paint_memory(painter, QRectF(inside.left(), y + 6, inside.width(), 0), card, small)
        if card.parts:
            y += 6
        for part in card.parts[:MOST_PARTS]:
            y = self._paint_part(painter, QRectF(inside.left(), y, inside.width(), 0), part, fonts)
        notes = []
        if len(card.parts) > MOST_PARTS:
            notes.append("+ " + ", ".join(p.model for p in card.parts[MOST_PARTS:]))
        if card.on_disk:
            notes.append(card.on_disk)
        if notes or card.reason:
            y += 6
        for note in notes:
            y = self._write(painter, QRectF(inside.left(), y, inside.width(), 0), note, small)
        if card.reason:
            self._paint_reason(painter, QRectF(inside.left(), y, inside.width(), inside.bottom() - y), card, small)
        painter.restore()

    def _paint_frame(
        self, painter: QPainter, box: QRectF, card: MachineCard, *, is_chosen: bool, is_current: bool
    ) -> None:
        colours = self._theme.colours
        pen = QPen(QColor(colours.accent if is_current or is_chosen else colours.line), 2 if is_current else 1)
        if card.is_gone:
            pen.setStyle(Qt.PenStyle.DashLine)
        inset = pen.widthF() / 2
        painter.setPen(pen)
        painter.setBrush(QColor(colours.window if card.is_gone else colours.card))
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def _paint_head(self, painter: QPainter, inside: QRectF, card: MachineCard, fonts: CardFonts) -> float:
        """Name and state, then what kind of machine it is and what its sensors say."""
        is_left = painter.layoutDirection() is Qt.LayoutDirection.LeftToRight
        small_font = fonts.small
        needed = float(pill_size(small_font, card.state).width())
        top = QRectF(inside.left(), inside.top(), inside.width(), fonts.line * HEAD)
        pill = QRectF(top.right() - needed if is_left else top.left(), top.top(), needed, top.height())
        paint_pill(painter, pill, self._theme, card.tone, card.state, small_font)
        name = top.adjusted(0, 0, -needed - 8, 0) if is_left else top.adjusted(needed + 8, 0, 0, 0)
        self._text(painter, name, card.name, fonts.name, self._theme.colours.text)
        under = QRectF(inside.left(), top.bottom(), inside.width(), fonts.small_line)
        room = QFontMetricsF(small_font).horizontalAdvance(card.sensors) + 12 if card.sensors else 0.0
        self._text(painter, under, card.sensors, small_font, self._theme.colours.quiet, RIGHT)
        kind = under.adjusted(0, 0, -room, 0) if is_left else under.adjusted(room, 0, 0, 0)
        self._text(painter, kind, card.kind, small_font, self._theme.colours.quiet)
        return under.bottom()

    def _paint_memory(self, painter: QPainter, at: QRectF, card: MachineCard, small: QFont) -> float:
        y = self._write(painter, at, card.memory_words, small)
        if card.memory is None:
            return y
        self._paint_bar(painter, QRectF(at.left(), y + 2, at.width(), BAR), card.memory)
        return y + BAR + 4

    def _paint_bar(self, painter: QPainter, box: QRectF, memory: MemoryBar) -> None:
        """What models weigh, then what else is in use, then what is free: three strengths, not only colours."""
        colours = self._theme.colours
        self._fill(painter, box, 1.0, QColor(colours.pressed))
        self._fill(painter, box, memory.used, mixed(QColor(colours.quiet), QColor(colours.card), 0.35))
        self._fill(painter, box, memory.models, self._theme.of_tone(Tone.GOOD))

    def _fill(self, painter: QPainter, box: QRectF, share: float, colour: QColor) -> None:
        if share <= 0:
            return
        width = max(box.height(), box.width() * min(1.0, share))
        is_left = painter.layoutDirection() is Qt.LayoutDirection.LeftToRight
        left = box.left() if is_left else box.right() - width
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, box.top(), width, box.height()), box.height() / 2, box.height() / 2)

    def _paint_part(self, painter: QPainter, at: QRectF, part: Part, fonts: CardFonts) -> float:
        """A model: shape, name, state; a thin bar below while it is under way."""
        line = fonts.line
        whole = QRectF(at.left(), at.top(), at.width(), _part_height(part, line))
        box = QRectF(at.left(), at.top(), at.width(), line * 1.25)
        is_left = painter.layoutDirection() is Qt.LayoutDirection.LeftToRight
        side = max(8.0, round(line * 0.5))
        x = box.left() if is_left else box.right() - side
        shape = QRectF(x, box.center().y() - side / 2, side, side)
        colour = self._theme.of_tone(part.tone)
        paint_shape(painter, shape, colour, part.tone)
        room = QFontMetricsF(fonts.small).horizontalAdvance(part.state)
        words = box.adjusted(side + 6, 0, 0, 0) if is_left else box.adjusted(0, 0, -side - 6, 0)
        self._text(painter, words, part.state, fonts.small, mixed(colour, QColor(self._theme.colours.text), INK), RIGHT)
        name = words.adjusted(0, 0, -room - 8, 0) if is_left else words.adjusted(room + 8, 0, 0, 0)
        self._text(painter, name, part.model, fonts.fixed, self._theme.colours.text, middle=True)
        if part.share is not None:
            bar = QRectF(words.left(), box.bottom(), words.width(), 3)
            self._fill(painter, bar, 1.0, tinted(colour, 0.22))
            self._fill(painter, bar, part.share, colour)
        return whole.bottom()

    def _paint_reason(self, painter: QPainter, box: QRectF, card: MachineCard, small: QFont) -> None:
        painter.setFont(small)
        colour = self._theme.of_tone(card.tone if card.tone is not Tone.GOOD else Tone.OWNER)
        painter.setPen(mixed(colour, QColor(self._theme.colours.text), INK))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(box, int(flags), card.reason)

    def _write(self, painter: QPainter, at: QRectF, text: str, font: QFont) -> float:
        """One quiet line; where the next one begins."""
        height = QFontMetricsF(font).height()
        self._text(painter, QRectF(at.left(), at.top(), at.width(), height), text, font, self._theme.colours.quiet)
        return at.top() + height

    def _text(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        font: QFont,
        colour: str | QColor,
        flags: Qt.AlignmentFlag = LEFT,
        *,
        middle: bool = False,
    ) -> None:
        if not text or box.width() < 8:
            return
        painter.setFont(font)
        painter.setPen(QColor(colour))
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, mode, int(box.width()) + 1)
        painter.drawText(box, flags, shown)
