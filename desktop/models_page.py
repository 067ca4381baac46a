"""The models of the status window: what each machine has, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.domain import Snapshot
from desktop.catalogue import CatalogueDialog
from desktop.choice_dialog import ChoiceDialog
from desktop.clock import moment
from desktop.dialogs import Question
from desktop.model_control import ModelControl
from desktop.table import Column, RowsModel, RowsTable
from desktop.text.facts import Moment
from desktop.text.models import Action, Key, ModelRow, manageable, model_rows
from desktop.text.rows import Tone
from desktop.text.translate import translate
from desktop.tools import Tools
from desktop.widgets import Banner, Button, EmptyState, label, row


class ModelsPage(QWidget):
    """Every model that somebody has, who can answer with it, and the commands for the chosen one."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        theme = tools.theme
        self.control = ModelControl(tools, self)
        self.control.changed.connect(self._repaint)
        self.control.problem.connect(self._show_problem)
        self.problem = self._problem_banner()
        self.model: RowsModel[ModelRow] = RowsModel(_columns(), lambda r: r.key, lambda r: r.detail)
        self.table = RowsTable(theme, self.model, translate("Models", "Models"), two_lines=True)
        self.empty = EmptyState(
            theme,
            "cpu",
            translate("Models", "No model yet"),
            translate("Models", "A model appears here when a node has it. On exo, find one and load it from here."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.hint = label("", "quiet", wraps=True)
        self.search = Button(theme, translate("Models", "Find a model…"), self.open_catalogue, icon="search")
        self.buttons = {action: self._button(action) for action in Action}
        self._compose()

    def _compose(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.problem)
        layout.addWidget(self._stack, 1)
        footer = row(*self.buttons.values(), self.search)
        footer.insertWidget(0, self.hint, 1)
        layout.addLayout(footer)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        self.table.doubleClicked.connect(lambda _: self._first())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        for keys, work in ((Qt.Key.Key_Delete, self._press_delete), (Qt.Key.Key_Return, self._first)):
            shortcut = QShortcut(QKeySequence(keys), self.table, work)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _problem_banner(self) -> Banner:
        """What was refused stays to be read until it is dismissed or something else is done."""
        theme = self._tools.theme
        made = Banner(theme, Tone.BAD, "circle-alert")
        dismiss = translate("Models", "Dismiss")
        made.add(Button(theme, "", lambda: self._show_problem(""), icon="x", kind="flat", name=dismiss))
        made.hide()
        return made

    def _button(self, action: Action) -> Button:
        icons = {Action.LOAD: "play", Action.UNLOAD: "square", Action.DOWNLOAD: "download"}
        icons |= {Action.CANCEL: "x", Action.DELETE: "trash-2"}
        made = Button(self._tools.theme, _caption(action), lambda: self.do(action), icon=icons[action])
        made.hide()
        return made

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        chosen = self.chosen
        self.model.show_rows(model_rows(snapshot, self.control.doing))
        if chosen is not None and self.chosen is None:
            self.choose(chosen.key)
        has_rows = bool(self.model.rows)
        self._stack.setCurrentWidget(self.table if has_rows else self.empty)
        is_managed = bool(manageable(snapshot))
        self.search.setVisible(is_managed)
        self.hint.setText(_hint(has_rows=has_rows, is_managed=is_managed))
        self._offer()

    def _repaint(self) -> None:
        if self.isVisible():
            self.show_snapshot(self._tools.bridge.snapshot, moment(self._tools.bridge))

    @property
    def chosen(self) -> ModelRow | None:
        """The row that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if rows else None

    def choose(self, key: Key) -> ModelRow | None:
        """Choose the row of this model; None when it is not there."""
        at = self.model.row_of(key)
        if at < 0:
            return None
        self.table.selectRow(at)
        self.table.scrollTo(self.model.index(at, 0))
        return self.model.rows[at]

    def _offer(self) -> None:
        chosen = self.chosen
        for action, button in self.buttons.items():
            is_offered = chosen is not None and action in chosen.actions
            if button.isVisibleTo(self) is not is_offered:
                button.setVisible(is_offered)
        if chosen is not None and chosen.actions:
            self.hint.setText("")

    def do(self, action: Action) -> ChoiceDialog | Question | None:
        """Do it with the chosen model, where it can be done."""
        chosen = self.chosen
        return self.control.do(action, chosen) if chosen is not None and action in chosen.actions else None

    def _first(self) -> None:
        """Enter and a double click: load what is not loaded. Nothing is ever taken away by them."""
        self.do(Action.LOAD)

    def _press_delete(self) -> None:
        self.do(Action.DELETE)

    def _open_menu(self, at: QPoint) -> None:
        chosen = self.chosen
        if chosen is None or not chosen.actions:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in (a for a in Action if a in chosen.actions):
            menu.addAction(_caption(action)).triggered.connect(lambda _=False, a=action: self.do(a))
        menu.popup(self.table.viewport().mapToGlobal(at))

    def open_catalogue(self) -> CatalogueDialog:
        """Everything that the owner's exo nodes could hold."""
        dialog = CatalogueDialog(self._tools, self, self.control)
        dialog.open()
        return dialog

    def _show_problem(self, words: str) -> None:
        self.problem.set_text(words)
        self.problem.setVisible(bool(words))


def _caption(action: Action) -> str:
    match action:
        case Action.LOAD:
            return translate("Models", "Load…")
        case Action.UNLOAD:
            return translate("Models", "Unload")
        case Action.DOWNLOAD:
            return translate("Models", "Download…")
        case Action.CANCEL:
            return translate("Models", "Cancel download")
        case Action.DELETE:
            return translate("Models", "Delete…")


def _hint(*, has_rows: bool, is_managed: bool) -> str:
    if not is_managed:
        return ""
    if has_rows:
        return translate("Models", "Choose a model to load, unload or delete it.")
    return ""


def _columns() -> tuple[Column[ModelRow], ...]:
    return (
        Column(translate("Models", "Model"), lambda r: r.model, is_fixed=True, share=6),
        Column(
            translate("Models", "State"),
            lambda r: r.state,
            lambda r: r.detail,
            tone=lambda r: r.tone,
            progress=lambda r: r.share,
            share=4,
        ),
        Column(translate("Models", "On"), lambda r: r.on, lambda r: r.place, share=4),
        Column(translate("Models", "Context"), lambda r: r.context, is_right=True, is_quiet=True),
    )
