"""The conversation: bubbles of the user, answers with a line that says who answered, problems in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.domain import Snapshot
from desktop.answer_text import AnswerBody, AnswerText
from desktop.chat_input import thumbnail
from desktop.pill import Pill
from desktop.text.chat import Answer, Place, Problem, answer_line, answer_pill, answer_why
from desktop.text.translate import translate
from desktop.theme import CONTROL, GROUP, Theme
from desktop.widgets import Button, ElidedLabel, label, row

WIDEST = 760
NARROW = 560
"""Below this width two answers stand below each other."""


@dataclass(frozen=True, slots=True)
class AnswerDoors:
    """What can be done with an answer. `again` and `edit` are None where it is not the newest one."""

    again: Callable[[], object] | None
    edit: Callable[[], object] | None
    places: tuple[Place, ...]
    compare: Callable[[Place], object]
    curl: Callable[[], object]
    raw: Callable[[], object]


class Fold(QWidget):
    """A line that opens: the model's thinking, which is not part of the answer."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.body = AnswerText(theme)
        self.body.setObjectName("thinking")
        self.body.setAccessibleName(name)
        self.body.hide()
        self.button = Button(theme, name, self._turn, icon="chevron-right", kind="flat")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(CONTROL)
        layout.addLayout(row(self.button, None))
        layout.addWidget(self.body)

    def _turn(self) -> None:
        self.body.setVisible(not self.body.isVisible())
        self.button.set_icon("chevron-down" if self.body.isVisible() else "chevron-right")


class UserBubble(QWidget):
    """What the user wrote, at the right, as wide as it needs to be."""

    def __init__(self, text: str, images: Sequence[QImage] = ()) -> None:
        super().__init__()
        self._words = label(text, wraps=True, selectable=True)
        self._words.setAccessibleName(translate("Chat", "You: {text}").format(text=text))
        lines = text.splitlines() or [""]
        self._needed = max(self._words.fontMetrics().horizontalAdvance(t) for t in lines) + 2 * 12 + 4
        self._bubble = QFrame()
        self._bubble.setObjectName("bubble")
        inside = QVBoxLayout(self._bubble)
        inside.setContentsMargins(12, CONTROL, 12, CONTROL)
        if images:
            inside.addLayout(row(*(thumbnail(image, 96) for image in images), None))
            self._needed = max(self._needed, len(images) * (96 + CONTROL) + 2 * 12)
        self._words.setVisible(bool(text))
        inside.addWidget(self._words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self._bubble)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bubble.setFixedWidth(min(self._needed, int(self.width() * 0.8)))


class AnswerView(QWidget):
    """One answer: a pill and a line that say who answered, the text, and what can be done with it."""

    def __init__(self, theme: Theme, doors: Callable[[AnswerView], AnswerDoors] | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._doors = doors
        self.text = ""
        self._problem: QLabel | None = None
        self.pill = Pill(theme)
        self.line = ElidedLabel("quiet")
        self.copy = Button(theme, "", self._copy, icon="copy", kind="flat", name=translate("Chat", "Copy answer"))
        self.copy.hide()
        self.more = Button(
            theme, "", self.open_menu, icon="ellipsis", kind="flat", name=translate("Chat", "More for this answer")
        )
        self.more.setVisible(doors is not None)
        self.thinking = Fold(theme, translate("Chat", "Thinking"))
        self.thinking.hide()
        self.body = AnswerBody(theme)
        head = row(self.pill)
        head.addWidget(self.line, 1)
        head.addStretch(0)
        head.addWidget(self.copy)
        head.addWidget(self.more)
        self.facts = label("", "quiet", wraps=True)
        self.facts.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(CONTROL)
        layout.addLayout(head)
        layout.addWidget(self.facts)
        layout.addWidget(self.thinking)
        layout.addWidget(self.body)
        layout.addStretch(1)

    def show_answer(self, answer: Answer, snapshot: Snapshot) -> None:
        """Paint the line."""
        self.pill.show_state(*answer_pill(answer))
        self.line.set_text(answer_line(answer, snapshot))
        self.facts.setText(self.line.text_whole())
        why = answer_why(answer, snapshot) if answer.backend else ""
        for part in (self.pill, self):
            part.setToolTip(why)

    def set_narrow(self, is_narrow: bool) -> None:
        """Beside another answer the line has no room in the head, and its numbers are what is compared."""
        self.line.setVisible(not is_narrow)
        self.facts.setVisible(is_narrow)

    def append(self, text: str) -> None:
        """A piece that came."""
        self.text += text
        self.body.append_text(text)

    def append_thought(self, text: str) -> None:
        """A piece of what the model thinks before it answers."""
        self.thinking.show()
        self.thinking.body.append_text(text)

    def finish(self) -> None:
        """It is complete: lay it out."""
        self.body.finish()
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
        assert isinstance(layout, QVBoxLayout)  # set in __init__
        layout.insertWidget(layout.count() - 1, frame)

    def problem_text(self) -> str:
        """What went wrong, or nothing."""
        return self._problem.text() if self._problem is not None else ""

    def menu(self) -> QMenu | None:
        """What can be done with it now."""
        if self._doors is None:
            return None
        doors = self._doors(self)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, door in (
            (translate("Chat", "Answer again"), doors.again),
            (translate("Chat", "Edit the question"), doors.edit),
        ):
            if door is not None:
                menu.addAction(name).triggered.connect(lambda _=False, act=door: act())
        if doors.places:
            others = menu.addMenu(translate("Chat", "Ask another"))
            for place in doors.places:
                others.addAction(place.caption).triggered.connect(lambda _=False, p=place: doors.compare(p))
        menu.addSeparator()
        menu.addAction(translate("Chat", "Copy as curl")).triggered.connect(lambda _=False: doors.curl())
        menu.addAction(translate("Chat", "Show the stream")).triggered.connect(lambda _=False: doors.raw())
        return menu

    def open_menu(self) -> None:
        """Below its button."""
        if (menu := self.menu()) is not None:
            menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.copy.set_icon("check")
        QTimer.singleShot(2000, self.copy, lambda: self.copy.set_icon("copy"))


class AnswerRow(QWidget):
    """The answers to one question: one, or two beside each other."""

    def __init__(self) -> None:
        super().__init__()
        self._views: list[AnswerView] = []
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GROUP)

    def add(self, view: AnswerView) -> None:
        """One more."""
        self._layout.addWidget(view, 1)
        self._views.append(view)
        self._fit()

    def remove(self, view: AnswerView) -> None:
        """Take one away."""
        self._layout.removeWidget(view)
        self._views.remove(view)
        self._fit()
        view.hide()
        view.deleteLater()

    def _fit(self) -> None:
        for view in self._views:
            view.set_narrow(len(self._views) > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)


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

    def remove(self, *turns: QWidget) -> None:
        """Take these back."""
        for turn in turns:
            self._turns.removeWidget(turn)
            turn.hide()
            turn.deleteLater()
        if self._turns.count() == 2:
            self._empty.show()

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
