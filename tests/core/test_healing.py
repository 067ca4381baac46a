"""Mending exo with real sockets: one placement for all who wait, crashes, crash loops, downloads; each step told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core import events as ev
from core import wanted_downloads
from core.backends import node_backend
from core.commands import NodeCommands
from core.domain import BackendId, FailureKind, HealthState, ModelState, Seconds, Snapshot
from core.errors import AttemptFailed
from core.exo_control import Refused
from core.keys import KeyStore
from core.prober import Prober
from core.recovery import FIRST_PAUSE
from core.settings import DiscoverySettings, HealingSettings, NodeSettings, Settings
from core.simulation.exo_node import NodeOptions
from core.steps import StepKind
from core.store import Store
from core.wanted_downloads import Wanted, WantedDownloads
from tests.fakes import FakeServer, simulated_exo_inside
from tests.fakes.local_servers import HELD, local_server

MODEL = "mlx-community/Llama-3.2-1B-Instruct-4bit"
OTHER = "mlx-community/Qwen3-0.6B-4bit"
ON_DISK = NodeOptions(models=(), downloaded=(MODEL,))
STUDIO = BackendId("node:studio")


class Clock:
    """Real time, and what a test lets pass at once."""

    passed: Seconds = 0.0

    def __call__(self) -> Seconds:
        return time.monotonic() + self.passed


@dataclass
class Mending:
    """The real prober, finder and healing in front of one node."""

    store: Store
    prober: Prober
    nodes: NodeCommands
    clock: Clock

    async def until(self, condition: Callable[[Snapshot], bool], limit: Seconds = 30.0) -> Snapshot:
        return await self.store.until(condition, limit)

    async def until_state(self, model: str, state: ModelState | None, limit: Seconds = 30.0) -> None:
        await self.until(lambda s: state_of(s, model) is state, limit)

    async def ensure(self, model: str = MODEL) -> list[str]:
        """Wait for a model as a request does; what was told meanwhile."""
        words: list[str] = []
        await self.nodes.healing.ensure_model(STUDIO, model, words.append)
        return words

    @property
    def steps(self) -> list[StepKind]:
        return [step.kind for step in reversed(self.store.snapshot.steps)]


def state_of(snapshot: Snapshot, model: str) -> ModelState | None:
    status = snapshot.find(STUDIO)
    return next((m.state for m in status.models if m.id == model), None) if status is not None else None


@asynccontextmanager
async def mending(url: str, healing: HealingSettings = HealingSettings()) -> AsyncIterator[Mending]:  # noqa: B008  frozen
    settings = Settings(discovery=DiscoverySettings(enabled=False), healing=healing)
    store, keys, stop = Store(lambda _: None, lambda: 0.5, tell_every=0.0), KeyStore(environment={}), asyncio.Event()
    prober = Prober(store, keys, interval=0.2, timeout=2.0, clock=time.monotonic, jitter=lambda: 0.5)
    clock = Clock()
    nodes = NodeCommands(store, keys, prober, settings=lambda: settings, changed=lambda: None, clock=clock)
    backend = node_backend(NodeSettings("studio", url))
    store.dispatch(ev.BackendFound(backend))
    prober.watch([backend])
    async with asyncio.TaskGroup() as group:
        group.create_task(prober.run(stop))
        group.create_task(nodes.run(stop))
        running = Mending(store, prober, nodes, clock)
        try:
            await running.until(lambda s: s.backends[0].health.state is HealthState.UP)
            yield running
        finally:
            stop.set()


@asynccontextmanager
async def mended(
    options: NodeOptions = ON_DISK,
    healing: HealingSettings = HealingSettings(),  # noqa: B008  frozen
) -> AsyncIterator[tuple[Mending, FakeServer]]:
    async with simulated_exo_inside(options) as node, mending(node.url, healing) as running:
        yield running, node


async def placements(node: FakeServer) -> int:
    return len([s for s in await node.seen() if (s.method, s.path) == ("POST", "/instance")])


async def test_two_requests_at_once_for_a_model_on_the_disk_cause_one_placement_and_both_go_on() -> None:
    async with mended(replace(ON_DISK, load_seconds=1.5)) as (m, node):
        first, second = await asyncio.gather(m.ensure(), m.ensure())
        assert await placements(node) == 1
        assert state_of(m.store.snapshot, MODEL) is ModelState.READY
        assert m.steps == [StepKind.PLACING, StepKind.PLACED]
    assert any("studio loads" in words for words in first)
    assert any("is loading" in words for words in second)


async def test_a_model_that_is_ready_needs_nothing() -> None:
    async with mended(NodeOptions(models=(MODEL,))) as (m, node):
        await m.ensure()
        assert (await placements(node), m.steps) == (0, [])


async def test_a_request_gives_up_at_the_limit_without_blaming_the_node() -> None:
    options = replace(ON_DISK, load_seconds=3600.0)
    async with mended(options, HealingSettings(patience=1.0)) as (m, _):
        with pytest.raises(AttemptFailed) as failure:
            await m.ensure()
        assert failure.value.kind is FailureKind.NOT_READY
        assert failure.value.detail.startswith("not ready after 1 s")
        assert m.steps[-1] is StepKind.GAVE_UP
        assert m.store.snapshot.backends[0].health.state is HealthState.UP


async def test_a_model_that_is_nowhere_is_not_downloaded_for_a_request() -> None:
    async with mended() as (m, node):
        with pytest.raises(AttemptFailed) as failure:
            await m.ensure(OTHER)
        assert await placements(node) == 0
    assert "first it would have to be downloaded to studio" in failure.value.detail


async def test_loading_by_itself_can_be_switched_off() -> None:
    async with mended(healing=HealingSettings(place=False)) as (m, node):
        with pytest.raises(AttemptFailed) as failure:
            await m.ensure()
        assert await placements(node) == 0
    assert "switched off" in failure.value.detail


async def test_a_waiter_that_leaves_does_not_stop_the_others() -> None:
    async with mended(replace(ON_DISK, load_seconds=0.8)) as (m, node):
        async with asyncio.TaskGroup() as group:
            leaving = group.create_task(m.ensure())
            staying = group.create_task(m.ensure())
            await m.until_state(MODEL, ModelState.LOADING)
            leaving.cancel()
            await staying
        assert await placements(node) == 1


async def test_a_model_that_crashed_and_that_exo_gave_up_is_placed_again() -> None:
    async with mended(NodeOptions(models=(MODEL,))) as (m, node):
        await m.until_state(MODEL, ModelState.READY)
        await node.fault(f"runner_failed:{MODEL}")
        await m.until_state(MODEL, ModelState.FAILED)
        await node.fault(f"instance_gone:{MODEL}")
        await m.until_state(MODEL, ModelState.DOWNLOADED)
        assert await placements(node) == 0
        m.clock.passed += FIRST_PAUSE
        await m.until_state(MODEL, ModelState.READY)
        assert await placements(node) == 1
        assert StepKind.REPLACING in m.steps


async def test_a_crash_loop_is_left_alone_with_a_clear_word_until_the_owner_acts() -> None:
    async with mended(NodeOptions(models=(MODEL,))) as (m, node):
        await node.fault(f"crash_loop:{MODEL}")
        for _ in range(3):
            await node.fault(f"runner_failed:{MODEL}")
            await m.until_state(MODEL, ModelState.FAILED)
            await node.fault(f"instance_gone:{MODEL}")
            await m.until_state(MODEL, ModelState.DOWNLOADED)
            if m.nodes.complaints:
                break
            m.nodes.healing._recovery(cluster(m)).patients[MODEL].replace_at = time.monotonic()
            await m.until_state(MODEL, ModelState.FAILED)
        [complaint] = m.nodes.complaints
        assert complaint.title == f"{MODEL} crashes again and again on studio"
        assert m.steps[-1] is StepKind.LEFT_ALONE
        with pytest.raises(AttemptFailed) as failure:
            await m.ensure()
        assert "left alone" in failure.value.detail
        await node.heal()
        await m.nodes.load(STUDIO, MODEL)
        await m.until_state(MODEL, ModelState.READY)
        assert m.nodes.complaints == ()


def cluster(m: Mending) -> str:
    from core.healing import cluster_of

    return cluster_of(m.store.snapshot.backends[0])


async def test_a_download_the_owner_asked_for_is_resumed_until_it_is_complete() -> None:
    async with mended(replace(ON_DISK, download_seconds=3600.0)) as (m, node):
        await m.nodes.download(STUDIO, OTHER)
        await m.until_state(OTHER, ModelState.DOWNLOADING)
        await node.fault(f"download_failed:{OTHER}")
        await m.until_state(OTHER, ModelState.FAILED)
        m.clock.passed += wanted_downloads.FIRST_PAUSE
        await m.until_state(OTHER, ModelState.DOWNLOADING)
        assert StepKind.RESUMING_DOWNLOAD in m.steps
        starts = [s for s in await node.seen() if s.path == "/download/start"]
    assert len(starts) == 2


async def test_a_cancelled_download_is_not_resumed() -> None:
    async with mended(replace(ON_DISK, download_seconds=3600.0)) as (m, _):
        await m.nodes.download(STUDIO, OTHER)
        await m.until_state(OTHER, ModelState.DOWNLOADING)
        await m.nodes.cancel_download(STUDIO, OTHER)
        await m.until_state(OTHER, None)
        assert m.nodes.healing.downloads._wanted == {}


async def test_wanted_downloads_outlive_a_restart(own_home: Path) -> None:
    async with mended(replace(ON_DISK, download_seconds=3600.0)) as (m, _):
        await m.nodes.download(STUDIO, OTHER)
    assert OTHER in (own_home / "exo-bridge/state/downloads.json").read_text()
    async with mended(replace(ON_DISK, download_seconds=3600.0)) as (m, _):
        await m.until(lambda _: bool(m.nodes.healing.downloads._wanted))  # it read its list
        assert m.steps == []
        m.clock.passed += wanted_downloads.FIRST_PAUSE
        await m.until_state(OTHER, ModelState.DOWNLOADING)  # the new node knew nothing of it
        assert m.steps[0] is StepKind.RESUMING_DOWNLOAD


async def test_a_download_that_another_process_stopped_is_not_resumed(own_home: Path) -> None:
    """The command line beside a running program: both keep one list."""
    file, wanted = own_home / "state" / "downloads.json", Wanted(STUDIO, "studio", OTHER)
    running, command = WantedDownloads(file, time.monotonic), WantedDownloads(file, time.monotonic)
    await running.load()
    await command.add(wanted)
    await running.load()
    assert await running.drop(STUDIO, "another") is False
    assert running._wanted.keys() == {wanted}
    assert await command.drop(STUDIO, OTHER) is True
    await running.load()
    assert not running._wanted


async def test_models_are_listed_with_the_catalogue_behind_what_is_there() -> None:
    async with mended() as (m, _):
        listed = await m.nodes.models(STUDIO)
    assert (listed[0].id, listed[0].state) == (MODEL, ModelState.DOWNLOADED)
    assert listed[0].size > 700_000_000
    assert {x.state for x in listed[1:]} == {ModelState.KNOWN}


async def test_commands_for_what_cannot_be_commanded_say_why() -> None:
    async with mended(NodeOptions(generation="gen0", models=("m",))) as (m, _):
        with pytest.raises(Refused) as refused:
            await m.nodes.load(STUDIO, "m")
        assert refused.value.title == "studio runs exo 0.0.x"
        with pytest.raises(Refused) as refused:
            await m.nodes.unload(BackendId("node:nobody"), "m")
    assert refused.value.title == "There is no such node"


@pytest.mark.parametrize("product", ["Ollama", "LM Studio", "llama.cpp router", "LocalAI"])
async def test_another_server_is_told_once_to_load_however_many_ask(product: str) -> None:
    async with local_server(product, load_seconds=0.5) as server, mending(server.url) as m:
        await asyncio.gather(*(m.ensure(HELD) for _ in range(3)))
        await m.until_state(HELD, ModelState.READY)
        assert server.loads == [HELD]


async def test_a_left_generation_is_cancelled_on_exos_side_unless_switched_off() -> None:
    async with mended(NodeOptions(models=(MODEL,))) as (m, node):
        await m.nodes.healing.cancel_generation(STUDIO, "11111111-2222-3333-4444-555555555555")
        assert [s.path for s in await node.seen() if "/v1/cancel/" in s.path]
    async with mended(NodeOptions(models=(MODEL,)), HealingSettings(cancel=False)) as (m, node):
        await m.nodes.healing.cancel_generation(STUDIO, "11111111-2222-3333-4444-555555555555")
        assert not [s.path for s in await node.seen() if "/v1/cancel/" in s.path]
