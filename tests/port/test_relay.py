"""Requests through the whole data plane, to fakes that speak the real wire with faults."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from core.calls import OWN_MARK
from core.domain import BackendKind, FailureKind, HealthState, Mode, Outcome
from core.rules import Rules
from core.simulation.exo_node import NodeOptions
from core.timeouts import Timeouts
from tests.fakes import fake_cloud_inside, simulated_exo_inside
from tests.fakes.cloud import DEFAULT_KEY, CloudOptions
from tests.port.gateway import MODEL, QUICK, chat, cloud, gateway, node

STUDIO = NodeOptions(name="studio", models=(MODEL,))
SLOW_STUDIO = NodeOptions(name="studio", models=(MODEL,), token_delay=0.01)
"""Its tokens come one by one, so that content has left for the client when it breaks."""
MINI = NodeOptions(name="mini", models=(MODEL,))
CLOUD = CloudOptions(models=(MODEL,))

BEFORE_CONTENT = [
    "refuse",
    "freeze",
    "hang_before_headers",
    "hang_after_headers",
    "stall_after_role",
    "status:401",
    "status:402",
    "status:403",
    "status:404",
    "status:408",
    "status:429",
    "status:429 Retry-After",
    "status:500",
    "status:502",
    "status:503",
    "status:529",
    "html_200",
    "empty_200",
    "truncated_json",
    "error_in_stream",
    "cut_before_content",
    "keepalives_forever",
    "redirect",
    "runner_killed",
    "model_substitution",
]
"""Every fault that shows before the first content, streamed or plain."""

AFTER_CONTENT = [
    "stall_mid_stream",
    "cut_after_content",
    "done_without_finish",
    "end_without_finish",
    "spliced_408",
]
"""Faults that show later: a plain client of exo is still saved from them, because its answer is assembled here."""


def words(response: httpx.Response) -> str:
    """The text of a streamed or plain answer."""
    if not response.headers["content-type"].startswith("text/event-stream"):
        return str(response.json()["choices"][0]["message"]["content"])
    lines = [line[6:] for line in response.text.splitlines() if line.startswith("data: {")]
    return "".join(json.loads(line)["choices"][0]["delta"].get("content") or "" for line in lines)


@pytest.mark.parametrize("is_stream", [False, True])
async def test_request_and_answer_pass_byte_for_byte(is_stream: bool) -> None:
    body = json.dumps({**chat(stream=is_stream), "unknown_field": {"kept": [1, 2.50, "é"]}}, indent=3).encode()
    answer = {"choices": [{"message": {"content": "x"}, "finish_reason": None, "odd": 1.50}], "extra": None}
    text = json.dumps(answer, indent=1).encode()
    if is_stream:
        text = b": hi\r\n\r\ndata: " + json.dumps(answer).encode() + b"\r\n\r\n\ndata: [DONE]\n\n"
    seen: list[bytes] = []
    async with echo_server(text, b"text/event-stream" if is_stream else b"application/json", seen) as url:
        async with gateway(replace(node("plain", url), kind=BackendKind.OPENAI)) as g:
            through = await g.client.post(g.url + "/v1/chat/completions", content=body)
    assert seen == [body]
    assert through.content == text


async def test_exos_chunks_are_mended_for_strict_clients() -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        through = await g.post(chat(stream=True))
        plain = await g.post(chat())
    chunks = [json.loads(line[6:]) for line in through.text.splitlines() if line.startswith("data: {")]
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert through.text.endswith("data: [DONE]\n\n")
    assert plain.json()["object"] == "chat.completion"
    assert words(plain) == words(through)


@asynccontextmanager
async def echo_server(answer: bytes, content_type: bytes, seen: list[bytes]) -> AsyncIterator[str]:
    """A server that keeps the bodies it gets and always gives the same bytes back."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        seen.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nConnection: close\r\n\r\n%b" % (content_type, answer))
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_who_answered_is_told_in_headers_and_history() -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post(chat())
        record = await g.record()
    assert response.headers["x-bridge-backend"] == "studio"
    assert response.headers["x-bridge-locality"] == "this-machine"
    assert response.headers["x-bridge-attempts"] == "1"
    assert response.headers["x-bridge-request-id"] == record.id
    assert record.outcome is Outcome.SERVED
    assert (record.prompt_tokens or 0) > 0
    assert record.completion_tokens == response.json()["usage"]["completion_tokens"]


async def test_credentials_and_cookies_of_the_client_stay_here() -> None:
    headers = {"authorization": "Bearer sk-of-the-client", "cookie": "a=b", "x-api-key": "k", "x-stainless-os": "Linux"}
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        await g.post(chat(), headers=headers)
        [seen] = await studio.seen()
    assert not {"authorization", "cookie", "x-api-key"} & seen.headers.keys()
    assert seen.headers["x-stainless-os"] == "Linux"


@pytest.mark.parametrize(
    ("fault", "is_stream"),
    [(fault, True) for fault in BEFORE_CONTENT] + [(fault, False) for fault in BEFORE_CONTENT + AFTER_CONTENT],
)
async def test_no_fault_before_content_reaches_the_client(fault: str, is_stream: bool) -> None:
    """20 requests: none fails, and at most one try in each rest of the failed node is wasted."""
    async with simulated_exo_inside(STUDIO) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await studio.fault(fault.split()[0], **({"retry_after": "1"} if "Retry-After" in fault else {}))
            began = time.monotonic()
            responses = [await g.post(chat(stream=is_stream)) for _ in range(20)]
            took = time.monotonic() - began
            record = await g.record()
    assert [r.status_code for r in responses] == [200] * 20
    assert all(words(r) for r in responses)
    assert {r.headers["x-bridge-backend"] for r in responses} == {"mini"}
    wasted = [r for r in responses if r.headers["x-bridge-attempts"] == "2"]
    assert responses[0] in wasted
    assert len(wasted) <= 1 + took  # the first rest is a second long, later ones longer
    assert "studio" in responses[0].headers["x-bridge-why"]
    assert record.attempts[0].failure is not None
    assert record.outcome is Outcome.SERVED


async def test_local_nodes_first_then_the_cloud_with_its_own_key() -> None:
    async with simulated_exo_inside(STUDIO) as studio, fake_cloud_inside(CLOUD) as openrouter:
        async with gateway(node("studio", studio.url), cloud("openrouter", openrouter.url)) as g:
            await studio.fault("refuse")
            response = await g.post(chat(stream=True))
            [seen] = await openrouter.seen()
    assert response.headers["x-bridge-locality"] == "cloud"
    assert words(response)
    assert seen.headers["authorization"] == "(present)"
    assert seen.status == 200


async def test_local_only_sends_nothing_to_the_cloud() -> None:
    async with simulated_exo_inside(STUDIO) as studio, fake_cloud_inside(CLOUD) as openrouter:
        async with gateway(node("studio", studio.url), cloud("openrouter", openrouter.url)) as g:
            g.set_mode(Mode.LOCAL_ONLY)
            await studio.fault("refuse")
            response = await g.post(chat())
            assert await openrouter.seen() == []
    assert response.status_code == 503
    assert "studio refused the connection" in response.json()["error"]["message"]


async def test_a_callers_fault_is_not_tried_elsewhere() -> None:
    async with simulated_exo_inside(STUDIO) as studio, fake_cloud_inside(CLOUD) as openrouter:
        async with gateway(node("studio", studio.url), cloud("openrouter", openrouter.url)) as g:
            response = await g.post({"model": MODEL, "messages": "not a list"})
            assert await openrouter.seen() == []
    assert response.status_code == 422
    assert response.json()["error"]["type"] == "invalid_request_error"


async def test_the_last_backends_wish_to_wait_reaches_the_client() -> None:
    async with fake_cloud_inside(CLOUD) as openrouter, gateway(cloud("openrouter", openrouter.url)) as g:
        await openrouter.fault("status:429", retry_after="7")
        response = await g.post(chat())
    assert response.status_code == 429
    assert response.headers["retry-after"] == "7"
    assert response.json()["error"]["type"] == "rate_limit_error"


async def test_a_refused_key_blocks_the_cloud_and_shows_no_secret() -> None:
    async with (
        fake_cloud_inside(CLOUD) as openrouter,
        gateway(cloud("openrouter", openrouter.url), key="sk-wrong-key") as g,
    ):
        response = await g.post(chat())
        snapshot = await g.until(lambda s: s.backends[0].health.state is HealthState.BLOCKED)
    assert response.status_code == 502
    assert "sk-wrong-key" not in response.text
    assert snapshot.backends[0].health.failure is FailureKind.KEY_REFUSED


@pytest.mark.parametrize("fault", AFTER_CONTENT)
async def test_a_stream_that_breaks_after_content_ends_with_an_error_and_no_done(fault: str) -> None:
    async with simulated_exo_inside(SLOW_STUDIO) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(node("studio", studio.url, -1), node("mini", mini.url)) as g:
            await studio.fault(fault)
            response = await g.post(chat(stream=True))
            record = await g.record()
            assert await mini.seen() == []
    assert response.status_code == 200
    assert "[DONE]" not in response.text
    last = json.loads(response.text.strip().splitlines()[-1].removeprefix("data: "))
    assert "studio" in last["error"]["message"]
    assert record.outcome is Outcome.FAILED


@pytest.mark.parametrize("phase", ["hang_before_headers", "hang_after_headers", "stall_after_role", "stall_mid_stream"])
async def test_a_client_that_leaves_frees_the_node_at_once(phase: str) -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        g.plane.set_rules(Timeouts(), Rules())
        await studio.fault(phase)
        request = g.client.build_request("POST", g.url + "/v1/chat/completions", json=chat(stream=True))
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(_read_all(g.client, request))
            await studio.until(len)
            sending.cancel()
        await studio.left()
        record = await g.record()
    assert record.outcome is Outcome.LEFT
    assert [(a.backend_name, a.failure) for a in record.attempts] == [("studio", None)]


async def _read_all(client: httpx.AsyncClient, request: httpx.Request) -> None:
    response = await client.send(request, stream=True)
    try:
        await response.aread()
    finally:
        await response.aclose()


async def test_nobody_offers_the_model() -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post(chat("gpt-9"))
        assert await studio.seen() == []
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "model_not_found"


async def test_a_paused_bridge_says_so() -> None:
    from core import events as ev

    async with gateway() as g:
        g.store.dispatch(ev.PauseChanged(True))
        response = await g.post(chat())
    assert response.status_code == 503
    assert "paused" in response.json()["error"]["message"]


async def test_a_prefixed_model_reaches_the_node_under_its_own_name() -> None:
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        response = await g.post(chat(f"studio/{MODEL}"))
        [seen] = await studio.seen()
    assert response.status_code == 200
    assert seen.model == MODEL


async def test_a_request_that_comes_back_to_us_is_refused() -> None:
    async with gateway() as g:
        g.add(node("mirror", g.url))
        response = await g.post(chat())
        check = await g.client.get(g.url + "/v1/models", headers=[OWN_MARK])
        door = await g.client.get(g.url + "/api/version", headers=[OWN_MARK])
    assert (response.status_code, check.status_code, door.status_code) == (508, 508, 508)


async def test_a_socket_that_idled_too_long_is_never_reused() -> None:
    """uvicorn closes after 5 s; a request on a socket that dies in that moment would be lost."""
    async with simulated_exo_inside(STUDIO) as studio, gateway(node("studio", studio.url)) as g:
        assert (await g.post(chat())).status_code == 200
        await studio.fault("refuse")  # closes the listener and every connection
        await studio.heal()
        response = await g.post(chat())
    assert response.status_code == 200
    assert response.headers["x-bridge-attempts"] == "1"


async def test_the_wrong_key_is_never_echoed(caplog: pytest.LogCaptureFixture) -> None:
    async with (
        fake_cloud_inside(CLOUD) as openrouter,
        gateway(cloud("openrouter", openrouter.url), key="sk-abcdef123456") as g,
    ):
        await g.post(chat())
        record = await g.record()
    assert "sk-abcdef123456" not in repr(record) + caplog.text
    assert DEFAULT_KEY not in repr(record) + caplog.text


async def test_a_broken_answer_is_continued_elsewhere_when_the_owner_wants_that() -> None:
    async with simulated_exo_inside(SLOW_STUDIO) as studio, simulated_exo_inside(MINI) as mini:
        backends = node("studio", studio.url, -1), node("mini", mini.url)
        async with gateway(*backends, rules=Rules(rescues=True)) as g:
            await studio.fault("cut_after_content")
            response = await g.post(chat(stream=True))
            record = await g.record()
            [seen] = await mini.seen()
    assert ": studio broke off its answer" in response.text
    assert "mini continues from here" in response.text
    assert response.text.endswith("data: [DONE]\n\n")
    assert [a.failure is None for a in record.attempts] == [False, True]
    assert record.outcome is Outcome.SERVED
    assert seen.body_length > len(json.dumps(chat(stream=True))) + 100


async def test_a_rescue_that_finds_nobody_ends_as_an_error() -> None:
    async with simulated_exo_inside(SLOW_STUDIO) as studio:
        async with gateway(node("studio", studio.url), rules=Rules(rescues=True)) as g:
            await studio.fault("cut_after_content")
            response = await g.post(chat(stream=True))
    assert "studio broke off its answer" in response.text
    assert "[DONE]" not in response.text


@asynccontextmanager
async def black_hole() -> AsyncIterator[str]:
    """An address that never answers a connection: a full backlog, so that the kernel drops every SYN."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        with contextlib.ExitStack() as stack:
            for _ in range(4):
                filler = stack.enter_context(socket.socket())
                filler.setblocking(False)
                filler.connect_ex(address)
            yield f"http://127.0.0.1:{address[1]}"


@asynccontextmanager
async def resetting() -> AsyncIterator[str]:
    """A server that resets every connection as soon as a request came."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize(
    ("broken", "failure"), [(black_hole, FailureKind.CONNECT_TIMEOUT), (resetting, FailureKind.CONNECTION_LOST)]
)
async def test_nor_does_a_fault_of_the_network(
    broken: Callable[[], AbstractAsyncContextManager[str]], failure: FailureKind, is_stream: bool
) -> None:
    async with broken() as url, simulated_exo_inside(MINI) as mini:
        limits = replace(QUICK, connect=0.3)
        async with gateway(node("studio", url, -1), node("mini", mini.url), limits=limits) as g:
            responses = [await g.post(chat(stream=is_stream)) for _ in range(20)]
            record = (await g.until(lambda s: len(s.recent) == 20)).recent[-1]
    assert [r.status_code for r in responses] == [200] * 20
    assert [r.headers["x-bridge-attempts"] for r in responses[:2]] == ["2", "1"]
    assert record.attempts[0].failure is failure
