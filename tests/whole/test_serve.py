"""The headless bridge as a process: the contract that scripts rely on, and a failover with the openai SDK."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from pathlib import Path

import httpx
import openai
import pytest

from core.builtin_server import missing_packages
from tests.fakes import fake_cloud, simulated_exo
from tests.fakes.cloud import DEFAULT_KEY
from tests.whole.serving import run, serving

MODEL = "qwen-test"
BARE = "discovery: {enabled: false}\nbuiltin: {enabled: false}\n"


def nodes(*urls: str) -> str:
    lines = [f"  - {{name: node{n}, url: {url!r}, kind: auto, priority: {n}}}" for n, url in enumerate(urls)]
    return BARE + "nodes:\n" + "\n".join(lines) + "\n"


def sdk(url: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=url, api_key="unused", max_retries=0)


async def test_the_openai_sdk_gets_plain_and_streamed_answers(own_home: Path) -> None:
    async with simulated_exo(models=[MODEL]) as studio, serving(nodes(studio.url), own_home / "b") as bridge:
        async with sdk(bridge.url) as client:
            listed = [m.id async for m in client.models.list()]
            plain = await client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "hi"}])
            stream = await client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": "hi"}], stream=True
            )
            text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
        assert await bridge.stop() == 0
    assert listed == [MODEL]
    assert plain.choices[0].message.content == text
    assert plain.usage is not None


async def test_of_two_hundred_requests_through_a_kill_none_fails(own_home: Path) -> None:
    async with simulated_exo(models=[MODEL], name="a") as first, simulated_exo(models=[MODEL], name="b") as second:
        async with serving(nodes(first.url, second.url), own_home / "b") as bridge, sdk(bridge.url) as client:
            cut: list[int] = []

            async def ask(number: int) -> str:
                raw = await client.chat.completions.with_raw_response.create(
                    model=MODEL, messages=[{"role": "user", "content": f"question {number}"}], stream=True
                )
                text = ""
                try:
                    async for chunk in raw.parse():
                        text += chunk.choices[0].delta.content or ""
                except openai.APIError:
                    cut.append(number)  # told inside the stream: its first bytes were the client's already
                assert text
                return raw.headers["x-bridge-backend"]

            async def some(numbers: range) -> list[str]:
                return [await ask(n) for n in numbers]

            async with asyncio.TaskGroup() as group:
                running = [group.create_task(some(range(k * 50, k * 50 + 50))) for k in range(4)]
                while len(await first.seen()) < 40:
                    await asyncio.sleep(0)
                await first.kill()
            answered = [name for task in running for name in task.result()]
            assert len(answered) == 200
            assert len(cut) <= 4  # at most what was being streamed in the moment of the kill
            assert set(answered) == {"node0", "node1"}
            await first.restart()
            async with asyncio.timeout(30):
                while await ask(1000) != "node0":
                    await asyncio.sleep(0)


async def test_the_cloud_takes_over_with_a_key_from_the_environment(own_home: Path) -> None:
    async with simulated_exo(models=[MODEL]) as studio, fake_cloud(models=[MODEL]) as cloud:
        settings = nodes(studio.url) + (
            "cloud:\n  - {name: mine, provider: openai-compatible, key: 'env:MY_KEY', "
            f"base_url: '{cloud.base_url}'}}\n"
        )
        async with serving(settings, own_home / "b", environment={"MY_KEY": DEFAULT_KEY}) as bridge:
            async with httpx.AsyncClient(trust_env=False) as client:
                body = {"model": MODEL, "messages": [{"role": "user", "content": "hi"}]}
                near = await client.post(bridge.url + "/chat/completions", json=body)
                await studio.kill()
                far = await client.post(bridge.url + "/chat/completions", json=body)
                status = (await client.get(bridge.url.removesuffix("/v1") + "/bridge/v1/status")).text
        log = (own_home / "b" / "stderr.txt").read_text()
    assert (near.headers["x-bridge-locality"], far.headers["x-bridge-locality"]) == ("this-machine", "cloud")
    assert "refused" in far.headers["x-bridge-why"]
    assert DEFAULT_KEY not in status + log


async def test_a_taken_port_is_told_with_its_owner_and_the_next_free_one(own_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, err = await run("serve", "--port", str(port), home=own_home / "b")
    assert code == 1
    assert out == ""
    assert f"Port {port} is taken by" in err
    assert "--port" in err


async def test_a_broken_settings_file_never_stops_the_bridge(own_home: Path) -> None:
    async with simulated_exo(models=[MODEL]) as studio:
        settings = nodes(studio.url) + "prot: 7\nrouting: {mode: lokal-first}\n"
        async with serving(settings, own_home / "b") as bridge, httpx.AsyncClient(trust_env=False) as client:
            status = (await client.get(bridge.url.removesuffix("/v1") + "/bridge/v1/status")).json()
    told = json.dumps(status["complaints"])
    assert "prot" in told
    assert "port" in told
    assert "local-first" in told


async def test_settings_are_reloaded_when_the_file_is_edited(own_home: Path) -> None:
    async with simulated_exo(models=[MODEL]) as studio, serving(BARE, own_home / "b") as bridge:
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(bridge.url + "/models")).json()["data"] == []
            (own_home / "b" / "given.yaml").write_text(nodes(studio.url))
            await bridge.said("backend up name=node0")
            [listed] = (await client.get(bridge.url + "/models")).json()["data"]
    assert listed["id"] == MODEL


async def test_every_setting_is_described(own_home: Path) -> None:
    code, out, _ = await run("settings", "--json", home=own_home / "b")
    described = {entry["name"]: entry for entry in json.loads(out)}
    assert code == 0
    assert {"port", "discovery.enabled", "routing.mode"} <= described.keys()
    assert all({"type", "default", "help"} <= entry.keys() for entry in described.values())


async def test_status_explain_and_doctor_speak_plainly(own_home: Path) -> None:
    async with simulated_exo(models=[MODEL]) as studio, serving(nodes(studio.url), own_home / "b") as bridge:
        port = bridge.url.rsplit(":", 1)[1].removesuffix("/v1")
        await bridge.said("backend up name=node0")
        status = await run("status", "--port", port, home=bridge.home)
        explain = await run("explain", "--model", MODEL, "--port", port, home=bridge.home)
        doctor = await run("doctor", "--port", port, "--config", str(bridge.home / "given.yaml"), home=bridge.home)
    assert (status[0], explain[0], doctor[0]) == (0, 0, 0)
    assert "node0 (simulated)" in status[1]
    assert "1. node0 as qwen-test" in explain[1]
    assert "is running there" in doctor[1]
    assert "node node0" in doctor[1]


async def test_status_without_a_bridge_says_how_to_start_it(own_home: Path) -> None:
    code, _, err = await run("status", "--port", "9", home=own_home / "b")
    assert code == 1
    assert "exo-bridge serve" in err


async def test_no_qt_is_loaded_to_serve(own_home: Path) -> None:
    async with serving(BARE, own_home / "b") as bridge:
        maps = Path(f"/proc/{bridge.process.pid}/maps")
        if not maps.exists():
            pytest.skip("only Linux tells what a process has loaded")
        assert "Qt6" not in maps.read_text()


@pytest.mark.parametrize("verb", ["nonsense", "--nonsense"])
async def test_wrong_usage_is_told(verb: str, own_home: Path) -> None:
    code, _, err = await run(verb, home=own_home / "b")
    assert code == 2
    assert "usage" in err


async def test_a_home_that_cannot_be_written_costs_the_file_not_the_server(own_home: Path) -> None:
    bare = {"EXO_BRIDGE_DISCOVERY_ENABLED": "false", "EXO_BRIDGE_BUILTIN_ENABLED": "false"}
    nowhere = {"EXO_BRIDGE_HOME": str(own_home / "b" / "given.yaml" / "below a file")}
    async with (
        serving("", own_home / "b", "--config", "", environment=bare | nowhere) as bridge,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        health = (await client.get(bridge.url + "/health")).json()
        assert await bridge.stop() == 0
    told = (own_home / "b" / "stderr.txt").read_text()
    assert "Nothing can be kept" in told
    assert "Traceback" not in told
    assert health["status"] == "ok"


@pytest.mark.parametrize("port", ["70000", "-5", "abc", "1e3", ""])
async def test_a_port_that_is_none_is_refused_instead_of_another_taken(port: str, own_home: Path) -> None:
    code, out, err = await run("serve", f"--port={port}", home=own_home / "b")
    assert (code, out) == (2, "")
    assert "is no port" in err


async def test_a_closed_terminal_ends_it_like_a_request_to_stop(own_home: Path) -> None:
    async with serving(BARE, own_home / "b") as bridge:
        bridge.process.send_signal(signal.SIGHUP)
        assert await asyncio.wait_for(bridge.process.wait(), 15) == 0


async def test_its_own_address_among_the_nodes_is_told_not_used(own_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
    settings = f"{BARE}nodes:\n  - {{name: me, url: 'http://127.0.0.1:{port}'}}\n"
    async with (
        serving(settings, own_home / "b", "--port", port) as bridge,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        await bridge.said("backend blocked name=me")
        [entry] = (await client.get(bridge.url.removesuffix("/v1") + "/bridge/v1/status")).json()["backends"]
        doctor = await run("doctor", "--port", port, "--config", str(bridge.home / "given.yaml"), home=bridge.home)
    assert (entry["health"]["state"], entry["health"]["failure"]) == ("blocked", "loop")
    assert doctor[0] == 1
    assert "node me at http://127.0.0.1" in doctor[1]
    assert "leads back to Exo Bridge itself" in doctor[1]


async def test_a_key_that_is_missing_in_the_environment_is_told_with_its_variable(own_home: Path) -> None:
    (own_home / "given.yaml").write_text(BARE + "cloud:\n  - {name: o, provider: openai, key: 'env:NOT_THERE'}\n")
    code, out, _ = await run("doctor", "--port", "0", "--config", str(own_home / "given.yaml"), home=own_home / "b")
    assert code == 1
    assert "cloud o: has no key" in out
    assert "environment variable NOT_THERE" in out


async def test_an_answer_of_the_built_in_model_is_drained_too(own_home: Path) -> None:
    if missing_packages():
        pytest.skip("the built-in model is not installed")
    body = {"model": "builtin", "stream": True, "max_tokens": 24, "messages": [{"role": "user", "content": "Count."}]}
    async with serving("discovery: {enabled: false}\n", own_home / "b") as bridge:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            async with client.stream("POST", bridge.url + "/chat/completions", json=body) as answer:
                pieces = answer.aiter_text()
                text = await anext(pieces)
                bridge.process.send_signal(signal.SIGTERM)
                text += "".join([piece async for piece in pieces])
        assert await bridge.stop() == 0
    assert text.endswith("data: [DONE]\n\n")
