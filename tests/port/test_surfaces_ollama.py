"""Ollama's clients at the port: chat, generate, embed and the catalogue."""

from __future__ import annotations

import json

import pytest

from core.domain import BackendKind, Outcome
from tests.fakes.scripted import EVENTS, LINES, scripted
from tests.port.gateway import MESSAGES, MODEL, gateway, node
from tests.port.surfaces import CHAT, PLAIN, account, chat_stream, chatting, local
from tests.wire.golden import client_stream, events

ASK = {"model": MODEL, "messages": MESSAGES}


async def test_a_chat_is_streamed_in_lines_unless_asked_otherwise() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        chatting(server, "tools")
        told = await g.post(ASK, "/api/chat")
        server.script(CHAT, PLAIN)
        plain = await g.post({**ASK, "stream": False}, "/api/chat")
    assert told.headers["content-type"] == "application/x-ndjson"
    lines = events(told.content)
    assert lines[0]["message"]["content"] == "I look."
    assert lines[1]["message"]["tool_calls"][0]["function"]["name"] == "weather"
    assert (lines[-1]["done"], lines[-1]["eval_count"], lines[-1]["model"]) == (True, 9, MODEL)
    assert lines[-1]["total_duration"] > 0
    assert (plain.json()["message"]["content"], plain.json()["done"]) == ("Four.", True)


async def test_a_prompt_is_completed() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        chatting(server, "reasoning")
        told = await g.post({"model": MODEL, "prompt": "2+2?", "system": "Be brief."}, "/api/generate")
        [asked] = server.asked
    assert asked.json["messages"][0] == {"role": "system", "content": "Be brief."}
    assert "".join(line["response"] for line in events(told.content)) == "Four"


async def test_a_raw_prompt_goes_to_the_bare_completions() -> None:
    answer = {
        "id": "1",
        "object": "text_completion",
        "model": MODEL,
        "choices": [{"text": "x", "finish_reason": "stop"}],
    }
    async with scripted() as server, gateway(local(server)) as g:
        server.script("/v1/completions", answer)
        told = await g.post({"model": MODEL, "prompt": "[INST]", "raw": True, "stream": False}, "/api/generate")
    assert told.json()["response"] == "x"


async def test_texts_are_embedded() -> None:
    answer = {"data": [{"index": 0, "embedding": [0.5]}], "usage": {"prompt_tokens": 2}}
    async with scripted() as server, gateway(local(server)) as g:
        server.script("/v1/embeddings", answer)
        told = await g.post({"model": MODEL, "input": ["a"]}, "/api/embed")
        old = await g.post({"model": MODEL, "prompt": "a"}, "/api/embeddings")
        server.script("/v1/embeddings", {"data": [{}]})
        bad = await g.post({"model": MODEL, "input": ["a"]}, "/api/embed")
    assert told.json()["embeddings"] == [[0.5]]
    assert old.json() == {"embedding": [0.5]}
    assert (bad.status_code, bad.json()) == (502, {"error": "the backend sent no embeddings"})


async def test_an_ollama_gets_and_gives_the_bytes_untouched() -> None:
    body = json.dumps({**ASK, "options": {"num_ctx": 4096}, "keep_alive": "5m"}, indent=1).encode()
    stream = client_stream("text", "chat", "ollama")
    async with scripted() as server, gateway(local(server, BackendKind.OLLAMA)) as g:
        server.script("/api/chat", stream, LINES, cut=13)
        told = await g.client.post(g.url + "/api/chat", content=body)
        record = await g.record()
        server.script("/api/chat", stream[:120] + b"\n", LINES, is_cut_off=True)
        broken = await g.client.post(g.url + "/api/chat", content=body)
    assert server.asked[0].body == body
    assert told.content == stream
    assert (record.outcome, record.completion_tokens) == (Outcome.SERVED, 5)
    assert "error" in json.loads(broken.content.strip().split(b"\n")[-1])


async def test_a_broken_stream_ends_with_an_error_line() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, chat_stream("text")[:400], EVENTS, is_cut_off=True)
        told = await g.post(ASK, "/api/chat")
    assert "broke off" in events(told.content)[-1]["error"]


async def test_the_models_are_listed_with_what_is_known_of_them() -> None:
    async with gateway(node("studio", "http://127.0.0.1:9")) as g:
        tags = await g.client.get(g.url + "/api/tags")
        running = await g.client.get(g.url + "/api/ps")
        shown = await g.post({"model": f"{MODEL}:latest"}, "/api/show")
        version = await g.client.get(g.url + "/api/version")
        head = await g.client.head(g.url + "/api/tags")
        none = await g.post({"model": "unknown"}, "/api/show")
        some = await g.post({"model": "auto"}, "/api/show")
    assert [model["name"] for model in tags.json()["models"]] == [MODEL]
    assert [model["name"] for model in running.json()["models"]] == [MODEL]
    assert "completion" in shown.json()["capabilities"]
    assert some.json() == shown.json()
    assert version.json()["version"].startswith("0.")
    assert head.status_code == 200
    assert (none.status_code, list(none.json())) == (404, ["error"])


async def test_a_clouds_models_are_listed_but_not_as_running_here() -> None:
    async with scripted() as server, gateway(account(server, "openai")) as g:
        tags = await g.client.get(g.url + "/api/tags")
        running = await g.client.get(g.url + "/api/ps")
    assert [model["remote_host"] for model in tags.json()["models"]] == ["openai"]
    assert running.json() == {"models": []}


@pytest.mark.parametrize(("path", "done"), [("/api/chat", "load"), ("/api/generate", "unload")])
async def test_a_model_is_loaded_without_asking_anybody_but_an_ollama(path: str, done: str) -> None:
    ask = {"model": MODEL, "keep_alive": 0 if done == "unload" else "5m"}
    async with scripted() as server, gateway(local(server)) as g:
        told = await g.post(ask, path)
        some = await g.post({**ask, "model": "auto"}, path)
        none = await g.post({**ask, "model": "unknown"}, path)
        assert server.asked == []
    assert told.json()["done_reason"] == some.json()["done_reason"] == done
    assert none.status_code == 404
    async with scripted() as server, gateway(local(server, BackendKind.OLLAMA)) as g:
        server.script(path, {"model": MODEL, "response": "", "message": {}, "done": True, "done_reason": done})
        assert (await g.post({**ask, "stream": False}, path)).json()["done_reason"] == done
        assert [asked.target for asked in server.asked] == [path]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/chat", b"nonsense", 400),
        ("/api/chat", json.dumps({**ASK, "options": {"mirostat": 2}}).encode(), 400),
        ("/api/chat", json.dumps({**ASK, "model": "unknown"}).encode(), 404),
        ("/api/show", b"{}", 400),
        ("/api/pull", b"{}", 501),
        ("/api/nothing", b"{}", 404),
    ],
)
async def test_errors_are_one_text(path: str, body: bytes, status: int) -> None:
    async with scripted() as server, gateway(local(server)) as g:
        told = await g.client.post(g.url + path, content=body)
    assert told.status_code == status
    assert list(told.json()) == ["error"]


async def test_the_tag_latest_may_be_left_out() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        server.script(CHAT, PLAIN)
        told = await g.post({**ASK, "model": f"{MODEL}:latest", "stream": False}, "/api/chat")
        [asked] = server.asked
    assert asked.json["model"] == MODEL
    assert told.json()["model"] == f"{MODEL}:latest"
