"""The three pages of the status window: nodes, models, activity. Each paints its part of a snapshot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.domain import BackendId, RequestId, Snapshot
from desktop.activity_model import ActivityModel, activity_view
from desktop.face_bridge import FaceBridge
from desktop.memory import Memory
from desktop.table import Column, RowsModel, RowsTable
from desktop.text.activity import activity_rows
from desktop.text.facts import Moment, own_nodes
from desktop.text.rows import ModelRow, NodeRow, model_rows, node_rows
from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme
from desktop.widgets import Button, EmptyState, label, row

LEAST_LIST = 140
"""Pixels of a list that stay visible in a small window; the window scrolls before."""


class NodesPage(QWidget):
    """Every backend with state, reason, speed and models; check them now; add one."""

    def __init__(self, theme: Theme, bridge: FaceBridge, add_node: Callable[[], object]) -> None:
        super().__init__()
        self._bridge = bridge
        self.model: RowsModel[NodeRow] = RowsModel(_node_columns(), lambda r: r.id, lambda r: r.tooltip)
        self.table = RowsTable(theme, self.model, translate("Nodes", "Nodes and cloud accounts"), two_lines=True)
        self.check = Button(theme, translate("Nodes", "Check all now"), self._check_now, icon="refresh-cw")
        self.add = Button(theme, translate("Nodes", "Add node…"), add_node, icon="plus")
        self.hint = label("", "quiet", wraps=True)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(12)
        self.table.setMinimumHeight(LEAST_LIST)
        layout.addWidget(self.table, 1)
        footer = row(self.add, self.check)
        footer.insertWidget(0, self.hint, 1)
        layout.addLayout(footer)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        chosen = self._chosen_id()
        self.model.show_rows(node_rows(snapshot, now))
        if chosen is not None and self._chosen_id() is None and (at := self.model.row_of(chosen)) >= 0:
            self.table.selectRow(at)
        self.hint.setText(_nodes_hint(snapshot))

    def _chosen_id(self) -> BackendId | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()].id if rows else None

    def _chosen(self, *_: QItemSelection) -> None:
        chosen = self._chosen_id()
        names = {r.id: r.name for r in self.model.rows if r.is_checkable}
        if chosen in names:
            self.check.set_text(translate("Nodes", "Check {name} now").format(name=names[chosen]))
        else:
            self.check.set_text(translate("Nodes", "Check all now"))

    def _check_now(self) -> None:
        chosen = self._chosen_id()
        is_checkable = any(r.id == chosen and r.is_checkable for r in self.model.rows)
        self._bridge.check_now(chosen if is_checkable else None)


def _node_columns() -> tuple[Column[NodeRow], ...]:
    return (
        Column(
            translate("Nodes", "Node"),
            lambda r: r.name,
            lambda r: r.where,
            is_second_fixed=lambda r: ":" in r.where,
            share=7,
        ),
        Column(translate("Nodes", "State"), lambda r: r.state, lambda r: r.reason, tone=lambda r: r.tone, share=10),
        Column(translate("Nodes", "Models"), lambda r: r.models, lambda r: r.model_names, share=8),
        Column(translate("Nodes", "Last check"), lambda r: r.latency, lambda r: r.fresh, is_right=True),
    )


def _nodes_hint(snapshot: Snapshot) -> str:
    """Teaches where nodes come from while there is none."""
    if own_nodes(snapshot):
        return ""
    return translate(
        "Nodes", "No exo node found yet. One on this machine (port 52415) appears by itself; add others by address."
    )


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


class ActivityPage(QWidget):
    """What is running and can be stopped, what was asked and who answered; a row opens to tell why."""

    def __init__(self, theme: Theme, bridge: FaceBridge, memory: Memory, open_chat: Callable[[], object]) -> None:
        super().__init__()
        self._bridge = bridge
        self._memory = memory
        self.model = ActivityModel()
        self.view = activity_view(theme, self.model)
        self.empty = EmptyState(
            theme,
            "activity",
            translate("Activity", "No request yet"),
            "",
            Button(theme, translate("Activity", "Open the test chat"), open_chat, icon="message-square"),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(CONTROL)
        layout.addWidget(self._stack, 1)
        self.hint = label(translate("Activity", "Open a row to see why it was answered there."), "quiet", wraps=True)
        self.stop = Button(theme, translate("Activity", "Stop request"), self._stop, icon="square")
        footer = row(self.stop)
        footer.insertWidget(0, self.hint, 1)
        layout.addLayout(footer)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._offer_stop())
        stopping = QShortcut(QKeySequence.StandardKey.Delete, self.view, self._stop)
        stopping.setContext(Qt.ShortcutContext.WidgetShortcut)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        rows = activity_rows(snapshot, now, self._memory.stopped)
        self.model.show_rows(rows)
        self._stack.setCurrentWidget(self.view if rows else self.empty)
        self.hint.setVisible(bool(rows))
        self.stop.setVisible(bool(snapshot.live))
        self._offer_stop()
        address = snapshot.port.address
        teach = translate("Activity", "Give your app the address {address}, or try the test chat.").format(
            address=address
        )
        self.empty.sentence.setText(teach)

    def _chosen_live(self) -> RequestId | None:
        """The running request that is chosen; the only one there is need not be."""
        index = self.view.currentIndex()
        at = index.parent().row() if index.parent().isValid() else index.row()
        if index.isValid() and self.model.rows[at].is_live:
            return self.model.rows[at].id
        live = [r.id for r in self.model.rows if r.is_live]
        return live[0] if len(live) == 1 else None

    def _offer_stop(self) -> None:
        self.stop.setEnabled(self._chosen_live() is not None)

    def _stop(self) -> None:
        if (chosen := self._chosen_live()) is not None:
            self._memory.stopped.add(chosen)
            self._bridge.cancel_request(chosen)

    def open_newest(self) -> None:
        """Show why the last finished request went where it went."""
        at = next((i for i, r in enumerate(self.model.rows) if not r.is_live), -1)
        if at >= 0:
            index = self.model.index(at, 0)
            self.view.expand(index)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
