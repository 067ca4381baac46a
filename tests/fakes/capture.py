"""Reads the captures of real exo nodes and compares answers with them, field by field."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CAPTURES = Path(__file__).resolve().parent / "captures"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,32}|12D3KooW\w+|.*\.\w+")
"""Keys that are values: uuids, node ids of both kinds, file names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A raw answer taken apart. `chunks` is None for an answer with a length."""

    status_line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    chunks: tuple[bytes, ...] | None
    is_complete: bool

    @property
    def shown_headers(self) -> list[tuple[str, str]]:
        """The headers without the values that change from answer to answer, and without our own mark."""
        changing = {"date": "…", "content-length": "…"}
        return [(n, changing.get(n.lower(), v)) for n, v in self.headers if n.lower() != "x-simulated"]


def parse(raw: bytes) -> Answer:
    """Take the bytes of one whole connection apart."""
    head, _, rest = raw.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    if ("transfer-encoding", "chunked") not in [(name.lower(), value) for name, value in headers]:
        return Answer(status, headers, rest, None, True)
    chunks: list[bytes] = []
    while match := re.match(rb"([0-9a-f]+)\r\n", rest):
        size = int(match[1], 16)
        if size == 0:
            return Answer(status, headers, b"".join(chunks), tuple(chunks), True)
        chunks.append(rest[match.end() : match.end() + size])
        rest = rest[match.end() + size + 2 :]
    return Answer(status, headers, b"".join(chunks), tuple(chunks), False)


@dataclass(frozen=True, slots=True)
class Capture:
    """One captured exchange."""

    request: bytes
    answer: Answer


def capture(name: str) -> Capture:
    """E.g. `gen2/chat_stream`."""
    text = (CAPTURES / f"{name}.txt").read_bytes()
    asked, _, answered = text.partition(b"### raw response")
    request = asked.removeprefix(b"### request\n").removesuffix(b"\n").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    raw, has_given_up, _ = answered.partition(b"\n")[2].partition(b"\n[client gave up")
    if not has_given_up:
        raw = raw.removesuffix(b"\n").removesuffix(b"\n")
    return Capture(request, parse(raw))


def document(name: str) -> Any:
    """A captured JSON document, e.g. `gen2/state_idle`."""
    return json.loads((CAPTURES / f"{name}.json").read_text("utf-8"))


async def ask(port: int, request: bytes) -> Answer:
    """Send the bytes of a captured request and read until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        async with asyncio.timeout(20):
            return parse(await reader.read())
    finally:
        writer.close()


def differences(real: Any, simulated: Any, where: str = "") -> list[str]:
    """How the structure differs: names of keys, their order, and types; not the values.

    null fits every type and an empty container every content, because which of them is empty depends on
    the machine. Keys that are ids are taken together; the kinds of elements must be among the real ones.
    """
    if real is None or simulated is None:
        return []
    if type(real) is not type(simulated):
        return [f"{where}: {type(real).__name__} became {type(simulated).__name__}"]
    if isinstance(real, list):
        return _elements(real, simulated, f"{where}[]")
    if not isinstance(real, dict) or not real or not simulated:
        return []
    if all(_ID.fullmatch(key) for key in (*real, *simulated)):
        return _elements(list(real.values()), list(simulated.values()), f"{where}.<id>")
    if list(real) != list(simulated):
        return [f"{where}: keys {list(real)} became {list(simulated)}"]
    return [d for key in real for d in differences(real[key], simulated[key], f"{where}.{key}")]


def _kind(value: Any) -> Any:
    return tuple(value) if isinstance(value, dict) and not all(map(_ID.fullmatch, value)) else type(value)


def _elements(real: list[Any], simulated: list[Any], where: str) -> list[str]:
    kinds: dict[Any, Any] = {}
    for value in real:
        kinds.setdefault(_kind(value), value)
    found: list[str] = []
    for value in simulated:
        if not kinds:
            break
        known = kinds.get(_kind(value))
        found += [f"{where}: no real {_kind(value)}"] if known is None else differences(known, value, where)
    return found
