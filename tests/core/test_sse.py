"""Server-sent events, however the reads are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import sse

STREAM = b': keep-alive\n\ndata: {"a":1}\n\nevent: x\ndata: one\ndata: two\n\nid: 7\n\ndata:tight\n\ndata: [DONE]\n\n'
PAYLOADS = [b'{"a":1}', b"one\ntwo", b"tight", b"[DONE]"]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_every_cut_gives_the_same_events(line_end: bytes) -> None:
    stream = STREAM.replace(b"\n", line_end)
    for cut in range(len(stream) + 1):
        reader = sse.EventReader()
        assert reader.feed(stream[:cut]) + reader.feed(stream[cut:]) == PAYLOADS
        assert reader.comments == 1


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_one_byte_at_a_time_gives_the_same_events(line_end: bytes) -> None:
    reader = sse.EventReader()
    stream = STREAM.replace(b"\n", line_end)
    events = [event for at in range(len(stream)) for event in reader.feed(stream[at : at + 1])]
    assert events == PAYLOADS
    assert reader.feed(b"data: more\n\n") == [b"more"]  # nothing is left over


@given(st.lists(st.binary(max_size=40).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b"")), max_size=6))
def test_what_is_written_is_read_back(payloads: list[bytes]) -> None:
    reader = sse.EventReader()
    written = b"".join(sse.event(p) for p in payloads)
    assert reader.feed(written) == payloads


def test_an_unfinished_event_is_not_an_event() -> None:
    reader = sse.EventReader()
    assert reader.feed(b'data: {"cut"') == []
    assert reader.feed(b": more}\n\n") == [b'{"cut": more}']


def test_a_comment_is_ignored_by_readers() -> None:
    reader = sse.EventReader()
    assert reader.feed(sse.comment("queued, 2 before you")) == []
    assert reader.comments == 1


def test_an_event_without_an_end_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "LONGEST_EVENT", 100)
    reader = sse.EventReader()
    for _ in range(50):
        assert reader.feed(b"data: long\n") == []
        assert reader.feed(b"data: without an end") == []
        assert len(reader._buffer) + sum(map(len, reader._data)) <= 100
    assert reader.feed(b"\n\ndata: next\n\n")[-1] == b"next"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_stream_that_breaks_off_ends_between_two_events_however_it_was_cut(end: bytes) -> None:
    whole = b": hi\n\ndata: {}\n\nevent: x\ndata: 1\n\n".replace(b"\n", end)
    for begun in (b"", b'data: {"err'):
        stream = whole + begun
        for cut in range(len(stream) + 1):
            gate = sse.Gate()
            assert gate.feed(stream[:cut]) + gate.feed(stream[cut:]) == whole
            assert gate.rest == begun


def test_lines_are_whole_by_themselves_and_large_events_are_not_kept() -> None:
    gate = sse.Gate(is_lines=True)
    assert (gate.feed(b'{"a":1}\n{"b'), gate.feed(b'":2}\n')) == (b'{"a":1}\n', b'{"b":2}\n')
    large = b"data: " + b"x" * sse.MOST_KEPT
    gate = sse.Gate()
    assert gate.feed(large) == large
