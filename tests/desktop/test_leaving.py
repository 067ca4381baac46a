"""Leaving: with the last answer, unless the owner changes their mind."""

from __future__ import annotations

import asyncio
from pathlib import Path

from msgspec import structs
from PySide6.QtWidgets import QApplication

from desktop.face import Face
from desktop.places import Places
from desktop.tasks import Tasks
from desktop.theme import Theme
from tests.desktop.building import ended, record, running
from tests.desktop.fake_bridge import FakeBridge


async def leaving(qapp: QApplication, own_home: Path, *, resumes: bool) -> bool:
    """Whether the program ends with its last answer, after "Wait and quit"."""
    stop, bridge = asyncio.Event(), FakeBridge(running(1))
    async with Tasks() as tasks:
        face = Face(Theme(qapp, ""), bridge, tasks, Places(own_home / "windows.json"), stop)
        face._leave_when_idle()
        if resumes:
            bridge.set_paused(False)
        bridge.dispatch(ended(structs.replace(record(1), id=bridge.snapshot.live[0].id)))
        face.close()
    return stop.is_set()


async def test_wait_and_quit_ends_with_the_last_answer(qapp: QApplication, own_home: Path) -> None:
    assert await leaving(qapp, own_home, resumes=False)


async def test_who_resumes_after_wait_and_quit_stays(qapp: QApplication, own_home: Path) -> None:
    assert not await leaving(qapp, own_home, resumes=True)
