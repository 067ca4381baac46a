"""The general page of the settings: route, address, password store, file, start at login, and how windows look."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from core.config import ConfigError
from core.domain import Mode, Snapshot
from desktop.autostart import Autostart, StartState
from desktop.declared_page import DeclaredPage
from desktop.text.accounts import store_name
from desktop.text.facts import Moment
from desktop.text.routes import OFFERED, route_name
from desktop.text.settings import GENERAL
from desktop.text.translate import translate
from desktop.theme import CONTROL, EDGE, ROW
from desktop.tools import Tools
from desktop.widgets import Button, ElidedLabel, card, label


class GeneralPage(DeclaredPage):
    """What concerns the program as a whole."""

    def __init__(self, tools: Tools, autostart: Autostart) -> None:
        super().__init__(tools, translate("Settings", "General"), GENERAL)
        self._autostart = autostart
        self.route = QComboBox()
        for mode in OFFERED:
            self.route.addItem(route_name(mode), mode)
        self.route.activated.connect(lambda i: tools.bridge.set_mode(Mode(self.route.itemData(i))))
        self.address = ElidedLabel(middle=True, is_fixed=True)
        self.store = ElidedLabel()
        self.login = QCheckBox(translate("Settings", "Start when I log in"))
        self.login.clicked.connect(self._set_login)
        self.file = ElidedLabel(middle=True, is_fixed=True)
        self.open_file = Button(
            tools.theme, translate("Settings", "Open settings file"), self._open_file, icon="external-link"
        )
        self.buttons.addWidget(self.open_file)
        self._compose()

    def _compose(self) -> None:
        frame, inside = card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(EDGE)
        grid.setVerticalSpacing(CONTROL)
        grid.setColumnStretch(1, 1)
        fields: tuple[tuple[str, QWidget], ...] = (
            (translate("Settings", "Route"), self.route),
            (translate("Settings", "Address for your apps"), self.address),
            (translate("Settings", "Password store"), self.store),
            (translate("Settings", "Settings file"), self.file),
            (translate("Settings", "At login"), self.login),
        )
        for i, (name, field) in enumerate(fields):
            field.setAccessibleName(name)
            grid.setRowMinimumHeight(i, ROW)
            grid.addWidget(label(name, "quiet"), i, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field, i, 1)
        inside.addLayout(grid)
        self.add_card(frame)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        super().show_snapshot(snapshot, now)
        self._show_login()
        at = OFFERED.index(snapshot.mode)
        if self.route.currentIndex() != at:
            self.route.setCurrentIndex(at)
        self.address.set_text(snapshot.port.address)
        self.store.set_text(store_name(snapshot) if snapshot.keyring else translate("Settings", "none found"))
        self.file.set_text(str(self.tools.bridge.settings_file))

    def _show_login(self) -> None:
        state = self._autostart.state()
        self.login.setChecked(state is StartState.ON)
        self.login.setEnabled(state is not StartState.BLOCKED)
        blocked = translate("Settings", "Switched off in the system's own settings; switch it on there.")
        self.login.setToolTip(blocked if state is StartState.BLOCKED else "")

    def _set_login(self, is_on: bool) -> None:
        try:
            self._autostart.set(is_on)
        except OSError as error:
            title = translate("Settings", "Start at login could not be changed")
            self.show_failure(ConfigError(title, error.strerror or str(error)))
        self._show_login()

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.tools.bridge.settings_file)))
