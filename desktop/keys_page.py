"""The keys of apps: who has one, when it was used last, what it may do; made, shown once, revoked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from core.access import today
from core.config import ConfigError
from core.domain import Snapshot
from core.local_keys import LocalKey
from desktop.app_keys import AppKeys, KeyTrouble
from desktop.copying import copy_to_clipboard
from desktop.dialogs import FormDialog, Question, Reply, ask
from desktop.settings_page import Page
from desktop.text.app_keys import key_facts, key_limits
from desktop.text.facts import Moment
from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme
from desktop.tools import Tools
from desktop.widgets import Button, EmptyState, label, row, title


class KeyCard(QFrame):
    """One key, without the key."""

    revoke = Signal(str)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.facts = label("", "quiet", wraps=True)
        self.limits = label("", "quiet", wraps=True)
        self.button = Button(
            theme,
            translate("AppKeys", "Revoke"),
            lambda: self.revoke.emit(name),
            icon="trash-2",
            name=translate("AppKeys", "Revoke the key of {app}").format(app=name),
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (title(name, 1.05), self.facts, self.limits):
            words.addWidget(part)
        line = row(spacing=CONTROL)
        line.addLayout(words, 1)
        line.addWidget(self.button)
        self.setLayout(line)
        line.setContentsMargins(16, 12, 12, 12)

    def show_key(self, key: LocalKey, now: Moment) -> None:
        """Paint it."""
        self.facts.setText(key_facts(key, now))
        limits = key_limits(key, today())
        self.limits.setText(limits)
        self.limits.setVisible(bool(limits))


class AddKeyDialog(FormDialog):
    """Name and limits of a new key; `made` gives the key, once."""

    made = Signal(str, str)

    def __init__(self, tools: Tools, parent: QWidget, keys: AppKeys) -> None:
        heading = translate("AppKeys", "A key for an app")
        super().__init__(tools.theme, parent, heading, translate("AppKeys", "Make the key"), self._make)
        self._tools = tools
        self._keys = keys
        self.name = QLineEdit()
        self.name.setPlaceholderText("Zed")
        self.budget = QLineEdit()
        self.budget.setPlaceholderText(translate("AppKeys", "any number"))
        self.local_only = QCheckBox(translate("AppKeys", "Only my own machines answer it"))
        self.add_field(translate("AppKeys", "App"), self.name)
        self.add_field(translate("AppKeys", "Cloud tokens a day"), self.budget)
        self.add_field(translate("AppKeys", "Clouds"), self.local_only)

    def _make(self) -> None:
        words = self.budget.text().strip().replace("\u202f", "").replace(" ", "")
        if words and not (words.isascii() and words.isdigit()):
            self.show_problem(translate("AppKeys", "The budget is a whole number of tokens, or nothing."))
            return
        self.set_busy(True)
        self._tools.tasks.start(self._made(self.name.text().strip(), int(words or 0)), "app key")

    async def _made(self, name: str, budget: int) -> None:
        try:
            secret = await self._keys.make(name, is_local_only=self.local_only.isChecked(), budget=budget)
        except KeyTrouble as trouble:
            self.show_problem(translate("Connect", "The key could not be made: {why}").format(why=trouble))
            self.set_busy(False)
            return
        self.accept()
        self.made.emit(name, secret)


class KeysPage(Page):
    """A card for each key."""

    def __init__(self, tools: Tools) -> None:
        sentence = translate(
            "AppKeys",
            "Each app can have a key of its own, with limits. Where keys are required, and from other machines, "
            "nobody else is let in.",
        )
        super().__init__(tools, translate("AppKeys", "App keys"), sentence)
        self.keys = AppKeys(lambda: tools.bridge.app_keys)
        self.cards: dict[str, KeyCard] = {}
        self.add = Button(tools.theme, translate("AppKeys", "Make a key…"), self.open_add, icon="plus", kind="primary")
        empty = translate("AppKeys", "No app has a key")
        why = translate("AppKeys", "Without one, every app of this computer may use the port, and no other machine.")
        self.set_empty_state(EmptyState(tools.theme, "key-round", empty, why))
        self.buttons.addWidget(self.add)
        self.replace_list([])

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it; the cards stay while the names are the same."""
        known = self.keys.all
        if [key.name for key in known] != list(self.cards):
            self.cards = {key.name: KeyCard(self.tools.theme, key.name) for key in known}
            for card in self.cards.values():
                card.revoke.connect(self.ask_revoke)
            self.replace_list([*self.cards.values()])
        for key in known:
            self.cards[key.name].show_key(key, now)

    def open_add(self) -> AddKeyDialog:
        """Ask for a new key."""
        dialog = AddKeyDialog(self.tools, self, self.keys)
        dialog.made.connect(lambda name, secret: show_new_key(self.tools.theme, self, name, secret))
        dialog.open()
        return dialog

    def ask_revoke(self, name: str) -> Question:
        """Whoever shows it from then on is refused."""
        return ask(
            self.tools.theme,
            self,
            translate("AppKeys", "Revoke the key of {app}?").format(app=name),
            translate("AppKeys", "The app is refused at once, and needs a new key."),
            Reply(translate("AppKeys", "Revoke"), lambda: self.tools.tasks.start(self._revoke(name), "revoke app key")),
            Reply(translate("Settings", "Cancel")),
        )

    async def _revoke(self, name: str) -> None:
        try:
            await self.keys.revoke(name)
        except KeyTrouble as trouble:
            self.show_failure(ConfigError(translate("AppKeys", "The key could not be revoked"), str(trouble)))


def show_new_key(theme: Theme, parent: QWidget, name: str, secret: str) -> Question:
    """The one time that a key is shown."""
    return ask(
        theme,
        parent,
        translate("AppKeys", "The key for {app}").format(app=name),
        secret + "\n\n" + translate("AppKeys", "It is never shown again: put it into the app now."),
        Reply(translate("AppKeys", "Copy and close"), lambda: copy_to_clipboard(secret)),
        Reply(translate("Settings", "Close")),
    )
