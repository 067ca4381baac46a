"""exo's own ways: what is changed for it and what is mended after it, against captured streams."""

from __future__ import annotations

import json

import pytest

from core.dialects.exo import Assembler, ChunkMender, Prepared, RefusedForExo, prepared
from core.dialects.openai import Heard
from core.sse import EventReader


def frame(**chunk: object) -> bytes:
    return (
        b"data: "
        + json.dumps({"id": "c1", "object": "chat.completion", "model": "m", **chunk}, separators=(",", ":")).encode()
        + b"\n\n"
    )


def text(content: str, finish: str | None = None) -> bytes:
    choice: dict[str, object] = {"index": 0, "delta": {"role": "assistant", "content": content}}
    if finish:
        choice["finish_reason"] = finish
    return frame(choices=[choice])


def test_a_plain_request_goes_out_as_a_stream_and_nothing_else_changes() -> None:
    body = b'{"model":"m", "stream" : false, "messages":[{"role":"user","content":"x"}], "odd":1.50}'
    assert prepared(body, is_stream=False).body == body.replace(b"false", b"true")
    assert prepared(b'{"messages":[1]}', is_stream=False).body == b'{"stream":true,"messages":[1]}'


def test_a_streamed_request_is_not_touched() -> None:
    body = b'{"stream":true,"messages":[{}],"max_tokens":5}'
    assert prepared(body, is_stream=True) == Prepared(body)


def test_max_completion_tokens_becomes_the_name_that_exo_knows() -> None:
    assert prepared(b'{"messages":[1],"max_completion_tokens":9}', True).body == b'{"messages":[1],"max_tokens":9}'
    both = b'{"messages":[1],"max_tokens":3,"max_completion_tokens":9}'
    assert prepared(both, True).body == both


def test_empty_messages_are_refused_before_they_crash_a_runner() -> None:
    with pytest.raises(RefusedForExo):
        prepared(b'{"messages":[]}', True)


def test_what_exo_ignores_is_named_unless_nothing_is_lost_by_it() -> None:
    harmless = b'{"messages":[1],"n":1,"tool_choice":"auto","response_format": {"type": "text"},"logit_bias":{}}'
    assert prepared(harmless, True) == Prepared(harmless)
    given = b'{"messages":[1],"tool_choice":"required","response_format":{"type":"json_object"},"logit_bias":{"1":2}}'
    assert prepared(given, True).lost == ("tool_choice", "response_format", "logit_bias")


def test_tools_that_may_not_be_called_stay_away() -> None:
    told = prepared(b'{"messages":[1],"tools":[{"type":"function"}],"tool_choice":"none"}', True)
    assert told == Prepared(b'{"messages":[1],"tools":null,"tool_choice":"none"}')


def test_more_answers_than_exo_gives_are_asked_for_elsewhere() -> None:
    with pytest.raises(RefusedForExo) as caught:
        prepared(b'{"messages":[1],"n":2}', True)
    assert caught.value.is_askable_elsewhere


@pytest.mark.parametrize("body", [b'{"messages":"x"}', b'{"model":"m"}', b'{"messages":[1],"max_tokens":"x"}'])
def test_what_exo_can_judge_itself_is_left_to_it(body: bytes) -> None:
    assert prepared(body, True) == Prepared(body)


STREAM = (
    b": keep-alive\n\n" + text("") + text('a\\n"object":"chat.completion"') + text("é", "stop") + b"data: [DONE]\n\n"
)


def test_chunks_are_called_chunks_however_the_reads_were_cut() -> None:
    mender = ChunkMender(lambda: 1)
    whole = mender.feed(STREAM) + mender.finish(Heard())
    payloads = [json.loads(p) for p in EventReader().feed(whole) if p != b"[DONE]"]
    assert {p["object"] for p in payloads} == {"chat.completion.chunk"}
    for cut in range(len(STREAM) + 1):
        mender = ChunkMender(lambda: 1)
        assert mender.feed(STREAM[:cut]) + mender.feed(STREAM[cut:]) + mender.finish(Heard()) == whole


@pytest.mark.parametrize("end", [b"", b"data: [DONE]\n\n"])
def test_done_is_given_once_and_only_by_the_proven_end(end: bytes) -> None:
    mender = ChunkMender(lambda: 1)
    assert b"[DONE]" not in mender.feed(text("a", "stop") + end)
    assert mender.finish(Heard()) == b"data: [DONE]\n\n"


def assembled(*frames: bytes) -> dict[str, object]:
    assembler = Assembler()
    for payload in EventReader().feed(b"".join(frames)):
        assembler.feed(payload)
    answer: dict[str, object] = json.loads(assembler.answer())
    return answer


def test_a_stream_is_assembled_into_the_plain_answer() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 2}
    last = frame(choices=[{"index": 0, "delta": {"content": "lo"}, "finish_reason": "length"}], usage=usage, created=7)
    assert assembled(text(""), text("Hel"), last, b"data: [DONE]\n\n") == {
        "object": "chat.completion",
        "id": "c1",
        "model": "m",
        "created": 7,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}, "finish_reason": "length"}],
        "usage": usage,
    }


def test_tool_calls_and_reasoning_are_kept() -> None:
    call = {"index": 0, "id": "t1", "type": "function", "function": {"name": "f", "arguments": '{"a":'}}
    more = {"index": 0, "function": {"arguments": "1}"}}
    answer = assembled(
        frame(choices=[{"index": 0, "delta": {"reasoning_content": "hm"}}]),
        frame(choices=[{"index": 0, "delta": {"tool_calls": [call]}}]),
        frame(choices=[{"index": 0, "delta": {"tool_calls": [more]}, "finish_reason": "tool_calls"}]),
    )
    assert answer["choices"] == [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": None,
                "reasoning_content": "hm",
                "tool_calls": [{"id": "t1", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}],
            },
            "finish_reason": "tool_calls",
        }
    ]


@pytest.mark.parametrize(
    ("finish", "guesses", "kept"),
    [
        ("stop", ["prompt_tokens", "total_tokens"], 4),
        ("tool_calls", ["prompt_tokens", "completion_tokens", "total_tokens"], None),
    ],
)
def test_tokens_are_counted_where_a_chunk_is_one(finish: str, guesses: list[str], kept: int | None) -> None:
    heard = Heard(events=4, finish_reason=finish)
    told = ChunkMender(lambda: 1, 7, wants_usage=True).finish(heard)
    [chunk, _] = EventReader().feed(told)
    assert json.loads(chunk)["usage"]["estimated"] == guesses
    assert heard.completion_tokens == kept
