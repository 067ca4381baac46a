"""What is changed in a translated request for the backend that gets it, and the guess at its length."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.dialects.adapting import Effort, Quirks, adapted
from core.dialects.fields import Thinking
from core.dialects.tokens import estimate
from core.domain import Backend, BackendId, BackendKind, Locality

PLAIN = Quirks()
OFF, ON, HARD = Thinking(False), Thinking(True), Thinking(True, "high", 20000)


def backend(kind: BackendKind, locality: Locality = Locality.THIS_MACHINE) -> Backend:
    return Backend(BackendId("b"), "b", kind, "http://127.0.0.1:1/v1", locality)


CLOUD = backend(BackendKind.OPENAI, Locality.CLOUD)


def told(thinking: Thinking, to: Backend, quirks: Quirks = PLAIN, model: str = "m") -> tuple[Any, tuple[str, ...]]:
    body, lost = adapted(json.dumps({"model": model}).encode(), thinking, to, quirks)
    found = json.loads(body)
    found.pop("model")
    return found, lost


@pytest.mark.parametrize(
    ("kind", "thinking", "expected"),
    [
        (BackendKind.EXO, OFF, {"enable_thinking": False}),
        (BackendKind.EXO, HARD, {"enable_thinking": True, "reasoning_effort": "high"}),
        (BackendKind.OLLAMA, OFF, {"reasoning_effort": "none"}),
        (BackendKind.OLLAMA, HARD, {"reasoning_effort": "high"}),
        (BackendKind.OLLAMA, ON, {}),
        (BackendKind.OPENAI, OFF, {"chat_template_kwargs": {"enable_thinking": False}}),
        (
            BackendKind.OPENAI,
            HARD,
            {"chat_template_kwargs": {"enable_thinking": True}, "reasoning_effort": "high"},
        ),
        (BackendKind.OPENAI, Thinking(None, "low"), {"reasoning_effort": "low"}),
        (BackendKind.EXO, Thinking(), {}),
        (BackendKind.EXO, Thinking(False, "none"), {"enable_thinking": False}),
    ],
)
def test_a_local_server_is_told_how_to_think_in_its_own_words(
    kind: BackendKind, thinking: Thinking, expected: dict[str, Any]
) -> None:
    assert told(thinking, backend(kind)) == (expected, ())


@pytest.mark.parametrize(
    ("effort", "model", "is_told"),
    [
        (Effort.ALWAYS, "anything", True),
        (Effort.NEVER, "gpt-5", False),
        (Effort.REASONING_MODELS, "gpt-5-mini", True),
        (Effort.REASONING_MODELS, "o3", True),
        (Effort.REASONING_MODELS, "openai/gpt-oss-120b", True),
        (Effort.REASONING_MODELS, "gpt-4o", False),
    ],
)
def test_a_cloud_is_told_an_effort_only_where_it_takes_one(effort: Effort, model: str, is_told: bool) -> None:
    found, lost = told(HARD, CLOUD, Quirks(effort), model)
    assert (found, lost) == (({"reasoning_effort": "high"}, ()) if is_told else ({}, ("thinking",)))


def test_a_cloud_cannot_be_told_to_stop_thinking() -> None:
    assert told(OFF, CLOUD, Quirks(Effort.ALWAYS)) == ({}, ("thinking",))


def test_the_limit_has_the_name_that_the_cloud_knows() -> None:
    body = b'{"model":"m","max_tokens":5}'
    there, _ = adapted(body, Thinking(), CLOUD, Quirks(limit_field="max_completion_tokens"))
    here, _ = adapted(body, Thinking(), backend(BackendKind.OPENAI), Quirks(limit_field="max_completion_tokens"))
    assert json.loads(there) == {"model": "m", "max_completion_tokens": 5}
    assert json.loads(here) == {"model": "m", "max_tokens": 5}


OPENAI = Quirks(Effort.REASONING_MODELS, "max_completion_tokens", any_order=True)


@pytest.mark.parametrize(
    ("model", "quirks", "thinking", "left"),
    [
        ("gpt-4o", OPENAI, Thinking(), {"temperature", "presence_penalty"}),
        ("gpt-5-chat-latest", OPENAI, Thinking(), {"temperature", "presence_penalty"}),
        ("gpt-5.2", OPENAI, Thinking(), set()),
        ("o3", OPENAI, HARD, {"reasoning_effort"}),
        ("gpt-5.2", PLAIN, Thinking(), {"temperature", "presence_penalty"}),
        ("qwen", Quirks(more_samplers=True), Thinking(), {"temperature", "presence_penalty", "top_k", "min_p"}),
    ],
)
def test_a_cloud_gets_no_sampling_that_it_refuses(
    model: str, quirks: Quirks, thinking: Thinking, left: set[str]
) -> None:
    sampling = {"temperature": 0.2, "presence_penalty": 0.1, "top_k": 5, "min_p": 0.1}
    body, lost = adapted(json.dumps({"model": model, **sampling}).encode(), thinking, CLOUD, quirks)
    assert set(json.loads(body)) - {"model"} == left
    assert set(lost) == set(sampling) - left


def test_a_server_of_ones_own_gets_all_sampling() -> None:
    body, lost = adapted(b'{"model":"gpt-5","top_k":5,"temperature":1}', Thinking(), backend(BackendKind.EXO), OPENAI)
    assert (json.loads(body), lost) == ({"model": "gpt-5", "top_k": 5, "temperature": 1}, ())


def test_thoughts_of_earlier_turns_go_only_where_they_are_understood() -> None:
    body = json.dumps({"messages": [{"role": "assistant", "content": "x", "reasoning_content": "y"}]}).encode()
    kept, none_lost = adapted(body, Thinking(), backend(BackendKind.EXO), Quirks())
    taken, also_none = adapted(body, Thinking(), CLOUD, Quirks(takes_reasoning=True))
    cut, lost = adapted(body, Thinking(), CLOUD, Quirks())
    assert kept == taken == json.dumps(json.loads(body), separators=(",", ":")).encode()
    assert (none_lost, also_none, lost) == ((), (), ("messages (thinking of earlier turns)",))
    assert json.loads(cut)["messages"] == [{"role": "assistant", "content": "x"}]


def ordered(messages: list[dict[str, Any]], to: Backend = CLOUD, quirks: Quirks = PLAIN) -> tuple[Any, tuple[str, ...]]:
    body, lost = adapted(json.dumps({"messages": messages}).encode(), Thinking(), to, quirks)
    return json.loads(body)["messages"], lost


def message(role: str, content: Any) -> dict[str, Any]:
    return {"role": role, "content": content}


CODEX = [message("system", "a"), message("system", "b"), message("user", "c"), message("user", "d")]


def test_system_messages_and_users_side_by_side_become_one() -> None:
    one = [message("system", "a\n\nb"), message("user", "c\n\nd")]
    assert ordered(CODEX) == ordered(CODEX, backend(BackendKind.EXO)) == (one, ())
    assert ordered(CODEX, quirks=Quirks(any_order=True)) == (CODEX, ())


def test_a_later_system_message_is_told_by_the_user_in_its_place() -> None:
    call = {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}
    result = {"role": "tool", "tool_call_id": "1", "content": "15"}
    told, lost = ordered([message("user", "a"), message("system", "b"), call, result, message("system", "c")])
    assert told == [
        message("user", "a\n\n<system-reminder>\nb\n</system-reminder>"),
        call,
        result,
        message("user", "<system-reminder>\nc\n</system-reminder>"),
    ]
    assert lost == ("messages (system after the first)",)


def test_pictures_stay_when_messages_are_joined() -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:,"}}
    words = [{"type": "text", "text": text} for text in ("a", "<system-reminder>", "</system-reminder>")]
    told, _ = ordered([message("user", "a"), message("system", [picture])])
    assert told == [message("user", [words[0], words[1], picture, words[2]])]


def test_the_guess_grows_with_everything_that_is_sent() -> None:
    def guess(**request: Any) -> int:
        return estimate(json.dumps(request).encode())

    short = guess(messages=[{"role": "user", "content": "Hello there, how are you?"}])
    assert 8 <= short <= 14
    picture = {"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "image_url", "image_url": {}}]}
    assert guess(messages=[picture]) > 1500
    calls = [{"function": {"name": "weather", "arguments": '{"city":"Wien"}'}}]
    assert guess(messages=[{"role": "assistant", "tool_calls": calls}]) > 8
    file = {"type": "file", "file": {"file_data": "data:application/pdf;base64," + "A" * 4000}}
    assert guess(messages=[{"role": "user", "content": [file]}]) > 90
    assert guess(messages=[], tools=[{"function": {"name": "x", "parameters": {"type": "object"}}}]) > 5
    assert guess(messages=[{"role": "user", "content": "今天天气很好"}]) >= 6
    assert guess() == 1
