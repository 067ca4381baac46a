"""The doors beside the port's own address: with TLS, and what happens when one cannot be opened."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import httpx
import pytest

from core.door import LOOPBACK, Door, DoorStatus
from core.doors import Doors, listening
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


async def test_a_key_that_asks_for_a_password_is_refused_without_asking(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization

    files = certificate(tmp_path)
    key = serialization.load_pem_private_key(files[1].read_bytes(), None)
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(pem, form, serialization.BestAvailableEncryption(b"secret")))
    told: list[tuple[DoorStatus, ...]] = []
    await Doors(told.append).keep((Door(LOOPBACK, 0, str(files[0]), str(files[1])),), asyncio.Protocol)
    assert told[0][0].error
