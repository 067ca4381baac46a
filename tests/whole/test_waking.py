"""A model that lies on a node's disk and is not loaded: requests for it through the whole program."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx

from core.simulation.exo_node import NodeOptions
from tests.fakes import simulated_exo_inside
from tests.fakes.local_servers import HELD, local_server
from tests.whole.serving import Serving, run, serving

MODEL = "mlx-community/Llama-3.2-1B-Instruct-4bit"
CHAT = {"model": MODEL, "messages": [{"role": "user", "content": "Tell me about cupboards."}]}


def settings_for(url: str, more: str = "") -> str:
    nodes = f"nodes: [{{name: studio, url: '{url}'}}]\n"
    return f"{nodes}discovery: {{enabled: false}}\nbuiltin: {{enabled: false}}\n{more}"


async def asked(running: Serving, **more: Any) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        return await client.post(running.url + "/chat/completions", json={**CHAT, **more})


async def test_two_requests_at_once_cause_one_placement_and_both_are_answered(own_home: Path) -> None:
    options = NodeOptions(models=(), downloaded=(MODEL,), load_seconds=2.0)
    async with simulated_exo_inside(options) as node, serving(settings_for(node.url), own_home) as running:
        plain, stream = await asyncio.gather(asked(running), asked(running, stream=True))
        placed = [s for s in await node.seen() if (s.method, s.path) == ("POST", "/instance")]
    assert (plain.status_code, stream.status_code) == (200, 200)
    assert plain.json()["choices"][0]["message"]["content"]
    assert stream.text.rstrip().endswith("data: [DONE]")
    assert len(placed) == 1


async def test_each_step_is_visible_and_switchable(own_home: Path) -> None:
    options = NodeOptions(models=(), downloaded=(MODEL,))
    async with simulated_exo_inside(options) as node:
        async with serving(settings_for(node.url), own_home) as running:
            assert (await asked(running)).status_code == 200
            async with httpx.AsyncClient(trust_env=False) as client:
                status = (await client.get(running.url.removesuffix("/v1") + "/bridge/v1/status")).json()
        code, _, _ = await run("models", "unload", MODEL, *given(node.url, own_home), home=own_home)
        assert code == 0
        async with serving(settings_for(node.url, "healing: {place: false}\n"), own_home / "off") as running:
            answer = await asked(running)
            placed = [s for s in await node.seen() if (s.method, s.path) == ("POST", "/instance")]
    assert [step["kind"] for step in reversed(status["steps"])] == ["placing", "placed"]
    assert (answer.status_code, len(placed)) == (503, 1)


def given(url: str, home: Path) -> list[str]:
    file = home / "verbs.yaml"
    file.write_text(settings_for(url))
    return ["--config", str(file), "--port", "1"]


async def test_a_cold_start_of_another_server_happens_once(own_home: Path) -> None:
    async with (
        local_server("Ollama", load_seconds=1.0) as server,
        serving(settings_for(server.url), own_home) as running,
    ):
        await asyncio.gather(*(asked(running, model=HELD) for _ in range(3)))
    assert server.loads == [HELD]
