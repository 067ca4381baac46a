"""The faults of the simulated nodes against captures of real nodes that failed so."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from core.simulation.exo_node import NodeOptions
from tests.core.test_simulation import DUMMY, FIRST, READY, SLOW, frames_of, get, one_by_one, same_head
from tests.fakes import simulated_exo_inside
from tests.fakes.capture import ask, capture, parse


async def silent_after(port: int, request: bytes) -> bytes:
    """What a node says at once to a request that it will not end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = b""
    try:
        writer.write(request)
        while True:
            async with asyncio.timeout(0.15):
                data = await reader.read(65_536)
            assert data, "it closed"
            said += data
    except TimeoutError:
        return said
    finally:
        writer.close()


@pytest.mark.parametrize("name", ["chat_nonstream_peer_frozen", "chat_stream_peer_frozen"])
async def test_a_frozen_peer_closes_without_a_byte(name: str) -> None:
    real = capture(f"gen0/{name}")
    assert real.answer.status_line == ""
    async with simulated_exo_inside(DUMMY) as node:
        await node.fault("cut_before_headers")
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        writer.write(real.request)
        assert await reader.read() == b""
        writer.close()


async def test_a_timeout_is_a_408_when_nothing_was_sent() -> None:
    real = capture("gen0/chat_nonstream_after_peer_gone")
    async with simulated_exo_inside(DUMMY) as node:
        await node.fault("spliced_408")
        simulated = await ask(node.port, real.request)
    same_head(real.answer, simulated)
    assert simulated.body == real.answer.body


async def test_a_timeout_in_a_stream_is_a_whole_408_inside_its_body() -> None:
    real = capture("gen0/chat_stream_peer_killed_server_timeout6s")
    async with simulated_exo_inside(DUMMY) as node:
        await node.fault("spliced_408")
        simulated = await ask(node.port, real.request)
    same_head(real.answer, simulated)
    assert not simulated.is_complete and not real.answer.is_complete
    assert len(simulated.chunks or ()) == len(real.answer.chunks or ()) == 1


async def test_empty_messages_get_a_head_and_nothing_more_of_1_0_71() -> None:
    real = capture("gen1/chat_empty_messages")
    async with simulated_exo_inside(FIRST) as node:
        simulated = parse(await silent_after(node.port, real.request))
    same_head(real.answer, simulated)
    assert simulated.body == real.answer.body == b""


async def test_a_limit_under_its_new_name_is_ignored_and_the_answer_does_not_end() -> None:
    real = capture("gen2/chat_max_completion_tokens_ignored")
    async with simulated_exo_inside(replace(READY, tokens=5000, token_delay=0.001)) as node:
        simulated = parse(await silent_after(node.port, real.request))
    same_head(real.answer, simulated)
    assert simulated.body == real.answer.body == b""


async def test_a_plain_answer_whose_instance_is_deleted_is_a_clean_empty_200() -> None:
    real = capture("gen2/chat_nonstream_instance_deleted")
    model = SLOW
    async with simulated_exo_inside(replace(READY, tokens=5000, token_delay=0.001)) as node:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        writer.write(real.request)
        head = await reader.readuntil(b"\r\n\r\n")
        await node.fault(f"instance_gone:{model}")
        simulated = parse(head + await reader.read())
        writer.close()
    same_head(real.answer, simulated)
    assert simulated.is_complete and real.answer.is_complete
    assert simulated.body == real.answer.body == b""


async def test_a_request_behind_a_load_is_a_stream_that_waits() -> None:
    real = capture("gen2/chat_stream_queued_while_loading")
    async with simulated_exo_inside(NodeOptions(models=(SLOW,), load_seconds=0.3, keep_alive=0.2)) as node:
        await node.fault(f"runner_restart:{SLOW}")
        simulated = await ask(node.port, real.request)
        assert await get(node, "/node_id")
    same_head(real.answer, simulated)
    theirs, ours = ([re.sub(r"\d", "", kind) for kind, _ in frames_of(a)] for a in (real.answer, simulated))
    assert one_by_one(ours) == one_by_one(theirs)
