"""A simulated server whole: an application behind a fault board, with a control port for tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Protocol

from core.simulation.delivery import Wording, answer_instead
from core.simulation.faults import INSTEAD, Fault, FaultBoard, FaultKind, parse_fault
from core.simulation.http_server import Exchange, HttpServer
from core.simulation.seen import SeenLog
from core.simulation.server_style import Hypercorn, Style


class Application(Protocol):
    """What answers the requests."""

    style: Style

    async def answer(self, exchange: Exchange, fault: Fault | None) -> None:
        """Answer one request, spoilt by `fault`."""
        ...

    def listening(self, port: int) -> None:
        """The port it is served on."""
        ...

    def wording(self, fault: Fault | None) -> Wording:
        """The frames of its dialect for pauses and faults."""
        ...

    def disturb(self, kind: str, value: str) -> bool:
        """Faults of its own beyond `FaultKind`; False when it does not know this one."""
        ...

    def heal(self) -> None:
        """Undo all disturbances."""
        ...


class SimulatedServer:
    """Listens on `host`. With `allows_faults` also on a control port, which works while the other is refused.

    Control (on both ports): POST /_fault {"kind": "status:503", "count": 1, …} or {"kind": null} to heal,
    GET /_seen, DELETE /_seen.
    """

    def __init__(self, application: Application, *, allows_faults: bool = False, host: str = "127.0.0.1") -> None:
        self.application = application
        self._host = host
        self.faults = FaultBoard()
        self.seen = SeenLog()
        self.port = 0
        self._allows_faults = allows_faults
        self._server = HttpServer(self._handle, application.style)
        self._control = HttpServer(self._handle_control, Hypercorn())

    @property
    def url(self) -> str:
        """The root of the server, without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def control_url(self) -> str:
        """The control port's root, empty without `allows_faults`."""
        return f"http://127.0.0.1:{self._control.port}" if self._allows_faults else ""

    async def open(self, port: int = 0) -> None:
        """Listen. Raises OSError when the port is taken."""
        await self._server.open(port, self._host)
        self.port = self._server.port
        self.application.listening(self.port)
        if self._allows_faults:
            await self._control.open(0)

    async def close(self) -> None:
        """End everything."""
        await self._server.close()
        await self._control.close()

    async def set_fault(self, kind: str | None, more: Mapping[str, Any] | None = None) -> None:
        """Put a fault in force; None heals all. Raises ValueError for a kind that nobody knows."""
        if kind is None:
            self.faults.clear()
            self.application.heal()
            await self._listen()
            return
        name, _, value = kind.partition(":")
        if self.application.disturb(name, value):
            return
        fault = parse_fault(kind, more)
        if fault.kind is FaultKind.REFUSE:
            await self._server.close()
        else:
            self.faults.add(fault)

    async def _listen(self) -> None:
        if not self._server.is_open:
            await self._server.open(self.port, self._host)

    async def _handle(self, exchange: Exchange) -> None:
        if self._allows_faults and exchange.request.path in ("/_fault", "/_seen"):
            await self._handle_control(exchange)
            return
        with self.seen.record(exchange) as seen:
            fault = self.faults.take(exchange.request)
            seen.fault = str(fault.kind) if fault else ""
            if fault is not None and fault.kind is FaultKind.HANG_BEFORE_HEADERS and fault.value is not None:
                await asyncio.sleep(fault.value)  # as during an election, which blocks every POST for about 2.9 s
                await self.application.answer(exchange, None)
            elif fault is not None and fault.kind in INSTEAD:
                await answer_instead(exchange, fault, self.application.wording(fault))
            else:
                await self.application.answer(exchange, fault)

    async def _handle_control(self, exchange: Exchange) -> None:
        request = exchange.request
        match request.method, request.path:
            case "GET", "/_seen":
                await exchange.json(self.seen.as_json())
            case "DELETE", "/_seen":
                self.seen.clear()
                await exchange.json({})
            case "POST", "/_fault":
                await self._set_fault(exchange)
            case _:
                await exchange.json({"detail": "Not Found"}, 404)

    async def _set_fault(self, exchange: Exchange) -> None:
        try:
            body = json.loads(exchange.request.body)
            await self.set_fault(body["kind"], body)
        except (ValueError, TypeError, KeyError) as error:
            await exchange.json({"detail": str(error)}, 400)
        else:
            await exchange.json({})
