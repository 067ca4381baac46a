"""What the older programs of this family ask of a port, request by request as they send it.

Sources: ../shared/reference/older-programs.md, 4.2 and 4.3; zebadiee/ai-token-manager at 3131093 (exo_provider.py) and
zebadiee/ai-token-exo-bridge at b0ee599, which carry no licence for their code, so their requests are written down here.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from core.rules import Alias, Rules
from core.simulation.exo_node import NodeOptions
from tests.clients.backends import KINDS, serving, words_of
from tests.fakes import simulated_exo_inside
from tests.port.gateway import MODEL, Gateway, gateway, node

HELLO = [{"role": "user", "content": "Say hello!"}]


async def asked(g: Gateway, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    agent = {"user-agent": "python-requests/2.32.3", "accept": "*/*", **headers}
    return await g.client.request(method, g.url + path, json=body, headers=agent)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_bridge_and_its_hud_take_the_port_for_a_healthy_node(kind: str) -> None:
    """`ExoClusterProvider`: health, then models, then a chat with all four of its settings."""
    chat = {"model": MODEL, "messages": HELLO, "temperature": 0.7, "max_tokens": 2048, "stream": False}
    async with serving(kind) as g:
        front, health = await asked(g, "GET", "/"), await asked(g, "GET", "/health")
        models = await asked(g, "GET", "/v1/models")
        answer = await asked(g, "POST", "/v1/chat/completions", chat)
    assert (front.status_code, health.status_code, health.json()["device_name"]) == (200, 200, "Exo Bridge")
    assert [model["id"] for model in models.json()["data"]] == [MODEL]
    assert words_of(kind, answer.json()["choices"][0]["message"]["content"])


@pytest.mark.parametrize("kind", KINDS)
async def test_the_token_manager_uses_the_port_under_a_borrowed_name(kind: str) -> None:
    """Its OpenRouter with our address: any key opens the list, and a chat holds a model and messages only."""
    key = {"authorization": "Bearer sk-or-anything", "content-type": "application/json"}
    async with serving(kind) as g:
        models = await asked(g, "GET", "/v1/models", None, **key)
        answer = await asked(g, "POST", "/v1/chat/completions", {"model": MODEL, "messages": HELLO}, **key)
    assert models.status_code == 200
    told = answer.json()
    assert words_of(kind, told["choices"][0]["message"]["content"])
    assert told["usage"]["total_tokens"] > 0


async def test_the_model_that_the_bridges_own_test_asks_for_can_be_any() -> None:
    """`--test` names llama-3.2-3b, whatever the node has: an alias answers for it."""
    chat = {"model": "llama-3.2-3b", "messages": HELLO, "temperature": 0.7, "max_tokens": 2048, "stream": False}
    rules = Rules(aliases=(Alias("llama-3.2-3b", (MODEL,)),))
    async with simulated_exo_inside(NodeOptions(models=(MODEL,))) as studio:
        async with gateway(node("studio", studio.url), rules=rules) as g:
            models = await asked(g, "GET", "/v1/models")
            answer = await asked(g, "POST", "/v1/chat/completions", chat)
    assert [model["id"] for model in models.json()["data"]] == [MODEL]
    assert answer.json()["choices"][0]["message"]["content"]


async def test_no_error_locks_the_token_manager_out() -> None:
    """It gives a provider up for good at 401, 402, 429, or a text that holds "429", "402" or "quota"."""
    async with gateway(node("studio", "http://127.0.0.1:1")) as g:
        answer = await asked(g, "POST", "/v1/chat/completions", {"model": MODEL, "messages": HELLO})
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert not any(word in answer.text for word in ("429", "402", "quota"))
