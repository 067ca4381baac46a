"""The verbs `models` and `scan`: what the nodes hold, and to load, unload, download and delete it.

Exit codes: 0 done, 1 it could not be done (the reason is on standard error), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from core.cli import load
from core.cluster import clusters
from core.commands import ListedModel
from core.discovery.exo_downloads import size_in_words
from core.domain import BackendStatus, HealthState, ModelState, ModelStatus, Seconds
from core.errors import CONSEQUENCES, AttemptFailed, sentence, sentences
from core.exo_control import Refused
from core.keys import KeyStore
from core.log import configure
from core.node_world import NodeWorld, node_world

LOADS_WITHIN: Seconds = 900.0
DOWNLOADS_WITHIN: Seconds = 24 * 3600.0
_LOADED = (ModelState.READY, ModelState.BUSY, ModelState.LOADING)


def models(options: argparse.Namespace) -> int:
    """Do one thing with models."""
    if options.action != "list" and not options.model:
        _say(f"models {options.action}: which model? For example: exo-bridge models {options.action} MODEL")
        return 2
    return _run(options, _ACTIONS[options.action])


def scan(options: argparse.Namespace) -> int:
    """Look everywhere, then say what answers and what does not, and exactly why not."""
    return _run(options, _scan)


Action = Callable[[NodeWorld, argparse.Namespace], Awaitable[None]]


def _run(options: argparse.Namespace, action: Action) -> int:
    loaded = load(options)
    configure("error", None)

    async def work() -> int:
        async with node_world(loaded.settings, KeyStore()) as world:
            return await _done(action, world, options)

    try:
        return asyncio.run(work())
    except KeyboardInterrupt:
        return 1


async def _done(action: Action, world: NodeWorld, options: argparse.Namespace) -> int:
    try:
        await action(world, options)
    except Refused as refused:
        _say(sentences(str(refused), refused.hint))
        return 1
    except AttemptFailed as failure:
        _say(sentences(sentence("The node", failure.kind, failure.detail), CONSEQUENCES[failure.kind].hint))
        return 1
    return 0


async def _scan(world: NodeWorld, options: argparse.Namespace) -> None:
    result = await world.nodes.scan()
    await world.checked()
    backends = world.store.snapshot.backends
    if options.json:
        document = [{"name": s.backend.name, "url": s.backend.base_url, "state": s.health.state.value,
                     "product": s.facts.product, "why": s.health.detail} for s in backends]  # fmt: skip
        _print(json.dumps(document, indent=2))
        return
    if result.hosts:
        _print(f"asked {result.hosts} addresses of the network")
    by_id = {s.backend.id: s for s in backends}
    for members in clusters({s.backend.id: s.facts for s in backends}):
        for backend_id in members:
            _print(_node_line(by_id[backend_id], is_cluster=len(members) > 1))
    if not backends:
        _print("nothing was found; a node that cannot announce itself is listed under `nodes` in the settings")


def _node_line(status: BackendStatus, *, is_cluster: bool) -> str:
    backend, facts = status.backend, status.facts
    mark = "| " if is_cluster else "  "
    if status.health.state is HealthState.UP:
        words = f"{facts.product or backend.kind}, {_loaded_in_words(status)}"
        return f"{mark}{backend.name:24} {backend.base_url:32} {words}" + (
            f", {facts.warning}" if facts.warning else ""
        )
    failure = status.health.failure
    why = CONSEQUENCES[failure].title if failure is not None else "is not checked yet"
    detail = f" ({status.health.detail})" if status.health.detail else ""
    return f"{mark}{backend.name:24} {backend.base_url:32} {why}{detail}"


def _loaded_in_words(status: BackendStatus) -> str:
    """How many of its models are loaded; exo 0.0.x and mlx-lm do not tell."""
    count = len(status.models)
    if count and all(m.loads_on_use for m in status.models):
        return f"{count} {'model' if count == 1 else 'models'}, loaded on first use"
    ready = sum(m.state in (ModelState.READY, ModelState.BUSY) for m in status.models)
    return f"{ready} of {count} models loaded"


async def _list(world: NodeWorld, options: argparse.Namespace) -> None:
    chosen = [_node(world, options.node)] if options.node else world.exo_nodes
    if not chosen:
        raise Refused("No exo node answers", "", "Start one, or list it under `nodes` in the settings.")
    listed = {s.backend.name: await world.nodes.models(s.backend.id) for s in chosen}
    if options.json:
        _print(json.dumps({name: [asdict(m) for m in found] for name, found in listed.items()}, indent=2))
        return
    for status in chosen:
        shown = [m for m in listed[status.backend.name] if options.all or m.state is not ModelState.KNOWN or m.detail]
        _print(f"{status.backend.name}  {status.facts.product}  {status.backend.base_url}")
        for model in shown:
            _print(_model_line(model))
        if not shown:
            _print("  nothing is downloaded; `models list --all` shows what could be")


def _model_line(model: ListedModel) -> str:
    share = f" {model.progress:.0%}" if model.progress is not None else ""
    size = size_in_words(model.size) if model.size else ""
    return f"  {model.state + share:16} {size:>9}  {model.id}" + (f"  ({model.detail})" if model.detail else "")


async def _load(world: NodeWorld, options: argparse.Namespace) -> None:
    node = _node(world, options.node)
    known = _status_of(world, node, options.model)
    if known is not None and known.state in _LOADED and not options.preview:
        raise Refused(f"{options.model} is {known.state} already", "nothing was done")
    best, *_ = await world.nodes.preview(node.backend.id, options.model)
    _print(f"{options.model} on {best.in_words()}")
    if options.preview:
        return
    await world.nodes.load(node.backend.id, options.model, best)
    if options.no_wait:
        return
    await _follow(world, node, options.model, LOADS_WITHIN, (ModelState.READY, ModelState.BUSY), ModelState.DOWNLOADED)


async def _unload(world: NodeWorld, options: argparse.Namespace) -> None:
    await world.nodes.unload(_node(world, options.node).backend.id, options.model)
    _print("unloaded")


async def _delete(world: NodeWorld, options: argparse.Namespace) -> None:
    await world.nodes.delete(_node(world, options.node).backend.id, options.model, options.machine)
    _print("deleted")


async def _download(world: NodeWorld, options: argparse.Namespace) -> None:
    node = _node(world, options.node)
    await world.nodes.download(node.backend.id, options.model, options.machine)
    _print("started")
    if not options.no_wait:
        await _follow(world, node, options.model, DOWNLOADS_WITHIN, (ModelState.DOWNLOADED,))


async def _cancel(world: NodeWorld, options: argparse.Namespace) -> None:
    await world.nodes.cancel_download(_node(world, options.node).backend.id, options.model, options.machine)
    _print("stopped")


async def _follow(
    world: NodeWorld,
    node: BackendStatus,
    model: str,
    limit: Seconds,
    goal: tuple[ModelState, ...],
    begin: ModelState = ModelState.KNOWN,
) -> None:
    """Tell each change of a model from `begin` on until it is where it should be; raises Refused when it failed."""
    told = ""

    def arrived(_: object) -> bool:
        nonlocal told
        status = _status_of(world, node, model)
        if status is None:
            return False
        words = _model_line(ListedModel(status.id, status.state, 0, status.progress, status.detail))
        if words != told and status.state is not begin:
            told = words
            _print(words)
        return status.state in goal or status.state is ModelState.FAILED

    if not await world.until(arrived, limit):
        raise Refused(f"{model} is not there after {limit:.0f} s")
    status = _status_of(world, node, model)
    if status is not None and status.state is ModelState.FAILED:
        raise Refused(f"{model} failed", status.detail)


def _status_of(world: NodeWorld, node: BackendStatus, model: str) -> ModelStatus | None:
    status = world.store.snapshot.find(node.backend.id)
    return next((m for m in status.models if m.id == model), None) if status is not None else None


def _node(world: NodeWorld, name: str) -> BackendStatus:
    """The node that is meant; any node of the only cluster when none is named."""
    nodes = world.exo_nodes
    if name:
        found = next((s for s in nodes if s.backend.name == name), None)
        if found is None:
            there = ", ".join(s.backend.name for s in nodes)
            raise Refused(f"No exo node called {name} answers", f"There are: {there}" if there else "None does")
        return found
    groups = clusters({s.backend.id: s.facts for s in nodes})
    if not groups:
        raise Refused("No exo node answers", "", "Start one, or list it under `nodes` in the settings.")
    if len(groups) > 1:
        names = ", ".join(s.backend.name for s in nodes)
        raise Refused("There are several clusters", f"Say which one you mean with --node: {names}")
    return next(s for s in nodes if s.backend.id == groups[0][0])


_ACTIONS: dict[str, Action] = {
    "list": _list,
    "load": _load,
    "unload": _unload,
    "delete": _delete,
    "download": _download,
    "cancel": _cancel,
}


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
