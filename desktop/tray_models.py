"""The tray's submenu of models: what is loaded and what could be, and the way to the page where that is done.

Its lines are made once and changed in place, as all of the tray's. Without an exo to be commanded it is not shown.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from core.domain import BackendStatus, Snapshot
from desktop.text.models import MOST_MENU, Key, menu_models
from desktop.text.translate import translate


class ModelsMenu:
    """`chosen` gets the model that was clicked, or None for the whole page."""

    def __init__(self, parent: QMenu, chosen: Callable[[Key | None], object]) -> None:
        self._chosen = chosen
        self._keys: list[Key] = []
        self._told: tuple[BackendStatus, ...] | None = None
        self.menu = parent.addMenu(translate("Menu", "Models"))
        self.lines = [self._line(at) for at in range(MOST_MENU)]
        self.menu.menuAction().setVisible(False)
        self.menu.addSeparator()
        manage = self.menu.addAction(translate("Menu", "Manage models…"))
        manage.triggered.connect(lambda _=False: chosen(None))

    def _line(self, at: int) -> QAction:
        action = self.menu.addAction("")
        action.setVisible(False)
        action.triggered.connect(lambda _=False: self._click(at))
        return action

    def _click(self, at: int) -> None:
        if at < len(self._keys):
            self._chosen(self._keys[at])

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Change the lines that changed; each change goes over the bus."""
        if snapshot.backends is self._told:
            return  # most snapshots tell of requests
        self._told = snapshot.backends
        models = menu_models(snapshot)
        self._keys = [m.key for m in models]
        for at, action in enumerate(self.lines):
            text = models[at].label.replace("&", "&&") if at < len(models) else ""
            if text and action.text() != text:
                action.setText(text)
            if action.isVisible() is not bool(text):
                action.setVisible(bool(text))
        is_shown = self.menu.menuAction().isVisible()
        if is_shown is not bool(models):
            self.menu.menuAction().setVisible(bool(models))
