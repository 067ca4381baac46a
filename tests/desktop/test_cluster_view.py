"""The drawing of the machines: reached by keyboard and pointer, told to screen readers, one with the table below."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.cluster import Machine
from desktop.cluster_layout import lay_out
from desktop.places import Places
from desktop.status_window import StatusWindow
from desktop.tasks import Tasks
from desktop.text.cluster import MachineCard, cluster_cards
from desktop.theme import Theme
from desktop.tools import Tools
from tests.desktop.building import cloud, down, folded, found, node, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.fake_nodes import PAIR, pair, told
from tests.desktop.test_status_window import Visitor

Show = Callable[[QWidget], None]


@pytest.fixture
def window(tools: Tools, bridge: FakeBridge, places: Places, show: Show) -> StatusWindow:
    bridge.dispatch(*found(node("studio"), node("mini", host="192.168.1.31"), cloud()), *pair())
    made = StatusWindow(tools, places, Visitor().doors())
    bridge.subscribe(lambda *_: made.refresh())
    show(made)
    return made


def test_the_arrow_keys_go_from_machine_to_machine_and_enter_chooses_its_row(window: StatusWindow) -> None:
    view, table = window.nodes.view, window.nodes.table
    assert view.accessibleDescription() == "exo cluster, 2 machines: mini ok, studio ok"
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.accessibleDescription().startswith("mini: ok\nMac mini · Apple M4\n6 GB of 24 GB in use")
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current is not None and view.current.name == "studio"
    QTest.keyClick(view, Qt.Key.Key_Return)
    [row] = table.selectionModel().selectedRows()
    assert window.nodes.model.rows[row.row()].name == "studio"
    assert window.nodes.check.text() == "Check studio now"


def test_a_click_on_a_machine_chooses_its_row(window: StatusWindow) -> None:
    view = window.nodes.view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.box_of("mini").center())
    assert window.nodes.check.text() == "Check mini now"
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() // 2, view.height() - 1))
    assert view.box_of("nobody").isEmpty()


def test_a_chosen_row_is_marked_in_the_drawing(window: StatusWindow, qapp: QApplication, theme: Theme) -> None:
    window.nodes.table.selectRow(0)
    qapp.processEvents()
    view = window.nodes.view
    picture, box = view.grab().toImage(), view.box_of("mini")
    edge = picture.pixelColor(round((box.left() + 0.5) * picture.devicePixelRatio()), box.center().y())
    assert edge != QColor(theme.colours.line)


def test_no_drawing_where_there_is_no_machine(tools: Tools, places: Places, show: Show) -> None:
    made = StatusWindow(tools, places, Visitor().doors())
    show(made)
    assert not made.nodes.drawing.isVisible()
    assert made.nodes.hint.text().startswith("No node found yet.")


def test_a_machine_that_went_takes_the_keyboard_off_it(window: StatusWindow, bridge: FakeBridge) -> None:
    view = window.nodes.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    alone = replace(PAIR, members=("s1",), machines=PAIR.machines[:1], links=(), shards=(), copies=())
    bridge.dispatch(told("studio", alone, ()), down("mini"))
    assert view.accessibleDescription()
    view.grab()


@pytest.mark.parametrize("width", [320.0, 770.0, 1600.0])
@pytest.mark.parametrize("count", [1, 2, 8])
def test_cards_never_cover_each_other(width: float, count: int) -> None:
    machines = tuple(Machine(f"m{i}", f"node-{i}") for i in range(count))
    facts = replace(PAIR, machines=machines, members=tuple(m.id for m in machines), shards=(), copies=(), node_id="m0")
    snapshot = folded(*found(node("a"), node("z"), node("y")), told("a", facts), up("z"), down("y"))
    layout = lay_out(cluster_cards(snapshot), width, 17.0, lambda card: 100.0)
    boxes = list(layout.boxes.values())
    assert len(boxes) == count + 2
    assert all(QRectF(0, 0, width + 0.01, layout.height).contains(box) for box in boxes)
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_scan_is_told_while_it_goes_on_and_when_it_is_over(
    theme: Theme, bridge: FakeBridge, places: Places, show: Show, on_loop: Callable[..., None]
) -> None:
    async def scanned() -> None:
        async with Tasks() as tasks:
            made = StatusWindow(Tools(theme, bridge, tasks), places, Visitor().doors())
            show(made)
            made.nodes.scan.click()
            made.nodes.scan.click()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert bridge.calls == [("scan",)]
            assert made.nodes.scan.isEnabled()
            assert made.nodes.hint.text() == "Nothing new: asked 254 addresses of your network."

    on_loop(scanned())


def test_a_machine_out_of_sight_is_scrolled_to_by_the_keyboard(
    window: StatusWindow, bridge: FakeBridge, qapp: QApplication
) -> None:
    machines = tuple(Machine(f"x{i}", f"node-{i:02}") for i in range(24))
    facts = replace(PAIR, machines=machines, members=tuple(m.id for m in machines), shards=(), copies=(), node_id="x0")
    bridge.dispatch(told("studio", facts, ()))
    qapp.processEvents()
    view = window.nodes.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(12):
        QTest.keyClick(view, Qt.Key.Key_Down)
    current = view.current
    assert current is not None and window.nodes.drawing.verticalScrollBar().value() > 0
    assert view.visibleRegion().contains(view.box_of(current.name).center())


def test_the_table_tells_memory_and_sensors_too(window: StatusWindow) -> None:
    rows = {r.name: (r.memory, r.sensors) for r in window.nodes.model.rows}
    assert rows == {"studio": ("36 GB of 96 GB", "54 °C · 38 W"), "mini": ("6 GB of 24 GB", ""), "openrouter": ("", "")}


def test_news_of_one_machine_paint_that_machine_only(
    window: StatusWindow, bridge: FakeBridge, qapp: QApplication
) -> None:
    view = window.nodes.view
    qapp.processEvents()
    painted: list[str] = []
    paint = view._cards.paint

    def watched(painter: QPainter, box: QRectF, card: MachineCard, *more: Any, **named: Any) -> None:
        painted.append(card.name)
        paint(painter, box, card, *more, **named)

    view._cards.paint = watched  # type: ignore[method-assign]  # ours, watched
    studio, mini = PAIR.machines
    busier = replace(PAIR, machines=(replace(studio, memory_available=1), mini))
    bridge.dispatch(told("mini", replace(busier, node_id="m1")), told("studio", busier))
    qapp.processEvents()
    assert painted == ["studio"]
