"""The models of the status window: what each machine has, and what can be done with it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.domain import Snapshot
from desktop.table import Column, RowsModel, RowsTable
from desktop.text.facts import Moment
from desktop.text.rows import ModelRow, model_rows
from desktop.text.translate import translate
from desktop.theme import Theme
from desktop.widgets import EmptyState


class ModelsPage(QWidget):
    """Every model that somebody lists, and who can answer with it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model: RowsModel[ModelRow] = RowsModel(_model_columns(), lambda r: (r.model, r.name))
        self.table = RowsTable(theme, self.model, translate("Models", "Models"), two_lines=False)
        self.empty = EmptyState(
            theme,
            "cpu",
            translate("Models", "No model yet"),
            translate("Models", "A model appears here when a node has loaded it. In exo, choose one in its dashboard."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addWidget(self._stack)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        rows = model_rows(snapshot)
        self.model.show_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self.empty)


def _model_columns() -> tuple[Column[ModelRow], ...]:
    return (
        Column(translate("Models", "Model"), lambda r: r.model, is_fixed=True, share=1),
        Column(translate("Models", "State"), lambda r: r.state, tone=lambda r: r.tone),
        Column(translate("Models", "On"), lambda r: r.name),
        Column(translate("Models", "Place"), lambda r: r.place, is_quiet=True),
        Column(translate("Models", "Context"), lambda r: r.context, is_right=True, is_quiet=True),
    )
