"""What Exo Bridge did in exo by itself, step by step, as values that the face can show. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """What was done."""

    PLACING = "placing"
    PLACED = "placed"
    REPLACING = "replacing"
    GAVE_UP = "gave_up"
    LEFT_ALONE = "left_alone"
    RESUMING_DOWNLOAD = "resuming_download"
    DOWNLOADED = "downloaded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `wall` is Unix time; `detail` says why in plain words."""

    wall: float
    kind: StepKind
    backend_name: str
    model: str
    detail: str = ""
