"""What the owner is told while the port is shared with other machines."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.discovery.strangers import is_open_wifi, is_public_in_windows, own_address_of_the_internet
from core.domain import DoorStatus, Snapshot
from core.door import EVERYWHERE
from core.local_keys import FILE_NAME, LocalKeys
from core.settings import AccessSettings
from core.sharing import Sharing

SHARED = AccessSettings(share=True)


def sharing(keys: LocalKeys, settings: AccessSettings = SHARED, public: str = "", error: str = "") -> Sharing:
    snapshot = Snapshot(doors=(DoorStatus("http", EVERYWHERE, 1, error), DoorStatus("http", "127.0.0.1", 2, "taken")))
    return Sharing(lambda: settings, keys, lambda: snapshot, look=lambda: public)


async def looked(found: Sharing) -> list[str]:
    """The titles after one look at the network."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(found.run(stop))
        while found._settings().share and not found._public:
            await asyncio.sleep(0)
        stop.set()
    return [complaint.title for complaint in found.complaints]


async def test_sharing_waits_for_a_key_and_says_so(tmp_path: Path) -> None:
    keys = LocalKeys(tmp_path / FILE_NAME)
    [complaint] = sharing(keys).complaints
    assert (complaint.title, "app-key add" in complaint.hint) == ("The port is not shared yet", True)
    keys.create("laptop", 0.0)
    assert sharing(keys).complaints == ()
    assert sharing(LocalKeys(tmp_path / "none"), AccessSettings()).complaints == ()


async def test_a_door_that_cannot_be_opened_and_a_public_network_are_told(tmp_path: Path) -> None:
    keys = LocalKeys(tmp_path / FILE_NAME)
    keys.create("laptop", 0.0)
    assert await looked(sharing(keys, public="The Wi-Fi is open.", error="taken")) == [
        "Other machines cannot reach the port",
        "The port is shared in a public network",
    ]
    assert await looked(sharing(keys, AccessSettings())) == []


def test_what_the_systems_say_of_a_network_is_read() -> None:
    assert is_public_in_windows("Private\nPublic\n")
    assert not is_public_in_windows("DomainAuthenticated\nPrivate\n")
    assert is_open_wifi(" :WPA2\n*:\n")
    assert is_open_wifi("*:--\n")
    assert not is_open_wifi(" :\n*:WPA2 WPA3\n")
    assert not is_open_wifi("")
    assert own_address_of_the_internet(frozenset({"127.0.0.1", "192.168.1.4", "fd00::1", "100.64.0.9"})) == ""
    assert own_address_of_the_internet(frozenset({"127.0.0.1", "8.8.8.8", "2a00::1"})) == "8.8.8.8"


@pytest.mark.slow
def test_share_makes_a_key_first_says_what_it_means_and_is_undone() -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "core", "share", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    first, more, off = run(), run("--key", "tablet"), run("--off")
    home = Path(os.environ["EXO_BRIDGE_HOME"])
    keys = LocalKeys(home / "state" / FILE_NAME)
    keys.refresh()
    assert (first.returncode, more.returncode, off.returncode) == (0, 0, 0), first.stderr + more.stderr + off.stderr
    assert "key       ebk-" in first.stdout
    assert "unencrypted" in first.stderr
    assert "no longer answered" in off.stdout
    assert [key.name for key in keys.all] == ["shared", "tablet"]
    assert "share: false" in "".join(file.read_text("utf-8") for file in home.rglob("*.yaml"))
