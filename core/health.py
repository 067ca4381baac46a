"""The health state machine: one machine for probes and real traffic.

    UNKNOWN -> UP <-> COOLING  the backend asked us to wait until `until`
                  <-> DOWN     it failed; it rests until `until`, longer with each failure
                  <-> BLOCKED  only its owner can help (key, credit); left when the key changes

Rules: pure; time and jitter are passed in. Every verdict carries `as_of`, so two threads that fold
the same facts can tell which belief is the fresher one (`fresher`). Facts come in batches and from two threads, so
good news may be heard late: what is older than the belief does not lift it.
"""

from __future__ import annotations

from dataclasses import replace

from core.domain import FailureKind, Health, HealthState, Seconds
from core.errors import CONSEQUENCES, Blame

FIRST_REST: Seconds = 1.0
LONGEST_REST: Seconds = 4.0
"""A node that came back is seen within 5 s: the longest rest plus one probe."""
LONGEST_COOLING: Seconds = 300.0
BLOCKED_RETRY: Seconds = 900.0

_TIMEOUTS = frozenset({FailureKind.CONNECT_TIMEOUT, FailureKind.FIRST_BYTE_TIMEOUT})


def after_answer(health: Health, at: Seconds) -> Health:
    """Real traffic got content: the best proof there is, of that moment."""
    if at < health.as_of:
        return health
    since = health.since if health.state is HealthState.UP else at
    return Health(HealthState.UP, as_of=at, since=since)


def after_good_probe(health: Health, at: Seconds) -> Health:
    """A probe succeeded. It proves that the port is open, not that tokens come.

    So it does not lift a rest that real traffic imposed before that rest is over, nor such a block, nor a wish to be
    left alone. A block that a probe imposed it does lift: its key is taken, or its server asks for none, by now.
    `at` is when it was asked: what failed while it was out is the fresher fact.
    """
    if at < health.as_of:
        return health
    match health.state:
        case HealthState.UP:
            return replace(health, as_of=at, failures=0, failure=None, detail="", from_traffic=False)
        case HealthState.BLOCKED if health.from_traffic:
            return health
        case HealthState.COOLING:
            return health if at < health.until else Health(HealthState.UP, as_of=at, since=at)
        case HealthState.DOWN if health.from_traffic and _proven_by_tokens_only(health.failure) and at < health.until:
            return health
        case HealthState.DOWN if health.from_traffic and _proven_by_tokens_only(health.failure):
            # Trial by the next request; its failure must rest longer than the last one.
            return Health(HealthState.UP, as_of=at, since=at, failures=health.failures, from_traffic=True)
        case _:
            return Health(HealthState.UP, as_of=at, since=at)


def after_failure(
    health: Health,
    kind: FailureKind,
    at: Seconds,
    *,
    detail: str = "",
    wait: Seconds | None = None,
    jitter: float = 0.5,
    from_traffic: bool,
    has_key: bool = True,
) -> Health:
    """A probe or real traffic failed. `jitter` in 0..1 spreads the rest by -20..+20 %.

    A backend without a key of ours cannot be unblocked by changing one: it rests like any other failure.
    """
    blame = CONSEQUENCES[kind].blame
    if blame is Blame.BLOCK and not has_key:
        blame = Blame.DOWN
    match blame:
        case Blame.NONE:
            return health
        case Blame.COOL:
            rest = _rest(health, jitter) if wait is None else min(wait, LONGEST_COOLING)
            return _to(health, HealthState.COOLING, at, rest, kind, detail, from_traffic)
        case Blame.BLOCK:
            return _to(health, HealthState.BLOCKED, at, BLOCKED_RETRY, kind, detail, from_traffic)
        case Blame.DOWN:
            if _is_first_slow_probe(health, kind, from_traffic):
                return replace(health, as_of=at, failures=1, failure=kind, detail=detail)
            return _to(health, HealthState.DOWN, at, _rest(health, jitter), kind, detail, from_traffic)


def after_key_change(health: Health, at: Seconds) -> Health:
    """The key changed: a block that it may have caused is lifted."""
    if health.state is HealthState.BLOCKED:
        return Health(HealthState.UNKNOWN, as_of=at, since=at)
    return health


def may_serve(health: Health, now: Seconds) -> bool:
    """Whether a request may be sent there now, as one trial if the last word was bad."""
    match health.state:
        case HealthState.UP | HealthState.UNKNOWN:
            return True
        case HealthState.DOWN | HealthState.COOLING:
            return now >= health.until
        case HealthState.BLOCKED:
            return False


def is_trial(health: Health) -> bool:
    """Whether the next request there is a trial that must stay alone until it ends."""
    return health.state in (HealthState.DOWN, HealthState.COOLING) or (
        health.state is HealthState.UP and health.failures > 0 and health.from_traffic
    )


def fresher(one: Health, other: Health) -> Health:
    """The belief that rests on the later fact."""
    return one if one.as_of >= other.as_of else other


def _rest(health: Health, jitter: float) -> Seconds:
    """Growing with each failure in a row: 1, 2, 4, 4 … seconds, spread by the jitter."""
    return min(FIRST_REST * 2.0 ** min(health.failures, 10), LONGEST_REST) * (0.8 + 0.4 * jitter)


def _is_first_slow_probe(health: Health, kind: FailureKind, from_traffic: bool) -> bool:
    """A busy node may miss one probe; refusing a connection needs no second opinion."""
    return not from_traffic and kind in _TIMEOUTS and health.state is HealthState.UP and health.failures == 0


def _proven_by_tokens_only(kind: FailureKind | None) -> bool:
    return kind in (
        FailureKind.SERVER_ERROR,
        FailureKind.BAD_ANSWER,
        FailureKind.EMPTY_ANSWER,
        FailureKind.TRUNCATED,
        FailureKind.ERROR_IN_STREAM,
        FailureKind.FIRST_BYTE_TIMEOUT,
        FailureKind.FIRST_TOKEN_TIMEOUT,
        FailureKind.SILENT,
        FailureKind.PROTOCOL_ERROR,
        FailureKind.CONNECTION_LOST,
        FailureKind.TOTAL_TIMEOUT,
        FailureKind.KEY_REFUSED,
        FailureKind.NO_CREDIT,
        FailureKind.REDIRECTED,
    )


def _to(
    health: Health,
    state: HealthState,
    at: Seconds,
    rest: Seconds,
    kind: FailureKind,
    detail: str,
    from_traffic: bool,
) -> Health:
    return Health(
        state=state,
        as_of=at,
        since=health.since if health.state is state else at,
        failures=health.failures + 1,
        until=at + rest,
        failure=kind,
        detail=detail,
        from_traffic=from_traffic,
    )
