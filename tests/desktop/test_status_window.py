"""The status window paints the snapshot and sends commands; it holds no truth of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.domain import Complaint, FailureKind, Mode, PortStatus, RequestId, Severity
from core.events import ComplaintsChanged, PauseChanged
from core.local_keys import LocalKeys
from core.settings import AccessSettings
from desktop.doors import Doors
from desktop.places import Places
from desktop.status_window import StatusWindow
from desktop.table import TONE_ROLE
from desktop.tools import Tools
from desktop.widgets import Button
from tests.desktop.building import (
    attempt,
    builtin,
    cloud,
    demo,
    down,
    ended,
    found,
    key,
    node,
    port,
    record,
    running,
    up,
)
from tests.desktop.fake_bridge import FakeBridge

STUDIO, MINI, ROUTER = node("studio"), node("mini", host="192.168.1.31"), cloud()
Show = Callable[[QWidget], None]


class Visitor:
    """The doors of the window; remembers which were used."""

    def __init__(self) -> None:
        self.used: list[tuple[object, ...]] = []

    def doors(self) -> Doors:
        def note(name: str) -> Callable[..., object]:
            return lambda *values: self.used.append((name, *values))

        return Doors(
            chat=note("chat"),
            connect=note("connect"),
            settings=note("settings"),
            add_node=note("add_node"),
            edit_node=note("edit_node"),
            use_port=note("use_port"),
            set_demo_node=note("set_demo_node"),
            quit=note("quit"),
        )


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def window(tools: Tools, bridge: FakeBridge, places: Places, visitor: Visitor, show: Show) -> StatusWindow:
    bridge.dispatch(*found(STUDIO, MINI, ROUTER, builtin()), key(), up("studio"), down("mini"))
    made = StatusWindow(tools, places, visitor.doors())
    bridge.subscribe(lambda *_: made.refresh())
    show(made)
    return made


def texts(window: StatusWindow, column: int) -> list[str]:
    model = window.nodes.model
    return [str(model.index(i, column).data()) for i in range(model.rowCount())]


def test_the_header_follows_the_state(window: StatusWindow, bridge: FakeBridge) -> None:
    assert window.headline.text() == "Degraded"
    assert window.sentence.text() == "mini is down (refused the connection); studio answers."
    bridge.dispatch(up("mini", 999.0))
    assert window.headline.text() == "Local"
    bridge.dispatch(PauseChanged(True))
    assert window.headline.text() == "Paused"


def test_every_backend_is_a_row_with_state_and_reason(window: StatusWindow) -> None:
    assert texts(window, 0) == ["mini", "studio", "built-in (small)", "openrouter"]
    assert texts(window, 1) == ["down", "ok", "on demand", "key ready"]
    first = window.nodes.model.index(0, 1)
    assert first.data(TONE_ROLE) == "bad"
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "down, refused the connection, retry now"
    assert "http://192.168.1.31:52415/v1" in str(first.data(Qt.ItemDataRole.ToolTipRole))


def test_copying_the_address_says_so(window: StatusWindow) -> None:
    window.copy.click()
    assert QApplication.clipboard().text() == "http://127.0.0.1:52410/v1"
    assert window.copy.text() == "Copied"


def test_choosing_a_route_is_a_command_and_painting_one_is_not(window: StatusWindow, bridge: FakeBridge) -> None:
    bridge.set_mode(Mode.CLOUD_ONLY)
    assert window.route.currentText() == "Cloud only"
    window.route.setFocus()
    QTest.keyClick(window.route, Qt.Key.Key_Up)
    QTest.keyClick(window.route, Qt.Key.Key_Up)
    assert bridge.snapshot.mode is Mode.LOCAL_ONLY
    assert next(c for c in bridge.calls if c[0] == "set_mode") == ("set_mode", Mode.CLOUD_ONLY)


def test_check_now_asks_the_chosen_node(window: StatusWindow, bridge: FakeBridge) -> None:
    assert not window.nodes.check.isVisible()
    window.nodes.table.selectRow(0)
    assert window.nodes.check.text() == "Check mini now"
    window.nodes.check.click()
    window.nodes.table.selectRow(2)  # the built-in model is not checked, it is started
    assert not window.nodes.check.isVisible()
    assert bridge.calls == [("check_now", MINI.id)]


def test_the_chosen_row_stays_chosen_when_nodes_come_and_go(window: StatusWindow, bridge: FakeBridge) -> None:
    window.nodes.table.selectRow(1)
    bridge.dispatch(*found(node("alpha")))
    assert texts(window, 0)[:3] == ["alpha", "mini", "studio"]
    assert window.nodes.check.text() == "Check studio now"


def test_an_open_row_of_the_activity_stays_open_when_requests_come(window: StatusWindow, bridge: FakeBridge) -> None:
    window.tabs.setCurrentWidget(window.activity)
    assert window.activity.empty.isVisible()
    bridge.dispatch(ended(record(1, attempt(STUDIO, FailureKind.CONNECT_REFUSED), attempt(MINI))))
    model, view = window.activity.model, window.activity.view
    view.expand(model.index(0, 0))
    bridge.dispatch(running(7), ended(record(2, attempt(STUDIO))))
    assert [r.way for r in model.rows] == ["choosing …", "studio ✓", "studio ✗ → mini ✓"]
    opened = model.index(2, 0)
    assert view.isExpanded(opened)
    assert model.rowCount(opened) == 4
    line = model.index(1, 0, opened)
    assert line.parent() == opened
    assert str(line.data()).startswith("1. studio, your network: refused the connection")


def test_a_request_that_ends_moves_down_and_gets_its_whole_story(window: StatusWindow, bridge: FakeBridge) -> None:
    window.tabs.setCurrentWidget(window.activity)
    bridge.dispatch(running(1), running(2))
    assert window.tabs.tabText(2) == "Activity (2)"
    bridge.dispatch(ended(structs.replace(record(3, attempt(STUDIO)), id=RequestId("live2"))))
    model = window.activity.model
    assert [(r.id, r.is_live) for r in model.rows] == [("live1", True), ("live2", False)]
    assert model.rowCount(model.index(1, 0)) == 3
    assert model.parent(model.index(0, 0, model.index(1, 0))) == model.index(1, 0)
    assert model.index(0, 0).parent() == QModelIndex()


def test_why_opens_the_newest_finished_request(window: StatusWindow, bridge: FakeBridge) -> None:
    bridge.dispatch(ended(record(1, attempt(STUDIO))), running())
    window.show_activity()
    model, view = window.activity.model, window.activity.view
    assert window.tabs.currentWidget() is window.activity
    assert view.isExpanded(model.index(1, 0))
    assert not view.isExpanded(model.index(0, 0))


def test_a_taken_port_asks_what_to_do(window: StatusWindow, bridge: FakeBridge, visitor: Visitor) -> None:
    assert not window.banners.isVisible()
    bridge.dispatch(port(PortStatus(port=52410, error="in use", owner="ollama (pid 4120)", next_free=52411)))
    assert window.banners.port.words.text() == (
        "Port 52410 is used by ollama (pid 4120). Your apps cannot reach Exo Bridge."
    )
    assert not window.copy.isEnabled()
    assert window.banners.use_next.text() == "Use 52411 instead"
    window.banners.use_next.click()
    assert visitor.used == [("use_port", 52411)]
    bridge.dispatch(port())
    assert not window.banners.isVisible()


def test_after_moving_to_another_port_the_new_address_is_pointed_out(window: StatusWindow, bridge: FakeBridge) -> None:
    bridge.dispatch(port(PortStatus(port=52410, error="in use", next_free=52411)))
    bridge.dispatch(port(PortStatus(port=52411, is_open=True)))
    assert window.banners.moved.isVisible()
    assert "http://127.0.0.1:52411/v1" in window.banners.moved.words.text()


def test_the_demo_banner_kills_and_revives(window: StatusWindow, bridge: FakeBridge, visitor: Visitor) -> None:
    bridge.dispatch(demo(), *found(node("lab", simulated=True)), up("lab"))
    assert window.banners.demo.isVisible()
    (button,) = window.banners.switches()
    assert button.text() == "Kill lab"
    button.click()
    assert visitor.used == [("set_demo_node", "node:lab", False)]
    assert not button.isEnabled()
    bridge.dispatch(down("lab"))
    assert (button.text(), button.isEnabled()) == ("Revive lab", True)


def test_complaints_stand_across_the_window_until_they_are_gone(window: StatusWindow, bridge: FakeBridge) -> None:
    wrong = Complaint("Line 3: unknown setting prot", "", "Did you mean port?", Severity.ERROR)
    bridge.dispatch(ComplaintsChanged((wrong, wrong, wrong)))
    words = [b.words.text() for b in window.banners.complaints()]
    assert words == [
        "Line 3: unknown setting prot. Did you mean port?",
        "Line 3: unknown setting prot. Did you mean port? And 1 more, see the log.",
    ]
    bridge.dispatch(ComplaintsChanged(()))
    assert window.banners.complaints() == []


def test_a_hidden_window_is_not_painted_and_catches_up_when_shown(
    window: StatusWindow, bridge: FakeBridge, show: Show
) -> None:
    window.close()
    assert not window.isVisible()
    bridge.dispatch(up("mini", 999.0))
    assert window.headline.text() == "Degraded"
    show(window)
    assert window.headline.text() == "Local"


def test_the_buttons_lead_to_the_other_windows(window: StatusWindow, visitor: Visitor) -> None:
    window.nodes.add.click()
    names = {b.accessibleName(): b for b in window.findChildren(Button)}
    names["Test chat"].click()
    names["Settings"].click()
    window.connect_app.click()
    assert visitor.used == [("add_node",), ("chat",), ("settings",), ("connect",)]


def test_a_window_comes_back_where_it_was(
    tools: Tools, bridge: FakeBridge, places: Places, visitor: Visitor, show: Show, qapp: QApplication
) -> None:
    first = StatusWindow(tools, places, visitor.doors())
    first.raise_up()
    first.resize(700, 500)
    qapp.processEvents()
    first.close()
    second = StatusWindow(tools, places, visitor.doors())
    second.raise_up()
    show(second)
    assert (second.width(), second.height()) == (700, 500)
    first.deleteLater()


def test_models_are_listed_with_their_state(window: StatusWindow, bridge: FakeBridge) -> None:
    window.tabs.setCurrentWidget(window.models)
    rows = [(r.model, r.on, r.state) for r in window.models.model.rows]
    assert rows == [("qwen3-30b", "studio", "ready")]


def test_the_window_says_who_may_use_a_shared_port(window: StatusWindow, bridge: FakeBridge, tmp_path: Path) -> None:
    assert window.sharing.isHidden()
    bridge.settings = replace(bridge.settings, access=AccessSettings(share=True))
    window.refresh()
    assert window.sharing.isVisible()
    assert window.sharing.text() == "It is shared with your network as soon as an app has a key."
    bridge.app_keys = LocalKeys(tmp_path / "local-keys.json")
    bridge.app_keys.create("Zed", 1.0)
    window.refresh()
    assert window.sharing.text() == "Shared with your network, for apps with a key."
