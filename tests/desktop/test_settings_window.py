"""The settings window: keys go in and never come out, every mistake is told beside the field."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from core.bridge import KeyTest
from core.domain import KeyName, KeyReference, KeySource, KeyState, Mode
from core.events import KeyChanged, KeyringNamed
from core.settings import CloudSettings, NodeSettings
from desktop.account_dialogs import AddAccountDialog
from desktop.dialogs import Question
from desktop.places import Places
from desktop.settings_window import SettingsWindow
from desktop.text.accounts import completed_address, name_from_address, wrong_account, wrong_node
from desktop.tools import Tools
from tests.desktop.building import NOW, key, refused
from tests.desktop.fake_bridge import FakeBridge

SECRET = "sk-not-a-real-key-0123456789"
IN_KEYRING = KeyReference(KeySource.KEYRING, KeyName("openrouter"))
Show = Callable[[QWidget], None]


@pytest.fixture
def window(tools: Tools, bridge: FakeBridge, places: Places, show: Show) -> SettingsWindow:
    bridge.dispatch(KeyringNamed("GNOME Keyring"))
    made = SettingsWindow(tools, places)
    bridge.subscribe(lambda *_: made.refresh())
    show(made)
    return made


def add_openrouter(window: SettingsWindow) -> None:
    dialog = window.cloud.open_add()
    dialog.secret.setText(f"  {SECRET}\n")
    dialog.accept_button.click()


def test_an_empty_list_teaches_and_offers_one_action(window: SettingsWindow) -> None:
    assert window.cloud.empty.isVisible()
    assert window.cloud.empty.sentence.text().startswith("Nothing leaves your machines.")
    assert window.cloud.add.text() == "Add account…"


def test_adding_an_account_stores_the_key_saves_the_account_and_tests_it(
    window: SettingsWindow, bridge: FakeBridge
) -> None:
    add_openrouter(window)
    assert bridge.calls == [
        ("store_key", "openrouter", len(SECRET)),
        ("add_cloud", CloudSettings("openrouter", "openrouter", key=IN_KEYRING)),
        ("test_key", "openrouter"),
    ]
    (card,) = window.cloud.cards()
    assert card.result.text() == "✓ The key works: 3 models (a, b, c)"
    assert not window.cloud.empty.isVisible()


def test_a_key_is_in_no_field_and_no_text_after_it_was_stored(window: SettingsWindow) -> None:
    dialog = window.cloud.open_add()
    field = dialog.secret
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.setText(SECRET)
    dialog.accept_button.click()
    gc.collect()
    assert field.text() == ""
    shown = [w.text() for w in window.findChildren(QLineEdit)] + [repr(window.bridge.snapshot)]
    assert not [text for text in shown if SECRET in text]


def test_without_a_key_nothing_is_saved_and_the_reason_stands_in_the_form(
    window: SettingsWindow, bridge: FakeBridge
) -> None:
    dialog = window.cloud.open_add()
    dialog.accept_button.click()
    assert dialog.problem.text() == "Paste the key that the provider showed you."
    assert bridge.calls == []
    dialog.close()


def test_a_missing_password_store_is_told_and_the_form_stays(window: SettingsWindow, bridge: FakeBridge) -> None:
    bridge.has_store = False
    dialog = window.cloud.open_add()
    dialog.secret.setText(SECRET)
    dialog.accept_button.click()
    assert dialog.problem.text().startswith("This computer has no password store")
    assert dialog.isVisible()
    assert dialog.accept_button.isEnabled()
    assert bridge.settings.cloud == ()
    dialog.close()


def test_without_a_store_a_key_is_kept_until_the_end_and_the_form_says_so(
    bridge: FakeBridge, window: SettingsWindow
) -> None:
    bridge.dispatch(KeyringNamed(""))
    dialog = window.cloud.open_add()
    assert dialog.source.currentText() == "Kept until you quit"
    assert "until you quit" in dialog.note.text()
    dialog.secret.setText(SECRET)
    dialog.accept_button.click()
    assert [call[0] for call in bridge.calls] == ["keep_key", "add_cloud", "test_key"]
    (card,) = window.cloud.cards()
    assert (card.state(), card.detail()) == ("key ready", "Key kept until you quit")
    bridge.dispatch(KeyChanged(KeyName("openrouter"), KeyState.UNAVAILABLE, NOW.at))  # after the next start
    assert "no password store" in card.detail()
    replace = window.cloud.open_replace("openrouter")
    assert "until you quit" in replace.note.text()
    replace.secret.setText(SECRET)
    replace.accept_button.click()
    assert bridge.calls[-2:] == [("keep_key", "openrouter", len(SECRET)), ("test_key", "openrouter")]


def test_a_key_from_the_environment_is_named_not_asked_for(bridge: FakeBridge, window: SettingsWindow) -> None:
    dialog = window.cloud.open_add()
    dialog.source.setCurrentIndex(1)
    assert not dialog.secret.isVisible()
    assert dialog.variable.text() == "OPENROUTER_API_KEY"
    dialog.accept_button.click()
    (added,) = [c for c in bridge.calls if c[0] == "add_cloud"]
    reference = KeyReference(KeySource.ENVIRONMENT, KeyName("OPENROUTER_API_KEY"))
    assert added[1] == CloudSettings("openrouter", "openrouter", key=reference)


def test_an_account_at_azure_asks_for_its_own_address(window: SettingsWindow, bridge: FakeBridge) -> None:
    """Its key would go to a server called YOUR-RESOURCE-NAME, which anybody may own."""
    dialog = window.cloud.open_add()
    dialog.provider.setCurrentIndex(dialog.provider.findData("azure"))
    assert dialog.address.isVisible()
    dialog.secret.setText(SECRET)
    dialog.accept_button.click()
    assert dialog.problem.text().startswith("The address must look like https://YOUR-RESOURCE-NAME.openai")
    assert bridge.calls == []
    dialog.address.setText("https://mine.openai.azure.com/openai/v1")
    dialog.accept_button.click()
    assert bridge.settings.cloud[0].base_url == "https://mine.openai.azure.com/openai/v1"


def test_another_service_asks_for_its_address(window: SettingsWindow, bridge: FakeBridge) -> None:
    dialog: AddAccountDialog = window.cloud.open_add()
    assert not dialog.address.isVisible()
    dialog.provider.setCurrentIndex(dialog.provider.count() - 1)
    assert dialog.address.isVisible()
    dialog.name.setText("mine")
    dialog.address.setText("example.com")
    dialog.secret.setText(SECRET)
    dialog.accept_button.click()
    assert dialog.problem.text() == "The address must look like https://example.com/v1."
    dialog.address.setText("https://example.com/v1/")
    dialog.accept_button.click()
    assert bridge.settings.cloud[0].base_url == "https://example.com/v1"


def test_a_key_is_replaced_and_tested(window: SettingsWindow, bridge: FakeBridge) -> None:
    add_openrouter(window)
    bridge.calls.clear()
    bridge.key_test = KeyTest(False, "openrouter refused the key", "Replace the key in the settings.")
    dialog = window.cloud.open_replace("openrouter")
    dialog.secret.setText("another")
    dialog.accept_button.click()
    assert bridge.calls == [("store_key", "openrouter", 7), ("test_key", "openrouter")]
    (card,) = window.cloud.cards()
    assert card.result.text() == "✗ openrouter refused the key: Replace the key in the settings."


def test_removing_asks_and_takes_the_key_along(window: SettingsWindow, bridge: FakeBridge) -> None:
    add_openrouter(window)
    bridge.calls.clear()
    question: Question = window.cloud.ask_remove("openrouter")
    question.buttons[1].click()
    assert bridge.calls == []
    window.cloud.ask_remove("openrouter").buttons[0].click()
    assert bridge.calls == [("remove_key", "openrouter"), ("remove_cloud", "openrouter")]
    assert window.cloud.empty.isVisible()


def test_a_card_shows_where_the_key_lies_and_what_is_wrong(window: SettingsWindow, bridge: FakeBridge) -> None:
    add_openrouter(window)
    (card,) = window.cloud.cards()
    assert card.detail() == "Key in GNOME Keyring"
    assert card.state() == "key ready"
    bridge.dispatch(refused())
    assert card.state() == "refused the key"
    bridge.dispatch(key(state=KeyState.MISSING))
    assert card.replace_button.text() == "Add key…"


def test_a_node_is_added_as_people_type_it(window: SettingsWindow, bridge: FakeBridge) -> None:
    window.open_add_node()
    dialog = window.nodes.open_add()
    dialog.address.setText("studio.local")
    dialog.address.textEdited.emit("studio.local")
    assert dialog.name.text() == "studio"
    dialog.accept_button.click()
    assert bridge.calls[0] == ("add_node", NodeSettings("studio", "http://studio.local:52415"))
    again = window.nodes.open_add()
    again.address.setText("http://10.0.0.2:52415")
    again.name.setText("studio")
    again.accept_button.click()
    assert again.problem.text() == "There is already one called studio."
    again.close()


def test_a_node_is_removed(window: SettingsWindow, bridge: FakeBridge) -> None:
    window.sidebar.setCurrentRow(1)
    dialog = window.nodes.open_add()
    dialog.address.setText("10.0.0.2")
    dialog.name.setText("studio")
    dialog.accept_button.click()
    window.refresh()
    names = {b.accessibleName(): b for b in window.nodes.findChildren(type(window.nodes.add))}
    names["Remove studio"].click()
    window.nodes.findChildren(Question)[-1].buttons[0].click()
    assert bridge.calls[-1] == ("remove_node", "studio")
    window.refresh()
    assert window.nodes.empty.isVisible()


def test_the_general_page_shows_and_changes_the_route(window: SettingsWindow, bridge: FakeBridge) -> None:
    window.sidebar.setCurrentRow(3)
    assert window.general.address.text_whole() == "http://127.0.0.1:52410/v1"
    assert window.general.store.text_whole() == "GNOME Keyring"
    window.general.route.activated.emit(1)
    assert bridge.snapshot.mode is Mode.LOCAL_ONLY
    assert window.general.route.currentText() == "Local only (never cloud)"


@pytest.mark.parametrize(
    ("typed", "address", "name"),
    [
        ("192.168.1.20", "http://192.168.1.20:52415", "192.168.1.20"),
        ("192.168.1.20:11434", "http://192.168.1.20:11434", "192.168.1.20"),
        ("http://studio.local:52415/v1/", "http://studio.local:52415/v1", "studio"),
        ("https://box/", "https://box", "box"),
        ("studio/v1", "http://studio:52415/v1", "studio"),
        ("", "", ""),
    ],
)
def test_addresses_are_completed(typed: str, address: str, name: str) -> None:
    assert completed_address(typed) == address
    assert name_from_address(typed) == name


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        (NodeSettings("a", "http://x:99999"), "The address must look like http://192.168.1.20:52415."),
        (NodeSettings("a", "ftp://x"), "The address must look like http://192.168.1.20:52415."),
        (NodeSettings("", "http://x"), "Give it a name of letters, digits, dots or dashes."),
        (NodeSettings("a/b", "http://x"), "Give it a name of letters, digits, dots or dashes."),
        (NodeSettings("old", "http://x"), "There is already one called old."),
        (NodeSettings("new", "http://x"), ""),
    ],
)
def test_mistakes_in_a_node_are_told(node: NodeSettings, problem: str) -> None:
    assert wrong_node(node, ["old"]) == problem


def test_a_variable_must_be_one() -> None:
    reference = KeyReference(KeySource.ENVIRONMENT, KeyName("sk-123"))
    problem = wrong_account(CloudSettings("a", "openrouter", key=reference), [])
    assert problem == "The name of an environment variable looks like OPENROUTER_API_KEY."
