"""Qt's bindings must give back what they take: a lost reference of None aborts Python 3.11 after minutes.

PySide6 6.12.0 drops one reference of None for each void call and one of True for each signal, and below
Python 3.12 (where these two became immortal) the process ends with `none_dealloc: deallocating None`.
pyproject.toml keeps that version away; this test would see the next one like it.

The measuring runs in a process of its own: nothing else counts references there, and the child may die.
Run by hand in any environment with PySide6:  QT_QPA_PLATFORM=offscreen python tests/test_interpreter_guard.py
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

ROUNDS = 500
NOISE = 0.1
"""Lost references per call that are put down to chance; a real loss is 1 per call."""


def measured() -> dict[str, tuple[float, float, float]]:
    """What one call of each kind does to the reference counts of None, True and False. Needs PySide6."""
    import gc

    from PySide6 import QtCore, QtWidgets

    application = QtWidgets.QApplication([])
    # Deep enough that the counts cannot reach 0, and the interpreter abort, while they are watched.
    reserve = [None, True, False] * 1_000_000

    class Speaker(QtCore.QObject):
        said = QtCore.Signal(object)

    speaker, label, timer, thing = Speaker(), QtWidgets.QLabel("x"), QtCore.QTimer(), QtCore.QObject()
    speaker.said.connect(lambda _: None)

    def timer_event() -> None:
        seen: list[int] = []
        QtCore.QTimer.singleShot(0, lambda: seen.append(1))
        while not seen:
            application.processEvents()

    calls: dict[str, Callable[[], object]] = {
        "QLabel.setText": lambda: label.setText("y"),
        "QWidget.setEnabled": lambda: label.setEnabled(True),
        "QObject.killTimer": lambda: thing.killTimer(thing.startTimer(100_000)),
        "QTimer.start": lambda: (timer.start(100_000), timer.isActive()),
        "Signal.emit": lambda: speaker.said.emit(None),
        "QCoreApplication.processEvents": application.processEvents,
        "timer event": timer_event,
        "QWidget.grab": label.grab,
    }
    drift: dict[str, tuple[float, float, float]] = {}
    for name, call in calls.items():
        call()  # whatever is made once, at the first call, is not counted
        gc.collect()
        before = [sys.getrefcount(single) for single in (None, True, False)]
        for _ in range(ROUNDS):
            call()
        gc.collect()
        after = [sys.getrefcount(single) for single in (None, True, False)]
        none, true, false = ((then - now) / ROUNDS for then, now in zip(after, before, strict=True))
        drift[name] = (none, true, false)
    del reserve
    return drift


def losses(drift: dict[str, tuple[float, float, float]]) -> dict[str, tuple[float, float, float]]:
    """The calls that lose references. Those that keep too many only leak a number, which does no harm."""
    return {name: counts for name, counts in drift.items() if min(counts) < -NOISE}


def test_no_qt_call_loses_references_of_the_interpreter() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.run(
        [sys.executable, __file__], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert child.returncode == 0, child.stdout + child.stderr


def test_the_guard_would_see_a_loss() -> None:
    balanced = {"grab": (0.0, 0.0, 0.0), "notifier": (3.0, 0.002, -0.004)}
    assert losses(balanced) == {}
    assert losses({**balanced, "setText": (-1.0, 0.0, 0.0)}) == {"setText": (-1.0, 0.0, 0.0)}


def test_the_version_that_aborts_is_excluded_and_not_locked() -> None:
    root = Path(__file__).resolve().parent.parent
    extra = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["desktop"]
    below = [line for line in extra if line.startswith("PySide6") and "python_version < '3.12'" in line]
    assert len(below) == 1
    assert "!=6.12.0" in below[0]
    for lock in ("run", "test"):
        text = (root / "packaging" / "locks" / f"{lock}.txt").read_text("utf-8")
        pinned = re.findall(r"^pyside6-essentials==(\S+)( ; .*)? \\$", text, re.MULTILINE)
        assert pinned
        assert not [version for version, marker in pinned if version == "6.12.0" and ">= '3.12'" not in marker]


if __name__ == "__main__":
    found = measured()
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    sys.exit(f"references are lost by {losses(found)}" if losses(found) else 0)
