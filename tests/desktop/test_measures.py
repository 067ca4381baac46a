"""The measures behind the charts: what a run of requests says of speed and place."""

from __future__ import annotations

import pytest
from msgspec import structs

from core.domain import FailureKind, Outcome, RequestRecord, Snapshot
from desktop.text.charts import charts, measure_rows, measured_since
from desktop.text.measures import MOST_BUCKETS, MOST_SAMPLES, Measures, added, quantile, series
from tests.desktop.building import NOW, attempt, cloud, ended, folded, node, record

STUDIO, ROUTER = node("studio"), cloud()


def measured(*records: RequestRecord) -> Measures:
    measures, snapshot = Measures(), folded()
    for each in records:
        snapshot = folded(ended(each), snapshot=snapshot)
        measures = added(measures, snapshot)
    return measures


def served(number: int, *, first_token: float = 0.4, before: float = 0.0, is_cloud: bool = False) -> RequestRecord:
    made = record(number, attempt(ROUTER if is_cloud else STUDIO))
    return structs.replace(made, wall=NOW.wall - before - made.duration, first_token=first_token)


def test_each_request_counts_once_however_often_it_is_seen() -> None:
    snapshot = folded(ended(served(1)), ended(served(2)))
    once = added(Measures(), snapshot)
    assert added(once, snapshot) is once
    assert len(added(once, folded(ended(served(3)), snapshot=snapshot)).samples) == 3


def test_only_answers_are_measured() -> None:
    failed = record(1, attempt(STUDIO, FailureKind.CONNECT_REFUSED), outcome=Outcome.FAILED)
    left = record(2, attempt(STUDIO), outcome=Outcome.LEFT)
    assert measured(failed, left).samples == ()


def test_a_plain_answer_has_no_first_token_of_its_own() -> None:
    [sample] = measured(structs.replace(served(1), is_stream=False)).samples
    assert sample.first_token is None
    assert sample.rate == pytest.approx(310 / 5.01)


def test_the_memory_has_an_end() -> None:
    many = Measures(measured(served(1)).samples * MOST_SAMPLES, None)
    assert len(added(many, folded(ended(served(2)))).samples) == MOST_SAMPLES


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 3.0), (0.95, 5.0), (0.01, 1.0)], ids=["the middle", "nearly all", "the least"]
)
def test_a_quantile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert quantile([5.0, 1.0, 2.0, 3.0, 4.0], share) == expected
    assert quantile([], share) is None


@pytest.mark.parametrize("span", [1.0, 290.0, 3600.0, 86_400.0, 40 * 86_400.0])
def test_any_span_fits_into_few_equal_pieces(span: float) -> None:
    run = series(measured(served(1, before=span), served(2)), NOW.wall)
    assert 1 <= len(run.buckets) <= MOST_BUCKETS
    assert run.buckets[-1].start <= NOW.wall < run.buckets[-1].start + run.width
    starts = [b.start for b in run.buckets]
    assert starts == [starts[0] + i * run.width for i in range(len(starts))]


def test_the_charts_say_in_words_what_they_draw() -> None:
    measures = measured(served(1, first_token=0.2), served(2, first_token=0.9), served(3, is_cloud=True))
    first_token, speed, share = charts(measures, NOW)
    assert first_token.headline == "0.20 s for half of them, 0.90 s for 95 %"
    assert [line.name for line in first_token.lines] == ["p95", "p50", "cloud p50"]
    assert speed.headline.startswith("local ")
    assert share.headline == "66 % local (2 of 3)"
    assert share.at(len(share.times) - 1) == f"{share.times[-1]}: local 2, cloud 1"
    assert measured_since(measures, NOW).startswith("3 requests since ")


def test_the_table_says_the_same_as_the_charts() -> None:
    [row] = measure_rows(measured(served(1, first_token=0.2), served(2, first_token=0.9)), NOW)
    assert (row.requests, row.local, row.first_token, row.first_token_p95) == ("2", "100 %", "0.20 s", "0.90 s")
    assert row.cloud_first_token == "-"


def test_without_the_cloud_no_line_speaks_of_it() -> None:
    for chart in charts(measured(served(1)), NOW):
        assert all("cloud" not in line.name for line in chart.lines)


def test_nothing_measured_is_nothing_drawn() -> None:
    assert all(not chart.lines and not chart.headline for chart in charts(Measures(), NOW))
    assert added(Measures(), Snapshot()) == Measures()
