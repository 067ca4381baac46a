"""The face in a real desktop: X server, D-Bus, tray host, notification service, seen and clicked over the bus."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.icons import TRAY_SIZES
from desktop.text.notice_ledger import PER_HOUR
from tests.fakes.desktop_bus import MenuItem, Notifications
from tests.fakes.desktop_session import DesktopSession, first_line

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.desktop


class App:
    """The face with its fake bridge, in the session."""

    def __init__(self, desk: DesktopSession, *arguments: str) -> None:
        self.desk = desk
        self.state = desk.folder / "state"
        self._process = desk.start(
            sys.executable, "-m", "tests.desktop.fake_app", str(self.state), *arguments, PYTHONPATH=str(ROOT)
        )
        assert first_line(self._process) == "ready", desk.logs()

    def play(self, scene: str) -> None:
        assert self._ask(scene) == f"did {scene}", self.desk.logs()

    def calls(self) -> list[tuple[object, ...]]:
        line = self._ask("calls")
        return list(ast.literal_eval(line.replace("<Mode.LOCAL_ONLY: 'local-only'>", "'local-only'")))

    def send(self, line: str) -> None:
        assert self._process.stdin is not None  # made with a pipe
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def _ask(self, line: str) -> str:
        self.send(line)
        return first_line(self._process)

    def wait_end(self) -> int:
        return self._process.wait(30)

    def wait_tooltip(self, words: str) -> str:
        def shown() -> str:
            text = self.desk.tray.tooltip()
            return text if words in text else ""

        return self.desk.wait_for(shown, f"tooltip {words!r}")

    def wait_menu(self, *labels: str) -> MenuItem:
        def find() -> MenuItem | None:
            try:
                return self.desk.tray.menu().find(*labels)
            except LookupError:
                return None

        found = self.desk.wait_for(find, f"menu entry {labels}")
        assert found is not None
        return found


@pytest.fixture(scope="module", autouse=True)
def waiting() -> Iterator[tuple[App, float]]:
    """An app without a tray host, and since when it waits for one."""
    with DesktopSession() as session:
        yield App(session, "--hidden"), time.monotonic()


@pytest.fixture
def desk() -> Iterator[DesktopSession]:
    with DesktopSession() as session:
        yield session


@pytest.fixture
def app(desk: DesktopSession) -> App:
    desk.start_watcher()
    made = App(desk, "--hidden")
    desk.wait_for(desk.tray.items, "a tray icon")
    return made


def test_the_icon_and_its_words_follow_every_state(app: App) -> None:
    tray = app.desk.tray
    app.play("local")
    words = {
        "local": "Local. 2 nodes, 1 model ready",
        "degraded": "1 of 2 nodes down (studio)",
        "cloud": "Cloud. Local nodes not answering",
        "none": "No node is reachable, and openrouter refused the key",
        "paused": "Paused.",
    }
    pictures = set()
    for scene, text in words.items():
        if scene != "local":
            app.play(scene)
        app.wait_tooltip(text)
        pictures.add(tray.icon())
    assert len(pictures) == len(words)
    assert b"" not in pictures
    assert tray.icon_sizes() == sorted(TRAY_SIZES)
    assert tray.properties()["Title"] == "exo-bridge"


def test_the_menu_holds_what_works_and_its_status_line_is_true(app: App) -> None:
    app.play("local")
    app.wait_menu("● Local · 2 nodes · 1 model")
    assert app.desk.tray.menu().labels() == [
        "● Local · 2 nodes · 1 model",
        "Copy address  http://127.0.0.1:52410/v1",
        "Connect an app…",
        "Status…",
        "Test chat…",
        "Route",
        "Pause",
        "Notifications",
        "Settings…",
        "Quit Exo Bridge",
    ]
    app.play("failover")
    app.wait_menu("Last: qwen3-30b on openrouter")


def test_a_click_in_the_menu_changes_the_route_and_the_menu_shows_it(app: App) -> None:
    app.play("local")
    assert app.wait_menu("Route", "Local first").is_checked
    app.desk.tray.click("Route", "Local only")
    app.desk.wait_for(lambda: app.wait_menu("Route", "Local only").is_checked, "the chosen route")
    assert app.calls() == [("set_mode", "local-only")]


def test_pausing_shows_at_once_and_can_be_undone(app: App) -> None:
    app.play("local")
    app.wait_menu("Pause")
    app.desk.tray.click("Pause")
    app.wait_tooltip("Paused")
    app.wait_menu("Resume")
    app.desk.tray.click("Resume")
    app.wait_tooltip("Local.")


def test_copying_says_so(app: App) -> None:
    app.play("local")
    app.wait_menu("Copy address  http")
    app.desk.tray.click("Copy address")
    app.wait_menu("Copied ✓")
    app.wait_menu("Copy address  http")


def test_snoozing_shows_until_when_and_silences(app: App) -> None:
    notifications = app.desk.start_notifications()
    app.play("local")
    app.wait_menu("Notifications")
    app.desk.tray.click("Notifications", "Off for 1 hour")
    app.wait_menu("Notifications (off until")
    app.play("failover")
    app.desk.tray.click("Notifications", "On again")
    app.wait_menu("Notifications")
    app.play("took over")
    app.desk.wait_for(lambda: notifications.shown, "the second notice")
    assert [n.title for n in notifications.shown] == ["mini took over"]


def test_the_demo_switch_kills_and_revives(app: App) -> None:
    app.play("demo")
    app.wait_menu("Demo", "Kill lab")
    app.desk.tray.click("Demo", "Kill lab")
    app.wait_menu("Demo", "Revive lab")
    assert app.calls() == [("set_demo_node", "node:lab", False)]
    app.wait_tooltip("(demo)")


def test_a_tray_host_that_comes_late_gets_the_icon(desk: DesktopSession) -> None:
    made = App(desk, "--hidden")
    made.play("local")
    # Without a tray the window must be there, hidden or not.
    desk.wait_for(lambda: "Exo Bridge" in desk.window_titles(), "the window")
    desk.start_watcher()
    desk.wait_for(desk.tray.items, "the late icon")
    made.wait_tooltip("Local.")
    made.wait_menu("Copy address  http")


def test_a_tray_host_that_restarts_gets_the_icon_again(desk: DesktopSession) -> None:
    first = desk.start_watcher()
    made = App(desk, "--hidden")
    made.play("local")
    desk.wait_for(desk.tray.items, "the icon")
    first.stop()
    desk.wait_for(lambda: not desk.tray.items(), "no host")
    desk.start_watcher()
    desk.wait_for(desk.tray.items, "the icon again")
    made.wait_tooltip("Local.")


def test_a_left_click_opens_the_status_window(app: App) -> None:
    assert app.desk.window_titles() == []
    app.desk.tray.activate()
    app.desk.wait_for(lambda: "Exo Bridge" in app.desk.window_titles(), "the status window")


def test_a_taken_port_opens_the_window_that_asks(app: App) -> None:
    app.play("taken")
    app.desk.wait_for(lambda: "Exo Bridge" in app.desk.window_titles(), "the status window")
    app.wait_tooltip("Port 52410 is used by ollama")


def wait_notices(app: App, notifications: Notifications, count: int) -> list[str]:
    app.desk.wait_for(lambda: len(notifications.shown) >= count, f"{count} notices")
    return [n.title for n in notifications.shown]


def test_a_failover_is_told_once_with_buttons_that_work(app: App) -> None:
    notifications = app.desk.start_notifications()
    app.play("local")
    app.play("failover")
    assert wait_notices(app, notifications, 1) == ["Answering from the cloud"]
    shown = notifications.shown[0]
    assert shown.body.endswith("(refused the connection). New requests go to openrouter.")
    assert shown.actions == {"default": "Open", "why": "Why?", "local-only": "Local only"}
    app.play("failover again")
    notifications.click(shown.number, "local-only")
    app.desk.wait_for(lambda: app.calls() == [("set_mode", "local-only")], "the brake")
    assert len(notifications.shown) == 1


def test_a_flood_of_fifty_flaps_in_a_minute_is_six_notices_and_a_digest_on_the_bus(app: App) -> None:
    notifications = app.desk.start_notifications()
    app.play("local")
    app.play("flood")
    app.desk.wait_for(lambda: any("in the last hour" in n.title for n in notifications.shown), "the digest")
    app.play("local")  # the queue has been worked through when what came after it is painted
    app.wait_tooltip("Local")
    titles = [n.title for n in notifications.shown]
    digests = [n for n in notifications.shown if "in the last hour" in n.title]
    assert len(titles) - len(digests) == PER_HOUR
    assert len(digests) == 1
    assert digests[0].actions == {"default": "Open", "why": "Why?", "open-status": "Open status"}


def test_what_happens_again_replaces_its_notice(app: App) -> None:
    notifications = app.desk.start_notifications()
    app.play("local")
    app.play("failover")
    wait_notices(app, notifications, 1)
    app.play("later")
    app.play("failover again")
    wait_notices(app, notifications, 2)
    first, second = notifications.shown
    assert (second.title, second.replaces) == (first.title, first.number)


def test_why_opens_the_window_on_the_story(app: App) -> None:
    notifications = app.desk.start_notifications()
    app.play("local")
    app.play("failover")
    wait_notices(app, notifications, 1)
    assert app.desk.window_titles() == []
    notifications.click(notifications.shown[0].number, "why")
    app.desk.wait_for(lambda: "Exo Bridge" in app.desk.window_titles(), "the status window")


def test_without_a_notification_service_the_tray_host_shows_it_and_a_later_service_is_found(app: App) -> None:
    app.play("local")
    app.play("failover")
    notifications = app.desk.start_notifications()
    app.play("took over")
    # The first went to the last resort (Qt looks the service up by itself, and may find it too).
    app.desk.wait_for(lambda: any(n.title == "mini took over" for n in notifications.shown), "the notice")


def test_a_defect_is_told_and_the_program_goes_on(app: App) -> None:
    app.play("local")
    assert app.desk.window_titles() == []
    app.play("defect")
    app.desk.wait_for(lambda: "Exo Bridge" in app.desk.window_titles(), "the question")
    app.wait_tooltip("Local.")


def test_a_crash_is_told_at_the_next_start_and_only_then(desk: DesktopSession) -> None:
    desk.start_watcher()
    first = App(desk, "--hidden")
    desk.wait_for(desk.tray.items, "the icon of the first")
    first.send("crash")
    assert first.wait_end() < 0
    assert "Segmentation fault" in (first.state / "crash.txt").read_text()
    second = App(desk, "--hidden")
    desk.wait_for(lambda: "Exo Bridge" in desk.window_titles(), "what happened")
    assert (second.state / "crash.txt").read_text() == ""


def test_quit_in_the_menu_ends_the_program(app: App) -> None:
    app.play("local")
    app.wait_menu("Quit Exo Bridge")
    app.desk.tray.click("Quit Exo Bridge")
    assert app.wait_end() == 0


def test_quit_asks_while_requests_are_running(app: App) -> None:
    app.play("local")
    app.play("running")
    app.wait_menu("Quit Exo Bridge")
    app.desk.tray.click("Quit Exo Bridge")
    app.desk.wait_for(lambda: "Exo Bridge" in app.desk.window_titles(), "the question")
    app.play("back")  # it still works


def start_second(app: App, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = app.desk.environment | {"EXO_BRIDGE_HOME": str(app.desk.folder), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "desktop", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_second_start_raises_the_window_of_the_first_and_leaves(app: App) -> None:
    assert app.desk.window_titles() == []
    second = start_second(app)
    assert (second.returncode, second.stderr) == (0, "")
    app.desk.wait_for(lambda: "Exo Bridge" in app.desk.window_titles(), "the status window")


def test_a_second_start_as_demo_says_what_to_do(app: App) -> None:
    second = start_second(app, "--demo")
    assert second.returncode == 1
    assert "quit it first" in second.stderr


def test_the_dead_leave_nothing_that_blocks_a_new_start(desk: DesktopSession) -> None:
    desk.start_watcher()
    first = App(desk, "--hidden")
    first._process.kill()
    first._process.wait(30)
    assert list((desk.folder / "state").iterdir()), "the lock of the dead one is there"
    App(desk, "--hidden")
    desk.wait_for(desk.tray.items, "the icon of the second")


def test_without_a_display_one_line_says_what_to_do(desk: DesktopSession) -> None:
    environment = {k: v for k, v in desk.environment.items() if k != "DISPLAY"} | {"PYTHONPATH": str(ROOT)}
    for more in ({}, {"DISPLAY": ":4711"}):
        done = subprocess.run(
            [sys.executable, "-m", "desktop"], env=environment | more, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "exo-bridge serve" in done.stderr
    assert os.environ.get("DISPLAY") != desk.environment["DISPLAY"]


def test_a_tray_host_that_comes_ten_seconds_late_gets_the_icon(waiting: tuple[App, float]) -> None:
    """The last of this file: the ten seconds have passed with the others."""
    app, began = waiting
    app.desk.wait_for(lambda: time.monotonic() > began + 10, "ten seconds", seconds=15)
    assert app._process.poll() is None
    app.desk.start_watcher()
    app.desk.wait_for(app.desk.tray.items, "the late icon")
    app.wait_menu("Copy address  http")
