"""How two real HTTP servers write an answer's head: hypercorn under exo 1.x, aiohttp under exo 0.0.x.

Names, their case and their order are as captured, because a client that depends on them must be
found by the tests. The only header of ours is `x-simulated`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Protocol, TypeAlias

Headers: TypeAlias = Sequence[tuple[str, str]]
SIMULATED = ("x-simulated", "exo-bridge")
NO_STORE: Headers = (("cache-control", "no-cache"), ("x-accel-buffering", "no"))
"""What exo 1.x puts before the content type of a stream."""


class Style(Protocol):
    """Writes heads. `size` is the length of the body; None means chunked."""

    def head(self, status: int, content_type: str, size: int | None, *, extra: Headers, closes: bool) -> bytes:
        """The whole head with its empty line."""
        ...

    def dumps(self, value: Any) -> bytes:
        """JSON with the spaces and escapes of this server's library."""
        ...


def render(status_line: str, headers: Headers) -> bytes:
    """A head from its parts."""
    lines = [status_line, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1")


class Hypercorn:
    """hypercorn with h11: lower case, no reason phrase, framing last and capitalised."""

    def head(self, status: int, content_type: str, size: int | None, *, extra: Headers, closes: bool) -> bytes:
        """See `Style.head`."""
        headers = [*extra]
        if size is not None:
            headers.append(("content-length", str(size)))
        headers += [
            ("content-type", content_type),
            ("vary", "Origin"),
            ("date", formatdate(usegmt=True)),
            ("server", "hypercorn-h11"),
            SIMULATED,
        ]
        if size is None:
            headers.append(("Transfer-Encoding", "chunked"))
        if closes:
            headers.append(("Connection", "close"))
        return render(f"HTTP/1.1 {status} ", headers)

    def dumps(self, value: Any) -> bytes:
        """Compact JSON in UTF-8, as pydantic and Starlette write it."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Aiohttp:
    """aiohttp 3.10: title case, the content type first, a reason phrase."""

    def head(self, status: int, content_type: str, size: int | None, *, extra: Headers, closes: bool) -> bytes:
        """See `Style.head`."""
        headers = [("Content-Type", content_type), *extra]
        headers.append(("Transfer-Encoding", "chunked") if size is None else ("Content-Length", str(size)))
        headers += [("Date", formatdate(usegmt=True)), ("Server", "Python/3.12 aiohttp/3.10.11"), SIMULATED]
        if closes and not any(name == "Connection" for name, _ in extra):
            headers.append(("Connection", "close"))
        return render(f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", headers)

    def dumps(self, value: Any) -> bytes:
        """`json.dumps` with its own defaults, as aiohttp's `json_response` does."""
        return json.dumps(value).encode()
