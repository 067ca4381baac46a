"""What the port answers: the OpenAI surface, health, and the admin status. Runs on the data plane."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from urllib.parse import unquote

import msgspec

from core import routing
from core.attempt import Call
from core.dialects.openai import UnreadableBody, ask_of, error_body
from core.domain import ANY_MODEL, FailureKind, Mode, RequestId, RouteRequest, Snapshot
from core.errors import RequestFailed
from core.port import Reply
from core.relay import Relay
from core.status import status_document
from core.version import VERSION
from core.wire import Request

RELAYED = frozenset({"chat/completions", "completions", "embeddings"})
"""The endpoints below /v1 that are passed to a backend."""

HOP_HEADER = b"x-exo-bridge-hop"
MODE_HEADER = b"x-bridge-mode"
"""The routing mode of one request; it may narrow what the owner allows, never widen `local-only`."""
PRIORITY_HEADER = b"x-bridge-priority"
"""`batch` lets interactive requests go first; anything else is interactive."""

_counter = itertools.count(1)
_RUN = os.urandom(4).hex()
_HOP = _RUN.encode("ascii")
"""Marks what we send on: a request that carries our own mark has come back to us."""


def next_request_id() -> RequestId:
    """Unique within and, by its random part, between runs; short enough to read aloud."""
    return RequestId(f"{_RUN}-{next(_counter)}")


class Routes:
    """Answers requests; `handle` is the port's handler."""

    def __init__(self, relay: Relay, snapshot: Callable[[], Snapshot]) -> None:
        self._relay = relay
        self._snapshot = snapshot

    async def handle(self, request: Request, reply: Reply) -> None:
        """Answer one request; raises RequestFailed for what the client did wrong."""
        path = request.path.rstrip("/") or "/"
        endpoint = path.removeprefix("/v1").removeprefix("/")  # clients forget /v1 as often as not
        if endpoint in RELAYED:
            _require(request, b"POST")
            await self._relay_call(request, reply, endpoint)
            return
        if path in ("/", "/v1", "/health", "/healthz", "/v1/health"):
            _require(request, b"GET")
            _give(reply, request, self._health())
        elif endpoint == "models":
            _require(request, b"GET")
            await self._relay.first_checks()
            _give(reply, request, {"object": "list", "data": self._models()})
        elif endpoint.startswith("models/"):
            _require(request, b"GET")
            await self._relay.first_checks()
            _give(reply, request, self._model(unquote(endpoint.removeprefix("models/"))))
        elif path == "/bridge/v1/status":
            _require(request, b"GET")
            _give(reply, request, status_document(self._snapshot()))
        elif path == "/bridge/v1/explain":
            _require(request, b"POST")
            _give(reply, request, self._explain(request))
        else:
            raise RequestFailed(
                FailureKind.ENDPOINT_NOT_FOUND,
                f"there is nothing at {path[:80]}; the OpenAI functions are below /v1",
                code="unknown_path",
            )

    async def _relay_call(self, request: Request, reply: Reply, endpoint: str) -> None:
        try:
            ask = ask_of(request.body)
        except UnreadableBody as error:
            raise RequestFailed(FailureKind.BAD_REQUEST, f"the body is not a JSON object: {error}") from error
        if not ask.model:
            raise RequestFailed(
                FailureKind.BAD_REQUEST, "`model` is missing; ask for a name of /v1/models, or for `auto`"
            )
        if any(name == HOP_HEADER and value == _HOP for name, value in request.headers):
            raise RequestFailed(FailureKind.LOOP)
        target = f"/{endpoint}".encode("ascii") + (b"?" + request.query if request.query else b"")
        headers = [*request.headers, (HOP_HEADER, _HOP)]
        call = Call(
            next_request_id(),
            endpoint,
            target,
            headers,
            request.body,
            ask.model,
            ask.is_stream,
            app=_app_of(request),
            affinity=ask.affinity,
            mode=_mode_of(request),
            is_batch=request.header(PRIORITY_HEADER) == b"batch",
        )
        await self._relay.serve(call, reply)

    def _health(self) -> dict[str, object]:
        snapshot = self._snapshot()
        return {
            "status": "paused" if snapshot.is_paused else "ok",
            "name": "exo-bridge",
            "version": VERSION,
            "mode": snapshot.mode.value,
            "models": len(self._models()),
        }

    def _models(self) -> list[dict[str, object]]:
        """What can really be called now; the nearest place of each model leads."""
        models: dict[str, dict[str, object]] = {}
        for status, model in routing.may_answer_now(self._snapshot().backends):
            backend = status.backend
            place = {
                "backend": backend.name,
                "locality": backend.locality.name.lower().replace("_", "-"),
                "state": model.state.value,
                "simulated": backend.simulated,
            }
            entry = models.setdefault(
                model.id,
                {"id": model.id, "object": "model", "created": 0, "owned_by": backend.name, "places": []},
            )
            if model.context_length:
                entry.setdefault("context_length", model.context_length)
            places = entry["places"]
            assert isinstance(places, list)  # made so four lines above
            places.append(place)
        return list(models.values())

    def _model(self, model_id: str) -> dict[str, object]:
        for entry in self._models():
            if entry["id"] == model_id:
                return entry
        raise RequestFailed(FailureKind.UNKNOWN_MODEL, f"nobody offers {model_id[:120]!r}", code="model_not_found")

    def _explain(self, request: Request) -> dict[str, object]:
        """Who would be asked, in order, and who not, with reasons; nothing is sent."""
        try:
            ask = ask_of(request.body)
        except UnreadableBody as error:
            raise RequestFailed(FailureKind.BAD_REQUEST, f"the body is not a JSON object: {error}") from error
        routed = self._relay.plan(
            RouteRequest(next_request_id(), ask.model or ANY_MODEL, mode=_mode_of(request), affinity=ask.affinity)
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


def port_error(message: str, error_type: str, code: str, hint: str) -> bytes:
    """An error body for the port, in OpenAI's shape."""
    return error_body(message, error_type, code, hint=hint)


def _require(request: Request, method: bytes) -> None:
    if request.method == method or (method == b"GET" and request.method == b"HEAD"):
        return
    raise RequestFailed(
        FailureKind.BAD_REQUEST, f"use {method.decode('ascii')} here", status=405, code="method_not_allowed"
    )


def _give(reply: Reply, request: Request, document: object) -> None:
    body = msgspec.json.encode(document)
    if request.method == b"HEAD":
        reply.start(
            200, [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))], is_chunked=False
        )
        reply.finish()
    else:
        reply.whole(200, body, [])


def _app_of(request: Request) -> str:
    """The app's own name from its User-Agent: the first product, without its comments (RFC 9110 §10.1.5)."""
    agent = request.header(b"user-agent")
    return agent.decode("latin-1").partition(" ")[0][:60] if agent else ""


def _mode_of(request: Request) -> Mode | None:
    value = request.header(MODE_HEADER)
    if value is None:
        return None
    try:
        return Mode(value.decode("latin-1").strip().lower())
    except ValueError as error:
        known = ", ".join(mode.value for mode in Mode)
        raise RequestFailed(FailureKind.BAD_REQUEST, f"{MODE_HEADER.decode()} must be one of {known}") from error
