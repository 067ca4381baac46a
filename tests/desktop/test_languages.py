"""The translations: complete where that is promised, with the same values in them, and the windows turn round."""

from __future__ import annotations

import string
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.config.schema import by_path
from core.settings import AppearanceSettings
from desktop.languages import ENGLISH, FILES, LANGUAGES, chosen, install, is_right_to_left, words_of
from desktop.places import Places
from desktop.status_window import StatusWindow
from desktop.text import translate
from desktop.text.settings import HELP, setting_name
from desktop.tools import Tools
from desktop.tray_menu import MenuDoors, TrayMenu
from tests.desktop.building import NOW, folded, found, node, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_status_window import Visitor
from tests.desktop.translations import declared, update


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[None]:
    yield
    translate.install(None)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def messages(file: Path) -> dict[tuple[str, str], str]:
    """Every text of a file, translated or not."""
    found_texts = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name", ""), message.findtext("source", ""))
            found_texts[key] = message.findtext("translation", "")
    return found_texts


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """The texts of the sources, as lupdate finds them now."""
    folder = tmp_path_factory.mktemp("translations")
    update(folder)
    return set(messages(folder / f"exo-bridge_{LANGUAGES[0]}.ts"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_lacks_its_translation(language: str, fresh: set[tuple[str, str]]) -> None:
    known = words_of(FILES / f"exo-bridge_{language}.ts")
    missing = {key for key in fresh if key not in known}
    if language != "de":  # longer help may stand in English
        missing = {key for key in missing if key[0] != HELP}
    assert missing == set(), "run python -m tests.desktop.translations, then translate"
    assert set(known) <= fresh, "run python -m tests.desktop.translations: texts are gone"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_values_of_its_text(language: str) -> None:
    def values(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    words = words_of(FILES / f"exo-bridge_{language}.ts")
    assert {key: text for key, text in words.items() if values(text) != values(key[1])} == {}


def test_what_core_declares_is_translated_too() -> None:
    german = words_of(FILES / "exo-bridge_de.ts")
    assert declared() <= set(german)


@pytest.mark.parametrize(
    ("wish", "system", "expected"),
    [
        ("system", ["de-AT", "en-US"], "de"),
        ("system", ["fr-FR", "ar_EG"], "ar"),
        ("system", ["fr"], ENGLISH),
        ("system", ["en-GB", "de"], ENGLISH),
        ("ar", ["de"], "ar"),
        ("en", ["de"], ENGLISH),
    ],
)
def test_the_settings_stand_above_the_system(wish: str, system: list[str], expected: str) -> None:
    assert chosen(wish, system) == expected


def test_every_language_can_be_chosen() -> None:

    setting = by_path()["appearance.language"]
    assert setting.choices == ("system", ENGLISH, *LANGUAGES)
    assert AppearanceSettings().language == "system"
    assert setting_name(setting) == "Language"


def test_the_tray_speaks_german(qapp: QApplication, spoken: None) -> None:
    install(qapp, "de")
    doors = MenuDoors(*([lambda *_: None] * 11))
    menu = TrayMenu(doors)
    menu.show_snapshot(folded(*found(node("studio")), up("studio")), NOW, None)
    assert menu.status.text() == "● Lokal · 1 Knoten · 1 Modell"
    assert "Einstellungen…" in [a.text() for a in menu.menu.actions()]


def test_windows_turn_round_for_arabic(
    qapp: QApplication, spoken: None, tools: Tools, bridge: FakeBridge, places: Places
) -> None:
    install(qapp, "ar")
    assert is_right_to_left()
    window = StatusWindow(tools, places, Visitor().doors())
    window.show()
    qapp.processEvents()
    assert window.sign.geometry().left() > window.headline.geometry().left()
    assert window.tabs.tabText(4) == "السجل"
    window.hide()
    window.deleteLater()


@pytest.mark.allow_log("no translation")
def test_a_language_without_a_file_is_english(qapp: QApplication, spoken: None) -> None:
    install(qapp, "xx")
    assert translate.translate("Menu", "Settings…") == "Settings…"
