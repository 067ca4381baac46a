"""Who we are to Windows: the AppUserModelID that binds windows, task bar and toasts together. Elsewhere nothing."""

from __future__ import annotations

import sys

from core.paths import paths

APP_ID = "ExoBridge.ExoBridge"
NAME = "Exo Bridge"
KEY = rf"Software\Classes\AppUserModelId\{APP_ID}"


def claim_identity() -> None:
    """Before the first window: Windows groups windows and toasts by this id, instead of by python.exe."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)


def register_name() -> None:
    """Name and picture of the id, for this user: without them Windows drops the toasts of a program in silence."""
    if sys.platform == "win32":
        import winreg

        from desktop.icons import application_icon

        icon = paths().state / "exo-bridge.png"
        application_icon().pixmap(256, 256).save(str(icon))
        with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, KEY) as key:
            winreg.SetValueEx(key, "DisplayName", 0, winreg.REG_SZ, NAME)
            winreg.SetValueEx(key, "IconUri", 0, winreg.REG_SZ, str(icon))
