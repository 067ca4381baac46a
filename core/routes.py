"""What the port answers: the OpenAI surface, health, and the admin status. Runs on the data plane."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from core.asking import passed_on
from core.begun import Begun
from core.calls import (
    HOP_HEADER,
    MODE_HEADER,
    PRIORITY_HEADER,
    app_of,
    asked_in,
    call_of,
    marked,
    mode_of,
    next_request_id,
    refuse_own,
    required,
)
from core.dialects.multipart import boundary_of
from core.domain import ANY_MODEL, FailureKind, RouteRequest, Snapshot
from core.errors import RequestFailed
from core.express import Head, head_lines
from core.relay import Relay
from core.reply import Reply
from core.status import status_document
from core.surfaces.dispatch import Surfaces, endpoint_of
from core.surfaces.giving import give
from core.surfaces.listing import model_entry, models_list, offered
from core.surfaces.openapi import openapi_document
from core.version import VERSION
from core.wire import ANYBODY, Request

RELAYED = frozenset({"chat/completions", "completions", "embeddings"})
"""The endpoints below /v1 that are passed to a backend."""


class Routes:
    """Answers requests; `handle` is the port's handler."""

    def __init__(self, relay: Relay, snapshot: Callable[[], Snapshot]) -> None:
        self._relay = relay
        self._snapshot = snapshot
        self._surfaces = Surfaces(relay, snapshot)

    async def handle(self, request: Request, reply: Reply, begun: Begun | None = None) -> None:
        """Answer one request; raises RequestFailed for what the client did wrong."""
        if begun is not None:
            await self._relay.serve(begun.call, reply, begun)
            return
        refuse_own(request)
        path = request.path.rstrip("/") or "/"
        endpoint = endpoint_of(path)
        if endpoint in RELAYED:
            required(request, b"POST")
            await self._relay_call(request, reply, endpoint)
            return
        if await self._surfaces.handle(request, reply, endpoint):
            return
        if path == "/bridge/v1/explain":
            required(request, b"POST")
            give(reply, self._explain(request))
            return
        document = await self._document(request, path, endpoint)
        if document is None:
            text = f"there is nothing at {path[:80]}; the OpenAI functions are below /v1, all paths in /openapi.json"
            raise RequestFailed(FailureKind.BAD_REQUEST, text, status=404, code="unknown_path")
        required(request, b"GET")
        give(reply, document)

    async def _document(self, request: Request, path: str, endpoint: str) -> dict[str, object] | None:
        """What can be read here; None where there is nothing."""
        if path in ("/", "/v1", "/health", "/healthz", "/v1/health"):
            return self._health()
        if endpoint == "models" or endpoint.startswith("models/"):
            await self._relay.first_checks()
            name = unquote(endpoint.removeprefix("models").removeprefix("/"))
            snapshot, grant = self._snapshot(), request.grant
            return model_entry(snapshot, grant, name) if name else models_list(snapshot, grant)
        if path == "/openapi.json":
            return openapi_document()
        return status_document(self._snapshot()) if path == "/bridge/v1/status" else None

    def head_of(self, request: Request) -> Head | None:
        """What the head of a relayed request says for the short way; None when it has wishes or faults."""
        endpoint = endpoint_of(request.path.rstrip("/") or "/")
        wishes = (MODE_HEADER, PRIORITY_HEADER, HOP_HEADER)
        if endpoint not in RELAYED or request.method != b"POST" or any(request.header(name) for name in wishes):
            return None
        if boundary_of(request.header(b"content-type") or b"") is not None:
            return None
        target = f"/{endpoint}".encode("ascii") + (b"?" + request.query if request.query else b"")
        headers = marked(request)
        return Head(endpoint, target, headers, head_lines(passed_on(headers, keeps_dialect=False)), app_of(request))

    async def _relay_call(self, request: Request, reply: Reply, endpoint: str) -> None:
        ask = asked_in(request.body)
        if not ask.model:
            raise RequestFailed(
                FailureKind.BAD_REQUEST, "`model` is missing; ask for a name of /v1/models, or for `auto`"
            )
        call = call_of(request, endpoint, request.body, ask.model, is_stream=ask.is_stream, affinity=ask.affinity)
        await self._relay.serve(call, reply)

    def _health(self) -> dict[str, object]:
        snapshot = self._snapshot()
        return {
            "status": "paused" if snapshot.is_paused else "ok",
            "name": "exo-bridge",
            "device_name": "Exo Bridge",
            "version": VERSION,
            "mode": snapshot.mode.value,
            "models": len({model.id for _, model in offered(snapshot, ANYBODY)}),
        }

    def _explain(self, request: Request) -> dict[str, object]:
        """Who would be asked, in order, and who not, with reasons; nothing is sent."""
        ask = asked_in(request.body)
        routed = self._relay.plan(
            RouteRequest(next_request_id(), ask.model or ANY_MODEL, mode=mode_of(request), affinity=ask.affinity)
        )
        return {
            "model": ask.model or ANY_MODEL,
            "mode": self._snapshot().mode.value,
            "candidates": [
                {"backend": c.backend.name, "model": c.model, "reason": c.reason, "trial": c.is_trial}
                for c in routed.candidates
            ],
            "rejected": [{"backend": r.name, "reason": r.reason, "failure": r.failure.value} for r in routed.rejected],
        }
