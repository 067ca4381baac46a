"""Where the windows were, and which hints were already given: a small JSON file in the state directory."""

from __future__ import annotations

import base64
import binascii
import json
import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QWidget

from core.paths import write_atomically

log = logging.getLogger("desktop")


class Places:
    """Remembers size and place of each window by its name. A lost or broken file only means defaults."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._windows: dict[str, str] = {}
        self._hints: set[str] = set()
        self._read()

    def restore(self, window: QWidget, name: str, size: QSize) -> None:
        """Give the window its last place; the first time, `size` as far as the screen has room."""
        try:
            known = base64.b64decode(self._windows.get(name, ""), validate=True)
        except binascii.Error:
            known = b""
        if known and window.restoreGeometry(QByteArray(known)):
            return
        screen = window.screen().availableGeometry()
        window.resize(size.boundedTo(QSize(screen.width() - 32, screen.height() - 64)))

    def remember(self, window: QWidget, name: str) -> None:
        """Keep its place for the next start."""
        place = base64.b64encode(window.saveGeometry().data()).decode()
        if self._windows.get(name) != place:
            self._windows[name] = place
            self._write()

    def is_first_time(self, hint: str) -> bool:
        """True once in the life of this installation."""
        if hint in self._hints:
            return False
        self._hints.add(hint)
        self._write()
        return True

    def _read(self) -> None:
        try:
            document = json.loads(self._file.read_text("utf-8"))
            self._windows = {str(k): str(v) for k, v in document["windows"].items()}
            self._hints = {str(h) for h in document["hints"]}
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.info("window places not readable file=%s why=%s", self._file, error)

    def _write(self) -> None:
        document = {"windows": self._windows, "hints": sorted(self._hints)}
        try:
            write_atomically(self._file, json.dumps(document, indent=1) + "\n")
        except OSError as error:
            log.info("window places not kept file=%s why=%s", self._file, error)
