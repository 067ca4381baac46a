"""Anthropic's own Python library, unmodified, in front of every kind of backend."""

from __future__ import annotations

from typing import Any

import anthropic
import pytest

from core.domain import Outcome
from tests.clients.backends import KINDS, SCRIPTED, serving, words_of
from tests.port.gateway import MODEL, Gateway

ASK: list[Any] = [{"role": "user", "content": "Greet me."}]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS: list[Any] = [{"name": "weather", "description": "Tells it.", "input_schema": SCHEMA}]


def client(g: Gateway) -> anthropic.AsyncAnthropic:
    return anthropic.AsyncAnthropic(base_url=g.url, api_key="any", max_retries=0)


def text_of(message: anthropic.types.Message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_plain_answer(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        message = await c.messages.create(model=MODEL, max_tokens=20, messages=ASK, system="Be brief.")
    assert words_of(kind, text_of(message))
    assert message.stop_reason in ("end_turn", "max_tokens")
    assert message.usage.output_tokens > 0


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stream(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        async with c.messages.stream(model=MODEL, max_tokens=20, messages=ASK) as stream:
            text = "".join([piece async for piece in stream.text_stream])
            message = await stream.get_final_message()
    assert words_of(kind, text)
    assert text_of(message) == text
    assert message.usage.output_tokens > 0


@pytest.mark.parametrize("kind", SCRIPTED)
@pytest.mark.parametrize("is_stream", [False, True])
async def test_tools_to_the_end(kind: str, is_stream: bool) -> None:
    message: anthropic.types.Message
    async with serving(kind) as g, client(g) as c:
        if is_stream:
            async with c.messages.stream(model=MODEL, max_tokens=99, messages=ASK, tools=TOOLS) as stream:
                message = await stream.get_final_message()
        else:
            message = await c.messages.create(model=MODEL, max_tokens=99, messages=ASK, tools=TOOLS)
        uses = [block for block in message.content if block.type == "tool_use"]
        results = [{"type": "tool_result", "tool_use_id": use.id, "content": "15 °C"} for use in uses]
        turns = [*ASK, message.to_param(), {"role": "user", "content": [*results, {"type": "text", "text": "So?"}]}]
        last = await c.messages.create(model=MODEL, max_tokens=99, messages=turns, tools=TOOLS)
    assert (uses[0].name, uses[0].input) == ("weather", {"city": "Wien"})
    assert len(uses) == (2 if is_stream else 1)
    assert message.stop_reason == "tool_use"
    assert words_of(kind, text_of(last))


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_model_is_the_librarys_not_found(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        with pytest.raises(anthropic.NotFoundError, match="model"):
            await c.messages.create(model="nobody-has-this", max_tokens=9, messages=ASK)


async def test_what_no_backend_understands_is_the_librarys_bad_request() -> None:
    search: Any = [{"type": "web_search_20250305", "name": "web_search"}]
    async with serving("exo") as g, client(g) as c:
        with pytest.raises(anthropic.BadRequestError, match="web_search_20250305"):
            await c.messages.create(model=MODEL, max_tokens=9, messages=ASK, tools=search)


async def test_tokens_can_be_counted() -> None:
    async with serving("exo") as g, client(g) as c:
        count = await c.messages.count_tokens(model=MODEL, messages=ASK, tools=TOOLS)
    assert count.input_tokens > 10


async def test_a_client_that_leaves_frees_the_node() -> None:
    async with serving("exo", token_delay=0.02, tokens=500) as g, client(g) as c:
        stream = await c.messages.create(model=MODEL, max_tokens=400, messages=ASK, stream=True)
        async for event in stream:
            if event.type == "content_block_delta":
                break
        await stream.close()
        assert (await g.record()).outcome is Outcome.LEFT


async def test_the_models_are_listed() -> None:
    async with serving("openai") as g, client(g) as c:
        listed = [model async for model in c.models.list()]
        one = await c.models.retrieve(MODEL)
    assert listed == [one]
    assert (one.id, one.type, one.display_name, one.created_at.year) == (MODEL, "model", MODEL, 1970)
