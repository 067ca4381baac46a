"""Everything that can happen, as frozen facts in the past tense. Only `state.py` decides what they mean.

What is told of requests is a Struct, built in a sixth of a frozen dataclass's time: each request tells some.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from core.domain import (
    Backend,
    BackendId,
    Complaint,
    DoorStatus,
    FailureKind,
    KeyName,
    KeyState,
    LiveRequest,
    Locality,
    Mode,
    ModelStatus,
    NodeFacts,
    PortStatus,
    RequestId,
    RequestRecord,
    Seconds,
    Step,
)


@dataclass(frozen=True, slots=True)
class Started:
    """The process began; `keyring` is the name of the password store in use."""

    wall: float
    is_demo: bool


@dataclass(frozen=True, slots=True)
class PortChanged:
    """The port opened, closed, or could not be opened."""

    port: PortStatus


@dataclass(frozen=True, slots=True)
class DoorsChanged:
    """Further addresses of the port opened, closed, or could not be opened: all that are wanted."""

    doors: tuple[DoorStatus, ...]


@dataclass(frozen=True, slots=True)
class BackendFound:
    """A backend was configured or discovered, or its description changed (same id)."""

    backend: Backend


@dataclass(frozen=True, slots=True)
class BackendLost:
    """A backend was removed from the settings or is no longer there to be found."""

    id: BackendId


@dataclass(frozen=True, slots=True)
class ProbeAnswered:
    """A health probe got a good answer. `latency` in seconds."""

    id: BackendId
    at: Seconds
    latency: Seconds
    models: tuple[ModelStatus, ...]
    facts: NodeFacts = NodeFacts()


@dataclass(frozen=True, slots=True)
class ProbeFailed:
    """A health probe failed, with the reason in plain words (`detail`)."""

    id: BackendId
    at: Seconds
    failure: FailureKind
    detail: str


class RequestStarted(msgspec.Struct, frozen=True, gc=False):
    """A request entered the port."""

    request: LiveRequest


class RequestSent(msgspec.Struct, frozen=True, gc=False):
    """A running request went to a backend."""

    id: RequestId
    backend_name: str
    locality: Locality


class RequestQueued(msgspec.Struct, frozen=True, gc=False):
    """A running request waits for a backend that is full; `position` requests come before it."""

    id: RequestId
    position: int


class Progress(msgspec.Struct, frozen=True, gc=False):
    """How far a running answer is; see `LiveRequest`."""

    id: RequestId
    first_token: Seconds
    pieces: int


class RequestsProgressed(msgspec.Struct, frozen=True, gc=False):
    """How far all streams that run now are, told a few times a second while there are any."""

    progress: tuple[Progress, ...]


@dataclass(frozen=True, slots=True)
class BackendAnswered:
    """Real traffic got content from this backend."""

    id: BackendId
    at: Seconds


@dataclass(frozen=True, slots=True)
class BackendFailed:
    """Real traffic failed at this backend. `wait` is the Retry-After it asked for, in seconds; `has_key` whether a
    key of ours was part of it."""

    id: BackendId
    at: Seconds
    failure: FailureKind
    detail: str
    wait: Seconds | None = None
    has_key: bool = True


class RequestEnded(msgspec.Struct, frozen=True, gc=False):
    """A request ended, with its whole trail."""

    record: RequestRecord


@dataclass(frozen=True, slots=True)
class ModeChanged:
    """The owner chose another routing mode."""

    mode: Mode


@dataclass(frozen=True, slots=True)
class PauseChanged:
    """The owner paused or resumed the gateway."""

    is_paused: bool


@dataclass(frozen=True, slots=True)
class KeyChanged:
    """A key was read, stored, removed or found missing. A backend blocked by it may try again."""

    name: KeyName
    state: KeyState
    at: Seconds


@dataclass(frozen=True, slots=True)
class KeyringNamed:
    """The password store in use, or why there is none."""

    keyring: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """Something was mended in exo, or was tried to."""

    step: Step


@dataclass(frozen=True, slots=True)
class ComplaintsChanged:
    """The list of things the owner should fix, whole."""

    complaints: tuple[Complaint, ...]


Event: TypeAlias = (
    Started
    | PortChanged
    | DoorsChanged
    | BackendFound
    | BackendLost
    | ProbeAnswered
    | ProbeFailed
    | RequestStarted
    | RequestSent
    | RequestQueued
    | RequestsProgressed
    | BackendAnswered
    | BackendFailed
    | RequestEnded
    | ModeChanged
    | PauseChanged
    | KeyChanged
    | KeyringNamed
    | ComplaintsChanged
    | StepTaken
)

RequestEvent: TypeAlias = RequestStarted | RequestSent | RequestQueued | RequestsProgressed | RequestEnded
"""What is told of requests: most of what happens under load."""
