"""The settings window: a list of pages at the left, the page at the right. Changes apply at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout

from core.domain import Snapshot
from core.paths import paths
from desktop.autostart import Autostart, autostart
from desktop.cloud_page import CloudPage
from desktop.declared_page import DeclaredPage
from desktop.gateway_page import GatewayPage
from desktop.general_page import GeneralPage
from desktop.help_page import HelpPage
from desktop.icons import line_icon
from desktop.keys_page import KeysPage
from desktop.nodes_page import NodesSettingsPage
from desktop.places import Places
from desktop.settings_page import Page
from desktop.text.facts import Moment
from desktop.text.settings import BACKENDS, NOTIFICATIONS
from desktop.text.translate import translate
from desktop.theme import CONTROL, EDGE
from desktop.tools import Tools
from desktop.updates import UPDATES_FILE, Updates
from desktop.widgets import Button
from desktop.window import Window

ENABLED = Qt.ItemFlag.ItemIsEnabled
TICK = 1000
"""Milliseconds after which an edit of the file from outside shows."""


class SettingsWindow(Window):
    """Accounts and nodes have pages of their own; all others are made from the declarations."""

    def __init__(
        self,
        tools: Tools,
        places: Places,
        show_diagnostics: Callable[[], object] = lambda: None,
        login: Autostart | None = None,
        updates: Updates | None = None,
    ) -> None:
        super().__init__(tools.bridge, places, "settings", QSize(820, 600), QSize(480, 320))
        self.setWindowTitle(translate("Settings", "Exo Bridge settings"))
        self._theme = tools.theme
        self.cloud = CloudPage(tools)
        self.nodes = NodesSettingsPage(tools)
        self.keys = KeysPage(tools)
        self.general = GeneralPage(tools, login or autostart())
        self.gateway = GatewayPage(tools)
        self.backends = DeclaredPage(tools, translate("Settings", "Backends"), BACKENDS)
        self.notifications = DeclaredPage(tools, translate("Settings", "Notifications"), NOTIFICATIONS)
        file = paths().state / UPDATES_FILE
        updates = updates or Updates(tools.bridge, tools.tasks, file, lambda _: False)
        self.help = HelpPage(tools, show_diagnostics, updates)
        self.sidebar = QListWidget()
        self.sidebar.setObjectName("sidebar")
        self.sidebar.setAccessibleName(translate("Settings", "Pages"))
        self.stack = QStackedWidget()
        self._pages: list[tuple[Page, str, str]] = [
            (self.cloud, translate("Settings", "Cloud accounts"), "cloud"),
            (self.nodes, translate("Settings", "Nodes"), "server"),
            (self.keys, translate("AppKeys", "App keys"), "key-round"),
            (self.general, translate("Settings", "General"), "sliders-horizontal"),
            (self.gateway, translate("Settings", "Gateway"), "network"),
            (self.backends, translate("Settings", "Backends"), "cpu"),
            (self.notifications, translate("Settings", "Notifications"), "message-square"),
            (self.help, translate("Settings", "Privacy and help"), "circle-help"),
        ]
        for page, name, _ in self._pages:
            self.stack.addWidget(page)
            QListWidgetItem(name, self.sidebar)
        self.sidebar.currentRowChanged.connect(self._turn)
        self.sidebar.setCurrentRow(0)
        self._compose()
        self._theme.changed.connect(self._dress)
        self._dress()

    def _compose(self) -> None:
        width = self.sidebar.sizeHintForColumn(0) + 52
        self.sidebar.setFixedWidth(width)
        self.search = QLineEdit()
        self.search.setAccessibleName(translate("Settings", "Search the settings"))
        self.search.setPlaceholderText(translate("Settings", "Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(width)
        self.search.textChanged.connect(self._search)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK)
        self._ticker.timeout.connect(self.refresh)
        left = QVBoxLayout()
        left.setSpacing(CONTROL)
        left.addWidget(self.search)
        left.addWidget(self.sidebar, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE - 8, EDGE, EDGE, EDGE)
        layout.setSpacing(EDGE)
        layout.addLayout(left)
        layout.addWidget(self.stack, 1)

    def _search(self, words: str) -> None:
        """Only rows that match stay; pages without one are grey, and the first with one opens."""
        first = -1
        for i, (page, _, _) in enumerate(self._pages):
            count = page.search(words) if isinstance(page, DeclaredPage) else 0
            is_grey = bool(words.strip()) and not count
            item = self.sidebar.item(i)
            item.setFlags(item.flags() & ~ENABLED if is_grey else item.flags() | ENABLED)
            if count and first < 0:
                first = i
        current = self.stack.currentWidget()
        is_empty = isinstance(current, DeclaredPage) and not current.search(words)
        if words.strip() and first >= 0 and (is_empty or not isinstance(current, DeclaredPage)):
            self.sidebar.setCurrentRow(first)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.stop()

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint the one page that is open."""
        page = self.stack.currentWidget()
        if isinstance(page, Page):
            page.show_snapshot(snapshot, now)
        if not self._ticker.isActive():
            self._ticker.start()

    def offer_test_notice(self, show: Callable[[], object]) -> None:
        """A button that shows a notice, to see whether they arrive."""
        test = translate("Settings", "Show a test notice")
        self.notifications.buttons.addWidget(Button(self._theme, test, show, icon="message-square"))

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

    def open_edit_node(self, name: str) -> None:
        """Raise the window and let a listed node be changed."""
        self.sidebar.setCurrentRow(1)
        self.raise_up()
        self.nodes.open_edit(name)

    def _turn(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self.refresh()

    def _dress(self) -> None:
        self.sidebar.setIconSize(QSize(16, 16))
        for i, (_, _, icon) in enumerate(self._pages):
            self.sidebar.item(i).setIcon(line_icon(icon, self._theme.colours.text))
