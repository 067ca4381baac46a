"""An attempt that the short way began and the long way goes on with."""

from __future__ import annotations

from dataclasses import dataclass

from core.call import Call
from core.domain import Candidate, Seconds
from core.upstream import Connection


@dataclass(slots=True)
class Begun:
    """What is sent to whom, and when that began (monotonic). Its slot is taken; nobody was told of it yet. Without a
    `connection` none was kept: nothing was sent so far, and one is to be made. The message is emptied once its answer
    has begun."""

    call: Call
    candidate: Candidate
    connection: Connection | None
    message: bytes
    started: Seconds
