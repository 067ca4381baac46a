"""The proxies of the environment are for clouds: a prompt for an own machine never passes through one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from core.domain import BackendKind, FailureKind, Locality, Mode
from tests.port.gateway import MODEL, chat, cloud, gateway, node


@pytest.fixture
async def proxied(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[bytes]]:
    """What a proxy that the environment names is asked for."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readline()).strip())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, address)
        yield asked


@pytest.mark.parametrize("kind", [BackendKind.EXO, BackendKind.OPENAI])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_an_own_node_is_asked_directly(proxied: list[bytes], scheme: str, kind: BackendKind) -> None:
    own = replace(node("studio", f"{scheme}://127.0.0.1:1"), kind=kind, locality=Locality.LOCAL_NETWORK)
    async with gateway(own) as g:
        g.set_mode(Mode.LOCAL_ONLY)
        assert (await g.post(chat())).status_code == 503
        record = await g.record()
    assert record.attempts[0].failure is FailureKind.CONNECT_REFUSED
    assert proxied == []


async def test_a_cloud_is_asked_through_the_proxy(proxied: list[bytes]) -> None:
    async with gateway(cloud("openrouter", "https://openrouter.invalid", MODEL)) as g:
        await g.post(chat())
    assert proxied == [b"CONNECT openrouter.invalid:443 HTTP/1.1"]
