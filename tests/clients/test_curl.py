"""curl, as people type it and in its corners: Expect, chunked uploads, HEAD, OPTIONS, HTTP/1.0, leaving early."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from core.domain import Outcome
from tests.clients.backends import WORDS, serving
from tests.port.gateway import MODEL

CURL = shutil.which("curl") or ""
ASK = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "Greet me."}]})

pytestmark = pytest.mark.skipif(not CURL, reason="curl is not installed")


async def curl(*arguments: str, given: bytes = b"", code: int = 0) -> str:
    """What curl printed, its errors with it."""
    process = await asyncio.create_subprocess_exec(
        CURL,
        "-sS",
        "--noproxy",
        "*",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate(given)
    assert process.returncode == code, output.decode()
    return output.decode()


def text_of(answer: str) -> str:
    return str(json.loads(answer)["choices"][0]["message"]["content"])


async def test_the_line_of_the_readme_without_any_header() -> None:
    """Without -H curl says that it sends a form; the body is read as what it is."""
    async with serving("openai") as g:
        assert text_of(await curl(f"{g.url}/v1/chat/completions", "-d", ASK)) == WORDS


async def test_a_large_prompt_waits_for_continue(tmp_path: Path) -> None:
    """curl asks before it sends more than a mebibyte."""
    body = json.loads(ASK)
    body["messages"][0]["content"] = "word " * 300_000
    (tmp_path / "body.json").write_text(json.dumps(body), "utf-8")
    async with serving("openai") as g:
        seen = await curl("-v", f"{g.url}/v1/chat/completions", "--data-binary", f"@{tmp_path / 'body.json'}")
    assert "Expect: 100-continue" in seen
    assert "HTTP/1.1 100 Continue" in seen
    assert "Grüß Gott" in seen


async def test_a_chunked_upload() -> None:
    async with serving("openai") as g:
        told = await curl(
            f"{g.url}/v1/chat/completions",
            "-H",
            "Transfer-Encoding: chunked",
            "-H",
            "Content-Type: application/json",
            "-T",
            "-",
            "-X",
            "POST",
            given=ASK.encode(),
        )
    assert text_of(told) == WORDS


async def test_head_and_options() -> None:
    async with serving("openai") as g:
        head = await curl("-I", f"{g.url}/v1/models")
        options = await curl("-i", "-X", "OPTIONS", f"{g.url}/v1/chat/completions")
    assert head.startswith("HTTP/1.1 200")
    assert "content-length: " in head
    assert options.startswith("HTTP/1.1 204")
    assert "allow: GET, HEAD, POST, OPTIONS" in options


async def test_http_1_0_and_two_requests_on_one_connection() -> None:
    async with serving("openai") as g:
        old = await curl("-0", f"{g.url}/v1/chat/completions", "-d", ASK)
        two = await curl("-v", f"{g.url}/health", f"{g.url}/health")
    assert text_of(old) == WORDS
    assert "Re-using existing connection" in two or "Re-using existing http: connection" in two


async def test_a_stream_comes_as_it_is_made() -> None:
    body = json.dumps({**json.loads(ASK), "stream": True})
    async with serving("openai") as g:
        told = await curl("-N", f"{g.url}/v1/chat/completions", "-d", body)
    assert told.endswith("data: [DONE]\n\n")


async def test_leaving_early_frees_the_node() -> None:
    body = json.dumps({**json.loads(ASK), "stream": True})
    async with serving("exo", token_delay=0.05, tokens=2000) as g:
        await curl("-N", "--max-time", "0.6", f"{g.url}/v1/chat/completions", "-d", body, code=28)
        assert (await g.record()).outcome is Outcome.LEFT


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/messages", {"model": MODEL, "max_tokens": 9, "messages": [{"role": "user", "content": "Greet me."}]}),
        ("/v1/responses", {"model": MODEL, "input": "Greet me."}),
        ("/api/chat", {"model": MODEL, "messages": [{"role": "user", "content": "Greet me."}], "stream": False}),
    ],
)
async def test_the_other_surfaces(path: str, body: dict[str, object]) -> None:
    async with serving("openai") as g:
        assert WORDS in await curl(g.url + path, "-d", json.dumps(body))
