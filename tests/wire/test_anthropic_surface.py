"""Anthropic's clients on OpenAI's backends: golden requests and streams, and the vendor's own types."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from anthropic.types import Message, RawMessageStreamEvent
from anthropic.types.shared import ErrorResponse
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from core.dialects.anthropic_request import UNSIGNED, counted, to_chat
from core.dialects.anthropic_writer import AnthropicWriter, anthropic_error, plain_message
from core.dialects.chat_reader import ChatReader
from core.dialects.collected import collected
from core.dialects.fields import Thinking, Untranslatable
from core.dialects.pieces import BadAnswer
from core.dialects.retelling import Retold
from tests.wire.golden import (
    backend_stream,
    client_stream,
    events,
    fed,
    request_case,
    request_cases,
    stream_cases,
    told_alike,
)

STREAMS = stream_cases("chat", "anthropic")
_EVENT: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)


def translator() -> Retold:
    return Retold(ChatReader(), AnthropicWriter("asked-model"))


@pytest.mark.parametrize("case", STREAMS)
def test_a_stream_is_told_the_same_however_it_was_cut(case: str) -> None:
    told_alike(translator, backend_stream(case, "chat"), client_stream(case, "chat", "anthropic"))


@pytest.mark.parametrize("case", STREAMS)
def test_every_event_is_one_that_the_vendor_knows(case: str) -> None:
    told = events(client_stream(case, "chat", "anthropic"))
    for event in told:
        if event["type"] == "error":
            ErrorResponse.model_validate(event, strict=True)
        else:
            _EVENT.validate_json(json.dumps(event), strict=True)
    assert told[0]["type"] == "message_start"
    assert told[-1]["type"] in ("message_stop", "error")


@pytest.mark.parametrize("case", STREAMS)
def test_the_blocks_follow_one_another(case: str) -> None:
    """Claude Code and others keep one open block; two at a time would be put together wrongly."""
    is_open: int | None = None
    last = -1
    for event in events(client_stream(case, "chat", "anthropic")):
        if event["type"] == "content_block_start":
            assert is_open is None
            assert event["index"] == last + 1
            is_open = last = event["index"]
        elif event["type"] == "content_block_delta":
            assert event["index"] == is_open
        elif event["type"] == "content_block_stop":
            assert event["index"] == is_open
            is_open = None


@pytest.mark.parametrize("case", request_cases("anthropic"))
def test_a_request_is_told_in_openais_dialect_or_refused_by_name(case: str) -> None:
    golden = request_case("anthropic", case)
    if "refused" in golden:
        with pytest.raises(Untranslatable) as refusal:
            to_chat(json.dumps(golden["in"]).encode())
        assert refusal.value.field == golden["refused"]
        return
    told = to_chat(json.dumps(golden["in"]).encode())
    assert json.loads(told.body) == golden["out"]
    assert list(told.lost) == golden["lost"]
    assert told.thinking == Thinking(**golden.get("thinking", {}))


def test_a_request_to_count_tokens_needs_no_limit() -> None:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}]}).encode()
    assert json.loads(to_chat(counted(body)).body)["messages"] == [{"role": "user", "content": "hi"}]


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"model":1}', b"\xff", b'{"model":"m","max_tokens":1}'])
def test_a_body_that_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(Untranslatable):
        to_chat(body)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "content", "x"]), v),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["model", "messages", "system", "tools", "thinking", "tool_choice"]), _values))
def test_whatever_a_client_sends_is_told_or_refused_and_nothing_else(request: dict[str, Any]) -> None:
    try:
        to_chat(msgspec.json.encode({"max_tokens": 1, **request}))
    except Untranslatable as refusal:
        assert refusal.field


PLAIN = {
    "id": "chatcmpl-9",
    "object": "chat.completion",
    "created": 1,
    "model": "qwen",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "Soon.",
                "reasoning_content": "Hm.",
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "weather", "arguments": '{"city":1}'},
                    },
                    {"id": "call_2", "type": "function", "function": {"name": "now", "arguments": ""}},
                ],
            },
            "finish_reason": "tool_calls",
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 2}},
}


def test_a_plain_answer_is_a_message() -> None:
    told = plain_message(collected(ChatReader().plain(json.dumps(PLAIN).encode())), "asked-model")
    assert json.loads(told) == {
        "id": "msg_9",
        "type": "message",
        "role": "assistant",
        "model": "qwen",
        "content": [
            {"type": "thinking", "thinking": "Hm.", "signature": UNSIGNED},
            {"type": "text", "text": "Soon."},
            {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": 1}},
            {"type": "tool_use", "id": "call_2", "name": "now", "input": {}},
        ],
        "stop_reason": "tool_use",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 7,
            "output_tokens": 4,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 2,
        },
    }
    Message.model_validate_json(told, strict=True)


@pytest.mark.parametrize("arguments", ["{", "[1]", "nonsense"])
def test_tool_arguments_that_are_no_object_are_not_handed_on_as_if_they_were(arguments: str) -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments}}
    body = {"id": "1", "choices": [{"message": {"tool_calls": [call]}, "finish_reason": "tool_calls"}]}
    with pytest.raises(BadAnswer):
        plain_message(collected(ChatReader().plain(json.dumps(body).encode())), "m")


def test_a_call_that_goes_on_after_its_end_is_told_as_an_error() -> None:
    def chunk(*calls: dict[str, Any]) -> bytes:
        return (
            b"data: " + json.dumps({"id": "1", "choices": [{"delta": {"tool_calls": list(calls)}}]}).encode() + b"\n\n"
        )

    first = {"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}
    second = {"index": 1, "id": "b", "function": {"name": "g", "arguments": "{}"}}
    late = {"index": 0, "function": {"arguments": ',"x":1}'}}
    told = events(fed(translator(), [chunk(first), chunk(second), chunk(late)]))
    assert told[-1]["error"]["message"] == "a tool call went on after its end"


def test_a_sign_of_life_is_passed_on() -> None:
    begin, _, _ = backend_stream("text", "chat").partition(b"\n\n")
    told = translator()
    assert told.feed(b": waiting\n\n") == b": keep-alive\n\n"
    told.feed(begin + b"\n\n")
    assert told.feed(b": waiting\n\n") == b'event: ping\ndata: {"type":"ping"}\n\n'


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"), (401, "authentication_error"), (403, "permission_error"),
        (404, "not_found_error"), (405, "invalid_request_error"), (413, "request_too_large"),
        (429, "rate_limit_error"), (500, "api_error"), (502, "api_error"), (503, "overloaded_error"),
        (504, "timeout_error"), (529, "overloaded_error"),
    ],
)  # fmt: skip
def test_an_error_has_the_type_that_belongs_to_its_status(status: int, kind: str) -> None:
    body = anthropic_error(status, "what happened", "what to do")
    assert json.loads(body)["error"] == {"type": kind, "message": "what happened", "hint": "what to do"}
    if kind != "request_too_large":  # documented, yet not among the types of the vendor's library
        ErrorResponse.model_validate_json(body)
