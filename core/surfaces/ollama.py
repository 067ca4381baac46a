"""Ollama's surface: /api/chat, generate, embed, tags, ps, show and version.

Source: github.com/ollama/ollama docs/api.md. Managing models (pull, push, create, copy, delete) is the business of
an Ollama server itself, and is said so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from core.call import Call
from core.calls import call_of, next_request_id, required
from core.dialects import ollama_catalogue, ollama_request
from core.dialects.chat_reader import ChatReader
from core.dialects.fields import Untranslatable
from core.dialects.foreign import Foreign
from core.dialects.json_edit import with_value
from core.dialects.names import Dialect
from core.dialects.ollama_catalogue import Offered
from core.dialects.ollama_request import Asked
from core.dialects.ollama_writer import OllamaWriter, embedded, loaded, ollama_error
from core.dialects.openai import ask_of
from core.dialects.retelling import Retold
from core.domain import ANY_MODEL, BackendKind, FailureKind, Grant, RouteRequest, Snapshot
from core.errors import RequestFailed
from core.relay import Relay
from core.reply import Reply
from core.surfaces.giving import give
from core.surfaces.listing import offered
from core.surfaces.telling import refused, tell
from core.wire import Request

_MANAGING = frozenset({"pull", "push", "create", "copy", "delete", "blobs"})


class OllamaTeller:
    """Tells one answer in Ollama's dialect. `kind` is chat, generate, embed or embeddings."""

    dialect = Dialect.OLLAMA
    content_type = b"application/x-ndjson"

    def __init__(self, model: str, kind: str) -> None:
        self._model = model
        self._kind = kind
        self._began = time.monotonic_ns()

    def stream(self) -> Retold:
        return Retold(ChatReader(), self._writer())

    def plain(self, body: bytes) -> bytes:
        if self._kind in ("embed", "embeddings"):
            return embedded(body, self._model, self._elapsed(), is_old=self._kind == "embeddings")
        return self._writer().whole(ChatReader().plain(body))

    def failure(self, text: str) -> bytes:
        return ollama_error(text) + b"\n"

    def error(self, status: int, text: str) -> bytes:
        return ollama_error(text)

    def _writer(self) -> OllamaWriter:
        return OllamaWriter(self._model, is_chat=self._kind == "chat", created_at=_now(), elapsed=self._elapsed)

    def _elapsed(self) -> int:
        return time.monotonic_ns() - self._began


class OllamaSurface:
    """Answers what is below /api."""

    def __init__(self, relay: Relay, snapshot: Callable[[], Snapshot]) -> None:
        self._relay = relay
        self._snapshot = snapshot

    async def handle(self, request: Request, reply: Reply, name: str) -> None:
        """Answer `/api/NAME`; raises RequestFailed."""
        match name:
            case "version":
                required(request, b"GET")
                give(reply, ollama_catalogue.version())
            case "tags" | "ps":
                required(request, b"GET")
                await self._relay.first_checks()
                told = ollama_catalogue.tags if name == "tags" else ollama_catalogue.running
                give(reply, told(self._offered(request.grant)))
            case "show":
                required(request, b"POST")
                give(reply, ollama_catalogue.shown(await self._found(request)))
            case "chat" | "generate" | "embed" | "embeddings":
                required(request, b"POST")
                await self._relayed(request, reply, name)
            case _ if name.partition("/")[0] in _MANAGING:
                text = "models are managed by the Ollama server itself, not through this port"
                raise RequestFailed(FailureKind.ENDPOINT_NOT_FOUND, text, status=501)
            case _:
                raise RequestFailed(FailureKind.ENDPOINT_NOT_FOUND, f"there is nothing at /api/{name[:80]}")

    async def _relayed(self, request: Request, reply: Reply, name: str) -> None:
        called = await self._called(request, reply, name)
        if called is not None:
            await tell(self._relay, called[0], reply, OllamaTeller(called[1], name))

    async def _called(self, request: Request, reply: Reply, name: str) -> tuple[Call, str] | None:
        """The call, which alone holds the translation (it is not to be kept while the answer runs), and the model as it
        was asked for; None when that was the whole wish, and was answered."""
        try:
            asked = _READERS[name](request.body)
        except Untranslatable as refusal:
            raise refused(refusal) from refusal
        await self._relay.first_checks()
        offered_now = self._offered(request.grant)
        known = ollama_catalogue.matching(offered_now, asked.model)
        model = asked.model if known is None else known.id
        if asked.loads and not self._is_ollamas(model):
            if known is None and not (model == ANY_MODEL and offered_now):
                raise RequestFailed(FailureKind.UNKNOWN_MODEL, f"model {asked.model[:120]!r} not found")
            reply.whole(200, loaded(asked.model, _now(), is_chat=name == "chat", unloads=asked.unloads), [])
            return None
        told = asked.translated
        foreign = Foreign(Dialect.OLLAMA, f"/api/{name}".encode("ascii"), request.body, told.thinking, told.lost)
        body = told.body if model == asked.model else with_value(told.body, "model", model)
        call = call_of(
            request,
            asked.endpoint,
            body,
            model,
            is_stream=asked.is_stream,
            affinity=ask_of(body).affinity,
            foreign=foreign,
        )
        return call, asked.model

    def _is_ollamas(self, model: str) -> bool:
        """Whether an Ollama server would answer: it loads and unloads models when told so."""
        routed = self._relay.plan(RouteRequest(next_request_id(), model))
        return bool(routed.candidates) and routed.candidates[0].backend.kind is BackendKind.OLLAMA

    async def _found(self, request: Request) -> Offered:
        await self._relay.first_checks()
        try:
            name = ollama_request.model_of(request.body)
        except Untranslatable as refusal:
            raise RequestFailed(FailureKind.BAD_REQUEST, str(refusal), param=refusal.field) from refusal
        offered_now = self._offered(request.grant)
        model = ollama_catalogue.matching(offered_now, name)
        if model is None and name == ANY_MODEL and offered_now:
            return offered_now[0]
        if model is None:
            raise RequestFailed(FailureKind.UNKNOWN_MODEL, f"model {name[:120]!r} not found")
        return model

    def _offered(self, grant: Grant) -> list[Offered]:
        """What can really be called now, each model once."""
        models: dict[str, Offered] = {}
        for status, model in offered(self._snapshot(), grant):
            backend = status.backend
            is_remote = not backend.locality.is_local
            models.setdefault(model.id, Offered(model.id, model.context_length, is_remote, backend.name))
        return list(models.values())


_READERS: dict[str, Callable[[bytes], Asked]] = {
    "chat": ollama_request.chat,
    "generate": ollama_request.generate,
    "embed": lambda body: ollama_request.embed(body, is_old=False),
    "embeddings": lambda body: ollama_request.embed(body, is_old=True),
}


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
