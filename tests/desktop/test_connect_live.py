"""Keys before the real bridge: our own windows are let in, an app only with the key that was made for it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from core.local_keys import PREFIX
from desktop.chat_client import Began, ChatFailed, ChatRequest, Message, stream_answer
from desktop.chat_window import ChatWindow
from desktop.connect_window import ConnectWindow
from desktop.places import Places
from desktop.tasks import Tasks
from desktop.theme import Theme
from desktop.tools import Tools
from tests.desktop.live import READY, Live, live
from tests.desktop.test_chat_window import answered
from tests.desktop.until import until

OnLoop = Callable[[Coroutine[Any, Any, Any]], Any]
QUESTION = ChatRequest(READY, (Message("user", "Hello"),))


async def who_answered(on: Live, key: str) -> str:
    """The backend that answered an app with this key. Raises ChatFailed."""
    async with contextlib.aclosing(stream_answer(on.bridge.snapshot.port.address, QUESTION, key)) as pieces:
        return next(iter([piece.backend async for piece in pieces if isinstance(piece, Began)]))


@pytest.mark.slow
def test_where_keys_are_required_our_windows_answer_and_apps_need_their_own(
    theme: Theme, own_home: Path, on_loop: OnLoop
) -> None:
    async def play() -> None:
        async with live(theme, own_home) as on, Tasks() as tasks:
            await on.bridge.change_setting("access.require_key", True)
            tools = Tools(theme, on.bridge, tasks)
            chat = ChatWindow(tools, Places(own_home / "chat.json"))
            connect = ConnectWindow(tools, Places(own_home / "connect.json"))
            chat.raise_up()
            connect.raise_up()
            chat.send("Hello")
            assert (await answered(chat)).text != ""
            with pytest.raises(ChatFailed) as refused:
                await who_answered(on, "not-needed")
            assert "key" in refused.value.problem.title
            connect.make_key.click()
            await until(lambda: PREFIX in connect.cards[0].text)
            secret = connect.cards[0].text.partition("Bearer ")[2].partition("'")[0]
            assert await who_answered(on, secret) in ("studio", "mini")
            connect.trial.click()
            await until(lambda: " answered in " in connect.result.text())
            on.bridge.app_keys.revoke("curl")
            with pytest.raises(ChatFailed):
                await who_answered(on, secret)
            for window in (chat, connect):
                window.hide()
                window.deleteLater()

    on_loop(play())
