"""Walks through the program like a newcomer, by keyboard and D-Bus only:  python -m tests.desktop.tour [FOLDER]

First start, first steps, two nodes found, first answer, one node killed, the notice, "Why?", local only, the node back,
charts, log, chat, an app connected, settings, quit; in light and dark, at 100 % and 200 %. X server, panel, password
store and nodes are processes of their own; the notification service is ours, so that its buttons can be pressed over
the bus. Every step checks what it did. Pictures go to FOLDER (build/gallery), one folder for each look.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.desktop.screenshots import _GROUND, _PANEL, CHAT, CONNECT, FONTS, ROOT, SETTINGS, STATUS, Stage, free_port
from tests.fakes import simulated_exo
from tests.fakes.desktop_bus import Notifications
from tests.fakes.desktop_session import DesktopSession
from tests.fakes.servers import FakeProcess

WELCOME = "Welcome to Exo Bridge"
MODEL = "qwen-test"
SILENCE = 20.0
"""Seconds from our start of the program to the end of its own silence, its start-up included."""
FILE = """
port: {port}
discovery: {{network: false, other_servers: false, ports: [{first}, {second}]}}
builtin: {{enabled: false}}
health: {{interval: 1}}
"""


class Walk(Stage):
    """The stage, with pictures in a folder and names in the order of the walk."""

    folder: Path
    count = 0

    def picture(self, name: str, title: str) -> None:
        self.count += 1
        window = self.window(title)
        self.run("xdotool", "windowactivate", "--sync", window)
        self.still()
        self.run("/usr/bin/import", "-window", window, str(self.folder / f"{self.count:02}-{name}.png"))

    def status(self) -> dict[str, object]:
        """What the program says of itself."""
        answer = httpx.get(f"{self.address}/bridge/v1/status", trust_env=False)
        return dict(answer.json())

    def wait_status(self, key: str, value: object) -> None:
        """Wait until it says so."""
        self.desk.wait_for(lambda: self.status()[key] == value, f"{key} {value}")

    def wait_tooltip(self, words: str) -> None:
        """Wait until the icon says so."""
        self.desk.wait_for(lambda: words in self.desk.tray.tooltip(), f"{words!r} at the icon", seconds=40)

    def answered_by(self) -> str:
        """Who gave the last answer."""
        recent = self.status()["recent"]
        assert isinstance(recent, list)
        return str(recent[0]["attempts"][-1]["backend_name"])

    def ask_app(self) -> None:
        """A request of an app, through the port."""
        body = {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}], "stream": True}
        answer = httpx.post(f"{self.address}/v1/chat/completions", json=body, timeout=60, trust_env=False)
        assert answer.status_code == httpx.codes.OK, answer.text


@contextlib.contextmanager
def desktop(theme: str, scale: int, folder: Path) -> Iterator[DesktopSession]:
    """Panel, notices, password store; everything twice as large at 200 %."""
    with DesktopSession(screen=f"{1280 * scale}x{900 * scale}x24") as desk:
        config = desk.folder / "config"
        files = {
            "fontconfig/fonts.conf": FONTS,
            "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml": _PANEL,
        }
        for name, text in files.items():
            (config / name).parent.mkdir(parents=True, exist_ok=True)
            (config / name).write_text(text)
        desk.environment |= {
            "FONTCONFIG_FILE": str(config / "fontconfig/fonts.conf"),
            "EXO_BRIDGE_THEME": theme,
            "QT_SCALE_FACTOR": str(scale),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
        }
        desk.start_keyring()
        desk.start("openbox")
        desk.start(str(next(Path("/usr/lib").glob("*/xfce4/xfconf/xfconfd"))))
        desk.start("xfce4-panel", "--disable-wm-check")
        desk.start(sys.executable, "-c", _GROUND, "#3A4048" if theme == "dark" else "#C9D3E0")
        desk.wait_for(lambda: desk.has_owner("org.kde.StatusNotifierWatcher"), "the panel")
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        yield desk


async def walk(theme: str, scale: int, folder: Path) -> None:
    """One newcomer."""
    studio = simulated_exo(models=[MODEL], name="studio")
    mini = simulated_exo(models=[MODEL], name="mini")
    async with studio as first, mini as second:
        with desktop(theme, scale, folder) as desk:
            notices = desk.start_notifications()
            port = free_port()
            home = Path(desk.environment["EXO_BRIDGE_HOME"])
            home.mkdir(parents=True, exist_ok=True)
            numbers = {"first": first.url.rpartition(":")[2], "second": second.url.rpartition(":")[2]}
            (home / "settings.yaml").write_text(FILE.format(port=port, **numbers))
            program = desk.start(sys.executable, "-m", "desktop")
            on = Walk(desk, theme, port, program)
            on.folder = folder
            first_steps(on)
            await failover(on, {"studio": first, "mini": second}[on.answered_by()], notices)
            pages(on)
            desk.tray.click("Quit Exo Bridge")
            assert program.wait(20) == 0, desk.logs()


async def failover(on: Walk, node: FakeProcess, notices: Notifications) -> None:
    """A node dies, the notice tells why, nothing may leave, the node comes back."""
    on.desk.wait_for(lambda: time.monotonic() > on.began + SILENCE, "the end of the silence after the start")
    await node.kill()  # it gave the last answer, so its loss is worth a notice
    notice = on.desk.wait_for(lambda: notices.shown, "the notice", seconds=40)[-1]
    on.wait_tooltip("1 of 2 nodes down")
    on.ask_app()
    on.keys(STATUS, "ctrl+1")
    on.picture("node-down", STATUS)
    notices.click(notice.number, "why")
    on.picture("why", STATUS)
    on.desk.tray.click("Route", "Local only")
    on.wait_status("mode", "local-only")
    on.picture("local-only", STATUS)
    await node.restart()
    on.wait_tooltip("Local. 2 nodes")
    on.keys(STATUS, "ctrl+1")
    on.picture("back", STATUS)


def first_steps(on: Walk) -> None:
    """Found, no to nothing, proved."""
    on.window(WELCOME)
    on.desk.wait_for(lambda: "2 nodes" in on.desk.tray.tooltip(), "both nodes", seconds=60)
    on.picture("machines-found", WELCOME)
    on.keys(WELCOME, "space")
    on.keys(WELCOME, "Tab", "Down")
    on.picture("may-a-cloud-help", WELCOME)
    on.keys(WELCOME, "Tab", "Tab", "Tab", "Tab", "space")
    assert on.status()["mode"] == "local-first"
    before = on.served()
    on.keys(WELCOME, "Tab", "space")
    on.answer(before)
    on.picture("first-answer", WELCOME)
    on.keys(WELCOME, "shift+Tab", "space")
    on.picture("status", STATUS)


def pages(on: Walk) -> None:
    """Charts, log, chat, connect an app, settings."""
    for _ in range(8):
        on.ask_app()
    for keys, name in (("ctrl+2", "models"), ("ctrl+3", "activity"), ("ctrl+4", "charts"), ("ctrl+5", "log")):
        on.keys(STATUS, keys)
        on.picture(name, STATUS)
    on.desk.tray.click("Test chat…")
    before = on.served()
    on.type(CHAT, "What is the capital of France?")
    on.keys(CHAT, "Return")
    on.answer(before)
    on.picture("chat", CHAT)
    on.keys(CHAT, "ctrl+w")
    on.desk.tray.click("Connect an app…")
    on.keys(CONNECT, "Tab", "Down", "Down", "Down")
    before = on.served()
    on.keys(CONNECT, "shift+Tab", "space")  # from the list back to the last button: try it
    on.answer(before)
    on.picture("connect", CONNECT)
    on.keys(CONNECT, "ctrl+w")
    on.desk.tray.click("Settings…")
    on.keys(SETTINGS, "Tab", "Tab")
    names = ("accounts", "nodes", "app-keys", "general", "gateway", "backends", "notifications", "privacy")
    for i, name in enumerate(names):
        if i:
            on.keys(SETTINGS, "Down")
        on.picture(f"settings-{name}", SETTINGS)
    on.keys(SETTINGS, "ctrl+w")


def main(arguments: list[str]) -> int:
    gallery = Path(arguments[0]) if arguments else ROOT / "build" / "gallery"
    for theme in ("light", "dark"):
        for scale in (1, 2):
            began = time.monotonic()
            folder = gallery / f"{theme}-{scale}00"
            asyncio.run(walk(theme, scale, folder))
            count = len(list(folder.glob("*.png")))
            sys.stdout.write(f"{folder}: {count} pictures in {time.monotonic() - began:.0f} s\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
