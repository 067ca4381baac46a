"""OpenAI's clients on backends of Anthropic and Google: golden requests and streams, and the client's own types."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from anthropic.types import Message
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from core.dialects import anthropic_backend, gemini_backend
from core.dialects.anthropic_reader import AnthropicReader
from core.dialects.chat_reader import ChatReader
from core.dialects.chat_writer import ChatWriter, plain_chat
from core.dialects.claude_models import quiet_thinking, thinks_adaptively
from core.dialects.collected import collected
from core.dialects.fields import Untranslatable
from core.dialects.gemini_backend import target
from core.dialects.gemini_reader import GeminiReader
from core.dialects.openai import StreamEar, plain_answer
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

READERS: dict[str, type[AnthropicReader] | type[GeminiReader]] = {"anthropic": AnthropicReader, "gemini": GeminiReader}
REQUESTS = {"to_anthropic": anthropic_backend.from_chat, "to_gemini": gemini_backend.from_chat}
STREAMS = [(backend, case) for backend in READERS for case in stream_cases(backend, "chat")]
NOW = 1700000000


def translator(backend: str) -> Retold:
    return Retold(READERS[backend](), ChatWriter(tells_usage=True, created=NOW))


@pytest.mark.parametrize(("backend", "case"), STREAMS)
def test_a_stream_is_told_the_same_however_it_was_cut(backend: str, case: str) -> None:
    told_alike(lambda: translator(backend), backend_stream(case, backend), client_stream(case, backend, "chat"))


@pytest.mark.parametrize(("backend", "case"), STREAMS)
def test_every_chunk_is_one_that_openais_library_knows(backend: str, case: str) -> None:
    for event in events(client_stream(case, backend, "chat")):
        if "error" not in event:
            ChatCompletionChunk.model_validate(event)


@pytest.mark.parametrize(("backend", "case"), STREAMS)
def test_our_own_ear_understands_what_we_tell(backend: str, case: str) -> None:
    """The judging of answers listens to the retold stream; an error in it must be heard, and so must its end."""
    ear = StreamEar()
    ear.feed(client_stream(case, backend, "chat"))
    assert bool(ear.heard.error) != ear.heard.is_done
    assert ear.heard.is_done == bool(ear.heard.finish_reason)


@pytest.mark.parametrize(("dialect", "case"), [(d, case) for d in REQUESTS for case in request_cases(d)])
def test_a_request_is_told_in_the_vendors_dialect_or_refused_by_name(dialect: str, case: str) -> None:
    golden = request_case(dialect, case)
    if "refused" in golden:
        with pytest.raises(Untranslatable) as refusal:
            REQUESTS[dialect](json.dumps(golden["in"]).encode())
        assert refusal.value.field == golden["refused"]
        return
    told = REQUESTS[dialect](json.dumps(golden["in"]).encode())
    assert json.loads(told.body) == golden["out"]
    assert list(told.lost) == golden["lost"]


def test_the_model_and_the_kind_of_answer_stand_in_googles_path() -> None:
    assert target("gemini-2.5-flash", is_stream=False) == b"/models/gemini-2.5-flash:generateContent"
    assert target("models/a b/c", is_stream=True) == b"/models/a%20b%2Fc:streamGenerateContent?alt=sse"


@pytest.mark.parametrize(
    ("model", "is_adaptive"),
    [
        ("claude-opus-4-6", True), ("claude-sonnet-5", True), ("claude-opus-4-7-20260416", True),
        ("anthropic/claude-sonnet-4.6", True), ("claude-latest", True), ("claude-opus-4-20250514", False),
        ("claude-haiku-4-5-20251001", False), ("claude-3-7-sonnet-20250219", False), ("claude-opus-4-1", False),
    ],
)  # fmt: skip
def test_a_claude_is_asked_to_think_in_the_way_it_knows(model: str, is_adaptive: bool) -> None:
    assert thinks_adaptively(model) is is_adaptive


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("claude-opus-4-6", "disabled"), ("claude-opus-5", "disabled"), ("claude-sonnet-5", "disabled"),
        ("claude-sonnet-5-5", "between_tools"), ("claude-haiku-5-5", "disabled"), ("claude-opus-5-5", ""),
        ("claude-fable-5-1", ""), ("claude-sonnet-latest", "between_tools"), ("claude-latest", ""),
    ],
)  # fmt: skip
def test_a_claude_is_asked_not_to_think_in_the_way_it_knows(model: str, kind: str) -> None:
    assert quiet_thinking(model) == kind


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "role", "content", "url"]), v),
    max_leaves=8,
)
_fields = st.sampled_from(["model", "messages", "tools", "tool_choice", "response_format", "stop", "stream_options"])


@given(st.dictionaries(_fields, _values), st.sampled_from(sorted(REQUESTS)))
def test_whatever_a_client_sends_is_told_or_refused_and_nothing_else(request: dict[str, Any], dialect: str) -> None:
    try:
        REQUESTS[dialect](msgspec.json.encode({"model": "m", **request}))
    except Untranslatable as refusal:
        assert refusal.field


_words = st.text(min_size=1, max_size=20)
_bits = st.lists(
    st.tuples(st.just("content"), _words) | st.tuples(st.just("reasoning_content"), _words), min_size=1, max_size=6
)


@given(_bits, st.sampled_from(["stop", "length", "content_filter"]))
def test_words_survive_the_way_to_pieces_and_back(bits: list[tuple[str, str]], reason: str) -> None:
    chunks = [{"id": "1", "model": "m", "choices": [{"delta": {kind: text}}]} for kind, text in bits]
    chunks.append({"id": "1", "model": "m", "choices": [{"delta": {}, "finish_reason": reason}]})
    stream = b"".join(b"data: %b\n\n" % msgspec.json.encode(chunk) for chunk in chunks)
    told = fed(Retold(ChatReader(), ChatWriter(tells_usage=False, created=NOW)), [stream])
    deltas = [event["choices"][0]["delta"] for event in events(told)]
    for kind in ("content", "reasoning_content"):
        assert "".join(d.get(kind) or "" for d in deltas) == "".join(text for k, text in bits if k == kind)
    assert events(told)[-1]["choices"][0]["finish_reason"] == reason


MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [
        {"type": "thinking", "thinking": "Hm.", "signature": "EqQB"},
        {"type": "redacted_thinking", "data": "Zm9v"},
        {"type": "text", "text": "Soon."},
        {"type": "tool_use", "id": "toolu_1", "name": "now", "input": {}},
    ],
    "stop_reason": "tool_use",
    "stop_sequence": None,
    "usage": {"input_tokens": 5, "output_tokens": 6, "cache_read_input_tokens": 3},
}
GENERATED = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "Soon."}]}, "finishReason": "MAX_TOKENS"}],
    "usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": 2},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "r",
}


def test_a_plain_message_is_a_chat_completion() -> None:
    Message.model_validate(MESSAGE)
    told = plain_chat(collected(AnthropicReader().plain(json.dumps(MESSAGE).encode())), NOW)
    ChatCompletion.model_validate_json(told)
    [choice] = json.loads(told)["choices"]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"] == {
        "role": "assistant",
        "content": "Soon.",
        "reasoning_content": "Hm.",
        "reasoning_details": [
            {"type": "reasoning.encrypted", "data": "Zm9v", "format": "anthropic-claude-v1"},
            {"type": "reasoning.text", "text": "Hm.", "signature": "EqQB", "format": "anthropic-claude-v1"},
        ],
        "refusal": None,
        "tool_calls": [{"id": "toolu_1", "type": "function", "function": {"name": "now", "arguments": "{}"}}],
    }
    assert json.loads(told)["usage"] == {
        "prompt_tokens": 8,
        "completion_tokens": 6,
        "total_tokens": 14,
        "prompt_tokens_details": {"cached_tokens": 3},
    }
    assert plain_answer(told).is_useful


def test_a_plain_generated_content_is_a_chat_completion() -> None:
    told = plain_chat(collected(GeminiReader().plain(json.dumps(GENERATED).encode())), NOW)
    ChatCompletion.model_validate_json(told)
    assert json.loads(told)["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize(
    ("backend", "body", "message"),
    [
        ("anthropic", {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "Overloaded"),
        ("gemini", {"error": {"code": 503, "message": "busy", "status": "UNAVAILABLE"}}, "busy"),
        ("gemini", [{"error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT"}}], "no"),
    ],
)
def test_an_error_body_stays_an_error(backend: str, body: object, message: str) -> None:
    told = plain_chat(collected(READERS[backend]().plain(json.dumps(body).encode())), NOW)
    assert json.loads(told)["error"]["message"] == message


@pytest.mark.parametrize("backend", READERS)
def test_what_is_no_json_is_told_as_an_error(backend: str) -> None:
    told = events(fed(translator(backend), [b"data: {half\n\n"]))
    assert told[0]["error"]["code"] == "bad_answer"
    assert b"not JSON" in plain_chat(collected(READERS[backend]().plain(b"<html>")), NOW)


def test_arguments_without_a_call_are_not_taken_for_one() -> None:
    chunk = {"id": "1", "choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}}]}
    pieces = ChatReader().feed(b"data: %b\n\n" % json.dumps(chunk).encode())
    assert collected(pieces).calls[0].name == ""
    with pytest.raises(BadAnswer):
        collected(pieces[2:])
