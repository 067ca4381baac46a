"""Small builders of snapshots for the tests of the face: events folded by the real `state.apply`."""

from __future__ import annotations

from dataclasses import replace

from core.domain import (
    Attempt,
    Backend,
    BackendId,
    BackendKind,
    FailureKind,
    KeyName,
    KeyReference,
    KeySource,
    KeyState,
    LiveRequest,
    Locality,
    Mode,
    ModelState,
    ModelStatus,
    NodeFacts,
    Outcome,
    PortStatus,
    Rejected,
    RequestId,
    RequestRecord,
    Snapshot,
)
from core.events import (
    BackendFailed,
    BackendFound,
    Event,
    KeyChanged,
    ModeChanged,
    PortChanged,
    ProbeAnswered,
    ProbeFailed,
    RequestEnded,
    RequestStarted,
    Started,
)
from core.state import apply
from desktop.text.facts import Moment

NOW = Moment(at=1000.0, wall=1_800_000_000.0 + 1000.0, utc_offset=0)
PORT = PortStatus(port=52410, is_open=True)


def folded(*events: Event, snapshot: Snapshot | None = None) -> Snapshot:
    """The snapshot after some events, without jitter."""
    snapshot = snapshot or Snapshot(port=PORT)
    for event in events:
        snapshot = apply(snapshot, event)
    return snapshot


def node(name: str = "studio", *, host: str = "192.168.1.20", simulated: bool = False) -> Backend:
    here = host == "127.0.0.1"
    return Backend(
        id=BackendId(f"node:{name}"),
        name=name,
        kind=BackendKind.EXO,
        base_url=f"http://{host}:52415/v1",
        locality=Locality.THIS_MACHINE if here else Locality.LOCAL_NETWORK,
        simulated=simulated,
    )


def cloud(name: str = "openrouter") -> Backend:
    return Backend(
        id=BackendId(f"cloud:{name}"),
        name=name,
        kind=BackendKind.OPENAI,
        base_url="https://openrouter.ai/api/v1",
        locality=Locality.CLOUD,
        key=KeyReference(KeySource.KEYRING, KeyName(name)),
        models=("*",),
    )


def builtin() -> Backend:
    return Backend(
        id=BackendId("builtin"),
        name="built-in (small)",
        kind=BackendKind.BUILTIN,
        base_url="http://127.0.0.1:0/v1",
        locality=Locality.THIS_MACHINE,
        models=("builtin", "smollm2-135m"),
        on_demand=True,
    )


def found(*backends: Backend) -> tuple[Event, ...]:
    return tuple(BackendFound(b) for b in backends)


def up(name: str = "studio", at: float = 990.0, models: tuple[str, ...] = ("qwen3-30b",)) -> Event:
    statuses = tuple(ModelStatus(m, ModelState.READY) for m in models)
    return ProbeAnswered(BackendId(f"node:{name}"), at, 0.004, statuses, NodeFacts())


def down(
    name: str = "studio", at: float = 995.0, failure: FailureKind = FailureKind.CONNECT_REFUSED, detail: str = ""
) -> Event:
    return ProbeFailed(BackendId(f"node:{name}"), at, failure, detail)


def key(name: str = "openrouter", state: KeyState = KeyState.PRESENT) -> Event:
    return KeyChanged(KeyName(name), state, 980.0)


def refused(name: str = "openrouter", failure: FailureKind = FailureKind.KEY_REFUSED) -> Event:
    return BackendFailed(BackendId(f"cloud:{name}"), 996.0, failure, "401")


def mode(value: Mode) -> Event:
    return ModeChanged(value)


def port(status: PortStatus = PORT) -> Event:
    return PortChanged(status)


def demo() -> Event:
    return Started(wall=NOW.wall - 60, is_demo=True)


def attempt(backend: Backend, failure: FailureKind | None = None, duration: float = 0.01) -> Attempt:
    reason = "local-first: on your network" if backend.locality.is_local else "local-first: in the cloud"
    return Attempt(backend.id, backend.name, backend.locality, reason, duration, failure)


def record(
    number: int,
    *attempts: Attempt,
    outcome: Outcome = Outcome.SERVED,
    model: str = "qwen3-30b",
    failure: FailureKind | None = None,
    rejected: tuple[Rejected, ...] = (),
    detail: str = "",
) -> RequestRecord:
    served = outcome is Outcome.SERVED
    return RequestRecord(
        id=RequestId(f"r{number}"),
        wall=NOW.wall - 100 + number,
        model=model,
        is_stream=True,
        outcome=outcome,
        attempts=attempts,
        rejected=rejected,
        duration=5.41 if served else 0.2,
        first_token=0.41 if served else None,
        prompt_tokens=12 if served else None,
        completion_tokens=310 if served else None,
        failure=failure,
        detail=detail,
    )


def ended(value: RequestRecord) -> Event:
    return RequestEnded(value)


def running(number: int = 1, model: str = "qwen3-30b") -> Event:
    return RequestStarted(LiveRequest(RequestId(f"live{number}"), NOW.wall - 2, NOW.at - 2, model, is_stream=True))


def moment(at: float) -> Moment:
    return replace(NOW, at=at, wall=NOW.wall + at - NOW.at)
