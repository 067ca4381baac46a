"""Add a cloud account, or replace its key. The key goes from the field to the password store, nowhere else."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from core.config import ConfigError
from core.domain import KeyName, KeyReference, KeySource
from core.keys import KeyStoreUnavailable
from core.providers import OPENAI_COMPATIBLE, provider, providers
from core.settings import CloudSettings
from desktop.dialogs import FormDialog, secret_field, take_secret
from desktop.face_bridge import FaceBridge
from desktop.tasks import Tasks
from desktop.text.accounts import no_store_words, store_name, wrong_account
from desktop.text.problems import problem_words
from desktop.text.translate import translate
from desktop.theme import Theme
from desktop.widgets import Button, row


class AddAccountDialog(FormDialog):
    """Provider, name, and where the key comes from. Saves the key, then the account; `added` names it."""

    added = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, bridge: FaceBridge, tasks: Tasks) -> None:
        super().__init__(
            theme,
            parent,
            translate("Accounts", "Add a cloud account"),
            translate("Accounts", "Save and test"),
            lambda: tasks.start(self._save(), "add account"),
        )
        self._bridge = bridge
        self.provider = QComboBox()
        for spec in providers():
            self.provider.addItem(spec.name, spec.id)
        self.provider.addItem(translate("Accounts", "Another OpenAI-compatible service"), OPENAI_COMPATIBLE)
        self.name = QLineEdit()
        self.address = QLineEdit()
        self.source = QComboBox()
        kept = translate("Accounts", "Kept in {store}").format(store=store_name(bridge.snapshot))
        until = translate("Accounts", "Kept until you quit")
        self.source.addItem(kept if bridge.snapshot.keyring else until, True)
        self.source.addItem(translate("Accounts", "From an environment variable"), False)
        self.secret = secret_field()
        self.variable = QLineEdit()
        self.get_key = Button(theme, translate("Accounts", "Get a key"), self._open_key_page, icon="external-link")
        self._compose()

    def _compose(self) -> None:
        self.add_field(translate("Accounts", "Provider"), self.provider)
        self.add_field(translate("Accounts", "Name"), self.name)
        self.add_field(translate("Accounts", "Address"), self.address)
        self.add_field(translate("Accounts", "Key"), self.source)
        self.add_field(translate("Accounts", "Key value"), self.secret)
        self.add_field(translate("Accounts", "Variable"), self.variable)
        self.form.addRow("", row(self.get_key, None))
        self.provider.setCurrentIndex(max(0, self.provider.findData("openrouter")))
        self.provider.currentIndexChanged.connect(self._provider_chosen)
        self.source.currentIndexChanged.connect(self._source_chosen)
        for field in (self.name, self.address, self.secret, self.variable):
            field.textEdited.connect(lambda _: self.show_problem(""))
        self._provider_chosen()
        self._source_chosen()
        self.secret.setFocus()

    def _provider_chosen(self) -> None:
        chosen = self.provider.currentData()
        spec = provider(chosen)
        is_other = chosen == OPENAI_COMPATIBLE
        self.name.setText("" if is_other else chosen)
        self.variable.setText("" if is_other else f"{chosen.upper().replace('-', '_')}_API_KEY")
        self.form.setRowVisible(self.address, spec is not None and spec.needs_own_address)
        self.address.setPlaceholderText(spec.example_address if spec is not None else "")
        self.get_key.setVisible(spec is not None and bool(spec.key_url))

    def _source_chosen(self) -> None:
        is_stored = bool(self.source.currentData())
        self.form.setRowVisible(self.secret, is_stored)
        self.form.setRowVisible(self.variable, not is_stored)
        self.show_note("" if self._bridge.snapshot.keyring or not is_stored else no_store_words())

    def _open_key_page(self) -> None:
        spec = provider(self.provider.currentData())
        if spec is not None:
            QDesktopServices.openUrl(QUrl(spec.key_url))

    def entry(self) -> CloudSettings:
        """The account as the form describes it."""
        name = self.name.text().strip()
        is_stored = bool(self.source.currentData())
        reference = (
            KeyReference(KeySource.KEYRING, KeyName(name))
            if is_stored
            else KeyReference(KeySource.ENVIRONMENT, KeyName(self.variable.text().strip()))
        )
        chosen = self.provider.currentData()
        spec = provider(chosen)
        has_own = spec is not None and spec.needs_own_address
        return CloudSettings(
            name=name,
            provider=chosen,
            base_url=self.address.text().strip().rstrip("/") if has_own else "",
            key=reference,
        )

    async def _save(self) -> None:
        entry = self.entry()
        problem = wrong_account(entry, [c.name for c in self._bridge.settings.cloud])
        is_stored = entry.key is not None and entry.key.source is KeySource.KEYRING
        if not problem and is_stored and not self.secret.text().strip():
            problem = translate("Accounts", "Paste the key that the provider showed you.")
        if problem:
            self.show_problem(problem)
            return
        self.set_busy(True)
        try:
            # The key first: an account without its key would be shown as broken.
            if is_stored:
                await kept(self._bridge, entry.name, self.secret.text().strip())
            await self._add(entry, is_stored=is_stored)
        except (ConfigError, KeyStoreUnavailable) as error:
            self.show_problem(problem_words(error.title, error.hint))
            self.set_busy(False)
            return
        self.secret.clear()
        self.added.emit(entry.name)
        self.accept()

    async def _add(self, entry: CloudSettings, *, is_stored: bool) -> None:
        try:
            await self._bridge.add_cloud(entry)
        except ConfigError:
            if is_stored:  # leave no key behind that belongs to nothing
                with contextlib.suppress(KeyStoreUnavailable):
                    await self._bridge.remove_key(KeyName(entry.name))
            raise


async def kept(bridge: FaceBridge, account: str, secret: str) -> None:
    """Put a key where this computer can keep it. Raises KeyStoreUnavailable."""
    if bridge.snapshot.keyring:
        await bridge.store_key(KeyName(account), secret)
    else:
        bridge.keep_key(KeyName(account), secret)


class ReplaceKeyDialog(FormDialog):
    """A new key for an account; the old one is never shown. `stored` names the account."""

    stored = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, bridge: FaceBridge, tasks: Tasks, account: str) -> None:
        super().__init__(
            theme,
            parent,
            translate("Accounts", "A new key for {account}").format(account=account),
            translate("Accounts", "Save and test"),
            lambda: tasks.start(self._save(), "replace key"),
        )
        self._bridge = bridge
        self._account = account
        self.secret = secret_field()
        self.add_field(translate("Accounts", "Key value"), self.secret)
        store = translate("Accounts", "It is kept in {store}.").format(store=store_name(bridge.snapshot))
        self.show_note(store if bridge.snapshot.keyring else no_store_words())
        self.secret.textEdited.connect(lambda _: self.show_problem(""))
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _save(self) -> None:
        if not self.secret.text().strip():
            self.show_problem(translate("Accounts", "Paste the key that the provider showed you."))
            return
        self.set_busy(True)
        try:
            await kept(self._bridge, self._account, take_secret(self.secret))
        except KeyStoreUnavailable as error:
            self.show_problem(problem_words(error.title, error.hint))
            self.set_busy(False)
            return
        self.stored.emit(self._account)
        self.accept()
