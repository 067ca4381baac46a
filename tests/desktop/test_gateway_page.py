"""Sharing is a deliberate act: the switch asks, makes a key first, and changes nothing without a yes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from core.local_keys import PREFIX, LocalKeys
from desktop.dialogs import Question
from desktop.places import Places
from desktop.settings_window import SettingsWindow
from desktop.tasks import Tasks
from desktop.text.sharing import share_words
from desktop.theme import Theme
from desktop.tools import Tools
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.until import until

OnLoop = Callable[[Coroutine[Any, Any, Any]], Any]
SHARED = ("change_setting", "access.share", True)


async def asked(window: SettingsWindow, count: int = 1) -> Question:
    """The newest question of the page."""
    await until(lambda: len(window.findChildren(Question)) >= count)
    return window.findChildren(Question)[-1]


@pytest.mark.parametrize("has_key", [False, True])
def test_the_switch_asks_and_a_key_comes_first(
    theme: Theme, bridge: FakeBridge, places: Places, tmp_path: Path, on_loop: OnLoop, has_key: bool
) -> None:
    bridge.app_keys = LocalKeys(tmp_path / "local-keys.json")
    if has_key:
        bridge.app_keys.create("Zed", 1.0)

    async def main() -> None:
        async with Tasks() as tasks:
            window = SettingsWindow(Tools(theme, bridge, tasks), places)
            window.raise_up()
            switch = window.gateway.rows["access.share"]
            switch.editor.click()  # type: ignore[attr-defined]  # a check box
            question = await asked(window)
            assert SHARED not in bridge.calls
            assert not switch.editor.isChecked()  # type: ignore[attr-defined]  # a check box
            no, yes = question.buttons
            assert no.isDefault() and not yes.isDefault()
            yes.click()
            await until(lambda: SHARED in bridge.calls)
            assert [key.name for key in bridge.app_keys.all] == ["Zed" if has_key else "shared"]
            assert switch.editor.isChecked()  # type: ignore[attr-defined]  # a check box
            texts = [q.words.text() for q in window.findChildren(Question)]
            assert any(PREFIX in text for text in texts) is not has_key
            window.hide()
            window.deleteLater()

    on_loop(main())


def test_a_no_changes_nothing_and_switching_off_asks_nobody(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def main() -> None:
        async with Tasks() as tasks:
            window = SettingsWindow(Tools(theme, bridge, tasks), places)
            window.raise_up()
            switch = window.gateway.rows["access.share"]
            switch.editor.click()  # type: ignore[attr-defined]  # a check box
            (await asked(window)).buttons[0].click()
            assert bridge.calls == []
            window.gateway.change(switch.setting, False)
            await asyncio.sleep(0)
            assert bridge.calls == [("change_setting", "access.share", False)]
            window.hide()
            window.deleteLater()

    on_loop(main())


def test_the_owner_is_told_what_it_means() -> None:
    plain = share_words(["http://192.168.1.7:52411/v1"], shares_cloud=False, public="The network has no password.")
    assert "http://192.168.1.7:52411/v1" in plain
    assert "unencrypted" in plain
    assert "no cloud" in plain
    assert "public network" in plain
    safe = share_words(["https://192.168.1.7:52411/v1"], shares_cloud=True, public="")
    assert "unencrypted" not in safe
    assert "cloud accounts, too" in safe
    assert "there is no network" in share_words([], shares_cloud=False, public="")
