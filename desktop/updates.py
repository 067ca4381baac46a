"""Looks for a newer version, at most once a day and only when the owner wants it; tells, and does nothing more."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from core import updates
from core.domain import Mode
from core.log import facts
from core.paths import write_atomically
from desktop.face_bridge import FaceBridge
from desktop.tasks import Tasks
from desktop.text.notices import Notice
from desktop.text.updates import DAY, Checked, update_notice

log = logging.getLogger("desktop")

UPDATES_FILE = "updates.json"
LOOK_EVERY = 15 * 60 * 1000
FIRST_LOOK = 60 * 1000
"""Milliseconds. The first look waits until the network is up after a login."""

Ask = Callable[[str], Awaitable[updates.Release | None]]


class Updates(QObject):
    """`checked` is what is known; kept in a file, so that a restart does not ask again. `changed`: paint it.

    `tell` shows a notice and says whether it did.
    """

    changed = Signal()

    def __init__(
        self,
        bridge: FaceBridge,
        tasks: Tasks,
        file: Path,
        tell: Callable[[Notice], bool],
        *,
        ask: Ask = updates.check,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._bridge = bridge
        self._tasks = tasks
        self._tell_notice = tell
        self._file = file
        self._ask = ask
        self._wall = wall
        self.is_asking = False
        self.checked = self._read()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def feed(self) -> str:
        """Where newer versions are told of; empty when this build has no such place."""
        return self._bridge.settings.updates.feed

    def start(self) -> None:
        """Look from now on, whenever a day has passed."""
        self._timer.start(FIRST_LOOK)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Check when it is wanted, allowed and due."""
        self._timer.setInterval(LOOK_EVERY)
        self._tell()
        is_wanted = self._bridge.settings.updates.check and bool(self.feed)
        is_allowed = self._bridge.snapshot.mode is not Mode.LOCAL_ONLY
        is_due = not 0 <= self._wall() - self.checked.at < DAY  # a clock that was set back does not wait for years
        if is_wanted and is_allowed and is_due:
            self.check_now()

    def check_now(self) -> None:
        """Ask the feed; the owner's own click is allowed in every mode."""
        if self.feed and not self.is_asking:
            self.is_asking = True
            self._tasks.start(self._check(self.feed), "update check")

    async def _check(self, feed: str) -> None:
        try:
            found = await self._ask(feed)
        except updates.UpdateCheckFailed as error:
            log.info("update check failed %s", facts(why=str(error)))
            self._keep(replace(self.checked, at=self._wall(), has_failed=True))
        else:
            new = found if found is not None and updates.is_newer(found) else updates.Release("")
            self._keep(Checked(self._wall(), new.version, new.url, self.checked.told))
        finally:
            self.is_asking = False
        self._tell()

    def _tell(self) -> None:
        """Once for each version; while notices are off, later."""
        if self.checked.newer not in ("", self.checked.told) and self._tell_notice(update_notice(self.checked)):
            self._keep(replace(self.checked, told=self.checked.newer))

    def open_page(self) -> None:
        """Show the page of the newer version in the browser."""
        if self.checked.url:
            QDesktopServices.openUrl(QUrl(self.checked.url))

    def _keep(self, checked: Checked) -> None:
        self.checked = checked
        try:
            write_atomically(self._file, json.dumps(asdict(checked), indent=1) + "\n")
        except OSError as error:
            log.info("update check not kept %s", facts(file=self._file, why=error))
        self.changed.emit()

    def _read(self) -> Checked:
        """What an earlier run found, unless this run is that newer version already."""
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            newer, url, told = str(kept["newer"]), str(kept["url"]), str(kept["told"])
            known = Checked(float(kept["at"]), newer, url, told, bool(kept["has_failed"]))
            is_news = updates.is_newer(updates.Release(known.newer))
        except FileNotFoundError:
            return Checked()
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.info("update check not readable %s", facts(file=self._file, why=error))
            return Checked()
        return known if is_news else replace(known, newer="", url="")
