"""Ollama's clients on OpenAI's backends: golden requests and streams, and the types of Ollama's own library."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import ollama
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialects import ollama_catalogue, ollama_request
from core.dialects.chat_reader import ChatReader
from core.dialects.fields import Thinking, Untranslatable
from core.dialects.ollama_catalogue import Offered
from core.dialects.ollama_writer import OllamaWriter, embedded, loaded, ollama_error
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

STREAMS = stream_cases("chat", "ollama")
AT = "2026-01-01T00:00:00Z"
REQUESTS = {"ollama_chat": ollama_request.chat, "ollama_generate": ollama_request.generate}


def writer(*, is_chat: bool = True) -> OllamaWriter:
    return OllamaWriter("asked-model", is_chat=is_chat, created_at=AT, elapsed=lambda: 5)


@pytest.mark.parametrize("case", STREAMS)
def test_a_stream_is_told_the_same_however_it_was_cut(case: str) -> None:
    told_alike(
        lambda: Retold(ChatReader(), writer()), backend_stream(case, "chat"), client_stream(case, "chat", "ollama")
    )


@pytest.mark.parametrize("case", STREAMS)
def test_every_line_is_one_that_ollamas_library_knows(case: str) -> None:
    told = events(client_stream(case, "chat", "ollama"))
    for line in told:
        if "error" not in line:
            ollama.ChatResponse.model_validate(line)
    assert told[-1].get("done") is True or "error" in told[-1]
    assert not any(line.get("done") for line in told[:-1])


@pytest.mark.parametrize("case", [case for case in STREAMS if case != "broken"])
def test_a_plain_answer_holds_what_the_streamed_lines_hold_together(case: str) -> None:
    told = events(client_stream(case, "chat", "ollama"))
    whole = json.loads(writer().whole(ChatReader().feed(backend_stream(case, "chat"))))
    ollama.ChatResponse.model_validate(whole)
    for key in ("content", "thinking"):
        assert whole["message"].get(key, "") == "".join(line["message"].get(key, "") for line in told)
    assert whole["message"].get("tool_calls", []) == [c for line in told for c in line["message"].get("tool_calls", [])]
    assert {k: v for k, v in told[-1].items() if k != "message"}.items() <= whole.items()


def test_the_answer_of_generate_stands_in_its_own_member() -> None:
    told = events(fed(Retold(ChatReader(), writer(is_chat=False)), [backend_stream("reasoning", "chat")]))
    for line in told:
        ollama.GenerateResponse.model_validate(line)
    assert "".join(line["response"] for line in told) == "Four"
    assert "".join(line.get("thinking", "") for line in told) == "Let me see."


def test_a_bare_completion_is_told_as_the_answer_of_generate() -> None:
    chunk = {"id": "1", "object": "text_completion", "choices": [{"text": "x", "finish_reason": "stop"}]}
    stream = b"data: %b\n\ndata: [DONE]\n\n" % json.dumps(chunk).encode()
    told = events(fed(Retold(ChatReader(), writer(is_chat=False)), [stream]))
    assert [line["response"] for line in told] == ["x", ""]


@pytest.mark.parametrize(("dialect", "case"), [(d, case) for d in REQUESTS for case in request_cases(d)])
def test_a_request_is_told_in_openais_dialect_or_refused_by_name(dialect: str, case: str) -> None:
    golden = request_case(dialect, case)
    body = json.dumps(golden["in"]).encode()
    if "refused" in golden:
        with pytest.raises(Untranslatable) as refusal:
            REQUESTS[dialect](body)
        assert refusal.value.field == golden["refused"]
        return
    asked = REQUESTS[dialect](body)
    assert json.loads(asked.translated.body) == golden["out"]
    assert list(asked.translated.lost) == golden["lost"]
    assert asked.translated.thinking == Thinking(**golden.get("thinking", {}))
    assert asked.is_stream == golden["out"].get("stream", False)
    assert asked.endpoint == golden.get("endpoint", "chat/completions")
    assert (asked.loads, asked.unloads) == (golden.get("loads", False), golden.get("unloads", False))


@pytest.mark.parametrize("is_chat", [True, False])
def test_loading_a_model_is_answered_at_once(is_chat: bool) -> None:
    told = json.loads(loaded("m", AT, is_chat=is_chat, unloads=not is_chat))
    assert (told["done"], told["done_reason"]) == (True, "load" if is_chat else "unload")
    (ollama.ChatResponse if is_chat else ollama.GenerateResponse).model_validate(told)


def test_texts_are_embedded_in_both_ways() -> None:
    asked = ollama_request.embed(b'{"model":"m","input":["a","b"],"dimensions":2,"truncate":true}', is_old=False)
    assert json.loads(asked.translated.body) == {"model": "m", "input": ["a", "b"], "dimensions": 2}
    assert asked.translated.lost == ("truncate",)
    old = ollama_request.embed(b'{"model":"m","prompt":"a"}', is_old=True)
    assert json.loads(old.translated.body) == {"model": "m", "input": "a"}
    data = [{"index": 1, "embedding": [3.0]}, {"index": 0, "embedding": [1.0, 2.0]}]
    body = json.dumps({"data": data, "usage": {"prompt_tokens": 4}}).encode()
    told = json.loads(embedded(body, "m", 7, is_old=False))
    assert told["embeddings"] == [[1.0, 2.0], [3.0]]
    assert told["prompt_eval_count"] == 4
    ollama.EmbedResponse.model_validate(told)
    assert json.loads(embedded(body, "m", 7, is_old=True)) == {"embedding": [1.0, 2.0]}


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data":[{}]}', b'{"data":null}'])
def test_what_holds_no_embeddings_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        embedded(body, "m", 7, is_old=False)


def test_tool_arguments_that_are_no_object_end_the_stream_with_an_error() -> None:
    call = {"index": 0, "id": "a", "function": {"name": "f", "arguments": "[1]"}}
    stream = b"data: %b\n\n" % json.dumps({"id": "1", "choices": [{"delta": {"tool_calls": [call]}}]}).encode()
    told = events(fed(Retold(ChatReader(), writer()), [stream]))
    assert "not an object" in told[-1]["error"]
    with pytest.raises(BadAnswer):
        writer().whole(ChatReader().feed(stream))


MODELS = (
    Offered("qwen3:8b", 4096, backend="studio"),
    Offered("llama:latest"),
    Offered("gpt", is_remote=True, backend="openai"),
)


def test_the_catalogue_is_one_that_ollamas_library_reads() -> None:
    listed = ollama.ListResponse.model_validate(ollama_catalogue.tags(MODELS))
    assert [m.model for m in listed.models] == ["qwen3:8b", "llama:latest", "gpt"]
    processes = ollama.ProcessResponse.model_validate(ollama_catalogue.running(MODELS))
    assert [(m.model, m.context_length) for m in processes.models] == [("qwen3:8b", 4096), ("llama:latest", 0)]
    shown = ollama.ShowResponse.model_validate(ollama_catalogue.shown(MODELS[0]))
    assert shown.modelinfo is not None
    assert shown.modelinfo["unknown.context_length"] == 4096


@pytest.mark.parametrize(
    ("name", "found"), [("llama", "llama:latest"), ("gpt:latest", "gpt"), ("gpt", "gpt"), ("x", "")]
)
def test_a_model_is_found_with_and_without_the_tag_latest(name: str, found: str) -> None:
    model = ollama_catalogue.matching(MODELS, name)
    assert (model.id if model is not None else "") == found


def test_an_error_is_one_text() -> None:
    assert json.loads(ollama_error("no model", "start one")) == {"error": "no model (start one)"}


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["role", "content", "images", "name"]), v),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["messages", "prompt", "options", "format", "think", "tools"]), _values))
def test_whatever_a_client_sends_is_told_or_refused_and_nothing_else(request: dict[str, Any]) -> None:
    for told in REQUESTS.values():
        try:
            told(msgspec.json.encode({"model": "m", **request}))
        except Untranslatable as refusal:
            assert refusal.field
