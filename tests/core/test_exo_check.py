"""A check of an exo node with real sockets: what it costs, what it remembers, what it does not believe."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from core.backends import node_backend
from core.cluster import Machine
from core.discovery.exo_check import STILL_FOR, ExoMemory
from core.discovery.found import Found
from core.discovery.probe import Probe
from core.domain import Backend, FailureKind, ModelState, Seconds
from core.errors import AttemptFailed
from core.http_client import HttpClient
from core.settings import NodeSettings
from core.simulation.cluster import node_id
from core.simulation.exo_node import NodeOptions
from tests.fakes import NO_TLS, FakeServer, simulated_exo_inside

STUDIO = node_id("studio", 2)
PAIR = NodeOptions(name="studio", models=("m1",), peers=(("mini", "127.0.0.2", 52415),))


@dataclass
class Checking:
    """A probe of one simulated node, on a clock of the test's own."""

    node: FakeServer
    probe: Probe
    backend: Backend
    now: list[Seconds] = field(default_factory=lambda: [1000.0])

    async def check(self, after: Seconds = 0.0) -> Found:
        self.now[0] += after
        return await self.probe.check(self.backend)

    async def asked(self) -> list[str]:
        """The paths since the last question."""
        paths = [seen.path for seen in await self.node.seen()]
        await self.node.forget()
        return paths


@asynccontextmanager
async def checking(options: NodeOptions, still_for: Seconds = math.inf) -> AsyncIterator[Checking]:
    async with simulated_exo_inside(options) as node, HttpClient(5.0) as client:
        now = [1000.0]
        backend = node_backend(NodeSettings("studio", node.url))
        yield Checking(node, Probe(client, 5.0, clock=lambda: now[0], still_for=still_for), backend, now)


async def test_a_check_reads_small_parts_and_the_large_one_once_a_minute() -> None:
    async with checking(NodeOptions(models=("m1",))) as c:
        await c.check()
        first = await c.asked()
        await c.check(after=1)
        second = await c.asked()
        await c.check(after=60)
        third = await c.asked()
    small = {"lastEventAppliedIdx", "instances", "runners", "topology", "lastSeen"}
    assert set(second) == {"/node_id", *(f"/state/{part}" for part in small)}
    assert "/state/downloads" in first and "/state/downloads" in third
    assert "/state" not in first + second + third
    assert not any("tasks" in path for path in first + second + third)  # they hold other people's prompts


async def test_nothing_that_could_cost_a_token_or_load_a_model_is_ever_sent() -> None:
    for generation in ("gen0", "gen1", "gen2"):
        async with checking(NodeOptions(models=("m1",), generation=generation)) as c:
            await c.check()
            await c.check(after=60)
            assert {seen.method for seen in await c.node.seen()} == {"GET"}


async def test_a_version_without_small_parts_is_read_whole() -> None:
    async with checking(NodeOptions(models=("m1",), generation="gen1")) as c:
        await c.node.fault("status:404", path="/state/")
        found = await c.check()
        await c.asked()
        await c.check(after=1)
        again = await c.asked()
    assert [(m.id, m.state) for m in found.models] == [("m1", ModelState.READY)]
    assert found.facts.machine.startswith("studio")
    assert again == ["/node_id", "/state"]


@pytest.mark.parametrize(
    ("version", "product", "limit"),
    [
        ("1.0.60", "exo 1.0.60", 1),
        ("1.0.63", "exo 1.0.61", 1),
        ("1.0.65", "exo 1.0.64", 1),
        ("1.0.67", "exo 1.0.67", 1),
        ("1.0.68", "exo 1.0.68", 1),
        ("1.0.69", "exo 1.0.69", 0),
        ("", "exo 1.0.x", 0),
    ],
)
async def test_an_old_version_is_known_by_its_paths_which_are_read_once(version: str, product: str, limit: int) -> None:
    async with checking(NodeOptions(models=("m1",), generation="gen1", version=version)) as c:
        first, second = await c.check(), await c.check(after=60)
        asked = await c.asked()
    assert (first.facts.product, first.limit) == (second.facts.product, second.limit) == (product, limit)
    assert asked.count("/openapi.json") == (1 if version else 0)


async def test_how_long_a_state_stood_still_is_counted_anew_after_a_sleep() -> None:
    async with checking(NodeOptions(models=("m1",)), still_for=STILL_FOR) as c:
        await c.node.fault("state_frozen")
        await c.check()
        c.probe.start_anew()
        await c.check(after=600)
        with pytest.raises(AttemptFailed):
            await c.check(after=9)


async def test_a_node_whose_state_stands_still_is_cut_off_from_its_master() -> None:
    async with checking(NodeOptions(models=("m1",)), still_for=STILL_FOR) as c:
        await c.node.fault("state_frozen")
        await c.check()
        await c.check(after=3)  # too soon to say
        with pytest.raises(AttemptFailed) as failure:
            await c.check(after=6)
    assert failure.value.kind is FailureKind.CUT_OFF
    assert "nothing has happened in its cluster for 9 s" in failure.value.detail


def test_a_state_that_moves_is_not_cut_off_and_a_new_master_starts_it_anew() -> None:
    memory = ExoMemory()
    assert memory.note_index(100, 0.0) == 0.0
    assert memory.note_index(111, 10.0) == 0.0
    assert memory.note_index(111, 14.0) == 4.0
    assert memory.note_index(3, 20.0) == 0.0


async def test_a_lost_machine_degrades_the_cluster_and_fails_what_ran_on_it() -> None:
    async with checking(PAIR) as c:
        whole = await c.check()
        await c.node.fault("peer_lost:mini")
        lost = await c.check(after=1)
    assert whole.models[0].state is ModelState.READY and not whole.facts.is_degraded
    assert lost.models[0].state is ModelState.FAILED
    assert lost.facts.is_degraded and "mini" in lost.facts.warning
    assert len(lost.facts.members) == 1


def test_a_machine_that_came_back_under_a_new_id_is_no_longer_missed() -> None:
    memory = ExoMemory()
    memory.with_lost((Machine("a", "studio"), Machine("b", "mini")), 0.0)
    [_, gone] = memory.with_lost((Machine("a", "studio"),), 1.0)
    back = memory.with_lost((Machine("a", "studio"), Machine("c", "mini")), 2.0)
    assert gone == Machine("b", "mini", lost="left the cluster")
    assert back == (Machine("a", "studio"), Machine("c", "mini"))


def test_a_machine_that_stays_away_is_forgotten_after_a_while() -> None:
    memory = ExoMemory()
    memory.with_lost((Machine("a", "studio"), Machine("b", "mini")), 0.0)
    assert memory.with_lost((Machine("a", "studio"),), 601.0) == (Machine("a", "studio"),)


async def test_a_download_is_followed_at_every_check() -> None:
    options = NodeOptions(models=("m1",), download_seconds=3600.0)
    async with checking(options) as c:
        shard = {"PipelineShardMetadata": {"modelCard": {"modelId": "lab/new"}}}
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            await client.post(c.node.url + "/download/start", json={"targetNodeId": STUDIO, "shardMetadata": shard})
        found = await c.check()
        await c.asked()
        await c.check(after=1)
        assert "/state/downloads" in await c.asked()
    new = next(m for m in found.models if m.id == "lab/new")
    assert new.state is ModelState.DOWNLOADING
    assert new.progress is not None and "studio" in new.detail


async def test_a_downloaded_model_that_is_not_placed_is_not_called_ready() -> None:
    async with checking(NodeOptions(models=(), downloaded=("lab/held",))) as c:
        found = await c.check()
    [model] = found.models
    assert (model.id, model.state, model.may_answer) == ("lab/held", ModelState.DOWNLOADED, False)
    assert model.detail == "on studio (simulated)"


async def test_what_is_not_exo_is_named_by_what_it_is() -> None:
    async with simulated_exo_inside(NodeOptions()) as node, HttpClient(5.0) as client:
        await node.fault("html_200", path="/")
        backend = node_backend(NodeSettings("studio", node.url, kind="exo"))  # type: ignore[arg-type]  # a StrEnum's word
        with pytest.raises(AttemptFailed) as failure:
            await Probe(client, 5.0).check(backend)
    assert failure.value.kind is FailureKind.WRONG_SERVER
    assert failure.value.detail == "it is not exo but calls itself 'Sign in to Wi-Fi'"


async def test_what_stands_where_is_told_with_every_check() -> None:
    async with checking(PAIR) as c:
        facts = (await c.check()).facts
    machines = {m.id for m in facts.machines}
    assert {(s.model, s.machine) for s in facts.shards} == {("m1", machine) for machine in machines}
    assert all(copy.is_complete for copy in facts.copies)
    assert {(copy.model, copy.machine) for copy in facts.copies} == {("m1", machine) for machine in machines}
