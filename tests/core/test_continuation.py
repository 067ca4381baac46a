"""The request that continues a broken answer."""

from __future__ import annotations

import json

import pytest

from core.dialects.continuation import INSTRUCTION, continued, text_of


def test_the_text_so_far_becomes_the_assistants_turn_and_nothing_else_changes() -> None:
    body = b'{"model":"m", "messages" : [ {"role":"user","content":"a"} ] , "odd":1.50}'
    made = continued(body, 'so "far"')
    assert made is not None
    assert json.loads(made) == {
        **json.loads(body),
        "messages": [
            {"role": "user", "content": "a"},
            {"role": "assistant", "content": 'so "far"'},
            {"role": "user", "content": INSTRUCTION},
        ],
    }
    assert made.endswith(b', "odd":1.50}')


@pytest.mark.parametrize("body", [b'{"prompt":"x"}', b'{"messages":[]}', b'{"messages":"x"}'])
def test_without_a_conversation_nothing_can_be_continued(body: bytes) -> None:
    assert continued(body, "x") is None


def test_only_words_of_the_answer_are_kept() -> None:
    assert text_of(b'{"choices":[{"index":0,"delta":{"content":"a"}}]}') == "a"
    assert text_of(b'{"choices":[{"index":1,"delta":{"content":"b"}}]}') == ""
    assert text_of(b'{"choices":[{"delta":{"role":"assistant"}}]}') == ""
    assert text_of(b"[DONE]") == ""
