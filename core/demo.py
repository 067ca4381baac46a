"""The demo: two simulated exo nodes with real sockets, in front of the built-in model.

They speak exo's true wire format and say "simulated" wherever they appear; one can be killed and started
again, so that a newcomer sees a failover within a minute.
"""

from __future__ import annotations

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass

from core.builtin import BuiltinModel
from core.child import command
from core.domain import Backend, BackendId, BackendKind, FailureKind, Locality, Seconds
from core.errors import AttemptFailed

START_LIMIT: Seconds = 30.0
NAMES = ("studio", "mini")
MODEL = "simulated/smollm2-135m"


@dataclass(slots=True)
class _Node:
    name: str
    port: int = 0
    process: Process | None = None

    @property
    def backend(self) -> Backend:
        return Backend(
            id=BackendId(f"demo:{self.name}"),
            name=self.name,
            kind=BackendKind.EXO,
            base_url=f"http://127.0.0.1:{self.port}/v1",
            locality=Locality.THIS_MACHINE,
            priority=NAMES.index(self.name),
            simulated=True,
            found_by="demo",
        )


class Demo:
    """Starts, kills and revives the simulated nodes; lives on the control loop."""

    def __init__(self, builtin: BuiltinModel) -> None:
        self._builtin = builtin
        self._nodes = [_Node(name) for name in NAMES]
        self._text_source = ""

    async def start(self) -> None:
        """Start both nodes; their text comes from the built-in model where it can run. Raises AttemptFailed."""
        if self._builtin.is_available:
            self._text_source = await self._builtin.ensure()
        for node in self._nodes:
            await self._start(node)

    async def stop(self) -> None:
        """End both nodes."""
        for node in self._nodes:
            await _kill(node)

    def backends(self) -> list[Backend]:
        """The nodes that were started at least once."""
        return [node.backend for node in self._nodes if node.port]

    async def set_alive(self, backend_id: BackendId, alive: bool) -> None:
        """Kill a node as a power cut would (SIGKILL), or start it again on its old port."""
        for node in self._nodes:
            if node.backend.id != backend_id:
                continue
            if not alive:
                await _kill(node)
            elif node.process is None:
                await self._start(node)

    async def _start(self, node: _Node) -> None:
        arguments = ["--port", str(node.port), "--name", node.name, "--model", MODEL, "--exit-with-parent"]
        if self._text_source:
            arguments += ["--answer-from", self._text_source]
        else:
            arguments += ["--token-delay", "0.03"]
        # stdin is a pipe that ends with us: the child leaves when this process dies, however it dies.
        process = await asyncio.create_subprocess_exec(
            *command("simulated-node", *arguments), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
        )
        node.process = process
        assert process.stdout is not None  # asked for above
        try:
            async with asyncio.timeout(START_LIMIT):
                line = (await process.stdout.readline()).decode()
        except TimeoutError as error:
            raise AttemptFailed(FailureKind.START_FAILED, f"the simulated node {node.name} did not start") from error
        if not line.startswith("ready http://127.0.0.1:"):
            raise AttemptFailed(FailureKind.START_FAILED, f"the simulated node {node.name} ended at once")
        node.port = int(line.rsplit(":", 1)[1])


async def _kill(node: _Node) -> None:
    process, node.process = node.process, None
    if process is None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
