"""Putting something on the clipboard."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

COPIED_FOR = 2000
"""Milliseconds for which the place of a copy says so."""


def copy_to_clipboard(text: str) -> None:
    """Put a text on the clipboard.

    Never by a QMimeData of ours: with one on the clipboard, PySide6 6.11 crashes when the process ends.
    """
    QApplication.clipboard().setText(text)
