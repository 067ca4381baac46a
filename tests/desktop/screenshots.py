"""Makes the pictures of the README from the running program:  python -m tests.desktop.screenshots [light] [dark]

A private desktop with a real panel, notification daemon and password store; the program in its demo, with its real
built-in model; questions typed into the chat, one node killed from the tray. What is seen is what was there.
Needs (Debian): xvfb dbus openbox xfce4-panel dunst gnome-keyring xdotool imagemagick; fonts-inter makes
it prettier. Writes resources/screenshots/*.png.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.fakes.desktop_session import DesktopSession

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "resources" / "screenshots"
PORT = 52410
MOST_TOURS = 6
MODEL = "simulated/smollm2-135m"
STATUS, CHAT, CONNECT, SETTINGS, ACCOUNT = (
    "Exo Bridge",
    "Exo Bridge test chat",
    "Connect an app to Exo Bridge",
    "Exo Bridge settings",
    "Add a cloud account",
)
ICON_PLACE = ("1141", "18")
MENU_PLACE = "470x380+760+0"
NOTICE_PLACE = "440x140+840+48"
FIRST_ROW = ("35", "316")

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<alias binding="same"><family>sans-serif</family><prefer><family>Inter</family></prefer></alias>
<alias binding="same"><family>Sans Serif</family><prefer><family>Inter</family></prefer></alias>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>
"""

_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=2;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="double" value="12"/>
      <property name="size" type="uint" value="36"/>
      <property name="icon-size" type="uint" value="24"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"><property name="known-items" type="array"/></property>
  </property>
</channel>
"""

_DUNST = """[global]
    font = Inter 11
    origin = top-right
    offset = 24x64
    width = 380
    frame_width = 1
    corner_radius = 8
    padding = 14
    horizontal_padding = 16
    icon_position = left
    show_indicators = no
    max_icon_size = 40
[urgency_low]
    background = "{ground}"
    foreground = "{ink}"
    frame_color = "{edge}"
[urgency_normal]
    background = "{ground}"
    foreground = "{ink}"
    frame_color = "{edge}"
"""


_GROUND = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
ground = QWidget()
ground.setWindowTitle("ground")
ground.setAttribute(Qt.WidgetAttribute.WA_X11NetWmWindowTypeDesktop)
ground.setStyleSheet(f"background: {sys.argv[1]}")
ground.setGeometry(app.primaryScreen().geometry())
ground.show()
app.exec()
"""


class TalkedTooLong(Exception):
    """The model is small, and sometimes goes on for ever: no picture for a README."""


class Stage:
    """The desktop with the program on it."""

    def __init__(self, desk: DesktopSession, theme: str, port: int, program: subprocess.Popen[bytes]) -> None:
        self.desk = desk
        self.program = program
        self.began = time.monotonic()
        self.theme = theme
        self.address = f"http://127.0.0.1:{port}"

    def run(self, *command: str) -> str:
        """A program of the desktop, to its end; its output."""
        done = subprocess.run(command, env=self.desk.environment, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def window(self, title: str) -> str:
        """The number of a visible window, when it is there."""
        return self.desk.wait_for(
            lambda: self.run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$").splitlines()[-1:],
            f"window {title!r}",
        )[0]

    def keys(self, title: str, *keys: str) -> None:
        """Press keys in a window."""
        window = self.window(title)
        self.run("xdotool", "windowactivate", "--sync", window)
        self.run("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, title: str, text: str) -> None:
        """Type into a window."""
        window = self.window(title)
        self.run("xdotool", "windowactivate", "--sync", window)
        self.run("xdotool", "type", "--delay", "2", text)

    def served(self) -> int:
        """How many requests the program answered so far."""
        totals = httpx.get(f"{self.address}/bridge/v1/status", trust_env=False).json()["totals"]
        return int(totals["local"]) + int(totals["cloud"])

    def is_idle(self) -> bool:
        """Whether no request is running."""
        return not httpx.get(f"{self.address}/bridge/v1/status", trust_env=False).json()["live"]

    def answer(self, before: int) -> None:
        """Wait for the answer to what was asked in the chat. Raises TalkedTooLong."""
        try:
            self.desk.wait_for(lambda: self.served() > before and self.is_idle(), "an answer", seconds=6)
        except AssertionError as error:
            raise TalkedTooLong from error

    def ask(self, words: str) -> None:
        """A request of an app, through the port."""
        body = {"model": MODEL, "messages": [{"role": "user", "content": words}], "max_tokens": 40}
        httpx.post(f"{self.address}/v1/chat/completions", json=body, timeout=60, trust_env=False)

    def kill(self, node: str) -> None:
        """End one simulated node as a power cut would."""
        found = self.run("pgrep", "-P", str(self.program.pid), "-f", f"simulated-node.*--name {node}")
        for number in found.splitlines():
            os.kill(int(number), signal.SIGKILL)

    def still(self) -> None:
        """Two pictures of the screen are the same: nothing is being painted any more."""
        seen: list[bytes] = []

        def is_still() -> bool:
            picture = subprocess.run(
                ["/usr/bin/import", "-window", "root", "rgb:-"],
                env=self.desk.environment,
                capture_output=True,
                check=True,
            ).stdout
            seen.append(picture)
            return len(seen) > 1 and seen[-1] == seen[-2]

        self.desk.wait_for(is_still, "a screen at rest")

    def picture(self, name: str, title: str) -> None:
        """The inside of a window."""
        window = self.window(title)
        self.run("xdotool", "windowactivate", "--sync", window)
        self.still()
        self.run("/usr/bin/import", "-window", window, str(PICTURES / f"{name}-{self.theme}.png"))

    def part(self, name: str, geometry: str) -> None:
        """A part of the screen."""
        self.still()
        file = str(PICTURES / f"{name}-{self.theme}.png")
        self.run("/usr/bin/import", "-window", "root", "-crop", geometry, "+repage", file)


@contextlib.contextmanager
def stage(theme: str) -> Iterator[Stage]:
    """Panel, notices, password store, and the program in its demo."""
    with DesktopSession(screen="1280x900x24") as desk:
        config = desk.folder / "config"
        files = {
            "fontconfig/fonts.conf": FONTS,
            "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml": _PANEL,
            "dunst/dunstrc": _DUNST.format(
                **(
                    {"ground": "#24272C", "ink": "#ECEFF3", "edge": "#363B43"}
                    if theme == "dark"
                    else {"ground": "#FFFFFF", "ink": "#1A1D21", "edge": "#DDE1E7"}
                )
            ),
        }
        for name, text in files.items():
            (config / name).parent.mkdir(parents=True, exist_ok=True)
            (config / name).write_text(text)
        desk.environment |= {
            "FONTCONFIG_FILE": str(config / "fontconfig/fonts.conf"),
            "GTK_THEME": "Adwaita:dark" if theme == "dark" else "Adwaita",
            "EXO_BRIDGE_THEME": theme,
            "PYTHONPATH": str(ROOT),
        }
        desk.start_keyring()
        desk.start("openbox")
        desk.start(str(next(Path("/usr/lib").glob("*/xfce4/xfconf/xfconfd"))))
        desk.start("xfce4-panel", "--disable-wm-check")
        desk.start("dunst")
        ground = "#3A4048" if theme == "dark" else "#C9D3E0"
        desk.start(sys.executable, "-c", _GROUND, ground)
        desk.wait_for(lambda: desk.has_owner("org.kde.StatusNotifierWatcher"), "the panel")
        desk.wait_for(lambda: desk.has_owner("org.freedesktop.Notifications"), "dunst")
        port = free_port()
        program = desk.start(sys.executable, "-m", "desktop", "--demo", "--port", str(port))
        desk.wait_for(lambda: "2 nodes" in desk.tray.tooltip(), "the demo", seconds=60)
        yield Stage(desk, theme, port, program)


def free_port() -> int:
    """The usual port if nobody has it, else any."""
    for wanted in (PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that just ended do not count
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def tour(theme: str) -> None:
    """One walk through the program, with pictures. Raises TalkedTooLong."""
    with stage(theme) as on:
        on.run("xdotool", "windowsize", "--sync", on.window(STATUS), "860", "640")
        for words in ("Name three rivers.", "What is a bridge?"):
            on.ask(words)
        on.picture("status", STATUS)
        failover(on)
        on.keys(STATUS, "ctrl+3")
        on.run("xdotool", "mousemove", "--window", on.window(STATUS), *FIRST_ROW, "click", "1")
        on.keys(STATUS, "Home", "Right")
        on.run("xdotool", "mousemove", "640", "880")
        on.run("dunstctl", "close-all")
        on.picture("activity", STATUS)
        on.desk.tray.click("Connect an app…")
        on.run("xdotool", "windowsize", "--sync", on.window(CONNECT), "760", "480")
        on.keys(CONNECT, "Tab", "Down", "Down", "Down")
        on.picture("connect", CONNECT)
        on.keys(CONNECT, "ctrl+w")
        on.desk.tray.click("Settings…")
        on.window(SETTINGS)
        on.keys(SETTINGS, "Tab", "Tab", "Tab", "space")
        on.type(ACCOUNT, "sk-or-v1-0000000000000000")
        on.picture("account", ACCOUNT)
        on.keys(ACCOUNT, "Escape")
        for title in (SETTINGS, CHAT, STATUS):
            on.keys(title, "ctrl+w")
        on.run("dunstctl", "close-all")
        on.run("xdotool", "mousemove", *ICON_PLACE, "click", "3")
        on.part("menu", MENU_PLACE)


def failover(on: Stage) -> None:
    """Two questions in the chat; before the second one the node that answered dies."""
    desk = on.desk
    desk.tray.click("Test chat…")
    on.run("xdotool", "windowsize", "--sync", on.window(CHAT), "720", "460")
    before = on.served()
    on.type(CHAT, "Say hello in one sentence.")
    on.keys(CHAT, "Return")
    on.answer(before)
    desk.wait_for(lambda: time.monotonic() > on.began + 16, "the end of the silence after the start")
    before = on.served()
    on.type(CHAT, "Write one line about the sea.")
    on.kill("studio")  # not by its switch, which checks the node at once: so the request runs into it
    on.keys(CHAT, "Return")
    on.answer(before)
    desk.wait_for(lambda: on.run("dunstctl", "count", "displayed") not in ("", "0"), "the notice")
    on.part("notice", NOTICE_PLACE)
    on.picture("chat", CHAT)
    desk.wait_for(lambda: "1 of 2 nodes down" in desk.tray.tooltip(), "the degraded icon")


def states() -> None:
    """The six icons beside each other, on a dark and on a light ground."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

    from desktop.icons import tray_image
    from desktop.text.face import IconState

    app = QGuiApplication.instance() or QGuiApplication([])
    size, cell = 44, 72
    sheet = QImage(cell * len(IconState), cell * 2, QImage.Format.Format_ARGB32)
    painter = QPainter(sheet)
    for y, ground in enumerate(("#22262B", "#EEF1F5")):
        painter.fillRect(0, y * cell, sheet.width(), cell, QColor(ground))
        for x, state in enumerate(IconState):
            at = (cell - size) // 2
            painter.drawImage(x * cell + at, y * cell + at, tray_image(state, size))
    painter.end()
    sheet.save(str(PICTURES / "states.png"))
    del app


def main(themes: list[str]) -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    states()
    for theme in themes or ["light", "dark"]:
        for _ in range(MOST_TOURS):
            try:
                tour(theme)
                break
            except TalkedTooLong:
                sys.stdout.write("the small model talked too long; once more\n")
        else:
            sys.stdout.write(f"{theme}: no short answer in {MOST_TOURS} tours; the old pictures stay\n")
            return 1
        sys.stdout.write(f"{theme}: {', '.join(sorted(f.name for f in PICTURES.glob(f'*-{theme}.png')))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
