"""The settings that are made from their declarations: each has an editor, applies at once, says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from core.config import ConfigError, SetValue, edit, load
from core.config.schema import Setting, walk
from core.settings import HealthSettings, Settings
from desktop.autostart import StartState
from desktop.declared_page import DeclaredPage
from desktop.places import Places
from desktop.settings_window import SettingsWindow
from desktop.text.settings import OWN_PAGES, editable
from desktop.tools import Tools
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_manners import Login

Show = Callable[[QWidget], None]


@pytest.fixture
def login() -> Login:
    return Login()


@pytest.fixture
def window(tools: Tools, places: Places, login: Login, show: Show) -> SettingsWindow:
    made = SettingsWindow(tools, places, login=login)
    show(made)
    for row in range(made.sidebar.count()):
        made.sidebar.setCurrentRow(row)
    return made


def pages(window: SettingsWindow) -> list[DeclaredPage]:
    return [window.general, window.gateway, window.backends, window.notifications, window.help]


def field(page: DeclaredPage, path: str) -> QLineEdit:
    editor = page.rows[path].editor
    assert isinstance(editor, QLineEdit)
    return editor


def typed(editor: QLineEdit, text: str) -> None:
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_every_declared_setting_is_on_one_page(window: SettingsWindow) -> None:
    shown = [path for page in pages(window) for path in page.rows]
    declared = [s.path for s in walk() if s.path not in OWN_PAGES]
    assert sorted(shown) == sorted(declared)


def test_a_switch_and_a_choice_apply_at_once(window: SettingsWindow, bridge: FakeBridge) -> None:
    switch = window.backends.rows["builtin.enabled"].editor
    assert isinstance(switch, QCheckBox)
    switch.click()
    choice = window.help.rows["log.level"].editor
    assert isinstance(choice, QComboBox)
    choice.activated.emit(choice.findData("debug"))
    assert bridge.calls == [("change_setting", "builtin.enabled", False), ("change_setting", "log.level", "debug")]


def test_a_number_applies_when_it_is_complete_and_right(window: SettingsWindow, bridge: FakeBridge) -> None:
    window.sidebar.setCurrentRow(5)
    editor = field(window.backends, "health.interval")
    row = window.backends.rows["health.interval"]
    typed(editor, "0.5")
    assert bridge.calls == []
    assert row.problem.text() == "Interval is 0.5, the smallest is 1"
    assert editor.property("state") == "error"
    typed(editor, "30")
    assert bridge.calls == [("change_setting", "health.interval", 30.0)]
    assert not row.problem.isVisible()
    assert row.reset.isVisible()
    row.reset.click()
    assert bridge.calls[1:] == [("change_setting", "health.interval", 10.0)]
    assert editor.text() == "10"
    assert not row.reset.isVisible()


def test_what_is_refused_is_told_beside_the_field(window: SettingsWindow, bridge: FakeBridge) -> None:
    bridge.refuses = ConfigError("The settings file cannot be written", "It is read-only.")
    editor = field(window.gateway, "port")
    typed(editor, "1234")
    row = window.gateway.rows["port"]
    assert row.problem.text() == "The settings file cannot be written. It is read-only"
    assert editor.text() == "52410"


def test_an_edit_from_outside_shows_but_not_over_what_is_typed(window: SettingsWindow, bridge: FakeBridge) -> None:
    window.sidebar.setCurrentRow(5)
    other = field(window.backends, "health.timeout")
    other.setFocus()
    QTest.keyClicks(other, "9")
    bridge.settings = replace(Settings(), health=HealthSettings(interval=77.0))
    window.refresh()
    assert field(window.backends, "health.interval").text() == "77"
    assert other.text() == "39"


def test_a_list_is_edited_in_the_file(window: SettingsWindow) -> None:
    assert field(window.gateway, "access.hosts").isReadOnly()
    assert field(window.backends, "discovery.ports").text() == "52415"


def test_the_search_finds_by_name_and_help(window: SettingsWindow) -> None:
    window.sidebar.setCurrentRow(0)
    window.search.setText("first token")
    assert window.stack.currentWidget() is window.gateway
    assert window.gateway.rows["timeouts.first_token"].isVisible()
    assert not window.gateway.rows["port"].isVisible()
    assert not window.sidebar.item(0).flags() & Qt.ItemFlag.ItemIsEnabled
    window.search.clear()
    assert window.gateway.rows["port"].isVisible()
    assert window.sidebar.item(0).flags() & Qt.ItemFlag.ItemIsEnabled


def test_start_at_login_is_a_switch_of_the_system(window: SettingsWindow, login: Login) -> None:
    window.sidebar.setCurrentRow(3)
    window.general.login.click()
    assert login.written == [True]
    login.now = StartState.BLOCKED
    window.refresh()
    assert not window.general.login.isEnabled()
    assert "system's own settings" in window.general.login.toolTip()


@pytest.mark.parametrize("setting", [s for s in walk() if editable(s)], ids=lambda s: s.path)
def test_every_default_can_be_written_back(setting: Setting, tmp_path: Path) -> None:
    value = setting.default
    plain = value.value if hasattr(value, "value") else "" if value is None else value
    assert isinstance(plain, str | int | float)
    edit(tmp_path / "settings.yaml", SetValue(setting.path, plain))
    loaded = load(tmp_path / "settings.yaml", environment={}, overrides={})
    assert (loaded.settings, loaded.complaints) == (Settings(), ())
