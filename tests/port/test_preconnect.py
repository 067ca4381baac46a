"""A node dies while a cloud stands by: the first request that goes there needs no handshake of its own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core import events as ev
from core.domain import BackendId, FailureKind
from tests.fakes.tls_cloud import tls_cloud
from tests.port.certificates import certificate
from tests.port.gateway import MODEL, chat, cloud, gateway, node


@pytest.mark.parametrize("has_http2", [True, False], ids=["http2", "http1"])
async def test_the_first_failover_goes_over_a_connection_that_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_http2: bool
) -> None:
    files = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    async with (
        tls_cloud(files, has_http2=has_http2) as far,
        gateway(node("studio", "http://127.0.0.1:1"), cloud("far", far.url, MODEL)) as g,
    ):
        assert far.connections == 0
        g.store.dispatch(ev.ProbeFailed(BackendId("studio"), time.monotonic(), FailureKind.CONNECT_REFUSED, ""))
        await far.hear(1)
        answer = await g.post(chat())
        assert (answer.status_code, answer.headers["x-bridge-backend"]) == (200, "far")
        assert [(a.method, "authorization" in a.headers, a.connection) for a in far.asked] == [
            ("HEAD", False, 1),
            ("POST", True, 1),
        ]
