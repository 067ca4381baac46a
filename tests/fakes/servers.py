"""Starts the fakes: as real processes (kill, freeze, restart), or inside the loop of the test."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from core.simulation.exo_node import NodeOptions, build_node
from core.simulation.node_process import NodeProcess
from core.simulation.simulated_server import SimulatedServer
from tests.fakes.cloud import DEFAULT_KEY, KEY_VARIABLE, CloudOptions, build_cloud
from tests.fakes.no_tls import NO_TLS


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the fake saw it; header names in lower case, secrets replaced by "(present)"."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body_sha256: str
    body_length: int
    model: str
    is_stream: bool
    status: int
    is_complete: bool
    left_after_ms: float | None
    fault: str


def _seen(values: Sequence[dict[str, Any]]) -> list[Seen]:
    seen = []
    for value in values:
        fields = {name: value[name] for name in Seen.__slots__}
        fields["headers"] = {name.lower(): text for name, text in value["headers"]}
        seen.append(Seen(**fields))
    return seen


class FakeProcess(NodeProcess):
    """A fake in a process of its own, with its control port."""

    async def _control(self, method: str, path: str, body: Any = None) -> Any:
        async with httpx.AsyncClient(trust_env=False, verify=NO_TLS, timeout=30) as client:
            answer = await client.request(method, self.control_url + path, json=body)
        answer.raise_for_status()
        return answer.json()

    async def fault(self, kind: str, **more: Any) -> None:
        """Put a fault in force, e.g. `fault("status:429", retry_after=7, count=1)`; see `core.simulation.faults`."""
        await self._control("POST", "/_fault", {"kind": kind, **more})

    async def heal(self) -> None:
        """Undo all faults; a refused port listens again."""
        await self._control("POST", "/_fault", {"kind": None})

    async def seen(self) -> list[Seen]:
        """The requests so far, oldest first."""
        return _seen(await self._control("GET", "/_seen"))

    async def forget(self) -> None:
        """Empty the list of seen requests."""
        await self._control("DELETE", "/_seen")


class FakeServer:
    """The same inside the loop of the test."""

    def __init__(self, server: SimulatedServer) -> None:
        self._server = server
        self.port = server.port
        self.url = server.url
        self.base_url = f"{server.url}/v1"

    async def fault(self, kind: str, **more: Any) -> None:
        """See `FakeProcess.fault`."""
        await self._server.set_fault(kind, more)

    async def heal(self) -> None:
        """See `FakeProcess.heal`."""
        await self._server.set_fault(None)

    async def seen(self) -> list[Seen]:
        """See `FakeProcess.seen`."""
        return _seen(self._server.seen.as_json())

    async def until(self, claim: Callable[[list[Seen]], object], limit: float = 30.0) -> list[Seen]:
        """The requests so far, once they fulfil `claim`. Raises TimeoutError after `limit` seconds."""
        changed = self._server.seen.changed
        async with asyncio.timeout(limit):
            while not claim(seen := await self.seen()):
                changed.clear()
                await changed.wait()
        return seen

    async def left(self) -> float:
        """Milliseconds after which the first client left, as soon as it is noticed."""
        [first, *_] = await self.until(lambda seen: seen and seen[0].left_after_ms is not None)
        assert first.left_after_ms is not None
        return first.left_after_ms

    async def forget(self) -> None:
        """See `FakeProcess.forget`."""
        self._server.seen.clear()


@asynccontextmanager
async def _process(process: FakeProcess) -> AsyncIterator[FakeProcess]:
    await process.start()
    try:
        yield process
    finally:
        await process.stop()


@asynccontextmanager
async def _inside(server: SimulatedServer, port: int) -> AsyncIterator[FakeServer]:
    await server.open(port)
    try:
        yield FakeServer(server)
    finally:
        await server.close()


def simulated_exo(
    *arguments: str, name: str = "studio", generation: str = "gen2", models: Sequence[str] | None = None, port: int = 0
) -> AbstractAsyncContextManager[FakeProcess]:
    """`async with` a simulated node as a process; `arguments` are more flags of `core.simulation.exo_node`.

    `models` are placed and ready; None takes the default model, an empty list places none.
    """
    chosen = ["--no-model"] if models is not None and not models else []
    for model in models or ():
        chosen += ["--model", model]
    flags = ("--name", name, "--generation", generation, "--allow-faults", *chosen, *arguments)
    return _process(FakeProcess(flags, port=port))


def simulated_exo_inside(
    options: NodeOptions | None = None, *, port: int = 0
) -> AbstractAsyncContextManager[FakeServer]:
    """`async with` a simulated node in this loop."""
    return _inside(build_node(options or NodeOptions()), port)


def fake_cloud(
    *arguments: str, key: str = DEFAULT_KEY, models: Sequence[str] = (), port: int = 0
) -> AbstractAsyncContextManager[FakeProcess]:
    """`async with` a fake cloud as a process; `arguments` are more flags of `tests.fakes.run_cloud`."""
    flags = ["--allow-faults", *arguments]
    for model in models:
        flags += ["--model", model]
    command = (sys.executable, "-m", "tests.fakes.run_cloud")
    return _process(FakeProcess(flags, port=port, command=command, environment={KEY_VARIABLE: key}))


def fake_cloud_inside(options: CloudOptions | None = None, *, port: int = 0) -> AbstractAsyncContextManager[FakeServer]:
    """`async with` a fake cloud in this loop."""
    return _inside(build_cloud(options or CloudOptions()), port)
