"""Whether strangers may be in the network of this machine: asked while the port is shared.

Windows knows networks as public or private; NetworkManager tells whether a Wi-Fi is open. macOS tells neither to a
program without special rights, so there only an address of the internet gives a public network away.
"""

from __future__ import annotations

import ipaddress
import subprocess
import sys

from core.discovery.network import own_addresses
from core.words.owner import Complained

_LIMIT = 10.0
_WINDOWS = ("powershell", "-NoProfile", "-NonInteractive", "-Command", "(Get-NetConnectionProfile).NetworkCategory")
_LINUX = ("nmcli", "--terse", "--fields", "IN-USE,SECURITY", "device", "wifi", "list", "--rescan", "no")


def why_public() -> str:
    """Why strangers may be in this network, in plain words; empty where nothing says so. Blocks for up to 10 s."""
    found = own_address_of_the_internet(own_addresses())
    if found:
        return Complained.ADDRESS_OF_INTERNET.format(address=found)
    if sys.platform == "win32":
        return Complained.WINDOWS_SAYS_PUBLIC if is_public_in_windows(_said(_WINDOWS)) else ""
    return Complained.OPEN_WIFI if is_open_wifi(_said(_LINUX)) else ""


def own_address_of_the_internet(addresses: frozenset[str]) -> str:
    """An IPv4 address by which everybody can reach this machine, or empty; we do not listen on IPv6."""
    return next((a for a in sorted(addresses) if "." in a and ipaddress.ip_address(a).is_global), "")


def is_public_in_windows(told: str) -> bool:
    """What PowerShell lists: one word for each connection."""
    return "Public" in told.split()


def is_open_wifi(told: str) -> bool:
    """What nmcli lists: `*` before the network in use, then how it is protected, or nothing."""
    return any(line.partition(":")[::2] in (("*", ""), ("*", "--")) for line in map(str.strip, told.splitlines()))


def _said(command: tuple[str, ...]) -> str:
    """What a program of the system says; nothing when it is not there or takes too long."""
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # no console window on Windows
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_LIMIT, check=False, creationflags=hidden
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
