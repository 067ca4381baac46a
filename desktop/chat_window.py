"""The test chat: a question through our own port, the answer as it comes, and who gave it and why."""

from __future__ import annotations

import sys

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from core.domain import Snapshot
from desktop.chat_client import ChatRequest, Message
from desktop.chat_input import InputField, Pictures, data_url
from desktop.chat_options import ChatOptions
from desktop.chat_run import Run
from desktop.chat_turn import MOST_ANSWERS, Turn
from desktop.chat_view import AnswerDoors, AnswerRow, AnswerView, Conversation, UserBubble
from desktop.copying import copy_to_clipboard
from desktop.model_box import ModelBox
from desktop.places import Places
from desktop.raw_dialog import RawDialog
from desktop.text.chat import Place, other_places
from desktop.text.curl import curl_command
from desktop.text.facts import Moment
from desktop.text.translate import translate
from desktop.theme import CONTROL, EDGE, GROUP
from desktop.tools import Tools
from desktop.widgets import Button, EmptyState, in_order, label, row
from desktop.window import Window

REPAINT = 90
"""Milliseconds between two paints of a running answer: 11 a second are smooth, and leave the loop its time."""


class ChatWindow(Window):
    """One conversation; it stays while the application runs."""

    def __init__(self, tools: Tools, places: Places) -> None:
        super().__init__(tools.bridge, places, "chat", QSize(720, 640), QSize(400, 320))
        self.setWindowTitle(translate("Chat", "Exo Bridge test chat"))
        self._theme = tools.theme
        self._tasks = tools.tasks
        self._turns: list[Turn] = []
        self.model = ModelBox(self._theme, is_editable=True)
        self.new_chat = Button(self._theme, translate("Chat", "New chat"), self.clear, icon="message-square-plus")
        self.options = ChatOptions()
        self.options.hide()
        self.fold = Button(self._theme, translate("Chat", "Options"), self._fold, icon="sliders-horizontal")
        hello = translate("Chat", "Say hello in one sentence.")
        self.hello = Button(self._theme, hello, lambda: self.send(hello))
        self.empty = EmptyState(self._theme, "message-square", translate("Chat", "Ask something"), "", self.hello)
        self.conversation = Conversation(self.empty)
        self.pictures = Pictures(self._theme)
        self.input = InputField()
        self.input.sent.connect(lambda: self.send(self.input.toPlainText()))
        self.input.pictured.connect(self._take_picture)
        self.send_button = Button(
            self._theme, "", self._send_or_stop, icon="send", kind="primary", name=translate("Chat", "Send")
        )
        self._painter = QTimer(self)
        self._painter.setInterval(REPAINT)
        self._painter.timeout.connect(self._paint)
        self._compose()

    def _compose(self) -> None:
        top = row(label(translate("Chat", "Model"), "quiet"))
        top.addWidget(self.model, 1)
        top.addSpacing(GROUP)
        top.addWidget(self.fold)
        top.addWidget(self.new_chat)
        bottom = row()
        bottom.addWidget(self.input, 1)
        bottom.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.send_button.setFixedSize(40, 34)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, GROUP, EDGE, GROUP)
        layout.setSpacing(CONTROL + 4)
        layout.addLayout(top)
        layout.addWidget(self.options)
        layout.addWidget(self.conversation, 1)
        layout.addWidget(self.pictures)
        layout.addLayout(bottom)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.New), self.clear),
            (QKeySequence(Qt.Key.Key_Escape), self.stop),
            (QKeySequence("Ctrl+R"), self.again),
            (QKeySequence("Ctrl+E"), self.edit_last),
            (QKeySequence("Ctrl+M"), self._open_menu),
        ):
            QShortcut(keys, self, act)

    def _take_picture(self, image: QImage) -> None:
        self.pictures.add(image)
        self._order()

    def _order(self) -> None:
        """Tab goes from answer to answer, then to the field."""
        in_order(self.conversation, self.pictures, self.input, self.send_button)

    def _fold(self) -> None:
        self.options.setVisible(not self.options.isVisible())
        if self.options.isVisible():
            self.options.system.setFocus()

    # painting

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """The choice of models, and the address in the empty conversation."""
        self.model.show_snapshot(snapshot)
        self.empty.sentence.setText(
            translate(
                "Chat", "It goes to {address} like the request of any app, and the answer says who gave it and why."
            ).format(address=snapshot.port.address)
        )

    def raise_up(self) -> None:
        """Show it, ready to type."""
        super().raise_up()
        self.input.setFocus()

    # talking

    @property
    def is_running(self) -> bool:
        """Whether an answer is coming."""
        return any(run.is_running for turn in self._turns for run in turn.runs)

    def _send_or_stop(self) -> None:
        if self.is_running:
            self.stop()
        else:
            self.send(self.input.toPlainText())

    def send(self, text: str) -> None:
        """Ask, unless an answer is still coming or there is nothing to ask."""
        text = text.strip()
        if self.is_running or not (text or self.pictures.images):
            return
        images = self.pictures.take()
        self.input.clear()
        question = Message("user", text, tuple(data_url(image) for image in images))
        turn = Turn(question, UserBubble(text, images), AnswerRow())
        self.conversation.add(turn.bubble)
        self.conversation.add(turn.row)
        self._turns.append(turn)
        self._start(turn, self.model.model_id)

    def _start(self, turn: Turn, model: str) -> None:
        """One more answer to a question, with all that was said before it."""
        before = self._turns[: self._turns.index(turn)]
        messages = (*(m for earlier in before for m in earlier.messages()), turn.question)
        view = AnswerView(self._theme, lambda shown: self._doors(turn, shown))
        run = Run(self.bridge, ChatRequest(model, messages, self.options.wishes()), view, self._ended)
        turn.runs.append(run)
        turn.row.add(view)
        self._order()
        run.task = self._tasks.start(run.ask(), "chat answer")
        self._show_running()

    def again(self) -> None:
        """Another answer in place of the newest one, by the model that is chosen now."""
        if self._turns and not self.is_running:
            self._turns[-1].make_room(1)
            self._start(self._turns[-1], self.model.model_id)

    def edit_last(self) -> None:
        """Take the newest question back into the field."""
        if not self._turns or self.is_running:
            return
        turn = self._turns.pop()
        self.conversation.remove(turn.bubble, turn.row)
        self.input.setPlainText(turn.question.content)
        self.input.setFocus()

    def _compare(self, turn: Turn, place: Place) -> None:
        turn.make_room(MOST_ANSWERS)
        self._start(turn, place.model)

    def stop(self) -> None:
        """Break every running answer off."""
        for turn in self._turns:
            for run in turn.runs:
                run.stop()

    def clear(self) -> None:
        """A new conversation."""
        for turn in self._turns:
            for run in turn.runs:
                run.discard()
        self._turns = []
        self.conversation.clear()
        self.input.setFocus()
        self._show_running()

    def _ended(self) -> None:
        self._show_running()

    def _show_running(self) -> None:
        is_running = self.is_running
        self.send_button.set_icon("square" if is_running else "send")
        name = translate("Chat", "Stop") if is_running else translate("Chat", "Send")
        self.send_button.setAccessibleName(name)
        self.send_button.setToolTip(name)
        if is_running:
            self._painter.start()
        else:
            self._painter.stop()

    def _paint(self) -> None:
        for turn in self._turns:
            for run in turn.runs:
                if run.is_running:
                    run.paint()

    # what can be done with an answer

    def _doors(self, turn: Turn, view: AnswerView) -> AnswerDoors:
        run = turn.run_of(view)
        assert run is not None  # a view leaves with its run
        is_newest = turn is self._turns[-1] and not self.is_running
        return AnswerDoors(
            again=self.again if is_newest else None,
            edit=self.edit_last if is_newest else None,
            places=() if self.is_running else other_places(self.bridge.snapshot, run.answer),
            compare=lambda place: self._compare(turn, place),
            curl=lambda: self._copy_curl(run),
            raw=lambda: RawDialog(self._theme, self, translate("Chat", "The stream of this answer"), run.raw()),
        )

    def _open_menu(self) -> None:
        if self._turns and self._turns[-1].runs:
            self._turns[-1].runs[-1].view.open_menu()

    def _copy_curl(self, run: Run) -> None:
        url = f"{self.bridge.snapshot.port.address}/chat/completions"
        copy_to_clipboard(curl_command(url, run.request.body(), is_windows=sys.platform == "win32"))
