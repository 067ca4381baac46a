"""The lies of exo 0.0.x (exo.md §2a), row by row, through the real port."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from core import patience
from core.domain import FailureKind, HealthState, Outcome
from core.timeouts import Timeouts
from tests.fakes import FakeServer, simulated_exo_inside
from tests.fakes.scripted import scripted
from tests.port.gateway import MESSAGES, MODEL, QUICK, Gateway, chat, gateway, node
from tests.port.lies import BOTH, FIRST, MINI, answered_by_the_next, chunks, first_node, is_whole, row, words

K = FailureKind
SLOW = replace(FIRST, token_delay=0.01)


@BOTH
@row("2a: unknown and missing names and gpt-* are served by the default model")
@pytest.mark.parametrize("name", ["gpt-4o", "no-such-model"])
async def test_an_answer_of_another_model_is_none(name: str, stream: bool) -> None:
    async with simulated_exo_inside(FIRST) as studio, simulated_exo_inside(replace(MINI, models=(name,))) as mini:
        async with gateway() as g:
            g.add(first_node(studio.url), node("mini", mini.url), model=name)
            await answered_by_the_next(g, chat(name, stream=stream), K.MODEL_NOT_FOUND)


@BOTH
@row("2a: a model that its engine cannot run is a 400")
async def test_a_model_that_it_cannot_run_is_asked_for_elsewhere(stream: bool) -> None:
    name = "llama-3.3-70b"
    async with simulated_exo_inside(FIRST) as studio, simulated_exo_inside(replace(MINI, models=(name,))) as mini:
        async with gateway() as g:
            g.add(first_node(studio.url), node("mini", mini.url), model=name)
            await answered_by_the_next(g, chat(name, stream=stream), K.MODEL_NOT_FOUND)


@BOTH
@row("2a: nothing comes, not even headers, while it loads or downloads")
async def test_a_load_without_headers_is_waited_for_as_long_as_for_a_first_token(stream: bool) -> None:
    async with simulated_exo_inside(FIRST) as studio, simulated_exo_inside(MINI) as mini:
        limits = replace(QUICK, first_byte=0.2, first_token=3.0)
        async with gateway(first_node(studio.url), node("mini", mini.url), limits=limits) as g:
            await studio.fault("slow_first_token:0.6")
            response = await g.post(chat(stream=stream))
    assert (response.headers["x-bridge-backend"], is_whole(response)) == ("studio", True)


@BOTH
@row("2a: max_tokens is ignored")
@pytest.mark.parametrize("field", ["max_tokens", "max_completion_tokens"])
async def test_a_limit_holds(field: str, stream: bool) -> None:
    async with simulated_exo_inside(replace(SLOW, tokens=2000)) as studio, gateway(first_node(studio.url)) as g:
        async with asyncio.timeout(10):  # all of it would take twenty seconds
            response = await g.post({**chat(stream=stream), field: 3})
        record = await g.record()
    assert is_whole(response)
    assert len(words(response).split()) == 3
    last = response.json() if not stream else [c for c in chunks(response) if c["choices"]][-1]
    assert last["choices"][0]["finish_reason"] == "length"
    assert record.outcome is Outcome.SERVED


@BOTH
@row("2a: stop is ignored")
async def test_stop_words_hold(stream: bool) -> None:
    async with simulated_exo_inside(FIRST) as studio, gateway(first_node(studio.url)) as g:
        whole = words(await g.post(chat()))
        stop = whole[len(whole) // 2 :][:4]
        response = await g.post(chat(stream=stream, stop=[stop, "never said"]))
    assert is_whole(response)
    assert words(response) == whole.partition(stop)[0]


@BOTH
@row("2a: all other fields are ignored")
async def test_other_fields_that_have_no_effect_are_named(stream: bool) -> None:
    async with simulated_exo_inside(FIRST) as studio, gateway(first_node(studio.url)) as g:
        response = await g.post(chat(stream=stream, seed=7, response_format={"type": "json_object"}, user="me"))
        silent = await g.post(chat(stream=stream, temperature=0, max_tokens=500))
    assert response.headers["x-bridge-lost"] == "seed, response_format"
    assert "x-bridge-lost" not in silent.headers


@row("2a: the text is told twice and the chunk called a completion", "2a: no DONE")
async def test_a_strict_client_gets_openais_chunks() -> None:
    async with simulated_exo_inside(FIRST) as studio, gateway(first_node(studio.url)) as g:
        streamed, plain = await g.post(chat(stream=True)), await g.post(chat())
        raw = await g.client.post(f"{studio.url}/v1/chat/completions", json=chat(stream=True))
    assert {c["object"] for c in chunks(raw)} == {"chat.completion"}
    assert all("message" in c["choices"][0] for c in chunks(raw))
    assert "[DONE]" not in raw.text
    assert {c["object"] for c in chunks(streamed)} == {"chat.completion.chunk"}
    assert not any("message" in c["choices"][0] for c in chunks(streamed))
    assert streamed.text.endswith("data: [DONE]\n\n")
    assert words(streamed) == words(plain) == words(raw)


@BOTH
@row("2a: no usage")
async def test_usage_is_counted_and_what_is_guessed_says_so(stream: bool) -> None:
    async with simulated_exo_inside(FIRST) as studio, gateway(first_node(studio.url)) as g:
        response = await g.post(chat(stream=stream, stream_options={"include_usage": True}))
        record = await g.record()
        unasked = await g.post(chat(stream=True))
    answer = response.json() if not stream else chunks(response)[-1]
    usage = answer["usage"]
    assert usage["completion_tokens"] == record.completion_tokens == len(chunks(unasked))
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["estimated"] == ["prompt_tokens", "total_tokens"]
    assert record.prompt_tokens is None  # the history holds no guesses
    assert not any("usage" in c for c in chunks(unasked))


@row("2a: no keep-alives")
async def test_a_waiting_client_hears_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST", 0.05)
    monkeypatch.setattr(patience, "EVERY", 0.05)
    async with simulated_exo_inside(FIRST) as studio, gateway(first_node(studio.url), limits=Timeouts()) as g:
        await studio.fault("slow_first_token:0.3")
        response = await g.post(chat(stream=True))
    assert response.text.startswith(": ")
    assert is_whole(response)


@BOTH
@row("2a: the end of the turn is part of the text")
async def test_the_end_of_the_turn_is_no_text(stream: bool) -> None:
    async with simulated_exo_inside(FIRST) as studio, gateway(first_node(studio.url)) as g:
        good = words(await g.post(chat()))
        await studio.fault("eos_in_text")
        raw = await g.client.post(f"{studio.url}/v1/chat/completions", json=chat())
        response = await g.post(chat(stream=stream))
    assert words(raw) == good + "<|im_end|>"
    assert words(response) == good


@BOTH
@row("2a: a message without content is a 500")
async def test_a_call_of_a_tool_without_words_is_no_fault(stream: bool) -> None:
    call = {"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    turns = [*MESSAGES, {"role": "assistant", "tool_calls": [call]}, {"role": "tool", "content": "5"}]
    async with simulated_exo_inside(FIRST) as studio, gateway(first_node(studio.url)) as g:
        raw = await g.client.post(f"{studio.url}/v1/chat/completions", json={"model": MODEL, "messages": turns})
        response = await g.post({"model": MODEL, "messages": turns, "stream": stream})
    assert raw.status_code == 500
    assert is_whole(response)


@BOTH
@row("2a: what is no chat request is a 500")
@pytest.mark.parametrize("messages", [None, "hi", [{"content": "no role"}], []], ids=json.dumps)
async def test_the_callers_fault_is_told_to_the_caller_and_not_held_against_the_node(
    messages: object, stream: bool
) -> None:
    body = {"model": MODEL, "stream": stream} | ({"messages": messages} if messages is not None else {})
    async with simulated_exo_inside(FIRST) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(first_node(studio.url), node("mini", mini.url)) as g:
            response = await g.post(body)
            assert await studio.seen() == await mini.seen() == []
            assert {s.health.state for s in g.snapshot.backends} == {HealthState.UP}
    assert response.status_code == 400
    assert "messages" in response.json()["error"]["message"]


@row("2a: a client that left does not stop the generation")
async def test_nobody_claims_that_a_generation_was_stopped() -> None:
    """It cannot be: the path for it answers 405, and no step is told. See test_healing for the newer ones."""
    asked: list[str] = []

    async def abandon(_: object, generation: str) -> None:
        asked.append(generation)

    async with simulated_exo_inside(replace(SLOW, tokens=500)) as studio:
        async with gateway(first_node(studio.url), abandon=abandon) as g:
            await _leave_mid_stream(g, studio)
            cancelled = await g.client.post(f"{studio.url}/v1/cancel/{asked[0]}")
    assert cancelled.status_code == 405


async def _leave_mid_stream(g: Gateway, studio: FakeServer) -> None:
    async with g.client.stream("POST", g.url + "/v1/chat/completions", json=chat(stream=True)) as response:
        async for _ in response.aiter_raw():
            break
    assert (await g.record()).outcome is Outcome.LEFT
    await studio.left()


@row("2a: other functions are a 405 of plain text")
@pytest.mark.parametrize("path", ["/v1/embeddings", "/v1/completions"])
async def test_functions_that_it_lacks_are_asked_for_elsewhere(path: str) -> None:
    async with simulated_exo_inside(FIRST) as studio, scripted() as mini:
        mini.script(path, {"object": "list", "data": []})
        async with gateway(first_node(studio.url), node("mini", mini.url)) as g:
            await answered_by_the_next(g, {"model": MODEL, "input": "x"}, K.ENDPOINT_NOT_FOUND, path)
