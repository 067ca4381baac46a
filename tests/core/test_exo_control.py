"""What the owner can do to models through exo's API, against simulated nodes: done, or refused with the reason."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from core.discovery.ask import Ask
from core.exo_control import ExoControl, Refused
from core.http_client import HttpClient
from core.simulation.cluster import node_id
from core.simulation.exo_node import NodeOptions
from tests.fakes import FakeServer, simulated_exo_inside

SMALL, BIG = "mlx-community/Llama-3.2-1B-Instruct-4bit", "mlx-community/DeepSeek-V4-Pro"
OTHER = "mlx-community/Qwen3-0.6B-4bit"
STUDIO = node_id("studio", 2)
EMPTY = NodeOptions(models=(), downloaded=(SMALL,))
PAIR = replace(EMPTY, peers=(("mini", "127.0.0.2", 52415),))


@asynccontextmanager
async def controlled(
    options: NodeOptions = EMPTY, appears_within: float = 8.0
) -> AsyncIterator[tuple[ExoControl, FakeServer]]:
    async with simulated_exo_inside(options) as node, HttpClient(5.0) as client:
        yield ExoControl(Ask(client), node.url, time.monotonic, appears_within=appears_within), node


async def test_a_preview_says_which_machines_and_how_much_memory() -> None:
    async with controlled(PAIR) as (control, _):
        best, *_ = await control.preview(SMALL)
    assert {s.machine for s in best.shares} == {"studio (simulated)", "mini (simulated)"}
    assert all(s.memory > 0 and s.free for s in best.shares)
    assert (best.sharding, best.kind) == ("Pipeline", "MlxRing")
    assert "studio (simulated) 365 MB (of " in best.in_words()


async def test_a_model_is_loaded_as_previewed_and_unloaded() -> None:
    async with controlled() as (control, node):
        best, *_ = await control.preview(SMALL)
        instance = await control.place(best)
        assert await control.instances_of(SMALL) == (instance,)
        assert await control.unload(SMALL) == 1
        assert await control.instances_of(SMALL) == ()
        placed = [s for s in await node.seen() if s.path == "/instance"]
    assert [s.method for s in placed] == ["POST"]


async def test_what_does_not_fit_is_refused_with_what_it_needs_and_what_there_is() -> None:
    async with controlled(PAIR) as (control, node):
        with pytest.raises(Refused) as refused:
            await control.preview(BIG)
        assert not [s for s in await node.seen() if s.method != "GET"]
    assert refused.value.title == f"{BIG} does not fit into memory"
    assert refused.value.detail.startswith("it needs 849.7 GB, free is: ")
    assert "studio (simulated) 92.8 GB" in refused.value.detail


async def test_a_name_that_exo_does_not_know_is_never_asked_about() -> None:
    async with controlled() as (control, node):
        with pytest.raises(Refused) as refused:
            await control.preview("no/such-model")
        assert not [s for s in await node.seen() if s.path.startswith("/instance")]
    assert "catalogue" in refused.value.title


@pytest.mark.parametrize(
    ("act", "loaded", "expected"),
    [
        ("unload", False, "is not loaded"),
        ("delete", True, "is loaded"),
        ("delete other", False, "is not on that machine's disk"),
        ("download", False, "is downloaded already"),
        ("cancel", False, "is not being downloaded"),
        ("cancel other", False, "is not being downloaded"),
    ],
)
async def test_what_makes_no_sense_is_refused(act: str, loaded: bool, expected: str) -> None:
    async with controlled(NodeOptions(models=(SMALL,)) if loaded else EMPTY) as (control, node):
        with pytest.raises(Refused) as refused:
            match act:
                case "unload":
                    await control.unload(SMALL)
                case "delete" | "delete other":
                    await control.delete(OTHER if "other" in act else SMALL, STUDIO)
                case "cancel" | "cancel other":
                    await control.cancel_download(OTHER if "other" in act else SMALL, STUDIO)
                case _:
                    await control.download(SMALL, STUDIO)
        assert not [s for s in await node.seen() if s.method != "GET"]
    assert refused.value.title.endswith(expected)


@pytest.mark.parametrize("act", ["place", "unload", "delete", "cancel"])
async def test_a_command_that_exo_takes_and_forgets_is_noticed(act: str) -> None:
    options = replace(EMPTY, download_seconds=3600.0, models=(SMALL,) if act == "unload" else ())
    async with controlled(options, appears_within=0.2) as (control, node):
        await control.download(OTHER, STUDIO)
        await node.fault("commands_ignored")
        with pytest.raises(Refused) as refused:
            match act:
                case "place":
                    best, *_ = await control.preview(SMALL)
                    await control.place(best)
                case "unload":
                    await control.unload(SMALL)
                case "delete":
                    await control.delete(SMALL, STUDIO)
                case _:
                    await control.cancel_download(OTHER, STUDIO)
    assert refused.value.detail.startswith("exo took the command and")


async def test_a_download_that_does_not_show_yet_can_be_stopped() -> None:
    async with controlled(replace(EMPTY, download_seconds=3600.0)) as (control, node):
        await control.cancel_download(OTHER, STUDIO, is_expected=True)
        assert [s.path for s in await node.seen() if s.method != "GET"] == ["/download/cancel"]


async def test_a_download_is_for_the_machine_that_was_named() -> None:
    async with controlled(PAIR) as (control, _):
        await control.download(OTHER, node_id("mini", 2))
        assert await control._disk_state(OTHER, node_id("mini", 2)) == "DownloadCompleted"
        assert await control._disk_state(OTHER, STUDIO) == "DownloadPending"
        await control.delete(OTHER, node_id("mini", 2))
        assert await control._disk_state(OTHER, node_id("mini", 2)) == "DownloadPending"


async def test_a_download_is_started_stopped_and_deleted() -> None:
    async with controlled(replace(EMPTY, download_seconds=3600.0)) as (control, node):
        await control.download(OTHER, STUDIO)
        await control.cancel_download(OTHER, STUDIO)
        await control.delete(SMALL, STUDIO)
        acts = [(s.method, s.path) for s in await node.seen() if s.method != "GET"]
    assert acts == [
        ("POST", "/download/start"),
        ("POST", "/download/cancel"),
        ("DELETE", f"/download/{STUDIO}/mlx-community%2FLlama-3.2-1B-Instruct-4bit"),
    ]


async def test_an_old_version_that_cannot_do_it_says_so() -> None:
    async with controlled() as (control, node):
        await node.fault("status:405", path="/download/cancel")
        with pytest.raises(Refused) as refused:
            await control.cancel_download(OTHER, STUDIO, is_expected=True)
    assert refused.value.title == f"The download of {OTHER} was not stopped"


async def test_a_generation_that_is_over_cannot_be_cancelled() -> None:
    async with controlled() as (control, _):
        assert await control.cancel_generation("11111111-2222-3333-4444-555555555555") is False
