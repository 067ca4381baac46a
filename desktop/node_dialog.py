"""The dialog of one listed node: its address and name, its token, and where it stands among the others."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from core.config import ConfigError
from core.domain import BackendId, KeyName, KeyReference, KeySource
from core.keys import KeyStoreUnavailable
from core.settings import NodeSettings
from desktop.dialogs import FormDialog, secret_field, take_secret
from desktop.text.accounts import (
    EXAMPLE_NODE,
    completed_address,
    name_from_address,
    no_store_words,
    store_name,
    weight_of,
    wrong_node,
)
from desktop.text.problems import problem_words
from desktop.text.settings import shown_value
from desktop.text.translate import translate
from desktop.tools import Tools
from desktop.widgets import Button

NO_TOKEN, STORED, VARIABLE = "none", KeySource.KEYRING, KeySource.ENVIRONMENT


class NodeDialog(FormDialog):
    """A new node, or one that is listed already. What is seldom needed unfolds."""

    def __init__(self, tools: Tools, parent: QWidget, node: NodeSettings | None = None) -> None:
        heading = translate("Settings", "Add a node")
        if node is not None:
            heading = translate("Settings", "Change {node}").format(node=node.name)
        caption = translate("Settings", "Add") if node is None else translate("Settings", "Save")
        super().__init__(tools.theme, parent, heading, caption, lambda: tools.tasks.start(self._save(), "save node"))
        self._bridge = tools.bridge
        self._node = node
        self._is_named = node is not None
        self.is_open = True
        self.address = QLineEdit()
        self.address.setPlaceholderText(EXAMPLE_NODE)
        self.name = QLineEdit()
        self.source = QComboBox()
        self.secret = secret_field()
        self.variable = QLineEdit()
        self.region = QLineEdit()
        self.weight = QLineEdit()
        self.enabled = QCheckBox(translate("Settings", "Check it and ask it"))
        self.more = Button(tools.theme, translate("Settings", "More…"), self.unfold, icon="chevron-down", kind="flat")
        self._compose()
        self._fill(node or NodeSettings())
        if node is None:
            self.show_note(
                translate(
                    "Settings",
                    "exo, Ollama, LM Studio and other OpenAI-compatible servers are told apart by their answers.",
                )
            )
        else:
            self.unfold()
        self.address.setFocus()

    def _compose(self) -> None:
        self.source.addItem(translate("Settings", "It needs none"), NO_TOKEN)
        store = store_name(self._bridge.snapshot)
        self.source.addItem(translate("Accounts", "Kept in {store}").format(store=store), STORED)
        self.source.addItem(translate("Accounts", "From an environment variable"), VARIABLE)
        self.add_field(translate("Settings", "Address"), self.address)
        self.add_field(translate("Settings", "Name"), self.name)
        self.form.addRow("", self.more)
        self.add_field(translate("Settings", "Token"), self.source)
        self.add_field(translate("Settings", "Token value"), self.secret)
        self.add_field(translate("Accounts", "Variable"), self.variable)
        self.add_field(translate("Settings", "Region"), self.region)
        self.add_field(translate("Settings", "Weight"), self.weight)
        self.form.addRow("", self.enabled)
        self.region.setPlaceholderText(translate("Settings", "for example office"))
        for field in (self.source, self.secret, self.variable, self.region, self.weight, self.enabled):
            self.form.setRowVisible(field, False)
        self.address.textEdited.connect(self._address_edited)
        self.name.textEdited.connect(self._name_edited)
        self.source.currentIndexChanged.connect(lambda _: self._source_chosen())
        for field in (self.secret, self.variable, self.region, self.weight):
            field.textEdited.connect(lambda _: self.show_problem(""))
        self.finished.connect(self._closed)

    def _fill(self, node: NodeSettings) -> None:
        self.address.setText(node.url)
        self.name.setText(node.name)
        self.name.setReadOnly(self._node is not None)
        source = NO_TOKEN if node.key is None else node.key.source
        self.source.setCurrentIndex(self.source.findData(source))
        if node.key is not None and source == VARIABLE:
            self.variable.setText(node.key.name)
        if node.key is not None and source == STORED:
            self.secret.setPlaceholderText(translate("Settings", "stored; leave empty to keep it"))
        self.region.setText(node.region)
        self.weight.setText(shown_value(node.weight))
        self.enabled.setChecked(node.enabled)

    def unfold(self) -> None:
        """Show what is seldom needed."""
        self.form.setRowVisible(self.more, False)
        for field in (self.source, self.region, self.weight, self.enabled):
            self.form.setRowVisible(field, True)
        self._source_chosen()
        self.source.setFocus()

    def _source_chosen(self) -> None:
        source = self.source.currentData()
        self.form.setRowVisible(self.secret, source == STORED)
        self.form.setRowVisible(self.variable, source == VARIABLE)
        lacks_store = source == STORED and not self._bridge.snapshot.keyring
        self.show_note(no_store_words() if lacks_store else "")
        self.show_problem("")

    def _address_edited(self, text: str) -> None:
        self.show_problem("")
        if not self._is_named:
            self.name.setText(name_from_address(text))

    def _name_edited(self, text: str) -> None:
        self.show_problem("")
        self._is_named = bool(text)

    def entry(self) -> NodeSettings:
        """The node as the form describes it; what the form does not show stays as it was."""
        name = self.name.text().strip()
        source = self.source.currentData()
        key = None
        if source == STORED:
            key = KeyReference(KeySource.KEYRING, KeyName(name))
        elif source == VARIABLE:
            key = KeyReference(KeySource.ENVIRONMENT, KeyName(self.variable.text().strip()))
        return replace(
            self._node or NodeSettings(),
            name=name,
            url=completed_address(self.address.text()),
            key=key,
            region=self.region.text().strip(),
            weight=weight_of(self.weight.text()),
            enabled=self.enabled.isChecked(),
        )

    def _had_stored(self) -> bool:
        key = self._node.key if self._node is not None else None
        return key is not None and key.source is KeySource.KEYRING

    def _problem_of(self, entry: NodeSettings) -> str:
        taken = [n.name for n in self._bridge.settings.nodes if self._node is None or n.name != self._node.name]
        problem = wrong_node(entry, taken)
        lacks_secret = entry.key is not None and entry.key.source is STORED and not self.secret.text().strip()
        if not problem and lacks_secret and not self._had_stored():
            return translate("Settings", "Paste the token of this node.")
        return problem

    async def _save(self) -> None:
        entry = self.entry()
        problem = self._problem_of(entry)
        if problem:
            self.show_problem(problem)
            return
        self.set_busy(True)
        is_stored = entry.key is not None and entry.key.source is KeySource.KEYRING
        try:
            # The token first: a node without its token would be shown as refusing us.
            if is_stored and self.secret.text().strip():
                await self._bridge.store_key(KeyName(entry.name), take_secret(self.secret))
            await self._bridge.add_node(entry)
            if self._had_stored() and not is_stored:
                with contextlib.suppress(KeyStoreUnavailable):  # a key that belongs to nothing any more
                    await self._bridge.remove_key(KeyName(entry.name))
        except (ConfigError, KeyStoreUnavailable) as error:
            if self.is_open:
                self.show_problem(problem_words(error.title, error.hint))
                self.set_busy(False)
            return
        self._bridge.check_now(BackendId(f"node:{entry.name}"))
        if self.is_open:
            self.accept()

    def _closed(self) -> None:
        self.is_open = False
