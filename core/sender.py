"""Sends an attempt the right way: which library, whose key, whether the backend must be started, and whether
anything may leave at all."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from core.answer import Answer
from core.asking import Sending, lost_header, sending, speaks
from core.attempt import judged, speaks_exo
from core.begun import Begun
from core.call import Call
from core.cloud import Cloud
from core.dialects.exo import LONGEST_SILENCE
from core.dialects.names import Dialect
from core.domain import Backend, BackendId, BackendKind, FailureKind, KeyReference, Locality, Seconds
from core.errors import AttemptFailed
from core.key_ring import KeyRing
from core.pool import Pool, place_of
from core.rate_limits import wait_of
from core.retold import RetoldExchange
from core.timeouts import Timeouts
from core.upstream import Exchange

KeyReader = Callable[[KeyReference], Awaitable[str | None]]
Starter = Callable[[Backend], Awaitable[str]]

SHORTEST_FIRST_TOKEN: Seconds = 4.0
"""exo blocks every request for about 3 s while it elects a master, whatever its owner set for it."""
DEAF_FOR: Seconds = 600.0
"""How long a backend that said it does not speak a dialect is asked in ours instead: it may be brought up to date."""


def first_byte_limit(backend: Backend, call: Call, limits: Timeouts) -> Seconds:
    """How long the head of an answer may take.

    A plain answer is often sent whole: its first byte comes when the last token is known. exo is always
    asked for a stream; its 0.0.x sends nothing, not even headers, before the prompt is read.
    """
    if backend.answers_late:
        return limits.first_token
    return limits.first_byte if call.is_stream or speaks_exo(backend, call) else limits.plain_answer


def limits_for(backend: Backend, limits: Timeouts) -> Timeouts:
    """The backend's own limits where its owner set some; exo's silence means a lost machine sooner than others'."""
    has_own = backend.silence or backend.first_token or backend.kind is BackendKind.EXO
    if not has_own and max(limits.first_token, limits.silence) <= limits.total:
        return limits
    silence = backend.silence or limits.silence
    if backend.kind is BackendKind.EXO and not backend.silence:
        silence = min(silence, LONGEST_SILENCE)
    first_token = backend.first_token or limits.first_token
    if backend.kind is BackendKind.EXO and backend.first_token:
        first_token = max(first_token, SHORTEST_FIRST_TOKEN)
    return replace(limits, first_token=min(first_token, limits.total), silence=min(silence, limits.total))


class BackendSender:
    """Opens attempts on the data plane's loop.

    `read_key` gives a key by its name or None; `start` starts an on-demand backend and returns its base
    URL. Both may wait for the control plane. `may_leave` tells, at the moment of sending, whether a place
    as far as that is allowed: a plan may be older than the owner's last word.
    """

    def __init__(self, *, read_key: KeyReader, start: Starter, may_leave: Callable[[Locality], bool]) -> None:
        self._read_key = read_key
        self._start = start
        self._may_leave = may_leave
        self._keys = KeyRing()
        self._deaf: dict[tuple[BackendId, Dialect], Seconds] = {}
        self.pool = Pool()
        self.cloud = Cloud()
        self.own_over_tls = Cloud(uses_proxies=False)

    async def open(self, backend: Backend, call: Call, model: str, limits: Timeouts) -> Answer:
        """Send `call` and wait until its answer is worth passing on; raises AttemptFailed.

        With several keys the next one is tried at once when the failure is about the key.
        """
        limits = limits_for(backend, limits)
        base_url = await self._start(backend) if backend.on_demand else backend.base_url
        if backend.key is None:
            return await self._asked(backend, base_url, call, model, limits, None)
        failure = AttemptFailed(FailureKind.NO_KEY)
        for reference in self._keys.in_order(backend, time.monotonic()):
            try:
                answer = await self._with_key(reference, partial(self._asked, backend, base_url, call, model, limits))
            except AttemptFailed as error:
                failure = error
                if not self._keys.is_about_key(error):
                    raise
                self._keys.failed(backend, reference, error, time.monotonic())
            else:
                self._keys.worked(backend, reference)
                return answer
        raise failure

    async def _with_key(self, reference: KeyReference, ask: Callable[[str], Awaitable[Answer]]) -> Answer:
        """Ask with this key; once more when the owner replaced it meanwhile, for the refusal is the old one's."""
        key = await self._read_key(reference)
        if not key:
            raise AttemptFailed(FailureKind.NO_KEY)
        try:
            return await ask(key)
        except AttemptFailed as failure:
            newer = await self._read_key(reference) if self._keys.is_about_key(failure) else key
            if not newer or newer == key:
                raise
        return await ask(newer)

    async def _asked(
        self, backend: Backend, base_url: str, call: Call, model: str, limits: Timeouts, key: str | None
    ) -> Answer:
        """In the client's own dialect where the backend speaks it; an older one says that it does not."""
        foreign = call.foreign
        is_native = foreign is not None and speaks(backend, foreign) and not self._is_deaf(backend, foreign.dialect)
        sent = sending(backend, base_url, call, model, key, may_be_native=is_native)
        try:
            return await self._open(backend, call, sent, model, limits)
        except AttemptFailed as failure:
            if not is_native or failure.kind is not FailureKind.ENDPOINT_NOT_FOUND or foreign is None:
                raise
            self._deaf[backend.id, foreign.dialect] = time.monotonic()
        return await self._open(
            backend, call, sending(backend, base_url, call, model, key, may_be_native=False), model, limits
        )

    def _is_deaf(self, backend: Backend, dialect: Dialect) -> bool:
        since = self._deaf.get((backend.id, dialect))
        return since is not None and time.monotonic() - since < DEAF_FOR

    async def _open(self, backend: Backend, call: Call, sent: Sending, model: str, limits: Timeouts) -> Answer:
        if not self._may_leave(backend.locality):
            raise AttemptFailed(FailureKind.LOCAL_ONLY)
        began = time.monotonic()
        over_tls = self.own_over_tls if backend.locality.is_local else self.cloud
        carrier = self.pool if sent.base_url.startswith("http://") else over_tls
        exchange = await carrier.send(
            sent.base_url,
            sent.target,
            sent.headers,
            sent.body,
            connect=limits.connect,
            first_byte=first_byte_limit(backend, call, limits),
        )
        sent = replace(sent, body=b"")  # else it would be held while the answer runs
        if sent.reader is not None:
            exchange = RetoldExchange(exchange, sent.stream, sent.plain)
        return await self._judged(exchange, backend, call, sent, model, limits, began)

    async def go_on(self, begun: Begun, limits: Timeouts) -> Answer:
        """Go on with an attempt that was begun on the short way; raises AttemptFailed."""
        backend, call, model = begun.candidate.backend, begun.call, begun.candidate.model
        exchange = await self.pool.go_on(
            begun.connection,
            place_of(backend.base_url).key,
            begun.message,
            connect=limits.connect,
            first_byte=first_byte_limit(backend, call, limits),
        )
        begun.message = b""  # else it would be held while the answer runs
        sent = Sending(Dialect.OPENAI, backend.base_url, call.target, call.headers, call.body)
        return await self._judged(exchange, backend, call, sent, model, limits, begun.started)

    async def _judged(
        self,
        exchange: Exchange,
        backend: Backend,
        call: Call,
        sent: Sending,
        model: str,
        limits: Timeouts,
        began: Seconds,
    ) -> Answer:
        exchange.end_within(limits.total)
        try:
            answer = await judged(exchange, backend, call, model, limits, sent.dialect)
        except BaseException:  # also cancellation: nothing may be left open
            await exchange.aclose()
            raise
        answer.dialect, answer.first_token = sent.dialect, time.monotonic() - began
        if call.foreign is not None or sent.reader is not None:
            answer.headers.append((b"x-bridge-dialect", sent.dialect.value.encode("ascii")))
        if sent.lost:
            answer.headers.append((b"x-bridge-lost", lost_header(sent.lost)))
        if backend.locality is Locality.CLOUD:
            answer.asked_wait = wait_of(exchange.headers, time.time())
        return answer

    async def aclose(self) -> None:
        """Cut every connection."""
        self.pool.close()
        await self.cloud.aclose()
        await self.own_over_tls.aclose()
