"""Ollama's own Python library, unmodified, in front of every kind of backend."""

from __future__ import annotations

from typing import Any

import ollama
import pytest

from core.domain import Outcome
from tests.clients.backends import KINDS, SCRIPTED, serving, words_of
from tests.port.gateway import MODEL, Gateway

ASK: list[Any] = [{"role": "user", "content": "Greet me."}]
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS: list[Any] = [{"type": "function", "function": {"name": "weather", "parameters": PARAMETERS}}]


def client(g: Gateway) -> ollama.AsyncClient:
    return ollama.AsyncClient(host=g.url, trust_env=False)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_plain_answer(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        answer = await c.chat(model=MODEL, messages=ASK, options={"num_predict": 20})
    assert words_of(kind, answer.message.content or "")
    assert answer.done
    assert answer.eval_count


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stream(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        lines = [line async for line in await c.chat(model=MODEL, messages=ASK, stream=True)]
    assert words_of(kind, "".join(line.message.content or "" for line in lines))
    assert (lines[-1].done, lines[-1].done_reason) == (True, "stop")


@pytest.mark.parametrize("kind", SCRIPTED)
@pytest.mark.parametrize("is_stream", [False, True])
async def test_tools_to_the_end(kind: str, is_stream: bool) -> None:
    async with serving(kind) as g, client(g) as c:
        if is_stream:
            lines = [line async for line in await c.chat(model=MODEL, messages=ASK, tools=TOOLS, stream=True)]
            message = next(line.message for line in lines if line.message.tool_calls)
        else:
            message = (await c.chat(model=MODEL, messages=ASK, tools=TOOLS)).message
        result = {"role": "tool", "tool_name": "weather", "content": "15 °C"}
        last = await c.chat(model=MODEL, messages=[*ASK, message, result], tools=TOOLS)
    assert message.tool_calls is not None
    call = message.tool_calls[0].function
    assert (call.name, dict(call.arguments)) == ("weather", {"city": "Wien"})
    assert words_of(kind, last.message.content or "")


@pytest.mark.parametrize("kind", ["exo", "openai", "anthropic"])
async def test_a_prompt_is_completed(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        answer = await c.generate(model=MODEL, prompt="Greet me.", system="Be brief.")
        lines = [line async for line in await c.generate(model=MODEL, prompt="Greet me.", stream=True)]
    assert words_of(kind, answer.response or "")
    assert words_of(kind, "".join(line.response or "" for line in lines))


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_model_is_the_librarys_error(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        with pytest.raises(ollama.ResponseError) as error:
            await c.chat(model="nobody-has-this", messages=ASK)
    assert error.value.status_code == 404


async def test_a_client_that_leaves_frees_the_node() -> None:
    async with serving("exo", token_delay=0.02, tokens=500) as g, client(g) as c:
        lines: Any = await c.chat(model=MODEL, messages=ASK, stream=True)
        await anext(lines)
        await lines.aclose()
        assert (await g.record()).outcome is Outcome.LEFT


async def test_the_catalogue_and_embeddings() -> None:
    async with serving("openai") as g, client(g) as c:
        listed = await c.list()
        shown = await c.show(MODEL)
        running = await c.ps()
        vectors = await c.embed(model=MODEL, input=["a", "b"])
        with pytest.raises(ollama.ResponseError, match="managed by the Ollama server"):
            await c.pull(MODEL)
    assert [model.model for model in listed.models] == [MODEL]
    assert "completion" in (shown.capabilities or [])
    assert list(running.models) == []
    assert [list(vector) for vector in vectors.embeddings] == [[0.25, -0.5], [0.25, -0.5]]
