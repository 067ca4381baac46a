"""Older exo 1.0.x as simulated: what their source says that they lack, and that our check reads every one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from core.backends import node_backend
from core.discovery.exo_check import DOWNLOADS, SLOW
from core.discovery.probe import Probe
from core.domain import ModelState
from core.http_client import HttpClient
from core.settings import NodeSettings
from core.simulation.exo_node import NodeOptions
from core.simulation.exo_versions import Version
from tests.fakes import NO_TLS, simulated_exo_inside

MODEL = "lab/tiny-llama"
NODE = NodeOptions(generation="gen1", models=(MODEL,), peers=(("laptop", "127.0.0.2", 52415),))
ASK = {"model": MODEL, "messages": [{"role": "user", "content": "hi"}], "stream": True}


async def told(version: str, path: str, method: str = "GET", body: object = None) -> httpx.Response:
    """One answer of a node of this version."""
    async with simulated_exo_inside(replace(NODE, version=version)) as node:
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            return await client.request(method, node.url + path, json=body)


@pytest.mark.parametrize(
    ("path", "method", "first"),
    [
        ("/bench/chat/completions", "POST", 61),
        ("/v1/images/generations", "POST", 64),
        ("/download/start", "POST", 67),
        ("/v1/messages", "POST", 68),
        ("/ollama/api/ps", "GET", 68),
        ("/v1/cancel/x", "POST", 69),
        ("/download/cancel", "POST", 70),
        ("/state/runners", "GET", 70),
    ],
)
async def test_a_path_is_there_from_its_first_version_on(path: str, method: str, first: int) -> None:
    before = await told(f"1.0.{first - 1}", path, method, {"model": "unknown"})
    after = await told(f"1.0.{first}", path, method, {"model": "unknown"})
    assert before.json() in ({"detail": "Not Found"}, {"detail": "Method Not Allowed"})
    assert after.json() != before.json()
    listed = (await told(f"1.0.{first - 1}", "/openapi.json")).json()["paths"]
    assert not any(known.startswith(path.removesuffix("x")) for known in listed)


async def test_streams_tell_less_the_older_they_are() -> None:
    seen = {}
    for version in ("1.0.67", "1.0.68", "1.0.69", "1.0.70", ""):
        text = (await told(version, "/v1/chat/completions", "POST", ASK)).text
        parts = (": keep-alive", "generation_stats", "prefill_progress", '"usage":{', "[DONE]")
        seen[version] = [part in text for part in parts]
    assert seen == {
        "1.0.67": [False, False, False, False, True],
        "1.0.68": [False, False, True, True, True],
        "1.0.69": [False, True, True, True, True],
        "1.0.70": [True, True, True, True, True],
        "": [True, True, True, True, True],
    }


async def test_the_state_has_the_names_of_its_time() -> None:
    old = (await told("1.0.63", "/state")).json()
    middle = (await told("1.0.67", "/state")).json()
    new = (await told("", "/state")).json()
    assert set(old) & SLOW == {"nodeProfiles"}
    assert {type(n) for n in old["topology"]["nodes"]} == {dict}
    assert [sorted(c) for c in old["topology"]["connections"]] == [
        ["connectionProfile", "localNodeId", "sendBackMultiaddr", "sendBackNodeId"]
    ] * 2
    assert set(new) - set(middle) == {"nodeDisk", "nodeRdmaCtl"}
    assert _sizes(middle) == {"totalBytes"}
    assert _sizes(new) == {"total"}


def _sizes(state: dict[str, Any]) -> set[str]:
    """Under which names a complete download tells its size."""
    entries = [entry for listed in state[DOWNLOADS].values() for entry in listed]
    [done, *_] = [entry["DownloadCompleted"] for entry in entries if "DownloadCompleted" in entry]
    return {name for name in done if "total" in name}


@pytest.mark.parametrize("version", ["1.0.60", "1.0.63", "1.0.64", "1.0.67", "1.0.68", "1.0.70", ""])
async def test_every_version_is_read(version: str) -> None:
    async with simulated_exo_inside(replace(NODE, version=version)) as node:
        async with HttpClient(5.0) as client:
            found = await Probe(client, 5.0).check(node_backend(NodeSettings("studio", node.url)))
    assert [(m.id, m.state) for m in found.models] == [(MODEL, ModelState.READY)]
    assert len(found.facts.members) == 2 and len(found.facts.links) == 2
    assert found.facts.machine == "studio (simulated)"
    assert [(n.host, n.port) for n in found.neighbours if n.host == "127.0.0.2"] == [("127.0.0.2", 52415)]


def test_a_version_of_another_program_is_refused() -> None:
    assert Version.of("1.0.63").number == 63
    with pytest.raises(ValueError, match="no version of exo"):
        Version.of("2.0.1")
