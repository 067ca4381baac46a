"""Clients of OpenAI's Responses API on chat backends: golden requests and streams, and the vendor's own types."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from core.dialects.chat_reader import ChatReader
from core.dialects.fields import Thinking, Untranslatable
from core.dialects.responses_request import Echo, echo_of, to_chat
from core.dialects.responses_tools import Tool, flat_name, named
from core.dialects.responses_writer import ResponsesWriter, plain_response
from core.dialects.retelling import Retold
from tests.wire.golden import (
    backend_stream,
    client_stream,
    events,
    request_case,
    request_cases,
    stream_cases,
    told_alike,
)

STREAMS = stream_cases("chat", "responses")
NOW = 1700000000
ECHO = Echo(
    {"model": "asked-model", "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "store": False},
    {
        "apply_patch": Tool("apply_patch", is_custom=True),
        "multi_agent_v1__close_agent": Tool("close_agent", "multi_agent_v1"),
    },
)
_EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)


@pytest.mark.parametrize("case", STREAMS)
def test_a_stream_is_told_the_same_however_it_was_cut(case: str) -> None:
    told_alike(
        lambda: Retold(ChatReader(), ResponsesWriter(ECHO, NOW)),
        backend_stream(case, "chat"),
        client_stream(case, "chat", "responses"),
    )


@pytest.mark.parametrize("case", STREAMS)
def test_every_event_is_one_that_the_vendor_knows(case: str) -> None:
    told = events(client_stream(case, "chat", "responses"))
    for event in told:
        _EVENT.validate_python(event)
    assert [event["sequence_number"] for event in told] == list(range(len(told)))
    assert [event["type"] for event in told[:2]] == ["response.created", "response.in_progress"]
    assert told[-1]["type"] in ("response.completed", "response.incomplete", "response.failed")


@pytest.mark.parametrize("case", STREAMS)
def test_every_item_of_the_end_was_begun_and_ended_before(case: str) -> None:
    told = events(client_stream(case, "chat", "responses"))
    ended = {e["output_index"]: e["item"] for e in told if e["type"] == "response.output_item.done"}
    begun = [e["output_index"] for e in told if e["type"] == "response.output_item.added"]
    assert begun == list(range(len(begun)))
    if told[-1]["type"] != "response.failed":
        assert [ended[index] for index in begun] == told[-1]["response"]["output"]


@pytest.mark.parametrize("case", [case for case in STREAMS if case != "broken"])
def test_a_plain_response_is_the_end_of_the_streamed_one(case: str) -> None:
    pieces = ChatReader().feed(backend_stream(case, "chat"))
    told = json.loads(plain_response(pieces, ECHO, NOW))
    assert told == events(client_stream(case, "chat", "responses"))[-1]["response"]
    Response.model_validate(told)


@pytest.mark.parametrize("case", request_cases("responses"))
def test_a_request_is_told_in_the_chat_dialect_or_refused_by_name(case: str) -> None:
    golden = request_case("responses", case)
    body = json.dumps(golden["in"]).encode()
    if "refused" in golden:
        with pytest.raises(Untranslatable) as refusal:
            to_chat(body)
        assert refusal.value.field == golden["refused"]
        return
    told = to_chat(body)
    assert json.loads(told.body) == golden["out"]
    assert list(told.lost) == golden["lost"]
    assert told.thinking == Thinking(**golden.get("thinking", {}))
    document = plain_response(ChatReader().feed(backend_stream("text", "chat")), echo_of(body), NOW)
    Response.model_validate_json(document)


def test_a_response_says_that_nothing_was_stored() -> None:
    told = echo_of(b'{"model":"m","input":"x","store":true,"tools":[{"type":"custom","name":"patch"}]}')
    assert told.fields["store"] is False
    assert told.tools == {"patch": Tool("patch", is_custom=True)}


def test_long_names_of_a_namespace_stay_apart_and_within_what_vendors_allow() -> None:
    first, second = (flat_name("x" * 70 + end, "mcp__server__") for end in "ab")
    assert first != second
    assert len(first) == len(second) == 64
    assert first.startswith("mcp__server__xxx")


def test_a_call_without_its_namespace_is_found_only_where_one_tool_has_that_name() -> None:
    tools = {"a__f": Tool("f", "a"), "b__f": Tool("f", "b"), "b__g": Tool("g", "b")}
    assert named(tools, "b__f") == Tool("f", "b")
    assert named(tools, "g") == Tool("g", "b")
    assert named(tools, "f") == Tool("f")


@pytest.mark.parametrize("arguments", ["not json", "[1]", '{"other":1}'])
def test_odd_arguments_of_a_custom_tool_are_handed_on_for_the_tool_to_judge(arguments: str) -> None:
    call = {"id": "call_p", "type": "function", "function": {"name": "apply_patch", "arguments": arguments}}
    body = {"id": "1", "choices": [{"message": {"tool_calls": [call]}, "finish_reason": "tool_calls"}]}
    told = json.loads(plain_response(ChatReader().plain(json.dumps(body).encode()), ECHO, NOW))
    assert told["output"][0]["input"] == arguments


def test_a_failed_plain_answer_is_a_failed_response() -> None:
    told = json.loads(plain_response(ChatReader().plain(b'{"error":{"message":"no"}}'), ECHO, NOW))
    assert (told["status"], told["error"]) == ("failed", {"code": "server_error", "message": "no"})


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["function", "custom", "namespace"]),
    lambda v: (
        st.lists(v, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "role", "content", "name", "tools"]), v)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["input", "tools", "tool_choice", "text", "reasoning", "include"]), _values))
def test_whatever_a_client_sends_is_told_or_refused_and_nothing_else(request: dict[str, Any]) -> None:
    body = msgspec.json.encode({"model": "m", **request})
    try:
        to_chat(body)
    except Untranslatable as refusal:
        assert refusal.field
    else:
        echo_of(body)
