"""The whole program in its demo on a real desktop: an answer, a dead node, a notice, and back to local."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.desktop_session import DesktopSession

ROOT = Path(__file__).parents[2]
MODEL = "simulated/smollm2-135m"
pytestmark = [pytest.mark.desktop, pytest.mark.slow]


@pytest.fixture
def desk() -> Iterator[DesktopSession]:
    with DesktopSession() as session:
        session.start_keyring()
        session.start_watcher()
        yield session


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def kill_node(desk: DesktopSession, program: subprocess.Popen[bytes], name: str) -> None:
    found = subprocess.run(
        ["pgrep", "-P", str(program.pid), "-f", f"simulated-node.*--name {name}"],
        capture_output=True,
        text=True,
        check=True,
    )
    for number in found.stdout.split():
        os.kill(int(number), signal.SIGKILL)


def ask(port: int) -> httpx.Response:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 8}
    return httpx.post(f"http://127.0.0.1:{port}/v1/chat/completions", json=body, timeout=60, trust_env=False)


def ask_and_cut(port: int, cut: Callable[[], None]) -> str:
    """A streamed answer, with `cut` after its first word; all that came of it."""
    body = {"model": MODEL, "messages": [{"role": "user", "content": "Tell me a story."}], "stream": True}
    url, came = f"http://127.0.0.1:{port}/v1/chat/completions", ""
    with httpx.stream("POST", url, json=body, timeout=60, trust_env=False) as answer:
        for text in answer.iter_text():
            if "content" not in came and "content" in text:
                cut()
            came += text
    return came


def test_an_answer_a_failover_a_notice_and_back_to_local(desk: DesktopSession) -> None:
    notifications = desk.start_notifications()
    port = free_port()
    program = desk.start(
        sys.executable, "-m", "desktop", "--demo", "--hidden", "--port", str(port), PYTHONPATH=str(ROOT)
    )
    desk.wait_for(lambda: "2 nodes" in desk.tray.tooltip(), "the demo", seconds=60)
    assert desk.window_titles() == []

    first = ask(port)
    assert first.status_code == 200, first.text
    assert first.headers["x-bridge-backend"] == "studio"

    cut = ask_and_cut(port, lambda: kill_node(desk, program, "studio"))  # felt: told in the silence of the start, too
    assert "[DONE]" not in cut
    answers = [ask(port) for _ in range(10)]
    assert {a.status_code for a in answers} == {200}
    assert {a.headers["x-bridge-backend"] for a in answers} == {"mini"}
    desk.wait_for(lambda: notifications.shown, "the notice")
    desk.wait_for(lambda: "1 of 2 nodes down (studio (simulated))" in desk.tray.tooltip(), "the degraded icon")
    (notice,) = notifications.shown
    assert notice.title.startswith("mini (simulated) t")  # took over, or takes over
    assert notice.body.startswith("studio (simulated) stopped answering at ")
    assert list(notice.actions) == ["default", "why", "local-only"]

    notifications.click(notice.number, "why")
    desk.wait_for(lambda: "Exo Bridge" in desk.window_titles(), "the status window")
    desk.wait_for(lambda: desk.tray.menu().find("Demo", "Revive studio").is_enabled, "the switch")
    desk.tray.click("Demo", "Revive studio")
    desk.wait_for(lambda: "Local. 2 nodes" in desk.tray.tooltip(), "the good icon")
    desk.wait_for(lambda: len(notifications.shown) == 2, "the good news")
    assert notifications.shown[1].title == "studio (simulated) is back"

    program.send_signal(signal.SIGTERM)
    assert program.wait(30) == 0, desk.logs()
    assert is_free(port)


def test_quit_from_the_command_line_ends_the_running_one(desk: DesktopSession) -> None:
    port = free_port()
    program = desk.start(sys.executable, "-m", "desktop", "--hidden", "--port", str(port), PYTHONPATH=str(ROOT))
    desk.wait_for(desk.tray.items, "the icon", seconds=60)
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--quit"], env=desk.environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert program.wait(30) == 0, desk.logs()
    again = subprocess.run(
        [sys.executable, "-m", "desktop", "--quit"], env=desk.environment, capture_output=True, text=True, check=False
    )
    assert (again.returncode, again.stderr) == (0, "exo-bridge: Exo Bridge is not running.\n")


def test_a_taken_port_is_told_in_the_window_and_another_one_is_offered(desk: DesktopSession) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = int(holder.getsockname()[1])
        desk.start(sys.executable, "-m", "desktop", "--hidden", "--port", str(port), PYTHONPATH=str(ROOT))
        desk.wait_for(lambda: "Exo Bridge" in desk.window_titles(), "the window", seconds=60)
        desk.wait_for(lambda: f"Port {port} " in desk.tray.tooltip(), "the reason")
        assert not desk.tray.menu().find("Copy address").is_enabled
