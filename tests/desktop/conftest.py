"""What the tests of the windows share: one theme for the process, a fake bridge, and tasks that run at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.loop import TrayLoop
from desktop.places import Places
from desktop.tasks import Tasks
from desktop.theme import LIGHT, Theme
from desktop.tools import Tools
from tests.desktop.fake_bridge import FakeBridge


class AtOnce(Tasks):
    """Runs each command to its end while it is started. The fake bridge never waits, so it needs no loop."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[None]:
        self.names.append(name)
        try:
            work.send(None)
        except StopIteration:
            return cast("asyncio.Task[None]", None)
        raise AssertionError(f"{name} waited for something")


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The look; tests that change it set it back."""
    made = Theme(qapp)
    made.set(LIGHT)
    return made


@pytest.fixture
def bridge() -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def tools(theme: Theme, bridge: FakeBridge) -> Tools:
    return Tools(theme, bridge, AtOnce())


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "windows.json")


@pytest.fixture
def show(qapp: QApplication) -> Iterator[Callable[[QWidget], None]]:
    """Show a window, and end it with the test."""
    shown: list[QWidget] = []

    def shower(window: QWidget) -> None:
        shown.append(window)
        window.show()
        qapp.processEvents()

    yield shower
    for window in shown:
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def on_loop(qapp: QApplication) -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Run a coroutine on the tray's own loop."""

    def runner(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=lambda: TrayLoop(qapp)) as owner:
            return owner.run(coroutine)

    return runner
