"""The settings window: a list of pages at the left, the page at the right. Changes apply at once."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget

from core.domain import Snapshot
from desktop.cloud_page import CloudPage
from desktop.general_page import GeneralPage
from desktop.icons import line_icon
from desktop.nodes_page import NodesSettingsPage
from desktop.places import Places
from desktop.settings_page import Page, Tools
from desktop.text.facts import Moment
from desktop.text.translate import translate
from desktop.theme import EDGE
from desktop.window import Window


class SettingsWindow(Window):
    """Cloud accounts, nodes, general."""

    def __init__(self, tools: Tools, places: Places) -> None:
        super().__init__(tools.bridge, places, "settings", QSize(780, 520), QSize(480, 320))
        self.setWindowTitle(translate("Settings", "Exo Bridge settings"))
        self._theme = tools.theme
        self.cloud = CloudPage(tools)
        self.nodes = NodesSettingsPage(tools)
        self.general = GeneralPage(tools)
        self.sidebar = QListWidget()
        self.sidebar.setObjectName("sidebar")
        self.sidebar.setAccessibleName(translate("Settings", "Pages"))
        self.stack = QStackedWidget()
        self._pages: list[tuple[Page, str, str]] = [
            (self.cloud, translate("Settings", "Cloud accounts"), "cloud"),
            (self.nodes, translate("Settings", "Nodes"), "server"),
            (self.general, translate("Settings", "General"), "sliders-horizontal"),
        ]
        for page, name, _ in self._pages:
            self.stack.addWidget(page)
            QListWidgetItem(name, self.sidebar)
        self.sidebar.currentRowChanged.connect(self._turn)
        self.sidebar.setCurrentRow(0)
        self.sidebar.setFixedWidth(self.sidebar.sizeHintForColumn(0) + 44)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE - 8, EDGE, EDGE, EDGE)
        layout.setSpacing(EDGE)
        layout.addWidget(self.sidebar)
        layout.addWidget(self.stack, 1)
        self._theme.changed.connect(self._dress)
        self._dress()

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint the one page that is open."""
        page = self.stack.currentWidget()
        if isinstance(page, Page):
            page.show_snapshot(snapshot, now)

    def open_cloud(self) -> None:
        """Raise the window on the cloud accounts."""
        self.sidebar.setCurrentRow(0)
        self.raise_up()

    def open_add_cloud(self) -> None:
        """Raise the window and ask for an account."""
        self.open_cloud()
        self.cloud.open_add()

    def open_add_node(self) -> None:
        """Raise the window and ask for a node."""
        self.sidebar.setCurrentRow(1)
        self.raise_up()
        self.nodes.open_add()

    def _turn(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.refresh()

    def _dress(self) -> None:
        self.sidebar.setIconSize(QSize(16, 16))
        for i, (_, _, icon) in enumerate(self._pages):
            self.sidebar.item(i).setIcon(line_icon(icon, self._theme.colours.text))
