"""The first steps offer to take over what older programs kept, show it, and save it by the bridge's commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from core.domain import Mode
from core.events import KeyringNamed
from desktop.onboarding import Onboarding
from desktop.places import Places
from desktop.tasks import Tasks
from desktop.theme import Theme
from desktop.tools import Tools
from tests.core.test_importers import KEY, SECRET, document
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_chat_window import OnLoop
from tests.desktop.test_manners import Login, Opened
from tests.desktop.until import until

BRIDGE = "exo: {primary_host: studio.local, primary_port: 52415}\nfailover: {prefer_local: false}\n"


def old_files(home: Path) -> None:
    (home / ".token_manager_config.json").write_text(document())
    (home / ".token_manager_key").write_text(KEY)
    (home / "ai-token-exo-bridge" / "config").mkdir(parents=True)
    (home / "ai-token-exo-bridge" / "config" / "bridge_config.yaml").write_text(BRIDGE)


@contextmanager
def first_steps(tools: Tools, places: Places) -> Iterator[Onboarding]:
    made = Onboarding(tools, places, Opened().welcome(), Login())
    made.raise_up()
    yield made
    made.hide()
    made.deleteLater()


@pytest.fixture
def bridge() -> FakeBridge:
    made = FakeBridge()
    made.dispatch(KeyringNamed("GNOME Keyring"))
    return made


def test_where_nothing_was_left_nothing_is_offered(tools: Tools, places: Places) -> None:
    with first_steps(tools, places) as welcome:
        assert not welcome.machines.old.isVisible()


def test_it_is_shown_first_and_taken_over_after_a_yes(
    theme: Theme, bridge: FakeBridge, places: Places, own_home: Path, on_loop: OnLoop
) -> None:
    old_files(own_home)

    async def play() -> None:
        async with Tasks() as tasks:
            with first_steps(Tools(theme, bridge, tasks), places) as welcome:
                old = welcome.machines.old
                assert old.isVisible()
                old.button.click()
                await until(lambda: old.question is not None)
                assert old.question is not None
                shown = "\n".join(each.text() for each in old.question.findChildren(QLabel))
                assert bridge.calls == []
                assert "• cloud account openrouter, its key into the password store" in shown
                assert "• node studio at http://studio.local:52415" in shown
                assert "• routing.mode: cloud-first" in shown
                assert SECRET not in shown
                old.question.buttons[0].click()
                await until(lambda: old.words.text().startswith("Taken over."))
                assert welcome.cloud.yes.isChecked()
                assert not old.button.isVisible()

    on_loop(play())
    assert [call[0] for call in bridge.calls] == ["store_key", "add_cloud", "add_node", "set_mode"]
    assert bridge.calls[0] == ("store_key", "openrouter", len(SECRET))
    assert bridge.calls[-1] == ("set_mode", Mode.CLOUD_FIRST)


def test_what_cannot_be_read_is_told(
    theme: Theme, bridge: FakeBridge, places: Places, own_home: Path, on_loop: OnLoop
) -> None:
    (own_home / ".token_manager_config.json").write_text("torn {")

    async def play() -> None:
        async with Tasks() as tasks:
            with first_steps(Tools(theme, bridge, tasks), places) as welcome:
                old = welcome.machines.old
                old.button.click()
                await until(lambda: not old.button.isVisible())
                assert old.words.text().startswith("There is nothing to take over.")
                assert "it is not JSON" in old.words.text()

    on_loop(play())
    assert bridge.calls == []
