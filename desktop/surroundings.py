"""Tells when the computer woke up or its network changed: what fails just then is nobody's failure."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QNetworkInformation

log = logging.getLogger("desktop")

LOOK_EVERY = 5000
"""Milliseconds between two looks at the clocks."""
ASLEEP = 15.0
"""Seconds that are missing between two looks: the computer slept."""


class Surroundings(QObject):
    """`woke` after a sleep, `network_changed` when Qt hears of another network."""

    woke = Signal()
    network_changed = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        clocks: Callable[[], tuple[float, float]] = lambda: (time.monotonic(), time.time()),
    ) -> None:
        super().__init__(parent)
        self._clocks = clocks
        self._seen = clocks()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on."""
        self._seen = self._clocks()
        self._timer.start()
        if not QNetworkInformation.loadDefaultBackend():
            log.debug("no news of the network backends=%s", ",".join(QNetworkInformation.availableBackends()))
            return
        information = QNetworkInformation.instance()
        information.reachabilityChanged.connect(lambda _: self.network_changed.emit())
        information.transportMediumChanged.connect(lambda _: self.network_changed.emit())

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Compare the clocks: which of them stands still in a sleep differs by system."""
        now = self._clocks()
        passed = max(after - before for before, after in zip(self._seen, now, strict=True))
        self._seen = now
        if passed > LOOK_EVERY / 1000 + ASLEEP:
            log.info("woke up after=%.0f", passed)
            self.woke.emit()
