"""The windows are made when they are first asked for, and the password store is opened with the first."""

from __future__ import annotations

import linecache
from pathlib import Path

from desktop.memory import Memory
from desktop.places import Places
from desktop.tools import Tools
from desktop.updates import Updates
from desktop.windows import WindowDoors, Windows
from tests.desktop.conftest import AtOnce
from tests.desktop.fake_bridge import FakeBridge

NAMED = ("name_password_store",)


def test_a_window_costs_nothing_before_it_is_shown(
    tools: Tools, bridge: FakeBridge, places: Places, tmp_path: Path
) -> None:
    updates = Updates(bridge, AtOnce(), tmp_path / "updates.json", lambda notice: True)
    doors = WindowDoors(
        closed=lambda: None,
        is_tray_missing=lambda: True,
        diagnostics=lambda: None,
        test_notice=lambda: None,
        set_demo_node=lambda backend_id, alive: None,
        quit=lambda: None,
    )
    windows = Windows(tools, places, Memory(), updates, doors)
    windows.refresh()
    windows.show_no_tray(True)
    windows.hide()
    assert windows.made == [] and NAMED not in bridge.calls
    status = windows.status
    assert not linecache.cache  # PySide6 leaves the sources there of what is imported after it
    assert windows.made == [status] and bridge.calls.count(NAMED) == 1
    assert windows.connect is windows.connect and len(windows.made) == 2
    assert bridge.calls.count(NAMED) == 1
