"""Ears for answers that pass untouched in their own dialect hear what our own ear hears of the same answer."""

from __future__ import annotations

import json

import pytest

from core.dialects.ears import PieceEar, ear_for, plain_heard
from core.dialects.names import Dialect
from core.dialects.openai import StreamEar
from tests.wire.golden import backend_stream, client_stream, stream_cases

DIALECTS = [Dialect.ANTHROPIC, Dialect.RESPONSES, Dialect.OLLAMA]
STREAMS = [(dialect, case) for dialect in DIALECTS for case in stream_cases("chat", dialect.value)]


@pytest.mark.parametrize(("dialect", "case"), STREAMS)
@pytest.mark.parametrize("is_cut", [False, True])
def test_the_same_answer_is_heard_alike_in_every_dialect(dialect: Dialect, case: str, is_cut: bool) -> None:
    ours, other = StreamEar(), ear_for(dialect)
    ours.feed(backend_stream(case, "chat"))
    stream = client_stream(case, "chat", dialect.value)
    for piece in [stream[at : at + 1] for at in range(len(stream))] if is_cut else [stream]:
        other.feed(piece)
    told, heard = ours.heard, other.heard
    assert heard.has_content == told.has_content
    assert bool(heard.error) == bool(told.error)
    assert heard.is_done == told.is_done
    assert bool(heard.finish_reason) == bool(told.finish_reason)
    if not told.error:
        assert (heard.prompt_tokens or 0, heard.completion_tokens or 0) == (
            told.prompt_tokens or 0,
            told.completion_tokens or 0,
        )


def test_start_up_events_and_signs_of_life_are_no_content() -> None:
    ear = ear_for(Dialect.ANTHROPIC)
    stream = client_stream("text", "chat", "anthropic")
    assert ear.feed(stream[: stream.index(b"event: content_block_delta")])
    assert not ear.heard.is_useful
    assert not ear.feed(b'event: ping\ndata: {"type":"ping"}\n\n')
    assert not ear.feed(b": keep-alive\n\n")


def test_an_answer_of_exo_that_ends_without_a_reason_is_not_whole() -> None:
    """exo closes a broken generation as if it were done, but for the stop reason (src/exo/api/adapters/claude.py)."""
    ear = ear_for(Dialect.ANTHROPIC)
    ear.feed(client_stream("text", "chat", "anthropic").replace(b'"stop_reason":"end_turn"', b'"stop_reason":null'))
    assert (ear.heard.is_done, ear.heard.finish_reason) == (True, "")


PLAIN = {
    Dialect.ANTHROPIC: {
        "type": "message",
        "content": [{"type": "text", "text": "x"}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 3, "output_tokens": 4},
    },
    Dialect.RESPONSES: {
        "object": "response",
        "status": "completed",
        "output": [{"type": "message", "content": [{"type": "output_text", "text": "x"}]}],
        "usage": {"input_tokens": 3, "output_tokens": 4},
    },
    Dialect.OLLAMA: {"message": {"content": "x"}, "done": True, "prompt_eval_count": 3, "eval_count": 4},
    Dialect.OPENAI: {
        "choices": [{"message": {"content": "x"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4},
    },
}


@pytest.mark.parametrize("dialect", PLAIN)
def test_a_plain_answer_is_heard(dialect: Dialect) -> None:
    heard = plain_heard(dialect, json.dumps(PLAIN[dialect]).encode())
    assert (heard.is_useful, heard.prompt_tokens, heard.completion_tokens, heard.error) == (True, 3, 4, b"")
    assert plain_heard(dialect, b"<html>").unreadable
    assert b"no" in plain_heard(dialect, b'{"error":{"message":"no"}}').error


def test_embeddings_of_ollama_are_content() -> None:
    assert plain_heard(Dialect.OLLAMA, b'{"model":"m","embeddings":[[1.0]]}').is_useful


def test_our_own_dialect_has_our_own_ear() -> None:
    assert type(ear_for(Dialect.OPENAI)) is StreamEar
    assert isinstance(ear_for(Dialect.OLLAMA), PieceEar)
