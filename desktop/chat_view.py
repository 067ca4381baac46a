"""The conversation: bubbles of the user, answers with a line that says who answered, problems in words.

While an answer streams it is appended as plain text; Markdown is laid out once, at its end.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QGuiApplication,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

from core.domain import Snapshot
from desktop.pill import Pill
from desktop.text.chat import Answer, Problem, answer_line, answer_pill, answer_why
from desktop.text.translate import translate
from desktop.theme import CONTROL, GROUP, Theme, fixed_font
from desktop.widgets import Button, ElidedLabel, label, row

WIDEST = 760


class AnswerText(QTextBrowser):
    """Rich text as tall as its content. Nothing is loaded from the network."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._markdown = ""
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
        self.anchorClicked.connect(_open_web_page)
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
        for first, last in reversed(_code_runs(self.document())):
            cursor = QTextCursor(self.document().findBlockByNumber(first))
            end = self.document().findBlockByNumber(last)
            cursor.setPosition(end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor)
            letters = cursor.charFormat()
            letters.setFont(
                fixed_font(self.font()), letters.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly
            )
            cursor.mergeCharFormat(letters)
            frame = QTextFrameFormat()
            frame.setBackground(QColor(self._theme.colours.hover))
            frame.setPadding(10)
            cursor.insertFrame(frame)

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


def _open_web_page(address: QUrl) -> None:
    if address.scheme() in ("http", "https"):
        QDesktopServices.openUrl(address)


class UserBubble(QWidget):
    """What the user wrote, at the right, as wide as it needs to be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._words = label(text, wraps=True, selectable=True)
        self._words.setAccessibleName(translate("Chat", "You: {text}").format(text=text))
        lines = text.splitlines() or [""]
        self._needed = max(self._words.fontMetrics().horizontalAdvance(t) for t in lines) + 2 * 12 + 4
        self._bubble = QFrame()
        self._bubble.setObjectName("bubble")
        inside = QVBoxLayout(self._bubble)
        inside.setContentsMargins(12, CONTROL, 12, CONTROL)
        inside.addWidget(self._words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self._bubble)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bubble.setFixedWidth(min(self._needed, int(self.width() * 0.8)))


class AnswerView(QWidget):
    """One answer: a pill and a line that say who answered, the text, and a way to copy it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.text = ""
        self._problem: QLabel | None = None
        self.pill = Pill(theme)
        self.line = ElidedLabel("quiet")
        self.copy = Button(theme, "", self._copy, icon="copy", kind="flat", name=translate("Chat", "Copy answer"))
        self.copy.hide()
        self.body = AnswerText(theme)
        head = row(self.pill)
        head.addWidget(self.line, 1)
        head.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(CONTROL)
        layout.addLayout(head)
        layout.addWidget(self.body)

    def show_answer(self, answer: Answer, snapshot: Snapshot) -> None:
        """Paint the line."""
        self.pill.show_state(*answer_pill(answer))
        self.line.set_text(answer_line(answer, snapshot))
        why = answer_why(answer, snapshot) if answer.backend else ""
        for part in (self.pill, self):
            part.setToolTip(why)

    def append(self, text: str) -> None:
        """A piece that came."""
        self.text += text
        self.body.append_text(text)

    def finish(self) -> None:
        """It is complete: lay it out."""
        self.body.show_markdown(self.text)
        self.copy.setVisible(bool(self.text))

    def show_problem(self, problem: Problem) -> None:
        """What went wrong, below what came before."""
        self.body.setVisible(bool(self.text))
        frame = QFrame()
        frame.setObjectName("failed")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(12, CONTROL, 12, CONTROL)
        self._problem = label(problem.title, "error", wraps=True, selectable=True)
        inside.addWidget(self._problem)
        if problem.hint:
            inside.addWidget(label(problem.hint, "quiet", wraps=True))
        layout = self.layout()
        assert layout is not None  # set in __init__
        layout.addWidget(frame)

    def problem_text(self) -> str:
        """What went wrong, or nothing."""
        return self._problem.text() if self._problem is not None else ""

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.copy.set_icon("check")
        QTimer.singleShot(2000, self.copy, lambda: self.copy.set_icon("copy"))


class Conversation(QScrollArea):
    """All turns, one column in the middle; follows the newest text unless the user scrolled up."""

    def __init__(self, empty: QWidget) -> None:
        super().__init__()
        self._empty = empty
        self._is_following = True
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate("Chat", "Conversation"))
        inside = QWidget()
        inside.setObjectName("page")
        column = QWidget()
        column.setMaximumWidth(WIDEST)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._turns = QVBoxLayout(column)
        self._turns.setContentsMargins(0, CONTROL, 0, CONTROL)
        self._turns.setSpacing(GROUP)
        self._turns.addWidget(empty, 1)
        self._turns.addStretch(1)
        middle = QHBoxLayout(inside)
        middle.setContentsMargins(0, 0, 12, 0)
        middle.addStretch(1)
        middle.addWidget(column, 1000)  # up to its greatest width; then it stands in the middle
        middle.addStretch(1)
        self.setWidget(inside)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._grown)
        bar.valueChanged.connect(self._scrolled)

    def add(self, turn: QWidget) -> None:
        """A new turn at the end."""
        self._empty.hide()
        self._is_following = True
        self._turns.insertWidget(self._turns.count() - 1, turn)

    def clear(self) -> None:
        """Forget all turns."""
        for i in range(self._turns.count() - 1, -1, -1):
            item = self._turns.itemAt(i)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self._empty:
                self._turns.takeAt(i)
                widget.hide()
                widget.deleteLater()
        self._empty.show()

    def _grown(self, _: int, end: int) -> None:
        if self._is_following:
            self.verticalScrollBar().setValue(end)

    def _scrolled(self, value: int) -> None:
        self._is_following = value >= self.verticalScrollBar().maximum() - 24

    def sizeHint(self) -> QSize:
        return QSize(WIDEST, 480)
