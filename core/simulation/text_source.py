"""Where the words of a simulated answer come from: fixed sentences chosen by the prompt."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Protocol

_SENTENCES = (
    "The quick brown fox jumps over the lazy dog while the bridge stays calm.",
    "Grüße from a simulated node: naïve café, 東京, and a snowman ☃ walk into a bar.",
    'Ein Satz mit "quotes", a back\\slash and a\nnew line tests every escape.',
    "Two machines in a cupboard answer faster than one cloud in the sky.",
    "Nothing here was thought by a model; these words are fixed, so that tests can compare them.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What a text source gets to see. `body` is the whole JSON of the request."""

    prompt: str
    max_tokens: int | None
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text; the last one carries the finish reason, with or without text."""

    text: str
    finish: str = ""


class TextSource(Protocol):
    """Produces the answer to a question, token by token."""

    def tokens(self, question: Question) -> AsyncGenerator[Token, None]:
        """Ends with a token that has a finish reason. Raises OSError when it cannot answer."""
        ...


def prompt_of(messages: Any) -> str:
    """The text of the last user message; parts are joined."""
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, dict) and message.get("role") == "user":
            content = message.get("content")
            if isinstance(content, list):
                return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
            return str(content or "")
    return ""


def canned_tokens(prompt: str, tokens: int | None = None, max_tokens: int | None = None) -> list[Token]:
    """The fixed answer to a prompt.

    `tokens` makes it exactly that many words long (a sentence repeated or cut); `max_tokens` is the
    client's limit. The answer ends by itself with "stop", at the client's limit with "length".
    """
    digest = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()
    words = _SENTENCES[digest[0] % len(_SENTENCES)].split(" ")
    count = len(words) if tokens is None else tokens
    pieces = [word if i == 0 else f" {word}" for i, word in enumerate(itertools.islice(itertools.cycle(words), count))]
    if max_tokens is not None and max_tokens < len(pieces):
        kept = [Token(piece) for piece in pieces[:max_tokens]]
        return [*kept[:-1], Token(kept[-1].text, "length")] if kept else [Token("", "length")]
    return [*map(Token, pieces), Token("", "stop")]


def canned_answer(prompt: str, tokens: int | None = None, max_tokens: int | None = None) -> str:
    """The whole text of `canned_tokens`."""
    return "".join(token.text for token in canned_tokens(prompt, tokens, max_tokens))


class CannedText:
    """`canned_tokens` with a pause before each token, in seconds."""

    def __init__(self, tokens: int | None = None, delay: float = 0.0) -> None:
        self._tokens = tokens
        self._delay = delay

    async def tokens(self, question: Question) -> AsyncGenerator[Token, None]:
        """See `TextSource.tokens`."""
        for token in canned_tokens(question.prompt, self._tokens, question.max_tokens):
            await asyncio.sleep(self._delay)
            yield token
