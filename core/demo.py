"""The demo: two simulated exo nodes with real sockets, in front of the built-in model.

They speak exo's true wire format and say "simulated" wherever they appear; one can be killed and started
again, so that a newcomer sees a failover within a minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from core.builtin import BuiltinModel
from core.child import command
from core.domain import Backend, BackendId, BackendKind, Complaint, FailureKind, Locality, Severity
from core.errors import CONSEQUENCES, AttemptFailed
from core.simulation.node_process import NodeProcess
from core.words.failing import Detail
from core.words.owner import Complained

NAMES = ("studio", "mini")
MODEL = "simulated/smollm2-135m"


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    process: NodeProcess

    @property
    def backend(self) -> Backend:
        return Backend(
            id=BackendId(f"demo:{self.name}"),
            name=self.name,
            kind=BackendKind.EXO,
            base_url=self.process.base_url,
            locality=Locality.THIS_MACHINE,
            priority=NAMES.index(self.name),
            simulated=True,
            found_by="demo",
        )


class Demo:
    """Starts, kills and revives the simulated nodes; lives on the control loop."""

    def __init__(self, builtin: BuiltinModel) -> None:
        self._builtin = builtin
        self._nodes: list[_Node] = []
        self.complaints: tuple[Complaint, ...] = ()

    async def run(self, stop: asyncio.Event, changed: Callable[[], None]) -> None:
        """Keep both nodes until `stop`. `changed` is called when they run, or `complaints` says why they do not."""
        try:
            await self._start_all()
            changed()
            await stop.wait()
        except AttemptFailed as failure:
            hint = CONSEQUENCES[failure.kind].hint
            self.complaints = (Complaint(Complained.NO_DEMO, failure.detail, hint, Severity.ERROR),)
            changed()
        finally:
            for node in self._nodes:
                await node.process.stop()

    async def _start_all(self) -> None:
        """Their text comes from the built-in model where it can run. Raises AttemptFailed."""
        text = ["--token-delay", "0.03"]
        if self._builtin.is_available:
            text = ["--answer-from", await self._builtin.ensure()]
        for name in NAMES:
            arguments = ["--name", name, "--model", MODEL, *text]
            self._nodes.append(_Node(name, NodeProcess(arguments, command=command("simulated-node"))))
        for node in self._nodes:
            await self._start(node)

    def backends(self) -> list[Backend]:
        """The nodes that were started at least once."""
        return [node.backend for node in self._nodes if node.process.port]

    async def set_alive(self, backend_id: BackendId, alive: bool) -> None:
        """Kill a node as a power cut would (SIGKILL), or start it again on its old port."""
        for node in self._nodes:
            if node.backend.id == backend_id and alive:
                await self._start(node)
            elif node.backend.id == backend_id:
                await node.process.kill()

    async def _start(self, node: _Node) -> None:
        try:
            await node.process.start()
        except (OSError, TimeoutError) as error:
            raise AttemptFailed(FailureKind.START_FAILED, Detail.NODE_NOT_STARTED.format(name=node.name)) from error
