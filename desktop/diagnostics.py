"""The diagnostics file: everything in it is shown before it is saved, and it is never sent anywhere."""

from __future__ import annotations

import logging
import platform
import sys
import zipfile
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from core.log import redacted
from core.version import VERSION
from desktop.face_bridge import FaceBridge
from desktop.memory import Memory
from desktop.text.diagnostics import diagnostics
from desktop.text.translate import translate
from desktop.theme import CONTROL, EDGE, GROUP, Theme, fixed_font
from desktop.widgets import Button, label, row, title

log = logging.getLogger("desktop")


def collected(bridge: FaceBridge, memory: Memory) -> dict[str, str]:
    """The files of the moment, redacted once more as a whole."""
    facts = {
        "Exo Bridge": VERSION,
        "System": platform.platform(),
        "Python": sys.version.split()[0],
        "Qt": qVersion() or "",
        "Frozen": "yes" if getattr(sys, "frozen", False) else "no",
        "Password store": bridge.snapshot.keyring or "none, or not asked yet",
    }
    files = diagnostics(bridge.snapshot, bridge.settings, memory.log.lines, facts)
    return {name: redacted(text) for name, text in files.items()}


class DiagnosticsDialog(QDialog):
    """Names at the left, the content of one at the right, and a button that saves all."""

    def __init__(self, theme: Theme, parent: QWidget, files: dict[str, str]) -> None:
        super().__init__(parent)
        self.files = files
        self.setWindowTitle(translate("Diagnostics", "Diagnostics file"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(760, 520).boundedTo(parent.screen().availableSize() - QSize(48, 96)))
        self.names, self.content = self._views()
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        self.save_button = Button(theme, translate("Diagnostics", "Save…"), self._ask_where, kind="primary")
        cancel = Button(theme, translate("Diagnostics", "Close"), self.reject)
        note = translate(
            "Diagnostics",
            "This is all that is in it: no keys, no prompts, no answers. It is saved here and sent nowhere.",
        )
        middle = row(self.names)
        middle.addWidget(self.content, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GROUP)
        heading = row(title(translate("Diagnostics", "For a bug report")), None, spacing=CONTROL)
        layout.addLayout(heading)
        layout.addWidget(label(note, "quiet", wraps=True))
        layout.addLayout(middle, 1)
        layout.addWidget(self.problem)
        layout.addLayout(row(None, cancel, self.save_button))
        self.open()

    def _views(self) -> tuple[QListWidget, QPlainTextEdit]:
        names = QListWidget()
        names.setObjectName("sidebar")
        names.setAccessibleName(translate("Diagnostics", "Files"))
        names.addItems(list(self.files))
        names.setFixedWidth(names.sizeHintForColumn(0) + 40)
        content = QPlainTextEdit()
        content.setObjectName("input")
        content.setReadOnly(True)
        content.setTabChangesFocus(True)
        content.setAccessibleName(translate("Diagnostics", "Content"))
        content.setFont(fixed_font(content.font(), 0.9))
        names.currentTextChanged.connect(lambda name: content.setPlainText(self.files[name]))
        names.setCurrentRow(0)
        return names, content

    def _ask_where(self) -> None:
        name = f"exo-bridge-diagnostics-{datetime.now():%Y%m%d-%H%M}.zip"
        dialog = QFileDialog(self, self.windowTitle(), str(Path.home() / name), "ZIP (*.zip)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.save(Path(file)))
        dialog.open()

    def save(self, file: Path) -> None:
        """Write the ZIP and close; or say why not."""
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in self.files.items():
                    archive.writestr(name, text)
        except OSError as error:
            self.problem.setText(
                translate("Diagnostics", "It cannot be saved there: {why}").format(why=error.strerror or error)
            )
            self.problem.show()
            return
        log.info("diagnostics saved")
        self.accept()
