"""The charts of the status window, and the same facts as a table."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from core.domain import Snapshot
from desktop.chart import ChartView
from desktop.memory import Memory
from desktop.table import Column, RowsModel, RowsTable
from desktop.text.charts import MeasureRow, charts, measure_rows, measured_since
from desktop.text.facts import Moment
from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme
from desktop.widgets import Button, EmptyState, card, label, row


class ChartsPage(QWidget):
    """How fast answers came and where from, since the start of the program."""

    def __init__(self, theme: Theme, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self.views = tuple(ChartView(theme) for _ in range(3))
        self.model: RowsModel[MeasureRow] = RowsModel(_columns(), lambda r: r.time)
        self.table = RowsTable(theme, self.model, translate("Charts", "Measured values"), two_lines=False)
        self.empty = EmptyState(
            theme,
            "activity",
            translate("Charts", "Nothing measured yet"),
            translate("Charts", "After the first answers you see here how fast they came, and who gave them."),
        )
        self.since = label("", "quiet")
        self.as_table = Button(theme, translate("Charts", "Show as table"), self._turn)
        self._is_table = False
        self._stack = QStackedWidget()
        for part in (self._drawings(), self.table, self.empty):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(CONTROL)
        layout.addWidget(self._stack, 1)
        footer = row(self.as_table)
        footer.insertWidget(0, self.since, 1)
        layout.addLayout(footer)

    def _drawings(self) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(CONTROL)
        for i, view in enumerate(self.views):
            grid.addWidget(_framed(view), i // 2, i % 2, 1, 2 if i == 2 else 1)
        for i in range(2):
            grid.setRowStretch(i, 1)
            grid.setColumnStretch(i, 1)
        return inside

    def _turn(self) -> None:
        self._is_table = not self._is_table
        self.as_table.set_text(
            translate("Charts", "Show as charts") if self._is_table else translate("Charts", "Show as table")
        )
        self._stack.setCurrentIndex(int(self._is_table))

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint what was measured so far."""
        measures = self._memory.measures
        has_any = bool(measures.samples)
        self.as_table.setVisible(has_any)
        self.since.setText(measured_since(measures, now))
        self._stack.setCurrentIndex(int(self._is_table) if has_any else 2)
        if self._is_table:
            self.model.show_rows(measure_rows(measures, now))
        elif has_any:
            for view, chart in zip(self.views, charts(measures, now), strict=True):
                view.show_chart(chart)


def _framed(view: ChartView) -> QFrame:
    frame, inside = card(CONTROL + 2)
    inside.addWidget(view)
    return frame


def _columns() -> tuple[Column[MeasureRow], ...]:
    return (
        Column(translate("Charts", "Time"), lambda r: r.time, share=1),
        Column(translate("Charts", "Answers"), lambda r: r.requests, is_right=True),
        Column(translate("Charts", "Local"), lambda r: r.local, is_right=True),
        Column(translate("Charts", "First token"), lambda r: r.first_token, is_right=True),
        Column(translate("Charts", "p95"), lambda r: r.first_token_p95, is_right=True),
        Column(translate("Charts", "Cloud first token"), lambda r: r.cloud_first_token, is_right=True),
        Column(translate("Charts", "Speed"), lambda r: r.local_rate, is_right=True),
        Column(translate("Charts", "Cloud speed"), lambda r: r.cloud_rate, is_right=True),
    )
