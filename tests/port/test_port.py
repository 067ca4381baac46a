"""The port as a server: its limits, its manners, and whom it refuses."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from core.simulation.exo_node import NodeOptions
from core.wire import MOST_HEAD_BYTES
from tests.fakes import simulated_exo_inside
from tests.port.gateway import MODEL, Gateway, chat, gateway, node

STUDIO = NodeOptions(name="studio", models=(MODEL,))


async def raw(g: Gateway, data: bytes, *, ends: bool = False) -> bytes:
    """Everything the port says to these bytes until it closes; `ends` half-closes our side."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(g.url.rsplit(":", 1)[1]))
    writer.write(data)
    if ends:
        writer.write_eof()
    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def test_health_and_root_answer_in_json() -> None:
    async with gateway() as g:
        for path in ("/", "/health", "/v1"):
            response = await g.client.get(g.url + path)
            assert response.status_code == 200
            assert response.json()["name"] == "exo-bridge"
            head = await g.client.head(g.url + path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == response.headers["content-length"]


async def test_the_models_are_listed_with_their_places() -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        for path in ("/v1/models", "/models"):
            [model] = (await g.client.get(g.url + path)).json()["data"]
            assert (model["id"], model["places"][0]["backend"]) == (MODEL, "studio")
        one = await g.client.get(f"{g.url}/v1/models/{MODEL}")
        none = await g.client.get(f"{g.url}/v1/models/nothing")
    assert one.json()["id"] == MODEL
    assert (none.status_code, none.json()["error"]["code"]) == (404, "model_not_found")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "the body is empty; a JSON object is expected"),
        (b"{torn", "the body is not JSON: "),
        (b"[]", "the body is not what is expected here: Expected `object`, got `array`"),
        (b'{"model": 5}', "the body is not what is expected here: Expected `str`, got `int` - at `$.model`"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/bridge/v1/explain"])
async def test_what_is_wrong_with_a_body_is_told_as_it_is(path: str, body: bytes, words: str) -> None:
    async with gateway() as g:
        told = await g.client.post(g.url + path, content=body)
    assert told.status_code == 400
    assert told.json()["error"]["message"].startswith(words)


async def test_an_unknown_path_and_a_wrong_method_are_told_in_openais_shape() -> None:
    async with gateway() as g:
        lost = await g.client.get(g.url + "/v2/chat")
        wrong = await g.client.get(g.url + "/v1/chat/completions")
    assert (lost.status_code, lost.json()["error"]["code"]) == (404, "unknown_path")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b'{"model": 7}', b'{"model": ""}', b"\xff\xfe"])
async def test_an_unreadable_body_is_refused_without_asking_anybody(body: bytes) -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.client.post(g.url + "/v1/chat/completions", content=body)
        assert await studio.seen() == []
    assert response.status_code == 400
    assert response.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.4:52410", "127.0.0.1.nip.io"])
async def test_a_foreign_host_is_refused(host: str) -> None:
    async with gateway() as g:
        response = await g.client.get(g.url + "/v1/models", headers={"host": host})
    assert (response.status_code, response.json()["error"]["code"]) == (403, "foreign_host")


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:52410", "LOCALHOST"])
async def test_every_name_of_this_machine_is_accepted(host: str) -> None:
    async with gateway() as g:
        assert (await g.client.get(g.url + "/v1/models", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://192.168.1.4"])
async def test_a_web_page_of_a_stranger_is_refused(origin: str) -> None:
    async with gateway() as g:
        response = await g.post(chat(), headers={"origin": origin})
    assert (response.status_code, response.json()["error"]["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize("origin", ["http://localhost:3000", "app://obsidian.md", "vscode-webview://x"])
async def test_local_apps_may_send_an_origin(origin: str) -> None:
    async with gateway() as g:
        assert (await g.client.get(g.url + "/health", headers={"origin": origin})).status_code == 200


SMUGGLED = {
    "two lengths": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhi",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: localhost\n\n",
    "folded header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
    "space before colon": b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
    "signed length": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\nhello",
    "bad chunk size": b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    "not http": b"hello\r\n\r\n",
}


@pytest.mark.parametrize("name", SMUGGLED)
async def test_what_two_parsers_could_read_differently_is_refused(name: str) -> None:
    async with gateway() as g:
        answer = await raw(g, SMUGGLED[name])
    assert status(answer) == 400
    assert b"connection: close" in answer


async def test_headers_that_never_end_are_refused() -> None:
    async with gateway() as g:
        many = await raw(g, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"a: b\r\n" * 300 + b"\r\n")
        large = await raw(g, b"GET / HTTP/1.1\r\nHost: localhost\r\nx: " + b"a" * (MOST_HEAD_BYTES + 10))
        long = await raw(g, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert (status(many), status(large), status(long)) == (431, 431, 414)


async def test_a_body_that_is_too_large_is_refused_before_it_is_sent() -> None:
    async with gateway() as g:
        answer = await raw(
            g, b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
        )
    assert status(answer) == 413


async def test_an_upgrade_is_refused() -> None:
    async with gateway() as g:
        answer = await raw(g, b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    assert status(answer) == 501


async def test_pipelined_requests_are_answered_in_order() -> None:
    one = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    async with gateway() as g:
        answer = await raw(g, one * 3 + last)
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"200", b"200", b"404"]


async def test_the_answer_to_head_has_no_body_whatever_it_is() -> None:
    """A body would be read as the beginning of the next answer."""
    heads = b"".join(
        b"HEAD %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % p for p in (b"/v1/models", b"/nothing", b"/api/chat")
    )
    last = b"OPTIONS /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    async with gateway() as g:
        answer = await raw(g, heads + last)
    answers = answer.split(b"\r\n\r\n")
    assert [found[9:12] for found in answers] == [b"200", b"404", b"405", b"204", b""]
    assert b"content-length" not in answers[3]


async def test_a_client_that_waits_for_continue_is_told_to_go_on() -> None:
    async with gateway() as g:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(g.url.rsplit(":", 1)[1]))
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
            b"Expect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"{}")
        assert status(await reader.read()) == 400
        writer.close()
        await writer.wait_closed()


async def test_a_chunked_upload_is_understood() -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        body = httpx.Request("POST", "http://x", json=chat(stream=True)).content

        async def pieces() -> AsyncIterator[bytes]:
            for at in range(0, len(body), 7):
                yield body[at : at + 7]

        response = await g.client.post(g.url + "/v1/chat/completions", content=pieces())
        [seen] = await studio.seen()
    assert response.status_code == 200
    assert seen.body_length == len(body)


async def test_an_http_1_0_client_gets_its_answer_and_the_end() -> None:
    async with gateway() as g:
        answer = await raw(g, b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert status(answer) == 200
    assert b"exo-bridge" in answer


async def test_a_slow_client_stops_the_reading_from_the_node() -> None:
    """Back-pressure: what a client does not read is not piled up here."""
    options = NodeOptions(name="studio", models=(MODEL,), tokens=60_000)
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(g.url.rsplit(":", 1)[1]), limit=4096)
        body = httpx.Request("POST", "http://x", json=chat(stream=True)).content
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
            b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
        )
        async with asyncio.timeout(30):
            while not any(c._is_paused for c in g.upstream_connections()):
                await asyncio.sleep(0)
        size = 0
        async with asyncio.timeout(60):
            while piece := await reader.read(4096):
                size += len(piece)
        writer.close()
        await writer.wait_closed()
    assert size > 60_000 * 100


async def test_a_second_port_is_refused_with_the_systems_reason() -> None:
    from core.port import PortTaken

    async with gateway() as g, gateway() as other:
        with pytest.raises(PortTaken):
            await other.plane.open_port("127.0.0.1", int(g.url.rsplit(":", 1)[1]))
        assert (await other.client.get(other.url + "/health")).status_code == 200


async def test_a_client_that_sends_a_byte_now_and_then_wins_no_time() -> None:
    """Slow-loris: the limit is for the whole head, not for the time between two of its bytes."""
    async with gateway() as g:
        _, writer = await asyncio.open_connection("127.0.0.1", int(g.url.rsplit(":", 1)[1]))
        writer.write(b"GET / HTTP/1.1\r\nHost:")
        deadlines: list[float] = []
        port = g.plane._port
        assert port is not None
        for piece in (b" local", b"host\r\n", b"X: y"):
            async with asyncio.timeout(30):
                while not (deadlines_now := [c._deadline for c in port._connections if c._reader.is_in_head]):
                    await asyncio.sleep(0)
            deadlines += deadlines_now
            writer.write(piece)
            await writer.drain()
            await g.client.get(g.url + "/health")  # answered after the piece was read: one loop serves both
        writer.close()
        await writer.wait_closed()
    assert len(deadlines) == 3
    assert len(set(deadlines)) == 1
