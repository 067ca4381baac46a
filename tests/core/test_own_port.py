"""The port of this machine: whoever tries last is not overruled by who began before."""

from __future__ import annotations

import asyncio

import pytest

from core import events as ev
from core.domain import PortStatus
from core.own_port import HOST, OwnPort
from core.port import PortTaken
from core.store import Store


class Listening:
    """Listens at every port but a taken one, of which it takes a while to find that out."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        self.opened: list[int] = []
        self.is_trying = asyncio.Event()
        self.may_fail = asyncio.Event()

    async def open(self, host: str, port: int) -> int:
        if port == self.taken:
            self.is_trying.set()
            await self.may_fail.wait()
            raise PortTaken(port, "in use")
        self.opened.append(port)
        return port


@pytest.mark.allow_log("port taken")
async def test_the_owner_takes_another_port_while_the_taken_one_is_tried_again() -> None:
    store = Store(lambda _: None, lambda: 0.5)
    listening = Listening(taken=52410)
    port = OwnPort(store, listening.open)
    store.dispatch(ev.PortChanged(PortStatus(HOST, 52410, error="in use")))
    async with asyncio.TaskGroup() as group:
        group.create_task(port.retry(52410))
        await listening.is_trying.wait()
        group.create_task(port.open(52411))
        await asyncio.sleep(0)
        listening.may_fail.set()
    await port.retry(52410)  # two seconds later
    assert (store.snapshot.port, listening.opened) == (PortStatus(HOST, 52411, is_open=True), [52411])


async def test_a_port_that_is_open_is_not_opened_again() -> None:
    store = Store(lambda _: None, lambda: 0.5)
    listening = Listening(taken=0)
    port = OwnPort(store, listening.open)
    assert await port.open(52410) == await port.open(52410)
    assert listening.opened == [52410]
