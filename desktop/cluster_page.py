"""The nodes of the status window: the owner's machines drawn, and every backend as a row that says why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QObject, QRectF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.discovery.finder import ScanResult
from core.domain import BackendId, BackendStatus, Snapshot
from desktop.clock import moment
from desktop.cluster_view import ClusterView
from desktop.table import Column, RowsModel, RowsTable
from desktop.text.cluster import cluster_cards
from desktop.text.facts import Moment, own_nodes
from desktop.text.rows import NodeRow, node_rows
from desktop.text.scanning import nothing_known, scan_result, scanning
from desktop.text.translate import translate
from desktop.tools import Tools
from desktop.widgets import Button, label, row

LEAST_LIST = 140
"""Pixels of a list that stay visible in a small window; the window scrolls before."""
LEAST_DRAWING = 110
RESULT_STAYS = 20.0
"""Seconds for which the result of a scan is told."""


class NodesPage(QWidget):
    """Every backend with state, reason, speed and models; look for more, check one, add one."""

    def __init__(self, tools: Tools, add_node: Callable[[], object], edit_node: Callable[[str], object]) -> None:
        super().__init__()
        self._tools = tools
        self._result: ScanResult | None = None
        self._result_until = 0.0
        self._known: frozenset[BackendId] = frozenset()
        self._is_scanning = False
        self._told: tuple[BackendStatus, ...] | None = None
        theme = tools.theme
        self.view = ClusterView(theme)
        self.drawing = Drawing(self.view)
        self.model: RowsModel[NodeRow] = RowsModel(_node_columns(), lambda r: r.id, lambda r: r.tooltip)
        self.table = RowsTable(theme, self.model, translate("Nodes", "Nodes and cloud accounts"), two_lines=True)
        self.scan = Button(theme, translate("Nodes", "Scan now"), self.start_scan, icon="search")
        self.check = Button(theme, translate("Nodes", "Check now"), self._check_now, icon="refresh-cw")
        self.change = Button(theme, translate("Nodes", "Change…"), lambda: edit_node(self._listed_name()))
        for button in (self.check, self.change):
            button.hide()
        self.add = Button(theme, translate("Nodes", "Add node…"), add_node, icon="plus")
        self.hint = label("", "quiet", wraps=True)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.view.chosen.connect(self._choose)
        layout = self._lines = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(12)
        self.table.setMinimumHeight(LEAST_LIST)
        layout.addWidget(self.drawing)
        layout.addWidget(self.table)
        footer = row(self.change, self.check, self.add, self.scan)
        footer.insertWidget(0, self.hint, 1)
        layout.addLayout(footer)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        chosen = self._chosen_id()
        self.model.show_rows(node_rows(snapshot, now))
        if chosen is not None and self._chosen_id() is None and (at := self.model.row_of(chosen)) >= 0:
            self.table.selectRow(at)
        if snapshot.backends is not self._told:  # most snapshots tell of requests
            self._told = snapshot.backends
            clusters = cluster_cards(snapshot)
            self.drawing.setVisible(bool(clusters))
            self.view.show_clusters(clusters)
        self._divide()
        self._show_hint(snapshot, now)

    def _divide(self) -> None:
        """The drawing has what it needs, up to a half, and what the table leaves."""
        rows = self.model.rowCount() * self.table.verticalHeader().defaultSectionSize()
        room = max(2, self.drawing.height() + self.table.height()) if self.drawing.isVisible() else 2
        left = room - self.table.horizontalHeader().height() - rows
        drawn = max(1, min(self.view.height(), max(room // 2, left)))
        for at, share in enumerate((drawn, max(1, room - drawn))):
            if self._lines.stretch(at) != share:
                self._lines.setStretch(at, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()

    def _show_hint(self, snapshot: Snapshot, now: Moment) -> None:
        settings = self._tools.bridge.settings
        if self._is_scanning:
            self.hint.setText(scanning(settings))
        elif self._result is not None and now.at < self._result_until:
            self.hint.setText(scan_result(self._result, self._known, snapshot, settings))
        else:
            self.hint.setText(nothing_known(snapshot))

    def _chosen_id(self) -> BackendId | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()].id if rows else None

    def _choose(self, backend_id: str) -> None:
        if (at := self.model.row_of(backend_id)) >= 0:
            self.table.selectRow(at)

    def _chosen(self, *_: QItemSelection) -> None:
        chosen = self._chosen_id()
        self.view.show_chosen(chosen)
        names = {r.id: r.name for r in self.model.rows if r.is_checkable}
        self.check.setVisible(chosen in names)
        self.change.setVisible(bool(self._listed_name()))
        if chosen in names:
            self.check.set_text(translate("Nodes", "Check {name} now").format(name=names[chosen]))

    def _listed_name(self) -> str:
        """The chosen node's name in the settings; empty when it is not listed there."""
        chosen = self._chosen_id() or ""
        return next((n.name for n in self._tools.bridge.settings.nodes if chosen == f"node:{n.name}"), "")

    def _check_now(self) -> None:
        if (chosen := self._chosen_id()) is not None:
            self._tools.bridge.check_now(chosen)

    def start_scan(self) -> None:
        """Look everywhere at once; what came of it is told below the list."""
        if not self._is_scanning:
            self._is_scanning = True
            self._known = frozenset(s.backend.id for s in own_nodes(self._tools.bridge.snapshot))
            self._tools.tasks.start(self._scan(), "scan")

    async def _scan(self) -> None:
        bridge = self._tools.bridge
        self.scan.setEnabled(False)
        self.hint.setText(scanning(bridge.settings))
        try:
            self._result = await bridge.nodes.scan()
            self._result_until = bridge.clock() + RESULT_STAYS
        finally:
            self._is_scanning = False
            self.scan.setEnabled(True)
        self._show_hint(bridge.snapshot, moment(bridge))


class Drawing(QScrollArea):
    """The drawing in its frame: as high as it is, and scrolled where there is less room."""

    def __init__(self, view: ClusterView) -> None:
        super().__init__()
        self._view = view
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(view)
        view.installEventFilter(self)
        view.moved.connect(self._follow)

    def _follow(self, box: QRectF) -> None:
        """The keyboard went to this machine: have it in sight."""
        self.ensureVisible(round(box.center().x()), round(box.center().y()), 0, round(box.height() / 2) + 8)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view and event.type() is QEvent.Type.Resize:
            self.setMinimumHeight(min(self._view.height(), LEAST_DRAWING))
            self.setMaximumHeight(self._view.height())
        return super().eventFilter(watched, event)


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
        Column(translate("Nodes", "Memory"), lambda r: r.memory, lambda r: r.sensors, is_right=True),
        Column(translate("Nodes", "Last check"), lambda r: r.latency, lambda r: r.fresh, is_right=True),
    )
