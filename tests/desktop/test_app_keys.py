"""The keys of apps in the settings: made with limits, shown once, told by their use, revoked after a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from core.access import today
from core.local_keys import PREFIX, LocalKey, LocalKeys
from desktop.dialogs import Question
from desktop.places import Places
from desktop.settings_window import SettingsWindow
from desktop.tasks import Tasks
from desktop.text.app_keys import key_facts, key_limits
from desktop.theme import Theme
from desktop.tools import Tools
from tests.desktop.building import NOW
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.until import until

OnLoop = Callable[[Coroutine[Any, Any, Any]], Any]
DAY = 86_400.0


@pytest.fixture
def bridge(tmp_path: Path) -> FakeBridge:
    made = FakeBridge()
    made.app_keys = LocalKeys(tmp_path / "local-keys.json")
    return made


@asynccontextmanager
async def shown(theme: Theme, bridge: FakeBridge, places: Places) -> AsyncIterator[SettingsWindow]:
    async with Tasks() as tasks:
        window = SettingsWindow(Tools(theme, bridge, tasks), places)
        window.sidebar.setCurrentRow(window.stack.indexOf(window.keys))
        window.raise_up()
        yield window
        window.hide()
        window.deleteLater()


def test_a_key_is_made_with_limits_and_shown_once(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def main() -> None:
        async with shown(theme, bridge, places) as window:
            dialog = window.keys.open_add()
            dialog.name.setText(" Zed ")
            dialog.budget.setText("200 000")
            dialog.local_only.setChecked(True)
            dialog.accept_button.click()
            await until(lambda: window.findChildren(Question))
            (question,) = window.findChildren(Question)
            question.buttons[0].click()
            key = bridge.app_keys.find(QApplication.clipboard().text())
            assert key is not None
            assert (key.name, key.budget, key.is_local_only) == ("Zed", 200_000, True)
            window.refresh()
            card = window.keys.cards["Zed"]
            assert card.facts.text().startswith(key.begin)
            assert PREFIX not in card.limits.text()

    on_loop(main())


@pytest.mark.parametrize(
    ("name", "budget", "problem"),
    [
        ("", "", "The key could not be made: a key's name has"),
        ("Cline", "", "The key could not be made: there is a key 'Cline' already"),
        ("Zed", "many", "The budget is a whole number"),
    ],
)
def test_what_is_wrong_stands_in_the_form(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop, name: str, budget: str, problem: str
) -> None:
    bridge.app_keys.create("Cline", 1.0)

    async def main() -> None:
        async with shown(theme, bridge, places) as window:
            dialog = window.keys.open_add()
            dialog.name.setText(name)
            dialog.budget.setText(budget)
            dialog.accept_button.click()
            await until(lambda: dialog.problem.text().startswith(problem))
            assert dialog.accept_button.isEnabled()
            assert [key.name for key in bridge.app_keys.all] == ["Cline"]

    on_loop(main())


def test_revoking_is_asked_and_ends_the_key(theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop) -> None:
    secret = bridge.app_keys.create("Zed", 1.0)

    async def main() -> None:
        async with shown(theme, bridge, places) as window:
            window.keys.cards["Zed"].button.click()
            assert bridge.app_keys.find(secret) is not None
            (question,) = window.findChildren(Question)
            question.buttons[0].click()
            await until(lambda: bridge.app_keys.find(secret) is None)
            window.refresh()
            assert window.keys.cards == {}

    on_loop(main())


def test_a_key_in_words() -> None:
    key = LocalKey("Zed", "digest", "ebk-ab12", NOW.wall - 3 * DAY)
    assert key_facts(key, NOW) == "ebk-ab12… · made 2027-01-12 · never used"
    assert key_facts(replace(key, last_used=NOW.wall - 180), NOW).endswith("used 3 min ago")
    assert key_facts(replace(key, last_used=NOW.wall - 2 * DAY), NOW).endswith("used 2027-01-13")
    assert key_limits(key, today()) == ""
    limited = replace(key, is_local_only=True, models=("qwen*",), budget=200_000, spent=1499, spent_on=today())
    assert key_limits(limited, today()) == (
        "only your own machines · only qwen* · 1\u202f499 of 200\u202f000 cloud tokens today"
    )
    assert "0 of 200" in key_limits(limited, today() + 1)
