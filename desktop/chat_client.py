"""Asks our own port over HTTP like any app, and yields what comes: a real test of the whole way.

Prompts and answers stay in the memory of this process: they are never logged.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import TypeAlias

import httpx

from core.domain import Seconds
from core.version import VERSION
from desktop.text.chat import Problem, problem_in_stream, problem_of_answer

CONNECT_LIMIT: Seconds = 5.0
SILENCE_LIMIT: Seconds = 900.0
"""The port itself has the limits; this one only guards against a port that hangs."""
LONGEST_ERROR = 65_536
NAME = f"exo-bridge-test-chat/{VERSION}"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation."""

    role: str
    content: str
    images: tuple[str, ...] = ()

    def as_sent(self) -> dict[str, object]:
        """In OpenAI's words; pictures are data URLs."""
        if not self.images:
            return {"role": self.role, "content": self.content}
        words = [{"type": "text", "text": self.content}] if self.content else []
        pictures = [{"type": "image_url", "image_url": {"url": url}} for url in self.images]
        return {"role": self.role, "content": [*words, *pictures]}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for besides the words; nothing is left to the model."""

    system: str = ""
    temperature: float | None = None
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request of the chat."""

    model: str
    messages: tuple[Message, ...]
    wishes: Wishes = Wishes()

    def body(self) -> dict[str, object]:
        """As it is sent."""
        system = [Message("system", self.wishes.system)] if self.wishes.system else []
        body: dict[str, object] = {
            "model": self.model,
            "messages": [m.as_sent() for m in (*system, *self.messages)],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if self.wishes.temperature is not None:
            body["temperature"] = self.wishes.temperature
        if self.wishes.max_tokens is not None:
            body["max_tokens"] = self.wishes.max_tokens
        return body


@dataclass(frozen=True, slots=True)
class Began:
    """The headers came: who answers, and why."""

    backend: str
    locality: str
    why: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of the model's thinking, which is not part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of tokens of the answer, as the backend counted them; and the model's own name."""

    tokens: int | None
    model: str


@dataclass(frozen=True, slots=True)
class Raw:
    """One line as it came."""

    line: str


Piece: TypeAlias = Began | Text | Thought | Counted | Raw


class ChatFailed(Exception):
    """The request failed, in plain words."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem


async def stream_answer(address: str, request: ChatRequest, key: str) -> AsyncGenerator[Piece, None]:
    """Send the conversation, yield the pieces of the answer. Raises ChatFailed, and httpx.HTTPError.

    `key` lets the request in where the port asks for one.

    Leaving the iterator closes the connection, which ends the request everywhere.
    """
    limits = httpx.Timeout(SILENCE_LIMIT, connect=CONNECT_LIMIT)
    headers = {"user-agent": NAME, "authorization": f"Bearer {key}"}
    # Loopback: a proxy of the environment must not see it.
    async with (
        httpx.AsyncClient(timeout=limits, trust_env=False, headers=headers) as client,
        client.stream("POST", f"{address}/chat/completions", json=request.body()) as response,
    ):
        for head in (f"HTTP/1.1 {response.status_code}", *(f"{n}: {v}" for n, v in response.headers.items()), ""):
            yield Raw(head)
        if response.status_code != httpx.codes.OK:
            body = await _beginning(response)
            yield Raw(body.decode("utf-8", "replace"))
            raise ChatFailed(problem_of_answer(response.status_code, body))
        yield _began(response.headers)
        async for line in response.aiter_lines():
            yield Raw(line)
            data = line.removeprefix("data:").strip()
            if data == "[DONE]":
                return
            if line.startswith("data:"):
                for piece in pieces_of(data):
                    yield piece


async def _beginning(response: httpx.Response) -> bytes:
    """Enough of an error's body to read it."""
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LONGEST_ERROR:
            break
    return body


def _began(headers: httpx.Headers) -> Began:
    attempts = headers.get("x-bridge-attempts", "1")
    return Began(
        headers.get("x-bridge-backend", ""),
        headers.get("x-bridge-locality", ""),
        headers.get("x-bridge-why", ""),
        int(attempts) if attempts.isdigit() else 1,
    )


def pieces_of(data: str) -> list[Piece]:
    """What one event of the stream holds. Raises ChatFailed when it is an error."""
    try:
        event = json.loads(data)
    except ValueError:
        return []
    if not isinstance(event, dict):
        return []
    if event.get("error"):
        raise ChatFailed(problem_in_stream(event["error"]))
    found: list[Piece] = []
    for choice in event.get("choices") or ():
        delta = choice.get("delta") or {}
        thought = delta.get("reasoning_content") or delta.get("reasoning")
        if isinstance(thought, str) and thought:
            found.append(Thought(thought))
        if isinstance(delta.get("content"), str) and delta["content"]:
            found.append(Text(delta["content"]))
    usage = event.get("usage")
    tokens = usage.get("completion_tokens") if isinstance(usage, dict) else None
    if tokens is not None or event.get("model"):
        found.append(Counted(tokens if isinstance(tokens, int) else None, str(event.get("model") or "")))
    return found
