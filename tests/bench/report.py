"""Tables from the figures of all rounds: medians and spreads, as text and as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.scenarios import Figures

DIRECT = "direct"


@dataclass(slots=True)
class Series:
    """All rounds of one target."""

    name: str
    version: str = ""
    note: str = ""
    rounds: list[Figures] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def values(self, key: str) -> list[float]:
        """One figure in every round that has it."""
        return [r[key] for r in self.rounds if key in r]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the figure, and whether the direct way's figure of the same round is taken off."""

    title: str
    key: str
    digits: int = 2
    is_added: bool = False
    scale: Callable[[float], float] = lambda value: value


REQUESTS = (
    Column("added p50 ms, 1 conn", "one.p50", 3, True),
    Column("added p99 ms", "one.p99", 2, True),
    Column("req/s, 32 conn", "c32.rate", 0),
    Column("CPU s / 1,000 req", "c32.cpu", 3),
    Column("req/s, 128 conn", "c128.rate", 0),
    Column("CPU s / 1,000 req", "c128.cpu", 3),
    Column("RSS MB", "rss", 0),
)
STREAMS = (
    Column("added first token ms", "ttft.first", 3, True),
    Column("SSE events/s, 32 streams", "sse32.rate", 0),
    Column("CPU s / 100,000 events", "sse32.cpu", 2),
    Column("the same, paced 256", "paced256.cpu", 2),
    Column("added gap p99 ms: 1 stream", "paced1.gap99", 2, True),
    Column("32 streams", "paced32.gap99", 2, True),
    Column("256 streams", "paced256.gap99", 2, True),
    Column("streams changed", "inexact", 0),
)
BODIES = (
    Column("added p50 ms, 1 kB", "one.p50", 3, True),
    Column("100 kB", "100kB.p50", 3, True),
    Column("2 MB", "2MB.p50", 2, True),
    Column("CPU s / 1,000 req, 1 kB", "one.cpu", 3),
    Column("100 kB", "100kB.cpu", 3),
    Column("2 MB", "2MB.cpu", 2),
)
CROWD = (
    Column("added gap p99 ms", "crowd.gap99", 2, True),
    Column("added gap max ms", "crowd.gapmax", 1, True),
    Column("RSS grown MB", "crowd.grown", 1),
    Column("streams changed", "crowd.inexact", 0),
    Column("CPU s / 100,000 events", "crowd.cpu", 2),
)
SHORT = (
    Column("added p50 ms, 1 conn", "one.p50", 2, True),
    Column("CPU ms per request, 32 conn", "c32.cpu", 3),
    Column("CPU ms per 1,000 events of 256 paced streams", "paced256.cpu", 1, scale=lambda value: value * 10),
    Column("RSS MB", "rss", 0),
)
"""What the README shows."""
TABLES = (
    ("Requests of 1 kB", REQUESTS),
    ("Streams", STREAMS),
    ("Bodies, 1 connection", BODIES),
    ("1,000 idle kept-alive clients and 256 streams", CROWD),
)


def summed(figures: Figures) -> Figures:
    """The figures of one round with `inexact` and `errors` added up over its scenarios."""
    for key in ("inexact", "errors"):
        figures[key] = sum(value for name, value in figures.items() if name.endswith(f".{key}"))
    return figures


def added(series: Series, direct: Series, key: str) -> list[float]:
    """A figure less the direct way's, round by round: what the machine's moods do to both cancels out."""
    return [r[key] - d[key] for r, d in zip(series.rounds, direct.rounds, strict=False) if key in r and key in d]


def in_short(everyone: Sequence[Series]) -> str:
    """The table of the README: medians only."""
    direct = next((s for s in everyone if s.name == DIRECT), None)
    rows = [["", *(c.title for c in SHORT)]]
    for series in everyone:
        if series.name != DIRECT:
            rows.append([f"**{series.name}**" if series.name == "ours" else series.name])
            rows[-1] += [cell(series, direct, c).partition(" (")[0] for c in SHORT]
    return markdown(rows)


def cell(series: Series, direct: Series | None, column: Column) -> str:
    """Median and, in brackets, the smallest and largest round."""
    if column.is_added and series.name != DIRECT and direct is not None:
        values = added(series, direct, column.key)
    else:
        values = series.values(column.key)
    if not values:
        return "-"
    values = [column.scale(value) for value in values]
    text = f"{statistics.median(values):,.{column.digits}f}"
    if len(values) > 1 and min(values) != max(values):
        text += f" ({min(values):,.{column.digits}f}..{max(values):,.{column.digits}f})"
    return f"[{text}]" if series.name == DIRECT and column.is_added else text


def table(columns: Sequence[Column], everyone: Sequence[Series]) -> list[list[str]]:
    """Rows of cells, the heading first. The direct way's absolute figures stand in square brackets."""
    direct = next((s for s in everyone if s.name == DIRECT), None)
    rows = [["", *(c.title for c in columns)]]
    for series in everyone:
        cells = [cell(series, direct, c) for c in columns]
        if any(c != "-" for c in cells):
            rows.append([series.name, *cells])
    return rows


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose source is aligned too, so that it serves as the printed table."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def machine() -> str:
    """What this was measured on."""
    models = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) / 1e6 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0.0)
    name = models[0] if models else platform.machine()
    return f"{os.cpu_count()} cores of {name}, {memory:.0f} GB, {platform.system()} {platform.release()}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []


def goals(everyone: Sequence[Series]) -> list[str]:
    """What this must reach (issue 7), with the figures: met or MISSED."""
    by_name = {s.name: s for s in everyone}
    ours, direct = by_name.get("ours"), by_name.get(DIRECT)
    if ours is None or direct is None:
        return []
    lines: list[str] = []

    def goal(words: str, key: str, other: str, most: float, *, is_added: bool = False) -> None:
        """Ours is at most `most` times the other's."""
        series = by_name.get(other)
        if series is None:
            return
        mine = added(ours, direct, key) if is_added else ours.values(key)
        theirs = added(series, direct, key) if is_added else series.values(key)
        if mine and theirs:
            ratio = statistics.median(mine) / max(statistics.median(theirs), 1e-9)
            verdict = "met" if ratio <= most else "MISSED"
            lines.append(f"- {words}: {ratio:.2f} x {other}'s, at most {most:g} x: {verdict}")

    gateways = [s.name for s in everyone if s.note in ("Rust", "Go")]
    for name in ("envoy", *gateways):
        goal("added p50 at 1 connection", "one.p50", name, 1.0, is_added=True)
    for name in gateways:
        goal("CPU per request, 32 connections", "c32.cpu", name, 1.0)
        goal("CPU per event, 32 streams at full speed", "sse32.cpu", name, 1.0)
        goal("CPU per event, 256 paced streams", "paced256.cpu", name, 1.0)
    goal("CPU per request, 32 connections", "c32.cpu", "litellm", 0.02)
    goal("CPU per event, 32 streams at full speed", "sse32.cpu", "litellm", 0.02)
    goal("CPU per request, 32 connections", "c32.cpu", "bare relay", 2.0)
    for words, key, limit in (
        ("crowd: added gap p99 ms", "crowd.gap99", 20.0), ("crowd: RSS grown MB", "crowd.grown", 40.0),
        ("streams whose bytes differ", "inexact", 0.0),
    ):  # fmt: skip
        values = added(ours, direct, key) if key.endswith("gap99") else ours.values(key)
        if values:
            worst = max(values)
            lines.append(f"- {words}: at worst {worst:.1f}, limit {limit:g}: {'met' if worst <= limit else 'MISSED'}")
    return lines


def verdicts(everyone: Sequence[Series]) -> list[str]:
    """Ours against the others by ratios of medians; lower is better for costs."""
    by_name = {s.name: s for s in everyone}
    ours, direct = by_name.get("ours"), by_name.get(DIRECT)
    if ours is None or direct is None:
        return []
    lines: list[str] = []
    for other in everyone:
        if other.name in ("ours", DIRECT):
            continue
        parts = []
        for words, key, is_added in (
            ("added p50", "one.p50", True), ("CPU per request", "c32.cpu", False),
            ("CPU per event", "sse32.cpu", False), ("CPU per paced event", "paced256.cpu", False),
        ):  # fmt: skip
            mine = added(ours, direct, key) if is_added else ours.values(key)
            theirs = added(other, direct, key) if is_added else other.values(key)
            if mine and theirs and statistics.median(theirs) > 0:
                parts.append(f"{words} {statistics.median(mine) / statistics.median(theirs):.2f} x")
        lines.append(f"- ours against {other.name}: {', '.join(parts)}")
    return lines
