"""One request from its plan to its last byte: try the candidates, fail over before content, never after.

The relay decides from the published snapshot and its own fresher facts. Before the first useful byte of
an answer any failure that `errors.CONSEQUENCES` marks so moves on to the next candidate; start-up frames
without content are held back (bounded) for that. After it there is no way back: the stream ends with an
error event and without `[DONE]`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from core import events as ev
from core import routing
from core.attempt import Answer, Call, story_headers
from core.domain import (
    Attempt,
    Backend,
    BackendId,
    Candidate,
    FailureKind,
    Health,
    HealthState,
    LiveRequest,
    Mode,
    Outcome,
    RequestRecord,
    RoutePlan,
    RouteRequest,
    Seconds,
    Snapshot,
)
from core.errors import CONSEQUENCES, AttemptFailed, RequestFailed, sentence
from core.health import fresher
from core.state import judged_health
from core.timeouts import Timeouts
from core.wire import Header

log = logging.getLogger("relay")

WAIT_FOR_FIRST_CHECK: Seconds = 2.5
"""How long a request waits for nodes that were never checked, before somebody farther away is asked."""
MOST_ATTEMPTS = 8


class Sender(Protocol):
    """Sends one request to one backend (the pool for plain HTTP, httpx for the cloud)."""

    async def open(self, backend: Backend, call: Call, model: str, limits: Timeouts) -> Answer:
        """Open an attempt and wait until its answer is worth passing on; raises AttemptFailed."""


class Reply(Protocol):
    """The way back to the client, as the port gives it."""

    def start(self, status: int, headers: list[Header], *, is_chunked: bool) -> None:
        """Status and headers."""

    def write(self, data: bytes) -> None:
        """Body bytes, framed as announced."""

    def finish(self) -> None:
        """The clean end of the body."""

    def abort(self) -> None:
        """Cut the connection: the body cannot be completed."""

    def follow(self, pause: Callable[[], None], resume: Callable[[], None]) -> None:
        """Call these when the client is slow, and when it caught up."""


@dataclass(slots=True)
class _Trail:
    """What happened to one request so far."""

    started: Seconds
    attempts: list[Attempt] = field(default_factory=list)
    plan: RoutePlan | None = None
    last: AttemptFailed | None = None
    first_token: Seconds | None = None
    answer: Answer | None = None


class Relay:
    """Serves requests on the data plane's loop. Facts go out through `post`, in the order they happen."""

    def __init__(
        self,
        *,
        snapshot: Callable[[], Snapshot],
        post: Callable[[ev.Event], None],
        sender: Sender,
        limits: Timeouts,
        clock: Callable[[], Seconds],
        wall: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self._snapshot = snapshot
        self._post = post
        self._sender = sender
        self._clock = clock
        self._wall = wall
        self._jitter = jitter
        self._overlay: dict[BackendId, Health] = {}
        self._trials: set[BackendId] = set()
        self.limits = limits
        self.in_flight = 0

    def plan(self, request: RouteRequest) -> RoutePlan:
        """The plan for a request as of now; what `explain` shows is what `serve` does."""
        return routing.plan(request, self._snapshot(), self._clock(), self._overlay)

    async def serve(self, call: Call, reply: Reply) -> None:
        """Answer one request; raises RequestFailed when nobody could and nothing was sent yet.

        Cancelling it (the client left) frees the backend at once.
        """
        trail = _Trail(started=self._clock())
        self._post(
            ev.RequestStarted(LiveRequest(call.id, self._wall(), trail.started, call.model, call.is_stream, call.app))
        )
        self.in_flight += 1
        outcome, failure, detail = Outcome.LEFT, None, ""
        try:
            await self._serve(call, reply, trail)
            outcome = Outcome.SERVED
        except RequestFailed as error:
            outcome, failure, detail = Outcome.FAILED, error.kind, error.detail
            raise
        except AttemptFailed as error:  # after content: the client was told inside its stream
            outcome, failure, detail = Outcome.FAILED, error.kind, error.detail
        finally:
            self.in_flight -= 1
            self._post(ev.RequestEnded(self._record(call, trail, outcome, failure, detail)))

    async def _serve(self, call: Call, reply: Reply, trail: _Trail) -> None:
        request = RouteRequest(call.id, call.model, endpoint=call.endpoint)
        if self._snapshot().is_paused:
            raise RequestFailed(FailureKind.PAUSED)
        routed = trail.plan = await self._planned(request)
        for candidate in routed.candidates[:MOST_ATTEMPTS]:
            if self._clock() - trail.started > self.limits.total:
                break
            if await self._tried(call, reply, candidate, trail):
                return
        raise self._exhausted(routed, trail)

    async def _planned(self, request: RouteRequest) -> RoutePlan:
        routed = self.plan(request)
        is_settled = bool(routed.candidates) and routed.candidates[0].backend.locality.is_local
        if is_settled or (routed.candidates and self._snapshot().mode in (Mode.CLOUD_ONLY, Mode.CLOUD_FIRST)):
            return routed
        await self.first_checks()
        return self.plan(request)

    async def first_checks(self) -> None:
        """Wait a moment for near backends that were never checked.

        Right after the start every node is unknown; without this wait the first request would go to the
        cloud although the user's own machine is ready.
        """
        until = self._clock() + WAIT_FOR_FIRST_CHECK
        while self._is_unchecked() and self._clock() < until:  # noqa: ASYNC110  snapshots arrive without a signal
            await asyncio.sleep(0.02)

    def _is_unchecked(self) -> bool:
        snapshot = self._snapshot()
        return any(
            s.health.state is HealthState.UNKNOWN and s.checked_at is None and s.backend.locality.is_local
            for s in snapshot.backends
            if not s.backend.on_demand
        )

    async def _tried(self, call: Call, reply: Reply, candidate: Candidate, trail: _Trail) -> bool:
        """One attempt. True when the request is settled, False when the next candidate may try."""
        backend = candidate.backend
        if candidate.is_trial:
            if backend.id in self._trials:
                return False  # exactly one request at a time finds out whether it is well again
            self._trials.add(backend.id)
        began = self._clock()
        self._post(ev.RequestSent(call.id, backend.name, backend.locality))
        try:
            answer = await self._sender.open(backend, call, candidate.model, self._left(trail))
            await self._pass_on(call, reply, candidate, answer, trail, began)
            return True
        except AttemptFailed as failure:
            self._note_failure(candidate, failure, trail, began)
            if trail.answer is not None:
                raise  # content was passed on
            if not CONSEQUENCES[failure.kind].retries_elsewhere:
                raise self._last_word(candidate, failure) from failure
            return False
        finally:
            self._trials.discard(backend.id)

    async def _pass_on(
        self, call: Call, reply: Reply, candidate: Candidate, answer: Answer, trail: _Trail, began: Seconds
    ) -> None:
        """The answer is good: from here on it is the client's."""
        backend = candidate.backend
        trail.first_token = self._clock() - trail.started
        trail.answer = answer
        self._note(ev.BackendAnswered(backend.id, self._clock()))
        try:
            reply.follow(answer.exchange.pause, answer.exchange.resume)
            reply.start(
                answer.status, [*answer.headers, *self._story(call, candidate, trail)], is_chunked=answer.is_chunked
            )
            await answer.pump(reply.write, self.limits)
            reply.finish()
        except AttemptFailed as failure:
            if answer.ear is None:
                reply.abort()
            else:
                text = sentence(backend.name, failure.kind, failure.detail)
                reply.write(answer.closing_error(text, failure.kind))
                reply.finish()
            raise
        finally:
            await answer.exchange.aclose()
        trail.attempts.append(self._attempt(candidate, began))

    def _story(self, call: Call, candidate: Candidate, trail: _Trail) -> list[Header]:
        """Headers that say who answered, after how many attempts, and why."""
        why = "; ".join(sentence(a.backend_name, a.failure, a.detail) for a in trail.attempts if a.failure)
        return story_headers(call.id, candidate.backend, len(trail.attempts) + 1, why or candidate.reason)

    def _note(self, event: ev.BackendAnswered | ev.BackendFailed) -> None:
        """Fold a fact into our own belief at once, and tell the control plane."""
        status = self._snapshot().find(event.id)
        known = self._overlay.get(event.id)
        base = status.health if status is not None else Health()
        health = fresher(known, base) if known is not None else base
        if isinstance(event, ev.BackendAnswered) and health.state is HealthState.UP and health.failures == 0:
            return  # nothing new; keeps the hot path silent
        self._overlay[event.id] = judged_health(health, event, self._jitter())
        self._post(event)

    def _note_failure(self, candidate: Candidate, failure: AttemptFailed, trail: _Trail, began: Seconds) -> None:
        backend = candidate.backend
        trail.last = failure
        trail.attempts.append(self._attempt(candidate, began, failure))
        self._note(ev.BackendFailed(backend.id, self._clock(), failure.kind, failure.detail, failure.wait))
        log.info("attempt failed backend=%s failure=%s detail=%r", backend.name, failure.kind, failure.detail)

    def _attempt(self, candidate: Candidate, began: Seconds, failure: AttemptFailed | None = None) -> Attempt:
        backend = candidate.backend
        return Attempt(
            backend.id,
            backend.name,
            backend.locality,
            candidate.reason,
            self._clock() - began,
            failure.kind if failure else None,
            failure.detail if failure else "",
        )

    def _left(self, trail: _Trail) -> Timeouts:
        """The limits of the next attempt, cut to what is left of the whole request."""
        left = max(0.05, self.limits.total - (self._clock() - trail.started))
        limits = self.limits
        return Timeouts(
            min(limits.connect, left),
            min(limits.first_byte, left),
            min(limits.first_token, left),
            min(limits.silence, left),
            min(limits.plain_answer, left),
            left,
        )

    def _last_word(self, candidate: Candidate, failure: AttemptFailed) -> RequestFailed:
        """A failure that nobody else could do better: the backend's own words, its status kept."""
        text = sentence(candidate.backend.name, failure.kind, failure.detail)
        return RequestFailed(failure.kind, text, wait=failure.wait, status=failure.status)

    def _exhausted(self, routed: RoutePlan, trail: _Trail) -> RequestFailed:
        if trail.last is None:
            kind, detail = routing.failure_of(routed)
            return RequestFailed(kind, detail)
        tried = "; ".join(sentence(a.backend_name, a.failure, a.detail) for a in trail.attempts if a.failure)
        last = trail.last
        kept = last.status if last.kind in (FailureKind.RATE_LIMITED, FailureKind.NO_CREDIT) else None
        return RequestFailed(last.kind, tried, wait=last.wait, status=kept)

    def _record(
        self, call: Call, trail: _Trail, outcome: Outcome, failure: FailureKind | None, detail: str
    ) -> RequestRecord:
        heard = trail.answer.heard if trail.answer is not None else None
        return RequestRecord(
            id=call.id,
            wall=self._wall(),
            model=call.model,
            is_stream=call.is_stream,
            outcome=outcome,
            attempts=tuple(trail.attempts),
            rejected=trail.plan.rejected if trail.plan is not None else (),
            app=call.app,
            duration=self._clock() - trail.started,
            first_token=trail.first_token,
            prompt_tokens=heard.prompt_tokens if heard else None,
            completion_tokens=heard.completion_tokens if heard else None,
            failure=failure,
            detail=detail,
        )
