"""exo's state as real nodes wrote it: members, links, addresses, downloads; and who belongs to one cluster."""

from __future__ import annotations

from typing import Any

import pytest

from core.cluster import Copy, NodeFacts, Shard, clusters
from core.discovery import exo, exo_cluster
from core.discovery.exo_cluster import NodeAddress
from core.discovery.exo_downloads import Download, copies_of, downloads_of
from core.domain import ModelState, ModelStatus
from tests.fakes.capture import document

A, B = "b264da43cdefb527c5d1850f9d8a917a", "91368f0722410351ced073445a6e0a78"


def pair() -> dict[str, Any]:
    whole: dict[str, Any] = document("gen2/state_2nodes_ready")
    return whole


def test_a_real_cluster_of_two_has_members_links_and_addresses() -> None:
    whole = pair()
    members = exo_cluster.members_of(whole)
    assert len(members) == 2
    assert exo_cluster.links_of(whole) == tuple(sorted([(members[0], members[1]), (members[1], members[0])]))
    found = exo_cluster.addresses_of(whole, 52425)
    assert {a.node_id for a in found} == set(members)
    assert {(a.host, a.port) for a in found} == {("127.0.0.1", 52425), ("127.0.0.2", 52425)}
    assert exo_cluster.unlinked(whole, frozenset(members)) == frozenset()


def test_the_models_of_a_real_cluster_are_ready() -> None:
    whole = pair()
    found = exo.models_of(whole, downloads_of(whole["downloads"]))
    assert {m.state for m in found} <= {ModelState.READY, ModelState.BUSY, ModelState.DOWNLOADED}
    assert found[0].state in (ModelState.READY, ModelState.BUSY)


def test_every_reading_of_a_real_idle_node() -> None:
    whole = document("gen2/state_idle")
    [machine] = exo_cluster.machines_of(whole, whole)
    assert machine.memory_total and machine.memory_available and machine.disk_available
    assert machine.temperature is None
    assert exo.models_of(whole) == ()


def test_a_real_download_has_its_share_and_its_machine() -> None:
    [ongoing] = downloads_of({A: [document("gen2/state_download_ongoing")]})
    assert (ongoing.node_id, ongoing.model, ongoing.state) == (A, "lab/dl-llama", ModelState.DOWNLOADING)
    assert 0 < ongoing.done < ongoing.total


def test_a_real_failed_download_makes_its_model_fail_although_its_runner_only_waits() -> None:
    failed = downloads_of(document("gen2/state_download_failed"))
    assert failed[0].model == "mlx-community/Qwen3-0.6B-4bit"
    state = {
        "instances": {"i": {"MlxRingInstance": {"shardAssignments": {
            "modelId": failed[0].model, "nodeToRunner": {failed[0].node_id: "r"}}}}},
        "runners": {"r": {"RunnerIdle": {}}},
    }  # fmt: skip
    model = next(m for m in exo.models_of(state, failed) if m.id == failed[0].model)
    assert model.state is ModelState.FAILED
    assert model.detail.startswith("its download failed on ")


def test_a_runner_that_failed_for_real_fails_its_model_with_one_line_of_its_words() -> None:
    runners = document("gen2/state_runner_failed")
    [failed] = [r for r, state in runners.items() if "RunnerFailed" in state]
    state = {
        "instances": {"i": {"MlxRingInstance": {"shardAssignments": {"modelId": "m", "nodeToRunner": {"n": failed}}}}},
        "runners": runners,
    }
    [model] = exo.models_of(state)
    assert model.state is ModelState.FAILED
    assert model.detail == "its runner failed: ModuleNotFoundError: No module named 'mlx_lm.models.deepseek_v4'"


OLD: dict[str, Any] = {
    "topology": {
        "nodes": [{"nodeId": A, "nodeProfile": {}}, {"nodeId": B, "nodeProfile": {}}],
        "connections": [
            {"localNodeId": A, "sendBackNodeId": B, "sendBackMultiaddr": {"address": "/ip4/192.168.1.5/tcp/52415"}},
            {"localNodeId": B, "sendBackNodeId": A, "sendBackMultiaddr": {"address": "/ip4/192.168.1.4/tcp/52415"}},
        ],
    },
    "nodeProfiles": {
        A: {
            "friendlyName": "studio", "modelId": "Mac Studio", "chipId": "M3",
            "memory": {"ramTotal": {"inBytes": 8}, "ramAvailable": {"inBytes": 3}},
            "system": {"temp": 41.5, "sysPower": 12.0, "gpuUsage": 0.1},
        }
    },
}  # fmt: skip


def test_the_form_up_to_1_0_63_is_read_too() -> None:
    assert exo_cluster.members_of(OLD) == tuple(sorted((A, B)))
    assert NodeAddress(B, "192.168.1.5", 52415) in exo_cluster.addresses_of(OLD, 52415)
    machine = next(m for m in exo_cluster.machines_of(OLD, OLD) if m.id == A)
    assert (machine.name, machine.memory_total, machine.memory_available) == ("studio", 8, 3)
    assert (machine.temperature, machine.power, machine.gpu_usage) == (41.5, 12.0, 0.1)


def test_addresses_that_mean_another_machine_elsewhere_are_not_followed() -> None:
    state = {
        "topology": {"nodes": [A]},
        "nodeNetwork": {
            A: {"interfaces": [{"ipAddress": ip} for ip in ("127.0.0.1", "fe80::1", "169.254.3.4", "10.0.0.7")]},
            B: {"interfaces": [{"ipAddress": "10.0.0.8"}]},  # departed
        },
    }
    assert exo_cluster.addresses_of(state, 52415) == (NodeAddress(A, "10.0.0.7", 52415),)


@pytest.mark.parametrize("connections", [None, 7, "x"])
def test_a_cluster_that_tells_no_links_misses_none(connections: object) -> None:
    state = {"topology": {"nodes": [A, B], "connections": connections}}
    assert exo_cluster.unlinked(state, frozenset((A, B))) == frozenset()


def test_downloads_are_told_with_machines_and_sizes() -> None:
    downloads = (
        Download(A, "m", ModelState.DOWNLOADING, 1_000_000_000, 4_000_000_000),
        Download(B, "m", ModelState.DOWNLOADED),
        Download(B, "n", ModelState.DOWNLOADED),
    )
    assert exo.models_of({}, downloads, {A: "studio", B: "mini"}) == (
        ModelStatus("m", ModelState.DOWNLOADING, 0.25, "1.0 GB of 4.0 GB on studio"),
        ModelStatus("n", ModelState.DOWNLOADED, detail="on mini"),
    )


def test_old_names_of_download_sizes_are_read() -> None:
    card = {"PipelineShardMetadata": {"modelCard": {"modelId": "m"}}}
    progress = {"totalBytes": {"inBytes": 10}, "downloadedBytes": {"inBytes": 5}}
    told = {A: [{"DownloadOngoing": {"shardMetadata": card, "downloadProgress": progress}}]}
    assert downloads_of(told) == (Download(A, "m", ModelState.DOWNLOADING, 5, 10),)


def test_nodes_of_one_cluster_are_grouped_and_namespaces_stay_apart() -> None:
    nodes = {
        "studio": NodeFacts(node_id=A, generation="gen2", members=(A, B)),
        "alone": NodeFacts(node_id="c0", generation="gen2", members=("c0",)),
        "mini": NodeFacts(node_id=B, generation="gen2", members=(A, B)),
        "old-a": NodeFacts(generation="gen0", members=("node-a", "node-b")),
        "old-b": NodeFacts(generation="gen0", members=("node-a", "node-b")),
    }
    assert clusters(nodes) == (("studio", "mini"), ("alone",), ("old-a", "old-b"))


def test_a_server_without_a_cluster_is_a_group_of_its_own() -> None:
    assert clusters({"ollama": NodeFacts(), "vllm": NodeFacts()}) == (("ollama",), ("vllm",))


def test_a_real_model_on_two_machines_tells_which_layers_stand_where() -> None:
    whole = pair()
    shards = exo_cluster.shards_of(whole)
    assert {s.machine for s in shards} == set(exo_cluster.members_of(whole))
    assert [s.layers for s in shards] == [(0, 6, 12), (6, 12, 12)]
    assert shards[0].weights and sum(s.weights or 0 for s in shards) == 256_478_208


def test_a_model_in_slices_weighs_its_share_on_each_machine_and_one_without_facts_weighs_nothing_known() -> None:
    card = {"modelCard": {"storageSize": {"inBytes": 100}}, "worldSize": 2}
    runners = {"r1": {"TensorShardMetadata": card}, "r2": {"TensorShardMetadata": card}, "r3": {"New": {}}}
    nodes = {A: "r1", B: "r2", "c": "r3"}
    assigned = {"modelId": "m", "runnerToShard": runners, "nodeToRunner": nodes}
    state = {"instances": {"i": {"MlxRingInstance": {"shardAssignments": assigned}}}}
    assert set(exo_cluster.shards_of(state)) == {Shard("m", A, 50), Shard("m", B, 50), Shard("m", "c")}


def test_copies_say_what_is_on_whose_disk() -> None:
    downloads = (
        Download(A, "m", ModelState.DOWNLOADING, 1, 4),
        Download(B, "m", ModelState.DOWNLOADED, 0, 4),
        Download(B, "n", ModelState.FAILED),
    )
    copies = copies_of(downloads)
    assert copies == (Copy("m", A, False, 1, 4), Copy("m", B, True, 0, 4), Copy("n", B, failure="it failed"))
    assert [c.is_coming for c in copies] == [True, False, False]


def test_two_groups_that_turn_out_to_be_one_are_joined_in_the_order_given() -> None:
    nodes = {
        "a": NodeFacts(node_id="1", generation="gen2", members=("1",)),
        "b": NodeFacts(node_id="2", generation="gen2", members=("2",)),
        "c": NodeFacts(node_id="9", generation="gen2", members=("9",)),
        "d": NodeFacts(node_id="3", generation="gen2", members=("1", "2", "3")),
        "e": NodeFacts(node_id="2", generation="gen1", members=("2",)),
    }
    assert clusters(nodes) == (("a", "b", "d"), ("c",), ("e",))
