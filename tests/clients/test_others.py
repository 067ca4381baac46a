"""Other people's clients, unmodified, each in an environment of its own (`python -m tests.clients.install`).

They take four minutes, so they run only when `EXO_BRIDGE_CLIENTS` names the place where they are installed.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.domain import Outcome
from tests.clients.backends import SCRIPTED, WORDS, serving
from tests.clients.install import HOW, place, python_of
from tests.port.gateway import MODEL, Gateway

SCRIPTS = Path(__file__).resolve().parent / "scripts"
CLIENTS = {
    "openai_1": "openai-1",
    "langchain": "langchain",
    "llama_index": "llama-index",
    "litellm": "litellm",
    "litellm_anthropic": "litellm",
    "llm": "llm",
    "openai.mjs": "node",
    "ai.mjs": "node",
}
"""Script and environment."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif("EXO_BRIDGE_CLIENTS" not in os.environ, reason=HOW),
]


def command(client: str) -> list[str]:
    """How to run a client's script; skips the test where it is not installed."""
    if CLIENTS[client] == "node":
        node, folder = shutil.which("node"), place() / "node"
        if node is None or not (folder / "node_modules").exists():
            pytest.skip(HOW)
        script = folder / client  # Node looks for libraries beside the script
        script.write_text((SCRIPTS / f"{client}.script").read_text("utf-8"), "utf-8")
        return [node, str(script)]
    python = python_of(CLIENTS[client])
    if not python.exists():
        pytest.skip(HOW)
    return [str(python), str(SCRIPTS / f"{client}.script")]


async def run(client: str, what: str, g: Gateway) -> dict[str, Any]:
    """What the client told about one thing that it did at this port."""
    told = await asyncio.create_subprocess_exec(
        *command(client),
        what,
        env={**os.environ, "BRIDGE_URL": g.url, "BRIDGE_MODEL": MODEL, "NO_PROXY": "*"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await told.communicate()
    assert told.returncode == 0, errors.decode()[-2000:]
    found: dict[str, Any] = json.loads(output.decode().strip().splitlines()[-1])
    return found


@pytest.mark.parametrize("kind", SCRIPTED)
@pytest.mark.parametrize("client", CLIENTS)
async def test_a_plain_and_a_streamed_answer_a_tool_and_an_error(client: str, kind: str) -> None:
    async with serving(kind) as g:
        plain, stream = await run(client, "plain", g), await run(client, "stream", g)
        tools, error = await run(client, "tools", g), await run(client, "error", g)
    assert plain == stream == {"text": WORDS}
    assert tools == {"tool": ["weather", {"city": "Wien"}]}
    assert error == {"error": "NotFoundError"}


@pytest.mark.parametrize("client", CLIENTS)
async def test_on_exo_too_and_a_client_that_leaves_frees_the_node(client: str) -> None:
    async with serving("exo", token_delay=0.02) as g:
        plain, stream = await run(client, "plain", g), await run(client, "stream", g)
        records = [await g.record(), await g.record()]
    async with serving("exo", token_delay=0.05, tokens=2000) as g:
        await run(client, "abort", g)
        left = await g.record()
    assert plain["text"]
    assert stream["text"]
    assert [record.outcome for record in records] == [Outcome.SERVED] * 2
    assert left.outcome is Outcome.LEFT
