"""The general page of the settings: route, address, password store, built-in model, file."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QGridLayout

from core.domain import Mode, Snapshot
from desktop.settings_page import Page, Tools
from desktop.text.accounts import (
    store_name,
)
from desktop.text.facts import Moment
from desktop.text.routes import OFFERED, route_name
from desktop.text.translate import translate
from desktop.theme import CONTROL, EDGE, ROW
from desktop.widgets import Button, ElidedLabel, card, label


class GeneralPage(Page):
    """The route, the port, the password store, the file."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools, translate("Settings", "General"), "")
        self.route = QComboBox()
        for mode in OFFERED:
            self.route.addItem(route_name(mode), mode)
        self.route.activated.connect(lambda i: tools.bridge.set_mode(Mode(self.route.itemData(i))))
        self.address = ElidedLabel(middle=True, is_fixed=True)
        self.store = ElidedLabel()
        self.builtin = ElidedLabel()
        self.file = ElidedLabel(middle=True, is_fixed=True)
        frame, inside = card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(EDGE)
        grid.setVerticalSpacing(CONTROL)
        grid.setColumnStretch(1, 1)
        for i, (name, field) in enumerate(
            (
                (translate("Settings", "Route"), self.route),
                (translate("Settings", "Address for your apps"), self.address),
                (translate("Settings", "Password store"), self.store),
                (translate("Settings", "Built-in model"), self.builtin),
                (translate("Settings", "Settings file"), self.file),
            )
        ):
            field.setAccessibleName(name)
            grid.setRowMinimumHeight(i, ROW)
            grid.addWidget(label(name, "quiet"), i, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field, i, 1)
        inside.addLayout(grid)
        self.list.addWidget(frame)
        self.open_file = Button(
            tools.theme, translate("Settings", "Open settings file"), self._open_file, icon="external-link"
        )
        self.buttons.addWidget(self.open_file)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        at = OFFERED.index(snapshot.mode)
        if self.route.currentIndex() != at:
            self.route.setCurrentIndex(at)
        self.address.set_text(snapshot.port.address)
        self.store.set_text(store_name(snapshot) if snapshot.keyring else translate("Settings", "none found"))
        settings = self.tools.bridge.settings
        self.builtin.set_text(
            translate("Settings", "starts when needed, stops after {n} idle minutes").format(
                n=f"{settings.builtin.idle_minutes:g}"
            )
            if settings.builtin.enabled
            else translate("Settings", "off")
        )
        self.file.set_text(str(self.tools.bridge.settings_file))

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.tools.bridge.settings_file)))
