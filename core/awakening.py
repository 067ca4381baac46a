"""Gets a model ready for the requests that wait for it: one placement, however many ask at once.

    placed already       wait until it is loaded
    only on the disks    preview, place once, wait
    another server       tell it to load, once, where it can be told

Nothing is downloaded for a request: a placement is used only where every machine of it holds the model.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.discovery.exo_downloads import Download
from core.domain import BackendId, BackendKind, BackendStatus, FailureKind, ModelState, ModelStatus, Seconds
from core.errors import AttemptFailed
from core.exo_control import ExoControl, Placement, Refused
from core.steps import StepKind
from core.words.failing import Detail, with_why
from core.words.models import Denied, Doing

LOOK_EVERY: Seconds = 1.0
SEEN_WITHIN: Seconds = 15.0
"""A placed model must show up in a check within this time."""

Tell = Callable[[str], None]


@dataclass(slots=True)
class Flight:
    """One model on its way to being ready; its task returns None once it is, or why it will not be."""

    words: str = Doing.WAITING
    listeners: list[Tell] = field(default_factory=list)
    task: asyncio.Task[AttemptFailed | None] | None = None

    def tell(self, words: str) -> None:
        """News for everybody who waits."""
        if words != self.words:
            self.words = words
            for listener in tuple(self.listeners):
                listener(words)


@dataclass(frozen=True, slots=True)
class World:
    """What an awakening needs of the rest. `look` asks for a fresh check, `step` records what was done."""

    find: Callable[[BackendId], BackendStatus | None]
    control: Callable[[BackendStatus], Awaitable[ExoControl]]
    load_elsewhere: Callable[[BackendStatus, str], Awaitable[None]]
    downloads: Callable[[BackendId], tuple[Download, ...]]
    look: Callable[[BackendId], None]
    step: Callable[[StepKind, str, str, str], None]
    clock: Callable[[], Seconds]
    may_place: Callable[[], bool]
    patience: Callable[[], Seconds]


async def awaken(flight: Flight, backend_id: BackendId, model: str, world: World) -> AttemptFailed | None:
    """Get it ready; never raises for what is to be expected, so that it can run in anybody's task group."""
    try:
        async with asyncio.timeout(world.patience()):
            await _awaken(flight, backend_id, model, world)
    except TimeoutError:
        return _gave_up(backend_id, model, world, _too_slow(flight, world))
    except Refused as refused:
        return _gave_up(backend_id, model, world, with_why(refused.title, refused.detail))
    except AttemptFailed as failure:
        _gave_up(backend_id, model, world, failure.detail)
        return failure
    return None


async def _awaken(flight: Flight, backend_id: BackendId, model: str, world: World) -> None:
    status, known = _known(backend_id, model, world)
    if known is not None and known.state in (ModelState.READY, ModelState.BUSY):
        return
    if status.backend.kind is not BackendKind.EXO:
        flight.tell(Doing.LOADS.format(name=status.backend.name, model=model))
        await world.load_elsewhere(status, model)
        world.look(backend_id)
        return
    if known is None or known.state is ModelState.DOWNLOADED:
        await _place(flight, status, model, world)
    await _wait(flight, backend_id, model, world)


async def _place(flight: Flight, status: BackendStatus, model: str, world: World) -> None:
    name = status.backend.name
    if not world.may_place():
        raise Refused(Denied.IS_NOT_LOADED_ON.format(model=model, name=name), Denied.MAY_NOT_LOAD)
    control = await world.control(status)
    if await control.instances_of(model):
        return  # somebody else was faster; its state comes with the next check
    placement = await downloaded_placement(control, model, world.downloads(status.backend.id))
    machines = ", ".join(s.machine for s in placement.shares)
    flight.tell(Doing.LOADS_ON.format(name=name, model=model, machines=machines))
    world.step(StepKind.PLACING, name, model, placement.in_words())
    await control.place(placement)


async def downloaded_placement(control: ExoControl, model: str, downloads: tuple[Download, ...]) -> Placement:
    """The best way to load it without a download; raises Refused when there is none."""
    holders = {d.node_id for d in downloads if d.model == model and d.state is ModelState.DOWNLOADED}
    placements = await control.preview(model)
    chosen = next((p for p in placements if p.nodes <= holders), None)
    if chosen is None:
        machines = ", ".join(sorted({s.machine for p in placements for s in p.shares if s.node_id not in holders}))
        raise Refused(Denied.IS_NOT_LOADED.format(model=model), Denied.DOWNLOAD_FIRST.format(machines=machines))
    return chosen


async def _wait(flight: Flight, backend_id: BackendId, model: str, world: World) -> None:
    began = world.clock()
    while True:
        world.look(backend_id)
        await asyncio.sleep(LOOK_EVERY)
        status, known = _known(backend_id, model, world)
        match known.state if known is not None else None:
            case ModelState.READY | ModelState.BUSY:
                words = Doing.AFTER.format(seconds=f"{world.clock() - began:.0f}")
                world.step(StepKind.PLACED, status.backend.name, model, words)
                return
            case ModelState.FAILED:
                raise Refused(Denied.COULD_NOT_LOAD.format(model=model), known.detail if known is not None else "")
            case ModelState.LOADING | ModelState.DOWNLOADING:
                flight.tell(_progress(status.backend.name, known))
            case _ if world.clock() - began > SEEN_WITHIN:
                raise Refused(Denied.COULD_NOT_LOAD.format(model=model), Denied.TAKEN_OUT)


def _progress(name: str, known: ModelStatus | None) -> str:
    assert known is not None  # its state was just read
    if known.progress is None:
        return Doing.IS.format(name=name, model=known.id, state=known.state)
    return Doing.HOW_FAR.format(name=name, model=known.id, state=known.state, percent=f"{known.progress:.0%}")


def _too_slow(flight: Flight, world: World) -> str:
    return Detail.NOT_READY_AFTER.format(seconds=f"{world.patience():.0f}", detail=flight.words)


def _known(backend_id: BackendId, model: str, world: World) -> tuple[BackendStatus, ModelStatus | None]:
    status = world.find(backend_id)
    if status is None:
        raise AttemptFailed(FailureKind.NOT_READY, Detail.BACKEND_GONE)
    return status, next((m for m in status.models if m.id == model), None)


def _gave_up(backend_id: BackendId, model: str, world: World, words: str) -> AttemptFailed:
    status = world.find(backend_id)
    world.step(StepKind.GAVE_UP, status.backend.name if status is not None else backend_id, model, words)
    return AttemptFailed(FailureKind.NOT_READY, words)
