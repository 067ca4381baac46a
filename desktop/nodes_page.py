"""The listed nodes of the settings: added and removed by address."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from core.config import ConfigError
from core.domain import Snapshot
from core.settings import NodeSettings
from desktop.dialogs import FormDialog
from desktop.settings_page import Page, Tools
from desktop.text.accounts import (
    EXAMPLE_NODE,
    completed_address,
    name_from_address,
    wrong_node,
)
from desktop.text.facts import Moment
from desktop.text.translate import translate
from desktop.widgets import Button, ElidedLabel, EmptyState, card, row, title


class AddNodeDialog(FormDialog):
    """The address of a node, and a name for it."""

    def __init__(self, tools: Tools, parent: QWidget) -> None:
        super().__init__(
            tools.theme,
            parent,
            translate("Settings", "Add a node"),
            translate("Settings", "Add"),
            lambda: tools.tasks.start(self._save(), "add node"),
        )
        self._bridge = tools.bridge
        self._is_named = False
        self.address = QLineEdit()
        self.address.setPlaceholderText(EXAMPLE_NODE)
        self.name = QLineEdit()
        self.add_field(translate("Settings", "Address"), self.address)
        self.add_field(translate("Settings", "Name"), self.name)
        self.show_note(
            translate(
                "Settings",
                "exo, Ollama, LM Studio and other OpenAI-compatible servers are told apart by their answers.",
            )
        )
        self.address.textEdited.connect(self._address_edited)
        self.name.textEdited.connect(self._name_edited)
        self.address.setFocus()

    def _address_edited(self, text: str) -> None:
        self.show_problem("")
        if not self._is_named:
            self.name.setText(name_from_address(text))

    def _name_edited(self, text: str) -> None:
        self.show_problem("")
        self._is_named = bool(text)

    async def _save(self) -> None:
        entry = NodeSettings(name=self.name.text().strip(), url=completed_address(self.address.text()))
        problem = wrong_node(entry, [n.name for n in self._bridge.settings.nodes])
        if problem:
            self.show_problem(problem)
            return
        self.set_busy(True)
        try:
            await self._bridge.add_node(entry)
        except ConfigError as error:
            self.show_problem(f"{error.title} {error.hint}")
            self.set_busy(False)
            return
        self._bridge.check_now()
        self.accept()


class NodesSettingsPage(Page):
    """Nodes by address; those of this machine are found without being listed."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(
            tools,
            translate("Settings", "Nodes"),
            translate("Settings", "A node on this machine is found by itself. Add those on other machines by address."),
        )
        self._shown: tuple[NodeSettings, ...] | None = None
        self.add = Button(tools.theme, translate("Settings", "Add node…"), self.open_add, icon="plus", kind="primary")
        self.empty = EmptyState(
            tools.theme,
            "server",
            translate("Settings", "No node listed"),
            translate("Settings", "Does exo run on another machine? Add its address, for example {example}.").format(
                example=EXAMPLE_NODE
            ),
        )
        self.set_empty_state(self.empty)
        self.buttons.addWidget(self.add)

    def show_snapshot(self, snapshot: Snapshot, now: Moment) -> None:
        """Paint it, when the list changed."""
        nodes = self.tools.bridge.settings.nodes
        if nodes == self._shown:
            return
        self._shown = nodes
        self.replace_list([self._card(n) for n in nodes])

    def _card(self, node: NodeSettings) -> QFrame:
        frame, inside = card(12)
        address = ElidedLabel("quiet", middle=True, is_fixed=True)
        address.set_text(node.url)
        remove = Button(
            self.tools.theme,
            "",
            lambda: self.tools.tasks.start(self._remove(node.name), "remove node"),
            icon="trash-2",
            kind="flat",
            name=translate("Settings", "Remove {node}").format(node=node.name),
        )
        line = row(title(node.name, 1.05))
        line.addWidget(address, 1)
        line.addWidget(remove)
        inside.addLayout(line)
        return frame

    def open_add(self) -> AddNodeDialog:
        """Ask for an address."""
        dialog = AddNodeDialog(self.tools, self)
        dialog.open()
        return dialog

    async def _remove(self, name: str) -> None:
        try:
            await self.tools.bridge.remove_node(name)
        except ConfigError as error:
            self.show_failure(error)
