"""Drawings become icons: the six states for the tray, line icons for buttons, the application's own.

The sources are SVG files in `resources/icons`. A tray drawing is made of layers: `edge` (one dark pixel around,
which keeps it visible on a panel of any brightness), `body`, `hole` (what separates shapes) and `top`. Without an
edge, holes are really cut out, so that the shape alone tells the state (macOS shows nothing but the shape).
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.text.face import IconState
from desktop.text.marks import NO_MARKS, IconMarks
from desktop.theme import DARK, LIGHT, RESOURCES, Colours, state_colour

TRAY_SIZES = (16, 22, 24, 32, 48, 64)
ICONS = RESOURCES / "icons"

_WHITE = "#FFFFFF"
_EDGE = "#14171B"
PALE = 0.45
"""How much is left of an icon that is out of date."""
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Inks:
    """How a tray drawing is coloured. `is_plain`: everything in the ink of the glyph."""

    glyph: str
    colours: Colours
    has_edge: bool = False
    is_plain: bool = False

    def of(self, state: IconState) -> str:
        """The colour of a state."""
        return self.glyph if self.is_plain else state_colour(self.colours, state)


ON_ANY_PANEL = Inks(_WHITE, DARK, has_edge=True)
ON_DARK = Inks(_WHITE, DARK)
ON_LIGHT = Inks(LIGHT.text, LIGHT)
WHITE = Inks(_WHITE, DARK, is_plain=True)
BLACK = Inks(_EDGE, LIGHT, is_plain=True)


def tray_icon(state: IconState, inks: Inks = ON_ANY_PANEL, marks: IconMarks = NO_MARKS) -> QIcon:
    """The icon of a state with a pixmap for each size a panel may ask for."""
    icon = QIcon()
    for size in TRAY_SIZES:
        icon.addPixmap(QPixmap.fromImage(tray_image(state, size, inks, marks)))
    return icon


def mask_icon(state: IconState, marks: IconMarks = NO_MARKS) -> QIcon:
    """As macOS wants it: the shape alone, coloured by the system."""
    icon = QIcon()
    for size in (18, 36):
        icon.addPixmap(QPixmap.fromImage(tray_image(state, size, BLACK, marks)))
    icon.setIsMask(True)
    return icon


@lru_cache(maxsize=256)
def tray_image(state: IconState, size: int, inks: Inks = ON_ANY_PANEL, marks: IconMarks = NO_MARKS) -> QImage:
    """One state at one size in pixels."""
    image = _glyph(state, size, inks)
    return image if marks == NO_MARKS else _marked(image, inks, marks)


def _marked(plain: QImage, inks: Inks, marks: IconMarks) -> QImage:
    """A dot below at the right, an open ring above at the left: cut out of the glyph, so that shape alone tells."""
    image = plain.copy()
    size = image.width()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    dot = inks.glyph if inks.is_plain else inks.colours.degraded
    if marks.needs_owner:
        _put_disc(painter, QPointF(0.78, 0.78) * size, 0.17 * size, dot, inks, is_open=False)
    if marks.is_shared:
        _put_disc(painter, QPointF(0.22, 0.22) * size, 0.17 * size, inks.glyph, inks, is_open=True)
    if marks.is_stale:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.fillRect(image.rect(), QColor.fromRgbF(0, 0, 0, PALE))
    painter.end()
    return image


def _put_disc(painter: QPainter, middle: QPointF, radius: float, colour: str, inks: Inks, *, is_open: bool) -> None:
    gap = radius * 0.35
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_EDGE))
    modes = QPainter.CompositionMode
    painter.setCompositionMode(modes.CompositionMode_SourceOver if inks.has_edge else modes.CompositionMode_Clear)
    painter.drawEllipse(middle, radius + gap, radius + gap)
    painter.setCompositionMode(modes.CompositionMode_SourceOver)
    if is_open:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), radius * 0.5))
        painter.drawEllipse(middle, radius * 0.75, radius * 0.75)
    else:
        painter.setBrush(QColor(colour))
        painter.drawEllipse(middle, radius, radius)


def _glyph(state: IconState, size: int, inks: Inks) -> QImage:
    source = (ICONS / f"tray-{state}.svg").read_text("utf-8")
    accent = state_colour(DARK, state)
    # The accent last: on a light panel the glyph's ink may be what another state has as its colour.
    source = source.replace(_WHITE, inks.glyph).replace(accent, inks.of(state))
    if inks.has_edge:
        return _rendered(source.encode(), size)
    image = _layer(source, "body", size)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    painter.drawImage(0, 0, _layer(source, "hole", size))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.drawImage(0, 0, _layer(source, "top", size))
    painter.end()
    return image


def _layer(source: str, name: str, size: int) -> QImage:
    """One layer alone; empty when the drawing has none of this name."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(source)
    for child in list(root):
        if child.get("id") != name:
            root.remove(child)
    return _rendered(ElementTree.tostring(root), size)


def _rendered(source: bytes, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def line_icon(name: str, colour: str, disabled: str = "", *, size: int = 16, gap: int = 0) -> QIcon:
    """A line icon of `resources/icons/line` in one colour, sharp at 1x and 2x.

    `size` in logical pixels; `gap` is empty space between it and its text, because the style leaves too little.
    """
    icon = QIcon()
    turns = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    for ratio in (1, 2):
        for shade, mode in ((colour, QIcon.Mode.Normal), (disabled or colour, QIcon.Mode.Disabled)):
            pixmap = QPixmap((size + gap) * ratio, size * ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.drawPixmap(gap * ratio if turns else 0, 0, line_pixmap(name, shade, size * ratio))
            painter.end()
            pixmap.setDevicePixelRatio(ratio)
            icon.addPixmap(pixmap, mode)
    return icon


@lru_cache(maxsize=512)
def line_pixmap(name: str, colour: str, size: int) -> QPixmap:
    """A line icon at one size in pixels."""
    source = (ICONS / "line" / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    return QPixmap.fromImage(_rendered(source.encode(), size))


def state_pixmap(state: IconState, colours: Colours, size: int, ratio: float) -> QPixmap:
    """The drawing of a state for the inside of a window, in logical pixels."""
    inks = Inks(colours.text, colours)
    pixmap = QPixmap.fromImage(tray_image(state, round(size * ratio), inks))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def application_icon() -> QIcon:
    """The icon of the windows and of the task bar."""
    source = (ICONS / "exo-bridge.svg").read_bytes()
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(QPixmap.fromImage(_rendered(source, size)))
    return icon
