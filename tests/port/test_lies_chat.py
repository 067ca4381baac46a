"""The lies of exo 1.x in its answers (exo.md §2b), row by row, through the real port. Those that a fault of the
simulated node shows are in `test_lies.py`."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from core.domain import BackendId, BackendKind, FailureKind, HealthState, Outcome
from core.simulation.exo_node import NodeOptions
from core.timeouts import Timeouts
from tests.fakes import NO_TLS, simulated_exo_inside
from tests.fakes.scripted import EVENTS, Script, ScriptedServer, scripted
from tests.port.gateway import MESSAGES, MODEL, QUICK, Gateway, chat, gateway, node
from tests.port.lies import (
    BOTH,
    MINI,
    NEW,
    SECOND,
    THIRD,
    answered_by_the_next,
    chunks,
    error_of,
    is_whole,
    row,
    told_as_error,
)

K = FailureKind
CHAT = "/v1/chat/completions"
OLD = [replace(SECOND, version=version) for version in ("1.0.60", "1.0.63", "1.0.67")]


def frames(*deltas: dict[str, Any], finish: str = "stop", **more: Any) -> bytes:
    """A stream of exo that says these."""
    events = []
    for number, delta in enumerate(deltas, 1):
        choice = {"index": 0, "delta": {"role": "assistant", **delta}}
        choice |= {"finish_reason": finish} if number == len(deltas) else {}
        events.append(
            {"id": "c", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice], **more}
        )
    sent = b"".join(b"data: %b\n\n" % json.dumps(e, separators=(",", ":")).encode() for e in events)
    return b": keep-alive\n\n" + sent + b"data: [DONE]\n\n"


def says(studio: ScriptedServer, *deltas: dict[str, Any], **more: Any) -> None:
    """Let the node answer with this stream."""
    studio.script(CHAT, frames(*deltas, **more), EVENTS)


@row("2b: the functions that it never had are a 404 or 405")
@NEW
@pytest.mark.parametrize("path", ["/v1/embeddings", "/v1/completions"])
async def test_functions_that_it_lacks_are_asked_for_elsewhere(path: str, options: NodeOptions) -> None:
    body = {"model": MODEL, "input": "x"}
    async with simulated_exo_inside(options) as studio, scripted() as mini:
        mini.script(path, {"object": "list", "data": []})
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await answered_by_the_next(g, body, K.ENDPOINT_NOT_FOUND, path)
        async with gateway(node("studio", studio.url)) as g:
            await told_as_error(g, body, 404, K.ENDPOINT_NOT_FOUND, path)


@BOTH
@row("2b: fields without effect are taken")
async def test_fields_without_effect_are_named(stream: bool) -> None:
    given = {"response_format": {"type": "json_object"}, "logit_bias": {"5": 1}, "tool_choice": "required"}
    async with simulated_exo_inside(THIRD) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post({**chat(stream=stream), **given})
        silent = await g.post(chat(stream=stream, seed=1, tool_choice="auto", n=1, user="me"))
    assert response.headers["x-bridge-lost"] == "tool_choice, response_format, logit_bias"
    assert "x-bridge-lost" not in silent.headers


@BOTH
@row("2b: n is ignored")
async def test_several_answers_are_asked_for_elsewhere(stream: bool) -> None:
    async with simulated_exo_inside(THIRD) as studio, scripted() as mini:
        mini.talks[CHAT] = lambda _: Script(frames({"content": "x"}), EVENTS) if stream else Script.of(_PLAIN)
        other = replace(node("mini", mini.url), kind=BackendKind.OPENAI)
        async with gateway(node("studio", studio.url, -1), other) as g:
            response = await g.post(chat(stream=stream, n=2))
            assert await studio.seen() == []
        async with gateway(node("studio", studio.url)) as g:
            assert "n" in await told_as_error(g, chat(stream=stream, n=2), 400, K.UNTRANSLATABLE)
    assert response.headers["x-bridge-backend"] == "mini"


_PLAIN = {"model": MODEL, "choices": [{"index": 0, "message": {"content": "x"}, "finish_reason": "stop"}] * 2}


@BOTH
@row("2b: tool_choice none is ignored", "2b: max_completion_tokens is ignored and generation never ends")
async def test_what_exo_does_not_know_is_told_in_words_that_it_knows(stream: bool) -> None:
    tools = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
    async with scripted() as studio, gateway(node("studio", studio.url)) as g:
        says(studio, {"content": "x"})
        await g.post(chat(stream=stream, tools=tools, tool_choice="none", max_completion_tokens=7))
        [asked] = studio.asked
    assert (asked.json["tools"], asked.json["max_tokens"], asked.json["stream"]) == (None, 7, True)


@BOTH
@row("2b: parts other than text and pictures are a 422")
@NEW
async def test_sound_is_asked_for_elsewhere(stream: bool, options: NodeOptions) -> None:
    sound = [{"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}]
    body = {"model": MODEL, "messages": sound, "stream": stream}
    async with simulated_exo_inside(options) as studio, scripted() as mini:
        says(mini, {"content": "x"})
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await answered_by_the_next(g, body, K.UNTRANSLATABLE)
        async with gateway(node("studio", studio.url)) as g:
            assert "text and pictures only" in await told_as_error(g, body, 400, K.UNTRANSLATABLE)


@BOTH
@row("2b: empty messages crash the runner")
@NEW
@pytest.mark.parametrize("path", [CHAT, "/v1/messages"])
async def test_empty_messages_reach_no_node(options: NodeOptions, path: str, stream: bool) -> None:
    body = {"model": MODEL, "messages": [], "stream": stream, "max_tokens": 5}
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post(body, path)
        assert await studio.seen() == []
        assert g.snapshot.backends[0].health.state is HealthState.UP
    assert response.status_code == 400
    assert "messages" in response.json()["error"]["message"]


@BOTH
@row("2b: no instance is a 404 in two shapes")
@pytest.mark.parametrize("options", [*OLD, SECOND, THIRD], ids=lambda o: o.version or o.generation)
async def test_a_model_without_an_instance_is_asked_for_elsewhere(options: NodeOptions, stream: bool) -> None:
    empty = replace(options, models=(), downloaded=(MODEL,))
    async with simulated_exo_inside(empty) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await answered_by_the_next(g, chat(stream=stream), K.MODEL_NOT_FOUND)
        async with gateway(node("studio", studio.url)) as g:
            await told_as_error(g, chat(stream=stream), 404, K.MODEL_NOT_FOUND)


@BOTH
@row("2b: wrong types are a 422 of its framework")
@NEW
async def test_a_wrong_type_is_the_callers_fault_and_told_in_openais_shape(options: NodeOptions, stream: bool) -> None:
    body = chat(stream=stream, temperature="hot")
    async with simulated_exo_inside(options) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            message = await told_as_error(g, body, 422, K.CALLER_FAULT)
            assert await mini.seen() == []
    assert "temperature: Input should be a valid number, unable to parse string as a number" in message


@BOTH
@row("2b: a request behind a load or a busy runner is queued without an end")
@NEW
async def test_a_queue_without_an_end_is_left(options: NodeOptions, stream: bool) -> None:
    loading = replace(options, load_seconds=60.0, keep_alive=0.05)
    async with simulated_exo_inside(loading) as studio, simulated_exo_inside(MINI) as mini:
        await studio.fault(f"runner_restart:{MODEL}")
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await answered_by_the_next(g, chat(stream=stream), K.FIRST_TOKEN_TIMEOUT)
        async with gateway(node("studio", studio.url)) as g:
            await told_as_error(g, chat(stream=stream), 504, K.FIRST_TOKEN_TIMEOUT)


@BOTH
@row("2b: a plain answer of a dying runner is a clean, empty 200")
@NEW
async def test_no_client_ever_gets_an_empty_200(options: NodeOptions, stream: bool) -> None:
    """The node would give it to a plain request, so it never gets one."""
    async with simulated_exo_inside(options) as studio, simulated_exo_inside(MINI) as mini:
        await studio.fault("runner_killed")
        raw = await _raw(studio.url, chat())
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await answered_by_the_next(g, chat(stream=stream), K.ERROR_IN_STREAM)
        assert [seen.is_stream for seen in await studio.seen()] == [False, True]
    assert raw == (200, b"")


async def _raw(url: str, body: object) -> tuple[int, bytes]:
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
        answer = await client.post(f"{url}{CHAT}", json=body)
    return answer.status_code, answer.content


ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Tell me about cupboards."}]


@row("2b: null keys where others leave them out", "2b: a chunk is called a completion")
@NEW
async def test_a_strict_client_reads_every_answer(options: NodeOptions) -> None:
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        async with openai.AsyncOpenAI(
            base_url=g.url + "/v1", api_key="none", max_retries=0, _strict_response_validation=True
        ) as sdk:
            plain = await sdk.chat.completions.create(model=MODEL, messages=ASKED)
            stream = await sdk.chat.completions.create(model=MODEL, messages=ASKED, stream=True)
            text = "".join([c.choices[0].delta.content or "" async for c in stream if c.choices])
    assert plain.choices[0].message.content == text != ""


@BOTH
@row("2b: no usage up to 1.0.67")
@pytest.mark.parametrize("options", OLD, ids=lambda o: o.version)
async def test_usage_is_counted_where_old_versions_tell_none(options: NodeOptions, stream: bool) -> None:
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post(chat(stream=stream, stream_options={"include_usage": True}))
        unasked = await g.post(chat(stream=True))
    usage = (response.json() if not stream else chunks(response)[-1])["usage"]
    assert usage["completion_tokens"] == len(chunks(unasked))
    assert usage["estimated"] == ["prompt_tokens", "total_tokens"]
    assert is_whole(response) and is_whole(unasked)


@BOTH
@row("2b: no usage up to 1.0.67")
@NEW
async def test_usage_that_exo_tells_is_its_own(options: NodeOptions, stream: bool) -> None:
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post(chat(stream=stream, stream_options={"include_usage": True}))
    usage = (response.json() if not stream else chunks(response)[-1])["usage"]
    assert "estimated" not in usage
    assert usage["prompt_tokens_details"] is not None


@BOTH
@row("2b: progress of the prompt that moves is life", "2b: progress of the prompt that stands still is none")
@pytest.mark.parametrize("moves", [True, False])
async def test_a_prompt_that_is_being_read_is_waited_for(moves: bool, stream: bool) -> None:
    async with simulated_exo_inside(replace(THIRD, keep_alive=0.05)) as studio, simulated_exo_inside(MINI) as mini:
        await studio.fault("slow_prefill:1.5" if moves else "stuck_prefill")
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            if moves:
                response = await g.post(chat(stream=stream))
                assert (response.headers["x-bridge-backend"], is_whole(response)) == ("studio", True)
            else:
                await answered_by_the_next(g, chat(stream=stream), K.FIRST_TOKEN_TIMEOUT)


CALL = {"index": 0, "id": "t1", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}


@BOTH
@row("2b: tool calls and their finish come in one chunk")
async def test_a_call_of_a_tool_is_a_whole_answer(stream: bool) -> None:
    async with scripted() as studio, gateway(node("studio", studio.url)) as g:
        says(studio, {"content": None, "tool_calls": [CALL]}, finish="tool_calls")
        response = await g.post(chat(stream=stream))
        record = await g.record()
    choice = (chunks(response)[-1] if stream else response.json())["choices"][0]
    [call] = choice["delta" if stream else "message"]["tool_calls"]
    assert (call["id"], call["function"]["arguments"]) == ("t1", '{"a":1}')
    assert (choice["finish_reason"], record.outcome) == ("tool_calls", Outcome.SERVED)


@BOTH
@row("2b: a finish reason that means an error")
@pytest.mark.parametrize("text", ["", "some words"])
async def test_an_error_is_no_finish(text: str, stream: bool) -> None:
    """After words that were passed on it ends the stream as any error does: `test_openai_dialect`."""
    async with scripted() as studio, simulated_exo_inside(MINI) as mini:
        says(studio, {"content": text}, {"content": ""}, finish="error")
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await answered_by_the_next(g, chat(stream=stream), K.ERROR_IN_STREAM)


@row("2b: an error is a whole traceback")
@NEW
async def test_paths_of_a_node_reach_no_client(options: NodeOptions) -> None:
    async with simulated_exo_inside(replace(options, token_delay=0.01)) as studio:
        async with gateway(node("studio", studio.url)) as g:
            await studio.fault("error_in_stream", after=2)
            response = await g.post(chat(stream=True))
    assert "studio reported an error inside its answer" in error_of(response)["message"]
    assert "Traceback" not in response.text and "/simulated/" not in response.text


@row("2b: a client that left must be cancelled by its id")
@NEW
async def test_a_client_that_left_frees_the_node_by_name(options: NodeOptions) -> None:
    asked: asyncio.Queue[str] = asyncio.Queue()

    async def abandon(_: BackendId, generation: str) -> None:
        asked.put_nowait(generation)

    async with simulated_exo_inside(replace(options, tokens=500, token_delay=0.01)) as studio:
        async with gateway(node("studio", studio.url), abandon=abandon) as g:
            generation = await _left_after_a_word(g)
            async with asyncio.timeout(30):
                assert await asked.get() == generation
    assert (await studio.seen())[0].left_after_ms is not None


async def _left_after_a_word(g: Gateway) -> str:
    async with g.client.stream("POST", g.url + CHAT, json=chat(stream=True)) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                return str(json.loads(line[6:])["id"])
    raise AssertionError("no word came")


FOREIGN = {
    "/v1/messages": {"model": MODEL, "max_tokens": 3, "messages": MESSAGES},
    "/v1/responses": {"model": MODEL, "max_output_tokens": 3, "input": "Tell me about cupboards."},
}


@BOTH
@row("2b: its own surfaces answer with an empty 200, too")
@pytest.mark.parametrize("path", FOREIGN)
@NEW
async def test_its_own_surfaces_are_not_used(path: str, options: NodeOptions, stream: bool) -> None:
    async with simulated_exo_inside(options) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await studio.fault("empty_200")
            response = await g.post({**FOREIGN[path], "stream": stream}, path)
            record = await g.record()
        assert [seen.path for seen in await studio.seen()] == [CHAT]
    assert (response.status_code, response.headers["x-bridge-backend"]) == (200, "mini")
    assert record.attempts[0].failure is K.EMPTY_ANSWER


@BOTH
@row("2b: its own messages tell no prompt tokens")
@NEW
async def test_an_app_of_anthropics_learns_how_long_its_prompt_was(options: NodeOptions, stream: bool) -> None:
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post({**FOREIGN["/v1/messages"], "stream": stream}, "/v1/messages")
    told = chunks(response)[-2] if stream else response.json()
    assert told["usage"]["input_tokens"] > 0


@BOTH
@row("2b: its own responses call a cut answer completed")
@NEW
async def test_an_app_of_openais_learns_that_its_answer_was_cut(options: NodeOptions, stream: bool) -> None:
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post({**FOREIGN["/v1/responses"], "stream": stream}, "/v1/responses")
    told = chunks(response)[-1]["response"] if stream else response.json()
    assert (told["status"], told["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})


@row("2b: pictures need an instance")
async def test_a_picture_without_an_instance_is_asked_for_elsewhere() -> None:
    path = "/v1/images/generations"
    async with simulated_exo_inside(replace(THIRD, models=())) as studio, scripted() as mini:
        mini.script(path, {"data": [{"b64_json": "x"}]})
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await answered_by_the_next(g, {"model": MODEL, "prompt": "x"}, K.MODEL_NOT_FOUND, path)


@BOTH
@row("2b: an election blocks every request for three seconds")
@NEW
async def test_an_election_is_no_failure(options: NodeOptions, stream: bool) -> None:
    """Measured: 2.9 s without a byte. The limit is far above it; here both are made shorter by the same factor."""
    assert Timeouts().first_byte > 2 * 2.9
    short = replace(QUICK, first_byte=Timeouts().first_byte / 20)
    async with simulated_exo_inside(options) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url), limits=short) as g:
            await studio.fault(f"hang_before_headers:{2.9 / 20}")
            response = await g.post(chat(stream=stream))
    assert (response.headers["x-bridge-backend"], response.headers["x-bridge-attempts"]) == ("studio", "1")
