"""Small builders for the pure tests: a backend, its status, a snapshot."""

from __future__ import annotations

from core.domain import (
    Backend,
    BackendId,
    BackendKind,
    BackendStatus,
    FailureKind,
    Health,
    HealthState,
    KeyName,
    KeyReference,
    KeySource,
    KeyState,
    Locality,
    Mode,
    ModelStatus,
    RequestId,
    RouteRequest,
    Snapshot,
)

NOW = 1000.0
UP = Health(HealthState.UP, as_of=NOW - 1, since=NOW - 60)


def down(until: float = NOW + 2, failure: FailureKind = FailureKind.CONNECT_REFUSED) -> Health:
    return Health(HealthState.DOWN, as_of=NOW - 1, since=NOW - 1, failures=1, until=until, failure=failure)


def node(
    name: str,
    *models: str,
    health: Health = UP,
    locality: Locality = Locality.THIS_MACHINE,
    priority: int = 0,
) -> BackendStatus:
    backend = Backend(BackendId(name), name, BackendKind.EXO, f"http://{name}.invalid/v1", locality, priority=priority)
    listed = tuple(ModelStatus(m) for m in models or ("qwen",))
    return BackendStatus(backend, health, listed, checked_at=NOW - 1)


def cloud(
    name: str = "openrouter", *patterns: str, health: Health = UP, key_state: KeyState = KeyState.PRESENT
) -> BackendStatus:
    backend = Backend(
        BackendId(name),
        name,
        BackendKind.OPENAI,
        f"https://{name}.invalid/v1",
        Locality.CLOUD,
        key=KeyReference(KeySource.KEYRING, KeyName(name)),
        models=patterns,
    )
    return BackendStatus(backend, health, key_state=key_state)


def builtin() -> BackendStatus:
    names = ("builtin", "smollm2-135m", "auto")
    backend = Backend(
        BackendId("builtin"), "built-in (small)", BackendKind.BUILTIN, "", Locality.THIS_MACHINE, models=names,
        priority=1000, on_demand=True,
    )  # fmt: skip
    return BackendStatus(backend, UP, tuple(ModelStatus(n) for n in names), checked_at=NOW)


def snapshot(*statuses: BackendStatus, mode: Mode = Mode.LOCAL_FIRST) -> Snapshot:
    return Snapshot(version=1, mode=mode, backends=statuses)


def ask(model: str = "qwen", farthest: Locality = Locality.CLOUD) -> RouteRequest:
    return RouteRequest(RequestId("r1"), model, farthest)
