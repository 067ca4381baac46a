"""Offers to take over what older programs kept: shows it first, saves it by the bridge's own commands after a yes."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.config import ConfigError
from core.domain import Mode
from core.keys import KeyStoreUnavailable
from core.old_files import OldFiles, read_old_files, usual_files
from desktop.account_dialogs import kept
from desktop.dialogs import Question, Reply, ask
from desktop.text.moving_in import nothing_words, offer_words, preview, taken_words
from desktop.text.problems import problem_words
from desktop.text.translate import translate
from desktop.tools import Tools
from desktop.widgets import Button, label, row


class OldPrograms(QWidget):
    """A line and a button; hidden where no older program left anything. `taken` tells whether clouds came along."""

    taken = Signal(bool)

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self.words = label(offer_words(), "quiet", wraps=True)
        self.button = Button(tools.theme, translate("Welcome", "Take over their settings…"), self.look, icon="download")
        self.question: Question | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        layout.addLayout(row(self.button, None))
        self.setVisible(bool(usual_files()))

    def look(self) -> None:
        """Read the files, and ask."""
        self._tools.tasks.start(self._look(), "old programs")

    async def _look(self) -> None:
        settings = self._tools.bridge.settings
        found = await asyncio.to_thread(lambda: read_old_files(usual_files(), settings))
        if found.is_empty:
            self._end(nothing_words(found))
            return
        self.question = ask(
            self._tools.theme,
            self,
            translate("Welcome", "Take this over?"),
            preview(found, has_store=bool(self._tools.bridge.snapshot.keyring)),
            Reply(
                translate("Welcome", "Take over"),
                lambda: self._tools.tasks.start(self._take(found), "take over"),
            ),
            Reply(translate("Welcome", "Cancel")),
        )

    async def _take(self, found: OldFiles) -> None:
        """The key before its account: one without would be shown as broken."""
        bridge = self._tools.bridge
        try:
            for account in found.accounts:
                await kept(bridge, account.entry.name, account.secret)
                await bridge.add_cloud(account.entry)
            for node in found.nodes:
                await bridge.add_node(node)
            for path, value in found.values.items():
                if path == "routing.mode":
                    bridge.set_mode(Mode(str(value)))
                else:
                    await bridge.change_setting(path, value)
        except (ConfigError, KeyStoreUnavailable) as error:
            self.words.setText(problem_words(error.title, error.hint))
            return
        self._end(taken_words(found))
        self.taken.emit(any(account.entry.enabled for account in found.accounts))

    def _end(self, words: str) -> None:
        self.words.setText(words)
        self.button.hide()
