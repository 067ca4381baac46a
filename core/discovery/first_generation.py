"""Listens to the broadcasts of exo 0.0.x, where that harms no exo on this machine.

Every node of that generation sends a JSON datagram to port 5678 each 2.5 s (exo.md §1a). It listens there
itself and fails silently when the port is taken, even by a socket that would share it (measured): a listener of
ours that came first would blind it for good. So there is none where exo runs or was ever installed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from core.discovery.lenient import dict_of, text_of
from core.discovery.sighting import Sighting

PORT = 5678
HOW = "broadcast of exo 0.0.x"


def sighting_of(data: bytes, host: str) -> Sighting | None:
    """What a datagram from `host` says; None when it is not exo's. A node sends one on each of its interfaces."""
    try:
        told = dict_of(msgspec.json.decode(data))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if told.get("type") != "discovery" or not text_of(told.get("node_id")):
        return None
    return Sighting(host, HOW, first_id=text_of(told["node_id"]))


def has_traces_of_exo(home: Path | None = None, temporary: Path | None = None) -> bool:
    """Whether exo was ever installed or started by this user: then it may be started again at any time.

    0.0.x writes `.exo_node_id` into the temporary folder while it starts, some moments before it listens.
    """
    home, temporary = home or Path.home(), temporary or Path(tempfile.gettempdir())
    places = (home / ".cache/exo", home / ".exo", home / ".local/share/exo", Path("/Applications/EXO.app"))
    is_installed = bool(os.environ.get("EXO_HOME")) or shutil.which("exo") is not None
    return is_installed or any(place.exists() for place in (*places, temporary / ".exo_node_id"))


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, sighted: Callable[[Sighting], None]) -> None:
        self._sighted = sighted

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        sighting = sighting_of(data, str(addr[0]))
        if sighting is not None:
            self._sighted(sighting)


async def listen(sighted: Callable[[Sighting], None], port: int = PORT) -> None:
    """Tell of every broadcast until cancelled. Raises OSError when somebody, likely an exo, has the port."""
    # No SO_REUSEADDR and no SO_REUSEPORT: a port that is in use is not ours to take part in.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.setblocking(False)
        receiver.bind(("0.0.0.0", port))
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Listener(sighted), sock=receiver)
        try:
            await asyncio.Event().wait()
        finally:
            transport.abort()
