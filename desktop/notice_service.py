"""Which notification service this system has: D-Bus on Linux, the system's own on macOS and Windows.

A service shows what comes in a queue until it is cancelled, and tells what was clicked. Each is a coroutine function
in a file of its own, so that nothing of another system is imported.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from desktop.text.notices import Notice

Acted: TypeAlias = Callable[[Notice, str], object]
"""(notice, action); an empty action is a click on the notice itself."""
Service: TypeAlias = Callable[["asyncio.Queue[Notice]", Acted], Awaitable[None]]


class NoticesUnavailable(Exception):
    """Nobody shows notices here. `unshown` is the notice that found out."""

    def __init__(self, why: str, unshown: Notice | None = None) -> None:
        super().__init__(why)
        self.unshown = unshown


def service_of(platform: str) -> Service | None:
    """The service of a system, as `sys.platform` names it; None when it has none that we know, or a part is missing."""
    try:
        if platform.startswith("linux"):
            from desktop.notifier_bus import serve_bus

            return serve_bus
        if platform in ("darwin", "win32"):
            from desktop.notifier_native import serve_native

            return serve_native
    except ImportError:
        return None
    return None
