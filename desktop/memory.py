"""What the face keeps of a run beyond the snapshot: the measures for the charts, and the newest lines of the log."""

from __future__ import annotations

import logging
import threading
from collections import deque
from itertools import count

from core.domain import RequestId, Snapshot
from core.log import SafeFormatter
from desktop.text.log import LogLine, log_line
from desktop.text.measures import Measures, added

MOST_LINES = 2000


class LogMemory(logging.Handler):
    """The newest lines of the log, redacted like the file. Lines come from every thread."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(SafeFormatter())
        self._numbers = count(1)
        self._lines: deque[LogLine] = deque(maxlen=MOST_LINES)
        self._kept = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = log_line(next(self._numbers), self.format(record))
        except Exception:  # noqa: BLE001 - as every handler of logging: telling must never break what is told
            self.handleError(record)
            return
        with self._kept:
            self._lines.append(line)

    @property
    def lines(self) -> tuple[LogLine, ...]:
        """Oldest first."""
        with self._kept:
            return tuple(self._lines)

    @property
    def newest(self) -> int:
        """The number of the last line, 0 before the first."""
        with self._kept:
            return self._lines[-1].number if self._lines else 0


class Memory:
    """Made once, fed with every snapshot, read by the pages that are open. `stopped`: by the owner, in a window."""

    def __init__(self) -> None:
        self.measures = Measures()
        self.log = LogMemory()
        self.stopped: set[RequestId] = set()

    def note(self, snapshot: Snapshot) -> None:
        """Take what is new in it."""
        self.measures = added(self.measures, snapshot)
