"""OpenAI's and others' clients on backends that speak Anthropic's or Google's dialect."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain import FailureKind, HealthState, Outcome
from tests.fakes.cloud import DEFAULT_KEY
from tests.fakes.scripted import EVENTS, scripted
from tests.port.gateway import MESSAGES, MODEL, chat, gateway
from tests.port.surfaces import CHAT, PLAIN, account, local
from tests.wire.golden import backend_stream, events

MESSAGES_PATH = "/v1/messages"
GOOGLES = f"/v1/models/{MODEL}:generateContent"
GOOGLES_STREAM = f"/v1/models/{MODEL}:streamGenerateContent"
MESSAGE = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": MODEL, "stop_reason": "end_turn",
    "content": [{"type": "text", "text": "Four."}], "usage": {"input_tokens": 3, "output_tokens": 2},
}  # fmt: skip
GENERATED = {
    "candidates": [{"content": {"parts": [{"text": "Four."}]}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2},
}


def words(content: bytes) -> str:
    return "".join(c["delta"].get("content") or "" for e in events(content) for c in e["choices"])


@pytest.mark.parametrize(
    ("provider", "path", "case"),
    [("anthropic", MESSAGES_PATH, "text.anthropic"), ("gemini", GOOGLES_STREAM, "text.gemini")],
)
async def test_openais_clients_get_a_stream_of_chunks(provider: str, path: str, case: str) -> None:
    name, _, dialect = case.partition(".")
    async with scripted() as server, gateway(account(server, provider)) as g:
        server.script(path, backend_stream(name, dialect), EVENTS, cut=5)
        told = await g.post(chat(stream=True, stream_options={"include_usage": True}))
        record = await g.record()
    assert words(told.content) == {"anthropic": "Hello 世界!", "gemini": "Wien ist schön."}[provider]
    assert events(told.content)[-1]["usage"]["prompt_tokens"] == {"anthropic": 127, "gemini": 10}[provider]
    assert told.content.endswith(b"data: [DONE]\n\n")
    assert told.headers["x-bridge-dialect"] == "openai"
    assert (record.outcome, record.completion_tokens) == (Outcome.SERVED, {"anthropic": 15, "gemini": 26}[provider])


@pytest.mark.parametrize(
    ("provider", "path", "answer"), [("anthropic", MESSAGES_PATH, MESSAGE), ("gemini", GOOGLES, GENERATED)]
)
async def test_openais_clients_get_a_plain_answer(provider: str, path: str, answer: dict[str, Any]) -> None:
    async with scripted() as server, gateway(account(server, provider)) as g:
        server.script(path, answer)
        told = await g.post(chat(seed=7))
        [asked] = server.asked
    assert told.json()["choices"][0]["message"]["content"] == "Four."
    assert told.json()["usage"]["total_tokens"] == 5
    key = {"anthropic": "x-api-key", "gemini": "x-goog-api-key"}[provider]
    assert (asked.headers[key], "authorization" in asked.headers) == (DEFAULT_KEY, False)
    assert asked.headers.get("anthropic-version") == ("2023-06-01" if provider == "anthropic" else None)


async def test_a_stream_that_was_not_asked_for_its_usage_ends_without_it() -> None:
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        server.script(MESSAGES_PATH, backend_stream("text", "anthropic"), EVENTS)
        told = await g.post(chat(stream=True))
    assert not [event for event in events(told.content) if event.get("usage")]


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/responses", "/api/chat"])
async def test_every_client_can_use_googles_models(path: str) -> None:
    body: dict[str, Any] = {"model": MODEL, "messages": MESSAGES, "max_tokens": 9}
    if path == "/v1/responses":
        body = {"model": MODEL, "input": "2+2?"}
    if path == "/api/chat":
        body = {"model": MODEL, "messages": MESSAGES, "stream": False}
    async with scripted() as server, gateway(account(server, "gemini")) as g:
        server.script(GOOGLES, GENERATED)
        told = await g.post(body, path)
    assert told.status_code == 200
    assert "Four." in told.text


async def test_a_field_that_the_cloud_cannot_be_told_passes_over_it() -> None:
    """A local node that is down must not turn a request that no cloud understands into a wrong answer."""
    async with scripted() as far, scripted() as near, gateway(account(far, "anthropic")) as g:
        told = await g.post(chat(logit_bias={"1": 5}))
        assert far.asked == []
        near.script(CHAT, PLAIN)
        g.add(local(near))
        elsewhere = await g.post(chat(logit_bias={"1": 5}))
    assert (told.status_code, told.json()["error"]["code"]) == (400, "untranslatable")
    assert "`logit_bias`" in told.json()["error"]["message"]
    assert elsewhere.headers["x-bridge-backend"] == "local"


async def test_what_the_translation_gave_up_is_told() -> None:
    async with scripted() as server, gateway(account(server, "gemini")) as g:
        server.script(GOOGLES, GENERATED)
        told = await g.post(chat(user="u", store=False))
    assert told.headers["x-bridge-lost"] == "store, user"


async def test_embeddings_are_not_asked_of_who_has_none() -> None:
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        told = await g.post({"model": MODEL, "input": "x"}, "/v1/embeddings")
        assert server.asked == []
    assert told.status_code == 404


async def test_an_overloaded_cloud_is_rested_and_the_next_one_asked() -> None:
    async with scripted() as busy, scripted() as well:
        async with gateway(account(busy, "anthropic"), account(well, "gemini")) as g:
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
            busy.script(MESSAGES_PATH, error, status=529)
            well.script(GOOGLES, GENERATED)
            told = await g.post(chat())
            snapshot = await g.until(lambda s: any(b.health.state is HealthState.COOLING for b in s.backends))
    assert told.headers["x-bridge-backend"] == "gemini"
    assert [b.backend.name for b in snapshot.backends if b.health.state is HealthState.COOLING] == ["anthropic"]


async def test_an_error_inside_their_stream_is_an_error_inside_ours() -> None:
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        server.script(MESSAGES_PATH, backend_stream("overloaded", "anthropic"), EVENTS)
        told = await g.post(chat(stream=True))
        record = await g.record()
    assert "Overloaded" in events(told.content)[-1]["error"]["message"]
    assert record.failure is FailureKind.ERROR_IN_STREAM


async def test_a_blocked_key_is_blocked_whatever_the_dialect() -> None:
    async with scripted() as server, gateway(account(server, "anthropic")) as g:
        error = {"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}}
        server.script(MESSAGES_PATH, error, status=401)
        told = await g.post(chat())
    assert (told.status_code, told.json()["error"]["code"]) == (502, "key_refused")
