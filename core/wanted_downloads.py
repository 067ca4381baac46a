"""The downloads that the owner asked for, until they are complete: kept over restarts, resumed when they break off.

A machine is remembered by its name, for exo gives it a new id at every start. The command line and a running
program share the list: each reads it again when the other wrote it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import msgspec

from core.discovery.exo_downloads import Download
from core.domain import BackendId, ModelState, NodeFacts, Seconds
from core.log import facts as log_facts
from core.paths import write_atomically

log = logging.getLogger("discovery")

FIRST_PAUSE: Seconds = 10.0
LONGEST_PAUSE: Seconds = 600.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A model that is to be on the disk of a machine; `backend` is the node through which it was asked for."""

    backend: str
    machine: str
    model: str


@dataclass(slots=True)
class _Progress:
    tries: int = 0
    not_before: Seconds = 0.0


@dataclass(slots=True)
class WantedDownloads:
    """Lives on the control loop; `file` keeps the list."""

    file: Path
    clock: Callable[[], Seconds]
    _wanted: dict[Wanted, _Progress] = field(default_factory=dict)
    _read_at: int = 0

    async def load(self) -> None:
        """Read what an earlier run left undone, or another process changed; an unreadable file is as good as none."""
        try:
            written = await asyncio.to_thread(self._changed_at)
            if written == self._read_at:
                return
            text = await asyncio.to_thread(self.file.read_bytes)
            read = msgspec.json.decode(text, type=list[Wanted])
        except (OSError, msgspec.DecodeError):
            written, read = 0, []
        self._read_at = written
        self._wanted = {w: self._wanted.get(w) or _Progress(not_before=self.clock() + FIRST_PAUSE) for w in read}

    async def add(self, wanted: Wanted) -> None:
        """The owner asked for it, and it was just started."""
        await self.load()
        self._wanted[wanted] = _Progress(not_before=self.clock() + FIRST_PAUSE)
        await self._save()

    async def drop(self, backend: BackendId, model: str) -> bool:
        """It is complete, or the owner no longer wants it; whether it was wanted."""
        await self.load()
        gone = [w for w in self._wanted if w.backend == backend and w.model == model]
        for wanted in gone:
            del self._wanted[wanted]
        if gone:
            await self._save()
        return bool(gone)

    def complete(self, backend: BackendId, facts: NodeFacts, downloads: tuple[Download, ...]) -> tuple[Wanted, ...]:
        """Those that this check shows to be complete."""
        return tuple(w for w, node in self._of(backend, facts) if _state(downloads, node, w) is ModelState.DOWNLOADED)

    def broken(
        self, backend: BackendId, facts: NodeFacts, downloads: tuple[Download, ...]
    ) -> tuple[tuple[Wanted, str], ...]:
        """(download, node id) of those that are to be started again now; each start makes the next pause longer."""
        now, found = self.clock(), []
        for wanted, node in self._of(backend, facts):
            progress = self._wanted[wanted]
            state = _state(downloads, node, wanted)
            if state is ModelState.DOWNLOADING:
                progress.tries = 0
            elif state is not ModelState.DOWNLOADED and now >= progress.not_before:
                progress.not_before = now + min(FIRST_PAUSE * 2.0**progress.tries, LONGEST_PAUSE)
                progress.tries += 1
                found.append((wanted, node))
        return tuple(found)

    def _of(self, backend: BackendId, facts: NodeFacts) -> list[tuple[Wanted, str]]:
        ids = {machine.shown_name: machine.id for machine in facts.machines if not machine.lost}
        return [(w, ids[w.machine]) for w in self._wanted if w.backend == backend and w.machine in ids]

    def _changed_at(self) -> int:
        return self.file.stat().st_mtime_ns

    async def _save(self) -> None:
        text = msgspec.json.encode([asdict(w) for w in self._wanted]).decode()
        try:
            await asyncio.to_thread(write_atomically, self.file, text)
            self._read_at = await asyncio.to_thread(self._changed_at)
        except OSError as error:
            log.warning("downloads not remembered %s", log_facts(why=error.strerror))


def _state(downloads: tuple[Download, ...], node: str, wanted: Wanted) -> ModelState | None:
    return next((d.state for d in downloads if d.node_id == node and d.model == wanted.model), None)
