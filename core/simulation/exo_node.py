"""Starts one simulated exo node: `python -m core.simulation.exo_node --port 0 --name studio --model ID`.

Prints `ready http://127.0.0.1:N` on stdout once it accepts; with --allow-faults first a line
`control http://127.0.0.1:M`. Ends on SIGTERM, and with --exit-with-parent when stdin closes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from core.simulation.answer_relay import AnswerRelay
from core.simulation.beacons import Beacon, beacon
from core.simulation.cluster import Cluster, machine, node_id
from core.simulation.exo_api import ExoApi
from core.simulation.exo_gen0 import ExoGen0
from core.simulation.model_cards import ModelCard, catalogue
from core.simulation.simulated_server import Application, SimulatedServer
from core.simulation.text_source import CannedText, TextSource

GENERATIONS = ("gen0", "gen1", "gen2")
DEFAULT_MODEL = "mlx-community/Llama-3.2-1B-Instruct-4bit"
_EPILOG = """\
faults (--fault KIND[:NUMBER], repeatable; over HTTP with --allow-faults):
  the node:        refuse freeze
  instead:         cut_before_headers hang_before_headers[:SECONDS] hang_after_headers status:CODE html_200 empty_200
                   truncated_json redirect
  inside:          slow_first_token:SECONDS slow_prefill:SECONDS stuck_prefill keepalives_forever
                   stall_after_role stall_mid_stream error_in_stream
                   runner_killed cut_before_content cut_after_content done_without_finish end_without_finish
                   spliced_408 model_substitution eos_in_text
  the cluster:     peer_lost[:NAME] state_frozen runner_failed:MODEL runner_restart:MODEL download_failed:MODEL
                   instance_gone:MODEL crash_loop:MODEL commands_ignored
"""


@dataclass(frozen=True, slots=True)
class NodeOptions:
    """What a node is. Times in seconds; `peers` are (name, host, port) of the other machines.

    It listens on `host`, and its cluster knows it under `address`. With `beacon` it announces itself as real exo does.
    """

    name: str = "studio"
    generation: str = "gen2"
    version: str = ""
    models: tuple[str, ...] = (DEFAULT_MODEL,)
    downloaded: tuple[str, ...] = ()
    peers: tuple[tuple[str, str, int], ...] = ()
    catalogue: int = 5
    download_seconds: float = 0.0
    load_seconds: float = 0.0
    tokens: int | None = None
    token_delay: float = 0.0
    answer_from: str = ""
    keep_alive: float = 10.0
    host: str = "127.0.0.1"
    address: str = "127.0.0.1"
    beacon: bool = False


def build_application(options: NodeOptions) -> Application:
    """The node as an HTTP application."""
    text: TextSource = CannedText(options.tokens, options.token_delay)
    if options.answer_from:
        text = AnswerRelay(options.answer_from)
    number = GENERATIONS.index(options.generation)
    addresses = [(options.name, options.address, 0), *options.peers]
    machines = [machine(name, number, host, peer_port) for name, host, peer_port in addresses]
    if number == 0:
        return ExoGen0(machines, list(options.models), text)
    cluster = Cluster(
        machines,
        catalogue(options.catalogue),
        download_seconds=options.download_seconds,
        load_seconds=options.load_seconds,
    )
    for model in (*options.models, *options.downloaded):
        cluster.hold(cluster.cards.get(model, ModelCard(model)))
    for model in options.models:
        placement = cluster.place(cluster.cards[model])
        if placement is not None:
            placement.at -= options.load_seconds
    return ExoApi(cluster, text, number, keep_alive=options.keep_alive, version=options.version)


def build_node(options: NodeOptions, *, allows_faults: bool = False) -> SimulatedServer:
    """A node that is not yet open."""
    return SimulatedServer(build_application(options), allows_faults=allows_faults, host=options.host)


def _peer(text: str) -> tuple[str, str, int]:
    name, _, address = text.partition("=")
    host, _, port = address.rpartition(":")
    return name, host, int(port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="exo_node", description=__doc__, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="0 takes a free one")
    add("--name", default="studio", help="its friendly name; also decides its node id")
    add("--generation", choices=GENERATIONS, default="gen2")
    add("--version", default="", metavar="1.0.N", help="of generation 1: an older one than 1.0.71")
    add("--model", action="append", default=[], metavar="ID", help="placed and ready; repeatable")
    add("--no-model", action="store_true", help="nothing is placed")
    add("--downloaded", action="append", default=[], metavar="ID", help="on disk, not placed; repeatable")
    add("--peer", action="append", default=[], type=_peer, metavar="NAME=HOST:PORT", help="another cluster member")
    add("--catalogue", type=int, default=5, metavar="N", help="number of catalogue entries; real exo has 123")
    add("--download-seconds", type=float, default=0.0, metavar="S", help="time of a download after placing")
    add("--load-seconds", type=float, default=0.0, metavar="S", help="time from downloaded to ready")
    add("--tokens", type=int, metavar="N", help="length of each canned answer in words")
    add("--token-delay", type=float, default=0.0, metavar="S", help="pause before each word")
    add("--keep-alive", type=float, default=10.0, metavar="S", help="pause between two keep-alive comments")
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="where it listens; real exo: 0.0.0.0")
    add("--address", default="127.0.0.1", metavar="ADDRESS", help="under which its cluster knows it")
    add("--beacon", action="store_true", help="announce itself on the network as real exo of its generation does")
    add("--answer-from", default="", metavar="URL", help="take the words from an OpenAI-compatible server")
    add("--fault", action="append", default=[], metavar="KIND", help="start with this fault; repeatable")
    add("--allow-faults", action="store_true", help="faults over HTTP: POST /_fault, GET /_seen")
    add("--exit-with-parent", action="store_true", help="end when stdin closes")
    return parser


def _options(arguments: argparse.Namespace) -> NodeOptions:
    models = () if arguments.no_model else tuple(arguments.model) or (DEFAULT_MODEL,)
    return NodeOptions(
        name=arguments.name,
        generation=arguments.generation,
        version=arguments.version,
        models=models,
        downloaded=tuple(arguments.downloaded),
        peers=tuple(arguments.peer),
        catalogue=arguments.catalogue,
        download_seconds=arguments.download_seconds,
        load_seconds=arguments.load_seconds,
        tokens=arguments.tokens,
        token_delay=arguments.token_delay,
        answer_from=arguments.answer_from,
        keep_alive=arguments.keep_alive,
        host=arguments.host,
        address=arguments.address,
        beacon=arguments.beacon,
    )


def build_beacon(options: NodeOptions) -> Beacon | None:
    """How the node announces itself, or None."""
    number = GENERATIONS.index(options.generation)
    return beacon(number, node_id(options.name, number), _say) if options.beacon else None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def serve(
    server: SimulatedServer,
    port: int,
    faults: Sequence[str],
    *,
    exits_with_parent: bool,
    announced_by: Beacon | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or the parent's end. Raises OSError when the port is taken."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: the parent's end is the way
            loop.add_signal_handler(name, stop.set)
    if exits_with_parent:

        def watch() -> None:
            while os.read(0, 4096):  # not sys.stdin: a thread inside its buffer aborts the interpreter at exit
                pass
            with contextlib.suppress(RuntimeError):  # the loop has ended before us
                loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=watch, name="parent-watch", daemon=True).start()
    await server.open(port)
    try:
        for fault in faults:
            await server.set_fault(fault)
        if server.control_url:
            _say(f"control {server.control_url}")
        _say(f"ready {server.url}")
        async with asyncio.TaskGroup() as group:
            announcing = group.create_task(announced_by.run(), name="beacon") if announced_by else None
            await stop.wait()
            if announcing is not None:
                announcing.cancel()
    finally:
        await server.close()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one node until it is told to end. 2: bad arguments or the port is taken."""
    arguments = _parser().parse_args(argv)
    options = _options(arguments)
    server = build_node(options, allows_faults=arguments.allow_faults)
    try:
        asyncio.run(
            serve(
                server,
                arguments.port,
                arguments.fault,
                exits_with_parent=arguments.exit_with_parent,
                announced_by=build_beacon(options),
            )
        )
    except (OSError, ValueError) as error:
        sys.stderr.write(f"exo_node: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
