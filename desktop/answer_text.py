"""The text of an answer: plain while it comes, Markdown paragraph by paragraph as they are complete.

A long answer is a column of segments, because laying out 100,000 signs at once would freeze the window for half a
second. Nothing is loaded from the network; code has a link that copies it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QGuiApplication,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme, fixed_font, scaled_font

SEGMENT = 1000
"""Signs after which a paragraph that ends is laid out: about 10 ms of work."""
FENCE = "```"
COPY = "copy"


class AnswerText(QTextBrowser):
    """Rich text as tall as its content. Nothing is loaded from the network."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._markdown = ""
        self._codes: list[str] = []
        self.setObjectName("answer")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("Chat", "Answer"))
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(24)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self.anchorClicked.connect(self._follow)
        theme.changed.connect(self._dress)
        self._fit()

    def append_text(self, text: str) -> None:
        """A piece of a running answer, at the cost of the piece alone."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)

    def show_markdown(self, text: str) -> None:
        """The whole answer, laid out."""
        self._markdown = text
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        self._style_code()

    def _dress(self) -> None:
        if self._markdown:
            self.show_markdown(self._markdown)

    def _style_code(self) -> None:
        """Code stands in a frame with a ground of its own, in the fixed font."""
        runs = _code_runs(self.document())
        blocks = self.document().findBlockByNumber
        self._codes = ["\n".join(blocks(n).text() for n in range(first, last + 1)) for first, last in runs]
        for number, (first, last) in reversed(list(enumerate(runs))):
            cursor = QTextCursor(blocks(first))
            end = blocks(last)
            cursor.setPosition(end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor)
            letters = cursor.charFormat()
            letters.setFont(
                fixed_font(self.font()), letters.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly
            )
            cursor.mergeCharFormat(letters)
            frame = QTextFrameFormat()
            frame.setBackground(QColor(self._theme.colours.hover))
            frame.setPadding(10)
            self._offer_copy(cursor.insertFrame(frame).lastCursorPosition(), number)

    def _offer_copy(self, cursor: QTextCursor, number: int) -> None:
        """A link at the end of a code block; the keyboard reaches it with Tab."""
        shape = QTextBlockFormat()
        shape.setAlignment(Qt.AlignmentFlag.AlignRight)
        letters = QTextCharFormat()
        letters.setFont(scaled_font(self.font(), 0.9))
        letters.setForeground(QColor(self._theme.colours.accent))
        letters.setAnchor(True)
        letters.setAnchorHref(f"{COPY}:{number}")
        cursor.insertBlock(shape, letters)
        cursor.insertText(translate("Chat", "Copy code"), letters)

    def _follow(self, address: QUrl) -> None:
        if address.scheme() == COPY:
            QGuiApplication.clipboard().setText(self._codes[int(address.path())])
        elif address.scheme() in ("http", "https"):
            QDesktopServices.openUrl(address)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Images of an answer stay away: loading them would tell their server that it was read."""
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = max(self.fontMetrics().height(), int(self.document().size().height()) + 2)
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)


def _code_runs(document: QTextDocument) -> list[tuple[int, int]]:
    """First and last block number of each code block."""
    runs: list[tuple[int, int]] = []
    block = document.begin()
    while block.isValid():
        shape = block.blockFormat()
        marks = (QTextFormat.Property.BlockCodeFence, QTextFormat.Property.BlockCodeLanguage)
        if any(shape.hasProperty(mark) for mark in marks):
            number = block.blockNumber()
            if runs and runs[-1][1] == number - 1:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
        block = block.next()
    return runs


class AnswerBody(QWidget):
    """The segments of one answer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tail = ""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(CONTROL)
        self._last = self._segment()

    def _segment(self) -> AnswerText:
        made = AnswerText(self._theme)
        self._layout.addWidget(made)
        return made

    def segments(self) -> list[AnswerText]:
        """From the first to the last."""
        return [part for part in self.findChildren(AnswerText) if part.parent() is self]

    def append_text(self, text: str) -> None:
        """A piece of a running answer; what is complete before it is laid out."""
        self._tail += text
        self._last.append_text(text)
        if len(self._tail) >= SEGMENT and (at := complete(self._tail)):
            done, self._tail = self._tail[:at], self._tail[at:]
            self._last.show_markdown(done)
            self._last = self._segment()
            self._last.append_text(self._tail)

    def finish(self) -> None:
        """Lay out what is left."""
        self._last.show_markdown(self._tail)
        self._last.setVisible(bool(self._tail.strip()) or len(self.segments()) == 1)

    def toPlainText(self) -> str:
        """All of it without marks."""
        return "\n".join(part.toPlainText() for part in self.segments())


def complete(text: str) -> int:
    """How much of it can be laid out for good: up to the last empty line that is not inside a code block; or 0."""
    at = text.rfind("\n\n")
    while at > 0:
        if text.count(FENCE, 0, at) % 2 == 0:
            return at + 2
        at = text.rfind("\n\n", 0, at)
    return 0
