"""The listed nodes of the settings: added, changed, switched off and removed, each with its state and the reason."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from core.config import ConfigError
from core.domain import BackendId, KeyName, KeySource, Snapshot
from core.keys import KeyStoreUnavailable
from core.settings import NodeSettings
from desktop.dialogs import Question, Reply, ask
from desktop.node_dialog import NodeDialog
from desktop.pill import Pill
from desktop.settings_page import Page
from desktop.text.accounts import EXAMPLE_NODE, node_facts, node_row_state
from desktop.text.facts import Moment
from desktop.text.translate import translate, unbroken
from desktop.theme import GROUP, Theme
from desktop.tools import Tools
from desktop.widgets import Button, ElidedLabel, EmptyState, label, row, title


class NodeCard(QFrame):
    """One listed node: name, state and why, address and token, and what can be done with it."""

    edit = Signal(str)
    remove = Signal(str)
    switched = Signal(str, bool)

    def __init__(self, theme: Theme, node: NodeSettings) -> None:
        super().__init__()
        self.setObjectName("card")
        self.name = node.name
        self.pill = Pill(theme)
        self.reason = label("", "quiet", wraps=True)
        self.address = ElidedLabel("quiet", middle=True, is_fixed=True)
        self.address.set_text(node.url)
        self.facts = ElidedLabel("quiet")
        self.facts.set_text(node_facts(node))
        self.facts.setVisible(bool(node_facts(node)))
        self.enabled = QCheckBox(translate("Settings", "Use"))
        self.enabled.setAccessibleName(translate("Settings", "Use {node}").format(node=node.name))
        self.enabled.setChecked(node.enabled)
        self.enabled.clicked.connect(lambda is_on: self.switched.emit(self.name, is_on))
        change = Button(
            theme,
            translate("Settings", "Change…"),
            lambda: self.edit.emit(self.name),
            name=translate("Settings", "Change {node}").format(node=node.name),
        )
        remove = Button(
            theme,
            "",
            lambda: self.remove.emit(self.name),
            icon="trash-2",
            kind="flat",
            name=translate("Settings", "Remove {node}").format(node=node.name),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GROUP, 12, 12, 12)
        layout.setSpacing(4)
        layout.addLayout(row(title(node.name, 1.05), self.pill, None, self.enabled, change, remove))
        for part in (self.address, self.facts, self.reason):
            layout.addWidget(part)

    def show_state(self, node: NodeSettings, snapshot: Snapshot) -> None:
        """Paint what is believed of it."""
        tone, state, reason = node_row_state(node, snapshot)
        self.pill.show_state(tone, state)
        if self.reason.text() != reason:
            self.reason.setText(reason)
        self.reason.setVisible(bool(reason))


class NodesSettingsPage(Page):
    """Nodes by address; those of this machine and network are found without being listed."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(
            tools,
            translate("Settings", "Nodes"),
            translate(
                "Settings",
                "Nodes on this machine and on your network are found by themselves. List others, or those that need "
                "a token or a name of your own.",
            ),
        )
        self._shown: tuple[NodeSettings, ...] | None = None
        self.cards: list[NodeCard] = []
        self.add = Button(tools.theme, translate("Settings", "Add node…"), self.open_add, icon="plus", kind="primary")
        self.empty = EmptyState(
            tools.theme,
            "server",
            translate("Settings", "No node listed"),
            translate("Settings", "Does exo run on another machine? Add its address, for example {example}.").format(
                example=unbroken(EXAMPLE_NODE)
            ),
        )
        self.set_empty_state(self.empty)
        self.buttons.addWidget(self.add)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it; the cards stay while the list is the same."""
        nodes = self.tools.bridge.settings.nodes
        if nodes != self._shown:
            self._shown = nodes
            self.cards = [self._card(n) for n in nodes]
            self.replace_list([*self.cards])
        for card, node in zip(self.cards, nodes, strict=True):
            card.show_state(node, snapshot)

    def _card(self, node: NodeSettings) -> NodeCard:
        made = NodeCard(self.tools.theme, node)
        made.edit.connect(self.open_edit)
        made.remove.connect(self.ask_remove)
        made.switched.connect(lambda name, is_on: self._switch(name, is_on=is_on))
        return made

    def _node(self, name: str) -> NodeSettings | None:
        return next((n for n in self.tools.bridge.settings.nodes if n.name == name), None)

    def open_add(self) -> NodeDialog:
        """Ask for an address."""
        dialog = NodeDialog(self.tools, self)
        dialog.open()
        return dialog

    def open_edit(self, name: str) -> NodeDialog | None:
        """Change a node that is listed."""
        node = self._node(name)
        if node is None:
            return None
        dialog = NodeDialog(self.tools, self, node)
        dialog.open()
        return dialog

    def _switch(self, name: str, *, is_on: bool) -> None:
        node = self._node(name)
        if node is not None:
            self.tools.tasks.start(self._put(replace(node, enabled=is_on)), "switch node")

    async def _put(self, node: NodeSettings) -> None:
        try:
            await self.tools.bridge.add_node(node)
        except ConfigError as error:
            self.show_failure(error)
        self.tools.bridge.check_now(BackendId(f"node:{node.name}"))

    def ask_remove(self, name: str) -> Question:
        """Removing takes the token along; a node that is near is found again by itself."""
        node = self._node(name)
        is_stored = node is not None and node.key is not None and node.key.source is KeySource.KEYRING
        return ask(
            self.tools.theme,
            self,
            translate("Settings", "Remove {node}?").format(node=name),
            translate("Settings", "Its token is removed from the password store too.") if is_stored else "",
            Reply(
                translate("Settings", "Remove"),
                lambda: self.tools.tasks.start(self._remove(name, has_token=is_stored), "remove node"),
            ),
            Reply(translate("Settings", "Cancel")),
        )

    async def _remove(self, name: str, *, has_token: bool) -> None:
        try:
            if has_token:
                await self.tools.bridge.remove_key(KeyName(name))
            await self.tools.bridge.remove_node(name)
        except (ConfigError, KeyStoreUnavailable) as error:
            self.show_failure(error)
