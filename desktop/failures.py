"""What nobody caught: an exception goes into the log and before the user's eyes, with words to copy.

A crash of the process itself leaves a file behind, and the next start tells of it.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from core.log import facts
from core.paths import make_directory

log = logging.getLogger("desktop")

LONGEST_REPORT = 20_000
_crash_file: IO[str] | None = None
"""Open for as long as the process lives: there is no time to open a file in a crash."""


def install_excepthook(show: Callable[[str, str], object]) -> None:
    """From now on `show(title, details)` hears of every exception of a slot. The program goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error("uncaught exception", exc_info=(kind, error, trace))
        show(f"{kind.__name__}: {error}", details)

    sys.excepthook = hook


def watch_crashes(file: Path) -> str:
    """From now on a crash of this process is written there; what an earlier run wrote, empty when it ended well."""
    global _crash_file
    try:
        make_directory(file.parent)
        report = file.read_text("utf-8", "replace")[:LONGEST_REPORT] if file.exists() else ""
        opened = file.open("w", encoding="utf-8")
    except OSError as error:
        log.info("crashes cannot be noted %s", facts(file=file, why=error))
        return ""
    faulthandler.enable(opened)
    if _crash_file is not None:
        _crash_file.close()
    _crash_file = opened
    if report:
        log.warning("the last run crashed %s", facts(lines=report.count("\n")))
    return report


def forget_crashes() -> None:
    """This run ends well: what was noted was none. Windows tells of exceptions, too, that somebody caught later."""
    global _crash_file
    faulthandler.disable()
    if _crash_file is not None:
        _crash_file.truncate(0)
        _crash_file.close()
        _crash_file = None
