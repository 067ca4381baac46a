"""Names are looked up in threads of their own: one that hangs holds up neither other names nor quitting."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from core.discovery.names import MOST_LOOKUPS, Found, Names, system_lookup


class Lookups:
    """A name server of the test's own: names that begin with `dead` get no answer until the test ends."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.end = threading.Event()

    def __call__(self, host: str, port: int) -> Found:
        self.asked.append(host)
        if host.startswith("dead"):
            self.end.wait(20)
        if host == "unknown":
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, ("10.0.0.7", port))]


@pytest.fixture
def lookups() -> Iterator[Lookups]:
    made = Lookups()
    yield made
    made.end.set()


async def test_a_name_that_hangs_holds_up_no_other_and_is_asked_for_once(lookups: Lookups) -> None:
    names = Names(lookups)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await names.addresses("dead", 1)
    assert await names.addresses("alive", 5) == [(socket.AF_INET, ("10.0.0.7", 5))]
    assert lookups.asked == ["dead", "alive"]
    [stuck] = [each for each in threading.enumerate() if each.name == "name dead"]
    assert stuck.daemon  # quitting does not wait for it


async def test_who_waits_for_the_same_name_gets_the_same_answer(lookups: Lookups) -> None:
    names = Names(lookups)
    async with asyncio.TaskGroup() as group:
        both = [group.create_task(names.addresses("dead", 1)) for _ in range(2)]
        await asyncio.sleep(0)
        lookups.end.set()
    assert both[0].result() == both[1].result() == [(socket.AF_INET, ("10.0.0.7", 1))]
    assert lookups.asked == ["dead"]


async def test_an_unknown_name_is_told_and_asked_for_again_the_next_time(lookups: Lookups) -> None:
    names = Names(lookups)
    for _ in range(2):
        with pytest.raises(socket.gaierror):
            await names.addresses("unknown", 1)
    assert lookups.asked == ["unknown", "unknown"]


async def test_so_many_names_may_hang_and_no_more(lookups: Lookups) -> None:
    names = Names(lookups)
    for number in range(MOST_LOOKUPS):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await names.addresses(f"dead{number}", 1)
    with pytest.raises(OSError, match="too many names"):
        await names.addresses("one more", 1)


def test_the_system_knows_this_machine() -> None:
    assert any(address[0] in ("127.0.0.1", "::1") for _, address in system_lookup("localhost", 80))
