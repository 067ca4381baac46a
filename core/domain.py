"""The words of the program: frozen values that every other file speaks in.

Nothing here can hold a prompt, an answer or a key, so a `Snapshot` may go to a window, to the admin API and
to a bug report. Fields called `at`, `since` or `until` are seconds of the monotonic clock and serve
decisions; fields called `wall` are Unix time and are only for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NewType, TypeAlias

import msgspec

from core.cluster import NodeFacts as NodeFacts  # these are part of this vocabulary, in files of their own
from core.door import DoorStatus as DoorStatus
from core.failure import FailureKind as FailureKind
from core.steps import Step as Step

BackendId = NewType("BackendId", str)
RequestId = NewType("RequestId", str)
KeyName = NewType("KeyName", str)
Seconds: TypeAlias = float

ANY_MODEL = "auto"
"""The model name by which a client leaves the choice of the model to us."""

ANY_NAME = "*"
"""The model of a server that lists none: it may be asked for any name."""


class Locality(IntEnum):
    """How far a request travels. The order is the privacy order: a smaller value is nearer."""

    THIS_MACHINE = 0
    LOCAL_NETWORK = 1
    CLOUD = 2

    @property
    def is_local(self) -> bool:
        """Whether the machine belongs to the user (this machine or the local network)."""
        return self is not Locality.CLOUD


class BackendKind(StrEnum):
    """What a backend speaks; found out from its answers, never from its port."""

    AUTO = "auto"
    EXO = "exo"
    OLLAMA = "ollama"
    OPENAI = "openai"
    BUILTIN = "builtin"


class Mode(StrEnum):
    """Which backends may answer, and in which order places are tried."""

    LOCAL_FIRST = "local-first"
    LOCAL_ONLY = "local-only"
    CLOUD_FIRST = "cloud-first"
    CLOUD_ONLY = "cloud-only"


class HealthState(StrEnum):
    """UNKNOWN -> UP <-> COOLING (asked to wait) / DOWN (own back-off) / BLOCKED (needs its owner)."""

    UNKNOWN = "unknown"
    UP = "up"
    COOLING = "cooling"
    DOWN = "down"
    BLOCKED = "blocked"


class ModelState(StrEnum):
    """What can be said of one model on one backend. Only READY and BUSY can answer at once."""

    KNOWN = "known"
    DOWNLOADED = "downloaded"
    DOWNLOADING = "downloading"
    LOADING = "loading"
    READY = "ready"
    BUSY = "busy"
    FAILED = "failed"


class KeySource(StrEnum):
    """Where a backend's key comes from. The key itself never leaves `keys.py` except upstream."""

    KEYRING = "keyring"
    ENVIRONMENT = "env"


@dataclass(frozen=True, slots=True)
class KeyReference:
    """Names a key: an entry of the OS keyring, or an environment variable (read-only)."""

    source: KeySource
    name: KeyName

    def __str__(self) -> str:
        return "keyring" if self.source is KeySource.KEYRING else f"env:{self.name}"


class KeyState(StrEnum):
    """What is known of a key without showing it."""

    UNREAD = "unread"
    PRESENT = "present"
    MISSING = "missing"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Backend:
    """One server that can answer. Never holds a secret, only the name of its key.

    `base_url` is the root below which the OpenAI paths hang, e.g. `http://127.0.0.1:52415/v1`. `models` are the
    names or patterns it may be asked for; empty: what its probes list. `on_demand` ones are started by us when
    needed. One that `answers_late` sends no headers before its first token (exo 0.0.x). `limit` is how many
    requests it may get at once by its owner's word, `known_limit` by what its version can (0: what its kind can),
    `first_token` and `silence` its own limits (0: the common). `key_check` is an address that answers 401 to a
    wrong key; empty: its model list does. `provider` names the file of `resources/providers` that says how a
    cloud is spoken to. Nodes of one `cluster` answer with the same runners.
    """

    id: BackendId
    name: str
    kind: BackendKind
    base_url: str
    locality: Locality
    key: KeyReference | None = None
    models: tuple[str, ...] = ()
    priority: int = 0
    weight: float = 1.0
    region: str = ""
    limit: int = 0
    first_token: Seconds = 0.0
    silence: Seconds = 0.0
    more_keys: tuple[KeyReference, ...] = ()
    key_check: str = ""
    provider: str = ""
    simulated: bool = False
    on_demand: bool = False
    answers_late: bool = False
    known_limit: int = 0
    cluster: str = ""
    found_by: str = "settings"


@dataclass(frozen=True, slots=True)
class Health:
    """Belief about one backend at `as_of`; changed only by the functions of `health.py`."""

    state: HealthState = HealthState.UNKNOWN
    as_of: Seconds = 0.0
    since: Seconds = 0.0
    failures: int = 0
    until: Seconds = 0.0
    failure: FailureKind | None = None
    detail: str = ""
    from_traffic: bool = False


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model on one backend. `progress` is 0..1 while it downloads or loads.

    A server that `loads_on_use` needs nobody to load a model it has; the first answer waits for that.
    """

    id: str
    state: ModelState = ModelState.READY
    progress: float | None = None
    detail: str = ""
    context_length: int | None = None
    loads_on_use: bool = False

    @property
    def may_answer(self) -> bool:
        """Whether a request for this model gets tokens rather than an error or an endless wait."""
        if self.state in (ModelState.READY, ModelState.BUSY):
            return True
        return self.loads_on_use and self.state in (ModelState.KNOWN, ModelState.DOWNLOADED)


@dataclass(frozen=True, slots=True)
class BackendStatus:
    """A backend with what is believed of it. `latency` is the round trip of the last probe."""

    backend: Backend
    health: Health = Health()
    models: tuple[ModelStatus, ...] = ()
    facts: NodeFacts = NodeFacts()
    latency: Seconds | None = None
    checked_at: Seconds | None = None
    served: int = 0
    key_state: KeyState = KeyState.UNREAD


@dataclass(frozen=True, slots=True)
class Grant:
    """What an app may do. `app` is the name of its local key, empty without one; no `models`: any model.

    With `has_budget` its tokens of clouds are counted; when `is_used_up`, `farthest` is near for that reason.
    """

    app: str = ""
    models: tuple[str, ...] = ()
    farthest: Locality = Locality.CLOUD
    has_budget: bool = False
    is_used_up: bool = False


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """What routing may know of a request; never the words of the prompt (`affinity` is a hash of their begin)."""

    id: RequestId
    model: str
    farthest: Locality = Locality.CLOUD
    endpoint: str = "chat/completions"
    only_backend: str = ""
    mode: Mode | None = None
    affinity: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A backend that may answer, the model name to ask it for, and why it stands where it stands.

    `is_asleep`: the model is on its disks and must be loaded first.
    """

    backend: Backend
    model: str
    reason: str
    is_trial: bool = False
    is_asleep: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A backend that was passed over, and why, in plain words."""

    backend_id: BackendId
    name: str
    reason: str
    failure: FailureKind


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """Ordered candidates and the rejected ones, both with reasons."""

    request: RouteRequest
    candidates: tuple[Candidate, ...]
    rejected: tuple[Rejected, ...]


class Outcome(StrEnum):
    """How a request ended. LEFT: the client went away, which is nobody's failure."""

    SERVED = "served"
    FAILED = "failed"
    LEFT = "left"


class Attempt(msgspec.Struct, frozen=True, gc=False):
    """One try at one backend. `failure` is None when it served.

    A Struct, as each request makes some: built in a sixth of a frozen dataclass's time, and without cycles never to
    be looked at by the garbage collector.
    """

    backend_id: BackendId
    backend_name: str
    locality: Locality
    reason: str
    duration: Seconds
    failure: FailureKind | None = None
    detail: str = ""


class LiveRequest(msgspec.Struct, frozen=True, gc=False):
    """A request that is running now; `queue_position` counts those before it while it waits for a backend.

    `pieces` are the pieces of text that came so far, which most servers send token by token, and `first_token` when
    the first of them came, in seconds after `at`; None before that, and of an answer that is not streamed.
    """

    id: RequestId
    wall: float
    at: Seconds
    model: str
    is_stream: bool
    app: str = ""
    backend_name: str = ""
    locality: Locality | None = None
    queue_position: int | None = None
    first_token: Seconds | None = None
    pieces: int = 0


class RequestRecord(msgspec.Struct, frozen=True, gc=False):
    """A finished request with its trail. Durations in seconds; tokens None if nobody counted. A Struct, as Attempt."""

    id: RequestId
    wall: float
    model: str
    is_stream: bool
    outcome: Outcome
    attempts: tuple[Attempt, ...]
    rejected: tuple[Rejected, ...] = ()
    app: str = ""
    duration: Seconds = 0.0
    first_token: Seconds | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    failure: FailureKind | None = None
    detail: str = ""

    @property
    def served_by(self) -> Attempt | None:
        """The attempt that answered, if any did; of a request whose client LEFT, the one that was answering."""
        last = self.attempts[-1] if self.attempts else None
        return last if last is not None and last.failure is None else None


@dataclass(frozen=True, slots=True)
class PortStatus:
    """The listening port. `owner` names the program that holds a taken port, where the OS tells."""

    host: str = "127.0.0.1"
    port: int = 0
    is_open: bool = False
    error: str = ""
    owner: str = ""
    next_free: int | None = None

    @property
    def address(self) -> str:
        """The base URL to give to an app."""
        return f"http://{self.host}:{self.port}/v1"


class Severity(StrEnum):
    """How loud a complaint is."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something the owner should fix: what (title), why (detail), what to do (hint)."""

    title: str
    detail: str = ""
    hint: str = ""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts since the start of this process."""

    local: int = 0
    cloud: int = 0
    failed: int = 0
    left: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the face shows and routing reads. `version` grows by one with every change."""

    version: int = 0
    started_wall: float = 0.0
    mode: Mode = Mode.LOCAL_FIRST
    is_paused: bool = False
    is_demo: bool = False
    port: PortStatus = PortStatus()
    doors: tuple[DoorStatus, ...] = ()
    backends: tuple[BackendStatus, ...] = ()
    live: tuple[LiveRequest, ...] = ()
    recent: tuple[RequestRecord, ...] = ()
    totals: Totals = Totals()
    complaints: tuple[Complaint, ...] = ()
    steps: tuple[Step, ...] = ()
    keyring: str = ""

    def find(self, backend_id: BackendId) -> BackendStatus | None:
        """The status of one backend, or None."""
        return next((s for s in self.backends if s.backend.id == backend_id), None)
