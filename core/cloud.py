"""The httpx client side towards cloud backends and own nodes behind TLS: HTTP/2, the OS trust store, and for clouds
the proxies of the environment.

Implements the same Exchange as `upstream.py`, so the relay does not care. httpx takes 0.2 s to import;
`Cloud` loads it on a thread before the first request needs it.
"""

from __future__ import annotations

import asyncio
import functools
import math
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from core.domain import FailureKind, Seconds
from core.errors import AttemptFailed
from core.upstream import Ear, Exchange, Sink
from core.wire import Header
from core.words.failing import Detail

if TYPE_CHECKING:
    import httpx

IDLE_LIMIT: Seconds = 60.0


class HttpxExchange:
    """One request at one cloud backend; implements Exchange. `ended` is called when it is closed."""

    def __init__(self, response: httpx.Response, ended: Callable[[], None]) -> None:
        self._response = response
        self._ended = ended
        self._chunks: AsyncIterator[bytes] = response.aiter_raw()
        self._deadline = math.inf
        self._end = math.inf
        self._kind = FailureKind.FIRST_TOKEN_TIMEOUT
        self._failure: AttemptFailed | None = None
        self._resumed = asyncio.Event()
        self._resumed.set()
        self.status = response.status_code
        self.headers: list[Header] = [(name.lower(), value) for name, value in response.headers.raw]

    def watch(self, kind: FailureKind, seconds: Seconds) -> None:
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._kind = kind
        if self._deadline > self._end:
            self._deadline, self._kind = self._end, FailureKind.TOTAL_TIMEOUT

    def end_within(self, seconds: Seconds) -> None:
        self._end = asyncio.get_running_loop().time() + seconds

    async def head(self) -> None:
        """The head is there from the start."""

    async def read(self) -> bytes:
        try:
            async with asyncio.timeout_at(self._deadline if self._deadline < math.inf else None):
                return await anext(self._chunks, b"")
        except TimeoutError as error:
            raise AttemptFailed(self._kind) from error
        except Exception as error:  # httpx and httpcore raise many classes here; each is mapped or re-raised
            raise _failure(error, FailureKind.TRUNCATED) from error

    async def pump(self, sink: Sink) -> None:
        while piece := await self.read():
            sink(piece)
            if self._failure is not None:
                raise self._failure
            await self._resumed.wait()

    def forward(self, ear: Ear | None, send: Sink) -> None:
        """Never: httpx keeps the chunks to itself."""

    def fail(self, failure: AttemptFailed) -> None:
        self._failure = failure

    def pause(self) -> None:
        self._resumed.clear()

    def resume(self) -> None:
        self._resumed.set()

    async def aclose(self) -> None:
        # Shielded: a cancelled request must still close its stream, or the cloud goes on generating.
        try:
            await asyncio.shield(self._response.aclose())
        finally:
            self._ended()


class Cloud:
    """One httpx client for all cloud backends, on one event loop; or for all of the owner's own that speak TLS.

    Those are asked directly: with `uses_proxies` False no prompt for an own machine passes somebody else's.
    """

    def __init__(self, *, uses_proxies: bool = True) -> None:
        self._uses_proxies = uses_proxies
        self._client: httpx.AsyncClient | None = None
        self._trust: ssl.SSLContext | None = None
        self._has_met_a_stranger = False
        self._running: set[_Connecting] = set()
        self._making = asyncio.Lock()

    async def send(
        self,
        base_url: str,
        target: bytes,
        headers: list[Header],
        body: bytes,
        *,
        connect: Seconds,
        first_byte: Seconds,
        method: bytes = b"POST",
    ) -> Exchange:
        """Send one request and wait for the head of its answer; raises AttemptFailed."""
        client = await self._ready_client()
        connecting = _Connecting()
        content = _Content(body)
        request = client.build_request(
            method.decode("ascii"),
            base_url.rstrip("/") + target.decode("latin-1"),
            headers=[*headers, (b"content-length", b"%d" % len(body))] if body else headers,
            content=content if body else b"",  # without a body, httpx would stream nothing in chunks
            timeout=(connect, None, 60.0, connect),  # connect, read (watched by the relay), write, pool
            extensions={"trace": connecting.note},
        )
        self._running.add(connecting)
        try:
            response = await self._answered(client, request, connecting, first_byte)
        except BaseException:  # also cancellation
            self._running.discard(connecting)
            raise
        content.data = b""
        return HttpxExchange(response, functools.partial(self._running.discard, connecting))

    async def warm_up(self) -> None:
        """Load httpx and the trust store off the loop, before a request waits for it."""
        await self._ready_client()

    async def close_idle(self) -> None:
        """Close every connection, unless a request runs: httpx knows no way to close only those without one."""
        async with self._making:
            if self._client is not None and not self._running:
                client, self._client = self._client, None
                await client.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.aclose()

    async def _answered(
        self, client: httpx.AsyncClient, request: httpx.Request, connecting: _Connecting, first_byte: Seconds
    ) -> httpx.Response:
        try:
            async with asyncio.timeout(first_byte):
                return await _headed(client, request, connecting)
        except TimeoutError as error:
            raise AttemptFailed(FailureKind.FIRST_BYTE_TIMEOUT) from error
        except Exception as error:  # httpx and httpcore raise many classes here; each is mapped or re-raised
            failure = _failure(error, FailureKind.CONNECTION_LOST)
            if failure.kind is FailureKind.TLS_FAILED:
                self._has_met_a_stranger = True
            raise failure from error

    async def _ready_client(self) -> httpx.AsyncClient:
        async with self._making:
            if self._trust is None:
                self._trust = await asyncio.to_thread(trust_store)
            elif self._has_met_a_stranger and type(self._trust) is ssl.SSLContext:
                self._has_met_a_stranger = False
                await asyncio.to_thread(self._trust.load_default_certs)  # the system may have learnt to trust it
            if self._client is None:
                self._client = await asyncio.to_thread(_make_client, self._trust, self._uses_proxies)
            return self._client


class _Content:
    """A body for httpx, which holds what it is given until the answer was read."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.data


class _Connecting:
    """Hears from httpcore whether a request had a connection made for it."""

    def __init__(self) -> None:
        self.was_needed = False

    async def note(self, event: str, facts: object) -> None:
        """One step of a request."""
        self.was_needed = self.was_needed or ".connect_tcp." in event  # before it stands by which way, as a proxy


async def _headed(client: httpx.AsyncClient, request: httpx.Request, connecting: _Connecting) -> httpx.Response:
    """The answer's head. What a kept connection loses is sent once more, as `pool` does: httpcore 1.0 sees that a
    server closed an idle connection with HTTP/1.1 only, and with HTTP/2 writes the next request into it."""
    import httpx

    try:
        return await client.send(request, stream=True, follow_redirects=False)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        if connecting.was_needed:
            raise
    return await client.send(request, stream=True, follow_redirects=False)


def trust_store() -> ssl.SSLContext:
    """TLS as the operating system trusts it (company proxies put their root there). May take 40 ms.

    truststore asks macOS and Windows about each certificate. On Linux it reads OpenSSL's own file of certificates, but
    anew for each connection (20-40 ms: `python -m tests.bench.handshake`), so that file is read here, once, and again
    when a server could not prove itself.
    """
    if sys.platform == "linux":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        if context.cert_store_stats()["x509_ca"]:
            return context
    import truststore  # it knows where else certificates may lie

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _make_client(trust: ssl.SSLContext, uses_proxies: bool) -> httpx.AsyncClient:
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    import httpx

    limits = httpx.Limits(max_connections=256, max_keepalive_connections=32, keepalive_expiry=IDLE_LIMIT)
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))  # one app's would go along with another's requests
    return httpx.AsyncClient(verify=trust, http2=True, limits=limits, trust_env=uses_proxies, cookies=no_cookies)


def _failure(error: Exception, otherwise: FailureKind) -> AttemptFailed:
    """What an exception of httpx means; anything foreign to it is raised as it is."""
    import httpx

    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return AttemptFailed(FailureKind.CONNECT_TIMEOUT)
    if isinstance(error, httpx.ConnectError):
        return connect_failure(error)
    if isinstance(error, httpx.ProxyError):
        return AttemptFailed(FailureKind.UNREACHABLE, Detail.PROXY_REFUSED)
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
        return AttemptFailed(otherwise)
    if isinstance(error, httpx.TransportError):
        return AttemptFailed(FailureKind.PROTOCOL_ERROR, type(error).__name__)
    raise error


def connect_failure(error: Exception) -> AttemptFailed:
    """What a failed connect of httpx means; it tells the cause only in words."""
    text = str(error)
    if "CERTIFICATE" in text.upper() or "SSL" in text:
        return AttemptFailed(FailureKind.TLS_FAILED)
    if "Name or service not known" in text or "getaddrinfo" in text or "nodename" in text or "resolution" in text:
        return AttemptFailed(FailureKind.NAME_NOT_FOUND)
    if "refused" in text or "All connection attempts failed" in text:
        return AttemptFailed(FailureKind.CONNECT_REFUSED)
    return AttemptFailed(FailureKind.UNREACHABLE)
