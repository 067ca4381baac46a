"""A node is listed with its token, region and weight, changed, switched off, and says why it does not answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget

from core.config import ConfigError
from core.domain import FailureKind, KeyName, KeyReference, KeySource
from core.events import KeyringNamed
from core.settings import NodeSettings
from desktop.dialogs import Question
from desktop.node_dialog import STORED, VARIABLE, NodeDialog
from desktop.nodes_page import NodesSettingsPage
from desktop.places import Places
from desktop.settings_window import SettingsWindow
from desktop.status_window import StatusWindow
from desktop.text.accounts import EXAMPLE_NODE, node_facts, weight_of, wrong_node
from desktop.text.translate import unbroken
from desktop.tools import Tools
from tests.desktop.building import down, found, node
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_status_window import Visitor

Show = Callable[[QWidget], None]
KEYRING = KeyReference(KeySource.KEYRING, KeyName("studio"))
STUDIO = NodeSettings("studio", "https://studio.lan:8443", key=KEYRING, region="office", weight=2.0, priority=3)


@pytest.fixture
def page(tools: Tools, bridge: FakeBridge, places: Places, show: Show) -> NodesSettingsPage:
    bridge.dispatch(KeyringNamed("GNOME Keyring"))
    window = SettingsWindow(tools, places)
    bridge.subscribe(lambda *_: window.refresh())
    show(window)
    window.sidebar.setCurrentRow(1)
    return window.nodes


@pytest.fixture
def listed(page: NodesSettingsPage, bridge: FakeBridge) -> NodesSettingsPage:
    """A page with one node whose token is stored."""
    bridge.settings = replace(bridge.settings, nodes=(STUDIO,))
    bridge.dispatch(*found(node("studio")))
    page.window().refresh()  # type: ignore[attr-defined]  # the settings window
    return page


def choose(dialog: NodeDialog, source: object) -> None:
    dialog.source.setCurrentIndex(dialog.source.findData(source))


def test_the_example_of_an_address_stays_on_one_line(page: NodesSettingsPage) -> None:
    sentence = page.empty.sentence
    layout = QTextLayout(sentence.text(), sentence.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(1.0)  # narrower than any word: a break wherever one may be
        lines.append(sentence.text()[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    assert lines[-1] == unbroken(EXAMPLE_NODE) + "."


def test_a_new_node_asks_for_little_and_more_unfolds(page: NodesSettingsPage, bridge: FakeBridge) -> None:
    dialog = page.open_add()
    assert not dialog.source.isVisible() and not dialog.weight.isVisible()
    dialog.more.click()
    assert dialog.source.isVisible() and dialog.weight.text() == "1" and dialog.enabled.isChecked()
    dialog.address.setText("studio.lan:8443")
    dialog.name.setText("studio")
    choose(dialog, STORED)
    dialog.accept_button.click()
    assert dialog.problem.text() == "Paste the token of this node."
    dialog.secret.setText(" s3cret ")
    dialog.region.setText("office")
    dialog.weight.setText("1,5")
    dialog.accept_button.click()
    expected = NodeSettings("studio", "http://studio.lan:8443", key=KEYRING, region="office", weight=1.5)
    assert bridge.calls[:2] == [("store_key", KeyName("studio"), 6), ("add_node", expected)]
    assert dialog.secret.text() == ""


def test_a_changed_node_keeps_what_the_form_does_not_show(listed: NodesSettingsPage, bridge: FakeBridge) -> None:
    listed.cards[0].edit.emit("studio")
    dialog = listed.findChild(NodeDialog)
    assert isinstance(dialog, NodeDialog)
    assert dialog.name.isReadOnly() and dialog.secret.placeholderText() == "stored; leave empty to keep it"
    dialog.address.setText("https://studio.lan:9443")
    dialog.accept_button.click()
    assert bridge.calls[0] == ("add_node", replace(STUDIO, url="https://studio.lan:9443"))


def test_a_token_that_is_not_used_any_more_is_removed(listed: NodesSettingsPage, bridge: FakeBridge) -> None:
    dialog = listed.open_edit("studio")
    assert dialog is not None
    choose(dialog, VARIABLE)
    dialog.variable.setText("STUDIO_TOKEN")
    dialog.accept_button.click()
    moved = replace(STUDIO, key=KeyReference(KeySource.ENVIRONMENT, KeyName("STUDIO_TOKEN")))
    assert bridge.calls[:2] == [("add_node", moved), ("remove_key", KeyName("studio"))]
    again = listed.open_edit("studio")
    assert again is not None and again.variable.text() == "STUDIO_TOKEN"
    again.reject()
    assert listed.open_edit("nobody") is None


def test_what_cannot_be_saved_is_told_in_the_dialog(listed: NodesSettingsPage, bridge: FakeBridge) -> None:
    dialog = listed.open_edit("studio")
    assert dialog is not None
    dialog.weight.setText("heavy")
    dialog.accept_button.click()
    assert dialog.problem.text() == "The weight is a number from 0 up; 2 gets twice the requests of 1."
    bridge.has_store = False
    dialog.weight.setText("1")
    dialog.secret.setText("new")
    dialog.accept_button.click()
    assert dialog.problem.text() == "This computer has no password store. Use an environment variable."
    assert dialog.accept_button.isEnabled()
    dialog.reject()


def test_a_node_is_switched_off_and_on_in_the_list(listed: NodesSettingsPage, bridge: FakeBridge) -> None:
    assert listed.cards[0].facts.text_whole() == "with a token · region office · weight 2"
    listed.cards[0].enabled.click()
    assert bridge.calls[0] == ("add_node", replace(STUDIO, enabled=False))
    listed.window().refresh()  # type: ignore[attr-defined]  # the settings window
    assert listed.cards[0].pill.accessibleName() == "switched off"


def test_a_listed_node_says_exactly_why_it_does_not_answer(listed: NodesSettingsPage, bridge: FakeBridge) -> None:
    bridge.dispatch(down("studio", 996.0, FailureKind.NAME_NOT_FOUND, "the name studio.lan is known to no name server"))
    card = listed.cards[0]
    assert (card.pill.accessibleName(), card.reason.text()) == (
        "down",
        "has a name that cannot be found (the name studio.lan is known to no name server)",
    )


def test_removing_a_node_takes_its_token_along(listed: NodesSettingsPage, bridge: FakeBridge) -> None:
    question = listed.ask_remove("studio")
    assert isinstance(question, Question)
    question.buttons[0].click()
    assert bridge.calls == [("remove_key", KeyName("studio")), ("remove_node", "studio")]


async def _refuses(*_: object) -> None:
    raise ConfigError("The settings file cannot be written", "Look at its permissions.")


def test_a_file_that_cannot_be_written_is_told(listed: NodesSettingsPage, bridge: FakeBridge) -> None:
    bridge.add_node = bridge.remove_node = _refuses  # type: ignore[method-assign,assignment]  # the fake's own
    listed.cards[0].enabled.click()
    listed.ask_remove("studio").buttons[0].click()
    assert len([q for q in listed.findChildren(Question) if q.isVisible()]) == 2


def test_the_status_window_leads_to_the_chosen_node(
    tools: Tools, bridge: FakeBridge, places: Places, show: Show
) -> None:
    visitor = Visitor()
    bridge.settings = replace(bridge.settings, nodes=(STUDIO,))
    bridge.dispatch(*found(node("studio"), node("found-one")))
    window = StatusWindow(tools, places, visitor.doors())
    show(window)
    window.nodes.table.selectRow(0)
    assert not window.nodes.change.isVisible()
    window.nodes.table.selectRow(1)
    window.nodes.change.click()
    assert visitor.used == [("edit_node", "studio")]


def test_facts_and_mistakes_of_a_node_in_words() -> None:
    variable = replace(STUDIO, key=KeyReference(KeySource.ENVIRONMENT, KeyName("T")), region="", weight=1.0)
    assert node_facts(variable) == "token from the environment variable T"
    assert node_facts(NodeSettings("a", "http://x")) == ""
    assert wrong_node(replace(STUDIO, weight=weight_of("")), []).startswith("The weight is a number")
    bad = replace(STUDIO, key=KeyReference(KeySource.ENVIRONMENT, KeyName("sk-1")))
    assert wrong_node(bad, []) == "The name of an environment variable looks like OPENROUTER_API_KEY."
