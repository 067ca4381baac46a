"""How exo nodes announce themselves on a network, one class for each generation; for simulated nodes only.

Written from exo.md §1 and from rust-libp2p's mdns, apart from the code that reads these packets, so that the two
prove each other. Sockets are bound as the real programs bind theirs, sharing flags included.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any, Protocol

import psutil

BROADCAST_PORT = 5678
MDNS_GROUP, MDNS_PORT = "224.0.0.251", 5353
EXO_GROUP, EXO_PORT = "ff12::e0a1:de89", 52413
NAMESPACE = bytes.fromhex("6e2bf1dad2aa1268")
_SERVICE = b"\4_p2p\4_udp\5local\0"


class Beacon(Protocol):
    """Announces a node until cancelled."""

    async def run(self) -> None:
        """Announce."""
        ...


def addresses(family: int) -> dict[str, str]:
    """Interface name -> its first address of this family; loopback is left out."""
    found: dict[str, str] = {}
    for name, listed in psutil.net_if_addrs().items():
        for address in listed:
            is_wanted = address.family is socket.AF_INET or address.address.startswith("fe80")
            if address.family == family and name != "lo" and is_wanted:
                found.setdefault(name, address.address.partition("%")[0])
    return found


def broadcast_payload(node_id: str, interface: str) -> bytes:
    """The datagram of exo 0.0.x, as captured."""
    capabilities: dict[str, Any] = {
        "model": "Simulated (simulated)",
        "chip": "Simulated",
        "memory": 24105,
        "flops": {"fp32": 0.0, "fp16": 0.0, "int8": 0.0},
    }
    return json.dumps(
        {
            "type": "discovery",
            "node_id": node_id,
            "grpc_port": 50071,
            "device_capabilities": capabilities,
            "priority": 4,
            "interface_name": interface,
            "interface_type": "Ethernet",
        }
    ).encode()


class Broadcasts:
    """exo 0.0.x: two broadcasts an interface each 2.5 s. Says `blind` when it cannot listen; real exo says nothing."""

    def __init__(self, node_id: str, say: Callable[[str], None]) -> None:
        self._node_id = node_id
        self._say = say

    async def run(self) -> None:
        """Announce."""
        with contextlib.ExitStack() as stack:
            listener = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            try:
                listener.bind(("0.0.0.0", BROADCAST_PORT))
            except OSError:
                self._say("blind")
            while True:
                for name, address in addresses(socket.AF_INET).items():
                    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                        sender.bind((address, 0))
                        near = address.rpartition(".")[0] + ".255"
                        for target in (near, "255.255.255.255"):
                            with contextlib.suppress(OSError):  # no way out: the next round may have one
                                sender.sendto(broadcast_payload(self._node_id, name), (target, BROADCAST_PORT))
                await asyncio.sleep(2.5)


def mdns_query() -> bytes:
    """libp2p's question."""
    return struct.pack("!6H", 0, 0, 1, 0, 0, 0) + _SERVICE + struct.pack("!2H", 12, 1)


def mdns_answer(peer_id: str, hosts: list[str]) -> bytes:
    """libp2p's answer: a PTR to a random bare label, which owns a TXT record for each address."""
    label = secrets.token_hex(20).encode()
    owner = bytes([len(label)]) + label + b"\0"
    packet = struct.pack("!6H", 0, 0x8400, 0, 1, 0, len(hosts))
    packet += _SERVICE + struct.pack("!2HIH", 12, 1, 2500, len(owner)) + owner
    for host in hosts:
        text = f"dnsaddr=/ip4/{host}/tcp/41234/p2p/{peer_id}".encode()
        packet += owner + struct.pack("!2HIH", 16, 0x8001, 2500, len(text) + 1) + bytes([len(text)]) + text
    return packet


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[bytes, Any], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._heard(data, addr)


class Mdns:
    """exo 1.0.x: asks once when it starts, answers whoever asks, always to the group."""

    def __init__(self, peer_id: str, say: Callable[[str], None]) -> None:
        self._peer_id = peer_id
        self._say = say

    async def run(self) -> None:
        """Announce."""
        loop = asyncio.get_running_loop()
        receiver = shared_socket(socket.AF_INET, ("0.0.0.0", MDNS_PORT))
        for address in addresses(socket.AF_INET).values():
            membership = socket.inet_aton(MDNS_GROUP) + socket.inet_aton(address)
            receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        transport, _ = await loop.create_datagram_endpoint(lambda: _Receiver(self._heard), sock=receiver)
        try:
            self._send(mdns_query())
            await asyncio.Event().wait()
        finally:
            transport.abort()

    def _heard(self, data: bytes, source: Any) -> None:
        is_question = len(data) > 12 and not data[2] & 0x80 and _SERVICE in data
        if is_question:
            self._send(mdns_answer(self._peer_id, list(addresses(socket.AF_INET).values())))
        elif b"dnsaddr=" in data and self._peer_id.encode() not in data:
            self._say(f"heard {source[0]}")

    def _send(self, packet: bytes) -> None:
        for address in addresses(socket.AF_INET).values():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, contextlib.suppress(OSError):
                sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
                sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
                sender.bind((address, 0))
                sender.sendto(packet, (MDNS_GROUP, MDNS_PORT))


def hello(nonce: bytes, namespace: bytes = NAMESPACE) -> bytes:
    """exo's Hello."""
    return b"EXO\0" + nonce + namespace


def whats_up(nonce: bytes, node_id: str) -> bytes:
    """exo's WhatsUp: the zenoh id is little-endian, `/node_id` shows it as a number in hex."""
    return b"EXO\1" + nonce + int(node_id, 16).to_bytes(16, "little") + struct.pack("<H", 52414)


class Hellos:
    """exo of 2026-06 and later: a Hello each second on each interface, a WhatsUp to whoever greets its namespace.

    Says `heard ADDRESS` for each answer to its own Hello, so that a test sees whether somebody takes them away.
    """

    def __init__(self, node_id: str, say: Callable[[str], None], namespace: bytes = NAMESPACE) -> None:
        self._node_id = node_id
        self._say = say
        self._namespace = namespace
        self._nonce = b""
        self._socket = shared_socket(socket.AF_INET6, ("::", EXO_PORT))

    async def run(self) -> None:
        """Announce."""
        loop = asyncio.get_running_loop()
        for name in addresses(socket.AF_INET6):
            index = socket.if_nametoindex(name)
            membership = socket.inet_pton(socket.AF_INET6, EXO_GROUP) + index.to_bytes(4, sys.byteorder)
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, membership)
        transport, _ = await loop.create_datagram_endpoint(lambda: _Receiver(self._heard), sock=self._socket)
        try:
            while True:
                self._nonce = os.urandom(8)
                for name in addresses(socket.AF_INET6):
                    target = (EXO_GROUP, EXO_PORT, 0, socket.if_nametoindex(name))
                    with contextlib.suppress(OSError):
                        transport.sendto(hello(self._nonce, self._namespace), target)
                await asyncio.sleep(1.0)
        finally:
            transport.abort()

    def _heard(self, data: bytes, source: Any) -> None:
        if len(data) == 20 and data[:4] == b"EXO\0" and data[12:] == self._namespace and data[4:12] != self._nonce:
            with contextlib.suppress(OSError):
                self._socket.sendto(whats_up(data[4:12], self._node_id), source)
        elif len(data) == 30 and data[:4] == b"EXO\1" and data[4:12] == self._nonce:
            self._say(f"heard {source[0]}")


def shared_socket(family: int, place: tuple[str, int]) -> socket.socket:
    """A socket that shares its port, as exo's own do."""
    shared = socket.socket(family, socket.SOCK_DGRAM)
    shared.setblocking(False)
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT"):
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    shared.bind(place)
    return shared


def beacon(generation: int, node_id: str, say: Callable[[str], None]) -> Beacon:
    """The beacon of a generation."""
    return (Broadcasts, Mdns, Hellos)[generation](node_id, say)
