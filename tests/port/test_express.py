"""The short way of plain requests: the same answers, headers and history as the long way, whatever happens on it."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from msgspec import structs

from core.begun import Begun
from core.domain import Backend, BackendId, BackendKind, FailureKind, Locality, Outcome
from core.express import Run
from core.port_connection import PortConnection
from core.upstream import HIGH_WATER
from core.wire import Request
from tests.port.gateway import MODEL, chat, gateway
from tests.port.keeping import GOOD, TELLING, Writer, says, serving, warm, whole


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """The requests that went the short way."""
    seen: list[Run] = []
    begin = Run.begin

    def noted(run: Run) -> None:
        seen.append(run)
        begin(run)

    monkeypatch.setattr(Run, "begin", noted)
    return seen


async def test_both_ways_answer_and_remember_alike(short: list[Run]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        first = await g.post(chat())
        long = await g.record()
        await g.post(chat())
        await g.record()
        second = await g.post(chat())
        record = await g.record()
    assert len(short) >= 1
    assert second.content == first.content
    assert {k: v for k, v in second.headers.items() if k not in TELLING} == {
        k: v for k, v in first.headers.items() if k not in TELLING
    }
    assert studio.requests[0] == studio.requests[-1]
    attempts = tuple(structs.replace(a, duration=long.attempts[0].duration) for a in record.attempts)
    same_times = structs.replace(record, wall=long.wall, duration=long.duration, first_token=long.first_token)
    assert structs.replace(same_times, id=long.id, attempts=attempts) == long
    assert (record.prompt_tokens, record.completion_tokens) == (7, 3)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (whole({"error": {"message": "no"}}, 503), FailureKind.OVERLOADED),
        (whole({"error": {"message": "boom"}}), FailureKind.ERROR_IN_STREAM),
        (whole(b""), FailureKind.EMPTY_ANSWER),
        (whole(b"<html>login</html>", kind="text/html"), FailureKind.BAD_ANSWER),
        (whole(b'{"choices": ['), FailureKind.BAD_ANSWER),
        (b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{", None),
        (b"HTTP/1.1 nonsense\r\n\r\n", FailureKind.PROTOCOL_ERROR),
    ],
)
async def test_a_failure_on_the_short_way_fails_over(short: list[Run], answer: bytes, kind: FailureKind | None) -> None:
    async with serving("studio") as studio, serving("mini") as mini:
        async with gateway(studio.backend(), mini.backend(priority=1)) as g:
            await warm(g)
            short.clear()
            studio.script = says(answer)
            if kind is None:

                async def cut(_: bytes, writer: Writer) -> None:
                    writer.write(answer)
                    writer.close()

                studio.script = cut
            response = await g.post(chat())
            record = await g.record()
    assert len(short) == 1
    assert response.status_code == 200
    assert response.headers["x-bridge-backend"] == "mini"
    assert [a.failure for a in record.attempts] == [kind or FailureKind.TRUNCATED, None]


async def test_a_kept_connection_that_died_is_replaced_without_a_word(short: list[Run]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        short.clear()
        deaths = 1

        async def dies_once(_: bytes, writer: Writer) -> None:
            nonlocal deaths
            if deaths:
                deaths -= 1
                writer.close()
            else:
                writer.write(GOOD)

        studio.script = dies_once
        response = await g.post(chat())
        record = await g.record()
    assert len(short) == 1
    assert response.status_code == 200
    assert len(record.attempts) == 1


async def test_silence_on_the_short_way_is_a_failure_too(short: list[Run]) -> None:
    async with serving("studio") as studio, serving("mini") as mini:
        async with gateway(studio.backend(), mini.backend(priority=1)) as g:
            await warm(g)
            short.clear()
            studio.script = says(b"")
            response = await g.post(chat())
            record = await g.record()
    assert len(short) == 1
    assert response.headers["x-bridge-backend"] == "mini"
    assert record.attempts[0].failure is FailureKind.FIRST_BYTE_TIMEOUT


async def test_a_client_that_leaves_frees_the_backend_and_its_slot(short: list[Run]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        short.clear()
        came = asyncio.Event()

        async def hangs(_: bytes, writer: Writer) -> None:
            came.set()

        studio.script = hangs
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(g.post(chat()))
            await came.wait()
            shown = await g.until(lambda s: bool(s.live))
            asking.cancel()
        async with asyncio.timeout(30):
            await studio.left.wait()
        record = await g.record()
        assert g.plane._relay is not None
        assert g.plane._relay.admission._in_flight == {"studio": 0}
    assert len(short) == 1
    assert shown.live[0].backend_name == "studio"
    assert record.outcome is Outcome.LEFT
    assert record.attempts[0].backend_name == "studio"


async def test_a_client_that_leaves_in_the_moment_of_the_first_byte_frees_the_backend_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both may be told in one turn of the loop: then the task that is to go on is ended before it ran at all."""
    go_long = PortConnection.go_long

    def left_just_before(connection: PortConnection, request: Request, begun: Begun) -> None:
        connection._loop.call_soon(connection.connection_lost, None)
        go_long(connection, request, begun)
        connection.abort()

    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        monkeypatch.setattr(PortConnection, "go_long", left_just_before)
        studio.script = says(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        with pytest.raises(httpx.TransportError):
            await g.post(chat(stream=True))
        await studio.left.wait()
        record = await g.record()
        assert g.plane._relay is not None
        assert g.plane._relay.admission._in_flight == {"studio": 0}
    assert record.outcome is Outcome.LEFT


async def test_an_address_that_is_none_is_a_clear_answer_each_time() -> None:
    nowhere = Backend(
        BackendId("nowhere"), "nowhere", BackendKind.OPENAI, f"http://{'ü' * 80}.local/v1", Locality.THIS_MACHINE
    )
    async with gateway(nowhere) as g:
        answers = [await g.post(chat()) for _ in range(4)]
    assert [a.status_code for a in answers] == [503] * 4
    assert "nowhere" in answers[-1].json()["error"]["message"]


async def test_the_owner_can_end_a_request_on_the_short_way(short: list[Run]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        short.clear()
        studio.script = says(b"")
        async with asyncio.TaskGroup() as group:

            async def asked() -> None:
                with pytest.raises(httpx.RemoteProtocolError):
                    await g.post(chat())

            group.create_task(asked())
            shown = await g.until(lambda s: bool(s.live))
            g.plane.cancel_request(shown.live[0].id)
        record = await g.record()
    assert len(short) == 1
    assert record.outcome is Outcome.LEFT


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_an_answer_that_is_large_passes_whole(short: list[Run], is_chunked: bool) -> None:
    body = json.dumps({"choices": [{"message": {"content": "x" * 3 * HIGH_WATER}, "finish_reason": "stop"}]}).encode()
    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        short.clear()
        kind = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        framed = kind + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        studio.script = says(framed if is_chunked else whole(body))
        response = await g.post(chat())
        await g.record()
    assert len(short) == 1
    assert response.content == body


@pytest.mark.parametrize("headers", [{"x-bridge-mode": "local-only"}, {"x-bridge-priority": "batch"}])
async def test_wishes_go_the_long_way(short: list[Run], headers: dict[str, str]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        short.clear()
        await g.post(chat(), headers=headers)
    assert short == []


async def test_a_stream_begins_on_the_short_way_and_is_told_like_any_other(short: list[Run]) -> None:
    events = b"".join(
        b"data: " + json.dumps({"model": MODEL, "choices": [choice]}).encode() + b"\n\n"
        for choice in ({"delta": {"content": "Cup"}}, {"delta": {"content": "boards"}, "finish_reason": "stop"})
    )
    body = events + b"data: [DONE]\n\n"
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    async with serving() as studio, gateway(studio.backend()) as g:
        studio.script = says(head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
        first = await g.post(chat(stream=True))
        await g.record()
        await g.post(chat(stream=True))
        await g.record()
        short.clear()
        second = await g.post(chat(stream=True))
        record = await g.record()
    assert len(short) == 1
    assert second.content == first.content == body
    assert second.headers["x-bridge-attempts"] == "1"
    assert record.outcome is Outcome.SERVED
    assert record.is_stream
    assert len(record.attempts) == 1


async def test_a_slow_request_goes_on_the_long_way(short: list[Run]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        short.clear()
        release = asyncio.Event()

        async def slowly(_: bytes, writer: Writer) -> None:
            await release.wait()
            writer.write(GOOD)

        studio.script = slowly
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(g.post(chat()))
            await g.until(lambda s: bool(s.live))
            release.set()
        record = await g.record()
    assert len(short) == 1
    assert asking.result().status_code == 200
    assert record.outcome is Outcome.SERVED
    assert len(record.attempts) == 1


async def test_what_is_refused_stays_refused_after_the_same_head_was_seen(short: list[Run]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        for headers in ({"host": "evil.example"}, {"origin": "https://evil.example"}):
            for _ in range(2):
                assert (await g.post(chat(), headers=headers)).status_code == 403


async def test_pipelined_requests_stay_in_order_on_the_short_way(short: list[Run]) -> None:
    async with serving() as studio, gateway(studio.backend()) as g:
        await warm(g)
        short.clear()
        number = 0

        async def counted(_: bytes, writer: Writer) -> None:
            nonlocal number
            number += 1
            writer.write(whole({"choices": [{"message": {"content": str(number)}, "finish_reason": "stop"}]}))

        studio.script = counted
        reader, writer = await asyncio.open_connection("127.0.0.1", int(g.url.rpartition(":")[2]))
        body = json.dumps(chat()).encode()
        head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: %d\r\n\r\n" % len(body)
        writer.write((head + body) * 3)
        answers = b""
        async with asyncio.timeout(30):
            while answers.count(b'"content"') < 3:
                answers += await reader.read(65536)
        writer.close()
    places = [answers.index(b'"content": "%d"' % n) for n in (1, 2, 3)]
    assert places == sorted(places)
    assert len(short) >= 2
