"""The languages of the face: which one, its words, and the direction in which it is written.

The words are read from `resources/translations/*.ts` as Qt's tools write them. English needs no file, and stands
for every text that a translation lacks.
"""

from __future__ import annotations

import logging
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.text import translate
from desktop.theme import RESOURCES

log = logging.getLogger("desktop")

FILES = RESOURCES / "translations"
ENGLISH = "en"
LANGUAGES = ("de", "ar")


def chosen(wish: str, system: Iterable[str]) -> str:
    """The language of the settings; or the first of the system's (`de-AT`, `en`) that there is."""
    if wish in (ENGLISH, *LANGUAGES):
        return wish
    for name in system:
        language = name.replace("_", "-").partition("-")[0].lower()
        if language in (ENGLISH, *LANGUAGES):
            return language
    return ENGLISH


def words_of(file: Path) -> dict[tuple[str, str], str]:
    """Context and text -> translation. Raises OSError, ElementTree.ParseError."""
    found = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.text:
                found[name, message.findtext("source", "")] = translation.text
    return found


def install(app: QApplication, language: str) -> None:
    """Speak this language from now on; texts that stand already stay as they are."""
    if language == ENGLISH:
        translate.install(None)
        return
    try:
        words = words_of(FILES / f"exo-bridge_{language}.ts")
    except (OSError, ElementTree.ParseError) as error:
        log.warning("no translation language=%s why=%s", language, error)
        return
    locale = QLocale(language)
    turns = locale.textDirection() is Qt.LayoutDirection.RightToLeft
    translate.install(lambda context, text: _marked(words.get((context, text), text), turns), is_right_to_left=turns)
    app.setLayoutDirection(locale.textDirection())
    theirs = QTranslator(app)  # the words of Qt's own dialogs
    if theirs.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(theirs)


def _marked(text: str, turns: bool) -> str:
    """A sentence that begins with a name in other letters would be laid out in their direction: say its own first."""
    return f"\u200f{text}" if turns and text.startswith("{") else text


def is_right_to_left() -> bool:
    """Whether the present language is written from right to left."""
    return QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
