"""The short way: requests are sent, and plain answers given, without a task and without a layer, where nothing is left
to decide.

It is taken when the plan is kept and settled, its first backend is the owner's, speaks plain HTTP, needs no key and no
change of the body, and has a free slot. A useful plain answer that comes within `HURRY` on a kept connection goes to
the client from here. Whatever is not so - a stream, a failure, an answer that is not useful, or none so soon - goes
the long way (`relay.py`), with the exchange that was begun; where no connection is kept, it does so from the start,
with the message that is to be sent. Runs on the data plane's loop.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from core import events as ev
from core.access import Access
from core.attempt import returned_headers, story_headers
from core.begun import Begun
from core.call import Call
from core.dialects.openai import Ask, Heard, UnreadableBody, ask_of, plain_answer
from core.domain import (
    Attempt,
    BackendKind,
    Candidate,
    Locality,
    Outcome,
    Rejected,
    RequestId,
    RequestRecord,
    Seconds,
)
from core.errors import RequestFailed
from core.pool import Place, Pool, place_of
from core.relay import Relay
from core.response_reader import ResponseReader
from core.routing import Prepared
from core.trail import Trail
from core.upstream import HIGH_WATER, Connection
from core.wire import ANYBODY, Header, Request, response_head

log = logging.getLogger("relay")

HURRY: Seconds = 0.05
"""A request that takes longer goes the long way, which shows it as running and keeps a waiting client company."""
MOST_BODY = HIGH_WATER // 2
"""A longer answer is passed on while it comes: the long way does that."""
MOST_LANES = 16
_PLAIN_KINDS = frozenset({BackendKind.OPENAI, BackendKind.OLLAMA})


@dataclass(slots=True)
class Head:
    """What follows from a request's head alone: apps send the same one with every request."""

    endpoint: str
    target: bytes
    headers: list[Header]
    lines: bytes
    app: str
    admitted: object = None
    lanes: dict[str, Lane] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lane:
    """Where requests with this head and model go while the planner's `epoch` lasts, before `until`: the begin of what
    is sent there, and the lines that tell the client who answered."""

    epoch: int
    until: Seconds
    rejected: tuple[Rejected, ...]
    candidate: Candidate
    is_short: bool
    place: Place
    begin: bytes
    story: bytes


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
        self.post = post
        self.clock = clock
        self.wall = wall
        self.runs: set[Run] = set()
        self._pool = pool
        self._head_of = head_of
        self._access = access
        self._next_id = next_id
        self._later = later
        self._is_looking = False

    def take(self, request: Request, client: Client) -> Run | Begun | None:
        """Send it. Begun: the long way does that; None: it decides all by itself."""
        head = request.head.notes
        if head is None:
            head = request.head.notes = self._head_of(request) or False
        if not isinstance(head, Head) or not self._is_admitted(request, head):
            return None
        try:
            ask = ask_of(request.body)
        except UnreadableBody:
            return None  # the long way says what is wrong
        lane = self._lane(request, head, ask.model)
        if lane is None:
            return None
        self.relay.admission.enter(lane.candidate.backend.id)
        message = b"%bcontent-length: %d\r\n\r\n%b" % (lane.begin, len(request.body), request.body)
        connection = self._pool.take(lane.place.key)
        if connection is None:
            call = _call(self._next_id(), request, head, ask)
            return Begun(call, lane.candidate, None, message, self.clock())
        run = Run(
            self, client, request, head, ask, lane, connection, message, self._next_id(), self.clock(), self.wall()
        )
        run.begin()
        self.runs.add(run)
        if not self._is_looking:
            self._is_looking = True
            self._later(HURRY, self._look)
        return run

    def answer_lines(self, reader: ResponseReader) -> bytes | None:
        """The lines of a useful plain answer's head, but for its length; None when it is not judged here."""
        if reader.known is None:
            return _lines_back(reader.headers)
        if reader.known.notes is None:
            reader.known.notes = (_lines_back(reader.known.headers),)
        lines: bytes | None = reader.known.notes[0]  # type: ignore[index]  # nobody else writes here
        return lines

    def _is_admitted(self, request: Request, head: Head) -> bool:
        """Whether it comes from an app that may do everything, and wants nothing in the answer's head."""
        version = self._access.version(request.peer)
        if head.admitted == version:
            return True
        try:
            more = self._access.admit(request)
        except RequestFailed:
            return False  # the long way says why
        grant = request.grant
        if grant is ANYBODY and not more:
            head.admitted = version
        is_free = not grant.models and not grant.has_budget and grant.farthest is Locality.CLOUD
        return is_free and not more

    def _lane(self, request: Request, head: Head, model: str) -> Lane | None:
        """The lane for its model, when nobody waits and nothing is to be decided by load or hedging."""
        relay = self.relay
        epoch = relay.planner.epoch()
        lane = head.lanes.get(model)
        if lane is None or lane.epoch != epoch or lane.until <= self.clock():
            ready = relay.planner.kept(model, head.endpoint)
            if ready is None or not ready.settled or relay.rules.hedge_after:
                return None
            if len(head.lanes) >= MOST_LANES:
                head.lanes.clear()
            try:
                lane = head.lanes[model] = _lane_of(request, head, ready, ready.settled[0], model, epoch)
            except ValueError:
                return None  # an address that is none: the long way says so
        return lane if lane.is_short and relay.admission.has_room(lane.candidate.backend.id) else None

    def _look(self) -> None:
        """Whoever took too long goes the long way."""
        before = self.clock() - HURRY
        for run in [run for run in self.runs if run.started <= before]:
            run.go_long()
        self._is_looking = bool(self.runs)
        if self._is_looking:
            self._later(HURRY, self._look)


class Run(msgspec.Struct, eq=False):
    """One request on the short way. A Struct, for it is built faster than any other class."""

    _express: Express
    _client: Client
    _request: Request
    _head: Head
    _ask: Ask
    _lane: Lane
    _connection: Connection
    _message: bytes
    _id: RequestId
    started: Seconds
    _wall: float

    def begin(self) -> None:
        """Send the request."""
        connection, limits = self._connection, self._express.relay.limits
        connection.listener = self.go_on
        first_byte = limits.first_byte if self._ask.is_stream else limits.plain_answer
        connection.begin(self._message, first_byte, limits.total)

    def go_on(self) -> None:
        """Something came from the backend."""
        connection = self._connection
        try:
            if connection.failure is not None or not connection.reader.is_complete:
                if connection.failure is not None or not self._may_come_whole(connection):
                    self.go_long()
            elif not self._is_answered(connection.reader):
                self.go_long()
        except Exception:  # last stand of a request without a task
            log.exception("a request failed inside Exo Bridge")
            self._client.abort()

    def _may_come_whole(self, connection: Connection) -> bool:
        """Whether what is coming may be a plain answer that is soon complete."""
        reader = connection.reader
        is_plain = not reader.has_head or (reader.status == 200 and reader.content_length is not None)
        return is_plain and connection.buffered < MOST_BODY

    def _is_answered(self, reader: ResponseReader) -> bool:
        """Whether the answer, which is complete, was useful and went to the client."""
        lines = self._express.answer_lines(reader) if reader.status == 200 else None
        if lines is None:
            return False
        body = reader.take()
        heard = plain_answer(body)
        if heard.unreadable or heard.error or not heard.is_useful:
            reader.pieces.append(body)
            return False
        self._finish(lines, body, heard)
        return True

    def _finish(self, lines: bytes, body: bytes, heard: Heard) -> None:
        express, lane = self._express, self._lane
        relay, backend_id = express.relay, lane.candidate.backend.id
        self._connection.listener = None
        self._connection.release()
        express.runs.discard(self)
        now = express.clock()
        took = now - self.started
        relay.planner.answered(backend_id, now)
        relay.admission.answered(backend_id, took, now)
        relay.admission.pin(self._ask.affinity, backend_id, now)
        self._client.answered(
            b"HTTP/1.1 200 OK\r\n%bcontent-length: %d\r\nx-bridge-request-id: %b\r\n%b\r\n%b"
            % (lines, len(body), self._id.encode("ascii"), lane.story, body)
        )
        express.post(ev.RequestEnded(self._record(heard, took)))
        relay.admission.leave(backend_id)

    def _record(self, heard: Heard, duration: Seconds) -> RequestRecord:
        lane = self._lane
        backend = lane.candidate.backend
        attempt = Attempt(backend.id, backend.name, backend.locality, lane.candidate.reason, duration)
        app = self._request.grant.app or self._head.app
        return RequestRecord(
            self._id, self._wall, self._ask.model, False, Outcome.SERVED, (attempt,), lane.rejected, app,
            duration, duration, heard.prompt_tokens, heard.completion_tokens,
        )  # fmt: skip

    def go_long(self) -> None:
        """Let the long way go on from here."""
        self._connection.listener = None
        self._express.runs.discard(self)
        begun = Begun(self._call(), self._lane.candidate, self._connection, self._message, self.started)
        self._client.go_long(self._request, begun)

    def cancel(self) -> None:
        """The client left: the backend is freed at once."""
        express, candidate = self._express, self._lane.candidate
        self._connection.listener = None
        self._connection.abort()
        express.runs.discard(self)
        trail = Trail(self.started)
        trail.note(candidate, self.started, express.clock())  # nobody's failure, but it was asked
        record = trail.record(self._call(), Outcome.LEFT, None, "", wall=self._wall, now=express.clock())
        express.post(ev.RequestEnded(record))
        express.relay.admission.leave(candidate.backend.id)

    def _call(self) -> Call:
        return _call(self._id, self._request, self._head, self._ask)


def _call(request_id: RequestId, request: Request, head: Head, ask: Ask) -> Call:
    """The request as the relay sees it."""
    app = request.grant.app or head.app
    return Call(
        request_id,
        head.endpoint,
        head.target,
        head.headers,
        request.body,
        ask.model,
        ask.is_stream,
        app,
        ask.affinity,
    )


def _lane_of(request: Request, head: Head, ready: Prepared, candidate: Candidate, model: str, epoch: int) -> Lane:
    backend = candidate.backend
    place = place_of(backend.base_url)
    begin = b"%b %b%b HTTP/1.1\r\nhost: %b\r\n%b" % (
        request.method, place.prefix, head.target, place.host, head.lines
    )  # fmt: skip
    story = head_lines(story_headers(RequestId(""), backend, 1, candidate.reason)[1:])
    return Lane(epoch, ready.until, ready.rejected, candidate, _is_plain(candidate, model), place, begin, story)


def _is_plain(candidate: Candidate, model: str) -> bool:
    backend = candidate.backend
    return (
        candidate.model == model
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


def _lines_back(headers: list[Header]) -> bytes | None:
    """What of a plain JSON answer's head goes to the client, as lines; None when it is of another kind."""
    kept = returned_headers(headers)
    return None if kept is None else head_lines(kept)


def head_lines(headers: list[Header]) -> bytes:
    """Headers as lines."""
    return response_head(200, headers).partition(b"\r\n")[2][:-2]
