"""The owner ends a running request: the node is freed, the app sees the connection break, others go on."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from core.domain import Outcome, RequestId
from core.rules import Rules
from core.simulation.exo_node import NodeOptions
from core.timeouts import Timeouts
from tests.fakes import simulated_exo_inside
from tests.port.gateway import MODEL, chat, gateway, node

STUDIO = NodeOptions(name="studio", models=(MODEL,))


@pytest.mark.parametrize("phase", ["hang_before_headers", "stall_mid_stream"])
async def test_a_cancelled_request_frees_its_node_and_cuts_its_client(phase: str) -> None:
    async with (
        simulated_exo_inside(STUDIO) as studio,
        gateway(node("studio", studio.url)) as g,
    ):
        g.plane.set_rules(Timeouts(), Rules())
        await studio.fault(phase)
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(_broken(g.client, f"{g.url}/v1/chat/completions"))
            snapshot = await g.until(lambda s: any(r.backend_name for r in s.live))
            await studio.until(bool)  # it was chosen, and then asked
            g.plane.cancel_request(snapshot.live[0].id)
            async with asyncio.timeout(30):
                assert await asking
        record = await g.record()
        assert record.outcome is Outcome.LEFT
        await studio.left()
        await studio.heal()
        assert (await g.post(chat(stream=False))).status_code == 200


async def test_a_running_stream_shows_how_far_it_is() -> None:
    options = NodeOptions(name="studio", models=(MODEL,), tokens=10_000, token_delay=0.01)
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        async with g.client.stream("POST", f"{g.url}/v1/chat/completions", json=chat(stream=True)) as response:
            assert response.status_code == 200
            snapshot = await g.until(lambda s: any(r.pieces > 10 for r in s.live))
        assert 0 < (snapshot.live[0].first_token or 0) < 5
        assert (await g.record()).outcome is Outcome.LEFT


async def test_cancelling_what_has_ended_does_nothing() -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        assert (await g.post(chat())).status_code == 200
        record = await g.record()
        g.plane.cancel_request(record.id)
        g.plane.cancel_request(RequestId("nobody"))
        assert (await g.post(chat())).status_code == 200


async def _broken(client: httpx.AsyncClient, url: str) -> bool:
    """Whether the connection broke before the answer was complete."""
    try:
        async with client.stream("POST", url, json=chat(stream=True)) as response:
            await response.aread()
    except (httpx.RemoteProtocolError, httpx.ReadError):
        return True
    return False
