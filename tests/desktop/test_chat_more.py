"""What the test chat can do besides asking: again, edit, compare, options, pictures, curl, long answers."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from core.domain import Mode
from desktop.answer_text import SEGMENT, AnswerBody, complete
from desktop.chat_client import ChatRequest, Message, Wishes
from desktop.chat_input import LONGEST_SIDE, InputField, data_url
from desktop.chat_view import AnswerView, UserBubble
from desktop.chat_window import ChatWindow
from desktop.places import Places
from desktop.text.chat import Answer, other_places
from desktop.text.curl import curl_command
from desktop.theme import Theme
from tests.desktop.building import cloud, down, folded, found, key, mode, node, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_chat_window import OnLoop, Streamed, chatting, delta
from tests.desktop.until import until

ANSWER = (delta(content="Yes."), b"data: [DONE]\n\n")
THINKING = (delta(reasoning_content="Hm, "), delta(reasoning_content="well."), *ANSWER)


async def done(window: ChatWindow) -> None:
    await until(lambda: not window.is_running)


def views(window: ChatWindow) -> list[AnswerView]:
    return [v for v in window.findChildren(AnswerView) if v.isVisibleTo(window)]


def choose(view: AnswerView, *names: str) -> None:
    menu = view.menu()
    for name in names[:-1]:
        assert menu is not None
        menu = next(a for a in menu.actions() if a.text() == name).menu()  # type: ignore[assignment]  # a submenu
    assert menu is not None
    next(a for a in menu.actions() if a.text() == names[-1]).trigger()


def test_an_answer_can_be_asked_for_again(theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop) -> None:
    async def play() -> None:
        async with chatting(theme, bridge, places, Streamed(*ANSWER)) as (window, server):
            window.send("Really?")
            await done(window)
            window.model.setEditText("llama")
            choose(views(window)[0], "Answer again")
            await done(window)
            assert [(a["model"], len(a["messages"])) for a in server.asked] == [("auto", 1), ("llama", 1)]
            assert len(views(window)) == 1
            window.send("And now?")
            await done(window)
            assert [m["content"] for m in server.asked[2]["messages"]] == ["Really?", "Yes.", "And now?"]

    on_loop(play())


def test_the_last_question_comes_back_to_be_edited(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def play() -> None:
        async with chatting(theme, bridge, places, Streamed(*ANSWER)) as (window, server):
            window.send("Realy?")
            await done(window)
            window.edit_last()
            assert window.input.toPlainText() == "Realy?"
            assert window.empty.isVisible()
            window.send("Really?")
            await done(window)
            assert [m["content"] for m in server.asked[1]["messages"]] == ["Really?"]

    on_loop(play())


def test_another_backend_answers_beside_the_first(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def play() -> None:
        async with chatting(theme, bridge, places, Streamed(*ANSWER)) as (window, server):
            bridge.dispatch(*found(node("mini")), up("mini", models=("llama",)))
            window.send("Really?")
            await done(window)
            choose(views(window)[0], "Ask another", "mini with llama")
            await done(window)
            assert [a["model"] for a in server.asked] == ["auto", "mini/llama"]
            first, second = views(window)
            assert first.parent() is second.parent()
            choose(second, "Ask another", "mini with llama")  # a third takes the place of the second
            await done(window)
            assert len(views(window)) == 2

    on_loop(play())


def test_the_options_go_with_the_question(theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop) -> None:
    async def play() -> None:
        async with chatting(theme, bridge, places, Streamed(*ANSWER)) as (window, server):
            window.fold.click()
            window.options.system.setPlainText("Be brief.")
            window.options.temperature.setText(window.locale().toString(0.5))
            window.options.tokens.setText("64")
            window.send("Really?")
            await done(window)
            [asked] = server.asked
            assert (asked["temperature"], asked["max_tokens"]) == (0.5, 64)
            assert asked["messages"][0] == {"role": "system", "content": "Be brief."}

    on_loop(play())


def test_thinking_is_folded_away_and_can_be_read(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def play() -> None:
        async with chatting(theme, bridge, places, Streamed(*THINKING)) as (window, _):
            window.send("Really?")
            await done(window)
            [view] = views(window)
            assert view.thinking.isVisible()
            assert not view.thinking.body.isVisible()
            view.thinking.button.click()
            assert view.thinking.body.isVisible()
            assert view.thinking.body.toPlainText() == "Hm, well."
            assert view.text == "Yes."

    on_loop(play())


def test_the_stream_can_be_seen_as_it_came(theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop) -> None:
    async def play() -> None:
        async with chatting(theme, bridge, places, Streamed(*ANSWER)) as (window, _):
            window.send("Really?")
            await done(window)
            choose(views(window)[0], "Show the stream")
            [shown] = [v.toPlainText() for v in window.findChildren(QPlainTextEdit) if v.isReadOnly()]
            assert shown.startswith("HTTP/1.1 200\nx-bridge-backend: studio\n")
            assert shown.rstrip().endswith("data: [DONE]")

    on_loop(play())


def test_the_copied_curl_says_the_same_as_the_chat(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def play() -> None:
        async with chatting(theme, bridge, places, Streamed(*ANSWER)) as (window, server):
            window.send('It\'s "so"?\nJSON\n$HOME `x` ü')
            await done(window)
            choose(views(window)[0], "Copy as curl")
            assert sent_by_shell(QApplication.clipboard().text()) == server.asked[0]

    on_loop(play())


def sent_by_shell(command: str) -> object:
    """What a shell would hand to curl."""
    seen = subprocess.run(
        ["/bin/sh", "-c", f"curl() {{ cat; }}\n{command}"], capture_output=True, text=True, check=True, timeout=10
    )
    return json.loads(seen.stdout)


def test_a_real_curl_understands_the_options() -> None:
    command = curl_command("http://127.0.0.1:9/v1/chat/completions", {"model": "auto"})
    if shutil.which("curl") is None:
        pytest.skip("no curl here")
    seen = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, timeout=30)
    assert seen.returncode == 7, seen.stderr  # nobody listens there: so far it came


def test_powershell_gets_a_here_string() -> None:
    command = curl_command("http://127.0.0.1:9/v1", {"text": "ü'@"}, is_windows=True)
    assert command.isascii()
    assert command.startswith("@'\n{") and "\n'@ | curl.exe " in command


@pytest.fixture
def field(theme: Theme) -> Iterator[InputField]:
    made = InputField()
    yield made
    made.deleteLater()


def picture(width: int = 40, height: int = 20) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#1A7F45"))
    return image


def test_a_pasted_picture_is_a_picture_and_a_text_is_a_text(field: InputField) -> None:
    seen: list[QImage] = []
    field.pictured.connect(seen.append)
    data = QMimeData()
    data.setImageData(picture())
    field.insertFromMimeData(data)
    assert [image.width() for image in seen] == [40]
    both = QMimeData()
    both.setText("a table, as every spreadsheet copies it")
    both.setImageData(picture())
    field.insertFromMimeData(both)
    assert len(seen) == 1
    assert field.toPlainText().startswith("a table")


def test_a_picture_is_sent_small_enough() -> None:
    url = data_url(picture(4000, 100))
    assert url.startswith("data:image/jpeg;base64,")
    sent = Message("user", "What is it?", (url,)).as_sent()
    assert sent["content"] == [
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    back = QImage.fromData(base64.b64decode(url.partition(",")[2]))
    assert (back.width(), back.height()) == (LONGEST_SIDE, 39)


def test_a_picture_goes_with_the_question_and_can_be_taken_away(
    theme: Theme, bridge: FakeBridge, places: Places, on_loop: OnLoop
) -> None:
    async def play() -> None:
        async with chatting(theme, bridge, places, Streamed(*ANSWER)) as (window, server):
            window.input.pictured.emit(picture())
            window.input.pictured.emit(picture())
            assert len(window.pictures.images) == 2
            window.pictures._remove(window.pictures.images[0], window.pictures)
            window.send("")
            await done(window)
            [part] = server.asked[0]["messages"][0]["content"]
            assert part["type"] == "image_url"
            assert window.findChild(UserBubble) is not None

    on_loop(play())


def test_a_request_without_wishes_says_nothing_of_them() -> None:
    body = ChatRequest("auto", (Message("user", "Hi"),), Wishes()).body()
    assert set(body) == {"model", "messages", "stream", "stream_options"}


def test_code_has_a_link_that_copies_it(theme: Theme) -> None:
    body = AnswerBody(theme)
    body.append_text("One:\n\n```python\nprint(1)\nprint(2)\n```\n\nTwo:\n\n```\nx\n```\n")
    body.finish()
    [part] = body.segments()
    assert part.toPlainText().count("Copy code") == 2
    part.anchorClicked.emit("copy:0")
    assert QApplication.clipboard().text() == "print(1)\nprint(2)"
    part.anchorClicked.emit("copy:1")
    assert QApplication.clipboard().text() == "x"
    body.deleteLater()


def test_a_long_answer_is_laid_out_piece_by_piece(theme: Theme) -> None:
    body = AnswerBody(theme)
    paragraph = "word " * 100 + "\n\n"
    for _ in range(40):
        body.append_text(paragraph)
    body.finish()
    lengths = [len(part.toPlainText()) for part in body.segments()]
    assert len(lengths) > 5
    assert max(lengths) < SEGMENT + 2 * len(paragraph)
    assert body.toPlainText().split() == (paragraph * 40).split()
    body.deleteLater()


@pytest.mark.parametrize(
    ("text", "at"),
    [("one\n\ntwo", 5), ("one", 0), ("```\na\n\nb", 0), ("one\n\n```\na\n\nb", 5), ("```\na\n```\n\nb", 11)],
)
def test_only_whole_paragraphs_outside_of_code_are_complete(text: str, at: int) -> None:
    assert complete(text) == at


def test_who_else_could_be_asked() -> None:
    events = (*found(node("studio"), node("mini"), node("gone"), cloud()), key(), up("studio"), down("gone"))
    snapshot = folded(*events, up("mini", models=("llama", "qwen3-30b")))
    asked = Answer(backend="studio", model="qwen3-30b")
    assert [p.model for p in other_places(snapshot, asked)] == ["mini/qwen3-30b", "openrouter/qwen3-30b"]
    local = folded(mode(Mode.LOCAL_ONLY), snapshot=snapshot)
    assert [p.model for p in other_places(local, asked)] == ["mini/qwen3-30b"]


def test_enter_with_a_picture_alone_sends(field: InputField) -> None:
    sent: list[bool] = []
    field.sent.connect(lambda: sent.append(True))
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent == [True]
