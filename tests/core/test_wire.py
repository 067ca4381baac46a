"""The strict HTTP/1.1 readers, fed whole, in halves and byte by byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.response_reader import ResponseReader
from core.wire import (
    LAST_CHUNK,
    Request,
    RequestReader,
    WireError,
    chunk,
    header_text,
    request_bytes,
    response_head,
)

POST = b"POST /v1/x?y=1 HTTP/1.1\r\nHost: a\r\nX-B: c\r\nContent-Length: 5\r\n\r\nhello"


def reader() -> RequestReader:
    return RequestReader(lambda: None)


def test_every_cut_gives_the_same_request() -> None:
    for cut in range(len(POST) + 1):
        r = reader()
        [request] = r.feed(POST[:cut]) + r.feed(POST[cut:])
        assert (request.method, request.path, request.query, request.body) == (b"POST", "/v1/x", b"y=1", b"hello")
        assert request.header(b"x-b") == b"c"
        assert r.is_idle


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=5))
def test_a_chunked_request_is_joined(pieces: list[bytes]) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    r = reader()
    [request] = r.feed(head + b"".join(chunk(p) for p in pieces) + LAST_CHUNK)
    assert request.body == b"".join(pieces)


def test_what_stands_behind_the_body_adds_nothing_to_the_head() -> None:
    """Host, Origin and the key were judged by then; a trailer named like one of them would come in unseen."""
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    [request] = reader().feed(head + chunk(b"hi") + b"0\r\nHost: b\r\nAuthorization: Bearer x\r\n\r\n")
    assert request.headers == [(b"host", b"a"), (b"transfer-encoding", b"chunked")]
    assert request.body == b"hi"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_a_clear_refusal(data: bytes) -> None:
    try:
        found = reader().feed(data)
    except WireError as error:
        assert 400 <= error.status < 600
    else:
        assert all(isinstance(r, Request) for r in found)


def post(length: bytes, body: bytes, more: bytes = b"X-Known: yes\r\n") -> bytes:
    return b"POST /v1/x HTTP/1.1\r\nHost: a\r\n" + more + b"Content-Length: " + length + b"\r\n\r\n" + body


def test_requests_whose_heads_are_alike_share_one() -> None:
    [first] = reader().feed(post(b"5", b"hello"))
    r = reader()
    [second] = r.feed(post(b"12", b"another body"))
    [third] = r.feed(post(b"0", b""))
    assert second.head is first.head is third.head
    assert (second.body, third.body) == (b"another body", b"")
    assert r.is_idle


@pytest.mark.parametrize(
    "data",
    [
        post(b"5", b"hell"),
        post(b"5", b"hello!"),
        post(b"5", b"hello") + post(b"5", b"hello"),
        post(b"+5", b"hello"),
        post(b"0x5", b"hello"),
        post(b"5 ", b"hello"),
        post(b" 5", b"hello"),
        post(b"5\r\nContent-Length: 5", b"hello"),
        post(b"5", b"hello", b"X-Known: yes\r\nTransfer-Encoding: chunked\r\n"),
        post(b"5", b"hello", b"Connection: close\r\n"),
    ],
)
def test_a_known_head_changes_no_verdict(data: bytes) -> None:
    def verdict(r: RequestReader) -> tuple[object, ...]:
        try:
            return tuple((q.method, q.target, q.headers, q.body, q.head.keeps_alive) for q in r.feed(data))
        except WireError as error:
            return error.status, error.detail

    fresh = verdict(reader())
    same = reader()
    same.feed(post(b"5", b"hello"))
    same.feed(post(b"5", b"hello"))  # the head of this connection's last request is looked at first
    assert verdict(reader()) == fresh
    assert verdict(reader()) == fresh
    assert verdict(same) == fresh


def test_nothing_comes_after_a_last_request_also_when_its_head_is_known() -> None:
    reader().feed(post(b"5", b"hello"))
    r = reader()
    r.feed(post(b"5", b"hello", b"Connection: close\r\n"))
    with pytest.raises(WireError):
        r.feed(post(b"5", b"hello"))


def test_the_limit_of_a_body_counts_chunks_too() -> None:
    r = RequestReader(lambda: None, most_body=10)
    with pytest.raises(WireError) as caught:
        r.feed(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(b"x" * 11))
    assert caught.value.status == 413


def response(data: bytes) -> ResponseReader:
    r = ResponseReader()
    r.feed(data)
    return r


def test_a_response_with_a_length_is_complete_at_its_length() -> None:
    r = response(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
    assert (r.status, r.is_complete, r.keeps_alive, r.take()) == (200, True, True, b"hi")


def test_answers_whose_heads_are_alike_share_one() -> None:
    head = b"HTTP/1.1 200 OK\r\nX-Alike: yes\r\nContent-Length: %d\r\n\r\n"
    first = response(head % 2 + b"hi")
    second = response(head % 5 + b"there")
    third = response(head % 5 + b"the")
    third.feed(b"re")
    assert first.known is None
    assert second.known is not None
    assert third.known is None
    assert second.headers == [(b"x-alike", b"yes")]
    assert third.headers == [(b"x-alike", b"yes"), (b"content-length", b"5")]
    for r in (second, third):
        assert (r.status, r.is_complete, r.keeps_alive, r.content_length, r.take()) == (200, True, True, 5, b"there")
    with pytest.raises(WireError):
        second.feed(b"x")


def test_a_response_without_a_length_ends_with_the_connection() -> None:
    r = response(b"HTTP/1.1 200 OK\r\n\r\nhi")
    assert not r.is_complete
    assert r.finish()


def test_a_cut_chunked_response_is_not_complete() -> None:
    r = response(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
    assert r.take() == b"hi"
    assert not r.finish()


@pytest.mark.parametrize("end", [b"0\r\n\r\n", b"0\r\nX: y\r\nZ: y\r\n\r\n", b"0;a=b\r\n\r\n"])
def test_between_two_chunks_a_whole_one_need_not_be_fed(end: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = [b"2\r\nhi\r\n", b"2;ext\r\n\r\n\r\n", b"A\r\n0123456\r\n8\r\n", b"4\r\n1\r\n2\r\n"]
    body = b"".join(pieces)
    ends = {len(head) + sum(map(len, pieces[: n + 1])) for n in range(len(pieces))}
    message = head + body + end
    for cut in range(1, len(message)):
        r = response(message[:cut])
        assert r.is_between_chunks is (cut in ends), message[:cut]
        if r.is_between_chunks:
            r.feed(message[cut:])  # as if a chunk had been left out
            assert r.is_complete
            assert not r.is_between_chunks
    byte_by_byte = ResponseReader()
    for at in range(len(message)):
        byte_by_byte.feed(message[at : at + 1])
        assert not byte_by_byte.is_between_chunks, message[: at + 1]


def test_interim_answers_are_passed_over() -> None:
    r = response(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    assert (r.status, r.is_complete) == (200, True)
    assert (b"link", b"x") not in r.headers


def test_an_answer_spliced_into_a_chunked_body_is_broken_http() -> None:
    """exo 0.0.x writes a whole `HTTP/1.1 408` into a running stream when its time is up."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"
    with pytest.raises(WireError):
        response(head + b"HTTP/1.1 408 Request Timeout\r\n\r\n")


def test_a_second_answer_nobody_asked_for_is_refused() -> None:
    one = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(WireError):
        response(one + one)


def test_what_is_written_is_read_back() -> None:
    [request] = reader().feed(request_bytes(b"POST", b"/x", [(b"host", b"a")], b"body"))
    assert (request.target, request.body) == (b"/x", b"body")
    r = response(response_head(418, [(b"content-length", b"0")]))
    assert r.status == 418


@given(st.text())
def test_no_text_can_break_out_of_a_header(text: str) -> None:
    value = header_text(text)
    assert b"\r" not in value
    assert b"\n" not in value
    assert len(value) <= 300
