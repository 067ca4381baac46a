"""Reads the golden files and feeds streams in every way in which a network may cut them.

`golden/streams/CASE.DIALECT` is what a backend sends, `golden/streams/CASE.DIALECT.to.CLIENT` what the client gets.
The first comment of each backend's stream names its source. `golden/requests/DIALECT.CASE.json` holds a request
(`in`), what becomes of it (`out`, with `lost`), or the field by which it is refused (`refused`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

GOLDEN = Path(__file__).resolve().parent / "golden"


class Translator(Protocol):
    """What turns one stream into another."""

    def feed(self, data: bytes) -> bytes: ...

    def finish(self) -> bytes: ...


def stream_cases(backend: str, client: str) -> list[str]:
    """The names of the streams of this backend that have an expected stream for this client."""
    tail = f".{backend}.to.{client}"
    return sorted(file.name.removesuffix(tail) for file in (GOLDEN / "streams").glob(f"*{tail}"))


def backend_stream(case: str, backend: str) -> bytes:
    """The bytes a backend sends, without the comment that names the source."""
    return (GOLDEN / "streams" / f"{case}.{backend}").read_bytes().partition(b"\n\n")[2]


def client_stream(case: str, backend: str, client: str) -> bytes:
    """The bytes the client gets."""
    return (GOLDEN / "streams" / f"{case}.{backend}.to.{client}").read_bytes()


def fed(translator: Translator, pieces: list[bytes]) -> bytes:
    """The whole output for an input that came in these pieces."""
    return b"".join(translator.feed(piece) for piece in pieces) + translator.finish()


def cuts(stream: bytes) -> Iterator[list[bytes]]:
    """The stream whole, byte by byte, and cut in two at every place."""
    yield [stream]
    yield [stream[at : at + 1] for at in range(len(stream))]
    for at in range(1, len(stream)):
        yield [stream[:at], stream[at:]]


def told_alike(make: Callable[[], Translator], stream: bytes, expected: bytes) -> None:
    """Assert that the stream becomes `expected`, however it was cut."""
    for pieces in cuts(stream):
        assert fed(make(), pieces).decode() == expected.decode()


def request_cases(dialect: str) -> list[str]:
    """The names of the golden requests of a dialect."""
    files = (GOLDEN / "requests").glob(f"{dialect}.*.json")
    return sorted(file.name.removeprefix(f"{dialect}.").removesuffix(".json") for file in files)


def request_case(dialect: str, case: str) -> dict[str, Any]:
    """One golden request."""
    found: dict[str, Any] = json.loads((GOLDEN / "requests" / f"{dialect}.{case}.json").read_text("utf-8"))
    return found


def events(stream: bytes) -> list[Any]:
    """The JSON of every event of an SSE stream, or of every line of NDJSON."""
    lines = [line.removeprefix("data: ") for line in stream.decode().split("\n") if line.startswith(("data: {", "{"))]
    return [json.loads(line) for line in lines]
