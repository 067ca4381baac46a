"""A private D-Bus with a real gnome-keyring on it, or with a Secret Service that never answers.

Everything lies in a directory of its own and is ended by its process; the session of whoever runs the
tests is not touched. Needs the programs dbus-daemon and, for the real store, gnome-keyring-daemon.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney.bus_messages import MatchRule, message_bus  # type: ignore[import-untyped]  # jeepney has no types
from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

SECRETS = "org.freedesktop.secrets"
PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")

# No service directories: nothing of the machine is started by asking for it.
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def missing_programs() -> list[str]:
    """The programs that are not installed here."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


@contextmanager
def private_bus() -> Iterator[dict[str, str]]:
    """A session bus of its own; gives the environment for programs that shall use it."""
    # Not below pytest's directory: the path of a socket may have 107 characters.
    home = Path(tempfile.mkdtemp(prefix="eb-bus-"))
    try:
        (home / "bus.conf").write_text(_CONFIG.format(socket=home / "bus"))
        command = ["dbus-daemon", f"--config-file={home / 'bus.conf'}", "--nofork", "--nopidfile", "--print-address"]
        daemon = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert daemon.stdout is not None
            address = daemon.stdout.readline().strip()
            yield {
                **os.environ,
                "HOME": str(home),
                "XDG_RUNTIME_DIR": str(home),
                "XDG_DATA_HOME": str(home / "data"),
                "XDG_CACHE_HOME": str(home / "cache"),
                "DBUS_SESSION_BUS_ADDRESS": address,
            }
        finally:
            _end(daemon)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def gnome_keyring(environment: dict[str, str], *, password: str = "\n") -> Iterator[None]:
    """A real, unlocked, empty Secret Service on this bus. Nothing on its standard input would leave it locked."""
    with open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as watcher:
        owned = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
        owned.add_arg_condition(0, SECRETS)
        Proxy(message_bus, watcher).AddMatch(owned)
        with watcher.filter(owned) as queue:
            daemon = subprocess.Popen(
                ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            try:
                assert daemon.stdin is not None
                daemon.stdin.write(password)
                daemon.stdin.close()
                watcher.recv_until_filtered(queue, timeout=10)
                yield
            finally:
                _end(daemon)


@contextmanager
def silent_service(environment: dict[str, str]) -> Iterator[None]:
    """Somebody who owns the name of the Secret Service and never answers a call."""
    with open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as owner:
        Proxy(message_bus, owner).RequestName(SECRETS)
        yield


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(30)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
