"""Privacy and help: what is logged, the diagnostics file, the folders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.paths import paths
from core.version import VERSION
from desktop.declared_page import DeclaredPage
from desktop.settings_page import Tools
from desktop.text.settings import PRIVACY
from desktop.text.translate import translate
from desktop.widgets import Button, card, label, row


class HelpPage(DeclaredPage):
    """What stays here and what goes out, in three sentences; then what helps to find a defect."""

    def __init__(self, tools: Tools, show_diagnostics: Callable[[], object]) -> None:
        super().__init__(tools, translate("Settings", "Privacy and help"), PRIVACY)
        frame, inside = card()
        for sentence in (
            translate("Settings", "Exo Bridge sends nothing to anybody but the machines and accounts you listed."),
            translate("Settings", "Prompts and answers are passed on, never stored and never logged."),
            translate("Settings", "Keys are in the system's password store; windows and files hold only their names."),
        ):
            inside.addWidget(label(sentence, wraps=True))
        self.diagnostics = Button(
            tools.theme, translate("Settings", "Diagnostics file…"), show_diagnostics, icon="info"
        )
        self.folder = Button(tools.theme, translate("Log", "Open log folder"), _open_logs, icon="folder-open")
        inside.addLayout(row(self.diagnostics, self.folder, None))
        inside.addWidget(label(translate("Settings", "Version {version}").format(version=VERSION), "quiet"))
        self.add_card(frame)


def _open_logs() -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths().logs)))
