"""Putting something on the clipboard, and a button that does it and says so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.text.translate import translate
from desktop.theme import Theme
from desktop.widgets import Button

COPIED_FOR = 2000
"""Milliseconds for which a copy button says so."""


def copy_to_clipboard(text: str) -> None:
    """Put a text on the clipboard.

    Never by a QMimeData of ours: with one on the clipboard, PySide6 6.11 crashes when the process ends.
    """
    QApplication.clipboard().setText(text)


class CopyButton(Button):
    """Copies what `text` gives at the click, and says for two seconds that it did."""

    def __init__(
        self,
        theme: Theme,
        text: Callable[[], str],
        *,
        caption: str = "",
        name: str = "",
    ) -> None:
        self._caption = caption or translate("Status", "Copy")
        self._name = name
        super().__init__(theme, self._caption, self._copy, icon="copy", name=name)
        self._text = text

    def _copy(self) -> None:
        copy_to_clipboard(self._text())
        self.set_text(translate("Status", "Copied"))
        self.set_icon("check")
        QTimer.singleShot(COPIED_FOR, self, self._rest)

    def _rest(self) -> None:
        self.set_text(self._caption)
        self.setAccessibleName(self._name or self._caption)
        self.set_icon("copy")
