"""Decides when a model whose runner died is loaded again, and when it is left alone. Pure but for the clock given.

exo itself restarts a dead runner up to five times in 30 s, then deletes the instance (measured). So a model that
failed and then has no instance any more was given up by exo: it is placed again after 5, 10, 20 … seconds. One
that vanished without failing was unloaded by somebody, and stays so. Three failures in ten minutes are a crash
loop: nothing more is done until the owner loads it, or an hour has passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.domain import ModelState, ModelStatus, Seconds

FIRST_PAUSE: Seconds = 5.0
LONGEST_PAUSE: Seconds = 300.0
WINDOW: Seconds = 600.0
CRASHES = 3
STUCK_AFTER: Seconds = 90.0
"""exo deletes what failed for good within 30-50 s; later it has forgotten it."""
LEFT_ALONE_FOR: Seconds = 3600.0
WELL_AFTER: Seconds = 120.0


@dataclass(slots=True)
class Patient:
    """What is remembered of one model on one cluster."""

    state: ModelState | None = None
    since: Seconds = 0.0
    crashes: list[Seconds] = field(default_factory=list)
    has_failed: bool = False
    replace_at: Seconds | None = None
    left_alone_until: Seconds = 0.0
    detail: str = ""

    @property
    def pause(self) -> Seconds:
        """Grows with each crash in the window."""
        return min(FIRST_PAUSE * 2.0 ** max(0, len(self.crashes) - 1), LONGEST_PAUSE)


class Recovery:
    """The patients of one cluster. Feed every check to `observe`; ask `due` what to do."""

    def __init__(self) -> None:
        self.patients: dict[str, Patient] = {}

    def observe(self, models: Iterable[ModelStatus], now: Seconds) -> tuple[str, ...]:
        """Take the states of a check; the models that were just recognised as a crash loop."""
        seen = {m.id: m for m in models}
        looping = []
        for model in {*self.patients, *(i for i, m in seen.items() if m.state is not ModelState.DOWNLOADED)}:
            patient = self.patients.setdefault(model, Patient())
            if self._observe(patient, seen.get(model), now):
                looping.append(model)
        return tuple(looping)

    def due(self, now: Seconds) -> tuple[str, ...]:
        """The models to be placed again now; each is told once."""
        found = [m for m, p in self.patients.items() if p.replace_at is not None and now >= p.replace_at]
        for model in found:
            self.patients[model].replace_at = None
        return tuple(found)

    def is_left_alone(self, model: str, now: Seconds) -> bool:
        """Whether it crashes again and again."""
        patient = self.patients.get(model)
        return patient is not None and now < patient.left_alone_until

    def forgive(self, model: str) -> None:
        """The owner loaded it by hand: start anew."""
        self.patients.pop(model, None)

    def _observe(self, patient: Patient, status: ModelStatus | None, now: Seconds) -> bool:
        state = status.state if status is not None else None
        has_changed = state is not patient.state
        if has_changed:
            patient.state, patient.since = state, now
        patient.crashes = [at for at in patient.crashes if now - at < WINDOW]
        if state is ModelState.FAILED:
            patient.detail = status.detail if status is not None else ""
            return self._failed(patient, now) if has_changed else self._still_failed(patient, now)
        if state in (ModelState.LOADING, ModelState.DOWNLOADING):
            patient.replace_at = None  # a request, the owner or exo was faster
        elif state in (ModelState.READY, ModelState.BUSY):
            patient.replace_at = None
            if now - patient.since >= WELL_AFTER:
                patient.crashes, patient.has_failed, patient.left_alone_until = [], False, 0.0
            elif has_changed:
                patient.has_failed = False
        elif state in (None, ModelState.DOWNLOADED) and patient.has_failed:
            patient.has_failed = False  # exo gave it up
            if now >= patient.left_alone_until:
                patient.replace_at = now + patient.pause
        return False

    def _failed(self, patient: Patient, now: Seconds) -> bool:
        patient.has_failed = True
        patient.crashes.append(now)
        if len(patient.crashes) < CRASHES or now < patient.left_alone_until:
            return False
        patient.left_alone_until = now + LEFT_ALONE_FOR
        patient.replace_at = None
        return True

    def _still_failed(self, patient: Patient, now: Seconds) -> bool:
        if now - patient.since >= STUCK_AFTER and now >= patient.left_alone_until and patient.replace_at is None:
            patient.since = now
            patient.replace_at = now + patient.pause
        return False
