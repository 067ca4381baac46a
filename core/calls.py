"""Makes a Call of a client's request: its id, who asks, how it wants to be routed, and the mark against loops."""

from __future__ import annotations

import itertools
import os
from fnmatch import fnmatchcase

from core.call import Call
from core.dialects.foreign import Foreign
from core.dialects.openai import Ask, UnreadableBody, ask_of
from core.domain import FailureKind, Grant, Mode, RequestId
from core.errors import RequestFailed
from core.wire import Header, Request

HOP_HEADER = b"x-exo-bridge-hop"
MODE_HEADER = b"x-bridge-mode"
"""The routing mode of one request; it may narrow what the owner allows, never widen `local-only`."""
PRIORITY_HEADER = b"x-bridge-priority"
"""`batch` lets interactive requests go first; anything else is interactive."""

_counter = itertools.count(1)
_RUN = os.urandom(4).hex()
OWN_MARK: Header = (HOP_HEADER, _RUN.encode("ascii"))
"""Marks what we send, requests of apps and checks alike: what carries our own mark has come back to us."""


def next_request_id() -> RequestId:
    """Unique within and, by its random part, between runs; short enough to read aloud."""
    return RequestId(f"{_RUN}-{next(_counter)}")


def allows(grant: Grant, model: str) -> bool:
    """Whether an app with this grant may ask for a model."""
    return not grant.models or any(fnmatchcase(model, pattern) for pattern in grant.models)


def call_of(
    request: Request,
    endpoint: str,
    body: bytes,
    model: str,
    *,
    is_stream: bool,
    affinity: str = "",
    foreign: Foreign | None = None,
) -> Call:
    """The call for `endpoint`, which is below /v1.

    Raises RequestFailed for an unknown mode, and a model that the app's key does not allow.
    """
    grant = request.grant
    if not allows(grant, model):
        text = f"the key of {grant.app} may not ask for {model[:120]!r}"
        raise RequestFailed(FailureKind.BAD_REQUEST, text, status=403, code="model_not_allowed", param="model")
    query = b"?" + request.query if request.query and foreign is None else b""
    return Call(
        next_request_id(),
        endpoint,
        f"/{endpoint}".encode("ascii") + query,
        marked(request),
        body,
        model,
        is_stream,
        app=grant.app or app_of(request),
        farthest=grant.farthest,
        has_budget=grant.has_budget,
        is_used_up=grant.is_used_up,
        affinity=affinity,
        mode=mode_of(request),
        is_batch=request.header(PRIORITY_HEADER) == b"batch",
        foreign=foreign,
    )


def marked(request: Request) -> list[Header]:
    """The request's headers with our mark against loops."""
    return [*request.headers, OWN_MARK]


def asked_in(body: bytes) -> Ask:
    """What the body asks for; raises RequestFailed for one that cannot be read."""
    try:
        return ask_of(body)
    except UnreadableBody as error:
        raise RequestFailed(FailureKind.BAD_REQUEST, str(error)) from error


def mode_of(request: Request) -> Mode | None:
    """The routing mode that the request asks for; raises RequestFailed for one that is not known."""
    value = request.header(MODE_HEADER)
    if value is None:
        return None
    try:
        return Mode(value.decode("latin-1").strip().lower())
    except ValueError as error:
        known = ", ".join(mode.value for mode in Mode)
        raise RequestFailed(FailureKind.BAD_REQUEST, f"{MODE_HEADER.decode()} must be one of {known}") from error


def required(request: Request, method: bytes) -> None:
    """Raises RequestFailed with status 405 for another method; HEAD is as good as GET."""
    if request.method == method or (method == b"GET" and request.method == b"HEAD"):
        return
    name = method.decode("ascii")
    allow = "GET, HEAD, OPTIONS" if method == b"GET" else f"{name}, OPTIONS"
    raise RequestFailed(FailureKind.BAD_REQUEST, f"use {name} here", status=405, code="method_not_allowed", allow=allow)


def refuse_own(request: Request) -> None:
    """Raises RequestFailed for a request that we sent ourselves: one of our backends is our own port."""
    if OWN_MARK in request.headers:
        raise RequestFailed(FailureKind.LOOP)


def app_of(request: Request) -> str:
    """The app's own name from its User-Agent: the first product, without its comments (RFC 9110 §10.1.5)."""
    agent = request.header(b"user-agent")
    return agent.decode("latin-1").partition(" ")[0][:60] if agent else ""
