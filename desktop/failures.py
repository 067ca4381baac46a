"""An exception that nobody caught: into the log, and before the user's eyes, once, with words to copy."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

log = logging.getLogger("desktop")


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
