"""A dialog that lets the owner choose one of a few things, which may be looked for while it is open already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from desktop.dialogs import FormDialog
from desktop.theme import Theme
from desktop.widgets import label, row

INDENT = 20
"""Where the words of a radio button begin."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them, with what there is to know about it."""

    title: str
    detail: str = ""


class ChoiceDialog(FormDialog):
    """`on_choose` gets the place of what was chosen, after the dialog closed."""

    def __init__(
        self, theme: Theme, parent: QWidget, heading: str, accept: str, on_choose: Callable[[int], object]
    ) -> None:
        super().__init__(theme, parent, heading, accept, self._chosen)
        self._on_choose = on_choose
        self.is_open = True
        self.choices = QButtonGroup(self)
        self.set_busy(True)
        self.finished.connect(self._closed)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """What can be chosen; the first one is."""
        self.show_note("")
        for place, choice in enumerate(choices):
            button = QRadioButton(choice.title.replace("&", "&&"))
            button.setAccessibleDescription(choice.detail)
            button.setChecked(place == 0)
            self.choices.addButton(button, place)
            holder = QWidget()
            lines = QVBoxLayout(holder)
            lines.setContentsMargins(0, 0, 0, 4)
            lines.setSpacing(0)
            lines.addWidget(button)
            if choice.detail:
                detail = label(choice.detail, "quiet", wraps=True)
                lines.addLayout(row(INDENT, detail))
            self.form.addRow(holder)
        self.set_busy(not choices)
        if choices:
            self.choices.button(0).setFocus()

    def refuse(self, words: str) -> None:
        """There is nothing to choose, and why."""
        self.show_note("")
        self.show_problem(words)
        self.cancel.setFocus()

    def _chosen(self) -> None:
        place = self.choices.checkedId()
        if place >= 0:
            self.accept()
            self._on_choose(place)

    def _closed(self) -> None:
        self.is_open = False
