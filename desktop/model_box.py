"""The choice of a model: what the own machines have ready first, then the cloud's, marked by a sign each."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QCompleter

from core.domain import ANY_MODEL, Snapshot
from desktop.icons import line_icon
from desktop.text.chat import ModelChoice, model_choices
from desktop.text.translate import translate
from desktop.theme import Theme


class ModelBox(QComboBox):
    """Follows the snapshots, but never changes what was chosen or typed."""

    def __init__(self, theme: Theme, *, is_editable: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._choices: tuple[ModelChoice, ...] = ()
        self.setAccessibleName(translate("Chat", "Model"))
        self.setMinimumWidth(160)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
        self.setIconSize(QSize(16, 16))
        if is_editable:
            self._make_editable()
        theme.changed.connect(self._fill)

    def _make_editable(self) -> None:
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.completer()
        assert completer is not None  # every editable box has one
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    @property
    def model_id(self) -> str:
        """What is chosen."""
        return self.currentText().strip() or ANY_MODEL

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Offer what can answer now."""
        choices = model_choices(snapshot)
        if choices != self._choices:
            self._choices = choices
            self._fill()

    def _fill(self) -> None:
        wanted = self.model_id
        colours = self._theme.colours
        signs = {True: line_icon("cloud", colours.cloud), False: line_icon("cpu", colours.local)}
        self.clear()
        for choice in self._choices:
            self.addItem(signs[choice.is_cloud], choice.model)
            self.setItemData(self.count() - 1, choice.note, Qt.ItemDataRole.ToolTipRole)
        at = self.findText(wanted)
        if self.isEditable():
            self.setCurrentIndex(at)
            self.setEditText(wanted)
        else:
            self.setCurrentIndex(max(0, at))
