"""Start at login: written only on the owner's word, and the system's own switch is obeyed."""

from __future__ import annotations

import plistlib
import shlex
from pathlib import Path

import pytest

from desktop.autostart import LaunchAgent, RunKey, StartState, XdgEntry, autostart, desktop_entry

COMMAND = ("/opt/exo bridge/exo-bridge", "--hidden")


def test_an_xdg_entry_comes_and_goes(tmp_path: Path) -> None:
    file = tmp_path / "autostart" / "exo-bridge.desktop"
    entry = XdgEntry(file, COMMAND)
    assert entry.state() is StartState.OFF
    entry.set(True)
    assert entry.state() is StartState.ON
    line = next(line for line in file.read_text().splitlines() if line.startswith("Exec="))
    assert shlex.split(line.removeprefix("Exec=")) == list(COMMAND)
    entry.set(False)
    assert not file.exists()
    entry.set(False)  # twice does no harm


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_desktop_switched_off_is_seen(tmp_path: Path, line: str) -> None:
    file = tmp_path / "exo-bridge.desktop"
    file.write_text(desktop_entry(COMMAND) + f"{line}\n")
    assert XdgEntry(file, COMMAND).state() is StartState.BLOCKED


def test_odd_signs_in_a_path_are_quoted() -> None:
    assert "Exec=/a/b --hidden\n" in desktop_entry(("/a/b", "--hidden"))
    assert 'Exec="/a b/100%%" --hidden\n' in desktop_entry(("/a b/100%", "--hidden"))
    assert r'Exec="/a \\"b\\"/\\$x"' in desktop_entry(('/a "b"/$x',))


def test_a_launch_agent_comes_and_goes(tmp_path: Path) -> None:
    file = tmp_path / "agent.plist"
    agent = LaunchAgent(file, COMMAND)
    agent.set(True)
    assert agent.state() is StartState.ON
    document = plistlib.loads(file.read_bytes())
    assert document["ProgramArguments"] == list(COMMAND)
    file.write_bytes(plistlib.dumps({**document, "Disabled": True}))
    assert agent.state() is StartState.BLOCKED
    agent.set(False)
    assert agent.state() is StartState.OFF


def test_a_broken_file_counts_as_off(tmp_path: Path) -> None:
    file = tmp_path / "agent.plist"
    file.write_text("no plist")
    assert LaunchAgent(file, COMMAND).state() is StartState.OFF


def test_without_a_registry_there_is_nothing_to_start() -> None:
    assert RunKey(COMMAND).state() is StartState.OFF


def test_asking_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert autostart(tmp_path).state() is StartState.OFF
    assert list(tmp_path.iterdir()) == []
