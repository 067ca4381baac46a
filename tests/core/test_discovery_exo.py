"""exo's own answers, read: generations, models with their true state, machines. Data from real captures' shapes."""

from __future__ import annotations

import json

import pytest

from core.cluster import Machine
from core.discovery import exo, exo_cluster
from core.domain import ModelState, ModelStatus
from tests.fakes.capture import capture

ME, PEER = "f8bd3bdeec2cd95199569ad3e272235d", "4935cd76106a8d439b9a5aa70d0bb25e"


def state(*runners: object, members: tuple[str, ...] = (ME, PEER), model: str = "lab/slow") -> dict[str, object]:
    ids = [f"r{n}" for n in range(len(runners))]
    nodes = dict(zip((ME, PEER), ids, strict=False))
    shard = {"PipelineShardMetadata": {"modelCard": {"modelId": model, "contextLength": 8192}}}
    return {
        "instances": {
            "i": {
                "MlxRingInstance": {
                    "shardAssignments": {
                        "modelId": model,
                        "nodeToRunner": nodes,
                        "runnerToShard": dict.fromkeys(ids, shard),
                    }
                }
            }
        },
        "runners": {**dict(zip(ids, runners, strict=True)), "stale": {"RunnerFailed": {}}},
        "topology": {"nodes": list(members)},
        "nodeIdentities": {ME: {"friendlyName": "studio", "chipId": "Apple M3 Ultra", "modelId": "Mac Studio"}},
        "nodeMemory": {ME: {"ramTotal": {"inBytes": 512}, "ramAvailable": {"inBytes": 100}}},
    }


READY: dict[str, object] = {"RunnerReady": {"prefillServerPort": None}}
RUNNING: dict[str, object] = {"RunnerRunning": {}}


@pytest.mark.parametrize(
    ("runners", "expected"),
    [
        ((READY, READY), ModelStatus("lab/slow", ModelState.READY, context_length=8192)),
        ((READY, RUNNING), ModelStatus("lab/slow", ModelState.BUSY, context_length=8192)),
        (
            ({"RunnerLoading": {"layersLoaded": 3, "totalLayers": 6}}, {"RunnerIdle": {}}),
            ModelStatus("lab/slow", ModelState.LOADING, 0.5, context_length=8192),
        ),
        (
            (READY, {"RunnerFailed": {"errorMessage": "x"}}),
            ModelStatus("lab/slow", ModelState.FAILED, detail="its runner failed: x", context_length=8192),
        ),
    ],
)
def test_a_model_is_as_ready_as_its_slowest_runner(runners: tuple[object, ...], expected: ModelStatus) -> None:
    assert exo.models_of(state(*runners)) == (expected,)


def test_a_runner_that_is_not_listed_yet_is_loading() -> None:
    whole = state(READY, READY)
    whole["runners"] = {"r0": READY}
    assert exo.models_of(whole)[0].state is ModelState.LOADING


def test_an_instance_with_a_machine_that_left_has_failed_whatever_its_runners_say() -> None:
    [model] = exo.models_of(state(READY, READY, members=(ME,)), names={PEER: "mini"})
    assert (model.state, model.detail) == (ModelState.FAILED, "mini, which runs a part of it, left the cluster")


def linked(*pairs: tuple[str, str]) -> dict[str, dict[str, list[object]]]:
    return {a: {b: [{}] for x, b in pairs if x == a} for a, _ in pairs}


@pytest.mark.parametrize("links", [[(ME, PEER)], [(PEER, ME)], []])
def test_an_instance_whose_machines_lost_their_link_has_failed_before_exo_says_so(links: list[tuple[str, str]]) -> None:
    whole = state(RUNNING, RUNNING)
    whole["topology"] = {"nodes": [ME, PEER], "connections": linked(*links)}
    [model] = exo.models_of(whole, names={ME: "studio", PEER: "mini"})
    assert model.state is ModelState.FAILED
    assert "the link to" in model.detail


def test_an_instance_with_links_both_ways_is_ready() -> None:
    whole = state(READY, READY)
    whole["topology"] = {"nodes": [ME, PEER], "connections": linked((ME, PEER), (PEER, ME))}
    assert exo.models_of(whole)[0].state is ModelState.READY


def test_a_machine_that_reports_no_more_makes_its_instance_fail() -> None:
    whole = state(READY, READY)
    whole["lastSeen"] = {ME: "2026-11-23T06:44:30.338596Z", PEER: "2026-11-23T06:44:18Z"}
    [model] = exo.models_of(whole, names={PEER: "mini"})
    assert (model.state, model.detail) == (
        ModelState.FAILED,
        "mini, which runs a part of it, was not heard of for 12 s",
    )


def test_runners_of_deleted_instances_are_not_believed() -> None:
    assert exo.models_of({"instances": {}, "runners": {"old": RUNNING}}) == ()


@pytest.mark.parametrize(
    "document", [{}, {"instances": []}, {"instances": {"i": None}}, {"instances": {"i": {"X": 1}}}]
)
def test_strange_documents_are_read_leniently(document: dict[str, object]) -> None:
    assert exo.models_of(document) == ()


def test_the_facts_of_a_node() -> None:
    machines = exo_cluster.machines_of(state(READY, READY), state())
    facts = exo.facts_of(ME, "gen2", machines)
    assert (facts.machine, facts.chip, facts.memory_total, facts.memory_available) == (
        "studio",
        "Apple M3 Ultra",
        512,
        100,
    )
    assert facts.members == tuple(sorted((ME, PEER)))
    assert not facts.is_degraded


def test_a_lost_machine_makes_the_cluster_degraded_in_words() -> None:
    facts = exo.facts_of(ME, "gen2", (Machine(ME, "studio"), Machine(PEER, "mini", lost="left the cluster")))
    assert facts.is_degraded
    assert facts.warning == "degraded, mini: left the cluster"
    assert facts.members == (ME,)


@pytest.mark.parametrize(
    ("answer", "generation"),
    [
        (ME, "gen2"),
        ("fdc9aeef7ebe1d86c300abcabe0ee979", "gen2"),
        ("12D3KooWQwertyuiopasdfghjkzxcvbnmQWERTYUPASDFGHJKLZX", "gen1"),
        ("0fdc", ""),
        ("FDC9", ""),
        ("", ""),
        ({"node_id": "x"}, ""),
        (None, ""),
    ],
)
def test_a_generation_is_known_by_its_node_id(answer: object, generation: str) -> None:
    assert exo.generation_of(answer) == generation


def test_the_first_generation_is_known_by_health_and_server() -> None:
    assert exo.is_first_generation({"status": "ok"}, "Python/3.12 aiohttp/3.10.11", None)
    assert exo.is_first_generation({"status": "ok"}, "", {"nodes": {}, "peer_graph": {}, "active_node_id": None})
    assert not exo.is_first_generation({"status": "ok"}, "uvicorn", None)


def test_the_first_generation_tells_models_that_load_by_themselves_and_running_downloads() -> None:
    progress = {
        "node-a": {"shard": {"model_id": "b"}, "downloaded_bytes": 1, "total_bytes": 4, "status": "in_progress"}
    }
    assert exo.first_generation_models({"a": {}, "b": {}}, progress) == (
        ModelStatus("a", ModelState.KNOWN, detail="loads on first use", loads_on_use=True),
        ModelStatus("b", ModelState.DOWNLOADING, 0.25),
    )


def test_the_first_generation_tells_its_machines_and_links() -> None:
    body = capture("gen0/v1_topology_2nodes").answer.body
    facts = exo.first_generation_facts(json.loads(body))
    assert facts.members == ("node-a", "node-b")
    assert facts.links == (("node-a", "node-b"), ("node-b", "node-a"))
    assert facts.machines[0].memory_total == 24105 * 1024**2


def test_a_model_list_is_a_list_or_nothing() -> None:
    assert exo.listed_models({"data": [{"id": "a", "context_length": 10}, {"id": 7}, "x"]}) == (
        ModelStatus("a", context_length=10),
    )
    assert exo.listed_models(["a"]) == ()
