"""Anthropic's clients at the port: translated, native, and refused, in front of backends of every kind."""

from __future__ import annotations

import json

import httpx
import pytest

from core.domain import BackendKind, Outcome
from core.simulation.exo_node import NodeOptions
from tests.fakes import simulated_exo_inside
from tests.fakes.cloud import DEFAULT_KEY
from tests.fakes.scripted import EVENTS, scripted
from tests.port.gateway import MODEL, gateway, node
from tests.port.surfaces import CHAT, PLAIN, account, chat_stream, chatting, local
from tests.port.surfaces import told as expected
from tests.wire.golden import events

ASK = {"model": MODEL, "max_tokens": 50, "messages": [{"role": "user", "content": "2+2?"}]}
SEARCH = {**ASK, "tools": [{"type": "web_search_20250305", "name": "web_search"}]}
HEADERS = {"x-api-key": "sk-of-the-client", "anthropic-version": "2023-06-01", "anthropic-beta": "some-beta"}
PATH = "/v1/messages"
MESSAGE = b'{"id":"msg_x","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"4"}],\n' \
          b'"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}'  # fmt: skip


@pytest.mark.parametrize("case", ["text", "tools", "reasoning"])
async def test_a_stream_of_a_local_server_is_told_in_anthropics_events(case: str) -> None:
    async with scripted() as server, gateway(local(server)) as g:
        chatting(server, case)
        told = await g.post({**ASK, "stream": True}, PATH, headers=HEADERS)
        record = await g.record()
    assert told.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert told.content == expected(case, "anthropic")
    assert told.headers["x-bridge-backend"] == "local"
    assert (record.outcome, record.prompt_tokens) == (Outcome.SERVED, {"text": 20, "tools": 7, "reasoning": 12}[case])


async def test_a_plain_answer_is_one_message() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, PLAIN)
        told = await g.post(ASK, PATH, headers=HEADERS)
        [asked] = server.asked
    assert told.json()["content"] == [{"type": "text", "text": "Four."}]
    assert told.json()["usage"]["input_tokens"] == 7
    assert asked.json == {"model": MODEL, "messages": ASK["messages"], "max_tokens": 50}
    assert not [name for name in asked.headers if name.startswith("anthropic-")]
    assert "sk-of-the-client" not in str(asked.headers)


async def test_exo_is_asked_for_a_chat_because_its_own_surface_tells_no_prompt_tokens() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=(MODEL,))) as studio:
        async with gateway(node("studio", studio.url)) as g:
            streamed = await g.post({**ASK, "stream": True}, PATH)
            plain = await g.post(ASK, PATH)
        assert {seen.path for seen in await studio.seen()} == {CHAT}
    [usage] = [e["usage"] for e in events(streamed.content) if e["type"] == "message_delta"]
    assert plain.json()["usage"]["input_tokens"] == usage["input_tokens"] > 0
    assert plain.json()["stop_reason"] == "end_turn"
    assert events(streamed.content)[-1]["type"] == "message_stop"


async def test_what_exos_own_surface_would_drop_goes_through_ours() -> None:
    result = {"type": "tool_result", "tool_use_id": "t", "content": "15"}
    turns = [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "weather", "input": {}}]},
        {"role": "user", "content": [result, {"type": "text", "text": "Be brief."}]},
    ]
    async with scripted() as studio, gateway(node("studio", studio.url)) as g:
        chatting(studio)
        told = await g.post({**ASK, "messages": turns}, PATH)
        [asked] = studio.asked
    assert asked.target == CHAT
    assert asked.json["messages"][-1] == {"role": "user", "content": "Be brief."}
    assert told.json()["content"][0]["text"] == "Grüß Gott 🌍"


async def test_anthropic_itself_is_asked_with_our_key_and_its_answer_is_untouched() -> None:
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        server.script(PATH, MESSAGE)
        told = await g.post(SEARCH, PATH, headers=HEADERS)
        [asked] = server.asked
    assert told.content == MESSAGE
    assert asked.json == SEARCH
    assert (asked.headers["x-api-key"], asked.headers["anthropic-version"]) == (DEFAULT_KEY, "2023-06-01")
    assert "authorization" not in asked.headers


async def test_thinking_that_no_vendor_sealed_does_not_reach_anthropic() -> None:
    block = {"type": "thinking", "thinking": "x", "signature": "exo-bridge:unsigned"}
    turns = [{"role": "assistant", "content": [block, {"type": "text", "text": "y"}]}, *ASK["messages"]]  # type: ignore[misc]  # a list
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        server.script(PATH, MESSAGE)
        await g.post({**ASK, "messages": turns}, PATH)
        [asked] = server.asked
    assert asked.json["messages"][0]["content"] == [{"type": "text", "text": "y"}]


async def test_a_request_that_only_anthropic_understands_passes_over_the_others() -> None:
    async with scripted() as near, scripted() as far, gateway(local(near), account(far, "anthropic")) as g:
        far.script(PATH, MESSAGE)
        told = await g.post(SEARCH, PATH)
        assert near.asked == []
    assert (told.status_code, told.headers["x-bridge-backend"]) == (200, "anthropic")
    assert "web_search_20250305" in told.headers["x-bridge-why"]


async def test_what_nobody_here_understands_is_refused_by_name_in_anthropics_shape() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        told = await g.post(SEARCH, PATH)
        assert server.asked == []
    assert told.status_code == 400
    error = told.json()
    assert (error["type"], error["error"]["type"]) == ("error", "invalid_request_error")
    assert "`tools[0].type`" in error["error"]["message"]


async def test_what_was_given_up_is_told() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, PLAIN)
        told = await g.post({**ASK, "metadata": {"user_id": "u"}, "context_management": {"edits": []}}, PATH)
    assert told.headers["x-bridge-lost"] == "context_management, metadata"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"nonsense", 400, "invalid_request_error"),
        (b'{"max_tokens":1,"messages":[]}', 400, "invalid_request_error"),
        (json.dumps({**ASK, "model": "unknown"}).encode(), 404, "not_found_error"),
    ],
)
async def test_errors_have_anthropics_shape(body: bytes, status: int, kind: str) -> None:
    async with scripted() as server, gateway(local(server)) as g:
        told = await g.client.post(g.url + PATH, content=body)
        wrong = await g.client.get(g.url + PATH)
        foreign = await g.client.post(g.url + PATH, content=body, headers={"origin": "https://evil.example"})
    assert (told.status_code, told.json()["error"]["type"]) == (status, kind)
    assert (wrong.status_code, wrong.json()["error"]["type"]) == (405, "invalid_request_error")
    assert (foreign.status_code, foreign.json()["error"]["type"]) == (403, "permission_error")


async def test_a_wait_that_a_backend_asked_for_reaches_the_client() -> None:
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        error = {"type": "error", "error": {"type": "rate_limit_error", "message": "slow down"}}
        server.script(PATH, error, status=429, headers=(("retry-after", "7"),))
        told = await g.post(ASK, PATH)
    assert (told.status_code, told.headers["retry-after"]) == (429, "7")
    assert told.json()["error"]["type"] == "rate_limit_error"
    assert "slow down" in told.json()["error"]["message"]


async def test_an_answer_that_breaks_off_ends_with_anthropics_error_event() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, chat_stream("text")[:400], EVENTS, is_cut_off=True)
        told = await g.post({**ASK, "stream": True}, PATH)
    assert events(told.content)[-1]["error"]["type"] == "api_error"
    assert b"message_stop" not in told.content


async def test_tool_arguments_that_are_no_json_are_an_error_and_no_guess() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{"}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    answer = {**PLAIN, "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, answer)
        told = await g.post(ASK, PATH)
    assert (told.status_code, told.json()["error"]["type"]) == (502, "api_error")


async def test_tokens_are_guessed_and_the_guess_is_marked() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        told = await g.post({"model": MODEL, "messages": ASK["messages"]}, PATH + "/count_tokens")
        refused = await g.post(SEARCH, PATH + "/count_tokens")
        assert server.asked == []
    assert 3 <= told.json()["input_tokens"] <= 20
    assert (told.json()["is_estimate"], told.headers["x-bridge-estimate"]) == (True, "input_tokens")
    assert refused.status_code == 400


async def test_anthropic_counts_its_tokens_itself() -> None:
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        server.script(PATH + "/count_tokens", b'{"input_tokens":14}')
        told = await g.post({"model": MODEL, "messages": ASK["messages"]}, PATH + "/count_tokens")
    assert told.json() == {"input_tokens": 14}


@pytest.mark.parametrize("path", ["/messages", "/v1/messages", "/v1/v1/messages", "/v1/messages/"])
async def test_the_prefix_may_be_left_out_or_doubled(path: str) -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, PLAIN)
        assert (await g.post(ASK, path)).status_code == 200


async def test_a_client_that_leaves_frees_the_backend() -> None:
    options = NodeOptions(name="studio", models=(MODEL,), token_delay=0.02, tokens=500)
    async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
        async with g.client.stream("POST", g.url + PATH, json={**ASK, "max_tokens": 400, "stream": True}) as told:
            async for line in told.aiter_lines():
                if "text_delta" in line:
                    break
        record = await g.record()
    assert record.outcome is Outcome.LEFT


async def test_another_name_of_the_model_is_told_to_a_backend_that_speaks_anthropics_dialect() -> None:
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        server.script(PATH, MESSAGE)
        response: httpx.Response = await g.post({**ASK, "model": f"cloud/{MODEL}"}, PATH)
        [asked] = server.asked
    assert response.status_code == 200
    assert asked.json["model"] == MODEL


async def test_an_ollama_is_asked_in_our_dialect() -> None:
    async with scripted() as server, gateway(local(server, BackendKind.OLLAMA)) as g:
        server.script(CHAT, PLAIN)
        await g.post({**ASK, "thinking": {"type": "disabled"}}, PATH)
        [asked] = server.asked
    assert (asked.target, asked.json["reasoning_effort"]) == (CHAT, "none")
