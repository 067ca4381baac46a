"""Finding as a user meets it: the program is started, and nodes nobody listed are there, with their cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from core.simulation.cluster import node_id
from tests.bench.processes import free_port
from tests.fakes import simulated_exo
from tests.whole.serving import Serving, serving

MODEL = "mlx-community/Llama-3.2-1B-Instruct-4bit"


async def backends_of(running: Serving) -> list[dict[str, Any]]:
    """The backends of the running program as they are now."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        document = (await client.get(running.url.removesuffix("/v1") + "/bridge/v1/status")).json()
    backends: list[dict[str, Any]] = document["backends"]
    return backends


def settings_for(port: int) -> str:
    return f"discovery: {{ports: [{port}]}}\nbuiltin: {{enabled: false}}\nhealth: {{interval: 1}}\n"


async def test_one_node_of_a_cluster_leads_to_the_others(own_home: Path) -> None:
    mini_port = free_port()
    async with simulated_exo("--peer", f"mini=127.0.0.1:{mini_port}", name="studio", models=[MODEL]) as studio:
        peer = ("--peer", f"studio=127.0.0.1:{studio.port}")
        async with simulated_exo(*peer, name="mini", models=[MODEL], port=mini_port):
            async with serving(settings_for(studio.port), own_home) as running:
                for _ in range(2):
                    await running.said("backend up")
                backends = await backends_of(running)
    assert [(b["backend"]["name"], b["health"]["state"]) for b in backends] == [("mini", "up"), ("studio", "up")]
    assert all(b["facts"]["members"] == sorted([node_id("studio", 2), node_id("mini", 2)]) for b in backends)
    assert all(len(b["facts"]["links"]) == 2 for b in backends)


async def test_a_lost_machine_is_told_in_words_while_its_companion_stays_up(own_home: Path) -> None:
    async with simulated_exo("--peer", "mini=127.0.0.1:1", name="studio", models=[MODEL]) as studio:
        async with serving(settings_for(studio.port), own_home) as running:
            await running.said("backend up name=studio")
            await studio.fault("peer_lost:mini")
            await running.said("cluster degraded name=studio")
            [studio_now] = await backends_of(running)
    assert studio_now["health"]["state"] == "up"
    assert studio_now["facts"]["warning"] == "degraded, mini (simulated): left the cluster"
    assert (studio_now["models"][0]["state"], "left the cluster" in studio_now["models"][0]["detail"]) == (
        "failed",
        True,
    )
