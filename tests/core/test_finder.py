"""Finding nodes nobody listed, on loopback: reports of nodes are followed, beacons verified, nothing is assumed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core import events as ev
from core.discovery import first_generation
from core.discovery.candidates import MOST_PLACES, OWN_TRIES, Candidates, _Place
from core.discovery.exo_cluster import NodeAddress
from core.discovery.finder import Finder
from core.discovery.found import Found
from core.discovery.network import Interface
from core.discovery.nodes import CLUSTER, NETWORK, THIS_MACHINE, found_backend
from core.discovery.sighting import Sighting
from core.discovery.surroundings import Surroundings
from core.domain import Backend, BackendKind, Locality, NodeFacts, Seconds
from core.http_client import HttpClient
from core.settings import DiscoverySettings, NodeSettings, Settings
from core.simulation.cluster import node_id
from core.simulation.exo_node import NodeOptions
from core.store import Store
from tests.fakes import fake_cloud_inside, simulated_exo, simulated_exo_inside

LOOPBACK = Settings(discovery=DiscoverySettings(network=False))


@dataclass
class Finding:
    """A running finder and the news it told."""

    finder: Finder
    store: Store
    news: asyncio.Event

    async def until(
        self, condition: Callable[[tuple[Backend, ...]], bool], limit: Seconds = 30.0
    ) -> tuple[Backend, ...]:
        async with asyncio.timeout(limit):
            while not condition(self.finder.backends()):
                self.news.clear()
                await self.news.wait()
        return self.finder.backends()

    async def all_tried(self) -> None:
        """Every place that was told of was asked, and its answer judged."""
        assert self.finder._candidates is not None
        async with asyncio.timeout(30):
            await self.finder._candidates.settled()


@asynccontextmanager
async def finding(settings: Settings = LOOPBACK) -> AsyncIterator[Finding]:
    store, news, stop = Store(lambda _: None, lambda: 0.5), asyncio.Event(), asyncio.Event()
    finder = Finder(
        settings=lambda: settings,
        snapshot=lambda: store.snapshot,
        clock=time.monotonic,
        changed=news.set,
        network_changed=lambda: None,
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(finder.run(stop))
        async with asyncio.timeout(30):
            while finder._candidates is None:
                await asyncio.sleep(0)
        try:
            yield Finding(finder, store, news)
        finally:
            stop.set()


def studio() -> Backend:
    return found_backend("127.0.0.1", 52415, THIS_MACHINE, BackendKind.EXO)


def report(*neighbours: NodeAddress) -> Found:
    return Found(BackendKind.EXO, (), NodeFacts(node_id="a1"), neighbours)


async def test_a_node_that_another_one_reports_is_found_once_its_id_is_verified() -> None:
    async with simulated_exo_inside(NodeOptions(name="mini")) as mini, finding() as f:
        f.finder.note_found(studio(), report(NodeAddress(node_id("mini", 2), "127.0.0.1", mini.port)))
        [found] = await f.until(lambda backends: bool(backends))
    assert found.base_url == mini.base_url
    assert (found.locality, found.found_by) == (Locality.THIS_MACHINE, THIS_MACHINE)


async def test_a_place_where_another_node_answers_than_reported_is_not_taken() -> None:
    async with simulated_exo_inside(NodeOptions(name="mini")) as mini, finding() as f:
        f.finder.note_found(studio(), report(NodeAddress("abc123", "127.0.0.1", mini.port)))
        await f.all_tried()
        assert [s for s in await mini.seen() if s.path == "/node_id"]
        assert f.finder.backends() == ()


async def test_a_reported_place_that_is_not_up_yet_is_tried_again_by_itself() -> None:
    async with simulated_exo(name="mini", models=[]) as mini, finding() as f:
        await mini.kill()
        f.finder.note_found(studio(), report(NodeAddress(node_id("mini", 2), "127.0.0.1", mini.port)))
        await mini.restart()
        await f.until(lambda backends: bool(backends))


async def test_what_is_not_exo_is_never_taken_whoever_tells_of_it() -> None:
    async with fake_cloud_inside() as other, finding() as f:
        f.finder.note_found(studio(), report(NodeAddress("abc123", "127.0.0.1", other.port)))
        await f.all_tried()
        assert await other.seen()
        assert f.finder.backends() == ()


async def test_a_known_node_is_not_looked_for_again() -> None:
    async with simulated_exo_inside(NodeOptions(name="mini")) as mini, finding() as f:
        listed = replace(studio(), id="node:mini")  # type: ignore[arg-type]  # an id is a str
        facts = NodeFacts(node_id=node_id("mini", 2))
        f.store.dispatch(ev.BackendFound(listed), ev.ProbeAnswered(listed.id, 0.0, 0.0, (), facts))
        f.finder.note_found(studio(), report(NodeAddress(facts.node_id, "127.0.0.1", mini.port)))
        await f.all_tried()
        assert await mini.seen() == []


async def test_a_place_that_was_found_is_not_asked_at_every_beacon() -> None:
    async with simulated_exo_inside(NodeOptions(name="mini")) as mini, finding() as f:
        f.finder._consider("127.0.0.1", mini.port, CLUSTER)
        await f.until(bool)
        asked = len(await mini.seen())
        f.finder._consider("127.0.0.1", mini.port, CLUSTER)
        await f.all_tried()
        assert len(await mini.seen()) == asked


async def test_the_loopback_of_another_machine_is_not_ours() -> None:
    async with simulated_exo_inside(NodeOptions(name="mini")) as mini, finding() as f:
        far = found_backend("10.0.0.9", 52415, NETWORK, BackendKind.EXO)
        f.finder.note_found(far, report(NodeAddress(node_id("mini", 2), "127.0.0.1", mini.port)))
        await f.all_tried()
        assert await mini.seen() == []


class Recorded:
    """Stands for Candidates: remembers what it is asked to consider."""

    def __init__(self) -> None:
        self.places: list[tuple[str, int, str, str]] = []

    def consider(self, host: str, port: int, found_by: str, expected: str = "") -> None:
        self.places.append((host, port, found_by, expected))


@pytest.mark.parametrize(
    ("host", "network", "is_followed"),
    [
        ("10.0.0.7", True, True),
        ("100.64.0.7", True, True),
        ("8.8.8.8", True, False),  # a node may not send us out into the internet
        ("169.254.1.7", True, False),
        ("10.0.0.7", False, False),
    ],
)
async def test_reports_are_followed_on_the_own_networks_only_and_only_when_allowed(
    host: str, network: bool, is_followed: bool
) -> None:
    settings = Settings(discovery=DiscoverySettings(network=network))
    finder = Finder(
        settings=lambda: settings,
        snapshot=lambda: Store(lambda _: None, lambda: 0.5).snapshot,
        clock=time.monotonic,
        changed=lambda: None,
        network_changed=lambda: None,
    )
    recorded = Recorded()
    finder._candidates = recorded  # type: ignore[assignment]  # no socket is opened to a foreign address in a test
    finder.note_found(studio(), report(NodeAddress("b2", host, 52415)))
    assert recorded.places == ([(host, 52415, CLUSTER, "b2")] if is_followed else [])


async def test_where_a_node_is_heard_its_usual_ports_are_tried() -> None:
    finder = Finder(
        settings=lambda: Settings(discovery=DiscoverySettings(ports=(52415, 52500))),
        snapshot=lambda: Store(lambda _: None, lambda: 0.5).snapshot,
        clock=time.monotonic,
        changed=lambda: None,
        network_changed=lambda: None,
    )
    recorded = Recorded()
    finder._candidates = recorded  # type: ignore[assignment]  # no socket is opened to a foreign address in a test
    finder._surroundings = Around(asyncio.TaskGroup()).it
    finder._here = (Interface("en0", 1, (("10.0.0.5", 24),)),)
    finder.sighted(Sighting("10.0.0.7", "test", "b2"))
    finder.sighted(Sighting("10.9.9.9", "test", "c3"))  # of another network
    assert recorded.places == [("10.0.0.7", port, NETWORK, "b2") for port in (52415, 52500, 8000)]


async def test_a_listed_place_is_the_owners_even_when_switched_off() -> None:
    async with simulated_exo_inside(NodeOptions(name="mini")) as mini:
        off = NodeSettings("mini", mini.url, enabled=False)
        async with finding(replace(LOOPBACK, nodes=(off,))) as f:
            f.finder.note_found(studio(), report(NodeAddress(node_id("mini", 2), "127.0.0.1", mini.port)))
            await f.all_tried()
            assert await mini.seen() == []


async def test_a_place_of_ipv6_is_verified_and_written_with_brackets() -> None:
    async with simulated_exo_inside(NodeOptions(name="mini", host="::1")) as mini, finding() as f:
        f.finder._consider("::1", mini.port, CLUSTER)
        [found] = await f.until(bool)
    assert found.base_url == f"http://[::1]:{mini.port}/v1"


async def test_a_node_of_the_first_generation_is_verified_by_its_health() -> None:
    async with (
        simulated_exo_inside(NodeOptions(generation="gen0", models=("m",))) as old,
        HttpClient(5.0) as client,
        asyncio.TaskGroup() as group,
    ):
        verified = asyncio.Event()
        candidates = Candidates(group, client, time.monotonic, lambda host, port, how: verified.set())
        candidates.consider("127.0.0.1", old.port, NETWORK)
        async with asyncio.timeout(30):
            await verified.wait()


async def test_places_that_were_given_up_make_room_for_new_ones() -> None:
    async with HttpClient(5.0) as client, asyncio.TaskGroup() as group:
        candidates = Candidates(group, client, time.monotonic, lambda host, port, how: None)
        for number in range(MOST_PLACES):
            place = _Place("10.0.0.7", number, "", NETWORK, tries=OWN_TRIES + 1 if number else 0)
            candidates._places[(place.host, place.port)] = place
        candidates.consider("127.0.0.1", 1, NETWORK)
        assert list(candidates._places) == [("10.0.0.7", 0), ("127.0.0.1", 1)]
        for task in (t for t in asyncio.all_tasks() if t.get_name().startswith("candidate")):
            task.cancel()


class Around:
    """Surroundings with a clock of the test's own."""

    def __init__(self, group: asyncio.TaskGroup, known: str = "") -> None:
        self.now = 0.0
        self.looks: list[str] = []
        self.it = Surroundings(group, lambda: self.now, lambda i: bool(i) and i == known, self._look)

    async def _look(self, interface: str) -> None:
        self.looks.append(interface)

    async def heard(self, at: Seconds, node: str = "") -> int:
        """How many sweeps there were up to and with this sighting."""
        self.now = at
        self.it.sighted(Sighting("fe80::1%en0", "test", node))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return len(self.looks)


async def test_a_node_heard_without_an_ipv4_address_starts_ever_fewer_sweeps() -> None:
    async with asyncio.TaskGroup() as group:
        around = Around(group)
        counts = [await around.heard(float(second), "ab12") for second in range(86)]
    assert [counts.index(n) for n in (1, 2, 3, 4)] == [0, 5, 25, 85]
    assert around.looks[0] == "en0"


async def test_a_node_that_tells_no_id_is_looked_for_after_a_moment() -> None:
    async with asyncio.TaskGroup() as group:
        around = Around(group)
        assert [await around.heard(at) for at in (0.0, 1.0, 2.0)] == [0, 0, 1]


async def test_a_node_that_is_known_starts_no_sweep() -> None:
    async with asyncio.TaskGroup() as group:
        around = Around(group, known="ab12")
        assert [await around.heard(float(at), "ab12") for at in range(10)] == [0] * 10


@pytest.mark.parametrize("trace", ["home/.cache/exo", "home/.exo", "home/.local/share/exo", "tmp/.exo_node_id"])
def test_where_exo_was_ever_installed_its_port_is_left_alone(trace: str, tmp_path: Path) -> None:
    assert not has_traces(tmp_path)
    (tmp_path / trace).mkdir(parents=True)
    assert has_traces(tmp_path)


def has_traces(root: Path) -> bool:
    return first_generation.has_traces_of_exo(root / "home", root / "tmp")


def test_an_exo_that_was_told_its_home_leaves_a_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXO_HOME", "/somewhere")
    assert has_traces(tmp_path)


@pytest.mark.parametrize(("is_well", "ports"), [(True, 2), (False, 4)])
async def test_an_exo_0_0_x_that_is_heard_under_two_addresses_is_one_node(is_well: bool, ports: int) -> None:
    store = Store(lambda _: None, lambda: 0.5)
    finder = Finder(
        settings=Settings,
        snapshot=lambda: store.snapshot,
        clock=time.monotonic,
        changed=lambda: None,
        network_changed=lambda: None,
    )
    recorded = Recorded()
    finder._candidates = recorded  # type: ignore[assignment]  # no socket is opened to a foreign address in a test
    finder._surroundings = Around(asyncio.TaskGroup()).it
    finder._here = (Interface("en0", 1, (("10.0.0.5", 24), ("10.1.0.5", 24))),)
    finder.sighted(Sighting("10.0.0.7", "test", first_id="node-a"))
    known = found_backend("10.0.0.7", 52415, NETWORK, BackendKind.EXO)
    store.dispatch(ev.BackendFound(known))
    if is_well:
        store.dispatch(ev.ProbeAnswered(known.id, time.monotonic(), 0.001, ()))
    finder.sighted(Sighting("10.1.0.7", "test", first_id="node-a"))
    assert len(recorded.places) == ports


async def test_a_port_that_somebody_has_is_not_shared() -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    try:
        with pytest.raises(OSError):
            await first_generation.listen(lambda sighting: None, port)
    finally:
        transport.abort()
