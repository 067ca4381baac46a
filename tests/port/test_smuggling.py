"""The smuggling cases of h11 and llhttp, sent at the reader and at the port: a strict parser's verdict."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from core.wire import RequestReader, WireError
from tests.fakes.scripted import scripted
from tests.port.gateway import gateway
from tests.port.surfaces import local
from tests.port.test_port import raw

CASES = json.loads(Path(__file__).with_name("smuggling.json").read_text("utf-8"))["cases"]
NAMES = [f"{case['source']}: {case['name']}" for case in CASES]
LAST = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
REFUSALS = {400, 413, 414, 417, 431, 501, 505}


def verdict(pieces: list[bytes]) -> str:
    reader, taken = RequestReader(lambda: None), 0
    try:
        for piece in pieces:
            taken += len(reader.feed(piece))
    except WireError as error:
        assert error.status in REFUSALS
        return "refused"
    return "taken" if taken and reader.is_idle else "waits for more"


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_reader_says_the_same_however_it_is_cut(case: dict[str, str]) -> None:
    data = case["data"].encode("latin-1")
    assert verdict([data]) == case["verdict"]
    assert verdict([data[n : n + 1] for n in range(len(data))]) == case["verdict"]


async def test_the_port_answers_each_refusal_once_and_hangs_up() -> None:
    async with scripted() as server, gateway(local(server)) as g:
        for case, name in zip(CASES, NAMES, strict=True):
            data = case["data"].encode("latin-1")
            statuses = re.findall(rb"HTTP/1\.1 (\d\d\d) ", await raw(g, data + LAST))
            if case["verdict"] == "refused":
                assert len(statuses) == 1, name
                assert int(statuses[0]) in REFUSALS, name
            else:
                assert len(statuses) == 2 or b"HTTP/1.0" in data, name
                assert statuses[-1] == b"200" or b"HTTP/1.0" in data, name
        assert not server.asked
