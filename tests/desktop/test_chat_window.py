"""The test chat against a real socket: streams, stops, says who answered, and tells errors in words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.domain import ModelState, ModelStatus, PortStatus
from core.events import ProbeAnswered
from desktop.chat_client import Counted, Text, Thought, pieces_of
from desktop.chat_view import AnswerView, UserBubble
from desktop.chat_window import ChatWindow
from desktop.places import Places
from desktop.tasks import Tasks
from desktop.text.chat import Answer, answer_line, answer_why, model_choices
from desktop.theme import Theme
from desktop.tools import Tools
from tests.desktop.building import builtin, cloud, demo, down, folded, found, key, node, port, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.until import until

OnLoop = Callable[[Coroutine[Any, Any, Any]], Any]
WHO = {
    "x-bridge-backend": "studio",
    "x-bridge-locality": "this-machine",
    "x-bridge-why": "mini refused the connection; studio answered",
    "x-bridge-attempts": "2",
}


@dataclass
class Server:
    """A port that answers one way, and remembers what it was asked."""

    reply: Callable[[asyncio.StreamWriter], Awaitable[None]]
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    number: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-le"))
        self.keys += [line.partition(b": ")[2].decode() for line in head.splitlines() if line.startswith(b"auth")]
        self.asked.append(json.loads(await reader.readexactly(length)))
        await self.reply(writer)
        await reader.read()  # until the client leaves
        self.closed.set()
        writer.close()


def head(status: str, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def event(**values: Any) -> bytes:
    return f"data: {json.dumps(values)}\n\n".encode()


def delta(**values: Any) -> bytes:
    return event(model="qwen3-30b", choices=[{"index": 0, "delta": values}])


class Streamed:
    """An event stream: what is given, then perhaps a long silence."""

    def __init__(self, *parts: bytes) -> None:
        self._parts = parts

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        writer.write(head("200 OK", {**WHO, "content-type": "text/event-stream", "connection": "close"}))
        for part in self._parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)
        if b"data: [DONE]\n\n" in self._parts:
            writer.write_eof()


class Refused:
    """An error answer of the port."""

    def __init__(self, status: str, body: bytes) -> None:
        self._answer = head(status, {"content-length": str(len(body)), "connection": "close"}) + body

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        writer.write(self._answer)
        writer.write_eof()


@asynccontextmanager
async def chatting(
    theme: Theme, bridge: FakeBridge, places: Places, reply: Callable[[asyncio.StreamWriter], Awaitable[None]]
) -> AsyncIterator[tuple[ChatWindow, Server]]:
    server = Server(reply)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    number = listening.sockets[0].getsockname()[1]
    bridge.dispatch(port(PortStatus(port=number, is_open=True)), *found(node("studio", simulated=True)), up("studio"))
    async with listening, Tasks() as tasks:
        window = ChatWindow(Tools(theme, bridge, tasks), places)
        window.raise_up()
        yield window, server
        window.hide()
        window.deleteLater()


async def answered(window: ChatWindow) -> AnswerView:
    """The newest answer, when it is complete."""
    await until(lambda: not window.is_running)
    return newest(window)


def newest(window: ChatWindow) -> AnswerView:
    return window.findChildren(AnswerView)[-1]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "windows.json")


def test_an_answer_streams_and_says_who_gave_it_and_why(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    reply = Streamed(
        delta(role="assistant", content=""),
        delta(content="Hello **"),
        delta(content="you**"),
        event(choices=[], usage={"prompt_tokens": 3, "completion_tokens": 12}),
        b"data: [DONE]\n\n",
    )

    async def main() -> None:
        async with chatting(theme, bridge, places, reply) as (window, server):
            window.input.setPlainText("Hi there")
            QTest.keyClick(window.input, Qt.Key.Key_Return)
            assert window.is_running
            view = await answered(window)
            assert view.text == "Hello **you**"
            assert view.body.toPlainText().strip() == "Hello you"
            line = view.line.text_whole()
            assert line.startswith("studio (simulated) · qwen3-30b · first token ")
            assert line.endswith(" · 12 tokens")
            assert view.pill.accessibleName() == "local"
            assert view.toolTip() == "mini refused the connection; studio answered\nAnswered at try 2."
            assert server.asked[0]["model"] == "auto"
            assert server.keys == [f"Bearer {bridge.access.own_key}"]
            assert server.asked[0]["messages"] == [{"role": "user", "content": "Hi there"}]
            window.send("And again")
            await answered(window)
            assert [m["role"] for m in server.asked[1]["messages"]] == ["user", "assistant", "user"]

    on_loop(main())


def test_shift_enter_begins_a_line_and_enter_sends_nothing_when_there_is_nothing(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def main() -> None:
        async with chatting(theme, bridge, places, Streamed()) as (window, server):
            QTest.keyClick(window.input, Qt.Key.Key_Return)
            QTest.keyClicks(window.input, "a")
            QTest.keyClick(window.input, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            QTest.keyClicks(window.input, "b")
            assert window.input.toPlainText() == "a\nb"
            assert server.asked == []

    on_loop(main())


def test_stopping_closes_the_connection_and_keeps_what_came(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def main() -> None:
        async with chatting(theme, bridge, places, Streamed(delta(content="Once upon"))) as (window, server):
            window.send("Tell me a story")
            await until(lambda: newest(window).text == "Once upon")
            assert window.send_button.accessibleName() == "Stop"
            window.stop()
            view = await answered(window)
            async with asyncio.timeout(30):
                await server.closed.wait()
            assert view.text == "Once upon"
            assert view.line.text_whole().endswith("stopped")
            assert window.send_button.accessibleName() == "Send"

    on_loop(main())


def test_an_error_of_the_port_is_told_in_its_own_words(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    body = json.dumps({"error": {"message": "Nothing can answer. Start a node.", "type": "api_error"}}).encode()

    async def main() -> None:
        async with chatting(theme, bridge, places, Refused("503 Service Unavailable", body)) as (window, _):
            window.send("Hi")
            view = await answered(window)
            assert view.problem_text() == "Nothing can answer. Start a node."
            assert view.pill.accessibleName() == "failed"

    on_loop(main())


def test_an_error_inside_the_stream_keeps_what_came_before(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    reply = Streamed(delta(content="Half an"), event(error={"message": "the node went away"}))

    async def main() -> None:
        async with chatting(theme, bridge, places, reply) as (window, _):
            window.send("Hi")
            view = await answered(window)
            assert view.text == "Half an"
            assert view.problem_text() == "The answer broke off: the node went away"

    on_loop(main())


def test_a_closed_port_is_told_with_what_to_do(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def main() -> None:
        async with chatting(theme, bridge, places, Streamed()) as (window, _):
            bridge.dispatch(port(PortStatus(port=1, error="in use")))
            window.send("Hi")
            view = await answered(window)
            assert view.problem_text() == "Exo Bridge's own port is not open."

    on_loop(main())


def test_a_new_chat_forgets_even_while_an_answer_comes(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def main() -> None:
        async with chatting(theme, bridge, places, Streamed(delta(content="Once"))) as (window, server):
            window.send("One")
            await until(lambda: server.asked)
            window.clear()
            await until(lambda: not window.is_running)
            assert window.empty.isVisible()
            window.send("Two")
            await until(lambda: len(server.asked) == 2)
            assert [m["content"] for m in server.asked[1]["messages"]] == ["Two"]
            window.stop()
            await answered(window)

    on_loop(main())


def test_the_conversation_survives_closing_the_window(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def main() -> None:
        done = Streamed(delta(content="Yes"), b"data: [DONE]\n\n")
        async with chatting(theme, bridge, places, done) as (window, _):
            window.send("Still there?")
            await answered(window)
            window.close()
            window.raise_up()
            assert len(window.findChildren(UserBubble)) == 1
            assert newest(window).text == "Yes"

    on_loop(main())


def test_what_the_user_typed_as_model_stays_when_the_list_changes(
    theme: Theme, bridge: FakeBridge, places: Places, tools: Tools
) -> None:
    window = ChatWindow(tools, places)
    bridge.subscribe(lambda *_: window.refresh())
    window.raise_up()
    window.model.setEditText("anthropic/claude-sonnet")
    bridge.dispatch(*found(node("studio")), up("studio"))
    assert window.model.currentText() == "anthropic/claude-sonnet"
    assert [window.model.itemText(i) for i in range(window.model.count())] == ["auto", "qwen3-30b"]
    window.hide()
    window.deleteLater()


def test_models_are_offered_near_before_far_and_only_when_they_can_answer() -> None:
    loading = (ModelStatus("llama-70b", ModelState.LOADING), ModelStatus("qwen3-30b"))
    snapshot = folded(
        *found(node("studio"), node("mini"), builtin(), cloud()),
        ProbeAnswered(node("studio").id, 990.0, 0.01, loading),
        up("mini", models=("phi",)),
        down("mini"),
        key(),
        ProbeAnswered(cloud().id, 990.0, 0.0, (ModelStatus("anthropic/claude"), ModelStatus("openai/gpt"))),
    )
    choices = [(c.model, c.is_cloud) for c in model_choices(snapshot)]
    assert choices == [
        ("auto", False),
        ("qwen3-30b", False),
        ("builtin", False),
        ("smollm2-135m", False),
        ("anthropic/claude", True),
        ("openai/gpt", True),
    ]


def test_an_answer_line_says_thinking_and_waiting() -> None:
    snapshot = folded(demo(), *found(node("studio", simulated=True)))
    assert answer_line(Answer(model="auto"), snapshot) == "Waiting for an answer…"
    thinking = Answer("studio", "this-machine", model="qwen3", first_token=0.2, is_thinking=True)
    assert answer_line(thinking, snapshot) == "studio (simulated) · qwen3 · first token 0.20 s · thinking…"
    assert answer_why(thinking, snapshot) == "Answered at the first try."


def test_pieces_of_the_stream_are_told_apart() -> None:
    data = json.dumps({"model": "m", "choices": [{"delta": {"reasoning_content": "hm", "content": "yes"}}]})
    assert pieces_of(data) == [Thought("hm"), Text("yes"), Counted(None, "m")]
    assert pieces_of("not json") == []
    assert pieces_of("[1]") == []


def test_images_of_an_answer_are_never_loaded_and_html_stays_text(theme: Theme) -> None:
    view = AnswerView(theme)
    view.append("![spy](http://127.0.0.1:9/pixel.png) <b>bold</b>\n\n```\ncode\n```\n")
    view.finish()
    assert "<b>bold</b>" in view.body.toPlainText()
    assert all(part.loadResource(2, "http://127.0.0.1:9/pixel.png") is None for part in view.body.segments())
    view.deleteLater()
