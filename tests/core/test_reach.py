"""Exactly why a place cannot be reached; and the line that tells when a node goes."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.discovery.line import until_gone
from core.discovery.reach import explained, failure_of, is_private, knock, place_of
from core.domain import FailureKind, HealthState
from core.errors import AttemptFailed
from tests.core.test_prober import listed, state_of, watching


@contextmanager
def black_hole() -> Iterator[int]:
    """A port that swallows connections, as a host that is off does: its queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        try:
            yield port
        finally:
            for filler in fillers:
                filler.close()


class Door:
    """A server that does one thing with each connection."""

    def __init__(self, *, closes: bool = False, says: bytes = b"") -> None:
        self.visits = 0
        self._closes = closes
        self._says = says
        self._server: asyncio.Server | None = None
        self._guests: list[asyncio.StreamWriter] = []

    async def open(self) -> int:
        self._server = await asyncio.start_server(self._visit, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        writer.write(self._says)
        if self._closes:
            writer.close()
        else:
            self._guests.append(writer)

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for guest in self._guests:
            guest.transport.abort()


async def why(host: str, port: int, limit: float = 2.0) -> tuple[FailureKind, str]:
    with pytest.raises(AttemptFailed) as failure:
        await knock(host, port, limit)
    return failure.value.kind, failure.value.detail


async def test_every_way_of_not_being_there_has_its_own_reason() -> None:
    assert await why("127.0.0.1", 1) == (FailureKind.CONNECT_REFUSED, "")
    assert await why("no-such-machine.invalid", 1) == (
        FailureKind.NAME_NOT_FOUND,
        "the name no-such-machine.invalid is known to no name server",
    )
    with black_hole() as port:
        assert await why("127.0.0.1", port, 0.2) == (FailureKind.CONNECT_TIMEOUT, "nothing came back in 0.2 s")


async def test_a_place_that_listens_is_reached_by_address_and_by_name() -> None:
    door = Door()
    port = await door.open()
    await knock("127.0.0.1", port, 2.0)
    await knock("localhost", port, 2.0)
    while door.visits < 2:
        await asyncio.sleep(0)
    await door.close()


def test_no_way_to_a_machine_is_told_in_words() -> None:
    failure = failure_of(OSError(errno.EHOSTUNREACH, "No route to host"), "10.0.0.7")
    assert (failure.kind, failure.detail) == (FailureKind.UNREACHABLE, "there is no way to it")


def test_on_macos_no_way_to_a_near_machine_is_most_likely_the_missing_permission() -> None:
    unreachable = AttemptFailed(FailureKind.UNREACHABLE, "there is no way to it")
    assert "Privacy & Security > Local Network" in explained(unreachable, "10.0.0.7", "darwin").detail
    assert explained(unreachable, "8.8.8.8", "darwin") is unreachable
    assert explained(unreachable, "10.0.0.7", "linux") is unreachable


def test_places_and_near_hosts() -> None:
    assert place_of("https://studio.local") == ("studio.local", 443)
    assert place_of("http://[fe80::1]:52415/v1") == ("fe80::1", 52415)
    assert [is_private(h) for h in ("10.0.0.7", "studio.local", "127.0.0.1", "example.org")] == [
        True,
        True,
        False,
        False,
    ]


async def test_https_to_a_node_that_speaks_http_says_that_there_is_no_certificate() -> None:
    door = Door(says=b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    port = await door.open()
    async with watching(listed("mine", f"https://127.0.0.1:{port}")) as w:
        snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.DOWN)
    await door.close()
    assert snapshot.backends[0].health.failure is FailureKind.TLS_FAILED


async def test_a_line_breaks_when_the_node_ends() -> None:
    door = Door()
    port = await door.open()
    async with asyncio.TaskGroup() as group:
        line = group.create_task(until_gone("127.0.0.1", port, 1.0))
        while not door.visits:
            await asyncio.sleep(0)
        await door.close()
        async with asyncio.timeout(3):
            await line


async def test_a_node_that_wants_no_silent_connections_is_not_hammered() -> None:
    door = Door(closes=True)
    port = await door.open()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.5):
            await until_gone("127.0.0.1", port, 1.0)
    await door.close()
    assert door.visits == 2  # at once, and after a second
