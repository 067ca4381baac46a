"""The HTTP client of the control plane: small questions, whole answers, straight to whom they are for.

Plain HTTP goes over a pool like that of the relay. httpx, which costs 5 MB and a quarter of a second, is loaded by
the first address that speaks TLS, and on a thread. Redirects are not followed: a key goes where its owner sent it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import quote, urlsplit

from core.cloud import Cloud
from core.domain import FailureKind, Seconds
from core.errors import AttemptFailed
from core.pool import Pool, place_of
from core.upstream import Exchange
from core.wire import Header
from core.words.failing import Detail

_OURS: tuple[Header, ...] = ((b"accept", b"*/*"), (b"accept-encoding", b"identity"), (b"user-agent", b"exo-bridge"))
_LEFT_ALONE = "/?&=%:;,@!$'()*+~"
"""What RFC 3986 allows in a path and a query, and what is quoted already; all else is quoted before it is sent."""


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpClient:
    """For one event loop, as `async with`. `limit` is in seconds and for each wait: connection, head, next bytes.

    Only with `uses_proxies` an https address is asked through the proxies of the environment.
    """

    def __init__(self, limit: Seconds, *, uses_proxies: bool = False) -> None:
        self._limit = limit
        self._pool = Pool()
        self._over_tls = Cloud(uses_proxies=uses_proxies)

    async def __aenter__(self) -> HttpClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()
        await self._over_tls.aclose()
        await asyncio.sleep(0)  # connections that were cut say goodbye in the loop's next turn

    async def request(
        self, method: str, url: str, headers: Iterable[Header] = (), body: bytes = b"", *, limit: Seconds | None = None
    ) -> Response:
        """The answer, whatever its status; raises AttemptFailed when there is none. `limit` instead of the usual."""
        limit = self._limit if limit is None else limit
        root, target = _split(url)
        self._pool.drop_idle()
        carrier = self._pool if root.startswith("http://") else self._over_tls
        exchange = await carrier.send(
            root,
            target,
            [*_OURS, *headers],
            body,
            connect=limit,
            first_byte=limit,
            method=method.encode("ascii"),
        )
        try:
            content = await _whole(exchange, limit)
        finally:
            await exchange.aclose()
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in exchange.headers}
        return Response(exchange.status, told, content)


async def _whole(exchange: Exchange, limit: Seconds) -> bytes:
    pieces: list[bytes] = []
    while True:
        exchange.watch(FailureKind.FIRST_BYTE_TIMEOUT, limit)
        piece = await exchange.read()
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)


def _split(url: str) -> tuple[str, bytes]:
    """The server of an address, and what is asked of it; raises AttemptFailed for what is no web address."""
    try:
        parts = urlsplit(url)
        place_of(f"http://{parts.netloc}")  # what has no Host header is no address
    except ValueError as error:
        raise AttemptFailed(FailureKind.WRONG_SERVER, Detail.NO_WEB_ADDRESS) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AttemptFailed(FailureKind.WRONG_SERVER, Detail.NO_WEB_ADDRESS)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}", quote(f"{parts.path or '/'}{query}", safe=_LEFT_ALONE).encode("ascii")
