"""The cloud accounts: their keys are added, tested, replaced and removed, never shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from core.config import ConfigError
from core.domain import KeyName, Snapshot
from core.keys import KeyStoreUnavailable
from desktop.account_dialogs import AddAccountDialog, ReplaceKeyDialog
from desktop.dialogs import Question, Reply, ask
from desktop.pill import Pill
from desktop.settings_page import Page
from desktop.text.accounts import (
    AccountRow,
    account_rows,
)
from desktop.text.facts import Moment
from desktop.text.said import said
from desktop.text.translate import translate
from desktop.theme import GROUP, Theme
from desktop.tools import Tools
from desktop.widgets import Button, ElidedLabel, EmptyState, label, row, title


class AccountCard(QFrame):
    """One cloud account: name, key state, and what can be done with its key."""

    test = Signal(str)
    replace = Signal(str)
    remove = Signal(str)

    def __init__(self, theme: Theme, shown: AccountRow) -> None:
        super().__init__()
        self.setObjectName("card")
        self.name = shown.name
        self._title = title("", 1.05)
        self._pill = Pill(theme)
        self._detail = ElidedLabel("quiet")
        self.result = label("", wraps=True)
        self.result.hide()
        self.test_button = Button(theme, translate("Settings", "Test"), lambda: self.test.emit(self.name))
        self.replace_button = Button(theme, translate("Settings", "Replace key…"), lambda: self.replace.emit(self.name))
        remove = Button(
            theme,
            "",
            lambda: self.remove.emit(self.name),
            icon="trash-2",
            kind="flat",
            name=translate("Settings", "Remove {account}").format(account=shown.name),
        )
        head = row(self._title, self._pill, None, self.test_button, self.replace_button, remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GROUP, 12, 12, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._detail)
        layout.addWidget(self.result)
        self.show_row(shown)

    def show_row(self, shown: AccountRow) -> None:
        """Paint it."""
        self._title.setText(shown.title)
        self._pill.show_state(shown.tone, shown.state)
        self._detail.set_text(shown.detail)
        self._detail.setVisible(bool(shown.detail))
        self.test_button.setAccessibleName(translate("Settings", "Test {account}").format(account=shown.name))
        self.replace_button.setVisible(shown.is_stored)
        caption = translate("Settings", "Replace key…") if shown.has_key else translate("Settings", "Add key…")
        self.replace_button.set_text(caption)

    def state(self) -> str:
        """The state of the account, in a word."""
        return self._pill.accessibleName()

    def detail(self) -> str:
        """Where its key lies."""
        return self._detail.text_whole()

    def show_result(self, text: str) -> None:
        """What the last test of the key showed, in words."""
        self.result.setText(text)
        self.result.setVisible(bool(text))


class CloudPage(Page):
    """Cloud accounts and their keys."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(
            tools,
            translate("Settings", "Cloud accounts"),
            translate("Settings", "They help out when your own machines cannot answer, as far as the route allows."),
        )
        self._cards: dict[str, AccountCard] = {}
        self.add = Button(
            tools.theme, translate("Settings", "Add account…"), self.open_add, icon="plus", kind="primary"
        )
        self.empty = EmptyState(
            tools.theme,
            "cloud",
            translate("Settings", "No cloud account"),
            translate("Settings", "Nothing leaves your machines. Add an account only if the cloud may help out."),
        )
        self.set_empty_state(self.empty)
        self.buttons.addWidget(self.add)
        self._show_cards([])

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it; the cards stay while the accounts are the same."""
        rows = account_rows(self.tools.bridge.settings.cloud, snapshot)
        if [r.name for r in rows] != list(self._cards):
            self._show_cards(list(rows))
        for shown in rows:
            self._cards[shown.name].show_row(shown)

    def _show_cards(self, rows: list[AccountRow]) -> None:
        self._cards = {}
        for shown in rows:
            made = AccountCard(self.tools.theme, shown)
            made.test.connect(self.start_test)
            made.replace.connect(self.open_replace)
            made.remove.connect(self.ask_remove)
            self._cards[shown.name] = made
        self.replace_list([*self._cards.values()])

    def cards(self) -> list[AccountCard]:
        """The cards, in the order of the settings."""
        return list(self._cards.values())

    def open_add(self) -> AddAccountDialog:
        """Ask for a new account."""
        dialog = AddAccountDialog(self.tools.theme, self, self.tools.bridge, self.tools.tasks)
        dialog.added.connect(self.start_test)
        dialog.open()
        return dialog

    def open_replace(self, account: str) -> ReplaceKeyDialog:
        """Ask for a new key."""
        dialog = ReplaceKeyDialog(self.tools.theme, self, self.tools.bridge, self.tools.tasks, account)
        dialog.stored.connect(self.start_test)
        dialog.open()
        return dialog

    def start_test(self, account: str) -> None:
        """Test the key of an account; the result appears on its card."""
        self.tools.tasks.start(self._test(account), "test key")

    async def _test(self, account: str) -> None:
        self._show_result(account, translate("Settings", "Asking {account}…").format(account=account))
        result = await self.tools.bridge.test_key(KeyName(account))
        sign = "✓" if result.ok else "✗"
        names = ", ".join(result.models[:4]) + (" …" if len(result.models) > 4 else "")
        detail = " ".join(part for part in (said(result.detail), f"({names})" if names else "") if part)
        self._show_result(account, f"{sign} {said(result.title)}" + (f": {detail}" if detail else ""))

    def _show_result(self, account: str, text: str) -> None:
        if account in self._cards:
            self._cards[account].show_result(text)

    def ask_remove(self, account: str) -> Question:
        """Removing takes the key along."""
        is_stored = any(r.name == account and r.is_stored for r in self._rows())
        return ask(
            self.tools.theme,
            self,
            translate("Settings", "Remove {account}?").format(account=account),
            translate("Settings", "Its key is removed from the password store too.") if is_stored else "",
            Reply(
                translate("Settings", "Remove"),
                lambda: self.tools.tasks.start(self._remove(account), "remove account"),
            ),
            Reply(translate("Settings", "Cancel")),
        )

    async def _remove(self, account: str) -> None:
        is_stored = any(r.name == account and r.is_stored for r in self._rows())
        try:
            if is_stored:
                await self.tools.bridge.remove_key(KeyName(account))
            await self.tools.bridge.remove_cloud(account)
        except (ConfigError, KeyStoreUnavailable) as error:
            self.show_failure(error)

    def _rows(self) -> tuple[AccountRow, ...]:
        return account_rows(self.tools.bridge.settings.cloud, self.tools.bridge.snapshot)
