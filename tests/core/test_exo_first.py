"""exo 0.0.x: what its requests need and how its answers are ended, against its captured form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialects.exo import Prepared, RefusedForExo
from core.dialects.exo_first import FirstMender, first_prepared
from core.dialects.openai import Heard
from core.dialects.tokens import of_request
from core.sse import EventReader

ASK = b'{"model":"m","messages":[{"role":"user","content":"hi"}]%s}'


def frame(text: str, finish: str | None = None) -> bytes:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish, "delta": message}
    chunk = {"id": "c1", "object": "chat.completion", "created": 7, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def mended(*frames: bytes, body: bytes = ASK % b"", wants_usage: bool = False) -> list[Any]:
    """The chunks that a client gets, `[DONE]` as a word; the same whatever way the reads were cut."""
    found = []
    for size in (1, 7, 10_000):
        mender, whole, sent = (
            FirstMender(body, lambda: of_request(body), 9, wants_usage=wants_usage),
            b"".join(frames),
            b"",
        )
        for at in range(0, len(whole), size):
            sent += mender.feed(whole[at : at + size])
        sent += mender.finish(Heard(id="c1", model="m"))
        found.append([json.loads(p) if p != b"[DONE]" else "[DONE]" for p in EventReader().feed(sent)])
    assert found[0] == found[1] == found[2]
    return found[0]


def words(chunks: list[Any]) -> str:
    return "".join(c["choices"][0]["delta"]["content"] for c in chunks if c != "[DONE]" and c["choices"])


def ending(chunks: list[Any]) -> str | None:
    [*_, last] = [c for c in chunks if c != "[DONE]" and c["choices"]]
    finish: str | None = last["choices"][0]["finish_reason"]
    return finish


def test_the_text_that_is_told_twice_is_told_once_and_done_is_given() -> None:
    first, last, done = mended(frame("x"), frame("y", "stop"))
    assert first["object"] == "chat.completion.chunk"
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": "x"}
    assert "message" not in first["choices"][0]
    assert (last["choices"][0]["finish_reason"], done) == ("stop", "[DONE]")


@pytest.mark.parametrize("mark", ["<|im_end|>", "<|eot_id|>", "</s>", "<|im_end|>\n"])
def test_the_mark_of_the_turns_end_is_taken_away_at_the_end_only(mark: str) -> None:
    with_last = mended(frame("Hi "), frame(f"there{mark}", "stop"))
    before_last = mended(frame("Hi "), frame(f"there{mark}"), frame("", "stop"))
    assert words(with_last) == words(before_last) == "Hi there"
    assert words(mended(frame(f"a {mark}"), frame(" b", "stop"))) == f"a {mark} b"
    assert words(mended(frame(f"cut {mark}", "length"))) == f"cut {mark}"


@pytest.mark.parametrize("field", ["max_tokens", "max_completion_tokens"])
def test_the_limit_that_it_ignores_is_kept_here(field: str) -> None:
    body = ASK % b',"%s":2' % field.encode()
    chunks = mended(frame("a"), frame("b"), frame("c"), frame("d", "stop"), body=body)
    assert (words(chunks), ending(chunks), chunks[-1]) == ("ab", "length", "[DONE]")
    assert ending(mended(frame("a"), frame("b", "stop"), body=body)) == "stop"


@pytest.mark.parametrize(
    ("stop", "said", "expected"),
    [
        ('"END"', ["one E", "N", "D two"], "one "),
        ('["x","END"]', ["one E", "ND"], "one "),
        ('"END"', ["one E", "N", "GLAND"], "one ENGLAND"),
        ('"END"', ["END"], ""),
        ('["END","O"]', ["one END O"], "one "),
    ],
)
def test_stop_words_that_it_ignores_end_the_answer_here(stop: str, said: list[str], expected: str) -> None:
    chunks = mended(*map(frame, said), frame("", "stop"), body=ASK % f',"stop":{stop}'.encode())
    assert (words(chunks), ending(chunks)) == (expected, "stop")


def test_usage_is_counted_and_what_is_guessed_is_named() -> None:
    *_, usage, done = mended(frame("a"), frame("b"), frame("", "stop"), wants_usage=True)
    assert done == "[DONE]"
    assert (usage["id"], usage["created"], usage["model"], usage["choices"]) == ("c1", 9, "m", [])
    assert usage["usage"]["completion_tokens"] == 3
    assert usage["usage"]["total_tokens"] == usage["usage"]["prompt_tokens"] + 3
    assert usage["usage"]["estimated"] == ["prompt_tokens", "total_tokens"]


def test_what_is_no_chunk_passes() -> None:
    mender = FirstMender(ASK % b"", lambda: 1, 9, wants_usage=False)
    for payload in (b"hello", b'{"choices":[]}', b"[1]"):
        assert mender.feed(b"data: %b\n\n" % payload) == b"data: %b\n\n" % payload


def test_a_message_without_content_gets_an_empty_one() -> None:
    body = (
        b'{"messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[]},{"role":"a","content":null}]}'
    )
    messages = json.loads(first_prepared(body, True).body)["messages"]
    assert [m["content"] for m in messages] == ["x", "", ""]
    whole = b'{"messages":[{"role":"user","content":"x"}]}'
    assert first_prepared(whole, True) == Prepared(whole)


@pytest.mark.parametrize(
    "body",
    [b'{"model":"m"}', b'{"messages":"x"}', b'{"messages":[1]}', b'{"messages":[{"content":"x"}]}',
     b'{"messages":[{"role":"user","content":5}]}', b'{"messages":[]}'],
)  # fmt: skip
def test_what_would_be_a_500_is_refused_with_its_reason(body: bytes) -> None:
    with pytest.raises(RefusedForExo, match="messages"):
        first_prepared(body, True)


def test_every_field_that_it_does_not_read_is_named() -> None:
    body = ASK % b',"seed":7,"top_p":1,"max_tokens":5,"stop":"x","user":"me","response_format":{"type":"json_object"}'
    assert first_prepared(body, True).lost == ("seed", "response_format")


@given(
    said=st.lists(st.text("ENDx<|im_end>/s ", max_size=9), max_size=9),
    stop=st.lists(st.sampled_from(["END", "x", "ENDx", "D x", "<|"]), max_size=3),
)
def test_whatever_the_chunks_only_ends_are_cut_and_nothing_else(said: list[str], stop: list[str]) -> None:
    body = ASK % (b',"stop":' + json.dumps(stop).encode())
    whole, given_out = "".join(said), words(mended(*map(frame, said), frame("", "stop"), body=body))
    assert whole.startswith(given_out)
    assert not any(word in given_out for word in stop)
    rest = whole[len(given_out) :]
    is_mark = rest.strip() in ("<|im_end|>", "</s>", "<|end|>")
    assert not rest or is_mark or any(rest.startswith(word) for word in stop)
