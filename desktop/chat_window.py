"""The test chat: a question through our own port, the answer as it comes, and who gave it and why."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import httpx
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QCompleter, QPlainTextEdit, QVBoxLayout

from core.domain import ANY_MODEL, Snapshot
from desktop.chat_client import Began, ChatFailed, Counted, Message, Piece, Text, Thought, stream_answer
from desktop.chat_view import AnswerView, Conversation, UserBubble
from desktop.icons import line_icon
from desktop.places import Places
from desktop.settings_page import Tools
from desktop.text.chat import Answer, ModelChoice, Problem, model_choices, problem_of_connection
from desktop.text.facts import Moment
from desktop.text.translate import translate
from desktop.theme import CONTROL, EDGE, GROUP
from desktop.widgets import Button, EmptyState, label, row
from desktop.window import Window

REPAINT = 90
"""Milliseconds between two paints of a running answer: 11 a second are smooth, and leave the loop its time."""
MOST_LINES = 6


class ChatWindow(Window):
    """One conversation; it stays while the application runs."""

    def __init__(self, tools: Tools, places: Places) -> None:
        super().__init__(tools.bridge, places, "chat", QSize(720, 640), QSize(400, 320))
        self.setWindowTitle(translate("Chat", "Exo Bridge test chat"))
        self._theme = tools.theme
        self._tasks = tools.tasks
        self._messages: list[Message] = []
        self._running: asyncio.Task[None] | None = None
        self._view: AnswerView | None = None
        self._answer = Answer()
        self._pending = ""
        self._choices: tuple[ModelChoice, ...] = ()
        self.model = self._model_choice()
        self.new_chat = Button(self._theme, translate("Chat", "New chat"), self.clear, icon="message-square-plus")
        hello = translate("Chat", "Say hello in one sentence.")
        self.hello = Button(self._theme, hello, lambda: self.send(hello))
        self.empty = EmptyState(self._theme, "message-square", translate("Chat", "Ask something"), "", self.hello)
        self.conversation = Conversation(self.empty)
        self.input = self._input_field()
        self.send_button = Button(
            self._theme, "", self._send_or_stop, icon="send", kind="primary", name=translate("Chat", "Send")
        )
        self._painter = QTimer(self)
        self._painter.setInterval(REPAINT)
        self._painter.timeout.connect(self._paint_pending)
        self._compose()
        QShortcut(QKeySequence.StandardKey.New, self, self.clear)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.stop)
        self._theme.changed.connect(self._show_choices)

    def _model_choice(self) -> QComboBox:
        choice = QComboBox()
        choice.setEditable(True)
        choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        choice.setAccessibleName(translate("Chat", "Model"))
        choice.setMinimumWidth(220)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(24)
        choice.setIconSize(QSize(16, 16))
        completer = choice.completer()
        assert completer is not None  # every editable box has one
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        return choice

    def _input_field(self) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setObjectName("input")
        field.setAccessibleName(translate("Chat", "Your message"))
        field.setPlaceholderText(translate("Chat", "Ask something. Enter sends, Shift+Enter begins a new line."))
        field.setTabChangesFocus(True)
        field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        field.installEventFilter(self)
        field.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit_input())
        return field

    def _compose(self) -> None:
        top = row(label(translate("Chat", "Model"), "quiet"))
        top.addWidget(self.model, 1)
        top.addSpacing(GROUP)
        top.addWidget(self.new_chat)
        bottom = row()
        bottom.addWidget(self.input, 1)
        bottom.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.send_button.setFixedSize(40, 34)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, GROUP, EDGE, GROUP)
        layout.setSpacing(CONTROL + 4)
        layout.addLayout(top)
        layout.addWidget(self.conversation, 1)
        layout.addLayout(bottom)
        self._fit_input()

    def _fit_input(self) -> None:
        lines = min(MOST_LINES, max(1, self.input.document().lineCount() if not self.input.document().isEmpty() else 1))
        visual = int(self.input.document().size().height())
        lines = min(MOST_LINES, max(lines, visual))
        self.input.setFixedHeight(self.input.fontMetrics().lineSpacing() * lines + 18)

    # painting

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """The choice of models, and the address in the empty conversation."""
        choices = model_choices(snapshot)
        if choices != self._choices:
            self._choices = choices
            self._show_choices()
        self.empty.sentence.setText(
            translate(
                "Chat", "It goes to {address} like the request of any app, and the answer says who gave it and why."
            ).format(address=snapshot.port.address)
        )

    def _show_choices(self) -> None:
        """Refill the list, but never change what is chosen or typed."""
        wanted = self.model.currentText() or ANY_MODEL
        colours = self._theme.colours
        signs = {True: line_icon("cloud", colours.cloud), False: line_icon("cpu", colours.local)}
        self.model.clear()
        for choice in self._choices:
            self.model.addItem(signs[choice.is_cloud], choice.model)
            self.model.setItemData(self.model.count() - 1, choice.note, Qt.ItemDataRole.ToolTipRole)
        at = self.model.findText(wanted)
        self.model.setCurrentIndex(at)
        self.model.setEditText(wanted)

    def raise_up(self) -> None:
        """Show it, ready to type."""
        super().raise_up()
        self.input.setFocus()

    # talking

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter sends; with Shift it begins a new line."""
        if watched is self.input and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.send(self.input.toPlainText())
                return True
        return super().eventFilter(watched, event)

    def _send_or_stop(self) -> None:
        if self._running is not None:
            self.stop()
        else:
            self.send(self.input.toPlainText())

    def send(self, text: str) -> None:
        """Ask, unless an answer is still coming or there is nothing to ask."""
        text = text.strip()
        if not text or self._running is not None:
            return
        self.input.clear()
        self.conversation.add(UserBubble(text))
        self._view = AnswerView(self._theme)
        self.conversation.add(self._view)
        self._answer = Answer(model=self.model.currentText().strip() or ANY_MODEL)
        self._show_line()
        asked = [*self._messages, Message("user", text)]
        self._running = self._tasks.start(self._ask(asked, self._view), "chat answer")
        self._show_running(is_running=True)

    @property
    def is_running(self) -> bool:
        """Whether an answer is coming."""
        return self._running is not None

    def stop(self) -> None:
        """Break the answer off; the connection closes, and with it the request everywhere."""
        if self._running is not None:
            self._running.cancel()

    def clear(self) -> None:
        """A new conversation."""
        self.stop()
        self._messages = []
        self._view = None
        self.conversation.clear()
        self.input.setFocus()

    def _show_running(self, *, is_running: bool) -> None:
        self.send_button.set_icon("square" if is_running else "send")
        name = translate("Chat", "Stop") if is_running else translate("Chat", "Send")
        self.send_button.setAccessibleName(name)
        self.send_button.setToolTip(name)
        if is_running:
            self._painter.start()
        else:
            self._painter.stop()

    async def _ask(self, asked: list[Message], view: AnswerView) -> None:
        loop = asyncio.get_running_loop()
        begin = loop.time()
        problem: Problem | None = None
        try:
            await self._stream(asked, begin)
        except ChatFailed as failure:
            problem = failure.problem
        except httpx.HTTPError as error:
            problem = problem_of_connection(self.bridge.snapshot, str(error) or type(error).__name__)
        except asyncio.CancelledError:
            self._answer = replace(self._answer, is_stopped=True)
            raise
        finally:
            self._running = None
            self._answer = replace(self._answer, duration=loop.time() - begin, is_thinking=False)
            self._close(asked, view, problem)

    async def _stream(self, asked: list[Message], begin: float) -> None:
        loop = asyncio.get_running_loop()
        address = self.bridge.snapshot.port.address
        async with contextlib.aclosing(stream_answer(address, self._answer.model, asked)) as pieces:
            async for piece in pieces:
                self._take(piece, loop.time() - begin)

    def _take(self, piece: Piece, after: float) -> None:
        """Note what came; the timer paints it."""
        known = self._answer
        match piece:
            case Began():
                self._answer = replace(
                    known, backend=piece.backend, locality=piece.locality, why=piece.why, attempts=piece.attempts
                )
            case Text():
                self._pending += piece.text
                first = known.first_token if known.first_token is not None else after
                self._answer = replace(known, first_token=first, is_thinking=False)
            case Thought():
                first = known.first_token if known.first_token is not None else after
                self._answer = replace(known, first_token=first, is_thinking=True)
            case Counted():
                tokens = piece.tokens if piece.tokens is not None else known.tokens
                self._answer = replace(known, tokens=tokens, model=piece.model or known.model)

    def _close(self, asked: list[Message], view: AnswerView, problem: Problem | None) -> None:
        """The end of an answer, good or bad."""
        self._show_running(is_running=False)
        self._answer = replace(self._answer, is_failed=problem is not None)
        if view is not self._view:
            self._pending = ""
            return  # the conversation was cleared meanwhile
        self._paint_pending()
        view.finish()
        if problem is not None:
            view.show_problem(problem)
        if view.text:
            self._messages = [*asked, Message("assistant", view.text)]

    def _paint_pending(self) -> None:
        if self._view is None:
            return
        if self._pending:
            text, self._pending = self._pending, ""
            self._view.append(text)
        self._show_line()

    def _show_line(self) -> None:
        if self._view is not None:
            self._view.show_answer(self._answer, self.bridge.snapshot)
