"""Start at login: one small file or value of the operating system, written only when the owner says so.

Whoever switched it off in the system's own settings is obeyed: that state is shown, never overwritten by us.
Linux: an XDG autostart entry; macOS: a LaunchAgent; Windows: the Run key and its StartupApproved switch.
"""

from __future__ import annotations

import os
import plistlib
import shlex
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from core.paths import write_atomically

NAME = "exo-bridge"
LABEL = "io.github.exo-bridge"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


class StartState(StrEnum):
    """BLOCKED: switched off in the system's own settings; only there it can be switched on again."""

    OFF = "off"
    ON = "on"
    BLOCKED = "blocked"


class Autostart(Protocol):
    """Whether we start with the session."""

    def state(self) -> StartState: ...

    def set(self, is_on: bool) -> None:
        """Raises OSError."""


def start_command() -> tuple[str, ...]:
    """How this installation is started without a window."""
    program = (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "desktop")
    return (*program, "--hidden")


def autostart(home: Path | None = None) -> Autostart:
    """The way of this system."""
    home = home or Path.home()
    if sys.platform == "win32":
        return RunKey(start_command())
    if sys.platform == "darwin":
        return LaunchAgent(home / "Library" / "LaunchAgents" / f"{LABEL}.plist", start_command())
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return XdgEntry(config / "autostart" / f"{NAME}.desktop", start_command())


class XdgEntry:
    """A .desktop file. Desktops switch it off by a line of their own in it."""

    def __init__(self, file: Path, command: Sequence[str]) -> None:
        self._file = file
        self._command = command

    def state(self) -> StartState:
        try:
            lines = {line.strip().casefold() for line in self._file.read_text("utf-8").splitlines()}
        except (OSError, UnicodeDecodeError):
            return StartState.OFF
        if lines & {"hidden=true", "x-gnome-autostart-enabled=false"}:
            return StartState.BLOCKED
        return StartState.ON

    def set(self, is_on: bool) -> None:
        if is_on:
            write_atomically(self._file, desktop_entry(self._command))
        else:
            self._file.unlink(missing_ok=True)


def desktop_entry(command: Sequence[str]) -> str:
    """After the panel, if the desktop can wait for it: an icon needs a host."""
    line = " ".join(_quoted(part) for part in command)
    return (
        "[Desktop Entry]\nType=Application\nName=Exo Bridge\n"
        f"Comment=One address for your own models\nExec={line}\nIcon={NAME}\nTerminal=false\n"
        "X-GNOME-Autostart-Delay=3\nX-KDE-autostart-after=panel\n"
    )


def _quoted(part: str) -> str:
    """As the Desktop Entry specification wants it; a percent sign stands for itself when doubled."""
    part = part.replace("%", "%%")
    if shlex.quote(part.replace("%", "")) == part.replace("%", ""):
        return part
    escaped = "".join("\\" + sign if sign in '"`$\\' else sign for sign in part)
    return '"' + escaped.replace("\\", "\\\\") + '"'


class LaunchAgent:
    """A property list that launchd reads at the next login."""

    def __init__(self, file: Path, command: Sequence[str]) -> None:
        self._file = file
        self._command = command

    def state(self) -> StartState:
        try:
            document = plistlib.loads(self._file.read_bytes())
        except (OSError, plistlib.InvalidFileException, ValueError):
            return StartState.OFF
        return StartState.BLOCKED if document.get("Disabled") else StartState.ON

    def set(self, is_on: bool) -> None:
        if is_on:
            document = {
                "Label": LABEL,
                "ProgramArguments": list(self._command),
                "RunAtLoad": True,
                "ProcessType": "Interactive",
                "AssociatedBundleIdentifiers": [LABEL],
            }
            write_atomically(self._file, plistlib.dumps(document).decode())
        else:
            self._file.unlink(missing_ok=True)


class RunKey:
    """A value of the registry. Task Manager's switch is an odd first byte beside it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command

    def state(self) -> StartState:
        if self._value(RUN_KEY) is None:
            return StartState.OFF
        approved = self._value(APPROVED_KEY)
        is_blocked = isinstance(approved, bytes) and bool(approved) and approved[0] % 2 == 1
        return StartState.BLOCKED if is_blocked else StartState.ON

    def set(self, is_on: bool) -> None:
        if sys.platform != "win32":
            raise OSError("there is no registry here")
        import subprocess
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            if is_on:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, subprocess.list2cmdline(self._command))
            else:
                winreg.DeleteValue(key, NAME)

    def _value(self, path: str) -> object:
        if sys.platform != "win32":
            return None
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                return winreg.QueryValueEx(key, NAME)[0]
        except OSError:
            return None
