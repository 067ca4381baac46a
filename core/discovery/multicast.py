"""Hears and sends exo's own multicast Hello (since 2026-06) without ever standing in an exo's way.

Port 52413 itself belongs to exo: a socket on it, even a shared one, would be given part of the answers that are
meant for the exo of this machine. So we ask from a port of our own, and hear on a socket bound to the group's
address, which gets the group's packets only. Nodes answer only those of their namespace, whose hash we copy from
what we hear. Being answered connects nobody to us; we never answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import sys
from collections.abc import Callable

from core.discovery.hello_packet import KNOWN_NAMESPACES, Hello, WhatsUp, hello, parse
from core.discovery.network import Interface
from core.discovery.sighting import Sighting
from core.domain import Seconds

log = logging.getLogger("discovery")

GROUP, PORT = "ff12::e0a1:de89", 52413
ASK_EVERY: Seconds = 30.0
HOW = "multicast of exo"
MOST_HEARD = 256
MOST_NAMESPACES = 16
"""More namespaces on one network than this are not believed."""


class _Station(asyncio.DatagramProtocol):
    """The two sockets of one interface."""

    def __init__(self, interface: Interface, sighted: Callable[[Sighting], None]) -> None:
        self._interface = interface
        self._sighted = sighted
        self._nonce = b""
        self._namespaces: set[bytes] = set(KNOWN_NAMESPACES)
        self._heard: set[str] = set()
        self._asker = _asker(interface)

    @property
    def asker(self) -> socket.socket:
        """The socket from which we ask, and to which nodes answer."""
        return self._asker

    def ask(self) -> None:
        """Send a Hello for every namespace that is known here."""
        self._nonce = os.urandom(8)
        for namespace in self._namespaces:
            try:
                self._asker.sendto(hello(self._nonce, namespace), (GROUP, PORT, 0, self._interface.index))
            except OSError as error:  # the interface went away: the finder starts anew
                log.debug("hello not sent interface=%s why=%s", self._interface.name, error)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        told = parse(data)
        host = str(addr[0]).partition("%")[0]
        if host == self._interface.link_local or told is None:
            return
        match told:
            case WhatsUp() if told.nonce == self._nonce:
                self._sighted(Sighting(f"{host}%{self._interface.name}", HOW, told.node_id))
            case Hello():
                self._take_hello(told, host)

    def _take_hello(self, told: Hello, host: str) -> None:
        """A new namespace or a new node: ask at once who it is, for its answer tells its id."""
        is_new = told.namespace not in self._namespaces and len(self._namespaces) < MOST_NAMESPACES
        if is_new:
            self._namespaces.add(told.namespace)
        if is_new or host not in self._heard:
            if len(self._heard) > MOST_HEARD:
                self._heard.clear()  # somebody floods us
            self._heard.add(host)
            self.ask()
        self._sighted(Sighting(f"{host}%{self._interface.name}", HOW))


async def listen(here: tuple[Interface, ...], sighted: Callable[[Sighting], None]) -> None:
    """Ask and listen on these interfaces until cancelled; one without IPv6 is left out."""
    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as stack:
        stations = []
        for interface in here:
            if not interface.link_local or not interface.index:
                continue
            try:
                station = _Station(interface, sighted)
            except OSError as error:
                log.debug("no multicast interface=%s why=%s", interface.name, error)
                continue
            for endpoint in (station.asker, _hearer(interface)):
                if endpoint is not None:
                    transport, _ = await loop.create_datagram_endpoint(lambda s=station: s, sock=endpoint)  # type: ignore[misc]  # mypy infers no type for a default
                    stack.callback(transport.abort)
            stations.append(station)
        while True:
            for station in stations:
                station.ask()
            await asyncio.sleep(ASK_EVERY)


def _asker(interface: Interface) -> socket.socket:
    asker = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    try:
        asker.setblocking(False)
        asker.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, interface.index)
        asker.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 1)
        asker.bind(("::", 0))  # an ephemeral port, never 52413
    except BaseException:
        asker.close()
        raise
    return asker


def _hearer(interface: Interface) -> socket.socket | None:
    """Hears the group on this interface, or None when that cannot be. Windows binds no socket to a group, but has no
    exo of this generation either, whose port could be missed: there it is bound to all addresses."""
    hearer = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    try:
        hearer.setblocking(False)
        hearer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        hearer.bind(("::", PORT, 0, 0) if sys.platform == "win32" else (GROUP, PORT, 0, interface.index))
        membership = socket.inet_pton(socket.AF_INET6, GROUP) + interface.index.to_bytes(4, sys.byteorder)
        hearer.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, membership)
    except OSError as error:
        log.debug("not heard interface=%s why=%s", interface.name, error)
        hearer.close()
        return None
    return hearer
