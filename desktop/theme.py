"""The look in one place: the colours of both themes, the palette and the style sheet made of them.

Colour never carries meaning alone: every state also has a shape and a word. The system's choice of light or
dark is followed live, unless the owner wishes one of them (`EXO_BRIDGE_THEME=light|dark`).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.text.face import IconState
from desktop.text.rows import Tone

THEME_VARIABLE = "EXO_BRIDGE_THEME"
RESOURCES = Path(__file__).resolve().parent.parent / "resources"

EDGE = 24
"""Space at the edge of a window; 16 between groups, 8 between controls, 4 inside a group."""
GROUP = 16
CONTROL = 8
INNER = 4
ROW = 30


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme. The names are the roles of the look."""

    name: str
    window: str
    card: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    hover: str
    pressed: str
    local: str
    degraded: str
    cloud: str
    none: str
    paused: str


LIGHT = Colours(
    name="light",
    window="#F6F7F9",
    card="#FFFFFF",
    line="#DDE1E7",
    text="#1A1D21",
    quiet="#5A6370",
    accent="#2457C5",
    on_accent="#FFFFFF",
    hover="#EEF1F5",
    pressed="#E2E7EE",
    local="#1A7F45",
    degraded="#8A5A00",
    cloud="#0B66C3",
    none="#B3261E",
    paused="#5A6370",
)
DARK = Colours(
    name="dark",
    window="#1B1D21",
    card="#24272C",
    line="#363B43",
    text="#ECEFF3",
    quiet="#A3ADBA",
    accent="#7FA8FF",
    on_accent="#10131A",
    hover="#2D3137",
    pressed="#383D45",
    local="#4CC38A",
    degraded="#E3B341",
    cloud="#6CB6FF",
    none="#FF8A80",
    paused="#A3ADBA",
)


class Theme(QObject):
    """The theme of the application; `changed` is emitted after everything has its new colours."""

    changed = Signal()

    def __init__(self, app: QApplication, wish: str = "") -> None:
        super().__init__(app)
        self.app = app
        self._wish = wish
        self._is_fixed = bool(wish)
        self.colours = LIGHT
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        is_dark = self.app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        self.set({"light": LIGHT, "dark": DARK}.get(self._wish, DARK if is_dark else LIGHT))

    def follow(self, wish: str) -> None:
        """Be `light` or `dark`; anything else follows the system. The environment's wish stands above the settings."""
        if not self._is_fixed and wish != self._wish:
            self._wish = wish
            self._follow()

    def set(self, colours: Colours) -> None:
        """Give every widget these colours."""
        self.colours = colours
        self.app.setPalette(palette_of(colours))
        self.app.setStyleSheet(style_sheet(colours))
        self.changed.emit()

    def of_tone(self, tone: Tone) -> QColor:
        """The colour of a pill."""
        return QColor(tone_colour(self.colours, tone))


def state_colour(colours: Colours, state: IconState) -> str:
    """The colour of one of the six states, as `#RRGGBB`."""
    match state:
        case IconState.LOCAL:
            return colours.local
        case IconState.DEGRADED:
            return colours.degraded
        case IconState.CLOUD:
            return colours.cloud
        case IconState.NONE:
            return colours.none
        case IconState.PAUSED | IconState.CHECKING:
            return colours.paused


def tone_colour(colours: Colours, tone: Tone) -> str:
    """The colour of a pill, as `#RRGGBB`."""
    match tone:
        case Tone.GOOD:
            return colours.local
        case Tone.BUSY | Tone.OWNER:
            return colours.degraded
        case Tone.CLOUD:
            return colours.cloud
        case Tone.BAD:
            return colours.none
        case Tone.QUIET:
            return colours.quiet


def palette_of(colours: Colours) -> QPalette:
    """Qt's palette, for what the style draws without the style sheet."""
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.card,
        role.AlternateBase: colours.hover,
        role.Text: colours.text,
        role.Button: colours.card,
        role.ButtonText: colours.text,
        role.BrightText: colours.none,
        role.ToolTipBase: colours.card,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.quiet,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.card,
        role.Midlight: colours.hover,
        role.Mid: colours.line,
        role.Dark: colours.line,
        role.Shadow: colours.line,
        role.Accent: colours.accent,
    }
    for which, colour in pairs.items():
        palette.setColor(which, QColor(colour))
    faded = QColor(colours.quiet)
    faded.setAlphaF(0.7)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, faded)
    return palette


def style_sheet(colours: Colours) -> str:
    """`resources/style.qss` with the roles filled in."""
    values = {f.name: getattr(colours, f.name) for f in fields(colours)}
    values["icons"] = (RESOURCES / "icons").as_posix()
    return Template((RESOURCES / "style.qss").read_text("utf-8")).substitute(values)


def scaled_font(base: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The system's font, larger or smaller: title 1.25, small 0.9."""
    font = QFont(base)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    else:
        font.setPixelSize(round(font.pixelSize() * factor))
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


@functools.cache
def _fixed_families() -> list[str]:
    """Asked of the system once: every cell of a table wants to know."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()


def fixed_font(base: QFont, factor: float = 1.0) -> QFont:
    """The system's fixed font in the size of `base`: addresses, model ids, code."""
    font = scaled_font(base, factor * 0.95)  # fixed letters look larger than others of their size
    font.setFamilies(_fixed_families())
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font
