"""A private desktop for tests: X server, D-Bus, tray host, notification service, password store; nothing of the user's.

    with DesktopSession() as desk:
        desk.start_watcher(); desk.start_notifications()
        app = desk.start(sys.executable, "-m", "desktop")
        desk.wait_for(lambda: desk.tray.items())

The two services are our own, on threads of the test process, so that a test sees what was sent and can click.
Waiting is always for something (`wait_for`): it looks again whenever the bus brought a message, up to a deadline.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from jeepney import (  # type: ignore[import-untyped]  # no types
    message_bus,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]  # no types

from tests.fakes.desktop_bus import Notifications, Service, Tray, Watcher

T = TypeVar("T")
WAIT = 20.0
LOOK_AGAIN = 0.2
PROGRAMS = ("Xvfb", "dbus-daemon")

_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy>
</busconfig>"""


class DesktopSession:
    """Starts an X server and a bus; the rest is started when a test wants it. Ends everything it started."""

    def __init__(self, *, screen: str = "1280x800x24") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="eb-desk-"))
        self.environment = dict(os.environ)
        self._screen = screen
        self._processes: list[subprocess.Popen[bytes]] = []
        self._services: list[Service] = []
        self._connections: list[DBusConnection] = []
        self.happened = threading.Condition()

    def __enter__(self) -> DesktopSession:
        for name in ("home", "run", "config", "data", "cache", "state"):
            (self.folder / name).mkdir(mode=0o700)
        for variable in ("WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND", "QT_QPA_PLATFORM"):
            self.environment.pop(variable, None)
        self.environment |= {
            "HOME": str(self.folder / "home"),
            "EXO_BRIDGE_HOME": str(self.folder / "exo-bridge"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_SESSION_TYPE": "x11",
            "NO_AT_BRIDGE": "1",
        }
        try:
            self._start_bus()
            self._start_x()
        except BaseException:
            self.__exit__()
            raise
        self.tray = Tray(self)
        return self

    def __exit__(self, *_: object) -> None:
        for service in self._services:
            service.stop()
        for connection in self._connections:
            connection.close()
        for process in reversed(self._processes):
            end(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_bus(self) -> None:
        socket = self.folder / "bus"
        config = self.folder / "bus.conf"
        config.write_text(_BUS_CONFIG.format(socket=socket))
        process = self._run("dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1")
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = first_line(process).partition(",guid=")[0]

    def _start_x(self) -> None:
        process = self._run("Xvfb", "-displayfd", "1", "-screen", "0", self._screen, "-nolisten", "tcp", "-noreset")
        self.environment["DISPLAY"] = f":{first_line(process)}"

    def _run(self, *command: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{Path(command[0]).name}.log").open("ab")
        with log:
            process = subprocess.Popen(command, env=self.environment, stdin=stdin, stdout=subprocess.PIPE, stderr=log)
        self._processes.append(process)
        return process

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program in this desktop; its standard error lies in `folder`. It is ended with the session."""
        self.environment |= environment
        return self._run(*command, stdin=subprocess.PIPE)

    def start_keyring(self) -> None:
        """An unlocked Secret Service. An empty line is its password: an empty input would leave it locked."""
        process = self._run(
            "gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground", stdin=subprocess.PIPE
        )
        assert process.stdin is not None  # asked for
        process.stdin.write(b"\n")
        process.stdin.close()
        self.wait_for(lambda: self.has_owner("org.freedesktop.secrets"))

    def start_watcher(self) -> Watcher:
        """A tray host without a panel."""
        watcher = Watcher(self)
        self._services.append(watcher)
        return watcher

    def start_notifications(self) -> Notifications:
        """A notification service that remembers."""
        service = Notifications(self)
        self._services.append(service)
        return service

    def connect(self) -> DBusConnection:
        """A connection of the test itself to this bus, closed with the session."""
        with _bus_address(self.environment["DBUS_SESSION_BUS_ADDRESS"]):
            connection = open_dbus_connection(bus="SESSION")
        self._connections.append(connection)
        return connection

    def has_owner(self, name: str) -> bool:
        """Whether somebody on the bus has this name."""
        with contextlib.closing(self.connect()) as connection:
            reply = connection.send_and_get_reply(message_bus.NameHasOwner(name), timeout=20)
            return bool(reply.body[0])

    def wait_for(self, found: Callable[[], T], what: str = "", seconds: float = WAIT) -> T:
        """The first true value of `found`; looked at again whenever something happened. Fails at the deadline."""
        deadline = time.monotonic() + seconds
        while True:
            value = found()
            if value:
                return value
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"not within {seconds:g} s: {what or found}\n{self.logs()}")
            with self.happened:
                self.happened.wait(min(left, LOOK_AGAIN))

    def tell(self) -> None:
        """Something happened: whoever waits looks again."""
        with self.happened:
            self.happened.notify_all()

    def logs(self) -> str:
        """What the programs said on standard error."""
        return "\n".join(
            f"--- {file.name}\n{file.read_text(errors='replace')[-4000:]}" for file in sorted(self.folder.glob("*.log"))
        )

    def window_titles(self) -> list[str]:
        """The titles of the windows that can be seen."""
        command = ["xdotool", "search", "--onlyvisible", "--name", "Exo Bridge"]
        found = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        titles = []
        for window in found.stdout.split():
            name = subprocess.run(
                ["xdotool", "getwindowname", window],
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            titles.append(name.stdout.strip())
        return titles

    def screenshot(self, file: Path) -> None:
        """The whole screen, as PNG; needs imagemagick."""
        subprocess.run(["/usr/bin/import", "-window", "root", str(file)], env=self.environment, check=True)


def first_line(process: subprocess.Popen[bytes], seconds: float = WAIT) -> str:
    """The first line of a program's output. Fails when it does not come."""
    assert process.stdout is not None  # made with a pipe
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        if not ready.select(seconds):
            raise AssertionError(f"no line from {process.args!r}")
    return process.stdout.readline().decode().strip()


def end(process: subprocess.Popen[bytes], seconds: float = 10.0) -> int:
    """End a program: politely, then not."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    process.terminate()
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    if process.stdout is not None:
        process.stdout.close()
    return code


@contextlib.contextmanager
def _bus_address(address: str) -> Iterator[None]:
    """jeepney reads the address from the environment only."""
    before = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
    try:
        yield
    finally:
        if before is None:
            del os.environ["DBUS_SESSION_BUS_ADDRESS"]
        else:
            os.environ["DBUS_SESSION_BUS_ADDRESS"] = before
