"""Backends of every kind in front of the port, for the tests of its surfaces."""

from __future__ import annotations

from dataclasses import replace

from core.domain import Backend, BackendKind
from tests.fakes.scripted import EVENTS, ScriptedServer
from tests.port.gateway import MODEL, cloud, node
from tests.wire.golden import backend_stream, client_stream

CHAT = "/v1/chat/completions"

PLAIN = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": MODEL,
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Four."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9},
}


def local(server: ScriptedServer, kind: BackendKind = BackendKind.OPENAI, name: str = "local") -> Backend:
    """A server of the owner's."""
    return replace(node(name, server.url), kind=kind)


def account(server: ScriptedServer, provider: str) -> Backend:
    """An account at a provider whose address is this server."""
    return replace(cloud(provider, server.url), provider=provider)


def chat_stream(case: str) -> bytes:
    """A golden stream, told by the model that the tests ask for."""
    return backend_stream(case, "chat").replace(b'"qwen"', b'"' + MODEL.encode() + b'"')


def chatting(server: ScriptedServer, case: str = "text") -> None:
    """Let a server of OpenAI's dialect tell a golden stream."""
    server.script(CHAT, chat_stream(case), EVENTS, cut=7)


def told(case: str, client: str) -> bytes:
    """What a client gets of it."""
    return client_stream(case, "chat", client).replace(b'"qwen"', b'"' + MODEL.encode() + b'"')
