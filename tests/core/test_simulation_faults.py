"""The faults of the simulated servers, their processes, and what they report of the requests they saw."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import openai
import pytest

from core.simulation.exo_chat import SUBSTITUTE
from core.simulation.exo_node import DEFAULT_MODEL, NodeOptions
from core.simulation.text_source import canned_answer, canned_tokens
from tests.fakes import NO_TLS, fake_cloud, fake_cloud_inside, simulated_exo, simulated_exo_inside
from tests.fakes.capture import parse
from tests.fakes.cloud import DEFAULT_KEY, CloudOptions

ROOT = Path(__file__).resolve().parents[2]
STUDIO = NodeOptions(keep_alive=0.02)
OLD = NodeOptions(generation="gen0", models=("dummy",))
SILENCE = 0.15
LIMIT = 20.0


def question(model: str = DEFAULT_MODEL, *, stream: bool = True, **more: object) -> dict[str, object]:
    return {"model": model, "messages": [{"role": "user", "content": "hi"}], "stream": stream, **more}


@asynccontextmanager
async def http(**more: object) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS, timeout=LIMIT, **more) as client:  # type: ignore[arg-type]  # passed on
        yield client


async def connection_of(port: int, body: dict[str, object], key: str = "") -> tuple[bytes, bool]:
    """Everything a server says to one chat, and whether it closed rather than fell silent."""
    raw = json.dumps(body, separators=(",", ":")).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = b""
    try:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(raw)}\r\n"
        writer.write(f"{head}{key and f'Authorization: Bearer {key}'}{key and chr(13) + chr(10)}\r\n".encode() + raw)
        while True:
            async with asyncio.timeout(SILENCE):
                data = await reader.read(65_536)
            if not data:
                return said, True
            said += data
            if len(said) > 20_000 or said.count(b": keep-alive") > 5:
                return said, False
    except TimeoutError:
        return said, False
    finally:
        writer.close()


async def shape_of(port: int, body: dict[str, object], key: str = "") -> str:
    """In a few words: how far the answer came and how it ended."""
    said, closed = await connection_of(port, body, key)
    if not said:
        return "closed" if closed else "silence"
    answer = parse(said)
    text = answer.body.decode("utf-8", "replace")
    seen = [answer.status_line.split(" ")[1]]
    seen += ["error"] if '"error"' in text else []
    seen += ["words"] if "machines" in text else []
    seen += ["finish"] if '"finish_reason":"stop"' in text.replace(": ", ":") else []
    seen += ["[DONE]"] if "[DONE]" in text else []
    if not closed:
        return " ".join([*seen, "keep-alives" if text.count(": keep-alive") > 2 else "silence"])
    return " ".join(seen if answer.is_complete else [*seen, "broken"])


WHOLE = "200 words finish [DONE]"
EXO = {
    "freeze": ("silence", "silence"),
    "cut_before_headers": ("closed", "closed"),
    "hang_before_headers": ("silence", "silence"),
    "hang_after_headers": ("200 silence", "200 silence"),
    "status:503": ("503 error", "503 error"),
    "html_200": ("200", "200"),
    "empty_200": ("200", "200"),
    "truncated_json": ("200", "200 words"),
    "redirect": ("307", "307"),
    "slow_first_token:0.05": (WHOLE, "200 words finish"),
    "slow_prefill:0.05": (WHOLE, "200 words finish"),
    "keepalives_forever": ("200 keep-alives", "200 silence"),
    "stall_after_role": ("200 keep-alives", "200 silence"),
    "stall_mid_stream": ("200 words keep-alives", "200 silence"),
    "error_in_stream": ("200 error [DONE]", "200"),
    "runner_killed": ("200 error [DONE]", "200"),
    "cut_before_content": ("200 broken", "200 broken"),
    "cut_after_content": ("200 words broken", "200 broken"),
    "done_without_finish": ("200 words [DONE]", "200 words"),
    "end_without_finish": ("200 words", "200"),
    "spliced_408": ("200 broken", "200 broken"),
    "model_substitution": (WHOLE, "200 words finish"),
}
"""What a streaming and a plain client of a current exo see; a stalled exo goes on sending keep-alives."""


@pytest.mark.parametrize("fault", EXO)
async def test_each_fault_of_an_exo_node_does_what_it_says(fault: str) -> None:
    async with simulated_exo_inside(STUDIO) as node:
        await node.fault(fault)
        found = [await shape_of(node.port, question(stream=stream)) for stream in (True, False)]
        [first, second] = await node.seen()
        await node.heal()
        assert await shape_of(node.port, question()) == WHOLE
    assert tuple(found) == EXO[fault]
    assert {first.fault, second.fault} == {fault.split(":")[0]}


OLD_EXO = {
    "stall_mid_stream": ("200 words silence", "silence"),
    "runner_killed": ("200 words silence", "silence"),
    "keepalives_forever": ("200 silence", "silence"),
    "error_in_stream": ("200 broken", "408"),
    "spliced_408": ("200 broken", "408"),
    "cut_before_content": ("200 broken", "closed"),
    "done_without_finish": ("200 words [DONE]", "200 words"),
    "truncated_json": ("200", "200 words"),
    "slow_first_token:0.05": ("200 words finish", "200 words finish"),
    "eos_in_text": ("200 words finish", "200 words finish"),
}
"""The first generation has no comments and no error events: a lost peer is silence, a timeout a misplaced 408."""


@pytest.mark.parametrize("fault", OLD_EXO)
async def test_each_fault_of_an_old_exo_node_does_what_it_says(fault: str) -> None:
    async with simulated_exo_inside(OLD) as node:
        await node.fault(fault)
        found = [await shape_of(node.port, question("dummy", stream=stream)) for stream in (True, False)]
    assert tuple(found) == OLD_EXO[fault]


CLOUD = {
    "stall_after_role": ("200 silence", "silence"),
    "error_in_stream": ("200 error [DONE]", "500 error"),
    "cut_before_content": ("200 broken", "closed"),
    "cut_after_content": ("200 words broken", "200"),
    "end_without_finish": ("200 words", "200"),
    "empty_200": ("200", "200"),
}


@pytest.mark.parametrize("fault", CLOUD)
async def test_each_fault_of_a_cloud_does_what_it_says(fault: str) -> None:
    async with fake_cloud_inside() as cloud:
        await cloud.fault(fault)
        found = [
            await shape_of(cloud.port, question("gpt-test", stream=stream), DEFAULT_KEY) for stream in (True, False)
        ]
    assert tuple(found) == CLOUD[fault]


async def test_a_fault_hits_as_many_requests_as_asked_and_only_its_paths() -> None:
    async with simulated_exo_inside(STUDIO) as node, http() as client:
        await node.fault("status:429", count=2, retry_after=7)
        statuses = [await client.post(f"{node.base_url}/chat/completions", json=question()) for _ in range(3)]
        assert [(r.status_code, r.headers.get("retry-after")) for r in statuses] == [
            (429, "7"),
            (429, "7"),
            (200, None),
        ]
        await node.fault("status:500", path="/state")
        assert (await client.get(f"{node.url}/state/runners")).status_code == 500
        assert (await client.get(f"{node.url}/node_id")).status_code == 200
        with pytest.raises(ValueError, match="no_such_fault"):
            await node.fault("no_such_fault")


async def test_an_election_delays_the_answer_but_does_not_lose_it() -> None:
    async with simulated_exo_inside(STUDIO) as node:
        await node.fault("hang_before_headers:0.05")
        assert await shape_of(node.port, question()) == WHOLE


async def test_empty_messages_hang_the_first_generation_of_the_new_exo() -> None:
    async with simulated_exo_inside(replace(STUDIO, generation="gen1")) as node:
        assert await shape_of(node.port, question(stream=False) | {"messages": []}) == "200 silence"


async def test_a_substituted_model_shows_in_the_answer() -> None:
    async with simulated_exo_inside(STUDIO) as node, http() as client:
        await node.fault("model_substitution")
        answer = await client.post(f"{node.base_url}/chat/completions", json=question(stream=False))
    assert answer.json()["model"] == SUBSTITUTE


async def test_the_state_can_be_disturbed_and_healed() -> None:
    async with simulated_exo_inside(replace(STUDIO, peers=(("laptop", "127.0.0.2", 1),))) as node, http() as client:

        async def state() -> tuple[int, str, str]:
            document = (await client.get(f"{node.url}/state")).json()
            [runner, *_] = document["runners"].values()
            [downloads, *_] = document["downloads"].values()
            [held] = [d for d in downloads if DEFAULT_MODEL in json.dumps(d)]
            return len(document["topology"]["nodes"]), next(iter(runner)), next(iter(held))

        assert await state() == (2, "RunnerReady", "DownloadCompleted")
        for fault in ("peer_lost:laptop", f"runner_failed:{DEFAULT_MODEL}", f"download_failed:{DEFAULT_MODEL}"):
            await node.fault(fault)
        assert await state() == (1, "RunnerFailed", "DownloadFailed")
        await node.fault("state_frozen")
        stopped = (await client.get(f"{node.url}/state/lastEventAppliedIdx")).json()
        await client.post(f"{node.base_url}/cancel/nothing")
        assert (await client.get(f"{node.url}/state/lastEventAppliedIdx")).json() == stopped
        await node.heal()
        assert await state() == (2, "RunnerReady", "DownloadCompleted")


# what was seen


async def test_a_fake_remembers_each_request_by_its_hash_and_keeps_no_secret() -> None:
    body = json.dumps(question(stream=False), indent=3).encode()
    async with fake_cloud_inside(CloudOptions(models=(DEFAULT_MODEL,))) as cloud, http() as client:
        headers = {"authorization": f"Bearer {DEFAULT_KEY}", "x-own": "1"}
        await client.post(f"{cloud.base_url}/chat/completions", content=body, headers=headers)
        [seen] = await cloud.seen()
        await cloud.forget()
        assert await cloud.seen() == []
    assert (seen.method, seen.path, seen.status, seen.is_complete) == ("POST", "/v1/chat/completions", 200, True)
    assert (seen.body_sha256, seen.body_length) == (hashlib.sha256(body).hexdigest(), len(body))
    assert (seen.model, seen.is_stream) == (DEFAULT_MODEL, False)
    assert (seen.headers["authorization"], seen.headers["x-own"]) == ("(present)", "1")


@pytest.mark.parametrize("stream", [True, False])
async def test_a_client_that_leaves_ends_the_generation_at_once(stream: bool) -> None:
    async with simulated_exo_inside(replace(STUDIO, tokens=1000, token_delay=0.05)) as node, http() as client:
        raw = json.dumps(question(stream=stream)).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(raw), raw))
        await reader.readuntil(b"\r\n\r\n")
        writer.close()
        assert await node.left() < 5000
        tasks = (await client.get(f"{node.url}/state/tasks")).json()
    assert not [task for task in tasks.values() if "TextGeneration" in task]


# words


async def test_canned_words_are_the_same_for_the_same_prompt_and_end_where_they_are_told() -> None:
    assert canned_answer("hi") == canned_answer("hi") != canned_answer("you")
    assert len(canned_answer("hi", tokens=40).split(" ")) == 40
    assert [token.finish for token in canned_tokens("hi", max_tokens=2)] == ["", "length"]
    async with simulated_exo_inside(STUDIO) as node, http() as client:
        answer = await client.post(f"{node.base_url}/chat/completions", json=question(stream=False))
    assert answer.json()["choices"][0]["message"]["content"] == canned_answer("hi")


async def test_a_node_can_take_its_words_from_a_real_server_and_says_so_when_it_breaks() -> None:
    async with simulated_exo_inside(NodeOptions(models=("builtin",), tokens=30)) as real:
        async with simulated_exo_inside(replace(STUDIO, answer_from=real.base_url)) as node, http() as client:
            plain = await client.post(f"{node.base_url}/chat/completions", json=question(stream=False, temperature=0))
            await real.fault("cut_after_content")
            broken = await client.post(f"{node.base_url}/chat/completions", json=question())
            [first, _] = await real.seen()
    assert plain.json()["choices"][0]["message"]["content"] == canned_answer("hi", tokens=30)
    assert plain.json()["model"] == DEFAULT_MODEL
    assert (first.model, first.is_stream) == ("builtin", True)
    assert '"code":500' in broken.text
    assert broken.text.endswith("data: [DONE]\n\n")


async def test_the_openai_library_gets_its_answers_from_the_fake_cloud() -> None:
    async with (
        fake_cloud_inside() as cloud,
        openai.AsyncOpenAI(base_url=cloud.base_url, api_key=DEFAULT_KEY, max_retries=0) as sdk,
    ):
        assert [model.id async for model in sdk.models.list()] == ["gpt-test", "gpt-test-mini"]
        plain = await sdk.chat.completions.create(model="gpt-test", messages=[{"role": "user", "content": "hi"}])
        assert plain.choices[0].message.content == canned_answer("hi")
        stream = await sdk.chat.completions.create(
            model="gpt-test",
            messages=[{"role": "user", "content": "hi"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = [chunk async for chunk in stream]
        assert "".join(c.delta.content or "" for chunk in chunks for c in chunk.choices) == canned_answer("hi")
        assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
        assert [chunk.usage is None for chunk in chunks] == [True] * (len(chunks) - 1) + [False]
        with pytest.raises(openai.AuthenticationError):
            await sdk.with_options(api_key="sk-wrong").models.list()


async def test_a_connection_serves_many_requests_chunked_bodies_too() -> None:
    async with simulated_exo_inside(STUDIO) as node:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
        raw = json.dumps(question(stream=False)).encode()
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(raw), raw)
        writer.write(b"GET /node_id HTTP/1.1\r\n\r\nPOST /v1/chat/completions HTTP/1.1\r\n")
        writer.write(
            b"Transfer-Encoding: chunked\r\n\r\n" + chunked + b"GET /node_id HTTP/1.1\r\nConnection: close\r\n\r\n"
        )
        async with asyncio.timeout(LIMIT):
            said = await reader.read()
        writer.close()
    assert said.count(b"HTTP/1.1 200 ") == 3
    assert said.count(canned_answer("hi").encode()) == 1


# processes


async def test_a_node_can_be_killed_frozen_refused_and_brought_back_on_its_port() -> None:
    async with simulated_exo("--keep-alive", "0.05", name="mini") as node, http() as client:
        url, first = f"{node.url}/node_id", node.pid
        me = (await client.get(url)).json()
        await node.kill()
        assert not node.is_running
        with pytest.raises(httpx.ConnectError):
            await client.get(url)
        await node.restart()
        assert (node.pid != first, (await client.get(url)).json()) == (True, me)
        node.freeze()
        with pytest.raises(httpx.ReadTimeout):
            await client.get(url, timeout=SILENCE)
        node.thaw()
        await node.fault("refuse")
        with pytest.raises(httpx.ConnectError):
            await client.get(url)
        await node.heal()
        assert (await client.get(url)).json() == me
        assert "/node_id" in {seen.path for seen in await node.seen()}


async def test_a_cloud_can_be_a_process_too() -> None:
    async with fake_cloud(key="sk-other", models=["m"]) as cloud, http() as client:
        for key, status in (("sk-other", 200), (DEFAULT_KEY, 401)):
            answer = await client.get(f"{cloud.base_url}/models", headers={"authorization": f"Bearer {key}"})
            assert answer.status_code == status


async def test_a_node_ends_with_its_parent_and_a_taken_port_is_an_error() -> None:
    command = (sys.executable, "-m", "core.simulation.exo_node", "--exit-with-parent", "--port")
    pipe = asyncio.subprocess.PIPE
    first = await asyncio.create_subprocess_exec(*command, "0", cwd=ROOT, stdin=pipe, stdout=pipe)
    assert first.stdout is not None and first.stdin is not None
    async with asyncio.timeout(LIMIT):
        port = (await first.stdout.readline()).decode().strip().rsplit(":", 1)[1]
        second = await asyncio.create_subprocess_exec(*command, port, cwd=ROOT, stdin=pipe, stderr=pipe)
        _, complaint = await second.communicate()
        assert (second.returncode, complaint.startswith(b"exo_node: ")) == (2, True)
        first.stdin.close()
        assert await first.wait() == 0
        await first.stdout.read()
