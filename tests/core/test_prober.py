"""The prober with real sockets: finding, identifying, losing and finding again."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from core import events as ev
from core.backends import cloud_backend, node_backend
from core.discovery.exo_check import STILL_FOR
from core.discovery.nodes import discovered_backends, is_discovered
from core.domain import (
    Backend,
    BackendKind,
    FailureKind,
    HealthState,
    KeyName,
    KeyReference,
    KeySource,
    Locality,
    Mode,
    Seconds,
    Snapshot,
)
from core.keys import KeyStore
from core.prober import Prober
from core.settings import CloudSettings, DiscoverySettings, NodeSettings, Settings
from core.simulation.exo_node import NodeOptions
from core.store import Store
from core.transitions import is_new
from tests.fakes import fake_cloud_inside, simulated_exo, simulated_exo_inside
from tests.fakes.cloud import DEFAULT_KEY
from tests.fakes.password_store import MemoryStore
from tests.port.gateway import gateway


class Watching:
    """A running prober and what it found."""

    def __init__(self, store: Store, keys: KeyStore, prober: Prober) -> None:
        self.store = store
        self.keys = keys
        self.prober = prober

    async def until(self, condition: Callable[[Snapshot], bool], limit: Seconds = 30.0) -> Snapshot:
        return await self.store.until(condition, limit)


@asynccontextmanager
async def watching(
    *backends: Backend,
    environment: dict[str, str] | None = None,
    interval: Seconds = 0.2,
    check_limit: Seconds = 10.0,
    still_for: Seconds = STILL_FOR,
    passwords: MemoryStore | None = None,
) -> AsyncIterator[Watching]:
    store = Store(lambda _: None, lambda: 0.5)
    keys = KeyStore(environment=environment or {}, open_store=(lambda: passwords) if passwords is not None else None)
    prober = Prober(
        store,
        keys,
        interval=interval,
        timeout=check_limit,
        clock=time.monotonic,
        jitter=lambda: 0.5,
        still_for=still_for,
    )
    store.dispatch_all(ev.BackendFound(b) for b in backends if not is_discovered(b))
    prober.watch(backends)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(prober.run(stop))
        try:
            yield Watching(store, keys, prober)
        finally:
            stop.set()


def listed(name: str, url: str, kind: BackendKind = BackendKind.AUTO) -> Backend:
    return node_backend(NodeSettings(name=name, url=url, kind=kind))


def only_port(port: int) -> Settings:
    return Settings(discovery=DiscoverySettings(ports=(port,), other_servers=False))


def state_of(snapshot: Snapshot, name: str) -> HealthState | None:
    return next((s.health.state for s in snapshot.backends if s.backend.name == name), None)


async def test_a_listed_node_is_identified_as_exo_with_its_models_and_facts() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=("m1",))) as studio:
        async with watching(listed("mine", studio.url)) as w:
            snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
    [status] = snapshot.backends
    assert (status.backend.kind, status.backend.simulated) == (BackendKind.EXO, True)
    assert [m.id for m in status.models] == ["m1"]
    assert status.facts.generation == "gen2"
    assert (status.facts.memory_total or 0) > 0


async def test_every_generation_of_exo_is_recognised() -> None:
    for generation in ("gen0", "gen1", "gen2"):
        async with simulated_exo_inside(NodeOptions(name="studio", generation=generation, models=("m1",))) as studio:
            async with watching(listed("mine", studio.url)) as w:
                snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
        assert snapshot.backends[0].backend.kind is BackendKind.EXO
        assert snapshot.backends[0].facts.generation == generation
        assert snapshot.backends[0].models


async def test_a_node_that_answers_one_at_a_time_is_known_as_such() -> None:
    options = NodeOptions(name="studio", generation="gen1", version="1.0.67", models=("m1",))
    async with simulated_exo_inside(options) as studio, watching(listed("mine", studio.url)) as w:
        snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
    assert snapshot.backends[0].backend.known_limit == 1
    assert not is_new(listed("mine", studio.url), snapshot)


async def test_nodes_of_one_cluster_share_what_its_runners_can() -> None:
    options = NodeOptions(name="studio", models=("m1",), peers=(("laptop", "127.0.0.2", 1),))
    other = NodeOptions(name="laptop", models=("m1",), peers=(("studio", "127.0.0.2", 1),))
    async with (
        simulated_exo_inside(options) as studio,
        simulated_exo_inside(other) as laptop,
        simulated_exo_inside(NodeOptions(name="mini", models=("m1",))) as mini,
        watching(listed("one", studio.url), listed("two", laptop.url), listed("three", mini.url)) as w,
    ):
        shared = await w.until(lambda s: limits(s) == {"one": 4, "two": 4, "three": 0})
        await laptop.fault("refuse")
        await w.until(lambda s: limits(s)["one"] == 0)
    assert not is_new(listed("one", studio.url), shared)


def limits(snapshot: Snapshot) -> dict[str, int]:
    return {s.backend.name: s.backend.known_limit for s in snapshot.backends}


async def test_a_node_may_be_listed_by_an_address_of_ipv6() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=("m1",), host="::1")) as studio:
        async with watching(listed("six", f"http://[::1]:{studio.port}")) as w:
            snapshot = await w.until(lambda s: state_of(s, "six") is HealthState.UP)
    assert snapshot.backends[0].backend.locality is Locality.THIS_MACHINE
    assert [m.id for m in snapshot.backends[0].models] == ["m1"]


async def test_a_node_that_dies_is_seen_and_seen_again_when_it_is_back() -> None:
    async with simulated_exo(models=["m1"]) as studio:
        async with watching(listed("mine", studio.url)) as w:
            await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
            await studio.kill()
            dead = await w.until(lambda s: state_of(s, "mine") is HealthState.DOWN)
            await studio.restart()
            await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
    assert dead.backends[0].health.failure is FailureKind.CONNECT_REFUSED


async def test_a_frozen_node_that_still_accepts_connections_is_down() -> None:
    async with simulated_exo(models=["m1"]) as studio:
        async with watching(listed("mine", studio.url), check_limit=0.5) as w:
            await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
            studio.freeze()
            frozen = await w.until(lambda s: state_of(s, "mine") is HealthState.DOWN)
            studio.thaw()
            await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
    assert frozen.backends[0].health.failure is FailureKind.FIRST_BYTE_TIMEOUT


async def test_exo_on_this_machine_is_found_without_being_listed() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=("m1",))) as studio:
        found = discovered_backends(only_port(studio.port))
        async with watching(*found) as w:
            assert w.store.snapshot.backends == ()
            snapshot = await w.until(lambda s: bool(s.backends))
    assert snapshot.backends[0].backend.name == "studio"
    assert snapshot.backends[0].backend.found_by == "this machine"


async def test_somebody_elses_server_on_exos_port_is_not_taken() -> None:
    async with fake_cloud_inside() as other:
        [found] = discovered_backends(only_port(other.port))
        async with watching(found) as w:
            first = await other.until(lambda asked: any(each.path == "/openapi.json" for each in asked))
            w.prober.check_now()
            await other.until(lambda asked: len(asked) > len(first))
            assert w.store.snapshot.backends == ()


async def test_the_same_node_under_two_addresses_is_shown_once() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=("m1",))) as studio:
        first, second = listed("first", studio.url), listed("second", f"http://localhost:{studio.port}")
        async with watching(first, second) as w:
            snapshot = await w.until(lambda s: len(s.backends) == 1 and bool(s.backends[0].models))
            twins = dict(w.prober.twins)
    [complaint] = twins.values()
    assert "the same node" in complaint.title
    assert snapshot.backends[0].backend.name in ("first", "second")


async def test_the_owners_name_wins_over_the_discovered_one() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=("m1",))) as studio:
        [found] = discovered_backends(only_port(studio.port))
        async with watching(found) as w:
            await w.until(lambda s: bool(s.backends))
            mine = listed("mine", f"http://localhost:{studio.port}")
            w.store.dispatch(ev.BackendFound(mine))
            w.prober.watch([found, mine])
            snapshot = await w.until(lambda s: [x.backend.name for x in s.backends] == ["mine"])
    assert snapshot.backends[0].models


async def test_a_clean_exit_is_seen_at_once_although_the_next_check_is_far() -> None:
    async with simulated_exo(models=["m1"]) as studio:
        async with watching(listed("mine", studio.url), interval=3600.0) as w:
            await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
            await studio.stop()
            await w.until(lambda s: state_of(s, "mine") is HealthState.DOWN, limit=3.0)


async def test_a_discovered_node_that_moved_is_shown_under_its_new_address_only() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=("m1",))) as old:
        [first] = discovered_backends(only_port(old.port))
        async with watching(first) as w:
            await w.until(lambda s: bool(s.backends))
            async with simulated_exo_inside(NodeOptions(name="studio", models=("m1",))) as new:
                await old.fault("refuse")
                await w.until(lambda s: s.backends[0].health.state is HealthState.DOWN)
                [second] = discovered_backends(only_port(new.port))
                w.prober.watch([first, second])
                snapshot = await w.until(lambda s: [x.backend.id for x in s.backends] == [second.id])
    assert snapshot.backends[0].health.state is HealthState.UP


async def test_while_the_network_settles_no_failure_of_another_machine_is_told() -> None:
    async with simulated_exo_inside(NodeOptions(name="studio", models=("m1",))) as studio:
        far = replace(listed("mine", studio.url), locality=Locality.LOCAL_NETWORK)
        async with watching(far) as w:
            await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
            w.prober.settle(1.0)
            await studio.fault("refuse")
            began = time.monotonic()
            await w.until(lambda s: state_of(s, "mine") is HealthState.DOWN)
            assert time.monotonic() - began > 0.9


async def test_a_node_behind_a_bearer_token_is_asked_with_it() -> None:
    async with fake_cloud_inside() as guarded:
        entry = NodeSettings("mine", guarded.url, key=KeyReference(KeySource.ENVIRONMENT, KeyName("NODE_KEY")))
        async with watching(node_backend(entry), environment={"NODE_KEY": DEFAULT_KEY}) as w:
            snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
    assert "gpt-test" in [m.id for m in snapshot.backends[0].models]


async def test_a_wrong_bearer_token_is_said() -> None:
    async with fake_cloud_inside() as guarded:
        entry = NodeSettings("mine", guarded.url, key=KeyReference(KeySource.ENVIRONMENT, KeyName("NODE_KEY")))
        async with watching(node_backend(entry), environment={"NODE_KEY": "sk-wrong"}) as w:
            snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.BLOCKED)
    assert snapshot.backends[0].health.failure is FailureKind.KEY_REFUSED


async def test_a_name_that_nobody_knows_is_said_as_such() -> None:
    async with watching(listed("mine", "http://no-such-machine.invalid:52415")) as w:
        snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.DOWN)
    assert snapshot.backends[0].health.failure is FailureKind.NAME_NOT_FOUND


async def test_a_node_of_another_kind_than_listed_says_so() -> None:
    async with fake_cloud_inside() as other, watching(listed("mine", other.url, BackendKind.EXO)) as w:
        snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.DOWN)
    assert snapshot.backends[0].health.failure is FailureKind.WRONG_SERVER
    assert "exo" in snapshot.backends[0].health.detail


@pytest.mark.parametrize("kind", [BackendKind.AUTO, BackendKind.EXO, BackendKind.OLLAMA, BackendKind.OPENAI])
async def test_our_own_port_is_no_node(kind: BackendKind) -> None:
    """Its models would be listed as its own, and every request would come back."""
    async with gateway() as g, watching(listed("mirror", g.url, kind)) as w:
        snapshot = await w.until(lambda s: state_of(s, "mirror") is HealthState.BLOCKED)
    assert snapshot.backends[0].health.failure is FailureKind.LOOP
    assert snapshot.backends[0].models == ()


def account(url: str) -> Backend:
    reference = KeyReference(KeySource.ENVIRONMENT, KeyName("MY_KEY"))
    return cloud_backend(CloudSettings(name="mine", provider="openai-compatible", base_url=f"{url}/v1", key=reference))


async def test_a_cloud_is_asked_for_its_models_with_its_key() -> None:
    async with fake_cloud_inside() as cloud, watching(account(cloud.url), environment={"MY_KEY": DEFAULT_KEY}) as w:
        snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
    assert "gpt-test" in [m.id for m in snapshot.backends[0].models]


async def test_a_refused_key_blocks_its_cloud() -> None:
    async with fake_cloud_inside() as cloud, watching(account(cloud.url), environment={"MY_KEY": "sk-wrong"}) as w:
        snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.BLOCKED)
    assert snapshot.backends[0].health.failure is FailureKind.KEY_REFUSED


async def test_a_refused_key_that_is_replaced_beside_us_is_used_without_a_restart() -> None:
    reference = KeyReference(KeySource.KEYRING, KeyName("mine"))
    passwords = MemoryStore(mine="sk-revoked")
    async with fake_cloud_inside() as cloud:
        async with watching(replace(account(cloud.url), key=reference), passwords=passwords) as w:
            await w.until(lambda s: state_of(s, "mine") is HealthState.BLOCKED)
            passwords.secrets["mine"] = DEFAULT_KEY
            w.prober.check_now()
            await w.until(lambda s: state_of(s, "mine") is HealthState.UP)


class Slow:
    """A server of OpenAI's kind that answers when it may, and refuses an old key."""

    def __init__(self) -> None:
        self.is_asked = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.is_asked.set()
                await self.may_answer.wait()
                body = b'{"object": "list", "data": [{"id": "m1", "object": "model"}]}'
                status = b"401 Unauthorized" if b"sk-old" in head else b"200 OK"
                lines = (b"HTTP/1.1 " + status, b"content-type: application/json", b"content-length: %d" % len(body))
                writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)


@asynccontextmanager
async def slow_server() -> AsyncIterator[tuple[Slow, str]]:
    slow = Slow()
    async with await asyncio.start_server(slow.answer, "127.0.0.1", 0) as server:
        yield slow, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_key_that_is_replaced_while_the_old_one_is_tried_is_not_told_as_refused() -> None:
    reference = KeyReference(KeySource.KEYRING, KeyName("mine"))
    passwords = MemoryStore(mine="sk-old")
    async with slow_server() as (slow, url), watching(replace(account(url), key=reference), passwords=passwords) as w:
        await slow.is_asked.wait()
        await w.keys.store(KeyName("mine"), "sk-new")
        w.prober.check_now()
        slow.may_answer.set()
        told = await w.until(lambda s: state_of(s, "mine") is not HealthState.UNKNOWN)
    assert state_of(told, "mine") is HealthState.UP


async def test_a_check_of_an_address_that_was_changed_meanwhile_says_nothing_of_the_new_one() -> None:
    async with slow_server() as (slow, url), simulated_exo_inside(NodeOptions(models=("m1",))) as studio:
        async with watching(listed("mine", url)) as w:
            await slow.is_asked.wait()
            w.store.dispatch(ev.BackendFound(listed("mine", studio.url)))
            w.prober.watch([listed("mine", studio.url)])
            slow.may_answer.set()
            told = await w.until(lambda s: state_of(s, "mine") is not HealthState.UNKNOWN)
    assert (told.backends[0].backend.base_url, told.backends[0].models[0].id) == (f"{studio.url}/v1", "m1")


async def test_a_check_that_is_asked_for_during_another_is_made() -> None:
    async with (
        slow_server() as (slow, url),
        watching(replace(listed("mine", url), kind=BackendKind.OPENAI), interval=600.0) as w,
    ):
        await slow.is_asked.wait()
        w.prober.check_now()
        slow.may_answer.set()
        first = await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
        await w.until(lambda s: s.backends[0].checked_at != first.backends[0].checked_at)


async def test_while_only_own_machines_may_answer_no_cloud_is_even_asked() -> None:
    async with fake_cloud_inside() as cloud, simulated_exo_inside(NodeOptions(models=("m1",))) as studio:
        async with watching(environment={"MY_KEY": DEFAULT_KEY}) as w:
            w.store.dispatch(ev.ModeChanged(Mode.LOCAL_ONLY))
            backends = [account(cloud.url), replace(listed("near", studio.url))]
            w.store.dispatch_all(ev.BackendFound(b) for b in backends)
            w.prober.watch(backends)
            await w.until(lambda s: state_of(s, "near") is HealthState.UP)
            w.prober.check_now()
            await w.until(lambda s: (s.backends[0].checked_at or 0) > 0)
            assert await cloud.seen() == []


async def test_a_listed_openai_server_without_a_model_list_is_used_all_the_same() -> None:
    async with fake_cloud_inside() as other:
        await other.fault("status:404", path="/v1/models")
        async with watching(listed("mine", other.url, BackendKind.OPENAI)) as w:
            snapshot = await w.until(lambda s: state_of(s, "mine") is HealthState.UP)
    assert [m.id for m in snapshot.backends[0].models] == ["*"]
