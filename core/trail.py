"""What happened to one request so far, and the record it leaves. Values and their making; no decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.answer import Answer
from core.call import Call
from core.domain import (
    Attempt,
    BackendId,
    Candidate,
    FailureKind,
    Outcome,
    RequestRecord,
    RoutePlan,
    Seconds,
)
from core.errors import AttemptFailed, RequestFailed, sentence
from core.routing import failure_of
from core.wire import Header
from core.words.failing import listed
from core.words.routing import Reason

_OF_THE_CLUSTER = frozenset({
    FailureKind.FIRST_TOKEN_TIMEOUT, FailureKind.SILENT, FailureKind.TOTAL_TIMEOUT, FailureKind.EMPTY_ANSWER,
    FailureKind.TRUNCATED, FailureKind.ERROR_IN_STREAM, FailureKind.MODEL_NOT_FOUND, FailureKind.NOT_READY,
})  # fmt: skip
"""Failures of what a cluster's nodes share, its runners and its placements; others are of one node's API."""

_STATUS_KEPT = frozenset({FailureKind.RATE_LIMITED, FailureKind.NO_CREDIT})
"""Failures whose own status tells a client more than ours would."""


@dataclass(slots=True)
class Trail:
    """The attempts at one request, in their order. Times are monotonic seconds; `queue_position` is where it
    entered the queue, if it did, and `waited` how long it was there."""

    started: Seconds
    attempts: list[Attempt] = field(default_factory=list)
    tried: set[BackendId] = field(default_factory=set)
    plan: RoutePlan | None = None
    last: AttemptFailed | None = None
    first_token: Seconds | None = None
    answer: Answer | None = None
    queue_position: int | None = None
    waited: Seconds = 0.0
    failed_clusters: set[str] = field(default_factory=set)

    def untried(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those that are left, in their order; but nodes of a cluster that failed come after all others on their side,
        for their runners are the same."""
        left = [c for c in candidates if c.backend.id not in self.tried]
        if not self.failed_clusters:
            return left
        return sorted(
            left,
            key=lambda c: (
                c.backend.locality.is_local is not left[0].backend.locality.is_local,
                c.backend.cluster in self.failed_clusters,
            ),
        )

    @property
    def pieces(self) -> int:
        """How many pieces of text its stream brought so far; 0 of an answer that is none."""
        answer = self.answer
        return answer.heard.content_events if answer is not None and answer.ear is not None else 0

    def note(self, candidate: Candidate, began: Seconds, now: Seconds, failure: AttemptFailed | None = None) -> None:
        """An attempt ended."""
        backend = candidate.backend
        if failure is not None:
            self.last = failure
            if backend.cluster and failure.kind in _OF_THE_CLUSTER:
                self.failed_clusters.add(backend.cluster)
        self.attempts.append(
            Attempt(
                backend.id,
                backend.name,
                backend.locality,
                candidate.reason,
                now - began,
                failure.kind if failure else None,
                failure.detail if failure else "",
            )
        )

    def why(self, candidate: Candidate) -> str:
        """Why this candidate answers: what went wrong before it, or its place in the plan."""
        return self._failures() or candidate.reason

    def queue_headers(self) -> list[Header]:
        """What the queue cost, where it waited in one."""
        if self.queue_position is None:
            return []
        return [(b"x-bridge-queue", b"%d before, waited %.1f s" % (self.queue_position, self.waited))]

    def exhausted(self, call: Call) -> RequestFailed:
        """Nobody answered: the last backend's meaning is kept, its status where it tells more than ours."""
        last = self.last
        if last is None:
            assert self.plan is not None  # a request that was tried nowhere was planned
            kind, detail = failure_of(self.plan)
            if call.is_used_up:
                text = Reason.USED_UP.format(app=call.app, detail=detail)
                return RequestFailed(FailureKind.NO_BACKEND, text, status=402, code="insufficient_quota")
            return RequestFailed(kind, detail)
        kept = last.status if last.kind in _STATUS_KEPT else None
        return RequestFailed(last.kind, self._failures(), wait=last.wait, status=kept)

    def spent(self, call: Call) -> int:
        """Tokens of a cloud that this request used; guessed where nobody counted, for a budget must count all."""
        if self.answer is None or not self.attempts or self.attempts[-1].locality.is_local:
            return 0
        heard = self.answer.heard
        prompt = call.prompt_tokens() if heard.prompt_tokens is None else heard.prompt_tokens
        return prompt + (heard.content_events if heard.completion_tokens is None else heard.completion_tokens)

    def record(
        self, call: Call, outcome: Outcome, failure: FailureKind | None, detail: str, *, wall: float, now: Seconds
    ) -> RequestRecord:
        """What the history keeps."""
        heard = self.answer.heard if self.answer is not None else None
        return RequestRecord(
            id=call.id,
            wall=wall,
            model=call.model,
            is_stream=call.is_stream,
            outcome=outcome,
            attempts=tuple(self.attempts),
            rejected=self.plan.rejected if self.plan is not None else (),
            app=call.app,
            duration=now - self.started,
            first_token=self.first_token,
            prompt_tokens=heard.prompt_tokens if heard else None,
            completion_tokens=heard.completion_tokens if heard else None,
            failure=failure,
            detail=detail,
        )

    def _failures(self) -> str:
        return listed(sentence(a.backend_name, a.failure, a.detail) for a in self.attempts if a.failure)


def last_word(candidate: Candidate, failure: AttemptFailed) -> RequestFailed:
    """A failure that nobody else could do better: the backend's own words, its status kept."""
    text = sentence(candidate.backend.name, failure.kind, failure.detail)
    return RequestFailed(
        failure.kind, text, wait=failure.wait, status=failure.status, code=failure.code, param=failure.param
    )
