"""A port that another program holds: told once, tried again, opened when it is free."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from core import config
from core.bridge import Bridge
from core.domain import PortStatus, Snapshot
from core.keys import KeyStore

SETTINGS = "port: {port}\ndiscovery: {{enabled: no}}\nbuiltin: {{enabled: no}}\n"


@pytest.mark.allow_log("port taken")
async def test_the_port_opens_by_itself_when_the_other_program_ends(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("core.bridge.RELOAD_EVERY", 0.02)
    first, tries, is_open, stop = asyncio.Event(), 0, asyncio.Event(), asyncio.Event()
    told: list[PortStatus] = []

    def ready(status: PortStatus) -> None:
        told.append(status)
        first.set()

    def changed(_: Snapshot, after: Snapshot) -> None:
        if after.port.is_open:
            is_open.set()

    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        port = other.getsockname()[1]
        file = own_home / "settings.yaml"
        file.write_text(SETTINGS.format(port=port))
        bridge = Bridge(config.load(file, environment={}, overrides={}), keys=KeyStore())
        bridge.subscribe(changed)
        async with asyncio.TaskGroup() as group:
            group.create_task(bridge.run(stop, ready=ready))
            async with asyncio.timeout(30):
                await first.wait()
                while tries < 3:  # each try asks whether somebody listens there
                    asked, _ = await asyncio.get_running_loop().sock_accept(other)
                    asked.close()
                    tries += 1
                other.close()
                await is_open.wait()
            stop.set()
    assert (told[0].is_open, told[0].port) == (False, port)
    assert bridge.snapshot.port == PortStatus("127.0.0.1", port, is_open=True)
    assert caplog.text.count("owner=") == 1
