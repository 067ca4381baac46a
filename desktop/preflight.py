"""Can a window be shown here? Looked at before Qt is loaded, because Qt aborts the process when it cannot.

Every answer is one line that can be copied, and names the way without a desktop.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping

SERVE = "Without a desktop: exo-bridge serve"

LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
"""What Qt's libraries need of a Debian or Ubuntu, and the package that has it."""
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WITHOUT_DISPLAY = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


def problem(environment: Mapping[str, str] | None = None) -> str:
    """Why no window can be shown, with what to do; empty when one can."""
    environment = os.environ if environment is None else environment
    if importlib.util.find_spec("PySide6") is None or importlib.util.find_spec("qasync") is None:
        return f"The tray needs PySide6 and qasync: pip install 'exo-bridge[desktop]'. {SERVE}"
    if not sys.platform.startswith("linux"):
        return ""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    needs_display = platform not in WITHOUT_DISPLAY
    has_wayland = bool(environment.get("WAYLAND_DISPLAY")) and platform != "xcb"
    if needs_display and not environment.get("DISPLAY") and not has_wayland:
        return f"There is no display here. {SERVE}"
    wanted = LIBRARIES if not needs_display or has_wayland else LIBRARIES | X11_LIBRARIES
    if missing := missing_packages(wanted):
        return f"Libraries of the system are missing: apt-get install {' '.join(missing)}. {SERVE}"
    if needs_display and not has_wayland and not _answers(environment.get("DISPLAY", "")):
        return f"The display {environment.get('DISPLAY')} does not answer. {SERVE}"
    return ""


def missing_packages(wanted: Mapping[str, str], load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """The packages whose library cannot be loaded."""
    missing = []
    for library, package in wanted.items():
        try:
            load(library)
        except OSError:
            missing.append(package)
    return missing


def _answers(display: str) -> bool:
    """Whether an X server takes a connection; Qt would abort if not."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # cannot tell
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.POINTER(ctypes.c_int))
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    has_error = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not has_error
