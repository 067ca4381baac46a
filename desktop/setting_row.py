"""One declared setting as a row: name, help, an editor made for its type, what is wrong beside it, and the default."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from core.config.schema import Kind, Setting
from core.config.values import Wrong, parse
from desktop.text.said import said
from desktop.text.settings import choice_name, editable, setting_help, setting_name, shown_value
from desktop.text.translate import translate
from desktop.theme import INNER, Theme
from desktop.widgets import Button, label, row

Change = Callable[[Setting, object], object]
NUMBER = 112
FIELD = 168
"""Wide enough for the longest choice in German; what is left is for the help beside it, which wraps."""


class SettingRow(QWidget):
    """Shows the value in force; tells `change` what was chosen. Keeps what is being typed."""

    def __init__(self, theme: Theme, setting: Setting, change: Change) -> None:
        super().__init__()
        self.setting = setting
        self._change = change
        self._value: object = setting.default
        name = setting_name(setting)
        self.editor = self._made(name)
        self.editor.setAccessibleDescription(setting_help(setting))
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        reset = translate("Settings", "Back to the default: {value}").format(value=shown_value(setting.default) or "-")
        self.reset = Button(theme, "", self._reset, icon="refresh-cw", kind="flat", name=reset)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        words = QVBoxLayout()
        words.setSpacing(2)
        caption = label(name)
        caption.setBuddy(self.editor)
        words.addWidget(caption)
        words.addWidget(label(setting_help(setting), "quiet", wraps=True))
        words.addWidget(self.problem)
        line = row()
        line.addLayout(words, 1)
        line.addWidget(self.editor, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)
        line.setContentsMargins(0, INNER, 0, INNER)

    def _made(self, name: str) -> QWidget:
        setting = self.setting
        made: QWidget
        if setting.kind is Kind.BOOLEAN:
            made = box = QCheckBox()
            box.clicked.connect(lambda is_on: self._change(setting, is_on))
        elif setting.choices:
            made = choice = QComboBox()
            for each in setting.choices:
                choice.addItem(choice_name(each), each)
            choice.activated.connect(lambda at: self._change(setting, choice.itemData(at)))
            choice.setMinimumWidth(FIELD)
        else:
            made = field = QLineEdit()
            field.setFixedWidth(FIELD if setting.kind is Kind.STRING or not editable(setting) else NUMBER)
            field.setReadOnly(not editable(setting))
            if not editable(setting):
                field.setPlaceholderText(translate("Settings", "edit it in the file"))
            field.textEdited.connect(self._typed)
            field.editingFinished.connect(self._finished)
        made.setAccessibleName(name)
        return made

    def show_value(self, value: object) -> None:
        """The value in force, unless another one is being typed."""
        self._value = value
        is_default = value == self.setting.default
        self.reset.setVisible(not is_default and editable(self.setting))
        if isinstance(self.editor, QCheckBox):
            self.editor.setChecked(bool(value))
        elif isinstance(self.editor, QComboBox):
            at = self.editor.findData(shown_value(value))
            if at != self.editor.currentIndex():
                self.editor.setCurrentIndex(at)
        elif isinstance(self.editor, QLineEdit) and not self.editor.isModified():
            self.editor.setText(shown_value(value))

    def show_problem(self, text: str) -> None:
        """What is wrong with what was typed, or nothing."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.editor.setProperty("state", "error" if text else "")
        self.editor.style().polish(self.editor)

    def _typed(self, text: str) -> None:
        try:
            parse(self.setting, text)
        except Wrong as wrong:
            self.show_problem(f"{setting_name(self.setting)} {said(wrong.problem)}. {said(wrong.hint)}".rstrip(" ."))
        else:
            self.show_problem("")

    def _finished(self) -> None:
        if not isinstance(self.editor, QLineEdit) or not self.editor.isModified():
            return
        try:
            value = parse(self.setting, self.editor.text())
        except Wrong:
            return  # it stands beside the field what is wrong
        self.editor.setModified(False)
        if value != self._value:
            self._change(self.setting, value)

    def _reset(self) -> None:
        if isinstance(self.editor, QLineEdit):
            self.editor.setModified(False)
        self.show_problem("")
        self._change(self.setting, self.setting.default)
