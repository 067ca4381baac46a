"""The answer as it came over the wire: headers and events, to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.text.translate import translate
from desktop.theme import EDGE, GROUP, Theme, fixed_font
from desktop.widgets import Button, row


class RawDialog(QDialog):
    """Read only. `text` may be a diagnosis of any kind, with the words of the button that takes it along."""

    def __init__(self, theme: Theme, parent: QWidget, title: str, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(680, 480).boundedTo(parent.screen().availableSize() - QSize(48, 96)))
        self.view = QPlainTextEdit(text)
        self.view.setObjectName("input")
        self.view.setReadOnly(True)
        self.view.setTabChangesFocus(True)
        self.view.setFont(fixed_font(self.view.font()))
        self.view.setAccessibleName(title)
        copy = Button(
            theme, translate("Chat", "Copy all"), lambda: QGuiApplication.clipboard().setText(text), icon="copy"
        )
        close = Button(theme, translate("Chat", "Close"), self.accept, kind="primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GROUP)
        layout.addWidget(self.view)
        layout.addLayout(row(None, copy, close))
        self.open()
