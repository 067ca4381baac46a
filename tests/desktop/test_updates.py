"""The update check: off unless wanted, at most once a day, never in local-only mode, told once, never by installing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from core.domain import Mode
from core.settings import UpdateSettings
from core.updates import Release, UpdateCheckFailed
from core.version import VERSION
from desktop.onboarding import Onboarding
from desktop.places import Places
from desktop.settings_window import SettingsWindow
from desktop.text.notices import Notice, NoticeAction
from desktop.text.updates import Checked, update_line, version_line
from desktop.tools import Tools
from desktop.tray_menu import MenuDoors, TrayMenu
from desktop.updates import Updates
from tests.desktop.building import NOW, mode
from tests.desktop.conftest import AtOnce
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_manners import Login, Opened

FEED = "https://api.example.com/releases"
PAGE = "https://example.com/9.9.9"
DAY = 86_400.0


class Feed:
    """Answers at once, and counts."""

    def __init__(self, answer: Release | UpdateCheckFailed | None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def __call__(self, feed: str) -> Release | None:
        self.asked.append(feed)
        if isinstance(self.answer, UpdateCheckFailed):
            raise self.answer
        return self.answer


class Told:
    """Shows notices while it may."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.may = True

    def __call__(self, notice: Notice) -> bool:
        if self.may:
            self.notices.append(notice)
        return self.may


class Watch:
    """A clock on the wall."""

    def __init__(self) -> None:
        self.now = NOW.wall

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def bridge() -> FakeBridge:
    made = FakeBridge(mode(Mode.LOCAL_FIRST))
    made.settings = replace(made.settings, updates=UpdateSettings(check=True, feed=FEED))
    return made


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def made(qapp: QApplication, bridge: FakeBridge, told: Told, watch: Watch, tmp_path: Path) -> Callable[[Feed], Updates]:
    return lambda feed: Updates(bridge, AtOnce(), tmp_path / "updates.json", told, ask=feed, wall=watch)


def test_a_build_without_a_feed_asks_nobody_and_says_so(made: Callable[[Feed], Updates], bridge: FakeBridge) -> None:
    bridge.settings = replace(bridge.settings, updates=UpdateSettings(check=True, feed=""))
    feed = Feed(Release("9.9.9", PAGE))
    updates = made(feed)
    updates.look()
    updates.check_now()
    assert feed.asked == []
    assert version_line(updates.checked, updates.feed, NOW) == f"Version {VERSION} · this build has no update feed"


def test_it_is_off_until_the_owner_wants_it(made: Callable[[Feed], Updates], bridge: FakeBridge) -> None:
    bridge.settings = replace(bridge.settings, updates=UpdateSettings(feed=FEED))
    assert not bridge.settings.updates.check
    feed = Feed(None)
    made(feed).look()
    assert feed.asked == []


def test_in_local_only_mode_only_the_owners_click_goes_out(made: Callable[[Feed], Updates], bridge: FakeBridge) -> None:
    bridge.dispatch(mode(Mode.LOCAL_ONLY))
    feed = Feed(None)
    updates = made(feed)
    updates.look()
    assert feed.asked == []
    updates.check_now()
    assert feed.asked == [FEED]


def test_a_newer_version_is_told_once_quietly_and_over_restarts(
    made: Callable[[Feed], Updates], told: Told, watch: Watch
) -> None:
    feed = Feed(Release("9.9.9", PAGE))
    updates = made(feed)
    updates.look()
    (notice,) = told.notices
    assert (notice.title, notice.is_quiet) == ("Exo Bridge 9.9.9 is out", True)
    assert notice.actions == (NoticeAction.SHOW_UPDATE,)
    assert update_line(updates.checked) == "Version 9.9.9 is out…"
    again = made(feed)
    again.look()
    watch.now += DAY + 1
    again.look()
    assert (feed.asked, len(told.notices)) == ([FEED, FEED], 1)
    assert version_line(again.checked, FEED, NOW) == f"Version {VERSION} · 9.9.9 is out"


def test_while_notices_are_off_it_is_told_later(made: Callable[[Feed], Updates], told: Told) -> None:
    told.may = False
    updates = made(Feed(Release("9.9.9", PAGE)))
    updates.look()
    told.may = True
    updates.look()
    updates.look()
    assert [n.title for n in told.notices] == ["Exo Bridge 9.9.9 is out"]


@pytest.mark.parametrize("answer", [Release(VERSION), Release("0.0.1"), None], ids=["same", "older", "nothing"])
def test_no_news_is_silence_and_the_time_is_shown(
    made: Callable[[Feed], Updates], told: Told, answer: Release | None
) -> None:
    updates = made(Feed(answer))
    assert version_line(updates.checked, FEED, NOW) == f"Version {VERSION} · not checked yet"
    updates.look()
    assert (told.notices, update_line(updates.checked)) == ([], "")
    assert version_line(updates.checked, FEED, NOW) == f"Version {VERSION} · the newest, checked at 08:16"


def test_a_feed_that_does_not_answer_is_silence_and_tried_again_the_next_day(
    made: Callable[[Feed], Updates], told: Told, watch: Watch
) -> None:
    feed = Feed(UpdateCheckFailed("no route"))
    updates = made(feed)
    updates.look()
    updates.look()
    assert (len(feed.asked), told.notices) == (1, [])
    assert version_line(updates.checked, FEED, NOW) == f"Version {VERSION} · the check at 08:16 did not work"
    watch.now += 2 * DAY
    assert version_line(updates.checked, FEED, replace(NOW, wall=watch.now)).endswith("08:16, 2 days ago did not work")
    updates.look()
    assert len(feed.asked) == 2


def test_a_clock_that_was_set_back_does_not_wait_for_years(made: Callable[[Feed], Updates], watch: Watch) -> None:
    feed = Feed(None)
    updates = made(feed)
    updates.look()
    watch.now -= 400 * DAY
    updates.look()
    assert len(feed.asked) == 2


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"at": "x"}', "null"])
def test_a_damaged_file_only_means_not_checked_yet(made: Callable[[Feed], Updates], tmp_path: Path, text: str) -> None:
    (tmp_path / "updates.json").write_text(text)
    assert made(Feed(None)).checked == Checked()


def test_after_the_update_the_old_news_is_gone(made: Callable[[Feed], Updates], tmp_path: Path) -> None:
    news = {"at": NOW.wall, "newer": VERSION, "url": PAGE, "told": VERSION, "has_failed": False}
    (tmp_path / "updates.json").write_text(json.dumps(news))
    assert made(Feed(None)).checked == Checked(NOW.wall, told=VERSION)


def test_the_page_shows_the_version_and_looks_when_told(
    made: Callable[[Feed], Updates], tools: Tools, places: Places, bridge: FakeBridge, show: Callable[[QWidget], None]
) -> None:
    feed = Feed(Release("9.9.9", PAGE))
    updates = made(feed)
    window = SettingsWindow(tools, places, updates=updates)
    show(window)
    window.sidebar.setCurrentRow(window.sidebar.count() - 1)
    assert window.help.show_update.isHidden()
    window.help.check.click()
    window.refresh()
    assert feed.asked == [FEED]
    assert window.help.version.text().endswith("9.9.9 is out")
    assert window.help.show_update.isVisible()
    bridge.settings = replace(bridge.settings, updates=UpdateSettings(feed=""))
    window.refresh()
    assert not window.help.check.isVisible()


def test_the_menu_has_a_line_for_it_only_when_there_is_one(qapp: QApplication) -> None:
    menu = TrayMenu(MenuDoors(*([lambda *_: None] * 11)))
    assert not menu.update.isVisible()
    menu.show_update("Version 9.9.9 is out…")
    assert (menu.update.text(), menu.update.isVisible()) == ("Version 9.9.9 is out…", True)
    menu.show_update("")
    assert not menu.update.isVisible()


@pytest.mark.parametrize("feed", ["", FEED])
def test_the_first_steps_ask_only_where_there_is_a_feed(
    tools: Tools, places: Places, bridge: FakeBridge, feed: str
) -> None:
    bridge.settings = replace(bridge.settings, updates=UpdateSettings(feed=feed))
    welcome = Onboarding(tools, places, Opened().welcome(), Login())
    welcome.stack.setCurrentWidget(welcome.proof)
    welcome.raise_up()
    assert welcome.proof.updates.isVisible() is bool(feed)
    assert not welcome.proof.updates.isChecked()
    welcome.proof.updates.setChecked(bool(feed))
    welcome.forward.click()
    assert (("change_setting", "updates.check", True) in bridge.calls) is bool(feed)
    welcome.deleteLater()
