"""The beacons of the three generations as bytes: what is read from them, and what hostile ones do (nothing)."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.discovery import hello_packet, mdns_packet
from core.discovery.first_generation import sighting_of
from core.discovery.hello_packet import Hello, WhatsUp
from core.discovery.mdns_packet import Heard
from core.discovery.network import Interface, is_local, is_near, is_virtual, neighbourhood
from core.discovery.sighting import Sighting
from core.discovery.sweep import neighbours
from core.simulation import beacons
from tests.fakes.capture import differences

PEER = "12D3KooWKbWxU96gcRzdaiXzGV8NEX6HpY9Kk44R4pKz4x3BHkBQ"
REAL_BROADCAST = (
    b'{"type": "discovery", "node_id": "node-a", "grpc_port": 50071, "device_capabilities": {"model": "Linux Box '
    b'(Device: CLANG)", "chip": "Unknown Chip (Device: CLANG)", "memory": 24105, "flops": {"fp32": 0.0, "fp16": 0.0, '
    b'"int8": 0.0}}, "priority": 6, "interface_name": "lo", "interface_type": "Loopback"}'
)


def test_a_real_broadcast_of_the_first_generation_is_a_sighting_of_its_sender() -> None:
    expected = Sighting("192.168.1.7", "broadcast of exo 0.0.x", first_id="node-a")
    assert sighting_of(REAL_BROADCAST, "192.168.1.7") == expected


def test_the_simulated_broadcast_has_the_fields_of_the_real_one() -> None:
    simulated = json.loads(beacons.broadcast_payload("node-a", "lan0"))
    assert differences(json.loads(REAL_BROADCAST), simulated) == []
    assert sighting_of(beacons.broadcast_payload("node-a", "lan0"), "10.0.0.1") is not None


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"type": "discovery"}', b'{"type":"other","node_id":"a"}', b"\xff"]
)
def test_other_datagrams_on_its_port_are_none(data: bytes) -> None:
    assert sighting_of(data, "192.168.1.7") is None


def test_the_question_is_the_one_of_libp2p() -> None:
    packet = mdns_packet.query()
    assert packet == beacons.mdns_query()
    assert packet == b"\0\0\0\0\0\1\0\0\0\0\0\0\4_p2p\4_udp\5local\0\0\x0c\0\1"
    assert mdns_packet.heard(packet) == Heard(asks=True)


def test_an_answer_tells_every_address_of_a_peer() -> None:
    told = mdns_packet.heard(beacons.mdns_answer(PEER, ["192.168.1.5", "10.0.0.5"]))
    assert told == Heard(False, (("192.168.1.5", PEER), ("10.0.0.5", PEER)))


def with_text(text: bytes) -> bytes:
    """An answer with one TXT record that says `text`."""
    owner = b"\4peer\0"
    record = owner + struct.pack("!2HIH", 16, 0x8001, 2500, len(text) + 1) + bytes([len(text)]) + text
    return struct.pack("!6H", 0, 0x8400, 0, 1, 0, 0) + record


def test_an_address_over_quic_is_read_too() -> None:
    packet = with_text(f"dnsaddr=/ip4/10.0.0.5/udp/41234/quic-v1/p2p/{PEER}".encode())
    assert mdns_packet.heard(packet).nodes == (("10.0.0.5", PEER),)


def test_names_may_be_compressed() -> None:
    packet = mdns_packet.query()[:4] + b"\0\2\0\0\0\0\0\0" + mdns_packet.query()[12:] + b"\xc0\x0c\0\x0c\0\1"
    assert mdns_packet.heard(packet).asks


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0" * 11,
        b"\0\0\0\0\xff\xff\0\0\0\0\0\0",  # 65535 questions
        b"\0\0\0\0\0\1\0\0\0\0\0\0\xc0\x0c\0\x0c\0\1",  # a name that points at itself
        b"\0\0\0\0\0\1\0\0\0\0\0\0\x80abc",
        mdns_packet.query()[:-3],
        with_text(b"dnsaddr=/ip6/::1/tcp/1/p2p/" + PEER.encode()),
        with_text(b"dnsaddr=/ip4/1.2.3.4/tcp/1"),
    ],
)
def test_broken_or_strange_packets_say_nothing(packet: bytes) -> None:
    assert mdns_packet.heard(packet) == Heard()


@given(st.binary(max_size=600))
def test_no_bytes_break_the_readers(data: bytes) -> None:
    mdns_packet.heard(data)
    hello_packet.parse(data)
    sighting_of(data, "10.0.0.1")


@given(st.integers(0, 140), st.integers(0, 255))
def test_no_changed_byte_of_an_answer_breaks_the_reader(at: int, value: int) -> None:
    packet = bytearray(beacons.mdns_answer(PEER, ["10.0.0.5"]))
    packet[at] = value
    mdns_packet.heard(bytes(packet))


def test_hello_and_whats_up_have_the_sizes_of_exo() -> None:
    nonce, namespace = b"12345678", hello_packet.KNOWN_NAMESPACES[0]
    asked = hello_packet.hello(nonce, namespace)
    assert asked == beacons.hello(nonce, namespace)
    answered = beacons.whats_up(nonce, "fdc9aeef7ebe1d86c300abcabe0ee979")
    assert (len(asked), len(answered)) == (20, 30)
    assert hello_packet.parse(asked) == Hello(nonce, namespace)
    assert hello_packet.parse(answered) == WhatsUp(nonce, "fdc9aeef7ebe1d86c300abcabe0ee979", 52414)


def test_a_zenoh_id_is_written_without_leading_zeros_as_exo_writes_it() -> None:
    told = hello_packet.parse(beacons.whats_up(b"12345678", "00ab"))
    assert isinstance(told, WhatsUp) and told.node_id == "ab"


@pytest.mark.parametrize("packet", [b"EXO\0", b"EXO\2" + b"x" * 16, b"OXE\0" + b"x" * 16, b"EXO\1" + b"x" * 16])
def test_other_packets_of_the_group_are_none(packet: bytes) -> None:
    assert hello_packet.parse(packet) is None


def test_a_sweep_asks_the_nearest_hosts_only() -> None:
    wide = Interface("en0", 1, (("10.1.2.3", 8),))
    small = Interface("en1", 2, (("192.168.1.9", 29),))
    public = Interface("en2", 3, (("8.8.8.8", 24),))
    assert len(neighbourhood(wide)) == 253 and all(h.startswith("10.1.2.") for h in neighbourhood(wide))
    assert neighbourhood(small) == tuple(f"192.168.1.{n}" for n in (10, 11, 12, 13, 14))
    assert neighbourhood(public) == ()


def test_near_and_local_addresses() -> None:
    here = (Interface("en0", 1, (("192.168.1.9", 24),)),)
    assert is_local("192.168.1.77", here)
    assert not is_local("192.168.2.77", here)
    assert not is_local("fe80::1", here)
    assert [is_near(h) for h in ("10.0.0.1", "100.100.1.1", "8.8.8.8", "127.0.0.1", "169.254.1.1", "studio")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("eth0", False), ("en0", False), ("wlp3s0", False), ("br0", False), ("bridge0", False), ("Ethernet", False),
        ("Wi-Fi", False), ("Local Area Connection", False), ("vEthernet (External)", False), ("tb0", False),
        ("lo", True), ("lo0", True), ("Loopback Pseudo-Interface 1", True), ("docker0", True), ("br-5f3a", True),
        ("veth12ab", True), ("vEthernet (WSL)", True), ("vEthernet (Default Switch)", True), ("utun4", True),
        ("tailscale0", True), ("awdl0", True),
    ],
)  # fmt: skip
def test_only_interfaces_of_local_networks_are_looked_at(name: str, expected: bool) -> None:
    assert is_virtual(name) is expected


def test_hosts_talked_to_lately_are_read_from_the_systems_table(tmp_path: Path) -> None:
    table = tmp_path / "arp"
    table.write_text(
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        "192.168.1.5      0x1         0x2         aa:bb:cc:dd:ee:ff     *        en0\n"
        "192.168.1.6      0x1         0x0         00:00:00:00:00:00     *        en0\n"
        "192.168.7.5      0x1         0x2         aa:bb:cc:dd:ee:00     *        docker0\n"
    )
    assert neighbours(["en0"], table) == ("192.168.1.5",)
    assert neighbours(["en0"], tmp_path / "none") == ()
