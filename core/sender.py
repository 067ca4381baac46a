"""Sends an attempt the right way: which library, whose key, and whether the backend must be started first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from core.attempt import Answer, Call, judged, request_headers
from core.cloud import Cloud
from core.dialects.openai import with_model
from core.domain import Backend, FailureKind, KeyReference, Timeouts
from core.errors import AttemptFailed
from core.upstream import Exchange, Pool

KeyReader = Callable[[KeyReference], Awaitable[str | None]]
Starter = Callable[[Backend], Awaitable[str]]


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
        base_url = await self._start(backend) if backend.on_demand else backend.base_url
        key = await self._key_of(backend)
        exchange = await self._send(backend, base_url, call, model, key, limits)
        try:
            return await judged(exchange, call.endpoint, limits)
        except BaseException:  # also cancellation: nothing may be left open
            await exchange.aclose()
            raise

    async def _send(
        self, backend: Backend, base_url: str, call: Call, model: str, key: str | None, limits: Timeouts
    ) -> Exchange:
        carrier = self.pool if base_url.startswith("http://") else self.cloud
        body = call.body if model == call.model else with_model(call.body, model)
        return await carrier.send(
            base_url,
            call.target,
            request_headers(call.headers, key),
            body,
            connect=limits.connect,
            # A plain answer is often sent whole: its first byte comes when the last token is known.
            first_byte=limits.first_byte if call.is_stream else limits.plain_answer,
        )

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
