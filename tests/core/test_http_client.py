"""The control plane's own HTTP client: what goes out, what comes back, and every way of getting no answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.domain import FailureKind
from core.errors import AttemptFailed
from core.http_client import HttpClient
from core.simulation.exo_node import NodeOptions
from tests.fakes import simulated_exo_inside
from tests.fakes.scripted import scripted


@asynccontextmanager
async def saying(answer: bytes, *, closes: bool = True) -> AsyncIterator[str]:
    """The address of a server that says this to whoever asks."""

    has_left = asyncio.Event()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        if not closes:
            await reader.read()
        writer.close()
        has_left.set()

    server = await asyncio.start_server(visit, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await has_left.wait()


async def why(url: str, limit: float = 5.0) -> tuple[FailureKind, str]:
    async with HttpClient(limit) as client:
        with pytest.raises(AttemptFailed) as failure:
            await client.request("GET", url)
    return failure.value.kind, failure.value.detail


async def test_method_target_headers_and_body_arrive_as_given() -> None:
    async with scripted() as server, HttpClient(5.0) as client:
        server.script("/a/b", {"fine": True}, headers=(("X-Told", "yes"),), cut=3)
        answer = await client.request("POST", f"{server.url}/a/b?c=d%20e", [(b"x-mine", b"1")], b'{"f": 2}')
        [asked] = server.asked
    assert (asked.method, asked.target, asked.body) == ("POST", "/a/b?c=d%20e", b'{"f": 2}')
    assert (asked.headers["x-mine"], asked.headers["host"]) == ("1", server.url.removeprefix("http://"))
    assert asked.headers["accept-encoding"] == "identity"  # nothing here unpacks
    assert (answer.status, answer.headers["x-told"], answer.body) == (200, "yes", b'{"fine":true}')


async def test_the_root_is_asked_for_where_no_path_is_given() -> None:
    async with scripted() as server, HttpClient(5.0) as client:
        assert (await client.request("GET", server.url)).status == 404
        [asked] = server.asked
    assert asked.target == "/"


async def test_nothing_in_an_address_can_become_a_header_or_a_second_request() -> None:
    async with scripted() as server, HttpClient(5.0) as client:
        await client.request("GET", f"{server.url}/instance/a b\u00fc\\\x7f HTTP/1.1")
        [asked] = server.asked
    assert asked.target == "/instance/a%20b%C3%BC%5C%7F%20HTTP/1.1"


async def test_one_connection_is_used_for_one_question_after_the_other() -> None:
    async with simulated_exo_inside(NodeOptions()) as node, HttpClient(5.0) as client:
        connections = {id(await _asked(client, node.url)) for _ in range(3)}
    assert len(connections) == 1


async def _asked(client: HttpClient, url: str) -> object:
    await client.request("GET", f"{url}/node_id")
    [connection] = client._pool._all
    return connection


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async with saying(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") as url:
        async with HttpClient(5.0) as client:
            answer = await client.request("GET", url)
    assert (answer.status, answer.headers["location"], answer.body) == (302, "http://127.0.0.1:1/", b"")


async def test_every_way_of_getting_no_answer_has_its_own_reason() -> None:
    assert (await why("http://127.0.0.1:1/"))[0] is FailureKind.CONNECT_REFUSED
    assert (await why("http://no-such-machine.invalid/"))[0] is FailureKind.NAME_NOT_FOUND
    async with saying(b"") as url:
        assert (await why(url))[0] is FailureKind.CONNECTION_LOST
    async with saying(b"SSH-2.0-OpenSSH_9.2\r\n") as url:
        assert (await why(url))[0] is FailureKind.PROTOCOL_ERROR
    async with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") as url:
        assert (await why(url))[0] is FailureKind.TRUNCATED


async def test_silence_before_and_inside_an_answer_has_a_limit() -> None:
    async with saying(b"", closes=False) as url:
        assert (await why(url, 0.1))[0] is FailureKind.FIRST_BYTE_TIMEOUT
    async with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", closes=False) as url:
        assert (await why(url, 0.1))[0] is FailureKind.FIRST_BYTE_TIMEOUT


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "127.0.0.1:52415", "http://", "http://[::1/", "http://\u0434..\u0434/"]
)
async def test_what_is_no_web_address_is_told_as_such(url: str) -> None:
    assert await why(url) == (FailureKind.WRONG_SERVER, "its address is no web address")
