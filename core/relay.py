"""One request from its plan to its last byte: try the candidates, fail over before content, never after.

The relay decides from the published snapshot, its own fresher facts and its own counters. Before the first
useful byte of an answer any failure that `errors.CONSEQUENCES` marks so moves on to the next candidate;
start-up frames without content are held back (bounded) for that. After it there is no way back: the stream
ends with an error event and without `[DONE]`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from core import events as ev
from core import sse
from core.admission import Admission, QueueFull, Waiter
from core.answer import Answer
from core.attempt import story_headers
from core.begun import Begun
from core.call import Call
from core.dialects.continuation import continued
from core.domain import (
    BackendId,
    BackendKind,
    Candidate,
    FailureKind,
    HealthState,
    LiveRequest,
    Mode,
    Outcome,
    RequestId,
    RoutePlan,
    RouteRequest,
    Seconds,
    Snapshot,
)
from core.errors import CONSEQUENCES, AttemptFailed, RequestFailed, sentence
from core.hedging import Opened, opened
from core.log import facts
from core.patience import Patience
from core.planner import Planner
from core.rules import Rules
from core.seams import Awaken, Reply, Sender
from core.timeouts import Timeouts
from core.trail import Trail, last_word
from core.words.failing import Detail

log = logging.getLogger("relay")

WAIT_FOR_FIRST_CHECK: Seconds = 2.5
"""How long a request waits for nodes that were never checked, before somebody farther away is asked."""
MOST_ATTEMPTS = 8
RETRY_WHEN_BUSY: Seconds = 5.0


class Relay:
    """Serves requests on the data plane's loop. Facts go out through `post`, in the order they happen."""

    def __init__(
        self,
        *,
        snapshot: Callable[[], Snapshot],
        post: Callable[[ev.Event], None],
        sender: Sender,
        limits: Timeouts,
        rules: Rules,
        clock: Callable[[], Seconds],
        wall: Callable[[], float],
        jitter: Callable[[], float],
        awaken: Awaken | None = None,
        abandon: Callable[[BackendId, str], None] | None = None,
        spend: Callable[[str, int], None],
    ) -> None:
        """`awaken` has a model loaded and tells how far it is; `abandon` stops exo's generation by its id.

        `spend` counts the tokens of clouds of an app.
        """
        self._awaken = awaken
        self._abandon = abandon
        self._spend = spend
        self._snapshot = snapshot
        self._post = post
        self._sender = sender
        self._clock = clock
        self._wall = wall
        self._trials: dict[BackendId, asyncio.Event] = {}
        self.running: dict[RequestId, Trail] = {}
        self.admission = Admission(jitter)
        self.limits = limits
        self.rules = rules
        self.planner = Planner(snapshot, post, self.admission, lambda: self.rules, clock, jitter)

    def plan(self, request: RouteRequest) -> RoutePlan:
        """The plan for a request as of now; what `explain` shows is what `serve` does."""
        return self.planner.plan(request)

    async def serve(self, call: Call, reply: Reply, begun: Begun | None = None) -> None:
        """Answer one request; raises RequestFailed when nobody could and nothing was sent yet.

        Cancelling it (the client left) frees the backend at once.
        """
        trail = Trail(started=self._clock() if begun is None else begun.started)
        asked = ("", None) if begun is None else (begun.candidate.backend.name, begun.candidate.backend.locality)
        live = LiveRequest(call.id, self._wall(), trail.started, call.model, call.is_stream, call.app, *asked)
        self._post(ev.RequestStarted(live))
        patience = Patience(reply, call.id, is_stream=call.is_stream and call.speaks_events)
        outcome, failure, detail = Outcome.LEFT, None, ""
        self.running[call.id] = trail
        try:
            await self._serve(call, reply, trail, patience, begun)
            outcome = Outcome.SERVED
        except RequestFailed as error:
            outcome, failure, detail = Outcome.FAILED, error.kind, error.detail
            if not patience.has_spoken:
                raise
            reply.fail(error.detail or CONSEQUENCES[error.kind].title, error.kind)
        except AttemptFailed as error:  # after content: the client was told inside its stream
            outcome, failure, detail = Outcome.FAILED, error.kind, error.detail
        finally:
            patience.end()
            del self.running[call.id]
            record = trail.record(call, outcome, failure, detail, wall=self._wall(), now=self._clock())
            self._post(ev.RequestEnded(record))
            if call.has_budget:
                self._spend(call.app, trail.spent(call))

    async def first_checks(self) -> None:
        """Wait a moment for near backends that were never checked.

        Right after the start every node is unknown; without this wait the first request would go to the
        cloud although the user's own machine is ready.
        """
        until = self._clock() + WAIT_FOR_FIRST_CHECK
        while self._is_unchecked() and self._clock() < until:  # noqa: ASYNC110  snapshots arrive without a signal
            await asyncio.sleep(0.02)

    # the order of things for one request

    async def _serve(
        self, call: Call, reply: Reply, trail: Trail, patience: Patience, begun: Begun | None = None
    ) -> None:
        request = self._request(call)
        if begun is not None:
            trail.plan = self.plan(request)
            trail.tried.add(begun.candidate.backend.id)
            if await self._tried(call, reply, begun.candidate, trail, patience, begun):
                return
        if self._snapshot().is_paused:
            raise RequestFailed(FailureKind.PAUSED)
        trail.plan = await self._planned(request)
        while len(trail.attempts) < MOST_ATTEMPTS and self._clock() - trail.started < self.limits.total:
            candidate = await self._next(call, trail, patience)
            if candidate is None:
                break
            if await self._tried(call, reply, candidate, trail, patience):
                return
            trail.plan = self.plan(request)
        raise trail.exhausted(call)

    def _request(self, call: Call) -> RouteRequest:
        return RouteRequest(
            call.id, call.model, call.farthest, endpoint=call.endpoint, mode=call.mode, affinity=call.affinity
        )

    async def _planned(self, request: RouteRequest) -> RoutePlan:
        routed = self.plan(request)
        is_settled = bool(routed.candidates) and routed.candidates[0].backend.locality.is_local
        if is_settled or (routed.candidates and self._snapshot().mode in (Mode.CLOUD_ONLY, Mode.CLOUD_FIRST)):
            return routed
        await self.first_checks()
        return self.plan(request)

    async def _next(self, call: Call, trail: Trail, patience: Patience) -> Candidate | None:
        """The next candidate, with its slot taken; None when nobody is left.

        1. Those already tried are out. 2. One that another request is trying out is waited for, when nobody
        else is left. 3. A full one is passed over for a free one on the same side (own machines, or cloud);
        when all of them are full the request waits in the queue, and only then looks at the other side.
        """
        assert trail.plan is not None
        left = trail.untried(trail.plan.candidates)
        free = [c for c in left if not (c.is_trial and c.backend.id in self._trials)]
        if left and not free:
            await self._trial_over(left[0].backend.id)
            free = left
        while free:
            side = [c for c in free if c.backend.locality.is_local is free[0].backend.locality.is_local]
            chosen = next((c for c in side if not self.admission.is_full(c.backend.id)), None)
            if chosen is not None:
                self.admission.enter(chosen.backend.id)
            else:
                chosen = await self._queued(call, side, trail, patience)
            if chosen is not None:
                trail.tried.add(chosen.backend.id)
                return chosen
            free = [c for c in free if c not in side]
        return None

    async def _queued(self, call: Call, side: list[Candidate], trail: Trail, patience: Patience) -> Candidate | None:
        """Wait for a slot at one of these; None after the owner's patience, noted as attempts."""

        def on_position(position: int) -> None:
            trail.queue_position = position if trail.queue_position is None else trail.queue_position
            patience.queued(position)
            self._post(ev.RequestQueued(call.id, position))

        began = self._clock()
        waiter = Waiter(frozenset(c.backend.id for c in side), call.app, call.is_batch, on_position)
        try:
            async with asyncio.timeout(self.rules.queue_patience):
                backend_id = await self.admission.slot(waiter, self.rules.queue_limit)
        except (TimeoutError, QueueFull) as error:
            waited = Detail.WAITED.format(seconds=f"{self.rules.queue_patience:g}")
            why = Detail.QUEUE_FULL if isinstance(error, QueueFull) else waited
            busy = AttemptFailed(FailureKind.BUSY, why, wait=RETRY_WHEN_BUSY)
            for candidate in side:
                trail.tried.add(candidate.backend.id)
                trail.note(candidate, began, self._clock(), busy)
            return None
        trail.waited += self._clock() - began
        patience.admitted()
        return next(c for c in side if c.backend.id == backend_id)

    async def _trial_over(self, backend_id: BackendId) -> None:
        try:
            async with asyncio.timeout(self.limits.first_token):
                await self._trials[backend_id].wait()
        except TimeoutError:
            log.debug("trial takes long %s", facts(backend=backend_id))

    async def _tried(
        self,
        call: Call,
        reply: Reply,
        candidate: Candidate,
        trail: Trail,
        patience: Patience,
        begun: Begun | None = None,
    ) -> bool:
        """One attempt. True when the request is settled, False when the next candidate may try."""
        backend = candidate.backend
        is_on_trial = candidate.is_trial and backend.id not in self._trials
        if is_on_trial:
            self._trials[backend.id] = asyncio.Event()  # exactly one request at a time finds out whether it is well
        began = self._clock()
        if begun is None:  # else that was told with its start
            self._post(ev.RequestSent(call.id, backend.name, backend.locality))
        try:
            won = await self._opened(call, candidate, trail, patience, began, begun)
            await self._pass_on(call, reply, won.candidate, won.answer, trail, patience)
            trail.note(won.candidate, began, self._clock())
            return True
        except asyncio.CancelledError:
            self._note_left(candidate, trail, began)
            raise
        except AttemptFailed as failure:
            self._note_failure(call, candidate, failure, trail, began)
            if trail.answer is not None:  # content was passed on
                return await self._rescued(call, reply, trail, patience, failure)
            if not CONSEQUENCES[failure.kind].retries_elsewhere:
                raise last_word(candidate, failure) from failure
            return False
        finally:
            self.admission.leave(backend.id)
            if is_on_trial:
                self._trials.pop(backend.id).set()

    async def _opened(
        self,
        call: Call,
        candidate: Candidate,
        trail: Trail,
        patience: Patience,
        began: Seconds,
        begun: Begun | None,
    ) -> Opened:
        """An answer worth passing on, after the model was loaded where it slept; raises AttemptFailed."""
        if begun is not None:
            return Opened(candidate, await self._sender.go_on(begun, self._left(trail)))
        if candidate.is_asleep and self._awaken is not None:
            await self._awaken(candidate.backend.id, candidate.model, patience.say)
            patience.admitted()
        spare = self._spare(candidate, trail)
        won = await opened(self._sender, call, candidate, spare, self._left(trail), self.rules.hedge_after)
        if won.candidate is not candidate:
            trail.note(candidate, began, self._clock(), AttemptFailed(FailureKind.FIRST_TOKEN_TIMEOUT, Detail.TOO_SLOW))
            trail.last = None
        return won

    def _note_left(self, candidate: Candidate, trail: Trail, began: Seconds) -> None:
        """The client left: nobody's failure, but this backend was asked, and exo may still be generating."""
        trail.note(candidate, began, self._clock())
        if self._abandon is not None and trail.answer is not None and candidate.backend.kind is BackendKind.EXO:
            self._abandon(candidate.backend.id, trail.answer.heard.id)

    def _spare(self, first: Candidate, trail: Trail) -> Candidate | None:
        """Who may be asked at the same time when `first` is slow: on the same side only, with a free slot."""
        if not self.rules.hedge_after or trail.plan is None:
            return None
        return next(
            (
                c
                for c in trail.plan.candidates
                if c.backend.id not in trail.tried
                and not c.is_trial
                and (not c.backend.cluster or c.backend.cluster != first.backend.cluster)
                and not self.admission.is_full(c.backend.id)
                and c.backend.locality.is_local is first.backend.locality.is_local
            ),
            None,
        )

    async def _pass_on(
        self, call: Call, reply: Reply, candidate: Candidate, answer: Answer, trail: Trail, patience: Patience
    ) -> None:
        """The answer is good: from here on it is the client's."""
        patience.end()
        backend, now = candidate.backend, self._clock()
        trail.first_token = now - trail.started
        trail.answer = answer
        self.planner.note(ev.BackendAnswered(backend.id, now))
        self.admission.answered(backend.id, answer.first_token, now)
        self.admission.pin(call.affinity, backend.id, now)
        if answer.asked_wait is not None:  # it answered this one, and said that its allowance is used up
            told = ev.BackendFailed(backend.id, now, FailureKind.RATE_LIMITED, "allowance used", answer.asked_wait)
            self.planner.note(told)
        try:
            reply.follow(answer.exchange.pause, answer.exchange.resume)
            reply.told_in(answer.dialect)
            if not reply.is_started:
                story = story_headers(call.id, backend, len(trail.attempts) + 1, trail.why(candidate))
                story += [*answer.headers, *trail.queue_headers()]
                reply.start(answer.status, story, is_chunked=answer.is_chunked)
            rescues = self.rules.rescues_of(call.model)
            if not rescues and call.let_go(counts=answer.mender is not None or call.has_budget):
                reply.settled()
            await answer.pump(reply, self.limits, keeps_text=rescues)
            reply.finish()
        finally:
            await answer.exchange.aclose()

    async def _rescued(
        self, call: Call, reply: Reply, trail: Trail, patience: Patience, failure: AttemptFailed
    ) -> bool:
        """An answer broke off after content: another backend continues it if the owner wants that, or it ends so.

        Raises the failure after the client was told inside its stream.
        """
        broken, answer = trail.attempts[-1], trail.answer
        assert answer is not None
        words = sentence(broken.backend_name, failure.kind, failure.detail)
        if answer.ear is None:
            reply.abort()  # a plain answer has no place for an error
            raise failure
        rescues = self.rules.rescues_of(call.model) and bool(answer.text)
        body = continued(call.body, answer.text) if rescues else None
        while body is not None and len(trail.attempts) < MOST_ATTEMPTS:
            trail.plan = self.plan(self._request(call))
            candidate = await self._next(call, trail, patience)
            if candidate is None:
                break
            trail.answer = None
            reply.write(b"\n\n" + sse.comment(f"{words}; {candidate.backend.name} continues from here"))
            if await self._tried(call.continued(body), reply, candidate, trail, patience):
                return True
        reply.fail(words, failure.kind)
        raise failure

    # beliefs

    def _note_failure(
        self, call: Call, candidate: Candidate, failure: AttemptFailed, trail: Trail, began: Seconds
    ) -> None:
        backend = candidate.backend
        trail.note(candidate, began, self._clock(), failure)
        now = self._clock()
        if failure.kind is FailureKind.OVERLOADED:
            self.admission.refused(backend.id)
        if failure.kind is FailureKind.MODEL_NOT_FOUND:
            self.admission.absent(backend.id, candidate.model, now)
        if failure.kind is FailureKind.ENDPOINT_NOT_FOUND:
            self.admission.absent(backend.id, call.endpoint, now)
        has_key = backend.key is not None
        self.planner.note(ev.BackendFailed(backend.id, now, failure.kind, failure.detail, failure.wait, has_key))
        log.info("attempt failed %s", facts(backend=backend.name, failure=failure.kind, detail=failure.detail or None))

    def _is_unchecked(self) -> bool:
        return any(
            s.health.state is HealthState.UNKNOWN and s.checked_at is None and s.backend.locality.is_local
            for s in self._snapshot().backends
            if not s.backend.on_demand
        )

    def _left(self, trail: Trail) -> Timeouts:
        """The limits of the next attempt, cut to what is left of the whole request."""
        passed = self._clock() - trail.started
        if passed * 100 < self.limits.total:
            return self.limits  # a hundredth is not worth new values for each request
        return self.limits.within(max(0.05, self.limits.total - passed))
