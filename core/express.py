"""The short way of a plain request: no task, no layers, for the case in which nothing can be decided any more.

It is taken when the head is like an earlier one, the plan is kept and settled, its first backend is the owner's,
speaks plain HTTP, needs no key and no change of the body, has a free slot, and keeps an idle connection. Whatever
is not so, or turns out otherwise - a failure, a stream, an answer that is not useful - goes the long way
(`relay.py`), with the exchange that was begun. Runs on the data plane's loop.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core import events as ev
from core.access import Access
from core.attempt import Call, returned_headers, story_headers
from core.begun import Begun
from core.dialects.openai import Ask, Heard, UnreadableBody, ask_of, plain_answer
from core.domain import (
    ANY_MODEL,
    Attempt,
    BackendId,
    BackendKind,
    Candidate,
    FailureKind,
    LiveRequest,
    Locality,
    Outcome,
    Rejected,
    RequestId,
    RequestRecord,
    Seconds,
)
from core.errors import RequestFailed
from core.pool import Pool, place_of
from core.relay import Relay
from core.trail import Trail
from core.upstream import HIGH_WATER, Connection
from core.wire import Header, Request, response_head

log = logging.getLogger("relay")

MOST_HEADS = 512
TELL_AFTER: Seconds = 0.05
"""A request that is over sooner is never shown as running."""
MOST_BODY = HIGH_WATER // 2
"""A longer answer is passed on while it comes: the long way does that."""
_PLAIN_KINDS = frozenset({BackendKind.OPENAI, BackendKind.OLLAMA})


@dataclass(frozen=True, slots=True)
class Head:
    """What follows from a request's head alone: apps send the same one with every request."""

    endpoint: str
    target: bytes
    headers: list[Header]
    lines: bytes
    app: str


class Client(Protocol):
    """The connection of the client, as the port gives it."""

    def answered(self, message: bytes) -> None:
        """The whole answer."""

    def go_long(self, request: Request, begun: Begun) -> None:
        """Let the long way go on with what was begun."""

    def abort(self) -> None:
        """Cut the connection."""


class Express:
    """Tries the short way; `take` is the port's shortcut."""

    def __init__(
        self,
        relay: Relay,
        pool: Pool,
        head_of: Callable[[Request], Head | None],
        access: Access,
        *,
        post: Callable[[ev.Event], None],
        next_id: Callable[[], RequestId],
        clock: Callable[[], Seconds],
        wall: Callable[[], float],
        later: Callable[[Seconds, Callable[[], None]], object],
    ) -> None:
        self.relay = relay
        self.pool = pool
        self.post = post
        self.clock = clock
        self.wall = wall
        self.runs: set[Run] = set()
        self._head_of = head_of
        self._access = access
        self._next_id = next_id
        self._later = later
        self._is_telling_due = False
        self._heads: dict[tuple[bytes, bytes, tuple[Header, ...]], Head | None] = {}
        self._answer_heads: dict[tuple[Header, ...], bytes | None] = {}
        self._stories: dict[tuple[str, str], bytes] = {}

    def take(self, request: Request, client: Client) -> Run | None:
        """Send it, or None: then the long way is the right one."""
        head = self._head(request)
        if head is None or not self._is_admitted(request):
            return None
        try:
            ask = ask_of(request.body)
        except UnreadableBody:
            return None  # the long way says what is wrong
        if ask.is_stream or not ask.model or ask.model == ANY_MODEL:
            return None
        ready = self.relay.planner.kept(ask.model, head.endpoint)
        if ready is None or not ready.settled:
            return None
        candidate = ready.settled[0]
        backend = candidate.backend
        if not _is_plain(candidate, ask) or not self._may_go_short(backend.id):
            return None
        place = place_of(backend.base_url)
        connection = self.pool.take(place.key)
        if connection is None:
            return None
        message = b"%b %b%b HTTP/1.1\r\nhost: %b\r\n%bcontent-length: %d\r\n\r\n%b" % (
            request.method, place.prefix, head.target, place.host, head.lines, len(request.body), request.body,
        )  # fmt: skip
        run = Run(self, client, request, head, ask, self._next_id(), candidate, ready.rejected, connection, message)
        run.begin()
        self.runs.add(run)
        if not self._is_telling_due:
            self._is_telling_due = True
            self._later(TELL_AFTER, self._tell)
        return run

    def cut(self, request_id: RequestId) -> bool:
        """The owner ends a running request: its client is cut off. False when it is not on the short way."""
        run = next((run for run in self.runs if run.id == request_id), None)
        if run is not None:
            run.cut()
        return run is not None

    def answer_head(self, headers: list[Header]) -> bytes | None:
        """The lines of a useful plain answer's head, but for its length; None when it is not judged here."""
        key = tuple([h for h in headers if h[0] != b"content-length"])
        if key not in self._answer_heads:
            if len(self._answer_heads) >= MOST_HEADS:
                self._answer_heads.clear()
            kept = returned_headers(headers)
            self._answer_heads[key] = b"".join(b"%b: %b\r\n" % h for h in kept) if kept is not None else None
        return self._answer_heads[key]

    def story(self, run: Run) -> bytes:
        """The lines that tell who answered and why, but for the request's id."""
        candidate = run.candidate
        key = (candidate.backend.id, candidate.reason)
        lines = self._stories.get(key)
        if lines is None:
            if len(self._stories) >= MOST_HEADS:
                self._stories.clear()
            story = story_headers(run.id, candidate.backend, 1, candidate.reason)[1:]
            lines = self._stories[key] = b"".join(b"%b: %b\r\n" % h for h in story)
        return lines

    def _may_go_short(self, backend_id: BackendId) -> bool:
        """Whether nobody waits and nothing is to be decided by load or hedging."""
        admission = self.relay.admission
        return not (self.relay.rules.hedge_after or admission.queued or admission.is_full(backend_id))

    def _is_admitted(self, request: Request) -> bool:
        """Whether it comes from an app that may do everything, and wants nothing in the answer's head."""
        try:
            more = self._access.admit(request)
        except RequestFailed:
            return False  # the long way says why
        grant = request.grant
        return not more and not grant.models and grant.farthest is Locality.CLOUD

    def _head(self, request: Request) -> Head | None:
        key = (request.method, request.target, tuple([h for h in request.headers if h[0] != b"content-length"]))
        try:
            return self._heads[key]
        except KeyError:
            if len(self._heads) >= MOST_HEADS:
                self._heads.clear()
            head = self._heads[key] = self._head_of(request)
            return head

    def _tell(self) -> None:
        self._is_telling_due = False
        for run in self.runs:
            run.tell()


class Run:
    """One request on the short way."""

    __slots__ = (
        "_ask", "_client", "_connection", "_express", "_head", "_is_told", "_message", "_rejected", "_request",
        "_started", "_wall", "candidate", "id",
    )  # fmt: skip

    def __init__(
        self,
        express: Express,
        client: Client,
        request: Request,
        head: Head,
        ask: Ask,
        request_id: RequestId,
        candidate: Candidate,
        rejected: tuple[Rejected, ...],
        connection: Connection,
        message: bytes,
    ) -> None:
        self._express = express
        self._client = client
        self._request = request
        self._head = head
        self._ask = ask
        self._rejected = rejected
        self._connection = connection
        self._message = message
        self._started = express.clock()
        self._wall = express.wall()
        self._is_told = False
        self.id = request_id
        self.candidate = candidate

    def begin(self) -> None:
        """Send the request."""
        relay, connection = self._express.relay, self._connection
        relay.admission.enter(self.candidate.backend.id)
        connection.listener = self.go_on
        connection.begin(self._message)
        connection.end_within(relay.limits.total)
        connection.watch(FailureKind.FIRST_BYTE_TIMEOUT, relay.limits.plain_answer)

    def go_on(self) -> None:
        """Something came from the backend."""
        try:
            self._go_on()
        except Exception:  # last stand of a request without a task
            log.exception("a request failed inside Exo Bridge")
            self._client.abort()

    def _go_on(self) -> None:
        connection = self._connection
        reader = connection.reader
        may_come_whole = not reader.has_head or (reader.status == 200 and reader.content_length is not None)
        if connection.failure is None and not reader.is_complete and may_come_whole and connection.buffered < MOST_BODY:
            return
        lines = self._express.answer_head(reader.headers) if reader.status == 200 and reader.is_complete else None
        if lines is None or connection.failure is not None:
            self._go_long()
            return
        body = reader.take()
        heard = plain_answer(body)
        if heard.unreadable or heard.error or not heard.is_useful:
            reader.pieces.append(body)
            self._go_long()
            return
        self._finish(lines, body, heard)

    def _finish(self, lines: bytes, body: bytes, heard: Heard) -> None:
        express, candidate = self._express, self.candidate
        relay, backend = express.relay, candidate.backend
        self._connection.listener = None
        self._connection.release()
        express.runs.discard(self)
        now = express.clock()
        relay.planner.answered(backend.id, now)
        relay.admission.answered(backend.id, now - self._started, now)
        relay.admission.pin(self._ask.affinity, backend.id, now)
        self._client.answered(
            b"HTTP/1.1 200 OK\r\n%bcontent-length: %d\r\nx-bridge-request-id: %b\r\n%b\r\n%b"
            % (lines, len(body), self.id.encode("ascii"), express.story(self), body)
        )
        express.post(ev.RequestEnded(self._record(heard, now - self._started)))
        relay.admission.leave(backend.id)

    def _record(self, heard: Heard, duration: Seconds) -> RequestRecord:
        backend = self.candidate.backend
        attempt = Attempt(backend.id, backend.name, backend.locality, self.candidate.reason, duration)
        return RequestRecord(
            self.id, self._wall, self._ask.model, False, Outcome.SERVED, (attempt,), self._rejected, self._app,
            duration, duration, heard.prompt_tokens, heard.completion_tokens,
        )  # fmt: skip

    def _go_long(self) -> None:
        self._connection.listener = None
        self._express.runs.discard(self)
        begun = Begun(
            self._call(), self.candidate, self._connection, self._message, self._started, is_told=self._is_told
        )
        self._client.go_long(self._request, begun)

    def cancel(self) -> None:
        """The client left: the backend is freed at once."""
        express = self._express
        self._connection.listener = None
        self._connection.abort()
        express.runs.discard(self)
        trail = Trail(self._started)
        trail.note(self.candidate, self._started, express.clock())  # nobody's failure, but it was asked
        record = trail.record(self._call(), Outcome.LEFT, None, "", wall=self._wall, now=express.clock())
        express.post(ev.RequestEnded(record))
        express.relay.admission.leave(self.candidate.backend.id)

    def cut(self) -> None:
        """The owner ended it."""
        self._client.abort()  # which tells us by `cancel` that the client is gone

    def tell(self) -> None:
        """It takes long enough to be shown."""
        if self._is_told:
            return
        self._is_told = True
        call, backend = self._call(), self.candidate.backend
        live = LiveRequest(
            call.id, self._wall, self._started, call.model, False, call.app, backend.name, backend.locality
        )
        self._express.post(ev.RequestStarted(live))

    @property
    def _app(self) -> str:
        return self._request.grant.app or self._head.app

    def _call(self) -> Call:
        head, ask = self._head, self._ask
        body, app = self._request.body, self._app
        return Call(self.id, head.endpoint, head.target, head.headers, body, ask.model, False, app, ask.affinity)


def _is_plain(candidate: Candidate, ask: Ask) -> bool:
    backend = candidate.backend
    return (
        candidate.model == ask.model
        and backend.kind in _PLAIN_KINDS
        and backend.locality.is_local
        and backend.key is None
        and not backend.provider
        and not backend.on_demand
        and not candidate.is_trial
        and not candidate.is_asleep
        and not backend.first_token
        and not backend.silence
    )


def head_lines(headers: list[Header]) -> bytes:
    """Headers as lines."""
    return response_head(200, headers).partition(b"\r\n")[2][:-2]
