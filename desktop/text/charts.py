"""The three charts in words and numbers: what is drawn, what stands beside it, and the same facts as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.domain import Seconds
from desktop.text.facts import Moment, duration, requests, speed
from desktop.text.measures import Bucket, Measures, Series, known, quantile, series
from desktop.text.rows import Tone
from desktop.text.translate import translate

DAY: Seconds = 86_400.0


class ChartKind(StrEnum):
    """How the lines of a chart are drawn."""

    LINES = "lines"
    STACKED_BARS = "bars"


@dataclass(frozen=True, slots=True)
class Line:
    """One series. A light one (p95) stands behind its solid twin; None is a piece of time without an answer."""

    name: str
    tone: Tone
    values: tuple[float | None, ...]
    is_light: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `shown` says a value with its unit; `times` name the pieces of time on the axis."""

    kind: ChartKind
    title: str
    headline: str
    lines: tuple[Line, ...]
    times: tuple[str, ...]
    shown: Callable[[float], str]

    def at(self, place: int) -> str:
        """What the chart says of one piece of time: the text of the hover, and of a screen reader."""
        said = [f"{line.name} {self.shown(value)}" for line in self.lines if (value := line.values[place]) is not None]
        return f"{self.times[place]}: " + (", ".join(said) or translate("Charts", "no answer"))


def charts(measures: Measures, now: Moment) -> tuple[Chart, ...]:
    """First token, speed, and where answers came from; only the lines that have something to say."""
    run = series(measures, now.wall)
    times = tuple(_time(b.start, run.width, now) for b in run.buckets)
    return (
        _first_token(measures, run, times),
        _speed(measures, run, times),
        _share(measures, run, times),
    )


def _time(start: float, width: Seconds, now: Moment) -> str:
    return now.clock(start, seconds=width < 60)


def _first_token(measures: Measures, run: Series, times: tuple[str, ...]) -> Chart:
    local = known(s.first_token for s in measures.samples if s.is_local)
    cloud = known(s.first_token for s in measures.samples if not s.is_local)
    all_waits = local or cloud
    p50, p95 = quantile(all_waits, 0.5), quantile(all_waits, 0.95)
    headline = ""
    if p50 is not None and p95 is not None:
        headline = translate("Charts", "{p50} for half of them, {p95} for 95 %").format(
            p50=duration(p50), p95=duration(p95)
        )
    lines = (
        Line(translate("Charts", "p95"), Tone.GOOD, tuple(b.first_token_p95 for b in run.buckets), is_light=True),
        Line(translate("Charts", "p50"), Tone.GOOD, tuple(b.first_token_p50 for b in run.buckets)),
        Line(translate("Charts", "cloud p50"), Tone.CLOUD, tuple(b.cloud_first_token_p50 for b in run.buckets)),
    )
    return Chart(
        ChartKind.LINES, translate("Charts", "Time to first token"), headline, _telling(lines), times, duration
    )


def _speed(measures: Measures, run: Series, times: tuple[str, ...]) -> Chart:
    local = quantile(known(s.rate for s in measures.samples if s.is_local), 0.5)
    cloud = quantile(known(s.rate for s in measures.samples if not s.is_local), 0.5)
    said = []
    if local is not None:
        said.append(translate("Charts", "local {speed}").format(speed=rate(local)))
    if cloud is not None:
        said.append(translate("Charts", "cloud {speed}").format(speed=rate(cloud)))
    lines = (
        Line(translate("Charts", "local"), Tone.GOOD, tuple(b.local_rate for b in run.buckets)),
        Line(translate("Charts", "cloud"), Tone.CLOUD, tuple(b.cloud_rate for b in run.buckets)),
    )
    return Chart(ChartKind.LINES, translate("Charts", "Speed"), " · ".join(said), _telling(lines), times, rate)


def _share(measures: Measures, run: Series, times: tuple[str, ...]) -> Chart:
    local = sum(s.is_local for s in measures.samples)
    total = len(measures.samples)
    headline = ""
    if total:
        headline = translate("Charts", "{share} % local ({n} of {total})").format(
            share=100 * local // total, n=local, total=total
        )
    lines = (
        Line(translate("Charts", "local"), Tone.GOOD, tuple(float(b.local) for b in run.buckets)),
        Line(translate("Charts", "cloud"), Tone.CLOUD, tuple(float(b.cloud) for b in run.buckets)),
    )
    telling = tuple(line for line in lines if any(line.values))
    return Chart(
        ChartKind.STACKED_BARS, translate("Charts", "Answered by"), headline, telling, times, lambda n: f"{n:.0f}"
    )


def _telling(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(line for line in lines if any(value is not None for value in line.values))


def rate(tokens_per_second: float) -> str:
    """`62 tok/s`."""
    return speed(1000, 1000 / tokens_per_second)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One piece of time as a line of the table."""

    time: str
    requests: str
    local: str
    first_token: str
    first_token_p95: str
    cloud_first_token: str
    local_rate: str
    cloud_rate: str


def measure_rows(measures: Measures, now: Moment) -> tuple[MeasureRow, ...]:
    """The pieces of time in which something was answered, the newest first."""
    run = series(measures, now.wall)
    return tuple(_row(b, run.width, now) for b in reversed(run.buckets) if b.requests)


def _row(bucket: Bucket, width: Seconds, now: Moment) -> MeasureRow:
    def time_or_dash(value: Seconds | None) -> str:
        return "-" if value is None else duration(value)

    def rate_or_dash(value: float | None) -> str:
        return "-" if value is None else rate(value)

    return MeasureRow(
        time=_time(bucket.start, width, now),
        requests=str(bucket.requests),
        local=f"{100 * bucket.local // bucket.requests} %",
        first_token=time_or_dash(bucket.first_token_p50),
        first_token_p95=time_or_dash(bucket.first_token_p95),
        cloud_first_token=time_or_dash(bucket.cloud_first_token_p50),
        local_rate=rate_or_dash(bucket.local_rate),
        cloud_rate=rate_or_dash(bucket.cloud_rate),
    )


def measured_since(measures: Measures, now: Moment) -> str:
    """What the charts cover."""
    if not measures.samples:
        return ""
    since = now.clock(measures.samples[0].wall)
    return translate("Charts", "{requests} since {time}").format(requests=requests(len(measures.samples)), time=since)
