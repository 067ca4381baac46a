"""The catalogue of an exo cluster: every model that it could hold, to be downloaded or loaded from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.domain import BackendId
from core.errors import AttemptFailed
from core.exo_control import Refused
from desktop.table import Column, RowsModel, RowsTable
from desktop.text.facts import shown_name
from desktop.text.models import CatalogueRow, catalogue_rows, holders, manageable, no_answer, refusal
from desktop.text.translate import translate
from desktop.theme import EDGE, GROUP
from desktop.tools import Tools
from desktop.widgets import Button, EmptyState, row, title

if TYPE_CHECKING:
    from core.commands import ListedModel
    from desktop.model_control import ModelControl


class CatalogueDialog(QDialog):
    """Asks exo once; the filter works on what it said."""

    def __init__(self, tools: Tools, parent: QWidget, control: ModelControl) -> None:
        super().__init__(parent)
        self._tools = tools
        self._control = control
        self._listed: tuple[ListedModel, ...] = ()
        self.is_open = True
        self.setWindowTitle(translate("Models", "Find a model"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 460)
        theme = tools.theme
        self.nodes = QComboBox()
        self.nodes.setAccessibleName(translate("Models", "Cluster"))
        for status in manageable(tools.bridge.snapshot):
            self.nodes.addItem(shown_name(status.backend), status.backend.id)
        self.nodes.setVisible(self.nodes.count() > 1)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(translate("Models", "Search the models"))
        self.filter.setPlaceholderText(translate("Models", "Search, for example qwen 4bit"))
        self.filter.setClearButtonEnabled(True)
        self.model: RowsModel[CatalogueRow] = RowsModel(_columns(), lambda r: r.model)
        self.table = RowsTable(theme, self.model, translate("Models", "Models of exo's catalogue"), two_lines=False)
        self.told = EmptyState(theme, "search", translate("Models", "Asking exo…"), "")
        self.nothing = EmptyState(
            theme, "search", translate("Models", "No model of that name"), translate("Models", "Try fewer words.")
        )
        self.load = Button(theme, translate("Models", "Load…"), self._load, icon="play", kind="primary")
        self.download = Button(theme, translate("Models", "Download…"), self._download, icon="download")
        self._compose()
        self._ask()

    def _compose(self) -> None:
        self.nodes.currentIndexChanged.connect(lambda _: self._ask())
        self.filter.textChanged.connect(lambda _: self._show())
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.table.doubleClicked.connect(lambda _: self._load())
        self.finished.connect(self._closed)
        close = Button(self._tools.theme, translate("Models", "Close"), self.reject)
        self._stack = QStackedWidget()
        for part in (self.told, self.table, self.nothing):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GROUP)
        layout.addWidget(title(translate("Models", "Find a model")))
        search = row(self.nodes, self.filter)
        search.setStretch(1, 1)
        layout.addLayout(search)
        layout.addWidget(self._stack, 1)
        layout.addLayout(row(None, close, self.download, self.load))
        self.filter.setFocus()

    def _backend(self) -> BackendId:
        return BackendId(self.nodes.currentData() or "")

    def _ask(self) -> None:
        self._listed = ()
        self._stack.setCurrentWidget(self.told)
        self._offer()
        self._tools.tasks.start(self._read(self._backend()), "catalogue")

    async def _read(self, backend_id: BackendId) -> None:
        try:
            listed = await self._tools.bridge.nodes.models(backend_id)
        except Refused as refused:
            words = refusal(refused)
        except AttemptFailed as failure:
            words = no_answer(self.nodes.currentText() if self.is_open else "", failure)
        else:
            if self.is_open and backend_id == self._backend():
                self._listed = listed
                self._show()
            return
        if self.is_open:
            self.told.sentence.setText(words)

    def _show(self) -> None:
        if not self._listed:
            return
        rows = catalogue_rows(self._listed, self.filter.text())
        self.model.show_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self.nothing)
        self._offer()

    @property
    def chosen(self) -> CatalogueRow | None:
        """The model that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if rows else None

    def _offer(self, *_: QItemSelection) -> None:
        chosen = self.chosen if self._stack.currentWidget() is self.table else None
        self.load.setEnabled(chosen is not None and chosen.may_load)
        self.download.setEnabled(chosen is not None and chosen.may_download)

    def _load(self) -> None:
        chosen = self.chosen
        if chosen is not None and self.load.isEnabled():
            backend_id = self._backend()
            held = holders(self._tools.bridge.snapshot, (backend_id, chosen.model))
            self.accept()
            self._control.open_load(backend_id, chosen.model, held)

    def _download(self) -> None:
        chosen = self.chosen
        if chosen is not None and self.download.isEnabled():
            backend_id = self._backend()
            status = self._tools.bridge.snapshot.find(backend_id)
            machines = () if status is None else tuple(m for m in status.facts.machines if not m.lost)
            self.accept()
            self._control.open_download(backend_id, chosen.model, machines)

    def _closed(self) -> None:
        self.is_open = False


def _columns() -> tuple[Column[CatalogueRow], ...]:
    return (
        Column(translate("Models", "Model"), lambda r: r.model, is_fixed=True, share=1),
        Column(translate("Models", "Size"), lambda r: r.size, is_right=True),
        Column(translate("Models", "State"), lambda r: r.state, tone=lambda r: r.tone),
    )
