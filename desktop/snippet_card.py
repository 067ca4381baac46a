"""One snippet on a card: where it belongs, its text to read and select, and a button that copies it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from core.snippets import Snippet
from desktop.copy_button import CopyButton
from desktop.text.connect import snippet_head
from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme, fixed_font
from desktop.widgets import label, row


class CodeText(QPlainTextEdit):
    """Code as tall as it is; long lines scroll sideways, and Tab leaves it. Always written from left to right."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setObjectName("code")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFont(fixed_font(self.font()))
        self.setPlainText(text)
        lines = self.document().blockCount() * self.fontMetrics().lineSpacing()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(lines + 2 * int(self.document().documentMargin()) + 2 * CONTROL + bar)


class SnippetCard(QFrame):
    """A filled snippet."""

    def __init__(self, theme: Theme, app: str, snippet: Snippet) -> None:
        super().__init__()
        self.setObjectName("card")
        head = snippet_head(snippet)
        self.text = snippet.text.rstrip("\n")
        caption = label(head, "quiet", wraps=True)
        self.copy = CopyButton(
            theme,
            lambda: self.text,
            name=translate("Connect", "Copy: {what}").format(what=f"{app}, {head}"),
        )
        self.code = CodeText(self.text)
        self.code.setAccessibleName(f"{app}, {head}")
        line = row()
        line.addWidget(caption, 1)
        line.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, CONTROL, CONTROL, CONTROL)
        layout.setSpacing(CONTROL)
        layout.addLayout(line)
        layout.addWidget(self.code)
