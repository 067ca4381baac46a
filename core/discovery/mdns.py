"""Asks for and listens to libp2p's mDNS (exo 1.0.x) beside whatever else on this machine does the same.

Answers go to the group 224.0.0.251:5353, never to the asker, so that must be heard. A socket bound to the group's
own address hears only that: it cannot take a unicast packet from another mDNS program here, exo's included. A
starting node asks for others at once, which tells of it as well as an answer would.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import Callable

from core.discovery import mdns_packet
from core.discovery.network import Interface
from core.discovery.sighting import Sighting
from core.domain import Seconds

log = logging.getLogger("discovery")

GROUP, PORT = "224.0.0.251", 5353
FIRST_QUERIES: tuple[Seconds, ...] = (0.0, 1.0, 3.0)
QUERY_EVERY: Seconds = 30.0
"""libp2p itself asks every 25 minutes only; one packet of 33 bytes each 30 s and interface is ours."""


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, sighted: Callable[[Sighting], None]) -> None:
        self._sighted = sighted

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        told = mdns_packet.heard(data)
        source = str(addr[0])
        if told.asks:
            self._sighted(Sighting(source, "mDNS question of a libp2p node"))
        for host, peer_id in told.nodes:
            self._sighted(Sighting(host, "mDNS answer of a libp2p node", peer_id))
            if host != source:
                self._sighted(Sighting(source, "mDNS answer of a libp2p node", peer_id))


async def listen(here: tuple[Interface, ...], sighted: Callable[[Sighting], None]) -> None:
    """Ask and listen on these interfaces until cancelled. Raises OSError when that cannot be done at all."""
    loop = asyncio.get_running_loop()
    addresses = [address for interface in here for address, _ in interface.ipv4]
    async with contextlib.AsyncExitStack() as stack:
        receiver = stack.enter_context(_receiver(addresses))
        transport, _ = await loop.create_datagram_endpoint(lambda: _Listener(sighted), sock=receiver)
        stack.callback(transport.abort)
        senders = [stack.enter_context(s) for a in addresses if (s := _sender(a)) is not None]
        began = loop.time()
        for delay in FIRST_QUERIES:
            await asyncio.sleep(max(0.0, began + delay - loop.time()))
            _ask(senders)
        while True:
            await asyncio.sleep(QUERY_EVERY)
            _ask(senders)


def _ask(senders: list[socket.socket]) -> None:
    for sender in senders:
        try:
            sender.sendto(mdns_packet.query(), (GROUP, PORT))
        except OSError as error:  # the interface went away, or its queue is full: the next one counts
            log.debug("mDNS question not sent why=%s", error)


def _receiver(addresses: list[str]) -> socket.socket:
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        receiver.setblocking(False)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform == "darwin":
            # The system's own mDNS program shares the port only this way; the group address keeps it harmless.
            receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        receiver.bind(("" if sys.platform == "win32" else GROUP, PORT))  # Windows cannot bind to a group
        for address in addresses:
            with contextlib.suppress(OSError):  # joined already, when an interface has two addresses
                membership = socket.inet_aton(GROUP) + socket.inet_aton(address)
                receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
    except BaseException:
        receiver.close()
        raise
    return receiver


def _sender(address: str) -> socket.socket | None:
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sender.setblocking(False)
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        sender.bind((address, 0))
    except OSError:  # the address is gone again
        sender.close()
        return None
    return sender
