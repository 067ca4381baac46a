"""Clients of the Responses API at the port: translated, native, stateless."""

from __future__ import annotations

import json

import pytest

from core.domain import Outcome
from tests.fakes.scripted import EVENTS, scripted
from tests.port.gateway import MODEL, gateway
from tests.port.surfaces import CHAT, PLAIN, account, chat_stream, chatting, local
from tests.wire.golden import client_stream, events

ASK = {"model": MODEL, "input": "2+2?"}
PATH = "/v1/responses"


async def test_a_stream_is_told_in_the_events_of_the_responses_api() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        chatting(server, "tools")
        told = await g.post({**ASK, "stream": True, "instructions": "Be brief."}, PATH)
        [asked] = server.asked
    kinds = [event["type"] for event in events(told.content)]
    assert kinds[:2] == ["response.created", "response.in_progress"]
    assert kinds[-1] == "response.completed"
    response = events(told.content)[-1]["response"]
    assert [item["type"] for item in response["output"]] == ["message", "function_call", "function_call"]
    assert (response["instructions"], response["store"]) == ("Be brief.", False)
    assert asked.json["messages"][0] == {"role": "system", "content": "Be brief."}


async def test_a_plain_answer_is_a_response_that_says_nothing_was_stored() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, PLAIN)
        told = await g.post({**ASK, "store": True}, PATH)
    assert told.json()["output"][0]["content"][0]["text"] == "Four."
    assert (told.json()["store"], told.headers["x-bridge-lost"]) == (False, "store")


@pytest.mark.parametrize(
    "path", ["/v1/responses/resp_1", "/v1/responses/resp_1/cancel", "/responses/resp_1/input_items"]
)
async def test_a_stored_response_cannot_be_asked_for(path: str) -> None:
    async with gateway() as g:
        told = await g.client.get(g.url + path)
    assert (told.status_code, told.json()["error"]["code"]) == (404, "stateless")


async def test_what_points_at_a_stored_response_is_refused_by_name() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        told = await g.post({**ASK, "previous_response_id": "resp_1"}, PATH)
    error = told.json()["error"]
    assert (told.status_code, error["param"], error["code"]) == (400, "previous_response_id", "unsupported_field")


async def test_openai_gets_it_as_it_is_and_keeps_its_memory() -> None:
    body = json.dumps({**ASK, "previous_response_id": "resp_1", "stream": True}, indent=2).encode()
    stream = client_stream("text", "chat", "responses")
    async with scripted() as near, scripted() as far, gateway(local(near), account(far, "openai")) as g:
        far.script(PATH, stream, EVENTS, cut=9)
        told = await g.client.post(g.url + PATH, content=body)
        record = await g.record()
        assert near.asked == []
    assert far.asked[0].body == body
    assert told.content == stream
    assert (record.outcome, record.prompt_tokens) == (Outcome.SERVED, 20)


async def test_a_backend_that_does_not_speak_it_after_all_is_asked_for_a_chat_from_then_on() -> None:
    async with scripted() as server, gateway(account(server, "groq")) as g:
        chatting(server)
        told = [await g.post({**ASK, "stream": True}, PATH) for _ in range(2)]
        paths = [asked.target for asked in server.asked]
    assert [events(each.content)[-1]["type"] for each in told] == ["response.completed"] * 2
    assert paths == [PATH, CHAT, CHAT]


async def test_a_response_that_breaks_off_says_so_in_either_way() -> None:
    native = client_stream("text", "chat", "responses")[:1500]
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, chat_stream("text")[:400], EVENTS, is_cut_off=True)
        translated = await g.post({**ASK, "stream": True}, PATH)
    async with scripted() as server, gateway(account(server, "openai")) as g:
        server.script(PATH, native, EVENTS, is_cut_off=True)
        untouched = await g.post({**ASK, "stream": True}, PATH)
    assert events(translated.content)[-1]["type"] == "response.failed"
    assert json.loads(untouched.content.strip().rpartition(b"data: ")[2])["type"] == "error"


async def test_errors_have_openais_shape() -> None:
    async with gateway() as g:
        unreadable = await g.client.post(g.url + PATH, content=b"nonsense")
        unnamed = await g.post({"input": "x"}, PATH)
    assert unreadable.json()["error"]["type"] == "invalid_request_error"
    assert unnamed.json()["error"]["param"] == "model"
