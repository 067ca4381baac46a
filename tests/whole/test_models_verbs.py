"""The verbs `models` and `scan` as a user types them, against simulated nodes, with and without a running program."""

from __future__ import annotations

import json
from pathlib import Path

from core.simulation.exo_node import NodeOptions
from tests.fakes import simulated_exo, simulated_exo_inside
from tests.whole.serving import run, serving

SMALL, BIG = "mlx-community/Llama-3.2-1B-Instruct-4bit", "mlx-community/DeepSeek-V4-Pro"


def settings_for(url: str, home: Path) -> list[str]:
    home.mkdir(parents=True, exist_ok=True)
    file = home / "given.yaml"
    file.write_text(
        f"nodes: [{{name: studio, url: '{url}'}}]\ndiscovery: {{enabled: false}}\nbuiltin: {{enabled: false}}\n"
    )
    return ["--config", str(file), "--port", "1"]


async def test_models_are_listed_loaded_and_unloaded(own_home: Path) -> None:
    async with simulated_exo_inside(NodeOptions(models=(), downloaded=(SMALL,))) as node:
        given = settings_for(node.url, own_home)
        listed = await run("models", "list", *given, home=own_home)
        assert await run("models", *given, home=own_home) == listed
        assert listed[0] == 0 and SMALL in listed[1] and "downloaded" in listed[1] and BIG not in listed[1]
        preview = await run("models", "load", SMALL, "--preview", *given, home=own_home)
        assert preview[0] == 0 and preview[1].startswith(f"{SMALL} on studio (simulated) 730 MB (of ")
        assert not [s for s in await node.seen() if s.method != "GET"]
        loaded = await run("models", "load", SMALL, *given, home=own_home)
        assert loaded[0] == 0 and "ready" in loaded[1].splitlines()[-1]
        again = await run("models", "load", SMALL, *given, home=own_home)
        assert again == (1, "", f"{SMALL} is ready already: nothing was done.\n")
        unloaded = await run("models", "unload", SMALL, *given, home=own_home)
        assert unloaded == (0, "unloaded\n", "")


async def test_what_cannot_be_done_ends_with_1_and_the_reason(own_home: Path) -> None:
    async with simulated_exo_inside(NodeOptions(models=())) as node:
        given = settings_for(node.url, own_home)
        code, out, err = await run("models", "load", BIG, *given, home=own_home)
        assert (code, out) == (1, "")
        assert err.startswith(f"{BIG} does not fit into memory: it needs 849.7 GB, free is: studio")
        assert (await run("models", "unload", BIG, *given, home=own_home))[0] == 1
        assert (await run("models", "load", *given, home=own_home))[0] == 2


async def test_a_download_is_followed_until_it_is_there(own_home: Path) -> None:
    async with simulated_exo_inside(NodeOptions(models=(), download_seconds=2.0)) as node:
        given = settings_for(node.url, own_home)
        code, out, _ = await run("models", "download", SMALL, *given, home=own_home)
    assert code == 0
    assert out.startswith("started\n") and "%" in out
    assert out.splitlines()[-1].strip().startswith("downloaded")


async def test_without_any_node_the_verb_says_so(own_home: Path) -> None:
    given = settings_for("http://127.0.0.1:1", own_home)
    code, _, err = await run("models", "list", *given, home=own_home)
    assert (code, err) == (1, "No exo node answers. Start one, or list it under `nodes` in the settings.\n")


async def test_scan_says_what_answers_and_exactly_why_the_rest_does_not(own_home: Path) -> None:
    async with simulated_exo_inside(NodeOptions(models=("m1",))) as node:
        given = settings_for(node.url, own_home)
        file = own_home / "given.yaml"
        file.write_text(file.read_text().replace("nodes: [", "nodes: [{name: gone, url: 'http://127.0.0.1:1'}, "))
        code, out, _ = await run("scan", *given, home=own_home)
        told = json.loads((await run("scan", "--json", *given, home=own_home))[1])
    assert code == 0
    assert "1 of 1 models loaded" in next(line for line in out.splitlines() if "studio" in line)
    assert "refused the connection" in next(line for line in out.splitlines() if "gone" in line)
    assert {(x["name"], x["state"]) for x in told} == {("studio", "up"), ("gone", "down")}


async def test_what_a_running_program_found_need_not_be_found_again(own_home: Path) -> None:
    async with simulated_exo(models=["m1"]) as node:
        settings = f"discovery: {{ports: [{node.port}]}}\nbuiltin: {{enabled: false}}\n"
        async with serving(settings, own_home) as running:
            port = running.url.rsplit(":", 1)[1].removesuffix("/v1")
            bare = own_home / "bare.yaml"
            bare.write_text("discovery: {enabled: false}\n")
            given = ("--config", str(bare), "--port", port)
            await running.said("backend up")
            code, out, _ = await run("models", "list", *given, home=own_home)
    assert code == 0 and "m1" in out
