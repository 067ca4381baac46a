"""Small dialogs: a form with its problem in words, and questions. Always `open()`, never `exec()`.

An `exec()` inside a coroutine would stop every task of the loop until the dialog closes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.text.translate import translate
from desktop.theme import CONTROL, EDGE, GROUP, ROW, Theme
from desktop.widgets import Button, label, row, title


class FormDialog(QDialog):
    """A heading, fields, one line for what is wrong, and two buttons. `on_accept` decides when to close."""

    def __init__(self, theme: Theme, parent: QWidget, heading: str, accept: str, on_accept: Callable[[], object]):
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(heading)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.form.setHorizontalSpacing(GROUP)
        self.form.setVerticalSpacing(CONTROL + 2)
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        self.note = label("", "quiet", wraps=True)
        self.note.hide()
        self.cancel = Button(theme, translate("Dialogs", "Cancel"), self.reject)
        self.accept_button = Button(theme, accept, on_accept, kind="primary")
        self.accept_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GROUP)
        layout.addWidget(title(heading))
        layout.addLayout(self.form)
        layout.addWidget(self.note)
        layout.addWidget(self.problem)
        layout.addStretch(1)
        layout.addLayout(row(None, self.cancel, self.accept_button))

    def add_field(self, name: str, field: QWidget) -> None:
        """A named field, for the eye and for a screen reader."""
        caption = label(name)
        caption.setMinimumHeight(ROW)  # as high as the field beside it
        caption.setBuddy(field)
        field.setAccessibleName(name)
        self.form.addRow(caption, field)

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing any more."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def show_note(self, text: str) -> None:
        """Say something that helps to fill in the form."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_busy(self, is_busy: bool) -> None:
        """While it works, it cannot be sent twice."""
        self.accept_button.setEnabled(not is_busy)


def secret_field() -> QLineEdit:
    """A field for a key: it can be written, never read."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(translate("Dialogs", "Paste the key here"))
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    )
    field.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
    return field


def take_secret(field: QLineEdit) -> str:
    """The key, out of the field for good."""
    secret = field.text().strip()
    field.clear()
    return secret


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer to a question. The first one of a question is what Enter does; Escape does nothing."""

    caption: str
    action: Callable[[], object] | None = None


class Question(QDialog):
    """A heading, a sentence, and some answers."""

    def __init__(self, theme: Theme, parent: QWidget | None, heading: str, text: str, *replies: Reply) -> None:
        super().__init__(parent)
        self.setWindowTitle("Exo Bridge")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(380)
        self.words = label(text, "quiet", wraps=True, selectable=True)
        self.words.setVisible(bool(text))
        self.buttons = [self._button(theme, reply, is_first=i == 0) for i, reply in enumerate(replies)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(CONTROL)
        layout.addWidget(title(heading))
        layout.addWidget(self.words)
        layout.addSpacing(GROUP)
        layout.addLayout(row(None, *reversed(self.buttons)))

    def _button(self, theme: Theme, reply: Reply, *, is_first: bool) -> Button:
        def chosen() -> None:
            self.accept()
            if reply.action is not None:
                reply.action()

        button = Button(theme, reply.caption, chosen, kind="primary" if is_first else "")
        button.setDefault(is_first)
        return button


def ask(theme: Theme, parent: QWidget | None, heading: str, text: str, *replies: Reply) -> Question:
    """Show a question; what follows is in the replies."""
    question = Question(theme, parent, heading, text, *replies)
    question.open()
    return question
