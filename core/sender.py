"""Sends an attempt the right way: which library, whose key, and whether the backend must be started first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from core.attempt import Answer, Call, judged, request_body, request_headers, speaks_exo
from core.cloud import Cloud
from core.dialects.exo import LONGEST_SILENCE
from core.domain import Backend, BackendKind, FailureKind, KeyReference, Seconds
from core.errors import AttemptFailed
from core.timeouts import Timeouts
from core.upstream import Pool

KeyReader = Callable[[KeyReference], Awaitable[str | None]]
Starter = Callable[[Backend], Awaitable[str]]


def first_byte_limit(backend: Backend, call: Call, limits: Timeouts) -> Seconds:
    """How long the head of an answer may take.

    A plain answer is often sent whole: its first byte comes when the last token is known. exo is always
    asked for a stream; its 0.0.x sends nothing, not even headers, before the prompt is read.
    """
    if backend.answers_late:
        return limits.first_token
    return limits.first_byte if call.is_stream or speaks_exo(backend, call) else limits.plain_answer


def limits_for(backend: Backend, limits: Timeouts) -> Timeouts:
    """exo's silence means a lost machine sooner than anybody else's."""
    if backend.kind is not BackendKind.EXO:
        return limits
    return replace(limits, silence=min(limits.silence, LONGEST_SILENCE))


class BackendSender:
    """Opens attempts on the data plane's loop.

    `read_key` gives a key by its name or None; `start` starts an on-demand backend and returns its base
    URL. Both may wait for the control plane.
    """

    def __init__(self, *, read_key: KeyReader, start: Starter) -> None:
        self._read_key = read_key
        self._start = start
        self.pool = Pool()
        self.cloud = Cloud()

    async def open(self, backend: Backend, call: Call, model: str, limits: Timeouts) -> Answer:
        """Send `call` and wait until its answer is worth passing on; raises AttemptFailed."""
        body = request_body(backend, call, model)
        base_url = await self._start(backend) if backend.on_demand else backend.base_url
        key = await self._key_of(backend)
        carrier = self.pool if base_url.startswith("http://") else self.cloud
        exchange = await carrier.send(
            base_url,
            call.target,
            request_headers(call.headers, key),
            body,
            connect=limits.connect,
            first_byte=first_byte_limit(backend, call, limits),
        )
        try:
            return await judged(exchange, backend, call, model, limits_for(backend, limits))
        except BaseException:  # also cancellation: nothing may be left open
            await exchange.aclose()
            raise

    async def _key_of(self, backend: Backend) -> str | None:
        if backend.key is None:
            return None
        key = await self._read_key(backend.key)
        if not key:
            raise AttemptFailed(FailureKind.NO_KEY)
        return key

    async def aclose(self) -> None:
        """Cut every connection."""
        self.pool.close()
        await self.cloud.aclose()

    async def drop_idle_connections(self, every: float) -> None:
        """Keep the pool clean until cancelled."""
        while True:
            await asyncio.sleep(every)
            self.pool.drop_idle()
