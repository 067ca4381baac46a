"""The small parts behind the windows: places, tasks, the teller of notices."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from core.access import today
from core.domain import FailureKind, Mode
from core.local_keys import LocalKeys
from core.settings import NotificationSettings, Settings
from desktop.notifier import Notifier
from desktop.places import Places
from desktop.single_instance import socket_name
from desktop.tasks import Tasks
from desktop.teller import Teller, TellerDoors
from desktop.text.budgets import budget_notice
from desktop.text.notices import Notice, NoticeAction, NoticeKind
from desktop.widgets import label
from tests.desktop.building import attempt, cloud, ended, found, key, node, record, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.until import until

OnLoop = Callable[[Coroutine[Any, Any, Any]], Any]
STUDIO, MINI, ROUTER = node("studio"), node("mini"), cloud()


def test_a_broken_file_of_places_only_means_defaults(tmp_path: Path, qapp: QApplication) -> None:
    file = tmp_path / "windows.json"
    for text in ("not json", "[]", '{"windows": 1}', '{"windows": {"status": "%%%"}, "hints": []}'):
        file.write_text(text)
        window = QWidget()
        Places(file).restore(window, "status", QSize(300, 200))
        assert (window.width(), window.height()) == (300, 200)
        window.deleteLater()


def test_a_window_never_opens_larger_than_the_screen(tmp_path: Path, qapp: QApplication) -> None:
    window = QWidget()
    Places(tmp_path / "windows.json").restore(window, "status", QSize(99_999, 99_999))
    screen = window.screen().availableGeometry()
    assert window.width() <= screen.width() and window.height() <= screen.height()
    window.deleteLater()


def test_a_hint_is_given_once_in_a_life(tmp_path: Path) -> None:
    file = tmp_path / "state" / "windows.json"
    assert Places(file).is_first_time("closing-hides")
    assert not Places(file).is_first_time("closing-hides")


@pytest.mark.allow_log("command failed")
def test_a_failed_command_is_told_and_the_others_go_on(on_loop: OnLoop) -> None:
    told: list[BaseException] = []
    done: list[str] = []

    async def fail() -> None:
        raise ValueError("no")

    async def work() -> None:
        await asyncio.sleep(0)
        done.append("work")

    async def main() -> None:
        async with Tasks(told.append) as tasks:
            tasks.start(fail(), "fail")
            await tasks.start(work(), "work")

    on_loop(main())
    assert [str(e) for e in told] == ["no"]
    assert done == ["work"]


def test_leaving_ends_what_still_runs(on_loop: OnLoop) -> None:
    ended_by: list[str] = []

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended_by.append("cancel")

    async def main() -> None:
        async with Tasks() as tasks:
            tasks.start(endless(), "endless")
            await asyncio.sleep(0)

    on_loop(main())
    assert ended_by == ["cancel"]


class Recorder(Notifier):
    """A notifier that only remembers."""

    def __init__(self) -> None:
        super().__init__(lambda *_: None)
        self.titles: list[str] = []

    def show(self, notice: Notice) -> None:
        self.titles.append(notice.title)


@pytest.fixture
def recorder(qapp: QApplication) -> Recorder:
    return Recorder()


def teller_of(bridge: FakeBridge, recorder: Recorder, opened: list[str]) -> Teller:
    doors = TellerDoors(
        why=lambda: opened.append("why"),
        settings=lambda: opened.append("settings"),
        status=lambda: opened.append("status"),
        update=lambda: opened.append("update"),
    )
    made = Teller(bridge, recorder, doors)
    bridge.subscribe(made.changed)
    return made


FAILOVER = ended(record(1, attempt(STUDIO, FailureKind.CONNECT_REFUSED), attempt(MINI)))


def test_the_teller_tells_a_failover(bridge: FakeBridge, recorder: Recorder) -> None:
    teller_of(bridge, recorder, [])
    bridge.dispatch(*found(STUDIO, MINI, ROUTER), key(), up("studio"), up("mini"))
    bridge.dispatch(FAILOVER)
    assert recorder.titles == ["mini took over"]


def test_a_snooze_silences_the_teller_and_can_be_taken_back(bridge: FakeBridge, recorder: Recorder) -> None:
    teller = teller_of(bridge, recorder, [])
    bridge.dispatch(*found(STUDIO, MINI, ROUTER), key(), up("studio"), up("mini"))
    teller.snooze(1800.0)
    assert teller.snoozed_until == bridge.clock() + 1800
    bridge.dispatch(FAILOVER)
    assert recorder.titles == []
    teller.snooze(None)
    bridge.dispatch(ended(record(2, attempt(STUDIO, FailureKind.CONNECT_REFUSED), attempt(MINI))))
    assert recorder.titles == ["mini took over"]


def test_the_setting_switches_failover_notices_off(bridge: FakeBridge, recorder: Recorder) -> None:
    bridge.settings = Settings(notifications=NotificationSettings(failover=False))
    teller_of(bridge, recorder, [])
    bridge.dispatch(*found(STUDIO, MINI, ROUTER), key(), up("studio"), up("mini"))
    bridge.dispatch(FAILOVER)
    assert recorder.titles == []


def test_each_button_of_a_notice_does_what_it_says(bridge: FakeBridge, recorder: Recorder) -> None:
    opened: list[str] = []
    teller = teller_of(bridge, recorder, opened)
    notice = Notice(NoticeKind.FAILOVER, "studio", "mini took over", "")
    for action in (NoticeAction.WHY, NoticeAction.OPEN_SETTINGS, NoticeAction.OPEN_STATUS, ""):
        teller.act(notice, action)
    assert opened == ["why", "settings", "status", "status"]
    teller.act(notice, NoticeAction.LOCAL_ONLY)
    assert bridge.calls == [("set_mode", Mode.LOCAL_ONLY)]


def test_without_a_bus_a_notice_takes_the_last_resort(qapp: QApplication, on_loop: OnLoop) -> None:
    shown: list[tuple[str, str]] = []

    async def main() -> None:
        notifier = Notifier(lambda title, body: shown.append((title, body)))
        async with Tasks() as tasks:
            tasks.start(notifier.run(), "notices")
            notifier.show(Notice(NoticeKind.FAILOVER, "studio", "mini took over", "because"))
            await until(lambda: shown)

    on_loop(main())
    assert shown == [("mini took over", "because")]


def test_an_app_whose_budget_is_used_up_is_told_once_a_day(
    bridge: FakeBridge, recorder: Recorder, tmp_path: Path
) -> None:
    bridge.app_keys = LocalKeys(tmp_path / "local-keys.json")
    bridge.app_keys.create("Zed", 1.0, budget=1000)
    teller_of(bridge, recorder, [])
    bridge.app_keys.spend("Zed", 999, today())
    bridge.dispatch(*found(STUDIO), up("studio"))
    assert recorder.titles == []
    bridge.app_keys.spend("Zed", 500, today())
    bridge.dispatch(up("studio", at=991.0))
    bridge.dispatch(up("studio", at=992.0))
    assert recorder.titles == ["Zed has used up its cloud budget"]
    (key_,) = bridge.app_keys.all
    notice = budget_notice(key_)
    assert notice.body == "1\u202f499 tokens of clouds today. Until midnight only your own machines answer it."
    assert notice.actions == (NoticeAction.WHY, NoticeAction.LOCAL_ONLY)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no place")
def test_the_socket_of_the_one_instance_lies_where_it_is_cleared_away(tmp_path: Path) -> None:
    assert socket_name(tmp_path, {}) == str(tmp_path.resolve() / "instance.socket")
    deep = tmp_path / ("a" * 100)
    assert socket_name(deep, {"XDG_RUNTIME_DIR": str(tmp_path)}).startswith(f"{tmp_path}/exo-bridge-")
    assert "/" not in socket_name(deep, {"XDG_RUNTIME_DIR": str(tmp_path / "gone")})
    assert socket_name(deep, {}) != socket_name(deep / "b", {})


def test_a_text_that_was_narrow_is_low_again_when_it_is_wide(show: Callable[[QWidget], None]) -> None:
    text = label("one two three four five six seven eight nine ten", wraps=True)
    show(text)
    heights = []
    for width in (400, 100, 400):
        text.resize(width, text.height())
        heights.append(text.height())
    assert heights[0] == heights[2] < heights[1]
