"""Limits that an owner may set, and what exo needs all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain import BackendKind
from core.sender import limits_for
from core.simulation.exo_node import NodeOptions
from core.timeouts import Timeouts
from tests.fakes import simulated_exo_inside
from tests.port.gateway import MODEL, chat, gateway, node

EXO = node("studio", "http://127.0.0.1:1")


def test_an_election_of_exo_fits_into_every_limit() -> None:
    """It blocks every request for 2.9 s (measured)."""
    assert limits_for(replace(EXO, first_token=1.0), Timeouts()).first_token == 4.0
    assert limits_for(replace(EXO, first_token=9.0), Timeouts()).first_token == 9.0
    other = replace(EXO, kind=BackendKind.OPENAI, first_token=1.0)
    assert limits_for(other, Timeouts()).first_token == 1.0


@pytest.mark.parametrize(("own", "expected"), [(0.0, 15.0), (40.0, 40.0), (5.0, 5.0)])
def test_silence_between_tokens_means_a_lost_machine_sooner_than_elsewhere(own: float, expected: float) -> None:
    assert limits_for(replace(EXO, silence=own), Timeouts()).silence == expected


async def test_a_node_may_be_asked_by_an_address_of_ipv6() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=(MODEL,), host="::1")) as studio:
        async with gateway(node("studio", f"http://[::1]:{studio.port}")) as g:
            response = await g.post(chat())
            [seen] = await studio.seen()
    assert response.status_code == 200
    assert seen.headers["host"] == f"[::1]:{studio.port}"
