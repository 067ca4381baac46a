"""Models are loaded, unloaded, downloaded and deleted from the window; what is refused is told and stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from core.cluster import Copy
from core.domain import FailureKind, ModelState, ModelStatus
from core.errors import AttemptFailed
from core.exo_control import Refused
from desktop.choice_dialog import ChoiceDialog
from desktop.dialogs import Question
from desktop.models_page import ModelsPage
from desktop.places import Places
from desktop.status_window import StatusWindow
from desktop.tasks import Tasks
from desktop.text.models import Action
from desktop.theme import Theme
from desktop.tools import Tools
from desktop.widgets import Button
from tests.desktop.building import cloud, found, node, running, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.fake_nodes import COMING, PAIR, PLACEMENT, READY, pair, told
from tests.desktop.test_status_window import Visitor

Show = Callable[[QWidget], None]
MINI = node("mini").id


@pytest.fixture
def page(tools: Tools, bridge: FakeBridge, places: Places, show: Show) -> ModelsPage:
    bridge.dispatch(*found(node("studio"), node("mini", host="192.168.1.31"), cloud()), *pair())
    made = StatusWindow(tools, places, Visitor().doors())
    bridge.subscribe(lambda *_: made.refresh())
    show(made)
    made.tabs.setCurrentWidget(made.models)
    return made.models


def offered(page: ModelsPage) -> list[str]:
    return [b.text() for b in page.buttons.values() if b.isVisible()]


def choose(page: ModelsPage, model: str) -> None:
    assert page.choose((MINI, model)) is not None


def test_the_commands_follow_the_chosen_model(page: ModelsPage) -> None:
    assert offered(page) == []
    assert page.hint.text() == "Choose a model to load, unload or delete it."
    choose(page, READY)
    assert offered(page) == ["Unload"]
    choose(page, COMING)
    assert offered(page) == ["Load…", "Cancel download"]
    assert page.hint.text() == ""


def test_loading_shows_where_it_fits_and_takes_the_chosen_way(page: ModelsPage, bridge: FakeBridge) -> None:
    choose(page, COMING)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    dialog = page.findChild(ChoiceDialog)
    assert isinstance(dialog, ChoiceDialog)
    assert dialog.choices.button(0).text() == "studio and mini"
    assert "studio: 11 GB of 56 GB free" in dialog.choices.button(0).accessibleDescription()
    dialog.accept_button.click()
    placement = replace(PLACEMENT, model=COMING)
    assert bridge.calls == [("preview", MINI, COMING), ("load", MINI, COMING, placement)]
    assert not page.problem.isVisible()


def test_what_does_not_fit_is_refused_with_its_reason(page: ModelsPage, bridge: FakeBridge) -> None:
    bridge.nodes.refuses = Refused(f"{COMING} does not fit into memory", "it needs 378 GB", "Unload another model.")
    choose(page, COMING)
    dialog = page.do(Action.LOAD)
    assert isinstance(dialog, ChoiceDialog)
    assert dialog.problem.text() == f"{COMING} does not fit into memory: it needs 378 GB. Unload another model."
    assert not dialog.accept_button.isEnabled()
    dialog.reject()


def test_a_refused_command_stays_told_until_it_is_dismissed(page: ModelsPage, bridge: FakeBridge) -> None:
    bridge.nodes.refuses = Refused(f"{READY} was not unloaded", "exo said no")
    choose(page, READY)
    page.buttons[Action.UNLOAD].click()
    assert page.problem.isVisible()
    assert page.problem.words.text() == f"{READY} was not unloaded: exo said no."
    bridge.dispatch(up("studio", 999.0))
    assert page.problem.isVisible(), "a new snapshot does not wipe it away"
    page.problem.findChildren(Button)[0].click()
    assert not page.problem.isVisible()


def test_a_node_that_does_not_answer_a_command_says_so(page: ModelsPage, bridge: FakeBridge) -> None:
    async def unload(*_: object) -> None:
        raise AttemptFailed(FailureKind.CONNECT_REFUSED)

    bridge.nodes.unload = unload  # type: ignore[method-assign,assignment]  # the fake's own method
    choose(page, READY)
    page.do(Action.UNLOAD)
    assert page.problem.words.text().startswith("mini refused the connection.")


def test_a_model_that_answers_is_not_unloaded_unasked(page: ModelsPage, bridge: FakeBridge) -> None:
    bridge.dispatch(running(1, READY))
    choose(page, READY)
    question = page.do(Action.UNLOAD)
    assert isinstance(question, Question)
    assert bridge.calls == []
    question.buttons[0].click()
    assert bridge.calls == [("unload", MINI, READY)]


def test_a_running_download_is_cancelled_at_its_machine(page: ModelsPage, bridge: FakeBridge) -> None:
    choose(page, COMING)
    page.buttons[Action.CANCEL].click()
    assert bridge.calls == [("cancel_download", MINI, COMING, "s1")]


def test_deleting_asks_and_names_the_machine(page: ModelsPage, bridge: FakeBridge) -> None:
    facts = replace(PAIR, shards=(), copies=(Copy(READY, "s1", True),))
    bridge.dispatch(*(told(n, facts, (ModelStatus(READY, ModelState.DOWNLOADED),)) for n in ("studio", "mini")))
    choose(page, READY)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    question = page.findChild(Question)
    assert isinstance(question, Question)
    question.buttons[0].click()
    assert bridge.calls == [("delete", MINI, READY, "s1")]


def test_where_several_machines_hold_it_one_is_chosen(page: ModelsPage, bridge: FakeBridge) -> None:
    facts = replace(PAIR, shards=(), copies=(Copy(READY, "s1", True), Copy(READY, "m1", True)))
    bridge.dispatch(*(told(n, facts, (ModelStatus(READY, ModelState.DOWNLOADED),)) for n in ("studio", "mini")))
    choose(page, READY)
    dialog = page.do(Action.DELETE)
    assert isinstance(dialog, ChoiceDialog)
    assert [b.text() for b in dialog.choices.buttons()] == ["studio", "mini"]
    dialog.choices.button(1).setChecked(True)
    dialog.accept_button.click()
    assert bridge.calls == [("delete", MINI, READY, "m1")]


def test_the_context_menu_has_the_same_commands(page: ModelsPage, qapp: QApplication) -> None:
    choose(page, COMING)
    page._open_menu(QPoint(4, 4))
    [menu] = page.findChildren(QMenu)
    assert [a.text() for a in menu.actions()] == ["Load…", "Cancel download"]
    menu.close()


def test_the_catalogue_is_filtered_and_loads_what_is_chosen(page: ModelsPage, bridge: FakeBridge) -> None:
    page.search.click()
    dialog = page.open_catalogue()
    assert [r.model for r in dialog.model.rows][-1] == "mlx-community/DeepSeek-V3-4bit"
    assert not dialog.load.isEnabled()
    dialog.filter.setText("nothing like that")
    assert dialog.nothing.isVisible()
    dialog.filter.setText("deepseek")
    dialog.table.selectRow(0)
    assert dialog.load.isEnabled() and dialog.download.isEnabled()
    dialog.download.click()
    chooser = page.findChildren(ChoiceDialog)[-1]
    chooser.accept_button.click()
    assert bridge.calls[-1] == ("download", MINI, "mlx-community/DeepSeek-V3-4bit", "s1")
    again = page.open_catalogue()
    again.filter.setText("deepseek")
    again.table.selectRow(0)
    again.load.click()
    assert bridge.calls[-1:] == [("preview", MINI, "mlx-community/DeepSeek-V3-4bit")]


def test_a_catalogue_that_cannot_be_read_says_why(page: ModelsPage, bridge: FakeBridge) -> None:
    bridge.nodes.refuses = Refused("There is no such node", "It may have gone in the meantime")
    dialog = page.open_catalogue()
    assert dialog.told.sentence.text() == "There is no such node: It may have gone in the meantime."
    dialog.reject()


def test_without_exo_nothing_is_offered_and_without_models_the_page_teaches(
    tools: Tools, bridge: FakeBridge, places: Places, show: Show
) -> None:
    made = StatusWindow(tools, places, Visitor().doors())
    show(made)
    made.tabs.setCurrentWidget(made.models)
    assert made.models.empty.isVisible()
    assert not made.models.search.isVisible()


def test_a_dialog_closed_while_exo_is_asked_is_left_alone(
    theme: Theme, bridge: FakeBridge, places: Places, show: Show, on_loop: Callable[..., None]
) -> None:
    answers = asyncio.Event()

    async def slow(*_: object) -> tuple[object, ...]:
        await answers.wait()
        return (PLACEMENT,)

    async def closed() -> None:
        bridge.dispatch(*found(node("studio")), told("studio"))
        bridge.nodes.preview = slow  # type: ignore[method-assign,assignment]  # the fake's own method
        async with Tasks() as tasks:
            made = StatusWindow(Tools(theme, bridge, tasks), places, Visitor().doors())
            show(made)
            dialog = made.models.control.open_load(node("studio").id, COMING, ())
            await asyncio.sleep(0)
            dialog.reject()
            answers.set()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert not dialog.is_open

    on_loop(closed())


def test_a_model_is_chosen_in_a_language_from_right_to_left_too(page: ModelsPage, qapp: QApplication) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        qapp.processEvents()
        choose(page, COMING)
        assert page.chosen is not None and page.chosen.model == COMING
        page.table.grab()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
