"""When a connection to a cloud is kept open beforehand, to which, and that nothing of the owner's is sent for it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from core import routing
from core.cloud import Cloud
from core.domain import (
    BackendStatus,
    Health,
    HealthState,
    KeyState,
    LiveRequest,
    Locality,
    Mode,
    Outcome,
    RequestId,
    RequestRecord,
    RoutePlan,
    RouteRequest,
    Snapshot,
    Totals,
)
from core.preconnect import REPEAT_AFTER, WORTH_IT_FOR, Preconnect
from core.rules import ModelRule, Rules
from tests.core.building import NOW, builtin, cloud, down, node, snapshot
from tests.fakes.tls_cloud import ANSWER, TlsCloud

DEAD = node("studio", health=down())
FAR = cloud("far", "qwen")
OTHER = cloud("other", "gpt")
NO_RULES = Rules()
OF_HTTP = {"host", "connection", ":scheme", ":authority"}


@dataclass
class Belief:
    """What a Preconnect goes by; a test changes it."""

    snapshot: Snapshot
    now: float = NOW
    rules: Rules = NO_RULES
    clouds: Cloud = field(default_factory=Cloud)

    def __post_init__(self) -> None:
        self.preconnect = Preconnect(
            snapshot=lambda: self.snapshot,
            plan=self.plan,
            may_leave=self.may_leave,
            clouds=self.clouds,
            clock=lambda: self.now,
        )

    def due(self) -> str | None:
        """The name of the cloud that is due."""
        backend = self.preconnect.due()
        return None if backend is None else backend.name

    def may_leave(self, locality: Locality) -> bool:
        return locality.is_local or self.snapshot.mode is not Mode.LOCAL_ONLY

    def plan(self, request: RouteRequest) -> RoutePlan:
        return routing.plan(request, self.snapshot, self.now, rules=self.rules)

    def serve(self, model: str) -> None:
        """A request for this model ended."""
        record = RequestRecord(RequestId("r1"), 0.0, model, False, Outcome.SERVED, ())
        totals = Totals(local=self.snapshot.totals.local + 1)
        self.snapshot = replace(self.snapshot, recent=(record,), totals=totals)


def due(*statuses: BackendStatus, mode: Mode = Mode.LOCAL_FIRST, rules: Rules = NO_RULES) -> str | None:
    """The cloud that is due when this is believed."""
    return Belief(snapshot(*statuses, mode=mode), rules=rules).due()


@pytest.mark.parametrize("state", [HealthState.DOWN, HealthState.COOLING, HealthState.BLOCKED])
def test_a_machine_that_is_unwell_is_a_reason(state: HealthState) -> None:
    health = replace(down(until=NOW + 60), state=state)
    assert due(node("studio", health=health), node("laptop"), FAR) == "far"


def test_no_connection_is_kept_while_the_machines_are_well_or_were_never_checked() -> None:
    assert due(node("studio"), builtin(), FAR) is None
    assert due(node("studio", health=Health()), FAR) is None
    assert due(FAR) is None


def test_no_connection_is_kept_where_no_request_may_go() -> None:
    assert due(DEAD, FAR, mode=Mode.LOCAL_ONLY) is None
    assert due(DEAD, FAR, rules=Rules(per_model=(ModelRule(("*",), mode=Mode.LOCAL_ONLY),))) is None
    paused = Belief(replace(snapshot(DEAD, FAR), is_paused=True))
    assert paused.due() is None


@pytest.mark.parametrize("state", [KeyState.UNREAD, KeyState.MISSING, KeyState.UNAVAILABLE])
def test_no_connection_is_kept_to_an_account_whose_key_is_not_there(state: KeyState) -> None:
    assert due(DEAD, replace(FAR, key_state=state)) is None


@pytest.mark.parametrize("state", [HealthState.DOWN, HealthState.COOLING, HealthState.BLOCKED])
@pytest.mark.parametrize("until", [NOW + 60, NOW - 1])
def test_no_connection_is_kept_to_a_cloud_that_is_unwell_itself(state: HealthState, until: float) -> None:
    ill = replace(FAR, health=replace(down(until), state=state))
    assert due(DEAD, ill) is None
    assert due(DEAD, ill, cloud("next", "qwen")) == "next"


def test_a_cloud_without_a_key_is_kept_and_one_without_tls_is_not() -> None:
    keyless = replace(FAR.backend, key=None)
    assert due(DEAD, BackendStatus(keyless, FAR.health)) == "far"
    assert due(DEAD, BackendStatus(replace(keyless, base_url="http://far.invalid/v1"), FAR.health)) is None


def test_it_is_the_cloud_that_routing_asks_first_for_what_was_asked_last() -> None:
    belief = Belief(
        snapshot(DEAD, replace(FAR, backend=replace(FAR.backend, priority=1)), cloud("mine", "qwen"), OTHER)
    )
    names = []
    for model in ("qwen", "gpt"):
        belief.serve(model)
        names.append(belief.due())
    asked = LiveRequest(RequestId("r2"), 0.0, NOW, "qwen", True)
    belief.snapshot = replace(belief.snapshot, live=(asked,))
    assert [*names, belief.due()] == ["mine", "other", "mine"]


def test_a_machine_that_is_off_for_good_is_no_reason_while_another_answers() -> None:
    belief = Belief(snapshot(DEAD, node("laptop"), FAR))
    belief.now += WORTH_IT_FOR
    belief.serve("qwen")
    assert belief.due() is None


def test_clouds_that_stand_in_for_dead_machines_are_kept_ready_as_long_as_somebody_asks() -> None:
    belief = Belief(snapshot(DEAD, FAR))
    belief.now += 2 * WORTH_IT_FOR
    assert belief.due() is None
    belief.serve("qwen")
    assert belief.due() == "far"
    belief.now += WORTH_IT_FOR
    assert belief.due() is None


@asynccontextmanager
async def believing(url: str, **more: Mode) -> AsyncIterator[Belief]:
    """A dead machine, and a cloud at this address."""
    belief = Belief(snapshot(DEAD, replace(FAR, backend=replace(FAR.backend, base_url=f"{url}/v1")), **more))
    yield belief
    await belief.clouds.aclose()


async def test_the_next_request_finds_the_connection_open(far: TlsCloud) -> None:
    async with believing(far.url) as belief:
        await belief.preconnect.look()
        key = (b"authorization", b"Bearer k")
        exchange = await belief.clouds.send(f"{far.url}/v1", b"/chat", [key], b"{}", connect=5.0, first_byte=5.0)
        await exchange.aclose()
    [greeting, asked] = far.asked
    assert (asked.method, asked.connection, far.connections) == ("POST", 1, 1)
    ours = {"user-agent": "exo-bridge", "accept": "*/*", "accept-encoding": "identity"}
    told = {name: value for name, value in greeting.headers.items() if name in ours or name not in OF_HTTP}
    assert (greeting.method, greeting.path, told) == ("HEAD", "/v1", ours)


async def test_an_open_connection_is_used_again_before_it_idles_too_long(far: TlsCloud) -> None:
    async with believing(far.url) as belief:
        for later in (0.0, 1.0, REPEAT_AFTER - 1.0, REPEAT_AFTER, REPEAT_AFTER + 1.0):
            belief.now = NOW + later
            await belief.preconnect.look()
    assert (len(far.asked), far.connections) == (2, 1)


async def test_it_ends_when_the_machines_are_well_again_and_begins_anew_when_they_are_not(far: TlsCloud) -> None:
    async with believing(far.url) as belief:
        ill = belief.snapshot
        await belief.preconnect.look()
        belief.now += REPEAT_AFTER
        belief.snapshot = replace(ill, backends=(node("studio"), *ill.backends[1:]))
        await belief.preconnect.look()
        assert len(far.asked) == 1
        belief.snapshot = ill
        await belief.preconnect.look()
    assert len(far.asked) == 2


async def test_nothing_is_opened_in_local_only_even_when_the_mode_changed_a_moment_ago(far: TlsCloud) -> None:
    async with believing(far.url) as belief:
        allowed = iter([True, False])
        belief.preconnect._may_leave = lambda locality: next(allowed)
        await belief.preconnect.look()
        belief.preconnect._may_leave = belief.may_leave
        belief.snapshot = replace(belief.snapshot, mode=Mode.LOCAL_ONLY)
        await belief.preconnect.look()
        assert next(allowed, None) is None
    assert far.connections == 0


async def test_local_only_leaves_no_connection_open_but_for_what_runs(far: TlsCloud) -> None:
    async with believing(far.url) as belief:
        await belief.preconnect.look()
        running = await belief.clouds.send(f"{far.url}/v1", b"/chat", [], b"{}", connect=5.0, first_byte=5.0)
        belief.snapshot = replace(belief.snapshot, mode=Mode.LOCAL_ONLY)
        await belief.preconnect.look()
        assert (await running.read(), len(far.open)) == (ANSWER, 1)
        await running.aclose()
        await belief.preconnect.look()
        await far.left()
        belief.snapshot = replace(belief.snapshot, mode=Mode.LOCAL_FIRST)
        await belief.preconnect.look()
    assert [(a.method, a.connection) for a in far.asked] == [("HEAD", 1), ("POST", 1), ("HEAD", 2)]


async def test_what_goes_wrong_is_told_at_debug_only_and_not_tried_again_at_once(
    far: TlsCloud, caplog: pytest.LogCaptureFixture
) -> None:
    far.hangs_up = True
    with caplog.at_level(logging.DEBUG, "relay"):
        async with believing(far.url) as belief:
            await belief.preconnect.look()
            belief.now += 1.0
            await belief.preconnect.look()
    assert [(r.levelname, r.getMessage()) for r in caplog.records if r.name == "relay"] == [
        ("DEBUG", "no connection kept open backend=far why=connection_lost")
    ]
    assert far.connections == 1
