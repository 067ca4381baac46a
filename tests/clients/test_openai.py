"""OpenAI's own Python library, unmodified, in front of every kind of backend."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from core.domain import Outcome
from tests.clients.backends import KINDS, SCRIPTED, serving, words_of
from tests.port.gateway import MODEL, Gateway

ASK: list[Any] = [{"role": "user", "content": "Greet me."}]
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS: list[Any] = [{"type": "function", "function": {"name": "weather", "parameters": PARAMETERS}}]


def client(g: Gateway) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=f"{g.url}/v1", api_key="any", max_retries=0)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_plain_answer(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        answer = await c.chat.completions.create(model=MODEL, messages=ASK, max_tokens=20)
    assert words_of(kind, answer.choices[0].message.content or "")
    assert answer.usage is not None
    assert answer.usage.completion_tokens > 0


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stream_with_its_usage(kind: str) -> None:
    text, usage = "", None
    async with serving(kind) as g, client(g) as c:
        stream = await c.chat.completions.create(
            model=MODEL, messages=ASK, max_tokens=20, stream=True, stream_options={"include_usage": True}
        )
        async for chunk in stream:
            usage = chunk.usage or usage
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
    assert words_of(kind, text)
    assert usage is not None
    assert usage.completion_tokens > 0


@pytest.mark.parametrize("kind", SCRIPTED)
async def test_tools_to_the_end(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        answer = await c.chat.completions.create(model=MODEL, messages=ASK, tools=TOOLS, tool_choice="auto")
        message = answer.choices[0].message
        assert message.tool_calls is not None
        result: Any = {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "15 °C"}
        turns: list[Any] = [*ASK, message.to_dict(), result]
        last = await c.chat.completions.create(model=MODEL, messages=turns, tools=TOOLS)
    call: Any = message.tool_calls[0]
    assert (call.function.name, call.function.arguments) == ("weather", '{"city":"Wien"}')
    assert answer.choices[0].finish_reason == "tool_calls"
    assert words_of(kind, last.choices[0].message.content or "")


@pytest.mark.parametrize("kind", SCRIPTED)
async def test_streamed_tools_are_put_together(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        async with c.chat.completions.stream(model=MODEL, messages=ASK, tools=TOOLS) as stream:
            async for _ in stream:
                pass
            answer = await stream.get_final_completion()
    calls: Any = answer.choices[0].message.tool_calls
    assert [(call.function.name, call.function.arguments) for call in calls] == [
        ("weather", '{"city":"Wien"}'),
        ("time", "{}"),
    ]


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_model_is_the_librarys_not_found(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        with pytest.raises(openai.NotFoundError) as error:
            await c.chat.completions.create(model="nobody-has-this", messages=ASK)
    assert error.value.code == "model_not_found"


async def test_what_a_cloud_cannot_be_told_is_the_librarys_bad_request() -> None:
    async with serving("anthropic") as g, client(g) as c:
        with pytest.raises(openai.BadRequestError, match="`logit_bias`"):
            await c.chat.completions.create(model=MODEL, messages=ASK, logit_bias={"1": 5})


async def test_a_client_that_leaves_frees_the_node() -> None:
    async with serving("exo", token_delay=0.02, tokens=500) as g, client(g) as c:
        stream = await c.chat.completions.create(model=MODEL, messages=ASK, stream=True)
        await anext(aiter(stream))
        await stream.close()
        assert (await g.record()).outcome is Outcome.LEFT


@pytest.mark.parametrize("kind", SCRIPTED)
async def test_the_responses_api_on_every_backend(kind: str) -> None:
    async with serving(kind) as g, client(g) as c:
        answer = await c.responses.create(model=MODEL, input="Greet me.", instructions="Be brief.")
        kinds = [event.type async for event in await c.responses.create(model=MODEL, input="Greet me.", stream=True)]
    assert answer.output_text == "Grüß Gott 🌍"
    assert answer.to_dict()["store"] is False
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"


async def test_models_and_embeddings() -> None:
    async with serving("ollama") as g, client(g) as c:
        models = [model.id async for model in c.models.list()]
        vectors = await c.embeddings.create(model=MODEL, input=["a", "b"], encoding_format="float")
    assert models == [MODEL]
    assert [entry.embedding for entry in vectors.data] == [[0.25, -0.5], [0.25, -0.5]]
