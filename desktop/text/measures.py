"""What the charts know: each finished request as one measured sample, kept over the run; pure.

`added(measures, snapshot)` takes what is new in a snapshot. `buckets` cuts the run into equal pieces of time, wide
enough that few of them cover it, and says of each how fast answers were and where they came from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.domain import Outcome, RequestId, RequestRecord, Seconds, Snapshot

MOST_SAMPLES = 5000
MOST_BUCKETS = 30
WIDTHS: tuple[Seconds, ...] = (10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 4 * 3600.0, 24 * 3600.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """One served request. `wall` is when it ended, `rate` its tokens per second after the first one."""

    wall: float
    is_local: bool
    first_token: Seconds | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """All samples of the run, oldest first; `last` is the newest request that was looked at."""

    samples: tuple[Sample, ...] = ()
    last: RequestId | None = None


def added(measures: Measures, snapshot: Snapshot) -> Measures:
    """The measures with everything that ended since; the same object when nothing did."""
    new: list[RequestRecord] = []
    for record in snapshot.recent:  # newest first
        if record.id == measures.last:
            break
        new.append(record)
    if not new:
        return measures
    samples = [sample for record in reversed(new) if (sample := _sample(record)) is not None]
    kept = (*measures.samples, *samples)[-MOST_SAMPLES:]
    return replace(measures, samples=kept, last=new[0].id)


def _sample(record: RequestRecord) -> Sample | None:
    served = record.served_by
    if record.outcome is not Outcome.SERVED or served is None:
        return None
    answering = record.duration - (record.first_token or 0.0)
    tokens = record.completion_tokens
    rate = tokens / answering if tokens and tokens > 1 and answering > 0 else None
    first_token = record.first_token if record.is_stream else None  # a plain answer comes as a whole
    return Sample(record.wall + record.duration, served.locality.is_local, first_token, rate)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The requests that ended within one piece of time; None where none of them can tell."""

    start: float
    local: int = 0
    cloud: int = 0
    first_token_p50: Seconds | None = None
    first_token_p95: Seconds | None = None
    cloud_first_token_p50: Seconds | None = None
    local_rate: float | None = None
    cloud_rate: float | None = None

    @property
    def requests(self) -> int:
        """How many."""
        return self.local + self.cloud


@dataclass(frozen=True, slots=True)
class Series:
    """The run in equal pieces of `width` seconds, the newest last."""

    width: Seconds
    buckets: tuple[Bucket, ...]


def series(measures: Measures, now: float) -> Series:
    """The whole run, cut as finely as few buckets allow. `now` is Unix time."""
    if not measures.samples:
        return Series(WIDTHS[0], ())
    first = measures.samples[0].wall
    span = max(now, measures.samples[-1].wall) - first
    width = next((w for w in WIDTHS if span / w < MOST_BUCKETS - 1), WIDTHS[-1])
    newest = math.floor(max(now, measures.samples[-1].wall) / width)
    oldest = max(math.floor(first / width), newest - MOST_BUCKETS + 1)
    sorted_out: dict[int, list[Sample]] = {number: [] for number in range(oldest, newest + 1)}
    for sample in measures.samples:
        if (number := math.floor(sample.wall / width)) in sorted_out:
            sorted_out[number].append(sample)
    return Series(width, tuple(_bucket(number * width, samples) for number, samples in sorted_out.items()))


def _bucket(start: float, samples: list[Sample]) -> Bucket:
    local = [s for s in samples if s.is_local]
    cloud = [s for s in samples if not s.is_local]
    waits = known(s.first_token for s in local)
    return Bucket(
        start=start,
        local=len(local),
        cloud=len(cloud),
        first_token_p50=quantile(waits, 0.5),
        first_token_p95=quantile(waits, 0.95),
        cloud_first_token_p50=quantile(known(s.first_token for s in cloud), 0.5),
        local_rate=quantile(known(s.rate for s in local), 0.5),
        cloud_rate=quantile(known(s.rate for s in cloud), 0.5),
    )


def known(values: Iterable[float | None]) -> list[float]:
    """The values that can be told."""
    return [v for v in values if v is not None]


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all reach or undercut (nearest rank); None of nothing."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
