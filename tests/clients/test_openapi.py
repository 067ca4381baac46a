"""The port's own description is true: all of its paths are there, and schemathesis finds nothing but what it says."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.routes import RELAYED
from core.surfaces.functions import FUNCTIONS
from core.surfaces.openapi import openapi_document
from tests.clients.install import HOW, place, python_of
from tests.fakes.scripted import EVENTS, Asked, Script, scripted
from tests.port.gateway import MODEL, Gateway, gateway
from tests.port.surfaces import CHAT, PLAIN, chat_stream, local

OPERATIONS = [(path, method) for path, methods in openapi_document()["paths"].items() for method in methods]
EMBEDDED = {"object": "list", "model": MODEL, "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}]}


def _chat(asked: Asked) -> Script:
    is_stream = b'"stream":true' in asked.body.replace(b" ", b"")
    return Script(chat_stream("text"), EVENTS) if is_stream else Script.of(PLAIN)


@asynccontextmanager
async def serving() -> AsyncIterator[Gateway]:
    async with scripted() as server, gateway(local(server)) as g:
        server.talks = dict.fromkeys((CHAT, "/v1/completions", "/v1/rerank"), _chat)
        server.script("/v1/audio/speech", b"RIFF", "audio/wav")
        server.script("/v1/embeddings", EMBEDDED)
        yield g


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
async def test_every_operation_is_there_and_answers_with_a_status_that_is_written_down(path: str, method: str) -> None:
    said: dict[str, Any] = openapi_document()["paths"][path][method]["responses"]
    body: dict[str, Any] | None = {} if method == "post" else None
    async with serving() as g:
        url = g.url + path.replace("{model}", MODEL)
        answer, wrong = await g.client.request(method, url, json=body), await g.client.request("PUT", url)
    assert str(answer.status_code) in said
    assert answer.status_code != 404
    assert wrong.status_code == 405
    assert method.upper() in wrong.headers["allow"].split(", ")


def test_every_operation_of_the_port_is_written_down() -> None:
    paths = set(openapi_document()["paths"])
    ollamas = {"chat", "generate", "embed", "embeddings", "show", "tags", "ps", "version"}
    assert {f"/v1/{endpoint}" for endpoint in RELAYED | FUNCTIONS} | {f"/api/{name}" for name in ollamas} <= paths
    named = {openapi_document()["paths"][path][method]["operationId"] for path, method in OPERATIONS}
    assert len(named) == len(OPERATIONS)


async def test_the_document_is_served() -> None:
    async with serving() as g:
        answer = await g.client.get(g.url + "/openapi.json")
    assert answer.json() == openapi_document()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif("EXO_BRIDGE_CLIENTS" not in os.environ, reason=HOW)
async def test_schemathesis_finds_no_answer_that_is_not_written_down() -> None:
    program = python_of("schemathesis").parent / "st"
    if not program.exists():
        pytest.skip(HOW)
    checks = ("not_a_server_error", "status_code_conformance", "content_type_conformance")
    more = ("response_schema_conformance", "unsupported_method")
    async with serving() as g:
        done = await asyncio.create_subprocess_exec(
            program, "run", f"{g.url}/openapi.json", "--checks", ",".join(checks + more), "--seed", "1", "--no-color",
            cwd=place(), env={**os.environ, "NO_PROXY": "*"},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        told, _ = await done.communicate()
    assert done.returncode == 0, told.decode()[-6000:]
