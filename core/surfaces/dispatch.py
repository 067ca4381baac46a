"""Finds the surface for a path, and the shape of an error there."""

from __future__ import annotations

from collections.abc import Callable

from core.dialects.anthropic_writer import anthropic_error
from core.dialects.ollama_writer import ollama_error
from core.dialects.openai import error_body
from core.domain import FailureKind, Snapshot
from core.errors import RequestFailed
from core.refusal import Refusal
from core.relay import Relay
from core.reply import Reply
from core.surfaces.anthropic import COUNT, MESSAGES, serve_count, serve_messages
from core.surfaces.functions import FUNCTIONS, serve_function
from core.surfaces.ollama import OllamaSurface
from core.surfaces.responses import serve_responses
from core.wire import Request


def endpoint_of(path: str) -> str:
    """The path below /v1, which clients forget, or put in twice, as often as not."""
    endpoint = path.rstrip("/")
    while endpoint == "/v1" or endpoint.startswith("/v1/"):
        endpoint = endpoint.removeprefix("/v1")
    return endpoint.removeprefix("/")


class Surfaces:
    """Answers requests in other dialects than OpenAI's chat, and for other functions than text."""

    def __init__(self, relay: Relay, snapshot: Callable[[], Snapshot]) -> None:
        self._relay = relay
        self._ollama = OllamaSurface(relay, snapshot)

    async def handle(self, request: Request, reply: Reply, endpoint: str) -> bool:
        """Answer if it is ours to answer; raises RequestFailed."""
        try:
            return await self._handle(request, reply, endpoint)
        except RecursionError as error:  # what backends send is caught where it is read
            raise RequestFailed(FailureKind.BAD_REQUEST, "the body is nested too deeply") from error

    async def _handle(self, request: Request, reply: Reply, endpoint: str) -> bool:
        if endpoint == MESSAGES:
            await serve_messages(self._relay, request, reply)
        elif endpoint == COUNT:
            await serve_count(self._relay, request, reply)
        elif endpoint == "responses" or endpoint.startswith("responses/"):
            await serve_responses(self._relay, request, reply, endpoint)
        elif endpoint.startswith("api/"):
            await self._ollama.handle(request, reply, endpoint.removeprefix("api/"))
        elif endpoint in FUNCTIONS:
            await serve_function(self._relay, request, reply, endpoint)
        else:
            return False
        return True


def refusal_body(path: str, refusal: Refusal) -> bytes:
    """An error body in the dialect of whoever asks at this path."""
    endpoint = endpoint_of(path)
    if endpoint in (MESSAGES, COUNT):
        return anthropic_error(refusal.status, refusal.message, refusal.hint)
    if endpoint.startswith("api/"):
        return ollama_error(refusal.message, refusal.hint)
    return error_body(refusal.message, refusal.type, refusal.code, refusal.param or None, refusal.hint)
