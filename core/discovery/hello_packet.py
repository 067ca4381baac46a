"""The two packets of exo's own multicast discovery (since 2026-06), as bytes. Pure; exo.md §1c.

Hello    "EXO" 0, nonce (8), namespace hash (8)                       to ff12::e0a1:de89, port 52413
WhatsUp  "EXO" 1, nonce (8), zenoh id (16, little-endian), port (2)   back to the asker
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

KNOWN_NAMESPACES = (bytes.fromhex("6e2bf1dad2aa1268"),)
"""Hashes that nodes have unless told otherwise: of the package version 0.3.70 (main of 2026-06). Others are heard."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Somebody looks for nodes of this namespace."""

    nonce: bytes
    namespace: bytes


@dataclass(frozen=True, slots=True)
class WhatsUp:
    """The answer of a node. `node_id` is written as `/node_id` writes it; `port` is zenoh's, not the API's."""

    nonce: bytes
    node_id: str
    port: int


def hello(nonce: bytes, namespace: bytes) -> bytes:
    """A Hello of 20 bytes."""
    return b"EXO\0" + nonce + namespace


def parse(packet: bytes) -> Hello | WhatsUp | None:
    """What a packet is, or None when it is neither."""
    if len(packet) == 20 and packet.startswith(b"EXO\0"):
        return Hello(packet[4:12], packet[12:20])
    if len(packet) == 30 and packet.startswith(b"EXO\1"):
        number = int.from_bytes(packet[12:28], "little")
        return WhatsUp(packet[4:12], f"{number:x}", struct.unpack_from("<H", packet, 28)[0])
    return None
