"""One value changed from a window: in the file, in force at once, above what the command line said."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import config
from core.config import ConfigError
from core.domain import Mode
from core.settings_edit import SettingsEditor


def editor(file: Path, **overrides: object) -> SettingsEditor:
    loaded = config.load(file, environment={}, overrides=overrides)
    return SettingsEditor(loaded, overrides)


def test_a_changed_value_is_in_force_and_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("# mine\nhealth:\n  interval: 5 # quick\n")
    made = editor(file)
    made.set_value("health.interval", 30.0)
    assert made.settings.health.interval == 30.0
    assert "# mine" in file.read_text() and "# quick" in file.read_text()


def test_the_later_word_of_the_owner_counts_above_the_command_line(tmp_path: Path) -> None:
    made = editor(tmp_path / "settings.yaml", port=1111)
    made.set_value("port", 2222)
    assert made.settings.port == 2222


def test_a_wrong_value_changes_nothing(tmp_path: Path) -> None:
    made = editor(tmp_path / "settings.yaml")
    with pytest.raises(ConfigError):
        made.set_value("port", 70_000)
    assert made.settings.port == 52410


def test_a_mode_chosen_in_the_tray_outlives_the_command_line_and_a_reload(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("port: 1234\n")
    made = editor(file, **{"routing.mode": "local-only"})
    made.set_mode(Mode.LOCAL_FIRST)
    file.write_text(file.read_text() + "health: {interval: 30}\n")
    assert made.reload()
    assert made.settings.routing.mode is Mode.LOCAL_FIRST


@pytest.mark.allow_log("mode not kept")
def test_a_mode_that_could_not_be_kept_holds_through_every_reload(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("routing: {mode: local-first}\nport: {broken\n")  # cannot be edited: it cannot even be read
    edit = editor(file)
    edit.set_mode(Mode.LOCAL_ONLY)
    assert edit.settings.routing.mode is Mode.LOCAL_ONLY
    file.write_text("routing: {mode: local-first}\nlog: {level: info}\n")
    assert edit.reload()
    assert edit.settings.routing.mode is Mode.LOCAL_ONLY


@pytest.mark.allow_log("mode not kept")
def test_a_mode_that_could_not_be_kept_gives_way_to_another_one_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("port: {broken\n")
    edit = editor(file)
    edit.set_mode(Mode.CLOUD_ONLY)
    file.write_text("routing: {mode: local-only}\n")
    edit.reload()
    assert edit.settings.routing.mode is Mode.LOCAL_ONLY


def test_a_mode_chosen_in_the_tray_holds_against_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXO_BRIDGE_ROUTING_MODE", "local-first")
    edit = editor(tmp_path / "settings.yaml")
    edit.set_mode(Mode.LOCAL_ONLY)
    assert edit.settings.routing.mode is Mode.LOCAL_ONLY
    (tmp_path / "settings.yaml").write_text("routing: {mode: local-only}\nport: 1234\n")
    edit.reload()
    assert edit.settings.routing.mode is Mode.LOCAL_ONLY
