"""The usage of streams whose backend tells none although the client asked for it. Pure.

`stream_options.include_usage` (OpenAI API reference, "Create chat completion") asks for one more chunk before `[DONE]`,
without a choice. exo up to 1.0.67 and many local servers ignore it, and clients that add up tokens read none then.
What is told in its place is partly a guess; `estimated` names the fields that are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from core.dialects.openai import Heard
from core.json_text import NOT_JSON
from core.sse import DONE, event

CHAT_CHUNK = "chat.completion.chunk"
TEXT_CHUNK = "text_completion"

_LAST_LINES = (b"data: " + DONE, b"data:" + DONE)
_LAST_LINE = re.compile(rb"(?<=\n)data: ?\[DONE\]|(?<=\r)data: ?\[DONE\]")


class _Options(msgspec.Struct):
    include_usage: bool | None = None


class _Asks(msgspec.Struct):
    stream_options: _Options | None = None


_asks_decoder = msgspec.json.Decoder(_Asks)


def wants_usage(body: bytes, is_stream: bool) -> bool:
    """Whether the client is owed a `usage`: a plain answer always has one, a stream where it was asked for."""
    if not is_stream or b'"include_usage"' not in body:
        return not is_stream
    try:
        options = _asks_decoder.decode(body).stream_options
    except NOT_JSON:
        return False
    return options is not None and bool(options.include_usage)


def usage_chunk(prompt: int, heard: Heard, created: int, completion: int, *, kind: str, estimated: list[str]) -> bytes:
    """The closing chunk for an answer of `completion` tokens to a request of `prompt` tokens, which are guessed.

    `created` is Unix time; `estimated` names the guesses.
    """
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    head: dict[str, Any] = {"id": heard.id, "object": kind, "created": created, "model": heard.model}
    return event(msgspec.json.encode({**head, "choices": [], "usage": {**usage, "estimated": estimated}}))


class Mender(Protocol):
    """Mends a streamed answer on its way."""

    is_over: bool
    """Whether the client has all it wanted although the backend goes on."""

    def feed(self, data: bytes) -> bytes:
        """What goes to the client of what has come so far."""

    def finish(self, heard: Heard) -> bytes:
        """The end of an answer that was whole."""


class UsageTeller:
    """Puts the missing chunk before the end; every other byte stays. `heard` is the ear's, which listens first;
    `prompt` guesses the tokens of the request."""

    def __init__(self, heard: Heard, prompt: Callable[[], int], created: int, kind: str) -> None:
        self.is_over = False
        self._heard = heard
        self._prompt = prompt
        self._created = created
        self._kind = kind
        self._held = b""
        self._before = b"\n"
        self._is_told = False

    def feed(self, data: bytes) -> bytes:
        """The bytes as they are, but for a line that may be the last one."""
        data = self._held + data
        begin = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        is_begun = (begin > 0 or self._before in b"\r\n") and begin < len(data)
        is_last = is_begun and any(line.startswith(data[begin:]) for line in _LAST_LINES)
        data, self._held = (data[:begin], data[begin:]) if is_last else (data, b"")
        found = _LAST_LINE.search(self._before + data) if DONE in data else None
        self._before = data[-1:] or self._before
        if found is None:
            return data
        at = found.start() - 1
        return data[:at] + self._told() + data[at:]

    def finish(self, heard: Heard) -> bytes:
        """The end, with the usage where nobody told any."""
        return self._told() + self._held

    def _told(self) -> bytes:
        """The chunk, once. How many tokens an event has is not known of every server: mostly one."""
        heard = self._heard
        if self._is_told or heard.prompt_tokens is not None or heard.completion_tokens is not None:
            return b""
        self._is_told = True
        guesses = ["prompt_tokens", "completion_tokens", "total_tokens"]
        return usage_chunk(
            self._prompt(), heard, self._created, heard.content_events, kind=self._kind, estimated=guesses
        )
