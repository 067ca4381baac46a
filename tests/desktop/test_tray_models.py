"""Models in the tray's menu: lines change in place, a click leads to where it is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from desktop.choice_dialog import ChoiceDialog
from desktop.places import Places
from desktop.status_window import StatusWindow
from desktop.text.models import Key
from desktop.tools import Tools
from desktop.tray_models import ModelsMenu
from tests.desktop.building import down, folded, found, node
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.fake_nodes import COMING, READY, pair
from tests.desktop.test_status_window import Visitor

BOTH = found(node("studio"), node("mini", host="192.168.1.31"))


def shown(menu: ModelsMenu) -> list[str]:
    return [a.text() for a in menu.menu.actions() if a.isVisible() and a.text()]


def test_the_submenu_says_what_is_loaded_and_leads_to_the_page(tools: Tools) -> None:
    chosen: list[Key | None] = []
    parent = QMenu()
    menu = ModelsMenu(parent, chosen.append)
    actions = menu.menu.actions()
    assert not menu.menu.menuAction().isVisible()
    snapshot = folded(*BOTH, *pair())
    menu.show_snapshot(snapshot)
    assert menu.menu.menuAction().isVisible()
    assert shown(menu) == [
        "Llama-3.2-1B-Instruct-4bit: ready",
        "Qwen3-30B-A3B-4bit: downloading 40%",
        "Manage models…",
    ]
    menu.lines[1].trigger()
    menu.menu.actions()[-1].trigger()
    assert chosen == [(node("mini").id, COMING), None]
    menu.show_snapshot(folded(down("studio"), down("mini"), snapshot=snapshot))
    assert not menu.menu.menuAction().isVisible()
    menu.lines[0].trigger()
    assert len(chosen) == 2
    assert menu.menu.actions() == actions, "changed in place"


def test_a_model_that_could_be_loaded_is_asked_about_at_once(
    tools: Tools, bridge: FakeBridge, places: Places, show: Callable[[QWidget], None]
) -> None:
    bridge.dispatch(*BOTH, *pair())
    window = StatusWindow(tools, places, Visitor().doors())
    window.show_models((node("mini").id, READY))
    show(window)
    assert window.tabs.currentWidget() is window.models
    assert window.models.chosen is not None and window.models.chosen.model == READY
    assert window.findChildren(ChoiceDialog) == []
    window.show_models((node("mini").id, COMING))
    [dialog] = window.findChildren(ChoiceDialog)
    assert dialog.windowTitle() == "Load Qwen3-30B-A3B-4bit"
    window.show_models()
