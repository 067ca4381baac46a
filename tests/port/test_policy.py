"""Policy through the whole data plane: modes, queues, hedging, keys, waiting, the socket layer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from core import patience
from core.domain import BackendKind, HealthState, KeyName, KeyReference, KeySource, Mode
from core.rules import Alias, Rules, Strategy
from core.simulation.exo_node import NodeOptions
from core.timeouts import Timeouts
from tests.fakes import fake_cloud_inside, simulated_exo_inside
from tests.fakes.cloud import CloudOptions
from tests.port.gateway import MODEL, Gateway, chat, cloud, gateway, node

STUDIO = NodeOptions(name="studio", models=(MODEL,))
MINI = NodeOptions(name="mini", models=(MODEL,))
CLOUD = CloudOptions(models=(MODEL,))


async def test_a_request_may_keep_itself_local_by_a_header() -> None:
    async with fake_cloud_inside(CLOUD) as openrouter, gateway(cloud("openrouter", openrouter.url)) as g:
        kept = await g.post(chat(), headers={"x-bridge-mode": "local-only"})
        wrong = await g.post(chat(), headers={"x-bridge-mode": "nearby"})
        assert await openrouter.seen() == []
        free = await g.post(chat())
    assert (kept.status_code, kept.json()["error"]["code"]) == (503, "local_only")
    assert (wrong.status_code, free.status_code) == (400, 200)


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, list[int]]]:
    """A bare socket that counts who connects."""
    connections: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", connections


async def test_local_only_does_not_even_connect_whatever_an_old_plan_says() -> None:
    """The mode may change between the plan and the sending: the last look is at the socket."""
    from core.call import Call
    from core.domain import RequestId
    from core.errors import AttemptFailed

    async with listening() as (url, connections), gateway(cloud("far", url)) as g:
        sender = g.plane._sender
        assert sender is not None
        g.set_mode(Mode.LOCAL_ONLY)
        call = Call(RequestId("r"), "chat/completions", b"/chat/completions", [], b"{}", MODEL, False)
        with pytest.raises(AttemptFailed) as caught:
            await g.plane._on_data_loop(sender.open(g.snapshot.backends[0].backend, call, MODEL, Timeouts()))
        assert connections == []
    assert caught.value.kind == "local_only"


async def test_an_alias_reaches_the_node_under_the_models_own_name() -> None:
    rules = Rules(aliases=(Alias("gpt-4o", (MODEL,)),))
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url), rules=rules) as g:
        response = await g.post(chat("gpt-4o"))
        [seen] = await studio.seen()
    assert response.status_code == 200
    assert seen.model == MODEL


async def test_equals_share_the_work() -> None:
    rules = Rules(Strategy.ROUND_ROBIN, is_sticky=False)
    async with simulated_exo_inside(STUDIO) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(node("a", studio.url), node("b", mini.url), rules=rules) as g:
            for number in range(8):
                await g.post({"model": MODEL, "messages": [{"role": "user", "content": str(number)}]})
            assert len(await studio.seen()) == len(await mini.seen()) == 4


async def test_a_conversation_returns_to_the_node_that_knows_it() -> None:
    async with simulated_exo_inside(STUDIO) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(node("a", studio.url), node("b", mini.url)) as g:
            answered = {(await g.post(chat())).headers["x-bridge-backend"] for _ in range(5)}
    assert len(answered) == 1


async def test_more_requests_than_slots_wait_in_the_queue_and_are_all_served() -> None:
    options = NodeOptions(name="studio", models=(MODEL,), tokens=5, token_delay=0.01)
    async with simulated_exo_inside(options) as studio:
        async with gateway(replace(node("studio", studio.url), limit=2), limits=Timeouts()) as g:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(g.post(chat(stream=True))) for _ in range(12)]
            assert [t.result().status_code for t in tasks] == [200] * 12
            seen = [await g.record() for _ in range(12)]
    assert all(len(r.attempts) == 1 for r in seen)


async def test_a_request_that_waited_too_long_gets_503_and_is_told_when_to_come_back() -> None:
    rules = Rules(queue_patience=0.2)
    async with simulated_exo_inside(STUDIO) as studio:
        await studio.fault("stall_mid_stream")
        backend = replace(node("studio", studio.url), limit=1)
        async with gateway(backend, limits=Timeouts(), rules=rules) as g, asyncio.TaskGroup() as group:
            blocking = group.create_task(g.post(chat(stream=True)))
            await studio.until(len)
            late = await g.post(chat())
            blocking.cancel()
    assert late.status_code == 503
    assert late.json()["error"]["code"] == "busy"
    assert int(late.headers["retry-after"]) > 0


async def test_a_client_that_leaves_the_queue_never_reaches_the_node() -> None:
    async with simulated_exo_inside(STUDIO) as studio:
        await studio.fault("stall_mid_stream")
        async with gateway(replace(node("studio", studio.url), limit=1), limits=Timeouts()) as g:
            async with asyncio.TaskGroup() as group:
                blocking = group.create_task(g.post(chat(stream=True)))
                await studio.until(len)
                waiting = group.create_task(g.post(chat()))
                await g.until(lambda s: any(r.queue_position == 0 for r in s.live))
                waiting.cancel()
                await g.until(lambda s: len(s.live) == 1)
                blocking.cancel()
            assert len(await studio.seen()) == 1


async def test_a_second_key_is_tried_when_the_first_is_refused() -> None:
    keys = {"one": "sk-old-and-dead", "two": CLOUD.key}
    async with fake_cloud_inside(CLOUD) as openrouter:
        backend = replace(cloud("one", openrouter.url), more_keys=(KeyReference(KeySource.KEYRING, KeyName("two")),))
        async with gateway(backend, key=lambda ref: keys[ref.name]) as g:
            first = await g.post(chat())
            second = await g.post(chat())
            statuses = [s.status for s in await openrouter.seen()]
    assert (first.status_code, second.status_code) == (200, 200)
    assert statuses == [401, 200, 200]


async def test_a_key_that_is_replaced_while_the_old_one_is_refused_blocks_nothing() -> None:
    keys = iter(["sk-old-and-dead", *[CLOUD.key] * 3])
    async with fake_cloud_inside(CLOUD) as openrouter:
        async with gateway(cloud("one", openrouter.url), key=lambda _: next(keys)) as g:
            answers = [(await g.post(chat())).status_code for _ in range(2)]
            statuses = [s.status for s in await openrouter.seen()]
    assert (answers, statuses) == ([200, 200], [401, 200, 200])


async def test_a_silent_first_token_is_hedged_when_the_owner_wants_it() -> None:
    async with simulated_exo_inside(STUDIO) as studio, simulated_exo_inside(MINI) as mini:
        await studio.fault("hang_after_headers")
        backends = node("studio", studio.url, -1), node("mini", mini.url)
        async with gateway(*backends, limits=Timeouts(), rules=Rules(hedge_after=0.05)) as g:
            response = await g.post(chat(stream=True))
            await studio.left()
    assert response.headers["x-bridge-backend"] == "mini"


async def test_a_cloud_whose_allowance_is_used_up_is_left_alone_before_it_refuses() -> None:
    async with allowance_server() as url, simulated_exo_inside(STUDIO) as studio:
        backends = replace(cloud("far", url), kind=BackendKind.OPENAI), node("studio", studio.url)
        async with gateway(*backends) as g:
            g.set_mode(Mode.CLOUD_FIRST)
            first = await g.post(chat())
            second = await g.post(chat())
            snapshot = await g.until(lambda s: any(x.health.state is HealthState.COOLING for x in s.backends))
    assert (first.headers["x-bridge-backend"], second.headers["x-bridge-backend"]) == ("far", "studio")
    assert [x.backend.name for x in snapshot.backends if x.health.state is HealthState.COOLING] == ["far"]


@asynccontextmanager
async def allowance_server() -> AsyncIterator[str]:
    """A cloud whose answer says that it was the last one for a minute."""
    body = json.dumps({"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}]}).encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]))
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 1m0s\r\n\r\n" + body
        )
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def quick_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST", 0.05)
    monkeypatch.setattr(patience, "EVERY", 0.05)


async def _stream(g: Gateway) -> httpx.Response:
    async with asyncio.timeout(30):
        return await g.post(chat(stream=True))


async def test_a_long_prefill_is_bridged_with_comments(quick_comments: None) -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url), limits=Timeouts()) as g:
        await studio.fault("slow_first_token:0.3")
        response = await _stream(g)
    assert response.status_code == 200
    assert ": waiting for the first token" in response.text
    assert response.text.endswith("data: [DONE]\n\n")


async def test_a_failure_after_comments_is_told_inside_the_stream(quick_comments: None) -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        await studio.fault("hang_after_headers")
        response = await _stream(g)
    assert response.status_code == 200
    last = json.loads(response.text.strip().splitlines()[-1].removeprefix("data: "))
    assert "studio" in last["error"]["message"]
    assert "[DONE]" not in response.text


async def test_explain_tells_what_serve_would_do_without_sending_anything() -> None:
    async with simulated_exo_inside(STUDIO) as studio, fake_cloud_inside(CLOUD) as openrouter:
        async with gateway(node("studio", studio.url), cloud("openrouter", openrouter.url)) as g:
            g.set_mode(Mode.LOCAL_ONLY)
            told = (await g.post({"model": MODEL}, path="/bridge/v1/explain")).json()
            assert await studio.seen() == []
            served = await g.post(chat())
    assert [c["backend"] for c in told["candidates"]] == [served.headers["x-bridge-backend"]]
    assert told["rejected"] == [{"backend": "openrouter", "reason": "the mode is local only", "failure": "local_only"}]
