"""The drawing of the owner's machines: cards with memory and models, joined by their links. Painted by us.

The pointer and the arrow keys move from machine to machine; what they reach is told to a screen reader, and Enter or a
click chooses its row in the table below, which says the same in words.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.domain import BackendId
from desktop.cluster_layout import Layout, lay_out
from desktop.machine_card import CardPainter, card_fonts, card_height
from desktop.pill import mixed
from desktop.text.cluster import ClusterCard, MachineCard
from desktop.text.rows import Tone
from desktop.text.translate import translate
from desktop.theme import Theme, scaled_font

JOINT = 4.0
Place = tuple[int, int]
"""(cluster, machine) of a card."""


class ClusterView(QWidget):
    """Shows clusters; holds nothing but the machine that the keyboard is on and the node that is chosen."""

    chosen = Signal(str)
    moved = Signal(QRectF)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cards = CardPainter(theme)
        self._clusters: tuple[ClusterCard, ...] = ()
        self._fonts = card_fonts(self.font())
        self._layout: Layout | None = None
        self._at: Place | None = None
        self._chosen_id: BackendId | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate("Cluster", "Drawing of your machines"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_clusters(self, clusters: tuple[ClusterCard, ...]) -> None:
        """What to draw from now on."""
        if clusters == self._clusters:
            return
        before, layout = self._clusters, self._layout
        self._clusters = clusters
        if self._at is not None and self._card(self._at) is None:
            self._at = None
        self._lay_out()
        self._say()
        if layout != self._layout or list(map(_frame, before)) != list(map(_frame, clusters)):
            self.update()
            return
        for place in self._places():  # most news are of one machine
            cluster, machine = place
            if before[cluster].machines[machine] != clusters[cluster].machines[machine]:
                self.update(self._box(place).toAlignedRect())

    def show_chosen(self, backend_id: BackendId | None) -> None:
        """Mark the machine of this node."""
        if backend_id != self._chosen_id:
            self._chosen_id = backend_id
            self.update()

    @property
    def current(self) -> MachineCard | None:
        """The machine that the keyboard is on."""
        return self._card(self._at) if self._at is not None else None

    def box_of(self, name: str) -> QRect:
        """Where a machine is drawn, by its shown name; empty when it is not."""
        for cluster, machine in self._places():
            if self._clusters[cluster].machines[machine].name == name:
                return self._box((cluster, machine)).toRect()
        return QRect()

    # room

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._laid_out(width).height)

    def sizeHint(self) -> QSize:
        return QSize(640, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._fonts = card_fonts(self.font())
            self._lay_out()

    def _laid_out(self, width: float) -> Layout:
        line = float(self.fontMetrics().height())
        return lay_out(self._clusters, width, line, lambda card: card_height(card, self._fonts))

    def _lay_out(self) -> None:
        self._layout = self._laid_out(self.width())
        high = round(self._layout.height)
        if self.minimumHeight() != high:
            self.setFixedHeight(high)
            self.updateGeometry()

    # pointing

    def _places(self) -> list[Place]:
        return list(self._layout.boxes) if self._layout is not None else []

    def _card(self, place: Place) -> MachineCard | None:
        cluster, machine = place
        if cluster < len(self._clusters) and machine < len(self._clusters[cluster].machines):
            return self._clusters[cluster].machines[machine]
        return None

    def _box(self, place: Place) -> QRectF:
        assert self._layout is not None
        return self._mirrored(self._layout.boxes[place])

    def _mirrored(self, box: QRectF) -> QRectF:
        if self.layoutDirection() is Qt.LayoutDirection.LeftToRight:
            return box
        return QRectF(self.width() - box.right(), box.top(), box.width(), box.height())

    def _under(self, point: QPointF) -> Place | None:
        return next((p for p in self._places() if self._box(p).contains(point)), None)

    def _go(self, place: Place | None) -> None:
        if place != self._at:
            self._at = place
            self._say()
            self.update()
            if place is not None:
                self.moved.emit(self._box(place))

    def _say(self) -> None:
        current = self.current
        if current is not None:
            self.setAccessibleDescription(current.description)
            return
        lines = []
        for cluster in self._clusters:
            machines = ", ".join(f"{m.name} {m.state}" for m in cluster.machines)
            lines.append(f"{cluster.title}: {machines}" + (f"; {cluster.trouble}" if cluster.trouble else ""))
        self.setAccessibleDescription("\n".join(lines))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._under(event.position())
        if place is not None:
            self._go(place)
            self._choose()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._under(QPointF(event.pos()))
            card = self._card(place) if place is not None else None
            QToolTip.showText(event.globalPos(), card.description if card is not None else "", self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._go(next(iter(self._places()), None))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        key = Qt.Key(event.key())
        if key in steps:
            self._step(*steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _step(self, across: int, down: int) -> None:
        """To the nearest card in this direction, as the eye sees it."""
        if self._at is None:
            self._go(next(iter(self._places()), None))
            return
        here = self._box(self._at).center()
        found: list[tuple[float, Place]] = []
        for place in self._places():
            there = self._box(place).center() - here
            ahead, aside = (there.x() * across, abs(there.y())) if across else (there.y() * down, abs(there.x()))
            if ahead > 1:
                found.append((ahead + 3 * aside, place))
        if found:
            self._go(min(found)[1])

    def _choose(self) -> None:
        card = self.current
        if card is not None and card.backend is not None:
            self.chosen.emit(card.backend)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._layout is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(event.rect())
        self._paint_titles(painter, self._layout, seen)
        self._paint_links(painter, self._layout)
        for place in self._places():
            box = self._box(place)
            card = self._card(place)
            if card is not None and box.intersects(seen):
                is_chosen = card.backend is not None and card.backend == self._chosen_id
                is_current = place == self._at and self.hasFocus()
                self._cards.paint(painter, box, card, self._fonts, is_chosen=is_chosen, is_current=is_current)

    def _paint_titles(self, painter: QPainter, layout: Layout, seen: QRectF) -> None:
        for band in layout.bands:
            for cluster, left, right in band.titles:
                box = self._mirrored(QRectF(left, band.y, right - left, band.cards_at - band.y - 4))
                if not box.intersects(seen):
                    continue
                shown = self._clusters[cluster]
                painter.setFont(scaled_font(self.font(), 0.95, bold=True))
                painter.setPen(QColor(self._theme.colours.quiet))
                text = painter.fontMetrics().elidedText(shown.title, Qt.TextElideMode.ElideRight, int(box.width()))
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
                rest = box.width() - painter.fontMetrics().horizontalAdvance(text) - 12
                if shown.trouble and rest > 60:
                    self._paint_trouble(painter, box, rest, shown.trouble)

    def _paint_trouble(self, painter: QPainter, box: QRectF, room: float, words: str) -> None:
        painter.setFont(scaled_font(self.font(), 0.9))
        painter.setPen(mixed(self._theme.of_tone(Tone.OWNER), QColor(self._theme.colours.text), 0.2))
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_links(self, painter: QPainter, layout: Layout) -> None:
        """One line along each cluster, with a joint for each machine: solid where it is linked with all others."""
        for number, cluster in enumerate(self._clusters):
            if len(cluster.machines) < 2:
                continue
            by_band: dict[int, list[int]] = {}
            for machine in range(len(cluster.machines)):
                by_band.setdefault(layout.band_of[number, machine], []).append(machine)
            before: float | None = None
            for band, machines in by_band.items():
                y = layout.bands[band].rail_at
                boxes = [self._box((number, m)) for m in machines]
                self._paint_rail(painter, [b.center().x() for b in boxes], y)
                if before is not None:  # the next row hangs on the same line
                    x = boxes[0].center().x() if len(boxes) == 1 else (boxes[0].right() + boxes[1].left()) / 2
                    painter.drawLine(QPointF(x, before), QPointF(x, y))
                before = y
                for machine, box in zip(machines, boxes, strict=True):
                    self._paint_joint(painter, box, y, cluster, cluster.machines[machine])

    def _paint_rail(self, painter: QPainter, xs: list[float], y: float) -> None:
        painter.setPen(QPen(QColor(self._theme.colours.quiet), 1.5))
        painter.drawLine(QPointF(min(xs), y), QPointF(max(xs), y))

    def _paint_joint(
        self, painter: QPainter, box: QRectF, y: float, cluster: ClusterCard, machine: MachineCard
    ) -> None:
        colours = self._theme.colours
        is_well = machine.id in cluster.well_linked and not machine.is_gone and machine.tone is not Tone.BAD
        pen = QPen(QColor(colours.quiet) if is_well else self._theme.of_tone(Tone.BAD), 1.5)
        if not is_well:
            pen.setStyle(Qt.PenStyle.DashLine)
        at = QPointF(box.center().x(), y)
        painter.setPen(pen)
        painter.drawLine(QPointF(at.x(), box.bottom()), at)
        pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(pen.color() if is_well else QColor(colours.window))
        painter.drawEllipse(at, JOINT, JOINT)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _frame(cluster: ClusterCard) -> tuple[object, ...]:
    """What is drawn around the cards of a cluster: while it stays, cards can be painted alone."""
    machines = tuple((m.id, m.tone, m.is_gone) for m in cluster.machines)
    return cluster.title, cluster.trouble, cluster.well_linked, machines
