"""Nothing is lost on the way, and nothing crosses that should not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.attempt import MOST_HELD_STREAM
from core.domain import BackendKind, FailureKind
from core.log import redact
from tests.fakes.scripted import EVENTS, LINES, scripted
from tests.port.gateway import MODEL, chat, gateway
from tests.port.surfaces import CHAT, PLAIN, account, local

TOKEN = {"id": "a", "model": MODEL, "choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": None}]}
END = {"id": "a", "model": MODEL, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
UNCOUNTED = b"".join(b"data: %b\n\n" % json.dumps(e).encode() for e in (TOKEN, TOKEN, END)) + b"data: [DONE]\n\n"
WITH_USAGE: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}


async def test_a_backend_that_does_not_count_is_counted_for() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, UNCOUNTED, EVENTS, cut=7)
        plainly = await g.post(chat(stream=True))
        told = await g.post(chat(**WITH_USAGE))
        messages = await g.post(chat(stream=True, max_tokens=9), "/v1/messages")
        lines = await g.post(chat(), "/api/chat")
        records = [await g.record() for _ in range(4)]
    assert plainly.content == UNCOUNTED
    *_, chunk, last, _ = told.text.split("\n\n")
    usage = json.loads(chunk.removeprefix("data: "))["usage"]
    assert (usage["completion_tokens"], "completion_tokens" in usage["estimated"], last) == (2, True, "data: [DONE]")
    assert usage["total_tokens"] == usage["prompt_tokens"] + 2 > 5
    assert '"output_tokens":2' in messages.text
    assert json.loads(lines.text.splitlines()[-1])["eval_count"] == 2
    assert {(r.prompt_tokens, r.completion_tokens) for r in records} == {(None, None)}  # the history keeps no guesses


async def test_a_clouds_answer_loses_its_cookies_and_the_request_its_credentials() -> None:
    secrets = {"authorization": "Bearer of-the-app", "cookie": "c=1", "x-api-key": "k", "proxy-authorization": "p"}
    async with scripted() as server, gateway(account(server, "openai"), key="sk-the-accounts-own") as g:
        server.script(CHAT, {"choices": [{"message": {"content": "x"}}]}, headers=(("Set-Cookie", "s=1"),))
        told = await g.post(chat(), headers=secrets)
        [asked] = server.asked
    assert "set-cookie" not in told.headers
    assert asked.headers["authorization"] == "Bearer sk-the-accounts-own"
    assert not {"cookie", "x-api-key", "proxy-authorization"} & asked.headers.keys()


async def test_an_error_keeps_the_names_by_which_clients_act_and_no_secret() -> None:
    key = "an-azure-key-without-any-shape"
    redact(key)  # as `keys.py` does with every key that it reads
    text = f"{'Unsupported. ' * 14}The key {key} may not use 'temperature'."
    error: dict[str, Any] = {"message": text, "type": "x", "code": "unsupported_value", "param": "temperature"}
    async with scripted() as server, gateway(account(server, "openai"), key=key) as g:
        server.script(CHAT, {"error": error}, status=400)
        told = await g.post(chat())
        anthropics = await g.post(chat(max_tokens=9), "/v1/messages")
        record = await g.record()
    found = told.json()["error"]
    assert (told.status_code, found["code"], found["param"]) == (400, "unsupported_value", "temperature")
    assert "may not use 'temperature'" in found["message"]
    assert anthropics.json()["error"]["type"] == "invalid_request_error"
    assert key not in told.text + str(told.headers) + anthropics.text + repr(record)


@pytest.mark.parametrize("is_stream", [False, True])
async def test_only_we_say_who_answered_and_which_pages_may_read_it(is_stream: bool) -> None:
    """exo lets every page read its answers; passed on, that would open this port to the web."""
    foreign = (("X-Bridge-Backend", "somebody"), ("Access-Control-Allow-Origin", "*"), ("X-Kept", "yes"))
    async with scripted() as server, gateway(local(server)) as g:
        if is_stream:
            server.script(CHAT, UNCOUNTED, EVENTS, headers=foreign)
        else:
            server.script(CHAT, PLAIN, headers=foreign)
        told = await g.post(chat(stream=is_stream))
    assert told.headers.get_list("x-bridge-backend") == ["local"]
    assert "access-control-allow-origin" not in told.headers
    assert told.headers["x-kept"] == "yes"


@pytest.mark.parametrize(("count", "status"), [(100, 502), (2000, 200)])
async def test_a_stream_without_a_word_is_held_back_up_to_64_kilobytes(count: int, status: int) -> None:
    """Below that another backend may still answer; above it the client gets what there is, and how it ended."""
    silent = {**TOKEN, "choices": [{"index": 0, "delta": {"role": "assistant"}, "finish_reason": None}]}
    event = b"data: %b\n\n" % json.dumps(silent).encode()
    assert len(event) * 100 < MOST_HELD_STREAM < len(event) * 2000
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, event * count, EVENTS, is_cut_off=True)
        told = await g.post(chat(stream=True))
    assert told.status_code == status
    assert "[DONE]" not in told.text
    assert '"error"' in told.text


async def test_an_empty_200_is_called_what_it_is() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, b"")
        await g.post(chat())
        record = await g.record()
    assert [a.failure for a in record.attempts] == [FailureKind.EMPTY_ANSWER]


@pytest.mark.parametrize("path", [CHAT, "/api/chat"])
async def test_half_an_event_is_no_event(path: str) -> None:
    """A client would take it for broken JSON, and never read the error that follows."""
    ollama = path != CHAT
    line = b'{"model":"m","message":{"role":"assistant","content":"Hi"},"done":false}\n'
    body = line + line[:20] if ollama else UNCOUNTED[: UNCOUNTED.index(b"data: [DONE]") - 20]
    async with scripted() as server, gateway(local(server, BackendKind.OLLAMA)) as g:
        server.script(path, body, LINES if ollama else EVENTS, is_cut_off=True)
        told = await g.post(chat(stream=True), path)
    payloads = told.text.splitlines() if ollama else [p.removeprefix("data: ") for p in told.text.split("\n\n")]
    documents = [json.loads(payload) for payload in payloads if payload.strip()]
    assert "Hi" in json.dumps(documents[0])
    assert "error" in documents[-1]
