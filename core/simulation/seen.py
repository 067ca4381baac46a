"""The list of requests that a simulated server has seen, for tests. It holds no key and no prompt."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from core.simulation.http_server import Exchange, Request


@dataclass(slots=True)
class SeenRequest:
    """One request. `left_after_ms` is set when the client left before the answer was complete."""

    method: str
    path: str
    query: dict[str, str]
    headers: list[tuple[str, str]]
    body_sha256: str
    body_length: int
    model: str
    is_stream: bool
    status: int = 0
    is_complete: bool = False
    left_after_ms: float | None = None
    fault: str = ""
    started: float = field(default_factory=time.monotonic)


def _body_fields(body: bytes) -> tuple[str, bool]:
    try:
        value = json.loads(body)
    except ValueError:
        return "", False
    if not isinstance(value, dict):
        return "", False
    return str(value.get("model", "")), value.get("stream") is True


def _safe_headers(request: Request) -> list[tuple[str, str]]:
    secret = {"authorization", "x-api-key", "api-key", "cookie"}
    return [(name, "(present)" if name.lower() in secret else value) for name, value in request.headers]


class SeenLog:
    """All requests since the start or the last `clear`, oldest first. `changed` is set with each step of one."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self._requests: list[SeenRequest] = []

    @contextmanager
    def record(self, exchange: Exchange) -> Iterator[SeenRequest]:
        """Keeps a request while it is answered; leaving it by an exception means: the client left."""
        request = exchange.request
        model, is_stream = _body_fields(request.body)
        seen = SeenRequest(
            request.method,
            request.path,
            request.query,
            _safe_headers(request),
            hashlib.sha256(request.body).hexdigest(),
            len(request.body),
            model,
            is_stream,
        )
        self._requests.append(seen)
        self.changed.set()
        try:
            yield seen
            seen.is_complete = True
        finally:
            seen.status = exchange.status
            if not seen.is_complete:
                seen.left_after_ms = round((time.monotonic() - seen.started) * 1000, 1)
            self.changed.set()

    def clear(self) -> None:
        """Forget."""
        self._requests.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """For `GET /_seen`."""
        return [asdict(seen) for seen in self._requests]
