"""The request by which another backend continues an answer that broke off. Pure."""

from __future__ import annotations

import msgspec

from core.dialects.json_edit import members
from core.json_text import NOT_JSON

INSTRUCTION = "Continue your last answer exactly where it stops. Do not repeat anything and do not comment on this."


def continued(body: bytes, text: str) -> bytes | None:
    """The body with the text so far as the assistant's turn and a wish to go on; None when it has no messages.

    Every other byte stays. An instruction rather than a bare assistant turn at the end: servers differ in
    whether they continue such a turn or begin a new one.
    """
    turns = ({"role": "assistant", "content": text}, {"role": "user", "content": INSTRUCTION})
    added = b",".join(msgspec.json.encode(turn) for turn in turns)
    for member in members(body):
        if member.key != b"messages":
            continue
        start, end = member.value_span
        if body[start:end].rstrip()[-1:] != b"]" or not body[start + 1 : end - 1].strip():
            return None
        return body[: end - 1] + b"," + added + body[end - 1 :]
    return None


def text_of(payload: bytes) -> str:
    """The words that a chunk adds to the answer; nothing for every other payload."""
    try:
        chunk = _decoder.decode(payload)
    except NOT_JSON:
        return ""
    return "".join(choice.delta.content or "" for choice in chunk.choices if choice.index == 0)


class _Delta(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    index: int = 0


class _Chunk(msgspec.Struct):
    choices: list[_Choice] = []


_decoder = msgspec.json.Decoder(_Chunk)
