"""What the OpenAI dialect reads off requests and answers passing by."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialects.openai import Ask, StreamEar, UnreadableBody, ask_of, plain_answer, with_model


def stream(*payloads: object) -> bytes:
    return b"".join(b"data: %b\n\n" % (p if isinstance(p, bytes) else json.dumps(p).encode()) for p in payloads)


def delta(**parts: object) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": parts, "finish_reason": None}]}


FINISH = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}


def test_model_and_stream_are_read_and_nothing_else() -> None:
    body = b'{"messages":[{"role":"user","content":"\xc3\xa9"}],"model":"qwen","stream":true,"x":{"model":"no"}}'
    ask = ask_of(body)
    assert (ask.model, ask.is_stream) == ("qwen", True)
    assert ask_of(b'{"model":"m","stream":null}') == Ask("m", False)


def test_conversations_are_told_apart_by_their_begin_without_keeping_it() -> None:
    def affinity(*contents: str) -> str:
        turns = [{"role": "user", "content": content} for content in contents]
        return ask_of(json.dumps({"model": "m", "messages": turns}).encode()).affinity

    long = "x" * 600
    assert affinity(long) == affinity(long, "and a second turn")
    assert affinity("one") != affinity("two")
    assert "one" not in affinity("one")


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b'{"model":1}', b'{"stream":"yes"}', b'{"model":"a"', b"\xff"])
def test_a_body_that_cannot_be_routed_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableBody):
        ask_of(body)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda v: st.lists(v) | st.dictionaries(st.text(), v),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), _values), st.text(min_size=1), st.sampled_from([None, 2]))
def test_renaming_the_model_changes_that_value_and_no_other_byte(
    body: dict[str, object], model: str, indent: int | None
) -> None:
    body = {**body, "model": "old", "after": [{"model": "inner"}]}
    text = json.dumps(body, indent=indent).encode()
    renamed = with_model(text, model)
    assert json.loads(renamed) == {**body, "model": model}
    assert (
        renamed.replace(b'"model": ' + json.dumps(model, ensure_ascii=False).encode(), b'"model": "old"', 1)[:20]
        == text[:20]
    )


def test_a_model_is_put_in_where_none_was() -> None:
    assert json.loads(with_model(b'{"a":1}', "m")) == {"model": "m", "a": 1}
    assert json.loads(with_model(b"{ }", "m")) == {"model": "m"}


@pytest.mark.parametrize(
    "parts",
    [
        {"content": "x"},
        {"reasoning_content": "x"},
        {"tool_calls": [{"index": 0}]},
        {"refusal": "no"},
        {"content": [{"type": "text"}]},
    ],
)
def test_content_of_every_kind_is_heard(parts: dict[str, object]) -> None:
    ear = StreamEar()
    ear.feed(stream(delta(**parts)))
    assert ear.heard.is_useful


@pytest.mark.parametrize("parts", [{"role": "assistant"}, {"content": ""}, {"content": None, "tool_calls": []}])
def test_start_up_frames_are_not_content(parts: dict[str, object]) -> None:
    ear = StreamEar()
    assert ear.feed(stream(delta(**parts))) is True
    assert not ear.heard.is_useful


def test_usage_and_finish_are_heard_without_touching_the_bytes() -> None:
    ear = StreamEar()
    ear.feed(
        stream(
            delta(content="a"),
            FINISH,
            {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 5}},
            b"[DONE]",
        )
    )
    heard = ear.heard
    assert (heard.finish_reason, heard.is_done, heard.prompt_tokens, heard.completion_tokens) == ("stop", True, 3, 5)


def test_comments_are_no_progress() -> None:
    ear = StreamEar()
    assert ear.feed(b": keep-alive\n\n") is False


def test_an_error_inside_a_stream_is_heard() -> None:
    ear = StreamEar()
    ear.feed(stream({"error": {"message": "Runner shutdown"}}))
    assert b"Runner shutdown" in ear.heard.error


def test_an_error_for_a_finish_reason_is_an_error() -> None:
    ear = StreamEar()
    ear.feed(stream({"choices": [{"delta": {"content": "x"}}]}, {"choices": [{"delta": {}, "finish_reason": "error"}]}))
    assert ear.heard.error
    assert not ear.heard.finish_reason


@pytest.mark.parametrize(
    ("body", "is_useful", "is_error", "is_readable"),
    [
        (b'{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}', True, False, True),
        (b'{"choices":[{"message":{"content":""},"finish_reason":"length"}]}', True, False, True),
        (b'{"choices":[{"message":{"content":null}}]}', False, False, True),
        (b'{"choices":[]}', False, False, True),
        (b'{"error":{"message":"x"}}', False, True, True),
        (b'{"object":"list","data":[{"embedding":[0.1]}]}', True, False, True),
        (b"<html>", False, False, False),
        (b'{"choices":[{"mess', False, False, False),
        (b"", False, False, False),
    ],
)
def test_a_plain_answer_is_judged_by_what_is_in_it(
    body: bytes, is_useful: bool, is_error: bool, is_readable: bool
) -> None:
    heard = plain_answer(body)
    assert (heard.is_useful, bool(heard.error), not heard.unreadable) == (is_useful, is_error, is_readable)


def told(text: str) -> bytes:
    return b"data: %b\n\n" % json.dumps(delta(content=text)).encode()


def heard_of(*events: bytes) -> tuple[int, int]:
    ear = StreamEar()
    for event in events:
        ear.feed(event)
    return ear.heard.events, ear.heard.content_events


@given(st.lists(st.text(), max_size=8))
def test_a_chunk_is_heard_as_its_event_is(texts: list[str]) -> None:
    ear = StreamEar()
    ear.feed(told("Hi"))
    for text in texts:
        event = told(text)
        if not ear.feed_chunk(b"%x\r\n%b\r\n" % (len(event), event)):
            ear.feed(event)
    assert (ear.heard.events, ear.heard.content_events) == heard_of(told("Hi"), *map(told, texts))


@pytest.mark.parametrize(
    "chunk",
    [
        b"", b"\r\n", b"-3\n", b"0\r\n\r\n", b"%x\r\n%b", b"%x\r\n%b\n\n", b"+%x\r\n%b\r\n", b"0%x\r\n%b\r\n",
        b"%x;a\r\n%b\r\n", b"%x \r\n%b\r\n", b"%x\n%b\r\n", b"%x\r\n%b\r\n\r\n", b"1%x\r\n%b\r\n",
    ],
)  # fmt: skip
def test_what_is_not_one_chunk_to_the_byte_is_left_to_the_parser(chunk: bytes) -> None:
    ear = StreamEar()
    event = told("word")
    ear.feed(event)
    assert ear.feed_chunk(b"%x\r\n%b\r\n" % (len(event), event))
    data = chunk % (len(event), event) if b"%b" in chunk else chunk
    assert not ear.feed_chunk(data)
    assert ear.heard.events == 2


@pytest.mark.parametrize("begun", [b'data: {"cho', b": a comment\n\ndata: x", b"data: x\r"])
def test_no_chunk_is_heard_alone_while_an_event_is_begun(begun: bytes) -> None:
    ear = StreamEar()
    event = told("word")
    ear.feed(event)
    ear.feed(begun)
    assert not ear.feed_chunk(b"%x\r\n%b\r\n" % (len(event), event))
