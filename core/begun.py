"""An attempt that the short way began and the long way goes on with."""

from __future__ import annotations

from dataclasses import dataclass

from core.attempt import Call
from core.domain import Candidate, Seconds
from core.upstream import Connection


@dataclass(frozen=True, slots=True)
class Begun:
    """What was sent, to whom, when (monotonic), and whether the face was told. Its slot is taken."""

    call: Call
    candidate: Candidate
    connection: Connection
    message: bytes
    started: Seconds
    is_told: bool
