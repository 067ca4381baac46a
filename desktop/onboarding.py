"""The first minute: which machines are there, may a cloud help, and one request that proves it. Shown once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QCheckBox, QLabel, QRadioButton, QStackedWidget, QVBoxLayout, QWidget

from core.domain import ANY_MODEL, Mode, Snapshot
from desktop.autostart import Autostart, StartState
from desktop.chat_client import ChatRequest, Message
from desktop.chat_run import Run
from desktop.chat_view import AnswerView
from desktop.chat_window import REPAINT
from desktop.copy_button import CopyButton
from desktop.old_programs import OldPrograms
from desktop.places import Places
from desktop.table import Column, RowsModel, RowsTable
from desktop.text.facts import Moment, own_nodes
from desktop.text.rows import NodeRow, node_rows
from desktop.text.translate import translate
from desktop.text.welcome import found_sentence, icon_place, proof_sentence
from desktop.theme import CONTROL, EDGE, GROUP
from desktop.tools import Tools
from desktop.widgets import Button, ElidedLabel, label, row, title
from desktop.window import Window


@dataclass(frozen=True, slots=True)
class WelcomeDoors:
    """What the first steps can open."""

    add_node: Callable[[], object]
    add_cloud: Callable[[], object]
    connect: Callable[[], object]
    finished: Callable[[], object]


class Onboarding(Window):
    """Three steps. Leaving early changes nothing; nothing here is asked twice."""

    def __init__(self, tools: Tools, places: Places, doors: WelcomeDoors, autostart: Autostart) -> None:
        super().__init__(tools.bridge, places, "welcome", QSize(620, 520), QSize(420, 320))
        self.setWindowTitle(translate("Welcome", "Welcome to Exo Bridge"))
        self._doors = doors
        self.machines = FindStep(tools, doors)
        self.cloud = CloudStep(tools, doors)
        self.proof = ProofStep(tools, doors, autostart)
        self.machines.old.taken.connect(self.cloud.prefer)
        self.stack = QStackedWidget()
        for step in (self.machines, self.cloud, self.proof):
            self.stack.addWidget(step)
        self.number = label("", "quiet")
        self.skip = Button(tools.theme, translate("Welcome", "Skip"), self.finish)
        self.back = Button(tools.theme, translate("Welcome", "Back"), lambda: self._go(-1))
        self.forward = Button(tools.theme, translate("Welcome", "Next"), lambda: self._go(+1), kind="primary")
        layout = QVBoxLayout(self.scrolled())
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GROUP)
        layout.addWidget(self.stack, 1)
        layout.addLayout(row(self.number, None, self.skip, self.back, self.forward))
        self._show_step()

    def _go(self, by: int) -> None:
        at = self.stack.currentIndex()
        if by > 0 and self.stack.currentWidget() is self.cloud:
            self.cloud.apply()
        if at + by >= self.stack.count():
            self.proof.apply()
            self.finish()
            return
        self.stack.setCurrentIndex(at + by)
        self._show_step()
        self.refresh()

    def _show_step(self) -> None:
        at, last = self.stack.currentIndex(), self.stack.count() - 1
        self.number.setText(translate("Welcome", "Step {n} of {all}").format(n=at + 1, all=last + 1))
        self.back.setVisible(at > 0)
        self.skip.setVisible(at < last)
        self.forward.set_text(translate("Welcome", "Done") if at == last else translate("Welcome", "Next"))
        self.forward.setFocus()

    def finish(self) -> None:
        """Close, and show what comes after."""
        self.hide()
        self._doors.finished()

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint the step that is open."""
        step = self.stack.currentWidget()
        if isinstance(step, FindStep | CloudStep | ProofStep):
            step.show_snapshot(snapshot, now)


def _step(heading: str, sentence: str) -> tuple[QVBoxLayout, QLabel]:
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GROUP)
    layout.addWidget(title(heading, 1.4))
    words = label(sentence, "quiet", wraps=True)
    layout.addWidget(words)
    return layout, words


class FindStep(QWidget):
    """The list fills while one looks."""

    def __init__(self, tools: Tools, doors: WelcomeDoors) -> None:
        super().__init__()
        layout, self.sentence = _step(translate("Welcome", "Looking for your machines"), "")
        self.model: RowsModel[NodeRow] = RowsModel(
            (
                Column(translate("Nodes", "Node"), lambda r: r.name, lambda r: r.where, share=1),
                Column(translate("Nodes", "State"), lambda r: r.state, lambda r: r.reason, tone=lambda r: r.tone),
                Column(translate("Nodes", "Models"), lambda r: r.models, share=1),
            ),
            lambda r: r.id,
        )
        self.table = RowsTable(tools.theme, self.model, translate("Welcome", "Machines found"), two_lines=True)
        layout.addWidget(self.table, 1)
        add = Button(tools.theme, translate("Welcome", "Add one by address…"), doors.add_node, icon="plus")
        layout.addLayout(row(add, None))
        self.old = OldPrograms(tools)
        layout.addWidget(self.old)
        self.setLayout(layout)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        own = {s.backend.id for s in own_nodes(snapshot)}
        self.model.show_rows(tuple(r for r in node_rows(snapshot, now) if r.id in own))
        self.sentence.setText(found_sentence(snapshot))


class CloudStep(QWidget):
    """May a cloud help? No, unless the owner says so."""

    def __init__(self, tools: Tools, doors: WelcomeDoors) -> None:
        super().__init__()
        self._bridge = tools.bridge
        layout, _ = _step(
            translate("Welcome", "If your machines do not answer"),
            translate("Welcome", "May a cloud service help out then? You can change this at any time, in the tray."),
        )
        self.no = QRadioButton(translate("Welcome", "No, nothing ever leaves my machines"))
        self.yes = QRadioButton(translate("Welcome", "Yes, but only when my own machines cannot answer"))
        self.no.setChecked(True)
        layout.addWidget(self.no)
        layout.addWidget(self.yes)
        self.add = Button(tools.theme, translate("Welcome", "Add a cloud key…"), doors.add_cloud, icon="key-round")
        self.add.setEnabled(False)
        self.yes.toggled.connect(self.add.setEnabled)
        self.note = label(
            translate("Welcome", "Keys go to this system's password store, and are never shown again."),
            "quiet",
            wraps=True,
        )
        layout.addLayout(row(GROUP + CONTROL, self.add, None))
        layout.addWidget(self.note)
        layout.addStretch(1)
        self.setLayout(layout)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Nothing of it changes here."""

    def prefer(self, may_help: bool) -> None:
        """The owner brought cloud accounts along, so the answer that fits stands first; it is still asked."""
        if may_help and self._bridge.snapshot.mode is not Mode.LOCAL_ONLY:
            self.yes.setChecked(True)

    def apply(self) -> None:
        """The answer is the route."""
        wanted = Mode.LOCAL_FIRST if self.yes.isChecked() else Mode.LOCAL_ONLY
        if self._bridge.snapshot.mode is not wanted:
            self._bridge.set_mode(wanted)


class ProofStep(QWidget):
    """One real request through the port, the address for the apps, and whether to start at login."""

    def __init__(self, tools: Tools, doors: WelcomeDoors, autostart: Autostart) -> None:
        super().__init__()
        self._tools = tools
        self._autostart = autostart
        self._run: Run | None = None
        self._view: AnswerView | None = None
        self._painter = QTimer(self)
        self._painter.setInterval(REPAINT)
        layout, self.sentence = _step(translate("Welcome", "Try it"), "")
        self.ask = Button(tools.theme, translate("Welcome", "Send a request"), self.start, icon="send", kind="primary")
        self.answers = QVBoxLayout()
        self.address = ElidedLabel(middle=True, is_fixed=True)
        copy = CopyButton(tools.theme, self.address.text_whole, caption=translate("Welcome", "Copy address"))
        connect = Button(tools.theme, translate("Welcome", "Connect an app…"), doors.connect)
        self.login = QCheckBox(translate("Welcome", "Start Exo Bridge when I log in"))
        self.login.setChecked(autostart.state() is StartState.ON)
        self.login.setVisible(autostart.state() is not StartState.BLOCKED)
        layout.addLayout(row(self.ask, None))
        layout.addLayout(self.answers)
        layout.addStretch(1)
        line = row(label(translate("Welcome", "For your apps"), "quiet"))
        line.addWidget(self.address, 1)
        line.addWidget(copy)
        line.addWidget(connect)
        layout.addLayout(line)
        self.updates = QCheckBox(translate("Welcome", "Look once a day for a newer version"))
        self.updates.setVisible(bool(tools.bridge.settings.updates.feed))
        for part in (label(icon_place(), "quiet", wraps=True), self.login, self.updates):
            layout.addWidget(part)
        self.setLayout(layout)
        self._painter.timeout.connect(self._paint)

    def _paint(self) -> None:
        if self._run is not None and self._run.is_running:
            self._run.paint()

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        self.address.set_text(snapshot.port.address)
        self.sentence.setText(proof_sentence(snapshot))

    @property
    def is_running(self) -> bool:
        """Whether the answer is still coming."""
        return self._run is not None and self._run.is_running

    def start(self) -> None:
        """Send it, as any app would."""
        if self.is_running:
            return
        if self._view is not None:
            self.answers.removeWidget(self._view)
            self._view.hide()
            self._view.deleteLater()
        self._view = AnswerView(self._tools.theme)
        self.answers.addWidget(self._view)
        at: QWidget = self.ask  # what is made later would come last, behind "Done"
        for part in (self._view.copy, self._view.thinking.button, *self._view.body.segments()):
            QWidget.setTabOrder(at, part)
            at = part
        question = Message("user", translate("Welcome", "Say hello in one sentence."))
        self._run = Run(self._tools.bridge, ChatRequest(ANY_MODEL, (question,)), self._view, self._ended)
        self._painter.start()
        self._run.task = self._tools.tasks.start(self._run.ask(), "first request")

    def _ended(self) -> None:
        self._painter.stop()
        self.ask.set_text(translate("Welcome", "Send another"))

    def apply(self) -> None:
        """Start at login, and look for newer versions: only what was changed here is written."""
        if self.updates.isChecked():
            self._tools.tasks.start(self._tools.bridge.change_setting("updates.check", True), "update check on")
        wanted = self.login.isChecked()
        state = self._autostart.state()
        if state is StartState.BLOCKED or wanted == (state is StartState.ON):
            return
        self._tools.tasks.start(_written(self._autostart, wanted), "start at login")


async def _written(autostart: Autostart, is_on: bool) -> None:
    autostart.set(is_on)
