"""Nodes of one exo cluster answer with the same runners: when those fail, another cluster is asked first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain import Backend, FailureKind
from core.rules import Rules
from core.simulation.exo_node import NodeOptions
from tests.fakes import simulated_exo_inside
from tests.port.gateway import MODEL, chat, cloud, gateway, node
from tests.port.lies import BOTH, MINI, is_whole

STUDIO, LAPTOP = (NodeOptions(name=name, models=(MODEL,)) for name in ("studio", "laptop"))


def of_cluster(name: str, url: str, priority: int) -> Backend:
    return replace(node(name, url, priority), cluster="b264da")


@BOTH
@pytest.mark.parametrize(
    ("fault", "asked"),
    [
        ("runner_killed", ["studio", "mini"]),
        ("keepalives_forever", ["studio", "mini"]),
        ("empty_200", ["studio", "mini"]),
        ("status:404", ["studio", "laptop"]),  # its API lacks something, or is another version
        ("freeze", ["studio", "laptop"]),
        ("refuse", ["studio", "laptop"]),
    ],
)
async def test_a_failure_of_the_runners_is_not_asked_for_again_at_their_next_node(
    fault: str, asked: list[str], stream: bool
) -> None:
    async with (
        simulated_exo_inside(STUDIO) as studio,
        simulated_exo_inside(LAPTOP) as laptop,
        simulated_exo_inside(MINI) as mini,
        gateway(
            of_cluster("studio", studio.url, -2), of_cluster("laptop", laptop.url, -1), node("mini", mini.url)
        ) as g,
    ):
        await studio.fault(fault)
        response = await g.post(chat(stream=stream))
        record = await g.record()
    assert is_whole(response)
    assert [a.backend_name for a in record.attempts] == asked


async def test_the_other_node_is_asked_when_nobody_else_is_left_and_before_any_cloud() -> None:
    async with (
        simulated_exo_inside(STUDIO) as studio,
        simulated_exo_inside(LAPTOP) as laptop,
        gateway(
            of_cluster("studio", studio.url, -2),
            of_cluster("laptop", laptop.url, -1),
            cloud("openrouter", "http://127.0.0.1:1"),
        ) as g,
    ):
        await studio.fault("runner_killed")
        response = await g.post(chat())
        record = await g.record()
    assert is_whole(response)
    assert [(a.backend_name, a.failure) for a in record.attempts] == [
        ("studio", FailureKind.ERROR_IN_STREAM),
        ("laptop", None),
    ]


async def test_a_slow_runner_is_not_asked_twice_at_once() -> None:
    async with simulated_exo_inside(STUDIO) as studio, simulated_exo_inside(LAPTOP) as laptop:
        backends = of_cluster("studio", studio.url, -2), of_cluster("laptop", laptop.url, -1)
        async with gateway(*backends, rules=Rules(hedge_after=0.05)) as g:
            await studio.fault("slow_first_token:0.3")
            response = await g.post(chat())
            assert await laptop.seen() == []
    assert response.headers["x-bridge-backend"] == "studio"
