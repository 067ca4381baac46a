"""The small parts all windows are made of, so that they are of one hand: buttons, labels, pills, banners."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.icons import line_icon, line_pixmap
from desktop.pill import tinted
from desktop.text.rows import Tone
from desktop.theme import CONTROL, GROUP, INNER, Theme, fixed_font, scaled_font, tone_colour


def icon_size(metrics: QFontMetrics) -> int:
    """Icons grow with the letters beside them."""
    return max(16, round(metrics.height() * 0.9))


class Button(QPushButton):
    """A push button with a line icon in the colour of its text. `kind`: `` | primary | flat."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        icon: str = "",
        kind: str = "",
        name: str = "",
    ) -> None:
        super().__init__(text)
        self._theme = theme
        self._icon = icon
        self.setObjectName(kind)
        self.setAccessibleName(name or text.replace("&", ""))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if not text:
            self.setToolTip(name)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())
        theme.changed.connect(self._dress)
        self._dress()

    def set_icon(self, icon: str) -> None:
        """Another drawing."""
        if icon != self._icon:
            self._icon = icon
            self._dress()

    def set_text(self, text: str) -> None:
        """Another caption, for screen readers too."""
        if text != self.text():
            had_text = bool(self.text())
            self.setText(text)
            self.setAccessibleName(text.replace("&", ""))
            if had_text is not bool(text):
                self._dress()  # beside a text the icon has a gap

    def _dress(self) -> None:
        if not self._icon:
            return
        colours = self._theme.colours
        colour = colours.on_accent if self.objectName() == "primary" else colours.text
        size = icon_size(self.fontMetrics())
        gap = INNER + 2 if self.text() else 0
        self.setIcon(line_icon(self._icon, colour, colours.quiet, size=size, gap=gap))
        self.setIconSize(QSize(size + gap, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._dress()


class Wrapped(QLabel):
    """A text that is exactly as tall as its width makes it.

    A plain QLabel asks for the height it would have when narrow, and layouts give it that: a gap, or a scroll bar.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.minimumHeight())

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def hasHeightForWidth(self) -> bool:
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(0)  # QLabel's heightForWidth is never less: what was narrow once would stay tall
        height = self.heightForWidth(self.width())
        if height > 0:
            self.setFixedHeight(height)


def label(text: str = "", kind: str = "", *, wraps: bool = False, selectable: bool = False) -> QLabel:
    """A text. `kind`: `` | quiet | error."""
    made = Wrapped() if wraps else QLabel()
    made.setObjectName(kind)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def title(text: str, factor: float = 1.25) -> QLabel:
    """The heading of a group."""
    made = label(text)
    made.setFont(scaled_font(made.font(), factor, bold=True))
    return made


def in_order(*parts: QWidget) -> None:
    """Let Tab walk through the controls of these parts in this order: what is made later would come last."""
    tab = Qt.FocusPolicy.TabFocus
    every = (each for part in parts for each in (part, *part.findChildren(QWidget)) if each.focusPolicy() & tab)
    controls = [each for each in every if each.window() is parts[0].window()]  # a list that drops down is its own
    for one, other in itertools.pairwise(controls):
        QWidget.setTabOrder(one, other)


def line() -> QFrame:
    """A thin rule."""
    made = QFrame()
    made.setObjectName("line")
    return made


def card(margin: int = GROUP) -> tuple[QFrame, QVBoxLayout]:
    """A framed group and the layout inside it."""
    frame = QFrame()
    frame.setObjectName("card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(CONTROL)
    return frame, layout


def row(*parts: QWidget | int | None, spacing: int = CONTROL) -> QHBoxLayout:
    """Widgets beside each other; a number is a space, None takes what is left."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)
    return layout


class ElidedLabel(QLabel):
    """A one-line text that shortens itself and shows the whole on hover."""

    def __init__(self, kind: str = "", *, middle: bool = False, is_fixed: bool = False) -> None:
        super().__init__()
        self.setObjectName(kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._whole = ""
        if is_fixed:
            self.setFont(fixed_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """The whole text."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._fit()

    def text_whole(self) -> str:
        """What is shown when there is room."""
        return self._whole

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(self.width(), 24))
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class Sign(QLabel):
    """A line icon beside words, sharp on every screen, in the colour of a tone."""

    def __init__(self, theme: Theme, icon: str, tone: Tone, size: int = 20) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._tone = tone
        self._size = size
        self.setFixedSize(size, size)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        ratio = self.devicePixelRatioF()
        colour = tone_colour(self._theme.colours, self._tone)
        pixmap = line_pixmap(self._icon, colour, round(self._size * ratio)).copy()
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)


class Banner(QFrame):
    """Something to know or to do, across the window: icon, words, buttons."""

    def __init__(self, theme: Theme, tone: Tone, icon: str, text: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._tone = tone
        self.words = label(text, wraps=True)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, CONTROL, CONTROL, CONTROL)
        self._layout.setSpacing(CONTROL)
        self._layout.addWidget(Sign(theme, icon, tone), 0, Qt.AlignmentFlag.AlignVCenter)
        self._layout.addWidget(self.words, 1)
        theme.changed.connect(self.update)

    def add(self, *buttons: QWidget) -> None:
        """Put buttons at the end."""
        for button in buttons:
            self._layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_text(self, text: str) -> None:
        """Other words."""
        if text != self.words.text():
            self.words.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = self._theme.of_tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tinted(colour, 0.09))
        painter.setPen(QPen(tinted(colour, 0.40), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class EmptyState(QWidget):
    """Nothing here yet: one sentence that teaches, one action."""

    def __init__(self, theme: Theme, icon: str, headline: str, sentence: str, action: QWidget | None = None) -> None:
        super().__init__()
        self.sentence = label(sentence, "quiet", wraps=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setMaximumWidth(440)
        layout = QVBoxLayout(self)
        layout.setSpacing(CONTROL)
        layout.addStretch(1)
        layout.addWidget(Sign(theme, icon, Tone.QUIET, 32), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(4)
        layout.addWidget(title(headline, 1.1), 0, Qt.AlignmentFlag.AlignHCenter)
        middle = row(None, self.sentence, None)
        middle.setStretch(1, 6)
        layout.addLayout(middle)
        if action is not None:
            layout.addSpacing(CONTROL)
            layout.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
