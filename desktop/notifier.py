"""Shows notices: through the notification service of the system, else through the tray icon.

`show` may be called at any time; `run` belongs to the application's tasks. What the user clicked comes back by
`acted`, with the notice it belongs to.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.log import facts
from desktop.notice_service import NoticesUnavailable, service_of
from desktop.text.notices import Notice

log = logging.getLogger("desktop")


class Notifier(QObject):
    """A queue of notices and the way out that this system offers."""

    acted = Signal(object, str)
    """(notice, action); an empty action is a click on the notice itself."""

    def __init__(self, last_resort: Callable[[str, str], object], platform: str = sys.platform) -> None:
        super().__init__()
        self._last_resort = last_resort
        self._service = service_of(platform)
        self._queue: asyncio.Queue[Notice] = asyncio.Queue()

    def show(self, notice: Notice) -> None:
        """Show it, or replace the one with the same key."""
        self._queue.put_nowait(notice)

    async def run(self) -> None:
        """Serve until cancelled. A service that goes away is looked for again with the next notice."""
        while True:
            if self._service is not None:
                try:
                    await self._service(self._queue, self.acted.emit)
                except NoticesUnavailable as error:
                    log.info("no notification service %s", facts(why=str(error)))
                    if error.unshown is not None:
                        self._last_resort(error.unshown.title, error.unshown.body)
                        continue
            notice = await self._queue.get()
            self._last_resort(notice.title, notice.body)
