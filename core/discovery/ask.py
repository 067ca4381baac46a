"""One HTTP request of the control plane, with every way in which it can fail told as an AttemptFailed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from core.calls import OWN_MARK
from core.discovery.reach import explained, place_of
from core.domain import FailureKind, Seconds
from core.error_words import message_of
from core.errors import AttemptFailed
from core.http_client import HttpClient, Response
from core.providers import key_headers
from core.wire import Header
from core.words.failing import Detail

_JSON: Header = (b"content-type", b"application/json")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `document` is its JSON, or None when it has none."""

    status: int
    document: object
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def is_good(self) -> bool:
        """Whether it is a 200 with JSON in it."""
        return self.status == 200 and self.document is not None

    @property
    def server(self) -> str:
        """What the server calls itself."""
        return self.headers.get("server", "")


class Ask:
    """Asks servers with one client. Raises AttemptFailed when there is no answer."""

    def __init__(self, client: HttpClient, key: str | None = None, provider_id: str = "") -> None:
        self._client = client
        carried = key_headers(provider_id, key) if key else {}
        self._headers = [OWN_MARK, *((n.encode("ascii"), v.encode("latin-1", "replace")) for n, v in carried.items())]

    def with_key(self, key: str | None, provider_id: str = "") -> Ask:
        """The same client with this key, carried as the provider wants it."""
        return Ask(self._client, key, provider_id)

    async def get(self, url: str) -> Reply:
        """The answer to a GET, its JSON read."""
        return await self.send("GET", url)

    async def send(self, method: str, url: str, body: object = None, *, limit: Seconds | None = None) -> Reply:
        """The answer to a request with a JSON body or none; `limit` in seconds instead of the client's own."""
        response = await self._response(method, url, body, limit)
        try:
            document: object = msgspec.json.decode(response.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            document = None
        return Reply(response.status, document, response.headers, response.body)

    async def parts(self, url: str, names: frozenset[str]) -> dict[str, Any] | None:
        """Only these keys of a large JSON object; the others are passed over unread. None when it is none."""
        response = await self._response("GET", url, None, None)
        if response.status != 200:
            return None
        try:
            raw = msgspec.json.decode(response.body, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        return {name: msgspec.json.decode(raw[name]) for name in names & raw.keys()}

    async def _response(self, method: str, url: str, body: object, limit: Seconds | None) -> Response:
        content = b"" if body is None else msgspec.json.encode(body)
        headers = self._headers if body is None else [*self._headers, _JSON]
        try:
            response = await self._client.request(method, url, headers, content, limit=limit)
        except AttemptFailed as failure:
            if failure.kind is FailureKind.FIRST_BYTE_TIMEOUT:
                raise AttemptFailed(failure.kind, Detail.SAYS_NOTHING) from failure
            raise explained(failure, place_of(url)[0]) from failure
        if response.status == 508:
            raise AttemptFailed(FailureKind.LOOP)
        return response


def words_of(reply: Reply) -> str:
    """The human words of an error answer, one line, at most 200 signs; some of exo's are whole tracebacks."""
    return message_of(reply.body) or Detail.STATUS.format(status=reply.status)
