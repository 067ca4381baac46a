"""Tells how far running answers are: a few times a second while there are any, and never on their way.

The counters are those that the ears keep anyway; nothing is added to what a chunk costs. Runs on the data plane's loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core import events as ev
from core.domain import RequestId, Seconds
from core.trail import Trail

TELL_EVERY: Seconds = 0.25


class ProgressTeller:
    """`running` are the trails of the requests that run now; `later` calls back after some seconds."""

    def __init__(
        self,
        running: Mapping[RequestId, Trail],
        post: Callable[[ev.Event], None],
        later: Callable[[Seconds, Callable[[], None]], object],
    ) -> None:
        self._running = running
        self._post = post
        self._later = later
        self._is_due = False
        self._told: dict[RequestId, int] = {}

    def begin(self) -> None:
        """A request runs: tell of it until none does."""
        if not self._is_due:
            self._is_due = True
            self._later(TELL_EVERY, self._tell)

    def _tell(self) -> None:
        self._is_due = False
        counted = {i: trail.pieces for i, trail in self._running.items()}
        progress = tuple(
            ev.Progress(i, self._running[i].first_token or 0.0, pieces)
            for i, pieces in counted.items()
            if pieces and pieces != self._told.get(i)
        )
        self._told = counted
        if progress:
            self._post(ev.RequestsProgressed(progress))
        if counted:
            self.begin()
