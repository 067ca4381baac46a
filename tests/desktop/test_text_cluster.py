"""The drawing of the owner's machines, in words and numbers: true ones only."""

from __future__ import annotations

from dataclasses import replace

from core.cluster import Copy, Machine, NodeFacts
from core.discovery.finder import ScanResult
from core.domain import BackendKind, FailureKind, ModelState, ModelStatus
from core.events import BackendFound
from core.settings import DiscoverySettings, Settings
from desktop.text.cluster import ClusterCard, MachineCard, MemoryBar, Part, cluster_cards
from desktop.text.rows import Tone
from desktop.text.scanning import nothing_known, scan_result, scanning
from tests.desktop.building import builtin, cloud, down, folded, found, node, up
from tests.desktop.fake_nodes import COMING, GIB, MINI, PAIR, READY, STUDIO, pair, told

BOTH = found(node("studio"), node("mini", host="192.168.1.31"), cloud(), builtin())


def cards(*clusters: ClusterCard) -> dict[str, MachineCard]:
    return {m.name: m for cluster in clusters for m in cluster.machines}


def test_two_nodes_of_one_cluster_are_drawn_once_with_all_their_machines_tell() -> None:
    [cluster] = cluster_cards(folded(*BOTH, *pair()))
    assert (cluster.title, cluster.well_linked, cluster.trouble) == (
        "exo cluster, 2 machines",
        frozenset({"s1", "m1"}),
        "",
    )
    mini, studio = cluster.machines
    assert studio == MachineCard(
        id="s1",
        backend=node("studio").id,
        name="studio",
        kind="Mac Studio · Apple M3 Ultra",
        tone=Tone.GOOD,
        state="ok",
        sensors="54 °C · 38 W",
        memory=MemoryBar(36 / 96, 4 / 96, "36 GB of 96 GB in use"),
        memory_words="36 GB of 96 GB in use",
        parts=(
            Part("Llama-3.2-1B-Instruct-4bit", Tone.GOOD, "ready", detail="layers 1-8 of 16, 4 GB"),
            Part("Qwen3-30B-A3B-4bit", Tone.BUSY, "downloading 40%", 0.4),
        ),
        on_disk="",
    )
    assert (mini.sensors, [p.model for p in mini.parts]) == ("", ["Llama-3.2-1B-Instruct-4bit"])
    assert studio.description.splitlines()[-2:] == [
        "Llama-3.2-1B-Instruct-4bit: ready (layers 1-8 of 16, 4 GB)",
        "Qwen3-30B-A3B-4bit: downloading 40%",
    ]


def test_what_nobody_told_is_not_drawn() -> None:
    bare = replace(PAIR, machines=(Machine("s1"),), members=("s1",), shards=(), copies=(), links=())
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio", bare, ())))
    [machine] = cluster.machines
    assert (machine.memory, machine.memory_words, machine.sensors, machine.kind) == (None, "memory not told", "", "")
    only_total = replace(bare, machines=(Machine("s1", memory_total=96 * GIB),))
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio", only_total, ())))
    assert (cluster.machines[0].memory, cluster.machines[0].memory_words) == (None, "96 GB memory")


def test_a_lost_machine_is_dimmed_and_says_why() -> None:
    facts = replace(PAIR, machines=(STUDIO, replace(MINI, lost="not heard of for 14 s")), links=LINKS_OF_ONE)
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio", facts)))
    mini = cards(cluster)["mini"]
    assert (mini.is_gone, mini.state, mini.reason, mini.parts) == (True, "lost", "not heard of for 14 s", ())
    assert "mini" not in cluster.well_linked and cards(cluster)["studio"].backend is not None


LINKS_OF_ONE = (("s1", "m1"),)


def test_a_link_that_goes_one_way_only_is_told() -> None:
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio", replace(PAIR, links=LINKS_OF_ONE))))
    assert cluster.well_linked == frozenset()
    assert cluster.trouble == "studio reaches mini, but not the other way round"
    third = Machine("l1", "laptop")
    facts = replace(PAIR, machines=(STUDIO, MINI, third), links=PAIR.links)
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio", facts)))
    assert cluster.trouble == "no link between laptop and mini and no link between laptop and studio"


def test_a_node_that_does_not_answer_is_not_believed_to_hold_anything() -> None:
    why = FailureKind.CONNECT_TIMEOUT
    silent = [down("mini", at, why, "nothing came back in 3 s") for at in (995.0, 998.0)]
    [cluster] = cluster_cards(folded(*BOTH, *pair(), *silent))
    mini = cards(cluster)["mini"]
    assert (mini.state, mini.reason) == ("down", "did not answer the connection (nothing came back in 3 s)")
    assert [(p.state, p.tone) for p in mini.parts] == [("not known", Tone.QUIET)]
    assert mini.memory is None and mini.is_gone


def test_a_member_whose_own_address_is_not_known_is_a_member() -> None:
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio")))
    mini = cards(cluster)["mini"]
    assert (mini.backend, mini.state, mini.tone) == (None, "member", Tone.QUIET)


def test_when_nobody_tells_any_more_nothing_old_is_shown_as_true() -> None:
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio"), down("studio")))
    states = {m.name: (m.state, m.memory, m.is_gone) for m in cluster.machines}
    assert states == {"studio": ("down", None, True), "mini": ("not known", None, True)}


def test_a_broken_download_and_what_is_on_disk_are_told() -> None:
    copies = (Copy(READY, "s1", True), Copy(COMING, "s1", failure="disk full"))
    facts = replace(PAIR, shards=(), copies=copies)
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio", facts, ())))
    studio = cards(cluster)["studio"]
    assert studio.parts == (Part("Qwen3-30B-A3B-4bit", Tone.BAD, "download failed", detail="disk full"),)
    assert studio.on_disk == "On disk: Llama-3.2-1B-Instruct-4bit"


def test_a_loaded_model_whose_files_still_come_says_so_on_that_machine_only() -> None:
    copies = (Copy(READY, "s1", done=1, total=4), Copy(READY, "m1", True))
    models = (ModelStatus(READY, ModelState.DOWNLOADING, 0.25),)
    [cluster] = cluster_cards(folded(*found(node("studio")), told("studio", replace(PAIR, copies=copies), models)))
    assert cards(cluster)["studio"].parts[0].state == "downloading 25%"


def test_a_plain_server_stands_alone_with_its_models() -> None:
    ollama = replace(node("ollama", host="127.0.0.1"), kind=BackendKind.OLLAMA)
    models = (
        ModelStatus("llama3.2:3b"),
        ModelStatus("gemma3:27b", ModelState.DOWNLOADED, loads_on_use=True),
        ModelStatus("phi4", ModelState.DOWNLOADED, loads_on_use=True),
    )
    facts = NodeFacts(product="Ollama 0.12.3")
    snapshot = folded(BackendFound(ollama), *found(node("alone")), told("ollama", facts, models), up("alone"))
    alone, server = cluster_cards(snapshot)
    assert (alone.title, server.title) == ("exo", "Ollama 0.12.3")
    [machine] = server.machines
    assert (machine.kind, machine.on_disk, machine.memory_words) == ("127.0.0.1:52415", "On disk: 2 models", "")
    assert machine.parts == (Part("llama3.2:3b", Tone.GOOD, "ready"),)


def test_a_simulated_machine_says_so_once() -> None:
    machine = replace(STUDIO, name="studio (simulated)", model="Mac Studio (simulated)", chip="M3 (simulated)")
    facts = replace(PAIR, machines=(machine,), shards=(), copies=(), links=())
    [cluster] = cluster_cards(folded(*found(node("studio", simulated=True)), told("studio", facts)))
    assert (cluster.machines[0].name, cluster.machines[0].kind) == ("studio (simulated)", "Mac Studio · M3")


def test_exo_0_0_x_has_one_machine_for_its_one_node() -> None:
    facts = NodeFacts(generation="gen0", members=("n1",), product="exo 0.0.x", machines=(Machine("n1", "n1"),))
    [cluster] = cluster_cards(folded(*found(node("old")), told("old", facts, ())))
    assert (cluster.title, cluster.machines[0].backend) == ("exo 0.0.x", node("old").id)


def test_a_scan_says_what_it_does_and_what_came_of_it() -> None:
    settings, snapshot = Settings(), folded(*found(node("studio")), up())
    off = replace(settings, discovery=DiscoverySettings(network=False))
    known = frozenset({node("studio").id})
    assert scanning(settings) == "Looking on this machine and on your network…"
    assert scanning(off) == "Looking on this machine…"
    words = [
        scan_result(ScanResult(254, ()), frozenset(), snapshot, settings),
        scan_result(ScanResult(254, ()), known, snapshot, settings),
        scan_result(ScanResult(0, ()), known, snapshot, settings),
        scan_result(ScanResult(0, ()), known, snapshot, off),
    ]
    assert words == [
        "Found studio.",
        "Nothing new: asked 254 addresses of your network.",
        "Nothing new. This machine is on no network that can be looked through.",
        "Nothing new on this machine. Looking on the network is switched off.",
    ]
    assert nothing_known(snapshot) == ""
    assert nothing_known(folded(*found(cloud(), builtin()))).startswith("No node found yet.")
