"""A model that exo has on its disks only: placed once for all who ask, then everybody is answered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from tests.fakes import simulated_exo
from tests.whole.serving import serving
from tests.whole.test_serve import nodes

MODEL = "mlx-community/SmolLM-135M-4bit"


async def test_two_requests_for_a_sleeping_model_cause_one_placement_and_are_both_answered(own_home: Path) -> None:
    flags = ("--downloaded", MODEL, "--load-seconds", "0.5")
    async with simulated_exo(*flags, models=[]) as studio, serving(nodes(studio.url), own_home / "b") as bridge:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client, asyncio.TaskGroup() as group:
            body = {"model": MODEL, "messages": [{"role": "user", "content": "hi"}]}
            asking = [group.create_task(client.post(bridge.url + "/chat/completions", json=body)) for _ in range(2)]
        answers = [task.result() for task in asking]
        placements = [seen for seen in await studio.seen() if seen.path in ("/place_instance", "/instance")]
    assert [answer.status_code for answer in answers] == [200, 200], [answer.text for answer in answers]
    assert all(answer.json()["choices"][0]["message"]["content"] for answer in answers)
    assert len([seen for seen in placements if seen.method == "POST"]) == 1
