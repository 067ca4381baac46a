"""One health check of one backend: ask it what it is and what it can answer now. Costs no token.

Raises AttemptFailed with a plain reason when it is not there, or is something else.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from core.backends import root_of
from core.discovery import exo, servers
from core.discovery.ask import Ask, Reply
from core.discovery.exo_check import STILL_FOR, ExoMemory, check_exo
from core.discovery.found import Found as Found  # what a check gives
from core.discovery.lenient import dict_of, list_of
from core.domain import ANY_NAME, Backend, BackendId, BackendKind, FailureKind, ModelStatus, Seconds
from core.errors import AttemptFailed, kind_of_status
from core.http_client import HttpClient
from core.providers import models_url_of
from core.words.failing import Detail
from core.words.models import About

_TITLE = re.compile(rb"<title[^>]*>([^<]{1,80})</title>", re.IGNORECASE)


@dataclass(slots=True)
class _Memory:
    """What is remembered of one backend from check to check."""

    exo: ExoMemory = field(default_factory=ExoMemory)
    product: servers.Product | None = None


class Probe:
    """Checks backends with one client. `timeout` is for the whole of one check, in seconds."""

    def __init__(
        self,
        client: HttpClient,
        timeout: Seconds,
        *,
        clock: Callable[[], Seconds] = time.monotonic,
        still_for: Seconds = STILL_FOR,
    ) -> None:
        self._ask = Ask(client)
        self.timeout = timeout
        self._clock = clock
        self._still_for = still_for
        self._memories: dict[BackendId, _Memory] = {}

    async def check(self, backend: Backend, key: str | None = None) -> Found:
        """Ask `backend`; an AUTO one is found out by its answers: exo, a known program, any OpenAI server."""
        try:
            async with asyncio.timeout(self.timeout):
                return await self._check(backend, self._ask.with_key(key, backend.provider), bool(key))
        except TimeoutError as error:
            raise AttemptFailed(
                FailureKind.FIRST_BYTE_TIMEOUT, Detail.NO_ANSWER.format(seconds=f"{self.timeout:g}")
            ) from error

    def look_closely(self, backend_id: BackendId) -> None:
        """Read everything at the next check, also what is usually read once a minute."""
        if backend_id in self._memories:
            self._memories[backend_id].exo.slow_at = None

    def start_anew(self) -> None:
        """This machine slept, or moved: how long a node's state stood still is counted from now on."""
        for memory in self._memories.values():
            memory.exo.index = None

    def forget(self, backend_id: BackendId) -> None:
        """This backend is no longer watched."""
        self._memories.pop(backend_id, None)

    async def _check(self, backend: Backend, ask: Ask, has_key: bool) -> Found:
        root = root_of(backend.base_url)
        memory = self._memories.setdefault(backend.id, _Memory())
        match backend.kind:
            case BackendKind.EXO:
                return await self._expected(ask, root, await self._exo(ask, root, memory), "exo")
            case BackendKind.OLLAMA:
                product = next(p for p in servers.PRODUCTS if p.kind is BackendKind.OLLAMA)
                return await self._expected(ask, root, await servers.checked(ask, root, product), "Ollama")
            case BackendKind.AUTO:
                found = None if memory.product is not None else await self._exo(ask, root, memory)
                return found or await self._other(ask, root, memory)
            case BackendKind.OPENAI if backend.locality.is_local:
                return await self._other(ask, root, memory, is_sure=True)
            case BackendKind.OPENAI | BackendKind.BUILTIN:
                return await self._openai(ask, backend, has_key)

    async def _exo(self, ask: Ask, root: str, memory: _Memory) -> Found | None:
        return await check_exo(ask, root, memory.exo, self._clock(), self._still_for)

    async def _expected(self, ask: Ask, root: str, found: Found | None, name: str) -> Found:
        """What was found, or the failure that says what stands there instead."""
        if found is not None:
            return found
        listing = await ask.get(root + "/v1/models")
        other = await servers.identified(ask, root, listing)
        words = Detail.IS_NOT.format(name=name)
        if other is not None:
            words = Detail.IS_OTHER.format(product=other.facts.product, name=name)
        elif title := await _title(ask, root):
            words = Detail.CALLS_ITSELF.format(name=name, other=repr(title))
        raise AttemptFailed(FailureKind.WRONG_SERVER, words)

    async def _other(self, ask: Ask, root: str, memory: _Memory, *, is_sure: bool = False) -> Found:
        """A local server of another product; one that is known is asked in its own way only.

        `is_sure`: the owner says that it speaks OpenAI's API. Some small servers list no models; such a one is
        asked for any name.
        """
        if memory.product is not None:
            found = await servers.checked(ask, root, memory.product)
            if found is not None:
                return found
            memory.product = None
            if (found := await self._exo(ask, root, memory)) is not None:
                return found  # another program took its place
        listing = await ask.get(root + "/v1/models")
        found = await servers.identified(ask, root, listing)
        if found is not None:
            memory.product = servers.product_of(found.facts)
            return found
        if is_sure and listing.status in (404, 405, 501):
            return Found(BackendKind.OPENAI, (ModelStatus(ANY_NAME, detail=About.LISTS_NONE),))
        return _listed(listing, has_key=False)

    async def _openai(self, ask: Ask, backend: Backend, has_key: bool) -> Found:
        url = models_url_of(backend)
        if has_key and backend.key_check and backend.key_check not in (url, backend.base_url + "/models"):
            await _check_key(ask, backend.key_check)
        return _listed(await ask.get(url), has_key)


async def _check_key(ask: Ask, url: str) -> None:
    """Some clouds list their models to everybody, so that list proves nothing about a key."""
    reply = await ask.get(url)
    if reply.status in (401, 402, 403):
        raise AttemptFailed(kind_of_status(reply.status), Detail.STATUS.format(status=reply.status))


def _listed(reply: Reply, has_key: bool) -> Found:
    """A model list as OpenAI gives it; Together gives the bare array, Google its own form."""
    document = {"data": reply.document} if isinstance(reply.document, list) else reply.document
    if isinstance(dict_of(document).get("models"), list):
        names = [str(dict_of(entry).get("name")) for entry in list_of(dict_of(document)["models"])]
        document = {"data": [{"id": name.removeprefix("models/")} for name in names]}
    if reply.status == 200 and isinstance(dict_of(document).get("data"), list):
        return Found(BackendKind.OPENAI, exo.listed_models(document))
    if reply.status in (404, 405) and has_key:
        return Found(BackendKind.OPENAI, ())  # some clouds list no models; the key was not refused
    if reply.status >= 400:
        kind = FailureKind.WRONG_SERVER if reply.status in (404, 405) else kind_of_status(reply.status)
        raise AttemptFailed(kind, Detail.STATUS_OF_LIST.format(status=reply.status))
    raise AttemptFailed(FailureKind.WRONG_SERVER, Detail.NO_LIST)


async def _title(ask: Ask, root: str) -> str:
    """What a web page at the root calls itself, for the owner who mistyped a port."""
    match = _TITLE.search((await ask.get(root + "/")).body[:65536])
    return match[1].decode("utf-8", "replace").strip() if match else ""
