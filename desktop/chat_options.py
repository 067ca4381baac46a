"""What a question may be given besides its words: a system prompt, a temperature, a limit. Folded away at first."""

from __future__ import annotations

from PySide6.QtGui import QDoubleValidator, QIntValidator
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPlainTextEdit

from desktop.chat_client import Wishes
from desktop.text.translate import translate
from desktop.theme import CONTROL
from desktop.widgets import label

HOTTEST = 2.0
MOST_TOKENS = 1_000_000


class ChatOptions(QFrame):
    """An empty field leaves it to the model."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.system = QPlainTextEdit()
        self.system.setObjectName("input")
        self.system.setTabChangesFocus(True)
        self.system.setFixedHeight(self.system.fontMetrics().lineSpacing() * 2 + 18)
        self.system.setPlaceholderText(translate("Chat", "For example: Answer in one short sentence."))
        self.temperature = QLineEdit()
        validator = QDoubleValidator(0.0, HOTTEST, 2, self)
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        self.temperature.setValidator(validator)
        self.tokens = QLineEdit()
        self.tokens.setValidator(QIntValidator(1, MOST_TOKENS, self))
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(CONTROL)
        grid.setVerticalSpacing(CONTROL)
        self._place(grid, 0, 0, translate("Chat", "System prompt"), self.system, 3)
        self._place(grid, 1, 0, translate("Chat", "Temperature"), self.temperature, 1)
        self._place(grid, 1, 2, translate("Chat", "Most tokens"), self.tokens, 1)
        for field in (self.temperature, self.tokens):
            field.setPlaceholderText(translate("Chat", "as the model likes"))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def _place(
        self, grid: QGridLayout, at: int, column: int, name: str, field: QLineEdit | QPlainTextEdit, wide: int
    ) -> None:
        caption = label(name, "quiet")
        caption.setBuddy(field)
        field.setAccessibleName(name)
        grid.addWidget(caption, at, column)
        grid.addWidget(field, at, column + 1, 1, wide)

    def wishes(self) -> Wishes:
        """What is filled in and makes sense."""
        heat, _ = self.locale().toDouble(self.temperature.text()) if self.temperature.hasAcceptableInput() else (0, 0)
        has_heat = self.temperature.hasAcceptableInput() and bool(self.temperature.text())
        count = int(self.tokens.text()) if self.tokens.hasAcceptableInput() and self.tokens.text() else None
        return Wishes(self.system.toPlainText().strip(), float(heat) if has_heat else None, count)
