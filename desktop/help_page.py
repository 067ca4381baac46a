"""Privacy and help: what is logged, the diagnostics file, the folders, the version."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.domain import Snapshot
from core.paths import paths
from desktop.declared_page import DeclaredPage
from desktop.text.facts import Moment
from desktop.text.settings import PRIVACY
from desktop.text.translate import translate
from desktop.text.updates import version_line
from desktop.tools import Tools
from desktop.updates import Updates
from desktop.widgets import Button, card, label, row


class HelpPage(DeclaredPage):
    """What stays here and what goes out, in three sentences; then what helps to find a defect."""

    def __init__(self, tools: Tools, show_diagnostics: Callable[[], object], updates: Updates) -> None:
        super().__init__(tools, translate("Settings", "Privacy and help"), PRIVACY)
        frame, inside = card()
        for sentence in (
            translate(
                "Settings",
                "Exo Bridge talks to your machines and to the accounts you listed. To find machines it also asks the "
                "addresses of your local network, unless discovery.network is off. Looking for a newer version is off "
                "unless you switch it on.",
            ),
            translate("Settings", "Prompts and answers are passed on, never stored and never logged."),
            translate(
                "Settings",
                "Keys are in the system's password store, or kept until you quit; files hold only their names.",
            ),
        ):
            inside.addWidget(label(sentence, wraps=True))
        self.diagnostics = Button(
            tools.theme, translate("Settings", "Diagnostics file…"), show_diagnostics, icon="info"
        )
        self.folder = Button(tools.theme, translate("Log", "Open log folder"), _open_logs, icon="folder-open")
        inside.addLayout(row(self.diagnostics, self.folder, None))
        self._updates = updates
        self.version = label("", "quiet", wraps=True)
        self.check = Button(tools.theme, translate("Updates", "Check now"), updates.check_now, icon="refresh-cw")
        self.show_update = Button(tools.theme, translate("Notices", "Show it"), updates.open_page, icon="external-link")
        newer = row()
        newer.addWidget(self.version, 1)
        newer.addWidget(self.show_update)
        newer.addWidget(self.check)
        inside.addLayout(newer)
        self.add_card(frame)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it."""
        super().show_snapshot(snapshot, now)
        checked, feed = self._updates.checked, self._updates.feed
        self.version.setText(version_line(checked, feed, now))
        self.check.setVisible(bool(feed))
        self.check.setEnabled(not self._updates.is_asking)
        self.show_update.setVisible(bool(checked.newer and checked.url))


def _open_logs() -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths().logs)))
