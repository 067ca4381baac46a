"""How slow the body of a request may come. Pure: times are passed in.

A body may fall behind `slowest` by `grace` seconds at most, and no byte that came early is saved up for later: so a
moving upload is never cut, however long it takes, one that stands still is cut after `grace`, and so is one that
trickles. Apache's mod_reqtimeout (`body=20,MinRate=500`) is the model, without its savings.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.domain import Seconds


@dataclass(frozen=True, slots=True)
class Pace:
    """`grace` in seconds, `slowest` in body bytes a second.

    A phone that changes its access point stands still for 5 to 20 s (TCP tries again after 1, 2, 4 and 8 s), and EDGE,
    the slowest net that anybody uploads on, carries 12 to 25 kB a second. The largest body takes 2.3 h at `slowest`.
    """

    grace: Seconds = 30.0
    slowest: float = 8 * 1024

    def until(self, deadline: Seconds, size: int, now: Seconds) -> Seconds:
        """The new deadline after `size` bytes more."""
        return min(now + self.grace, deadline + size / self.slowest)
