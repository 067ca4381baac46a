"""plan(request, snapshot, now, …) -> who may answer, in order, and who may not, with reasons.

Pure: the same inputs give the same plan, so `explain` and the relay can never disagree. The order among
equals is in `order.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from core.domain import (
    ANY_MODEL,
    ANY_NAME,
    Backend,
    BackendId,
    BackendKind,
    BackendStatus,
    Candidate,
    FailureKind,
    Health,
    HealthState,
    KeyState,
    Locality,
    Mode,
    ModelState,
    ModelStatus,
    Rejected,
    RoutePlan,
    RouteRequest,
    Seconds,
    Snapshot,
)
from core.errors import CONSEQUENCES
from core.health import fresher, is_trial, may_serve
from core.order import Standing, Tiers, in_order, in_tiers, region_latencies
from core.rules import Absent, Load, Rules
from core.words.failing import Joined, listed
from core.words.routing import Place, Reason

_MODE_OF_PREFIX = {"local": Mode.LOCAL_ONLY, "cloud": Mode.CLOUD_ONLY}
_PLACES = {
    Locality.THIS_MACHINE: Place.THIS_MACHINE,
    Locality.LOCAL_NETWORK: Place.LOCAL_NETWORK,
    Locality.CLOUD: Place.CLOUD,
}
_WAKEABLE = frozenset({ModelState.DOWNLOADED, ModelState.LOADING})
EMBEDDINGS = "embeddings"
"""Vectors of two models cannot be compared: they never stand in for each other, in no alias and no failover."""

_NO_RULES = Rules()
_NO_LOAD = Load()


def plan(
    request: RouteRequest,
    snapshot: Snapshot,
    now: Seconds,
    overlay: Mapping[BackendId, Health] | None = None,
    rules: Rules = _NO_RULES,
    load: Load = _NO_LOAD,
) -> RoutePlan:
    """Candidates in the order in which to try them, and the rejected with reasons.

    `overlay` holds fresher health than the snapshot's, as the data plane knows it. The decision order:

    1. The model's name is unfolded: an alias into its models, a prefix (`local/`, `cloud/`, a backend's
       name) into a narrower choice, unless a backend really offers a model of the whole name.
    2. A place that the mode, the rule for the model or the request forbids is out. Neither a rule nor a request
       can send out what the owner's `local-only` keeps in.
    3. A backend that does not offer the model now is out.
    4. A backend that needs its owner (key, credit) is out.
    5. A resting backend is out, but stands by as a last resort when nobody else is left.
    6. The rest is ordered: by the mode's tiers, the alias's order, priority, nearness, region, and then by
       the owner's strategy.
    7. When the name is unknown to everybody, the owner's model for unknown names stands in, if there is one.
    """
    return finished(request, prepared(request, snapshot, now, overlay, rules, load.absent), rules, load)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan but for the load: groups of equals, and the rejected. Holds before `until`, for the same inputs.

    `settled` are the candidates in order when no group has two, so that the load decides nothing.
    """

    tiers: Tiers
    rejected: tuple[Rejected, ...]
    until: Seconds
    settled: tuple[Candidate, ...] | None


def finished(request: RouteRequest, ready: Prepared, rules: Rules, load: Load) -> RoutePlan:
    """The plan: equals are ordered by the load."""
    candidates = in_order(ready.tiers, rules, load) if ready.settled is None else ready.settled
    return RoutePlan(request, candidates, ready.rejected)


def prepared(
    request: RouteRequest,
    snapshot: Snapshot,
    now: Seconds,
    overlay: Mapping[BackendId, Health] | None,
    rules: Rules,
    absent: Absent,
) -> Prepared:
    """Everything of a plan that does not change from one request to the next: what may be kept."""
    tiers, rejected = _planned(request, snapshot, now, overlay, rules, absent)
    may_stand_in = rules.unknown_model and request.model != rules.unknown_model and request.endpoint != EMBEDDINGS
    if not tiers and may_stand_in:
        unplanned = RoutePlan(request, (), rejected)
        if failure_of(unplanned)[0] is FailureKind.UNKNOWN_MODEL:
            tiers, rejected = _planned(
                replace(request, model=rules.unknown_model), snapshot, now, overlay, rules, absent
            )
            tiers = tuple(
                tuple(replace(c, reason=_standing_in(c.reason, rules.unknown_model, request.model)) for c in tier)
                for tier in tiers
            )
    ends = [u for s in snapshot.backends if (u := _health(s, overlay).until) > now]
    settled = tuple(tier[0] for tier in tiers) if all(len(tier) == 1 for tier in tiers) else None
    return Prepared(tiers, rejected, min(ends, default=math.inf), settled)


def _planned(
    request: RouteRequest,
    snapshot: Snapshot,
    now: Seconds,
    overlay: Mapping[BackendId, Health] | None,
    rules: Rules,
    absent: Absent,
) -> tuple[Tiers, tuple[Rejected, ...]]:
    rule = rules.of(request.model)
    mode = _allowed_mode(request.mode, _allowed_mode(rule.mode, snapshot.mode))
    wishes = _unfolded(request, snapshot, rules)
    latencies = region_latencies(snapshot.backends)
    ready: list[Standing] = []
    resting: list[Standing] = []
    rejected: list[Rejected] = []
    for status in snapshot.backends:
        health = _health(status, overlay)
        wish, verdict = _best(wishes, mode, status, health)
        verdict = _not_absent(verdict, status.backend, request.endpoint, absent)
        if rule.backends and status.backend.name not in rule.backends and not isinstance(verdict, Rejected):
            verdict = _rejected(status.backend, Reason.RULE_NAMES_OTHERS, FailureKind.NO_BACKEND)
        if isinstance(verdict, Rejected):
            rejected.append(verdict)
            continue
        candidate = _candidate(status, verdict, health, mode, request.model)
        standing = Standing(candidate, wish, latencies.get(status.backend.region, 0.0))
        (ready if may_serve(health, now) else resting).append(standing)
    if ready:
        rejected.extend(_resting(s.candidate, _health_of(s.candidate, snapshot, overlay)) for s in resting)
    else:
        ready = [s.with_reason(Reason.LAST_RESORT.format(reason=s.candidate.reason), is_trial=True) for s in resting]
    return in_tiers(ready, mode, rules), tuple(rejected)


def failure_of(routed: RoutePlan) -> tuple[FailureKind, str]:
    """Why a plan without candidates has none: the failure for the client, and its detail.

    The most telling reason wins: a model that nobody knows is the caller's error; else the state of
    the backends that do offer it.
    """
    kinds = {r.failure for r in routed.rejected}
    telling = [r for r in routed.rejected if r.failure is not FailureKind.UNKNOWN_MODEL]
    detail = listed(Joined.OF_BACKEND.format(name=r.name, reason=r.reason) for r in telling)
    nobody = Reason.NOBODY_OFFERS.format(model=repr(routed.request.model))
    if kinds and kinds <= {FailureKind.UNKNOWN_MODEL, FailureKind.LOCAL_ONLY, FailureKind.NO_KEY}:
        if FailureKind.LOCAL_ONLY in kinds:
            return FailureKind.LOCAL_ONLY, detail
        if FailureKind.NO_KEY not in kinds:
            return FailureKind.UNKNOWN_MODEL, nobody
    if not detail:
        detail = nobody if routed.rejected else Reason.NOBODY_KNOWN
    return FailureKind.NO_BACKEND, detail


def offered(status: BackendStatus, wanted: str) -> str | None:
    """The name under which this backend would be asked for `wanted`, or None if it cannot answer it.

    `auto` takes the first model that may answer, but never a pattern: a cloud is not asked for
    "some model".
    """
    backend = status.backend
    if wanted == ANY_MODEL:
        if backend.kind is BackendKind.BUILTIN:
            return ANY_MODEL
        ready = (m.id for m in status.models if m.may_answer and m.id != ANY_NAME)
        listed = next((name for name in ready if _matches(name, backend.models)), None)
        named = next((m for m in backend.models if not _is_pattern(m)), None)
        return named if backend.locality is Locality.CLOUD else listed
    if backend.locality is Locality.CLOUD or backend.kind is BackendKind.BUILTIN:
        return wanted if _matches(wanted, backend.models) else None
    if any(m.id in (wanted, ANY_NAME) and (m.may_answer or may_wake(status, m)) for m in status.models):
        return wanted if _matches(wanted, backend.models) else None
    if not status.models and status.checked_at is None and any(wanted == m for m in backend.models):
        return wanted  # named in the settings, and not contradicted yet
    return None


def may_wake(status: BackendStatus, model: ModelStatus) -> bool:
    """Whether a request may have this model loaded first: exo loads nothing by itself (exo >= 1.0.60)."""
    return status.backend.kind is BackendKind.EXO and model.state in _WAKEABLE


def _allowed_mode(wanted: Mode | None, owners: Mode) -> Mode:
    """A request's or a rule's own mode, unless it would send out what the owner keeps in."""
    return owners if wanted is None or owners is Mode.LOCAL_ONLY else wanted


def _unfolded(request: RouteRequest, snapshot: Snapshot, rules: Rules) -> tuple[RouteRequest, ...]:
    """The requests that this one stands for, in the order of preference."""
    names: list[str] = []
    for alias in rules.aliases:
        if alias.name == request.model:
            is_one_model = alias.both_ways or request.endpoint != EMBEDDINGS
            names.extend(alias.models if is_one_model else alias.models[:1])
        elif alias.both_ways and request.model in alias.models:
            names.extend((request.model, *(m for m in alias.models if m != request.model), alias.name))
    names = list(dict.fromkeys(names)) or [request.model]
    return tuple(_narrowed(replace(request, model=name), snapshot) for name in names)


def _narrowed(request: RouteRequest, snapshot: Snapshot) -> RouteRequest:
    prefix, slash, rest = request.model.partition("/")
    if not slash or not rest or _is_listed(snapshot, request.model):
        return request
    if prefix in _MODE_OF_PREFIX:
        return replace(request, model=rest, mode=_MODE_OF_PREFIX[prefix])
    if any(s.backend.name == prefix for s in snapshot.backends):
        return replace(request, model=rest, only_backend=prefix)
    return request


def _is_listed(snapshot: Snapshot, model: str) -> bool:
    return any(m.id == model for s in snapshot.backends for m in s.models)


def _best(
    wishes: tuple[RouteRequest, ...], mode: Mode, status: BackendStatus, health: Health
) -> tuple[int, str | Rejected]:
    """The first wish that this backend can fulfil (its number, the model to ask for), or why it is out."""
    out: Rejected | None = None
    for number, wish in enumerate(wishes):
        verdict = _judge(wish, _narrower(mode, wish.mode), status, health)
        if not isinstance(verdict, Rejected):
            return number, verdict
        if out is None or out.failure is FailureKind.UNKNOWN_MODEL:
            out = verdict  # "has no key" tells more than "does not offer this model"
    assert out is not None  # there is at least one wish
    return 0, out


def _not_absent(verdict: str | Rejected, backend: Backend, endpoint: str, absent: Absent) -> str | Rejected:
    """A backend that just answered 404 is not asked the same again before it was looked at anew."""
    if isinstance(verdict, Rejected):
        return verdict
    for what, reason in ((verdict, Reason.HAS_NOT_MODEL), (endpoint, Reason.HAS_NOT_FUNCTION)):
        if (backend.id, what) in absent:
            return _rejected(backend, reason, FailureKind.UNKNOWN_MODEL)
    return verdict


def _narrower(mode: Mode, wanted: Mode | None) -> Mode | None:
    """Both modes at once; None when nothing can fulfil both."""
    if wanted in (None, mode) or wanted not in (Mode.LOCAL_ONLY, Mode.CLOUD_ONLY):
        return mode
    if mode in (Mode.LOCAL_ONLY, Mode.CLOUD_ONLY):
        return None
    return wanted


def _judge(request: RouteRequest, mode: Mode | None, status: BackendStatus, health: Health) -> str | Rejected:
    """The model name to ask this backend for, or why it is out."""
    backend = status.backend
    if request.only_backend and backend.name != request.only_backend:
        return _rejected(backend, Reason.OTHER_BACKEND_NAMED, FailureKind.UNKNOWN_MODEL)
    place = _forbidden_place(request, mode, backend.locality)
    if place:
        is_kept_out = backend.locality.is_local and mode is Mode.CLOUD_ONLY
        return _rejected(backend, place, FailureKind.NO_BACKEND if is_kept_out else FailureKind.LOCAL_ONLY)
    model = offered(status, request.model)
    if model is None:
        return _not_offered(request, status, health)
    if status.key_state is KeyState.MISSING:
        return _rejected(backend, Reason.NO_KEY, FailureKind.NO_KEY)
    if status.key_state is KeyState.UNAVAILABLE:
        return _rejected(backend, Reason.KEY_UNREADABLE, FailureKind.NO_KEY)
    if health.state is HealthState.BLOCKED and health.failure is not None:
        return _rejected(backend, CONSEQUENCES[health.failure].title, health.failure)
    return model


def _forbidden_place(request: RouteRequest, mode: Mode | None, locality: Locality) -> str:
    if mode is None:
        return Reason.EXCLUDED
    if locality.is_local and mode is Mode.CLOUD_ONLY:
        return Reason.CLOUD_ONLY
    if not locality.is_local and mode is Mode.LOCAL_ONLY:
        return Reason.LOCAL_ONLY
    return Reason.TOO_FAR if locality > request.farthest else ""


def _not_offered(request: RouteRequest, status: BackendStatus, health: Health) -> Rejected:
    backend = status.backend
    known = next((m for m in status.models if m.id == request.model), None)
    if known is not None:
        template = Reason.NOT_READY_WITH if known.detail else Reason.NOT_READY
        reason = template.format(state=known.state, detail=known.detail)
        return _rejected(backend, reason, FailureKind.NO_BACKEND)
    if health.state is HealthState.UNKNOWN and not status.models:
        return _rejected(backend, Reason.NOT_CHECKED, FailureKind.NO_BACKEND)
    if not status.models and health.failure is not None:
        return _rejected(backend, _what_failed(health.failure, health.detail), health.failure)
    if request.model == ANY_MODEL:
        return _rejected(backend, Reason.NONE_READY, FailureKind.NO_BACKEND)
    return _rejected(backend, Reason.NOT_OFFERED, FailureKind.UNKNOWN_MODEL)


def _candidate(status: BackendStatus, model: str, health: Health, mode: Mode, asked: str) -> Candidate:
    backend, trial = status.backend, is_trial(health)
    asleep = any(m.id == model and m.state in _WAKEABLE for m in status.models)
    reason = Reason.CHOSEN.format(mode=mode, place=_PLACES[backend.locality])
    if model != asked:
        reason = Reason.RENAMED.format(reason=reason, model=model)
    if asleep:
        reason = Reason.LOADED_FIRST.format(reason=reason)
    if trial:
        reason = Reason.ON_TRIAL.format(reason=reason)
    return Candidate(backend, model, reason, is_trial=trial, is_asleep=asleep)


def _resting(candidate: Candidate, health: Health) -> Rejected:
    failure = health.failure or FailureKind.NO_BACKEND
    reason = Reason.RESTING.format(reason=_what_failed(failure, health.detail))
    return _rejected(candidate.backend, reason, failure)


def _what_failed(kind: FailureKind, detail: str) -> str:
    template = Joined.TITLE_WITH if detail else Joined.TITLE
    return template.format(title=CONSEQUENCES[kind].title, detail=detail)


def _standing_in(reason: str, model: str, asked: str) -> str:
    return Reason.STANDS_IN.format(reason=reason, model=model, asked=asked)


def _health(status: BackendStatus, overlay: Mapping[BackendId, Health] | None) -> Health:
    if overlay is None or status.backend.id not in overlay:
        return status.health
    return fresher(overlay[status.backend.id], status.health)


def _health_of(candidate: Candidate, snapshot: Snapshot, overlay: Mapping[BackendId, Health] | None) -> Health:
    status = snapshot.find(candidate.backend.id)
    return _health(status, overlay) if status is not None else Health()


def _rejected(backend: Backend, reason: str, failure: FailureKind) -> Rejected:
    return Rejected(backend.id, backend.name, reason, failure)


def _is_pattern(name: str) -> bool:
    return any(sign in name for sign in "*?[")


def _matches(model: str, patterns: Iterable[str]) -> bool:
    """An empty list of patterns allows every name."""
    patterns = tuple(patterns)
    return not patterns or any(fnmatchcase(model, pattern) for pattern in patterns)


def may_answer_now(statuses: Iterable[BackendStatus]) -> list[tuple[BackendStatus, ModelStatus]]:
    """Every (backend, model) that a request could be sent to now; what `/v1/models` lists."""
    found: list[tuple[BackendStatus, ModelStatus]] = []
    for status in statuses:
        if status.health.state is not HealthState.UP and not status.backend.on_demand:
            continue
        if status.key_state in (KeyState.MISSING, KeyState.UNAVAILABLE):
            continue
        ready = (m for m in status.models if m.may_answer and m.id != ANY_NAME)
        found.extend((status, m) for m in ready if _matches(m.id, status.backend.models))
    return found
