"""The time limits of one request, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain import Seconds


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits of one attempt, in seconds. Prefill on a laptop is slow: `first_token` is generous.

    `first_byte` stays above the 3 s that an exo election blocks every POST (exo 1.x, measured 2.9 s).
    `plain_answer` is for answers that are not streamed: many servers send nothing before the last token.
    `total` is for a whole request with all its attempts.
    """

    connect: Seconds = 3.0
    first_byte: Seconds = 20.0
    first_token: Seconds = 120.0
    silence: Seconds = 30.0
    plain_answer: Seconds = 300.0
    total: Seconds = 900.0

    def within(self, left: Seconds) -> Timeouts:
        """The same limits, none longer than `left`."""
        return Timeouts(
            min(self.connect, left),
            min(self.first_byte, left),
            min(self.first_token, left),
            min(self.silence, left),
            min(self.plain_answer, left),
            left,
        )
