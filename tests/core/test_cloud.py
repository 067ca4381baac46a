"""Requests to clouds over real TLS: connections are kept, closed ones cost nobody an answer, strangers are refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import truststore

from core.cloud import Cloud, trust_store
from core.domain import FailureKind
from core.door import LOOPBACK
from core.errors import AttemptFailed
from tests.fakes.tls_cloud import ANSWER, TlsCloud, tls_cloud
from tests.port.certificates import certificate


async def answer(cloud: Cloud, far: TlsCloud) -> bytes:
    """The whole answer to one question."""
    exchange = await cloud.send(f"{far.url}/v1", b"/chat", [], b"{}", connect=5.0, first_byte=5.0)
    pieces: list[bytes] = []
    await exchange.pump(pieces.append)
    await exchange.aclose()
    return b"".join(pieces)


async def test_one_connection_serves_one_question_after_the_other(far: TlsCloud) -> None:
    cloud = Cloud()
    assert [await answer(cloud, far) for _ in range(3)] == [ANSWER] * 3
    assert far.connections == 1
    await cloud.aclose()


async def test_a_cookie_that_came_with_one_answer_does_not_go_along_with_the_next_question(far: TlsCloud) -> None:
    cloud = Cloud()
    await answer(cloud, far)
    await answer(cloud, far)
    assert [asked.headers.get("cookie") for asked in far.asked] == [None, None]
    await cloud.aclose()


@pytest.mark.parametrize("says_goodbye", [True, False])
async def test_a_connection_that_was_closed_while_idle_costs_no_answer(far: TlsCloud, says_goodbye: bool) -> None:
    cloud = Cloud()
    await answer(cloud, far)
    await far.hang_up(says_goodbye=says_goodbye)
    assert await answer(cloud, far) == ANSWER
    assert (len(far.asked), far.connections) == (2, 2)
    await cloud.aclose()


async def test_a_new_connection_that_breaks_is_not_tried_twice(far: TlsCloud) -> None:
    far.hangs_up = True
    cloud = Cloud()
    with pytest.raises(AttemptFailed) as failure:
        await answer(cloud, far)
    assert (failure.value.kind, len(far.asked), far.connections) == (FailureKind.CONNECTION_LOST, 1, 1)
    await cloud.aclose()


@pytest.mark.parametrize("address", ["127.0.0.2", LOOPBACK], ids=["of another machine", "of a stranger"])
async def test_a_certificate_that_does_not_prove_who_answers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    files = certificate(tmp_path, address)
    if address == LOOPBACK:
        (tmp_path / "others").mkdir()
        trusted = certificate(tmp_path / "others")[0]
    else:
        trusted = files[0]
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    async with tls_cloud(files) as stranger:
        cloud = Cloud()
        with pytest.raises(AttemptFailed) as failure:
            await answer(cloud, stranger)
        assert (failure.value.kind, stranger.asked) == (FailureKind.TLS_FAILED, [])
        await cloud.aclose()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system is asked about each certificate")
async def test_the_certificates_of_the_system_are_read_once(far: TlsCloud, tmp_path: Path) -> None:
    cloud = Cloud()
    await answer(cloud, far)
    (tmp_path / "machine.pem").unlink()
    await far.hang_up(says_goodbye=True)
    assert await answer(cloud, far) == ANSWER
    await cloud.aclose()


async def test_what_the_system_learns_to_trust_counts_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = certificate(tmp_path)
    (tmp_path / "others").mkdir()
    trusted = certificate(tmp_path / "others", owner="somebody else")[0]
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    async with tls_cloud(files) as far:
        cloud = Cloud()
        with pytest.raises(AttemptFailed):
            await answer(cloud, far)
        trusted.write_bytes(trusted.read_bytes() + files[0].read_bytes())
        assert await answer(cloud, far) == ANSWER
        await cloud.aclose()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no file is read")
def test_where_openssl_knows_no_file_truststore_looks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    assert type(trust_store()) is truststore.SSLContext
