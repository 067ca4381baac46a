"""An attempt that the short way began and the long way goes on with."""

from __future__ import annotations

from dataclasses import dataclass

from core.attempt import Call
from core.domain import Candidate, Seconds
from core.upstream import Connection


@dataclass(frozen=True, slots=True)
class Begun:
    """What was sent, to whom, and when (monotonic). Its slot is taken; nobody was told of it yet."""

    call: Call
    candidate: Candidate
    connection: Connection
    message: bytes
    started: Seconds
