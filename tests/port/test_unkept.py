"""Requests that find no kept connection: the long way gets them ready to be sent, and nothing else is different."""

from __future__ import annotations

import pytest

from core import pool
from core.begun import Begun
from core.domain import FailureKind
from core.express import Client, Express, Run
from core.wire import Request
from tests.port.gateway import chat, gateway
from tests.port.keeping import TELLING, serving, warm


@pytest.fixture
def unkept(monkeypatch: pytest.MonkeyPatch) -> list[Begun]:
    """What the long way was given from the start, as no connection is kept."""
    seen: list[Begun] = []
    take = Express.take

    def noted(express: Express, request: Request, client: Client) -> Run | Begun | None:
        taken = take(express, request, client)
        if isinstance(taken, Begun):
            seen.append(taken)
        return taken

    monkeypatch.setattr(pool, "IDLE_LIMIT", -1.0)
    monkeypatch.setattr(Express, "take", noted)
    return seen


async def test_without_a_kept_connection_one_is_made_and_the_same_is_sent(unkept: list[Begun]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        answers = [await g.post(chat())]
        records = [await g.record()]
        for _ in range(2):
            answers.append(await g.post(chat()))
            records.append(await g.record())
        assert g.plane._relay is not None
        assert g.plane._relay.admission._in_flight == {"studio": 0}
    first, last = answers[0], answers[-1]
    assert unkept
    assert len(studio.writers) == 3
    assert studio.requests[0] == studio.requests[-1]
    assert last.content == first.content
    assert {k: v for k, v in last.headers.items() if k not in TELLING} == {
        k: v for k, v in first.headers.items() if k not in TELLING
    }
    told = [(r.outcome, r.model, r.app, r.prompt_tokens, [a.failure for a in r.attempts]) for r in records]
    assert told[0] == told[-1]


async def test_without_a_kept_connection_a_node_that_is_gone_is_failed_over(unkept: list[Begun]) -> None:
    async with serving("mini") as mini:
        async with serving("studio") as studio, gateway(studio.backend(), mini.backend(priority=1)) as g:
            await warm(g)
            studio.listener.close()
            response = await g.post(chat())
            record = await g.record()
            assert g.plane._relay is not None
            assert g.plane._relay.admission._in_flight == {"studio": 0, "mini": 0}
    assert unkept
    assert response.headers["x-bridge-backend"] == "mini"
    assert [a.failure for a in record.attempts] == [FailureKind.CONNECT_REFUSED, None]
