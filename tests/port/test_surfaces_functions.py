"""Audio, images and rerank: passed through where a backend offers them, else it is said who could."""

from __future__ import annotations

import json

import pytest

from core.dialects.multipart import boundary_of, field_of
from core.domain import Outcome
from tests.fakes.scripted import EVENTS, scripted
from tests.port.gateway import MODEL, gateway
from tests.port.surfaces import account, local

SOUND = bytes(range(256)) * 20


async def test_speech_comes_back_as_it_was_made() -> None:
    body = json.dumps({"model": MODEL, "input": "Hi", "voice": "x"}, indent=1).encode()
    async with scripted() as server, gateway(local(server)) as g:
        server.script("/v1/audio/speech", SOUND, "audio/mpeg", cut=999)
        told = await g.client.post(g.url + "/v1/audio/speech", content=body)
        record = await g.record()
    assert (told.content, told.headers["content-type"]) == (SOUND, "audio/mpeg")
    assert server.asked[0].body == body
    assert record.outcome is Outcome.SERVED


async def test_a_recording_is_passed_on_and_its_model_renamed_where_it_must_be() -> None:
    files = {"file": ("a.wav", SOUND, "audio/wav")}
    async with scripted() as server, gateway(account(server, "openai")) as g:
        server.script("/v1/audio/transcriptions", {"text": "hello"})
        told = await g.client.post(g.url + "/v1/audio/transcriptions", data={"model": f"cloud/{MODEL}"}, files=files)
        [asked] = server.asked
    boundary = boundary_of(asked.headers["content-type"].encode())
    assert boundary is not None
    assert (told.json(), field_of(asked.body, boundary, "model")) == ({"text": "hello"}, MODEL)
    assert SOUND in asked.body


async def test_a_stream_of_pictures_is_nobodys_business_but_the_clients() -> None:
    stream = b'event: image_generation.partial_image\ndata: {"type":"x","b64_json":"AAAA"}\n\n' * 3
    async with scripted() as server, gateway(local(server)) as g:
        server.script("/v1/images/generations", stream, EVENTS, cut=17)
        told = await g.post({"model": MODEL, "prompt": "x", "stream": True}, "/v1/images/generations")
        record = await g.record()
    assert told.content == stream
    assert record.outcome is Outcome.SERVED


@pytest.mark.parametrize(
    ("endpoint", "who"),
    [("audio/speech", "OpenAI"), ("images/generations", "EXO_ENABLE_IMAGE_MODELS"), ("rerank", "Together AI")],
)
async def test_where_nobody_offers_it_the_answer_says_who_could(endpoint: str, who: str) -> None:
    async with scripted() as server, gateway(local(server)) as g:
        told = await g.post({"model": MODEL}, f"/v1/{endpoint}")
        unknown = await g.post({"model": "unknown"}, f"/{endpoint}")
    for answer in (told, unknown):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unsupported_endpoint")
        assert who in answer.json()["error"]["message"]


async def test_a_text_that_is_neither_json_nor_a_form_is_refused() -> None:
    async with gateway() as g:
        unreadable = await g.client.post(g.url + "/v1/audio/speech", content=b"nonsense")
        unnamed = await g.post({"input": "x"}, "/v1/audio/speech")
        got = await g.client.get(g.url + "/v1/audio/speech")
    assert [r.status_code for r in (unreadable, unnamed, got)] == [400, 400, 405]


async def test_a_failing_backend_is_told_as_what_it_is() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script("/v1/rerank", b"", status=500)
        told = await g.post({"model": MODEL}, "/v1/rerank")
    assert told.status_code == 502
