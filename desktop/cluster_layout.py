"""Where the machines of the drawing stand: side by side, cluster after cluster, in as many bands as the width asks for.

Pure geometry, from left to right; the view mirrors it for languages that run the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF

from desktop.text.cluster import ClusterCard, MachineCard

LEAST = 15.0
MOST = 32.0
"""The width of a card, in heights of a line."""
GAP = 16.0
BAND_GAP = 12.0


@dataclass(frozen=True, slots=True)
class Band:
    """A row of cards. `clusters` are the places of those that begin here, with the x of their titles and their ends."""

    y: float
    titles: tuple[tuple[int, float, float], ...]
    cards_at: float
    rail_at: float


@dataclass(frozen=True, slots=True)
class Layout:
    """All boxes by (cluster, machine), the bands from top to bottom, and the whole height."""

    boxes: dict[tuple[int, int], QRectF]
    bands: tuple[Band, ...]
    band_of: dict[tuple[int, int], int]
    height: float


@dataclass(slots=True)
class _Row:
    """A band while it is filled: (cluster, machine, column)."""

    cards: list[tuple[int, int, int]] = field(default_factory=list)
    begins: list[tuple[int, int, int]] = field(default_factory=list)
    has_rail: bool = False


def lay_out(
    clusters: Sequence[ClusterCard], width: float, line: float, height_of: Callable[[MachineCard], float]
) -> Layout:
    """The layout for this width. `line` is the height of a line of text, and the measure of all."""
    total = sum(len(c.machines) for c in clusters)
    columns = max(1, min(total, int((width + GAP) // (LEAST * line + GAP))))
    wide = min(MOST * line, (width - (columns - 1) * GAP) / columns)
    boxes: dict[tuple[int, int], QRectF] = {}
    band_of: dict[tuple[int, int], int] = {}
    bands: list[Band] = []
    y = 0.0
    for number, row in enumerate(_rows(clusters, columns)):
        title = line * 1.5 if row.begins else 0.0
        high = max(height_of(clusters[c].machines[m]) for c, m, _ in row.cards)
        for cluster, machine, column in row.cards:
            boxes[cluster, machine] = QRectF(column * (wide + GAP), y + title, wide, high)
            band_of[cluster, machine] = number
        titles = tuple(
            (cluster, first * (wide + GAP), (first + count) * (wide + GAP) - GAP)
            for cluster, first, count in row.begins
        )
        rail = line if row.has_rail else 0.0
        bands.append(Band(y, titles, y + title, y + title + high + rail * 0.6))
        y += title + high + rail + BAND_GAP
    return Layout(boxes, tuple(bands), band_of, max(0.0, y - BAND_GAP))


def _rows(clusters: Sequence[ClusterCard], columns: int) -> list[_Row]:
    """A cluster stays in one row where it fits into one."""
    rows: list[_Row] = []
    column = columns
    for number, cluster in enumerate(clusters):
        count = len(cluster.machines)
        if not rows or (column and column + count > columns):
            rows.append(_Row())
            column = 0
        rows[-1].begins.append((number, column, min(count, columns)))
        for machine in range(count):
            if column == columns:
                rows.append(_Row())
                column = 0
            rows[-1].cards.append((number, machine, column))
            rows[-1].has_rail |= count > 1
            column += 1
    return rows
