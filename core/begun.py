"""An attempt that the short way began and the long way goes on with."""

from __future__ import annotations

from dataclasses import dataclass

from core.call import Call
from core.domain import Candidate, Seconds
from core.upstream import Connection


@dataclass(slots=True)
class Begun:
    """What was sent, to whom, and when (monotonic). Its slot is taken; nobody was told of it yet. The message
    is emptied once its answer has begun."""

    call: Call
    candidate: Candidate
    connection: Connection
    message: bytes
    started: Seconds
