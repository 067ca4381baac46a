"""Backends that answer a client's plain, streamed and tool requests in their own dialect, behind one gateway.

Words and calls are the same everywhere, so that one test can be run in front of each: a simulated exo, an Ollama,
an account at OpenAI, one at Anthropic.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from core.domain import BackendKind
from core.simulation.exo_node import NodeOptions
from tests.fakes import simulated_exo_inside
from tests.fakes.scripted import EVENTS, LINES, Asked, Script, ScriptedServer, scripted
from tests.port.gateway import MODEL, Gateway, gateway, node
from tests.port.surfaces import CHAT, account, chat_stream, local
from tests.wire.golden import client_stream

KINDS = ("exo", "ollama", "openai", "anthropic")
"""The kinds of backend. The simulated exo tells its own words, and calls no tools."""

SCRIPTED = tuple(kind for kind in KINDS if kind != "exo")
WORDS = "Grüß Gott 🌍"

_CALL = {"id": "call_a", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Wien"}'}}
_USAGE = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}


def _chat(asked: Asked) -> Script:
    request = asked.json
    calls = bool(request.get("tools")) and not any(m["role"] == "tool" for m in request["messages"])
    if request.get("stream"):
        body = chat_stream("tools" if calls else "text")
        return Script(body, EVENTS, cut=11)
    message: dict[str, Any] = {"role": "assistant", "content": None if calls else WORDS}
    if calls:
        message["tool_calls"] = [_CALL]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "tool_calls" if calls else "stop"}
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL}
    return Script.of({**head, "choices": [choice], "usage": _USAGE})


def _messages(asked: Asked) -> Script:
    """Anthropic's own server; its streams are the golden ones of what our clients get, told by it."""
    request = asked.json
    results = [b for m in request["messages"] if isinstance(m["content"], list) for b in m["content"]]
    calls = bool(request.get("tools")) and not any(b["type"] == "tool_result" for b in results)
    if request.get("stream"):
        return Script(client_stream("tools" if calls else "text", "chat", "anthropic"), EVENTS, cut=11)
    block: dict[str, Any] = {"type": "text", "text": WORDS}
    if calls:
        block = {"type": "tool_use", "id": "call_a", "name": "weather", "input": {"city": "Wien"}}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": MODEL, "content": [block]}
    usage = {"input_tokens": 20, "output_tokens": 5}
    end = {"stop_reason": "tool_use" if calls else "end_turn", "stop_sequence": None}
    return Script.of({**head, **end, "usage": usage})


def _ollamas_chat(asked: Asked) -> Script:
    request = asked.json
    calls = bool(request.get("tools")) and not any(m["role"] == "tool" for m in request["messages"])
    if request.get("stream", True):
        return Script(client_stream("tools" if calls else "text", "chat", "ollama"), LINES, cut=11)
    message: dict[str, Any] = {"role": "assistant", "content": "" if calls else WORDS}
    if calls:
        message["tool_calls"] = [{"function": {"name": "weather", "arguments": {"city": "Wien"}}}]
    head = {"model": MODEL, "created_at": "2026-01-01T00:00:00Z", "message": message}
    return Script.of({**head, "done": True, "done_reason": "stop", "prompt_eval_count": 20, "eval_count": 5})


def _embeddings(asked: Asked) -> Script:
    texts = asked.json["input"]
    count = 1 if isinstance(texts, str) else len(texts)
    data = [{"object": "embedding", "index": n, "embedding": [0.25, -0.5]} for n in range(count)]
    usage = {"prompt_tokens": 3, "total_tokens": 3}
    return Script.of({"object": "list", "model": MODEL, "data": data, "usage": usage})


def _knowing(answer: Callable[[Asked], Script], error: dict[str, Any]) -> Callable[[Asked], Script]:
    """A cloud that knows one model only, and says so."""

    def asked_for(asked: Asked) -> Script:
        if asked.json["model"] == MODEL:
            return answer(asked)
        return replace(Script.of(error), status=404)

    return asked_for


_OPENAIS = {
    "error": {"message": "The model does not exist", "type": "invalid_request_error", "code": "model_not_found"}
}
_ANTHROPICS = {"type": "error", "error": {"type": "not_found_error", "message": "model: nobody-has-this"}}


def _talking(server: ScriptedServer, kind: str) -> None:
    server.talks["/v1/embeddings"] = _embeddings
    if kind == "anthropic":
        server.talks["/v1/messages"] = _knowing(_messages, _ANTHROPICS)
        return
    server.talks[CHAT] = _knowing(_chat, _OPENAIS)
    if kind == "ollama":
        server.talks["/api/chat"] = _ollamas_chat


@asynccontextmanager
async def serving(kind: str, *, token_delay: float = 0.0, tokens: int | None = None) -> AsyncIterator[Gateway]:
    """A gateway with one backend of this kind, which offers MODEL."""
    if kind == "exo":
        options = NodeOptions(name="studio", models=(MODEL,), token_delay=token_delay, tokens=tokens)
        async with simulated_exo_inside(options) as studio, gateway(node("studio", studio.url)) as g:
            yield g
        return
    async with scripted() as server:
        _talking(server, kind)
        backend = local(server, BackendKind.OLLAMA) if kind == "ollama" else account(server, kind)
        async with gateway(backend) as g:
            yield g


def words_of(kind: str, text: str) -> bool:
    """Whether these are the words of that backend."""
    return bool(text) if kind == "exo" else text == WORDS
