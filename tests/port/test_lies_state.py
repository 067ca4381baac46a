"""The lies of exo's state and commands (exo.md §2, §3, §5), row by row: what the real prober believes, and whom the
port asks because of it."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from core import events as ev
from core.commands import NodeCommands
from core.discovery.ask import Ask
from core.domain import Backend, BackendStatus, FailureKind, HealthState, ModelState, Seconds
from core.exo_control import ExoControl, Refused
from core.http_client import HttpClient
from core.keys import KeyStore
from core.prober import Prober
from core.settings import DiscoverySettings, HealingSettings, Settings
from core.simulation.cluster import node_id
from core.simulation.exo_node import DEFAULT_MODEL, NodeOptions
from tests.fakes import NO_TLS, FakeServer, simulated_exo_inside
from tests.port.gateway import MODEL, Gateway, chat, gateway, node
from tests.port.lies import BOTH, FIRST, MINI, NEW, SECOND, THIRD, is_whole, row

S = ModelState
OLD = [replace(SECOND, version=version) for version in ("1.0.60", "1.0.63", "1.0.67")]
ALL = pytest.mark.parametrize("options", [*OLD, SECOND, THIRD], ids=lambda o: o.version or o.generation)
QUIET = Settings(discovery=DiscoverySettings(enabled=False), healing=HealingSettings(place=False, replace=False))
STILL: Seconds = 1.5
"""The event index of a simulated node grows by 1.15 a second, as a real one's."""


class Watched:
    """A port and the prober that tells it whom to believe."""

    def __init__(self, g: Gateway, nodes: NodeCommands) -> None:
        self.g = g
        self.nodes = nodes

    def status(self, name: str = "studio") -> BackendStatus:
        return next(s for s in self.g.snapshot.backends if s.backend.name == name)

    async def until(self, condition: Callable[[BackendStatus], bool]) -> BackendStatus:
        """Wait until this is true of `studio`."""
        async with asyncio.timeout(30):
            while not condition(self.status()):
                await self._change()
        return self.status()

    async def until_state(self, state: ModelState | None, model: str = MODEL) -> BackendStatus:
        return await self.until(lambda s: next((m.state for m in s.models if m.id == model), None) is state)

    async def _change(self) -> None:
        changed = asyncio.Event()
        unsubscribe = self.g.store.subscribe(lambda *_: changed.set())
        try:
            await changed.wait()
        finally:
            unsubscribe()

    async def answered_by(self, name: str, *, stream: bool, attempts: int = 1) -> None:
        """The next request goes there, without a try elsewhere."""
        response = await self.g.post(chat(stream=stream))
        assert response.headers["x-bridge-backend"] == name, response.text
        assert response.headers["x-bridge-attempts"] == str(attempts)
        assert is_whole(response)


@asynccontextmanager
async def watched(*backends: Backend, still_for: Seconds = 60.0) -> AsyncIterator[Watched]:
    """Every backend was checked once when it begins."""
    async with gateway() as g:
        keys, stop = KeyStore(environment={}), asyncio.Event()
        prober = Prober(
            g.store, keys, interval=0.02, timeout=10.0, clock=time.monotonic, jitter=lambda: 0.5, still_for=still_for
        )
        nodes = NodeCommands(g.store, keys, prober, settings=lambda: QUIET, changed=lambda: None)
        g.store.dispatch_all(ev.BackendFound(b) for b in backends)
        prober.watch(backends)
        async with asyncio.TaskGroup() as group:
            group.create_task(prober.run(stop))
            group.create_task(nodes.run(stop))
            try:
                await g.until(lambda s: all(b.health.state is HealthState.UP for b in s.backends))
                yield Watched(g, nodes)
            finally:
                stop.set()


@asynccontextmanager
async def pair(options: NodeOptions, still_for: Seconds = 60.0) -> AsyncIterator[tuple[Watched, FakeServer]]:
    """The lying node, asked first, and a good one."""
    async with simulated_exo_inside(options) as studio, simulated_exo_inside(MINI) as mini:
        async with watched(node("studio", studio.url, -1), node("mini", mini.url), still_for=still_for) as w:
            yield w, studio


async def whole_state(studio: FakeServer) -> Any:
    """What the node itself tells."""
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
        return (await client.get(f"{studio.url}/state")).json()


# what is listed is not what is loaded


@row("2a: every model of the list is called ready")
async def test_of_the_first_generation_only_what_its_engine_runs_is_believed() -> None:
    async with pair(replace(FIRST, models=("dummy",))) as (w, studio):
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            listed = (await client.get(f"{studio.url}/v1/models")).json()["data"]
        assert all(entry["ready"] for entry in listed) and len(listed) > 1
        assert [(m.id, m.state, m.loads_on_use) for m in w.status().models] == [("dummy", S.KNOWN, True)]
        await w.answered_by("mini", stream=False)


@row("2b: the model list says nothing of what is loaded")
@ALL
async def test_the_catalogue_is_not_taken_for_what_can_answer(options: NodeOptions) -> None:
    async with pair(replace(options, models=())) as (w, _):
        assert not [m for m in w.status().models if m.state in (S.READY, S.BUSY)]
        await w.answered_by("mini", stream=True)


@row("2b: HEAD /node_id is a 404", "5: /node_id is the node's own, not its master's")
@NEW
async def test_a_node_is_known_by_its_own_id(options: NodeOptions) -> None:
    async with pair(options) as (w, studio):
        assert w.status().facts.node_id == node_id("studio", 1 if options is SECOND else 2)
        assert {seen.method for seen in await studio.seen()} == {"GET"}
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            assert (await client.head(f"{studio.url}/node_id")).status_code == 404


@row("2a: memory is told as a whole, not what is free")
async def test_free_memory_that_nobody_told_is_not_shown() -> None:
    async with pair(FIRST) as (w, _):
        facts = w.status().facts
    assert (facts.memory_total or 0) > 0
    assert facts.memory_available is None


# what is loaded may not be able to answer


@BOTH
@row("3: a failed runner")
@NEW
async def test_a_model_whose_runner_failed_is_passed_over(options: NodeOptions, stream: bool) -> None:
    async with pair(options) as (w, studio):
        await w.answered_by("studio", stream=stream)
        await studio.fault(f"runner_failed:{MODEL}")
        status = await w.until_state(S.FAILED)
        await w.answered_by("mini", stream=stream)
    assert status.models[0].detail.startswith("its runner failed: Terminated (signal=9 (Killed))")


@BOTH
@row("3: a failed download leaves a runner idle for ever")
@NEW
async def test_a_model_whose_download_failed_is_passed_over(options: NodeOptions, stream: bool) -> None:
    async with pair(replace(options, load_seconds=0.2)) as (w, studio):
        await studio.fault(f"download_failed:{MODEL}")
        runners = (await whole_state(studio))["runners"].values()
        assert [next(iter(r)) for r in runners] == ["RunnerIdle"]
        status = await w.until_state(S.FAILED)
        await w.answered_by("mini", stream=stream)
    assert "its download failed on studio" in status.models[0].detail


@BOTH
@row("3: states say running long after a worker died")
@NEW
async def test_a_cluster_that_lost_a_worker_is_passed_over_although_its_runners_say_ready(
    options: NodeOptions, stream: bool
) -> None:
    async with pair(replace(options, peers=(("laptop", "127.0.0.2", 52415),))) as (w, studio):
        await w.answered_by("studio", stream=stream)
        await studio.fault("peer_lost:laptop")
        runners = (await whole_state(studio))["runners"].values()
        assert {next(iter(r)) for r in runners} == {"RunnerReady"}
        status = await w.until_state(S.FAILED)
        await w.answered_by("mini", stream=stream)
    assert status.facts.is_degraded
    assert "laptop" in status.facts.warning


@BOTH
@row("3: a new master has unloaded everything")
@NEW
async def test_what_a_new_master_unloaded_is_not_asked_for(options: NodeOptions, stream: bool) -> None:
    async with pair(options) as (w, studio):
        await w.answered_by("studio", stream=stream)
        await studio.fault(f"instance_gone:{MODEL}")
        await w.until_state(S.DOWNLOADED)
        await w.answered_by("mini", stream=stream)


@row("3: the API is up and cut off from its master")
@NEW
async def test_a_node_that_hears_nothing_of_its_cluster_is_passed_over(options: NodeOptions) -> None:
    async with pair(options, STILL) as (w, studio):
        for stream in (False, True):
            await w.answered_by("studio", stream=stream)
        await studio.fault("state_frozen")
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            assert (await client.get(f"{studio.url}/node_id")).status_code == 200
        status = await w.until(lambda s: s.health.state is HealthState.DOWN)
        for stream in (False, True):
            await w.answered_by("mini", stream=stream)
        await studio.heal()
        await w.until(lambda s: s.health.state is HealthState.UP)
    assert status.health.failure is FailureKind.CUT_OFF


# what is told of it


@row("2c: runners of deleted instances stay for ever")
@NEW
async def test_runners_of_deleted_instances_are_not_believed(options: NodeOptions) -> None:
    async with pair(options) as (w, studio):
        await studio.fault(f"runner_restart:{MODEL}")
        await studio.fault(f"instance_gone:{MODEL}")
        runners = (await whole_state(studio))["runners"].values()
        assert {next(iter(r)) for r in runners} == {"RunnerFailed", "RunnerShutdown"}
        await w.until_state(S.DOWNLOADED)
        await w.answered_by("mini", stream=False)


@row("2c: machines that left keep their identity")
@NEW
async def test_a_machine_that_left_is_no_member(options: NodeOptions) -> None:
    async with pair(replace(options, peers=(("laptop", "127.0.0.2", 52415),))) as (w, studio):
        assert len(w.status().facts.members) == 2
        await studio.fault("peer_lost:laptop")
        assert len((await whole_state(studio))["nodeIdentities"]) == 2
        await w.until(lambda s: len(s.facts.members) == 1)


@row("2c: early speed and rest of a download are nonsense", "2c: the names of sizes changed with 1.0.68")
@ALL
async def test_a_download_is_told_by_its_bytes(options: NodeOptions) -> None:
    options = replace(options, models=(), downloaded=(), download_seconds=30.0)
    async with pair(options) as (w, studio):
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            await client.post(f"{studio.url}/place_instance", json={"model_id": DEFAULT_MODEL})
        status = await w.until_state(S.DOWNLOADING, DEFAULT_MODEL)
    [model] = [m for m in status.models if m.state is S.DOWNLOADING]
    assert model.progress is not None and 0.0 <= model.progress < 0.5
    assert "of 730 MB on studio" in model.detail


@row("2c: the facts of a machine moved with 1.0.64", "2c: no telemetry is told as zero or not at all")
@ALL
async def test_every_version_tells_its_machines_and_none_has_zero_degrees(options: NodeOptions) -> None:
    async with pair(replace(options, peers=(("laptop", "127.0.0.2", 52415),))) as (w, _):
        machines = w.status().facts.machines
    assert [m.name for m in machines].count("studio (simulated)") == 1
    assert len(machines) == 2 and all(m.memory_total for m in machines)
    assert [(m.temperature, m.power) for m in machines] == [(None, None)] * 2


@row("2c: tasks hold other people's prompts")
@NEW
async def test_the_prompts_of_others_are_neither_read_nor_logged(
    options: NodeOptions, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "the owner's neighbour asks about his divorce"
    caplog.set_level(logging.DEBUG)
    async with pair(replace(options, tokens=500, token_delay=0.01)) as (w, studio):
        body = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": secret}]}
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            async with client.stream("POST", f"{studio.url}/v1/chat/completions", json=body) as other:
                said = other.aiter_bytes()  # kept: its end is the end of the request
                await anext(said)
                assert secret in json.dumps(await whole_state(studio))
                await studio.forget()
                await w.until_state(S.BUSY)
        paths = {seen.path for seen in await studio.seen()}
        snapshot = repr(w.g.snapshot)
    assert paths and not {"/state", "/state/tasks", "/events"} & paths
    assert secret not in caplog.text and secret not in snapshot


# commands


@row("2b: a command is received and nothing happens")
@NEW
async def test_a_command_without_effect_is_told_as_such(options: NodeOptions) -> None:
    empty = replace(options, models=(), downloaded=(DEFAULT_MODEL,))
    async with simulated_exo_inside(empty) as studio, HttpClient(5.0) as client:
        await studio.fault("commands_ignored")
        control = ExoControl(Ask(client), studio.url, time.monotonic, appears_within=0.4)
        best, *_ = await control.preview(DEFAULT_MODEL)
        with pytest.raises(Refused) as refused:
            await control.place(best)
    assert "placed nothing" in refused.value.detail


@row("2b: an unknown name sends it to Hugging Face", "2b: ready of /instance/await only means that it exists")
@NEW
async def test_exo_is_not_asked_for_what_it_cannot_answer(options: NodeOptions) -> None:
    async with pair(replace(options, models=(), downloaded=(DEFAULT_MODEL,), load_seconds=0.5)) as (w, studio):
        backend_id = w.status().backend.id
        with pytest.raises(Refused, match="not in exo's catalogue"):
            await w.nodes.load(backend_id, "no/such-model")
        await w.nodes.load(backend_id, DEFAULT_MODEL)
        await w.until_state(S.LOADING, DEFAULT_MODEL)
        await w.until_state(S.READY, DEFAULT_MODEL)
        asked = [(seen.path, seen.query.get("model_id", "")) for seen in await studio.seen()]
    assert "no/such-model" not in {model for _, model in asked}
    assert "/instance/await" not in {path for path, _ in asked}
