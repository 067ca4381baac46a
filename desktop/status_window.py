"""The status window: the answer in a word and a sentence, the address, the route, and five pages of detail."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QTabWidget, QVBoxLayout

from core.domain import BackendStatus, Mode, Snapshot
from desktop.activity_page import ActivityPage
from desktop.banners import Banners
from desktop.charts_page import ChartsPage
from desktop.cluster_page import NodesPage
from desktop.copy_button import CopyButton
from desktop.doors import Doors
from desktop.icons import state_pixmap
from desktop.log_page import LogPage
from desktop.memory import Memory
from desktop.models_page import ModelsPage
from desktop.places import Places
from desktop.text.face import Face, face
from desktop.text.facts import Moment, own_nodes
from desktop.text.models import Action, Key, model_count
from desktop.text.routes import OFFERED, route_name, sharing_line
from desktop.text.translate import translate
from desktop.theme import EDGE, GROUP, scaled_font, state_colour
from desktop.tools import Tools
from desktop.widgets import Button, ElidedLabel, card, label, row
from desktop.window import Window

TICK = 1000


class StatusWindow(Window):
    """Paints a snapshot; every command goes to the bridge or through a door."""

    def __init__(self, tools: Tools, places: Places, doors: Doors, memory: Memory | None = None) -> None:
        super().__init__(tools.bridge, places, "status", QSize(860, 680), QSize(440, 320))
        theme = self._theme = tools.theme
        self._face: Face | None = None
        self._counted: tuple[BackendStatus, ...] | None = None
        self._counts = (0, 0)
        self.setWindowTitle("Exo Bridge")
        self.sign = QLabel()
        self.headline = label()
        self.headline.setFont(scaled_font(self.headline.font(), 1.5, bold=True))
        self.sentence = label(wraps=True)
        self.banners = Banners(theme, doors)
        self.address = ElidedLabel(is_fixed=True, middle=True)
        self.copy = CopyButton(theme, self.address.text_whole)
        self.connect_app = Button(theme, translate("Status", "Connect an app…"), doors.connect)
        self.route = self._route_choice()
        self.sharing = label("", "quiet", wraps=True)
        self.nodes = NodesPage(tools, doors.add_node, doors.edit_node)
        self.models = ModelsPage(tools)
        memory = memory or Memory()
        self.activity = ActivityPage(theme, tools.bridge, memory, doors.chat)
        self.charts = ChartsPage(theme, memory)
        self.log = LogPage(theme, memory)
        self.tabs = QTabWidget()
        self._compose(doors)
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK)
        self._ticker.timeout.connect(self.refresh)
        theme.changed.connect(self._dress)

    def _route_choice(self) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(translate("Status", "Route"))
        for mode in OFFERED:
            choice.addItem(route_name(mode), mode)
        choice.activated.connect(lambda i: self.bridge.set_mode(Mode(choice.itemData(i))))
        return choice

    def _compose(self, doors: Doors) -> None:
        chat = Button(self._theme, translate("Status", "Test chat"), doors.chat, icon="message-square")
        settings = Button(self._theme, translate("Status", "Settings"), doors.settings, icon="settings")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.sentence)
        header = row(self.sign, 4)
        header.addLayout(words, 1)
        header.addSpacing(GROUP)
        for button in (chat, settings):
            header.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        for page, name in (
            (self.nodes, translate("Status", "Nodes")),
            (self.models, translate("Status", "Models")),
            (self.activity, translate("Status", "Activity")),
            (self.charts, translate("Status", "Charts")),
            (self.log, translate("Status", "Log")),
        ):
            self.tabs.addTab(page, name)
        for part in (self.tabs, self.tabs.tabBar()):
            part.setAccessibleName(translate("Status", "Pages"))
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self._add_shortcuts(doors)
        layout = QVBoxLayout(self.scrolled())
        layout.setContentsMargins(EDGE, EDGE - 4, EDGE, EDGE - 4)
        layout.setSpacing(GROUP)
        layout.addLayout(header)
        layout.addWidget(self.banners)
        layout.addWidget(self._address_card())
        layout.addWidget(self.tabs, 1)

    def _address_card(self) -> QFrame:
        frame, inside = card(12)
        line = row()
        line.addWidget(self.address, 1)
        for part in (self.copy, self.connect_app, self.route):
            line.addWidget(part)
        inside.addLayout(line)
        inside.addWidget(self.sharing)
        return frame

    def _add_shortcuts(self, doors: Doors) -> None:
        for i in range(self.tabs.count()):
            keys = QKeySequence(f"Ctrl+{i + 1}")
            self.tabs.setTabToolTip(i, keys.toString(QKeySequence.SequenceFormat.NativeText))
            QShortcut(keys, self, lambda at=i: self.tabs.setCurrentIndex(at))
        QShortcut(QKeySequence("Ctrl+,"), self, doors.settings)
        QShortcut(QKeySequence.StandardKey.New, self, doors.chat)
        QShortcut(QKeySequence.StandardKey.Quit, self, doors.quit)

    # painting

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Header, banners, address, and the one page that is open."""
        shown = face(snapshot, now)
        if shown != self._face:
            self._face = shown
            self._dress()
        self.banners.show_snapshot(snapshot)
        self.address.set_text(snapshot.port.address if snapshot.port.port else "")
        self.copy.setEnabled(snapshot.port.is_open)
        at = OFFERED.index(snapshot.mode)
        if self.route.currentIndex() != at:
            self.route.setCurrentIndex(at)
        access = self.bridge.settings.access
        self.sharing.setVisible(access.share)
        self.sharing.setText(sharing_line(has_keys=bool(self.bridge.app_keys.all)))
        self._count_tabs(snapshot)
        page = self.tabs.currentWidget()
        if isinstance(page, NodesPage | ModelsPage | ActivityPage | ChartsPage | LogPage):
            page.show_snapshot(snapshot, now)
        if not self._ticker.isActive():
            self._ticker.start()

    def _count_tabs(self, snapshot: Snapshot) -> None:
        if snapshot.backends is not self._counted:
            self._counted = snapshot.backends
            self._counts = (len(own_nodes(snapshot)), model_count(snapshot))
        names = (
            (translate("Status", "Nodes"), self._counts[0]),
            (translate("Status", "Models"), self._counts[1]),
            (translate("Status", "Activity"), len(snapshot.live)),
        )
        for i, (name, n) in enumerate(names):
            text = f"{name} ({n})" if n else name
            if self.tabs.tabText(i) != text:
                self.tabs.setTabText(i, text)

    def _dress(self) -> None:
        if self._face is None:
            return
        colours = self._theme.colours
        self.sign.setPixmap(state_pixmap(self._face.state, colours, 44, self.devicePixelRatioF()))
        self.headline.setText(self._face.headline)
        self.headline.setStyleSheet(f"color: {state_colour(colours, self._face.state)}")
        self.sentence.setText(self._face.sentence)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.stop()

    # commands

    def show_models(self, key: Key | None = None) -> None:
        """Raise the window on the models; a model that could be loaded is asked about at once."""
        self.tabs.setCurrentWidget(self.models)
        self.raise_up()
        if key is not None and self.models.choose(key) is not None:
            self.models.do(Action.LOAD)

    def show_activity(self) -> None:
        """Raise the window on the activity page, its newest row open: the answer to "Why?"."""
        self.tabs.setCurrentWidget(self.activity)
        self.raise_up()
        self.activity.open_newest()
