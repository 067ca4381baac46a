"""A button that puts something on the clipboard, and says so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from desktop.copying import COPIED_FOR, copy_to_clipboard
from desktop.text.translate import translate
from desktop.theme import Theme
from desktop.widgets import Button


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
