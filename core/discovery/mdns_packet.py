"""The few mDNS packets that libp2p nodes (exo 1.0.x) exchange, as bytes. Pure and strict: anything odd gives nothing.

libp2p does not follow DNS-SD: it answers a PTR question for `_p2p._udp.local` with a random bare label that owns
TXT records `dnsaddr=/ip4/<ip>/tcp/<port>/p2p/<peer id>`; no SRV, no A (exo.md §1b). Limits keep a hostile packet
from costing anything: at most 64 records, 16 jumps a name, 16 addresses.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

SERVICE = b"_p2p._udp.local"
PTR, TXT = 12, 16
MOST_RECORDS, MOST_JUMPS, MOST_ADDRESSES = 64, 16, 16

_ADDRESS = re.compile(
    rb"dnsaddr=/ip4/(\d{1,3}(?:\.\d{1,3}){3})/(?:tcp|udp)/\d{1,5}(?:/[\w-]+)*/p2p/([1-9A-HJ-NP-Za-km-z]{40,60})"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a packet says: whether it asks for libp2p nodes, and (IPv4 address, peer id) of each it tells of."""

    asks: bool = False
    nodes: tuple[tuple[str, str], ...] = ()


class _Broken(Exception):
    """The packet is not what it should be."""


def query() -> bytes:
    """The question for every libp2p node; answers come to the group, not to the asker."""
    name = b"".join(bytes([len(label)]) + label for label in SERVICE.split(b".")) + b"\0"
    return struct.pack("!6H", 0, 0, 1, 0, 0, 0) + name + struct.pack("!2H", PTR, 1)


def heard(packet: bytes) -> Heard:
    """What a packet says; an unreadable one says nothing."""
    try:
        return _heard(packet)
    except (_Broken, struct.error, IndexError):
        return Heard()


def _heard(packet: bytes) -> Heard:
    _, flags, questions, *counts = struct.unpack_from("!6H", packet)
    at, asks = 12, False
    if questions + sum(counts) > MOST_RECORDS:
        raise _Broken
    for _ in range(questions):
        name, at = _name(packet, at)
        kind, _ = struct.unpack_from("!2H", packet, at)
        at += 4
        asks = asks or (kind == PTR and name.lower() == SERVICE and not flags & 0x8000)
    nodes: dict[tuple[str, str], None] = {}
    for _ in range(sum(counts)):
        _, at = _name(packet, at)
        kind, _, _, length = struct.unpack_from("!2HIH", packet, at)
        at += 10
        if at + length > len(packet):
            raise _Broken
        if kind == TXT and flags & 0x8000:
            nodes |= dict.fromkeys(_addresses(packet[at : at + length]))
        at += length
    return Heard(asks, tuple(nodes)[:MOST_ADDRESSES])


def _addresses(data: bytes) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(data):
        text = data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
        match = _ADDRESS.fullmatch(text)
        if match:
            found.append((match[1].decode(), match[2].decode()))
    return found


def _name(packet: bytes, at: int) -> tuple[bytes, int]:
    """The name at `at`, and where it ends."""
    labels: list[bytes] = []
    end = None
    for _ in range(MOST_JUMPS * 8):
        size = packet[at]
        if size == 0:
            return b".".join(labels), (at + 1 if end is None else end)
        if size >= 0xC0:
            end = at + 2 if end is None else end
            at = struct.unpack_from("!H", packet, at)[0] & 0x3FFF
        elif size < 0x40:
            labels.append(packet[at + 1 : at + 1 + size])
            at += 1 + size
        else:
            raise _Broken
    raise _Broken
