"""One request as the relay sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.dialects.foreign import Foreign
from core.dialects.tokens import of_request
from core.domain import Locality, Mode, RequestId
from core.wire import Header

LARGE_BODY = 256 * 1024
"""A request of this size is not kept while its answer runs."""
LARGE_COUNTED_BODY = 2 * 1024 * 1024
"""The same where its tokens are to be guessed at the end: they must be guessed at once then, and a megabyte of text
takes 60 ms. Above this size it is pictures, which are no work."""


@dataclass(slots=True)
class Call:
    """One request as the relay sees it. `body` goes upstream untouched unless the model is renamed.

    `foreign` holds the own words of a client of another dialect, `body` what was made of them. `has_budget` and
    `is_used_up` are those of its grant.
    """

    id: RequestId
    endpoint: str
    target: bytes
    headers: list[Header]
    body: bytes
    model: str
    is_stream: bool
    app: str = ""
    affinity: str = ""
    mode: Mode | None = None
    farthest: Locality = Locality.CLOUD
    has_budget: bool = False
    is_used_up: bool = False
    is_batch: bool = False
    foreign: Foreign | None = None
    _prompt_tokens: int | None = None

    def prompt_tokens(self) -> int:
        """A guess at the tokens of its prompt."""
        if self._prompt_tokens is None:
            self._prompt_tokens = of_request(self.body)
        return self._prompt_tokens

    def let_go(self, *, counts: bool) -> bool:
        """Free the body if it is large, for nobody will be asked with it again; whether it was.

        With `counts` its tokens will still be asked for.
        """
        size = len(self.body if self.foreign is None else self.foreign.body)
        if size < (LARGE_COUNTED_BODY if counts else LARGE_BODY):
            return False
        if counts:
            self.prompt_tokens()
        self.body = b""
        if self.foreign is not None:
            self.foreign = replace(self.foreign, body=b"")
        return True

    def continued(self, body: bytes) -> Call:
        """The same request going on from an answer that broke off; it can be told in our own dialect only."""
        foreign = None if self.foreign is None else replace(self.foreign, may_be_native=False)
        return replace(self, body=body, foreign=foreign, _prompt_tokens=None)

    @property
    def speaks_events(self) -> bool:
        """Whether its stream is one of server-sent events."""
        return self.endpoint in ("chat/completions", "completions")
