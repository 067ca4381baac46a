"""Processor instructions of a request, an event and a stream of one event, ours and the bare relay's, by callgrind.

    python -m tests.bench.instructions

No socket, no kernel, no time: the protocols are driven by hand, so that the figures are the same on a busy machine and
a change of one per cent shows. What the control plane does with the facts afterwards is counted, too. Needs valgrind.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable

from core import events as ev
from core.access import Access, AccessRules
from core.calls import next_request_id
from core.domain import Backend, BackendId, BackendKind, Locality, ModelStatus
from core.express import Express
from core.pool import place_of
from core.port import Port
from core.port_connection import PortConnection
from core.relay import Relay
from core.routes import Routes
from core.rules import Rules
from core.sender import BackendSender
from core.store import Store
from core.surfaces.dispatch import refusal_body
from core.timeouts import Timeouts
from core.upstream import Connection
from tests.bench import bare_relay
from tests.bench import upstream as server
from tests.bench.load import Job, request_of

BATCH = 100
"""Facts that reach the control plane at once."""
TIMES = {"requests": (500, 8_500), "events": (500, 8_500), "streams": (200, 1_700)}
"""How many of each in a short and in a long run. The difference of the two is taken: the start costs more than either,
and not quite the same each time."""
_COLLECTED = re.compile(r"Collected : (\d+)")


class Wire(asyncio.Transport):
    """A transport without a socket."""

    def __init__(self) -> None:
        super().__init__()
        self.written = 0
        self.last = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += 1
        self.last = bytes(data)

    def get_extra_info(self, name: str, default: object = None) -> object:
        return ("127.0.0.1", 1) if name == "peername" else default

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def abort(self) -> None: ...


async def no_key(_: object) -> str | None:
    return None


async def no_start(_: Backend) -> str:
    return ""


class Ours:
    """The data plane on one connection of a client and one of a server, and the store behind it."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.store = Store(lambda _: None, lambda: 0.5)
        backend = Backend(
            BackendId("bench"), "bench", BackendKind.OPENAI, "http://127.0.0.1:9/v1", Locality.THIS_MACHINE
        )
        models = (ModelStatus(server.MODEL),)
        self.store.dispatch(ev.BackendFound(backend), ev.ProbeAnswered(backend.id, time.monotonic(), 0.001, models))
        self.facts: list[ev.Event] = []
        sender = BackendSender(read_key=no_key, start=no_start, may_leave=lambda _: True)
        relay = Relay(
            snapshot=lambda: self.store.snapshot, post=self.facts.append, sender=sender, limits=Timeouts(),
            rules=Rules(), clock=time.monotonic, wall=time.time, jitter=random.random, spend=lambda app, tokens: None,
        )  # fmt: skip
        routes, access = Routes(relay, lambda: self.store.snapshot), Access(AccessRules())
        express = Express(
            relay, sender.pool, routes.head_of, access, post=self.facts.append, next_id=next_request_id,
            clock=time.monotonic, wall=time.time, later=loop.call_later,
        )  # fmt: skip
        port = Port(routes.handle, refusal_body, access, express.take)
        self.to_server, self.to_client = Wire(), Wire()
        self.server = Connection(sender.pool, place_of(backend.base_url).key)
        self.server.connection_made(self.to_server)
        sender.pool.put(self.server)
        self.server.begin(b"", 60.0)
        self.server.data_received(server.PLAIN_ANSWER)
        self.server.release()
        self.client = PortConnection(port)
        self.client.connection_made(self.to_client)

    def fold(self) -> None:
        """What the control plane does."""
        if len(self.facts) >= BATCH:
            self.store.dispatch_all(list(self.facts))
            self.facts.clear()


class Bare:
    """The bare relay on the same two wires."""

    def __init__(self) -> None:
        self.to_server, self.to_client = Wire(), Wire()
        self.server = bare_relay.Upstream()
        self.server.connection_made(self.to_server)
        bare_relay.idle.append(self.server)
        self.client = bare_relay.Client()
        self.client.connection_made(self.to_client)

    def fold(self) -> None:
        """It keeps no history."""


async def _changed(count: Callable[[], int], before: int) -> None:
    """Let the loop turn until there is more than `before`."""
    for _ in range(1000):
        if count() > before:
            return
        await asyncio.sleep(0)
    raise SystemExit("nothing came")


async def exchange(pair: Ours | Bare, request: bytes, answer: bytes) -> None:
    """Pass one request and the begin of its answer, with whatever turns of the loop that takes."""
    sent, told = pair.to_server.written, pair.to_client.written
    pair.client.data_received(request)
    await _changed(lambda: pair.to_server.written, sent)
    pair.server.data_received(answer)
    await _changed(lambda: pair.to_client.written, told)
    await _settled()


async def end(pair: Ours | Bare) -> None:
    """Pass the end of a stream."""
    told = pair.to_client.written
    pair.server.data_received(server.END)
    await _changed(lambda: pair.to_client.written, told)
    await _settled()
    assert pair.to_client.last.endswith(b"0\r\n\r\n"), pair.to_client.last


async def _settled() -> None:
    for _ in range(5):  # what ends with it may end
        await asyncio.sleep(0)


async def drive(which: str, what: str, times: int) -> None:
    """Pass so many requests, one stream of so many events, or so many streams of one event."""
    pair = Ours() if which == "ours" else Bare()
    job = Job(1, "/v1/chat/completions", {}, 1, 1.0)
    request = request_of(job)
    for _ in range(3):  # the first one goes the long way and is remembered
        await exchange(pair, request, server.PLAIN_ANSWER)
    if what == "requests":
        for _ in range(times):
            pair.client.data_received(request)
            pair.server.data_received(server.PLAIN_ANSWER)
            pair.fold()
        assert pair.to_client.last.startswith(b"HTTP/1.1 200"), pair.to_client.last
        return
    job.events = times
    stream = request_of(job)
    if what == "streams":
        for _ in range(times):
            await exchange(pair, stream, server.STREAM_HEAD + server.TOKEN_CHUNK)
            await end(pair)
            pair.fold()
        return
    await exchange(pair, stream, server.STREAM_HEAD + server.TOKEN_CHUNK)
    for _ in range(times):
        pair.server.data_received(server.TOKEN_CHUNK)
    assert server.TOKEN in pair.to_client.last, pair.to_client.last


def counted(which: str, what: str, times: int) -> int:
    """Instructions of a process that drives so many."""
    program = [sys.executable, "-m", "tests.bench.instructions", "--drive", which, what, str(times)]
    tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    same = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run([*tool, *program], capture_output=True, text=True, check=True, env=same)
    found = _COLLECTED.search(done.stderr)
    assert found is not None, done.stderr
    return int(found.group(1))


def report() -> None:
    """Print the table."""
    for what, (few, many) in TIMES.items():
        each: dict[str, float] = {}
        for which in ("ours", "bare"):
            each[which] = (counted(which, what, many) - counted(which, what, few)) / (many - few)
        ratio = each["ours"] / each["bare"]
        unit = what.removesuffix("s")
        print(
            f"instructions per {unit:8} ours {each['ours']:8,.0f}   bare relay {each['bare']:8,.0f}   {ratio:.2f} x",
            flush=True,
        )


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drive", nargs=3, metavar=("WHICH", "WHAT", "TIMES"), help="what callgrind runs")
    options = parser.parse_args()
    if options.drive is None:
        report()
        return 0
    import uvloop

    which, what, times = options.drive
    uvloop.run(drive(which, what, int(times)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
