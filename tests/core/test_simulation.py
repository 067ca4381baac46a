"""The simulated nodes against captures of real ones: heads and errors to the byte, answers field by field."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from core.simulation.cluster import Cluster, machine, node_id
from core.simulation.exo_node import NodeOptions
from core.simulation.model_cards import catalogue
from core.simulation.state_document import StateDocument
from tests.fakes import NO_TLS, FakeServer, simulated_exo_inside
from tests.fakes.capture import Answer, ask, capture, differences, document, parse

TINY, SLOW = "lab/tiny-llama", "lab/slow-llama"
IDLE = NodeOptions(models=(), downloaded=("mlx-community/Llama-3.2-1B-Instruct-4bit", "mlx-community/Qwen3-0.6B-4bit"))
LAB = replace(IDLE, downloaded=(*IDLE.downloaded, TINY))
READY = replace(IDLE, models=(TINY, SLOW))
PAIR = replace(READY, peers=(("laptop", "127.0.0.2", 52415),))
FIRST = replace(READY, generation="gen1")
FIRST_IDLE = replace(IDLE, generation="gen1")
DUMMY = NodeOptions(generation="gen0", name="node-a", models=("dummy",), peers=(("node-b", "127.0.0.2", 52415),))


def json_of(body: bytes) -> Any:
    return json.loads(body)


def same_head(real: Answer, simulated: Answer) -> None:
    """Status, the names, case and order of the headers, their values but for dates and lengths, and the framing."""
    assert simulated.status_line == real.status_line
    assert simulated.shown_headers == real.shown_headers
    assert (simulated.chunks is None) == (real.chunks is None)
    assert ("x-simulated", "exo-bridge") in simulated.headers
    lengths = [int(value) for name, value in simulated.headers if name.lower() == "content-length"]
    assert simulated.body == b"" or lengths in ([], [len(simulated.body)])


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (IDLE, "chat_no_instance chat_no_instance_stream cancel_404 completions health_404 head_node_id options_chat "
               "ollama_ps_empty ollama_version feature_flags instance_get_404 instance_placement_toobig state_path_bad "
               "instance_previews_unknown messages_no_instance responses_no_instance v1_model_by_id_404 "
               "chat_unknown_model embeddings healthcheck_404 topology_404 image_gen images onboarding v1_traces "
               "ollama_chat_no_instance ollama_v1_models state_path_runners state_path_instances"),
        (READY, "chat_bad_json chat_bad_type chat_no_messages chat_audio_part chat_empty_messages ollama_ps"),
        (FIRST_IDLE, "chat_no_instance feature_flags_404 instance_await_404 ollama_v1_404 ollama_version "
                     "state_path_runners"),
        (DUMMY, "healthcheck head_healthcheck initial_models download_progress modelpool chat_bad_json node_id_404 "
                "chat_no_messages chat_null_content_message embeddings_404 completions_404 state_404 options_chat "
                "chat_model_not_for_engine messages_404 openapi_404 responses_404 token_encode"),
    ],
    ids=["gen2 idle", "gen2 ready", "gen1 idle", "gen0"],
)  # fmt: skip
async def test_fixed_answers_are_the_real_ones_to_the_byte(options: NodeOptions, names: str) -> None:
    if options is READY:
        options = replace(READY, models=(TINY,))
    async with simulated_exo_inside(options) as node:
        for name in names.split():
            real = capture(f"{options.generation}/{name}")
            simulated = await ask(node.port, real.request)
            same_head(real.answer, simulated)
            assert simulated.body == real.answer.body, name
            assert simulated.is_complete


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (IDLE, "node_id v1_models_downloaded ollama_tags state_path_nodeMemory"),
        (LAB, "instance_placement instance_previews"),
        (READY, "chat_nonstream chat_n2 chat_stop"),
        (FIRST, "node_id chat_stream_false"),
        (DUMMY, "chat_nonstream chat_unknown_model_silently_defaults chat_gpt4o_maps_to_default v1_topology_2nodes"),
    ],
    ids=["gen2 idle", "gen2 lab", "gen2 ready", "gen1", "gen0"],
)
async def test_answers_have_the_fields_of_the_real_ones(options: NodeOptions, names: str) -> None:
    async with simulated_exo_inside(options) as node:
        for name in names.split():
            real = capture(f"{options.generation}/{name}")
            simulated = await ask(node.port, real.request)
            same_head(real.answer, simulated)
            body = simulated.body.replace(b" (simulated)", b"")  # it is part of node ids in generation 0
            assert differences(json_of(real.answer.body), json_of(body)) == [], name


def test_node_ids_have_the_form_of_their_generation() -> None:
    second, first = json_of(capture("gen2/node_id").answer.body), json_of(capture("gen1/node_id").answer.body)
    for name in ("studio", "laptop", "x"):
        assert len(node_id(name, 1)) == len(first) and node_id(name, 1).startswith("12D3KooW")
        assert len(node_id(name, 2)) <= len(second) and int(node_id(name, 2), 16)
        assert not node_id(name, 2).startswith("0")


# streams


def frame(chunk: bytes) -> tuple[str, Any]:
    """What one chunk of a stream is, and its JSON."""
    text = chunk.decode()
    assert text.endswith("\n\n"), text
    name, _, value = text.strip().partition(" {")
    return name, json.loads("{" + value) if value else None


def frames_of(answer: Answer) -> list[tuple[str, Any]]:
    assert answer.chunks is not None
    return [frame(chunk) for chunk in answer.chunks]


def one_by_one(names: list[str]) -> list[str]:
    """The order of the kinds, without repetitions."""
    return [name for i, name in enumerate(names) if i == 0 or names[i - 1] != name]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (READY, "gen2/chat_stream"),
        (READY, "gen2/chat_stream_include_usage"),
        (PAIR, "gen2/chat_stream_2nodes"),
        (FIRST, "gen1/chat_stream_true"),
        (DUMMY, "gen0/chat_stream"),
        (DUMMY, "gen0/chat_stream_usage_opt"),
    ],
)
async def test_a_stream_has_the_frames_of_a_real_one_each_in_a_chunk_of_its_own(
    options: NodeOptions, name: str
) -> None:
    real = capture(name)
    async with simulated_exo_inside(options) as node:
        simulated = await ask(node.port, real.request)
    same_head(real.answer, simulated)
    expected, found = frames_of(real.answer), frames_of(simulated)
    assert one_by_one([kind for kind, _ in found]) == one_by_one([kind for kind, _ in expected])
    for kind in dict.fromkeys(kind for kind, _ in expected):
        theirs, ours = [v for k, v in expected if k == kind], [v for k, v in found if k == kind]
        first, last = differences(theirs[0], ours[0], kind), differences(theirs[-1], ours[-1], kind)
        assert (first, last) == ([], [])
    content = [v["choices"][0] for kind, v in found if kind == "data:" and v]
    assert {choice["delta"]["role"] for choice in content} == {"assistant"}
    assert [choice.get("finish_reason") for choice in content][:-1] == [None] * (len(content) - 1)
    ended = {"gen0": "stop"}.get(options.generation, "length")
    assert content[-1]["finish_reason"] == ended


async def test_a_killed_runner_looks_like_the_real_one_and_comes_back() -> None:
    async with simulated_exo_inside(READY) as node:
        for name in ("chat_stream_runner_killed", "chat_nonstream_runner_killed"):
            await node.fault("runner_killed", count=1)
            real = capture(f"gen2/{name}")
            simulated = await ask(node.port, real.request)
            same_head(real.answer, simulated)
            assert simulated.chunks == real.answer.chunks
        after = await ask(node.port, capture("gen2/chat_stream").request)
        runners = await get(node, "/state/runners")
    assert after.body.endswith(b"data: [DONE]\n\n")
    assert [next(iter(r)) for r in runners.values()] == ["RunnerFailed", "RunnerFailed", "RunnerReady", "RunnerReady"]
    real_failed = next(iter(document("gen2/state_runner_failed").values()))
    assert differences(real_failed, next(iter(runners.values()))) == []


async def get(node: FakeServer, path: str, method: str = "GET", body: object = None) -> Any:
    """One request, and the JSON of its answer."""
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS, timeout=20) as client:
        answer = await client.request(method, node.url + path, json=body)
    return answer.json()


async def running_chats(node: FakeServer) -> list[dict[str, Any]]:
    """The chats in /state/tasks, each checked against a real one."""
    tasks = (await get(node, "/state/tasks")).values()
    chats = [task for task in tasks if "TextGeneration" in task]
    [real] = document("gen2/state_task_text_generation").values()
    assert [differences(real, chat) for chat in chats] == [[]] * len(chats)
    return [chat["TextGeneration"] for chat in chats]


@pytest.mark.parametrize("name", ["chat_stream_cancelled_via_endpoint", "chat_nonstream_cancelled_via_endpoint"])
@pytest.mark.parametrize("way", ["cancel", "delete the instance"])
async def test_a_cancelled_chat_just_ends_without_finish_and_without_done(name: str, way: str) -> None:
    real = capture(f"gen2/{name}")
    async with simulated_exo_inside(replace(READY, tokens=1500, token_delay=0.001)) as node:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        try:
            writer.write(real.request)
            begun = await reader.readuntil(b'"content":""}' if b'"stream"' in real.request else b"\r\n\r\n")
            [task] = await running_chats(node)
            if way == "cancel":
                cancelled = await get(node, f"/v1/cancel/{task['commandId']}", "POST")
                assert differences(document("gen2/cancel_ok"), cancelled) == []
            else:
                deleted = await get(node, f"/instance/{task['instanceId']}", "DELETE")
                assert differences(document("gen2/instance_delete"), deleted) == []
            simulated = parse(begun + await reader.read())
        finally:
            writer.close()
    same_head(real.answer, simulated)
    assert simulated.is_complete
    assert b"finish_reason" not in simulated.body
    assert b"[DONE]" not in simulated.body
    assert (simulated.body == b"") == (real.answer.body == b"")


# /state


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (IDLE, "gen2/state_idle"),
        (READY, "gen2/state_ready_1node"),
        (PAIR, "gen2/state_2nodes_ready"),
        (FIRST, "gen1/state_ready"),
    ],
)
async def test_the_state_has_the_structure_of_a_real_one(options: NodeOptions, name: str) -> None:
    async with simulated_exo_inside(options) as node:
        state = await get(node, "/state")
        assert await get(node, "/state/topology") == state["topology"]
    assert differences(document(name), state) == []
    members = 1 + len(options.peers)
    assert len(state["topology"]["nodes"]) == len(state["downloads"]) == len(state["lastSeen"]) == members
    assert all("(simulated)" in identity[key] for identity in state["nodeIdentities"].values()
               for key in ("friendlyName", "modelId", "chipId"))  # fmt: skip
    assert len(state["instances"]) == len(options.models)
    for instance in state["instances"].values():
        shards = instance["MlxRingInstance"]["shardAssignments"]
        assert sorted(shards["nodeToRunner"].values()) == sorted(shards["runnerToShard"])
        assert set(shards["nodeToRunner"].values()) <= set(state["runners"])
        layers = [shard["PipelineShardMetadata"] for shard in shards["runnerToShard"].values()]
        assert layers[0]["startLayer"] == 0
        assert layers[-1]["endLayer"] == layers[0]["nLayers"]


async def test_the_edges_of_the_topology_are_http_addresses() -> None:
    async with simulated_exo_inside(PAIR) as node:
        edges = await get(node, "/state/topology/connections")
        me = await get(node, "/node_id")
    [peer] = [name for name in edges if name != me]
    assert [e["sinkMultiaddr"]["port"] for e in edges[peer][me]] == [node.port]
    assert edges[me][peer][0]["sinkMultiaddr"] == {
        "address": "/ip4/127.0.0.2/tcp/52415", "address_type": "ip4", "ip_address": "127.0.0.2", "port": 52415
    }  # fmt: skip


@pytest.mark.parametrize(("options", "name"), [(READY, "gen2"), (FIRST, "gen1")])
async def test_paths_and_the_catalogue_are_those_of_the_version(options: NodeOptions, name: str) -> None:
    async with simulated_exo_inside(options) as node:
        openapi, models = await get(node, "/openapi.json"), await get(node, "/v1/models")
    assert openapi["info"] == {"title": "FastAPI", "version": "0.1.0"}
    assert {path: sorted(methods) for path, methods in openapi["paths"].items()} == document(f"{name}/openapi_paths")
    assert differences(document(f"{name}/v1_models"), models) == []


async def test_the_old_catalogue_claims_that_everything_is_ready() -> None:
    async with simulated_exo_inside(DUMMY) as node:
        models = await get(node, "/v1/models")
    assert differences(document("gen0/v1_models"), models) == []
    assert all(model["ready"] for model in models["data"])


# the life of a model, on a clock that the test moves


def test_a_placed_model_downloads_loads_and_is_ready_in_exos_own_states() -> None:
    now = [0.0]
    cluster = Cluster([machine("studio", 2, "127.0.0.1", 1)], catalogue(5), clock=lambda: now[0],
                      download_seconds=10.0, load_seconds=10.0)  # fmt: skip
    state = StateDocument(cluster, 2)
    placement = cluster.place(cluster.cards["mlx-community/Qwen3-0.6B-4bit"])
    assert placement is not None

    def seen() -> tuple[str, str]:
        [downloads] = state.whole()["downloads"].values()
        [download] = [d for d in downloads if placement.card.id in json.dumps(d)]
        return next(iter(download)), next(iter(state.runner(placement)))

    steps = {}
    for second in (1, 9, 11, 17, 18.5, 19.5, 20):
        now[0] = float(second)
        steps[second] = seen()
    assert steps == {
        1: ("DownloadOngoing", "RunnerIdle"),
        9: ("DownloadOngoing", "RunnerIdle"),
        11: ("DownloadCompleted", "RunnerLoading"),
        17: ("DownloadCompleted", "RunnerLoading"),
        18.5: ("DownloadCompleted", "RunnerLoaded"),
        19.5: ("DownloadCompleted", "RunnerWarmingUp"),
        20: ("DownloadCompleted", "RunnerReady"),
    }
    real = {next(iter(r)): r for states in document("gen2/state_runner_states") for r in states.values()}
    now[0] = 11.0
    assert differences(real["RunnerLoading"], state.runner(placement)) == []
    now[0] = 5.0
    [downloads] = state.whole()["downloads"].values()
    [ongoing] = [d for d in downloads if "DownloadOngoing" in d]
    assert differences(document("gen2/state_download_ongoing"), ongoing) == []
    assert ongoing["DownloadOngoing"]["downloadProgress"]["downloaded"]["inBytes"] == 342_884_352 // 2 + 378


def test_the_event_index_grows_with_time_and_with_tokens() -> None:
    now = [0.0]
    cluster = Cluster([machine("studio", 2, "127.0.0.1", 1)], {}, clock=lambda: now[0])
    first = cluster.event_index
    now[0] = 10.0
    assert cluster.event_index - first == 11
    cluster.tokens_made += 90
    assert cluster.event_index - first == 101
    now[0] = 60.0
    assert cluster.event_index - first == 69 + 125 + 90


async def test_a_chat_waits_for_a_loading_model() -> None:
    async with simulated_exo_inside(replace(READY, load_seconds=0.5, keep_alive=0.02)) as node:
        await node.fault(f"runner_restart:{TINY}")
        stream = await ask(node.port, capture("gen2/chat_stream").request)
    names = [name for name, _ in frames_of(stream)]
    assert names.count(": keep-alive") >= 2
    assert names[-1] == "data: [DONE]"


async def test_a_model_is_placed_when_it_fits_and_silently_not_when_it_does_not() -> None:
    async with simulated_exo_inside(IDLE) as node:
        too_big = await get(node, "/place_instance", "POST", {"model_id": "mlx-community/DeepSeek-V4-Pro"})
        assert too_big["message"] == "Command received."
        assert await get(node, "/state/instances") == {}
        placed = await get(node, "/place_instance", "POST", {"model_id": IDLE.downloaded[0]})
        assert list(placed) == ["message", "command_id", "model_card"]
        answer = await get(node, "/ollama/api/ps")
    assert [m["name"] for m in answer["models"]] == [IDLE.downloaded[0]]


async def test_waiting_for_an_instance_ends_with_ready_or_timeout() -> None:
    async with simulated_exo_inside(replace(LAB, models=(TINY,))) as node:
        real = capture("gen2/instance_await_ready")
        simulated = await ask(node.port, real.request)
        same_head(real.answer, simulated)
        for theirs, ours in zip(frames_of(real.answer), frames_of(simulated), strict=True):
            assert (ours[0], differences(theirs[1], ours[1])) == (theirs[0], [])
    async with simulated_exo_inside(LAB) as node:
        real = capture("gen2/instance_await_timeout")
        request = real.request.replace(b"timeout_seconds=2", b"timeout_seconds=0.1")
        simulated = await ask(node.port, request)
        assert simulated.chunks == real.answer.chunks
