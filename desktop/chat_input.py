"""The field for a question: grows with its text, sends with Enter, takes pictures by paste or drop."""

from __future__ import annotations

import base64

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from desktop.text.translate import translate
from desktop.theme import CONTROL, Theme
from desktop.widgets import Button

MOST_LINES = 6
MOST_PICTURES = 4
LONGEST_SIDE = 1568
"""Pixels; vision models see no more, and larger ones only cost time."""
THUMBNAIL = 48


class InputField(QPlainTextEdit):
    """`sent` when Enter asks to send, `pictured` for each picture that came by paste or drop."""

    sent = Signal()
    pictured = Signal(QImage)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("input")
        self.setAccessibleName(translate("Chat", "Your message"))
        self.setPlaceholderText(translate("Chat", "Ask something. Enter sends, Shift+Enter begins a new line."))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()

    def _fit(self) -> None:
        written = 1 if self.document().isEmpty() else self.document().lineCount()
        lines = min(MOST_LINES, max(written, int(self.document().size().height())))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 18)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(_picture_files(source)) or source.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = _picture_files(source)
        for file in files:
            if not (image := QImageReader(file).read()).isNull():
                self.pictured.emit(image)
        if files:
            return
        if source.hasImage() and not source.hasText():
            image = source.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.pictured.emit(image)
            return
        super().insertFromMimeData(source)


def _picture_files(source: QMimeData) -> list[str]:
    """The pictures among dropped files."""
    files = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
    return [file for file in files if not QImageReader.imageFormat(file).isEmpty()]


def data_url(image: QImage) -> str:
    """The picture as it goes into a request: small enough, JPEG unless parts of it are transparent."""
    if max(image.width(), image.height()) > LONGEST_SIDE:
        image = image.scaled(
            QSize(LONGEST_SIDE, LONGEST_SIDE),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    kind = "PNG" if image.hasAlphaChannel() else "JPEG"
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, kind.encode()).write(image)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(buffer.data().data()).decode()}"


def thumbnail(image: QImage, side: int = THUMBNAIL) -> QLabel:
    """A small view of a picture."""
    made = QLabel()
    ratio = made.devicePixelRatioF()
    size = QSize(round(side * ratio), round(side * ratio))
    pixmap = QPixmap.fromImage(
        image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    )
    pixmap.setDevicePixelRatio(ratio)
    made.setPixmap(pixmap)
    made.setAccessibleName(translate("Chat", "Picture"))
    return made


class Pictures(QWidget):
    """The pictures that go with the next question; a click takes one away."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.images: list[QImage] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(CONTROL)
        self._layout.addStretch(1)
        self.hide()

    def add(self, image: QImage) -> None:
        """One more, up to a few."""
        if len(self.images) >= MOST_PICTURES:
            return
        self.images.append(image)
        holder = QWidget()
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(thumbnail(image))
        name = translate("Chat", "Remove picture")
        inside.addWidget(Button(self._theme, "", lambda: self._remove(image, holder), icon="x", kind="flat", name=name))
        self._layout.insertWidget(self._layout.count() - 1, holder)
        self.show()

    def _remove(self, image: QImage, holder: QWidget) -> None:
        self.images = [other for other in self.images if other is not image]
        holder.hide()
        holder.deleteLater()
        self.setVisible(bool(self.images))

    def take(self) -> tuple[QImage, ...]:
        """All of them, out of here."""
        taken = tuple(self.images)
        self.images = []
        while self._layout.count() > 1:
            item = self._layout.takeAt(0)
            if item is not None and (holder := item.widget()) is not None:
                holder.hide()
                holder.deleteLater()
        self.hide()
        return taken
