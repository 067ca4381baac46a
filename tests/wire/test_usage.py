"""The usage that a client asked for is told at the end of its stream, whatever the backend thinks of that."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from core.dialects.openai import StreamEar
from core.dialects.tokens import of_request
from core.dialects.usage import CHAT_CHUNK, TEXT_CHUNK, UsageTeller, wants_usage
from core.sse import EventReader

ASK = b'{"model":"m","messages":[{"role":"user","content":"Greet me."}],"stream_options":{"include_usage":true}}'
GUESSES = ["prompt_tokens", "completion_tokens", "total_tokens"]
TOLD = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9, "estimated": GUESSES}


def chunk(text: str, **more: Any) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": more.pop("finish_reason", None)}
    return b"data: " + json.dumps({"id": "a", "model": "m", "choices": [choice], **more}).encode() + b"\n\n"


STREAM = chunk("Hi data: [DONE]") + chunk(" you") + chunk("", finish_reason="stop") + b"data: [DONE]\n\n"


def told(stream: bytes, cut: int) -> bytes:
    ear = StreamEar()
    teller = UsageTeller(ear.heard, lambda: of_request(ASK), 5, CHAT_CHUNK)
    out = b""
    for piece in [stream[:cut], stream[cut:]] if cut >= 0 else [stream[at : at + 1] for at in range(len(stream))]:
        ear.feed(piece)
        out += teller.feed(piece)
    return out + teller.finish(ear.heard)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_it_is_told_before_the_end_however_the_stream_is_cut(end: bytes) -> None:
    stream = STREAM.replace(b"\n", end)
    for cut in range(-1, len(stream)):
        payloads = EventReader().feed(told(stream, cut))
        assert payloads[-1] == b"[DONE]"
        assert json.loads(payloads[-2]) == {
            "id": "a", "object": "chat.completion.chunk", "created": 5, "model": "m", "choices": [], "usage": TOLD,
        }  # fmt: skip
        assert payloads[:-2] == EventReader().feed(stream)[:-1]


def test_where_the_backend_tells_it_every_byte_stays() -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 2}
    own = STREAM.removesuffix(b"data: [DONE]\n\n") + chunk("", usage=usage) + b"data: [DONE]\n\n"
    for cut in range(-1, len(own)):
        assert told(own, cut) == own


def test_a_stream_that_ends_without_its_last_line_tells_it_too() -> None:
    payloads = EventReader().feed(told(STREAM.removesuffix(b"data: [DONE]\n\n"), -1))
    assert json.loads(payloads[-1])["usage"] == TOLD


@pytest.mark.parametrize(
    ("body", "is_stream", "wants"),
    [
        (b"{}", False, True), (b"{}", True, False), (ASK, True, True), (b'{"include_usage"', True, False),
        (b'{"stream_options":{"include_usage":false}}', True, False), (b'{"stream_options":null}', True, False),
        (b'{"stream_options":{"include_usage":"x"}}', True, False), (b'{"x":"\\"include_usage\\""}', True, False),
        (b'{"stream_options":"include_usage"}', True, False),
    ],
)  # fmt: skip
def test_who_is_owed_a_usage(body: bytes, is_stream: bool, wants: bool) -> None:
    assert wants_usage(body, is_stream) is wants


def test_a_prompt_of_any_shape_can_be_guessed() -> None:
    ear = StreamEar()
    ear.feed(STREAM)
    for body in (
        b'{"prompt":"Once upon a time"}',
        b'{"messages":[1]}',
        b'{"messages":"x"}',
        b"[1]",
        b'{"prompt":[1,2]}',
    ):
        out = UsageTeller(ear.heard, partial(of_request, body), 0, TEXT_CHUNK).finish(ear.heard)
        usage = json.loads(EventReader().feed(out)[0])["usage"]
        assert usage["prompt_tokens"] > 0
        assert usage["total_tokens"] == usage["prompt_tokens"] + 2
