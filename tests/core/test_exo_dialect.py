"""exo's own ways: what is changed for it and what is mended after it, against captured streams."""

from __future__ import annotations

import json

import pytest

from core.dialects.exo import Assembler, ChunkMender, RefusedForExo, request_body
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
    assert request_body(body, is_stream=False) == body.replace(b"false", b"true")
    assert request_body(b'{"messages":[1]}', is_stream=False) == b'{"stream":true,"messages":[1]}'


def test_a_streamed_request_is_not_touched() -> None:
    body = b'{"stream":true,"messages":[{}],"max_tokens":5}'
    assert request_body(body, is_stream=True) is body


def test_max_completion_tokens_becomes_the_name_that_exo_knows() -> None:
    assert request_body(b'{"messages":[1],"max_completion_tokens":9}', True) == b'{"messages":[1],"max_tokens":9}'
    both = b'{"messages":[1],"max_tokens":3,"max_completion_tokens":9}'
    assert request_body(both, True) == both


def test_empty_messages_are_refused_before_they_crash_a_runner() -> None:
    with pytest.raises(RefusedForExo):
        request_body(b'{"messages":[]}', True)


@pytest.mark.parametrize("body", [b'{"messages":"x"}', b'{"model":"m"}', b'{"messages":[1],"max_tokens":"x"}'])
def test_what_exo_can_judge_itself_is_left_to_it(body: bytes) -> None:
    assert request_body(body, True) == body


STREAM = (
    b": keep-alive\n\n" + text("") + text('a\\n"object":"chat.completion"') + text("é", "stop") + b"data: [DONE]\n\n"
)


def test_chunks_are_called_chunks_however_the_reads_were_cut() -> None:
    mender = ChunkMender()
    whole = mender.feed(STREAM) + mender.finish()
    payloads = [json.loads(p) for p in EventReader().feed(whole) if p != b"[DONE]"]
    assert {p["object"] for p in payloads} == {"chat.completion.chunk"}
    for cut in range(len(STREAM) + 1):
        mender = ChunkMender()
        assert mender.feed(STREAM[:cut]) + mender.feed(STREAM[cut:]) + mender.finish() == whole


@pytest.mark.parametrize("end", [b"", b"data: [DONE]\n\n"])
def test_done_is_given_once_and_only_by_the_proven_end(end: bytes) -> None:
    mender = ChunkMender()
    assert b"[DONE]" not in mender.feed(text("a", "stop") + end)
    assert mender.finish() == b"data: [DONE]\n\n"


def test_the_text_that_0_0_x_tells_twice_is_told_once() -> None:
    doubled = frame(
        choices=[{"index": 0, "message": {"content": "x"}, "delta": {"content": "x"}, "finish_reason": None}]
    )
    [payload] = EventReader().feed(ChunkMender().feed(doubled))
    chunk = json.loads(payload)
    assert chunk["object"] == "chat.completion.chunk"
    assert chunk["choices"] == [{"index": 0, "delta": {"content": "x"}, "finish_reason": None}]


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
