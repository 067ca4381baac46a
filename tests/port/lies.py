"""The lie table: every way in which shared/reference/exo.md §2, §3 and §5 say that exo misleads its clients.

Each row is tested through the real port, or through the real prober where the lie is in exo's state. `row` names a test
by the row that it is about; `test_lies.py` fails when one has none.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest

from core.domain import Backend, FailureKind
from core.simulation.exo_node import NodeOptions
from tests.port.gateway import MODEL, Gateway, node

ROWS = {
    # §2a: exo 0.0.x
    "2a: a healthy node whose peer is frozen closes without a byte",
    "2a: every model of the list is called ready",
    "2a: unknown and missing names and gpt-* are served by the default model",
    "2a: a model that its engine cannot run is a 400",
    "2a: nothing comes, not even headers, while it loads or downloads",
    "2a: max_tokens is ignored",
    "2a: stop is ignored",
    "2a: all other fields are ignored",
    "2a: the text is told twice and the chunk called a completion",
    "2a: no DONE",
    "2a: no usage",
    "2a: no keep-alives",
    "2a: the end of the turn is part of the text",
    "2a: a message without content is a 500",
    "2a: what is no chat request is a 500",
    "2a: a timeout is a 408",
    "2a: a killed peer is silence for 900 s",
    "2a: a 408 is written into the running body",
    "2a: a client that left does not stop the generation",
    "2a: other functions are a 405 of plain text",
    "2a: memory is told as a whole, not what is free",
    # §2b: exo 1.x
    "2b: the functions that it never had are a 404 or 405",
    "2b: HEAD /node_id is a 404",
    "2b: the model list says nothing of what is loaded",
    "2b: fields without effect are taken",
    "2b: n is ignored",
    "2b: tool_choice none is ignored",
    "2b: max_completion_tokens is ignored and generation never ends",
    "2b: parts other than text and pictures are a 422",
    "2b: empty messages crash the runner",
    "2b: no instance is a 404 in two shapes",
    "2b: wrong types are a 422 of its framework",
    "2b: a request behind a load or a busy runner is queued without an end",
    "2b: a plain answer of a dying runner is a clean, empty 200",
    "2b: null keys where others leave them out",
    "2b: no usage up to 1.0.67",
    "2b: keep-alives come for ever",
    "2b: progress of the prompt that moves is life",
    "2b: progress of the prompt that stands still is none",
    "2b: a chunk is called a completion",
    "2b: tool calls and their finish come in one chunk",
    "2b: an error stands inside a 200 and DONE after it",
    "2b: an error is a whole traceback",
    "2b: a lost or cancelled generation ends cleanly",
    "2b: a client that left must be cancelled by its id",
    "2b: its own surfaces answer with an empty 200, too",
    "2b: its own messages tell no prompt tokens",
    "2b: its own responses call a cut answer completed",
    "2b: a finish reason that means an error",
    "2b: pictures need an instance",
    "2b: a command is received and nothing happens",
    "2b: an unknown name sends it to Hugging Face",
    "2b: ready of /instance/await only means that it exists",
    "2b: an election blocks every request for three seconds",
    # §2c: /state
    "2c: runners of deleted instances stay for ever",
    "2c: machines that left keep their identity",
    "2c: early speed and rest of a download are nonsense",
    "2c: the names of sizes changed with 1.0.68",
    "2c: the facts of a machine moved with 1.0.64",
    "2c: no telemetry is told as zero or not at all",
    "2c: tasks hold other people's prompts",
    # §3
    "3: a frozen process still takes connections",
    "3: the API is up and cut off from its master",
    "3: a failed download leaves a runner idle for ever",
    "3: a failed runner",
    "3: states say running long after a worker died",
    "3: a new master has unloaded everything",
    "3: done without a finish reason",
    "3: framing that breaks",
    "3: silence between two tokens",
    # §5
    "5: /node_id is the node's own, not its master's",
}
TESTED: set[str] = set()

FIRST = NodeOptions(name="studio", generation="gen0", models=(MODEL,))
SECOND = NodeOptions(name="studio", generation="gen1", models=(MODEL,))
THIRD = NodeOptions(name="studio", generation="gen2", models=(MODEL,))
MINI = NodeOptions(name="mini", models=(MODEL,))

BOTH = pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
NEW = pytest.mark.parametrize("options", [SECOND, THIRD], ids=["gen1", "gen2"])


def row(*names: str) -> pytest.MarkDecorator:
    """This test is about these rows."""
    assert set(names) <= ROWS, set(names) - ROWS
    TESTED.update(names)
    return pytest.mark.parametrize((), [pytest.param(id="; ".join(names))])


def first_node(url: str) -> Backend:
    """An exo 0.0.x that is asked before all others."""
    return replace(node("studio", url, -1), answers_late=True)


def asked_first(url: str, options: NodeOptions) -> Backend:
    """The node of a generation, asked before all others."""
    return first_node(url) if options.generation == "gen0" else node("studio", url, -1)


def chunks(response: httpx.Response) -> list[dict[str, Any]]:
    """The JSON of every event of a stream."""
    return [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")]


def words(response: httpx.Response) -> str:
    """The text of a streamed or plain answer."""
    if not response.headers["content-type"].startswith("text/event-stream"):
        return str(response.json()["choices"][0]["message"]["content"])
    deltas = (c["choices"][0]["delta"] for c in chunks(response) if c.get("choices"))
    return "".join(delta.get("content") or "" for delta in deltas)


def is_whole(response: httpx.Response) -> bool:
    """Whether a client takes it for a whole answer with words in it."""
    if response.status_code != 200 or not words(response):
        return False
    if not response.headers["content-type"].startswith("text/event-stream"):
        return bool(response.json()["choices"][0]["finish_reason"])
    finishes = [c["choices"][0].get("finish_reason") for c in chunks(response) if c.get("choices")]
    return bool(finishes[-1]) and response.text.endswith("data: [DONE]\n\n")


def error_of(response: httpx.Response) -> dict[str, Any]:
    """The error that a client is told, by status or inside its stream; no `[DONE]` follows it."""
    assert "[DONE]" not in response.text
    if response.status_code != 200:
        return dict(response.json()["error"])
    return dict(json.loads(response.text.strip().splitlines()[-1].removeprefix("data: "))["error"])


async def answered_by_the_next(g: Gateway, body: object, failure: FailureKind | None, path: str = "") -> httpx.Response:
    """The client gets the whole answer of `mini`, after `studio` failed with this."""
    response = await g.post(body, path or "/v1/chat/completions")
    record = await g.record()
    assert response.headers["x-bridge-backend"] == "mini", response.text
    assert path or is_whole(response), response.text
    assert [a.failure for a in record.attempts] == [failure, None]
    return response


async def told_as_error(g: Gateway, body: object, status: int, failure: FailureKind, path: str = "") -> str:
    """The client of the only node gets a true error; its words."""
    began = time.monotonic()
    response = await g.post(body, path or "/v1/chat/completions")
    assert response.status_code == status, response.text
    error = error_of(response)
    assert time.monotonic() - began < 5.0
    record = await g.record()
    assert record.failure is failure
    return str(error["message"])
