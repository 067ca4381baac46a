"""The doors beside the port's own address: with TLS, and what happens when one cannot be opened."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import struct
from pathlib import Path

import httpx
import psutil
import pytest

from core.door import LOOPBACK, Door, DoorStatus
from core.doors import Doors, listening, listening_soon
from tests.port.certificates import certificate
from tests.port.gateway import gateway


def free_port() -> int:
    with listening(LOOPBACK, 0) as probe:
        return int(probe.getsockname()[1])


async def test_other_machines_may_use_tls(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    door = Door(LOOPBACK, free_port(), str(files[0]), str(files[1]))
    async with gateway() as g:
        port = g.plane._port
        assert port is not None
        await g.plane._on_data_loop(g.plane._doors.keep((door,), port.connection))
        trust = ssl.create_default_context(cafile=str(files[0]))
        async with httpx.AsyncClient(verify=trust, trust_env=False) as client:
            told = await client.get(f"https://{LOOPBACK}:{door.port}/v1/models")
            assert (told.status_code, told.json()["object"]) == (200, "list")
        with pytest.raises(httpx.RemoteProtocolError):
            await g.client.get(f"http://{LOOPBACK}:{door.port}/v1/models")


async def test_a_refusal_in_the_middle_of_a_request_is_read_over_tls_too(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    door = Door(LOOPBACK, free_port(), str(files[0]), str(files[1]))
    async with gateway() as g:
        port = g.plane._port
        assert port is not None
        await g.plane._on_data_loop(g.plane._doors.keep((door,), port.connection))
        trust = ssl.create_default_context(cafile=str(files[0]))
        reader, writer = await asyncio.open_connection(LOOPBACK, door.port, ssl=trust)
        async with asyncio.timeout(10):
            writer.write(b"POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")
            for _ in range(20):
                writer.write(bytes(100_000))
                await writer.drain()
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 413 ")
            assert b"larger than" in await reader.read()
        writer.close()


async def test_what_cannot_be_opened_is_told_with_its_reason_and_opened_when_it_can(tmp_path: Path) -> None:
    told: list[tuple[DoorStatus, ...]] = []
    doors = Doors(told.append)
    files = certificate(tmp_path)
    torn = tmp_path / "torn.pem"
    torn.write_text("-----BEGIN CERTIFICATE-----\nx\n", "utf-8")
    missing, broken = Door(LOOPBACK, 0, str(tmp_path / "no.pem")), Door(LOOPBACK, 0, str(torn))
    keyless = Door(LOOPBACK, 0, str(files[0]))
    holder = await asyncio.start_server(lambda reader, writer: None, LOOPBACK, 0)
    taken = Door(LOOPBACK, holder.sockets[0].getsockname()[1])
    await doors.keep((missing, broken, keyless, taken), asyncio.Protocol)
    await doors.keep((missing, broken, keyless, taken), asyncio.Protocol)  # the same again: nothing is told twice
    assert [bool(state.error) for states in told for state in states] == [True] * 4
    assert "No such file" in told[0][0].error
    assert "in use" in told[0][3].error
    holder.close()
    await holder.wait_closed()
    await doors.keep((taken,), asyncio.Protocol)
    assert told[-1] == (DoorStatus("http", LOOPBACK, taken.port),)
    doors.close()


def _only_one_with_its_number(server: socket.socket) -> socket.socket:
    """A connection whose own number no other one has, not even one that is over; closing it leaves nothing behind."""
    while True:
        made = socket.create_connection(server.getsockname())
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # no TIME_WAIT: it is reset
        number = made.getsockname()[1]
        if [c.laddr.port for c in psutil.net_connections("tcp") if c.laddr].count(number) == 1:
            return made
        made.close()


async def test_a_connection_that_happens_to_have_our_number_is_waited_for() -> None:
    """The kernel gives numbers of that range to outgoing connections."""
    with socket.create_server((LOOPBACK, 0)) as other:
        outgoing = _only_one_with_its_number(other)
        port = outgoing.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            listening(LOOPBACK, port)
        async with asyncio.TaskGroup() as group:
            opening = group.create_task(listening_soon(LOOPBACK, port))
            await asyncio.sleep(0)  # its first try is over
            assert not opening.done()
            outgoing.close()
        assert opening.result().getsockname()[1] == port
        opening.result().close()


async def test_somebody_who_listens_is_not_waited_for() -> None:
    with socket.create_server((LOOPBACK, 0)) as other, pytest.raises(OSError) as taken:
        async with asyncio.timeout(1.0):
            await listening_soon(LOOPBACK, other.getsockname()[1])
    assert taken.value.errno == errno.EADDRINUSE


async def test_a_key_that_asks_for_a_password_is_refused_without_asking(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization

    files = certificate(tmp_path)
    key = serialization.load_pem_private_key(files[1].read_bytes(), None)
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(pem, form, serialization.BestAvailableEncryption(b"secret")))
    told: list[tuple[DoorStatus, ...]] = []
    await Doors(told.append).keep((Door(LOOPBACK, 0, str(files[0]), str(files[1])),), asyncio.Protocol)
    assert told[0][0].error
