"""Every row of the lie table has a test, and every lie of an answer is caught before and after its first word."""

from __future__ import annotations

import pytest

from core.domain import FailureKind
from core.simulation.exo_node import NodeOptions
from tests.fakes import simulated_exo_inside
from tests.port import lies, test_lies_chat, test_lies_first, test_lies_state
from tests.port.gateway import chat, gateway, node
from tests.port.lies import BOTH, FIRST, MINI, SECOND, THIRD, answered_by_the_next, asked_first, row, told_as_error

K = FailureKind
BEFORE = {
    "empty_200": ("2b: a plain answer of a dying runner is a clean, empty 200", (SECOND, THIRD), K.EMPTY_ANSWER),
    "runner_killed": ("2b: an error stands inside a 200 and DONE after it", (SECOND, THIRD), K.ERROR_IN_STREAM),
    "error_in_stream": ("2b: an error is a whole traceback", (SECOND, THIRD), K.ERROR_IN_STREAM),
    "keepalives_forever": ("2b: keep-alives come for ever", (SECOND, THIRD), K.FIRST_TOKEN_TIMEOUT),
    "freeze": ("3: a frozen process still takes connections", (FIRST, SECOND, THIRD), K.FIRST_BYTE_TIMEOUT),
    "truncated_json": ("3: framing that breaks", (SECOND, THIRD), K.TRUNCATED),
    "cut_before_headers": (
        "2a: a healthy node whose peer is frozen closes without a byte", (FIRST,), K.CONNECTION_LOST,
    ),
    "status:408": ("2a: a timeout is a 408", (FIRST,), K.FIRST_BYTE_TIMEOUT),
    "model_substitution": (
        "2a: unknown and missing names and gpt-* are served by the default model", (FIRST, SECOND, THIRD),
        K.MODEL_NOT_FOUND,
    ),
}  # fmt: skip
"""Lies that show before the first word: whoever asks, streamed or plain, is answered by the next node."""

LATER = {
    "stall_mid_stream": ("3: silence between two tokens", (SECOND, THIRD), K.SILENT),
    "runner_killed": ("2a: a killed peer is silence for 900 s", (FIRST,), K.SILENT),
    "spliced_408": ("2a: a 408 is written into the running body", (FIRST,), K.PROTOCOL_ERROR),
    "end_without_finish": ("2b: a lost or cancelled generation ends cleanly", (SECOND, THIRD), K.TRUNCATED),
    "done_without_finish": ("3: done without a finish reason", (SECOND, THIRD), K.TRUNCATED),
    "cut_after_content": ("3: framing that breaks", (FIRST, SECOND, THIRD), K.TRUNCATED),
}
"""Lies that show after words: a plain client is answered by the next node, a streaming one is told, without a DONE."""


def each(table: dict[str, tuple[str, tuple[NodeOptions, ...], FailureKind]]) -> pytest.MarkDecorator:
    """A test for every generation that lies so."""
    cases = []
    for fault, (name, generations, failure) in table.items():
        row(name)
        cases += [pytest.param(fault, options, failure, id=f"{name}, {options.generation}") for options in generations]
    return pytest.mark.parametrize(("fault", "options", "failure"), cases)


def test_every_row_has_a_test() -> None:
    assert {test_lies_chat, test_lies_first, test_lies_state}  # imported, so their rows are counted
    assert lies.ROWS == lies.TESTED


@BOTH
@each(BEFORE)
async def test_a_lie_before_the_first_word_is_never_seen(
    fault: str, options: NodeOptions, failure: FailureKind, stream: bool
) -> None:
    async with simulated_exo_inside(options) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(asked_first(studio.url, options), node("mini", mini.url)) as g:
            await studio.fault(fault)
            await answered_by_the_next(g, chat(stream=stream), failure)


@BOTH
@each(BEFORE)
async def test_with_nobody_else_it_is_a_true_error(
    fault: str, options: NodeOptions, failure: FailureKind, stream: bool
) -> None:
    async with simulated_exo_inside(options) as studio, gateway(asked_first(studio.url, options)) as g:
        await studio.fault(fault)
        status = {K.MODEL_NOT_FOUND: 404, K.FIRST_BYTE_TIMEOUT: 504, K.FIRST_TOKEN_TIMEOUT: 504}.get(failure, 502)
        message = await told_as_error(g, chat(stream=stream), status, failure)
    assert "studio" in message
    assert "Traceback" not in message and "File" not in message


@each(LATER)
async def test_a_lie_after_words_is_caught_for_plain_clients(
    fault: str, options: NodeOptions, failure: FailureKind
) -> None:
    async with simulated_exo_inside(options) as studio, simulated_exo_inside(MINI) as mini:
        async with gateway(asked_first(studio.url, options), node("mini", mini.url)) as g:
            await studio.fault(fault)
            await answered_by_the_next(g, chat(), failure)


@each(LATER)
async def test_a_lie_after_words_is_told_to_streaming_clients(
    fault: str, options: NodeOptions, failure: FailureKind
) -> None:
    slow = NodeOptions(name="studio", generation=options.generation, models=options.models, token_delay=0.01)
    async with simulated_exo_inside(slow) as studio, gateway(asked_first(studio.url, options)) as g:
        await studio.fault(fault)
        assert "studio" in await told_as_error(g, chat(stream=True), 200, failure)
