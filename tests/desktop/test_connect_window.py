"""Connect an app: what is pasted is true, a key is shown once and kept nowhere, a try tells who answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from core.domain import PortStatus
from core.local_keys import PREFIX, LocalKeys
from core.settings import AccessSettings
from core.snippets import apps
from desktop.connect_window import ConnectWindow
from desktop.dialogs import Question
from desktop.places import Places
from desktop.tasks import Tasks
from desktop.text.connect import PLACEHOLDER, own_shell, snippet_head, snippets_for, trial_hint, tried_words
from desktop.theme import Theme
from desktop.tools import Tools
from tests.desktop.building import cloud, found, key, node, port, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_chat_window import Refused, Server, Streamed, delta
from tests.desktop.until import until

OnLoop = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def bridge(tmp_path: Path) -> FakeBridge:
    made = FakeBridge(*found(node("studio"), cloud()), up("studio"), key())
    made.app_keys = LocalKeys(tmp_path / "local-keys.json")
    return made


@pytest.fixture
def window(tools: Tools, places: Places, show: Callable[[QWidget], None]) -> ConnectWindow:
    made = ConnectWindow(tools, places)
    show(made)
    return made


def turn_to(window: ConnectWindow, name: str) -> None:
    window.sidebar.setCurrentRow(next(i for i, app in enumerate(apps()) if app.name == name))


def pasted(window: ConnectWindow) -> str:
    return "\n".join(card.text for card in window.cards)


@asynccontextmanager
async def connecting(theme: Theme, bridge: FakeBridge, places: Places) -> AsyncIterator[ConnectWindow]:
    async with Tasks() as tasks:
        window = ConnectWindow(Tools(theme, bridge, tasks), places)
        window.raise_up()
        yield window
        window.hide()
        window.deleteLater()


def test_every_app_has_its_snippets_with_the_true_address_and_a_ready_model(window: ConnectWindow) -> None:
    assert [window.sidebar.item(i).text() for i in range(window.sidebar.count())] == [app.name for app in apps()]
    for i, app in enumerate(apps()):
        window.sidebar.setCurrentRow(i)
        assert window.name.text() == app.name
        assert "127.0.0.1:52410" in pasted(window) or "host.docker.internal:52410" in pasted(window), app.name
        assert "qwen3-30b" in pasted(window) or app.name == "Open WebUI"  # it lists the models itself
        assert len(window.cards) == len(snippets_for(app, own_shell()))


def test_another_model_and_another_shell_change_the_text(window: ConnectWindow, bridge: FakeBridge) -> None:
    window.model.setCurrentIndex(window.model.findText("auto"))
    window.model.activated.emit(window.model.currentIndex())
    assert '"model": "auto"' in pasted(window)
    window.shell.setCurrentIndex(window.shell.findData("powershell"))
    window.shell.activated.emit(window.shell.currentIndex())
    assert "Invoke-RestMethod" in pasted(window)
    turn_to(window, "Python")
    assert window.shell.isHidden()
    bridge.dispatch(up("studio", models=("qwen3-30b", "llama-3")))
    window.refresh()
    assert [window.model.itemText(i) for i in range(window.model.count())] == ["auto", "qwen3-30b", "llama-3"]


def test_copying_says_so_and_nothing_is_copied_but_the_snippet(window: ConnectWindow) -> None:
    (card,) = window.cards
    card.copy.click()
    assert QApplication.clipboard().text() == card.text
    assert (card.copy.text(), card.copy.accessibleName()) == ("Copied", "Copied")


def test_without_keys_any_text_will_do(window: ConnectWindow) -> None:
    assert "Bearer not-needed" in pasted(window)
    assert window.key.text().startswith("No key is asked for here")


def test_a_key_is_made_for_the_app_shown_until_the_window_closes_and_stored_as_a_hash(
    theme: Theme, bridge: FakeBridge, places: Places, tmp_path: Path, on_loop: OnLoop
) -> None:
    bridge.settings = replace(bridge.settings, access=AccessSettings(require_key=True))

    async def main() -> None:
        async with connecting(theme, bridge, places) as window:
            turn_to(window, "Zed")
            assert PLACEHOLDER in pasted(window)
            assert window.make_key.text() == "Make a key for Zed"
            window.make_key.click()
            await until(lambda: PREFIX in pasted(window))
            secret = window.cards[-1].text
            assert (found_key := bridge.app_keys.find(secret)) is not None
            assert (found_key.name, window.make_key.isHidden()) == ("Zed", True)
            assert secret not in (tmp_path / "local-keys.json").read_text()
            window.close()
            assert secret not in pasted(window)
            window.raise_up()
            assert secret not in pasted(window)
            assert window.key.text().startswith(f"Zed has a key already ({secret[:8]}…).")

    on_loop(main())


def test_replacing_a_key_is_asked_and_ends_the_old_one(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    old = bridge.app_keys.create("curl", 1.0, models=("qwen*",), is_local_only=True, budget=1000)

    async def main() -> None:
        async with connecting(theme, bridge, places) as window:
            assert window.make_key.text() == "Replace the key…"
            window.make_key.click()
            (question,) = window.findChildren(Question)
            question.buttons[0].click()
            await until(lambda: PREFIX in pasted(window))
            assert bridge.app_keys.find(old) is None
            (new,) = bridge.app_keys.all
            assert (new.name, new.models, new.is_local_only, new.budget) == ("curl", ("qwen*",), True, 1000)

    on_loop(main())


def test_a_key_that_cannot_be_written_is_told(
    theme: Theme, bridge: FakeBridge, places: Places, tmp_path: Path, on_loop: OnLoop
) -> None:
    (tmp_path / "local-keys.json").write_text("{")

    async def main() -> None:
        async with connecting(theme, bridge, places) as window:
            window.make_key.click()
            await until(lambda: window.result.text() != trial_hint())
            assert window.result.text().startswith("The key could not be made: ")
            assert PREFIX not in pasted(window)

    on_loop(main())


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Streamed(delta(content="Hello "), delta(content="you"), b"data: [DONE]\n\n"), "studio answered in "),
        (Refused("503 Service Unavailable", b'{"error": {"message": "Nobody is there", "hint": "Start exo."}}'), ""),
    ],
    ids=["answered", "refused"],
)
def test_a_try_tells_who_answered_or_why_nobody_did(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop, reply: Streamed | Refused, told: str
) -> None:
    async def main() -> None:
        server = Server(reply)
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        bridge.dispatch(port(PortStatus(port=listening.sockets[0].getsockname()[1], is_open=True)))
        async with listening, connecting(theme, bridge, places) as window:
            window.trial.click()
            assert (window.result.text(), window.trial.isEnabled()) == ("Asking…", False)
            await until(lambda: window.result.text() != "Asking…")
            assert server.asked[0]["model"] == "qwen3-30b"
            assert server.keys == [f"Bearer {bridge.access.own_key}"]
            assert window.result.text().startswith(told or "Nobody is there Start exo.")
            assert not told or window.result.text().endswith(": “Hello you”")
            assert window.trial.isEnabled()

    on_loop(main())


def test_with_a_closed_port_there_is_nothing_to_try(window: ConnectWindow, bridge: FakeBridge) -> None:
    bridge.dispatch(port(PortStatus(port=52410, error="in use")))
    window.refresh()
    assert not window.trial.isEnabled()


def test_the_words_of_a_card_and_of_a_try() -> None:
    heads = {snippet_head(s) for app in apps() for s in app.snippets}
    assert {"Terminal", "~/.codex/config.toml", "In Cline's settings"} <= heads
    assert tried_words("studio", 0.412, "") == "studio answered in 0.41 s."
    assert tried_words("studio", 1.5, "word " * 40).endswith("…”")
