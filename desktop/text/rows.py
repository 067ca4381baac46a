"""The rows of the node table in words, and the words for a node's and a model's state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain import (
    ANY_MODEL,
    Backend,
    BackendId,
    BackendStatus,
    HealthState,
    KeyState,
    Locality,
    ModelState,
    ModelStatus,
    Snapshot,
)
from desktop.text.face import failure_in_words
from desktop.text.facts import Moment, ago, ahead, duration, is_builtin, place, shown_name, size
from desktop.text.machine import sensor_words, short_memory
from desktop.text.said import said
from desktop.text.translate import translate


class Tone(StrEnum):
    """How a pill looks: by shape first, colour second."""

    GOOD = "good"
    BUSY = "busy"
    CLOUD = "cloud"
    BAD = "bad"
    OWNER = "owner"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One line of the node table. `fresh` is the time of the last check, which ticks."""

    id: BackendId
    name: str
    where: str
    tone: Tone
    state: str
    reason: str
    latency: str
    models: str
    model_names: str
    fresh: str
    tooltip: str
    is_checkable: bool
    memory: str = ""
    sensors: str = ""


def node_rows(snapshot: Snapshot, now: Moment) -> tuple[NodeRow, ...]:
    """All backends in the snapshot's order: own machines, built-in, cloud."""
    return tuple(_node_row(s, now) for s in snapshot.backends)


def _node_row(status: BackendStatus, now: Moment) -> NodeRow:
    tone, state = node_state(status)
    is_there = is_reachable(status)
    names = [] if not is_there else [m.id for m in status.models if m.may_answer and m.id != ANY_MODEL]
    reason = _reason(status, now)
    machine = status.facts.machine_itself if is_there else None
    return NodeRow(
        id=status.backend.id,
        name=shown_name(status.backend),
        where=where(status),
        tone=tone,
        state=state,
        reason=reason,
        latency=duration(status.latency) if status.latency is not None and not is_builtin(status) else "",
        models=_models_in_words(status) if is_there else "",
        model_names=", ".join(n.rsplit("/", 1)[-1] for n in names[:3]) + (" …" if len(names) > 3 else ""),
        fresh=ago(now.at - status.checked_at) if status.checked_at is not None else "",
        tooltip=_tooltip(status, reason, names, now),
        is_checkable=not is_builtin(status),
        memory=short_memory(machine) if machine is not None else "",
        sensors=sensor_words(machine) if machine is not None else "",
    )


def where(status: BackendStatus) -> str:
    """Its address on the user's machines; `cloud` or `this machine` where an address says nothing."""
    backend = status.backend
    if is_builtin(status):
        return translate("Rows", "comes with Exo Bridge")
    if backend.locality is Locality.CLOUD:
        return place(backend.locality)
    return host_of(backend)


def host_of(backend: Backend) -> str:
    """`192.168.1.20:52415` of a base URL."""
    return backend.base_url.partition("://")[2].partition("/")[0]


def is_reachable(status: BackendStatus) -> bool:
    """Whether what it last said of its models may still be so."""
    return status.health.state in (HealthState.UP, HealthState.UNKNOWN)


def node_state(status: BackendStatus) -> tuple[Tone, str]:
    """The state of a backend in a word."""
    is_cloud = not status.backend.locality.is_local
    if is_cloud and status.key_state in (KeyState.MISSING, KeyState.UNAVAILABLE):
        return Tone.OWNER, translate("Rows", "no key")
    match status.health.state:
        case HealthState.UP if is_cloud:
            return Tone.CLOUD, translate("Rows", "ok")
        case HealthState.UP:
            return Tone.GOOD, translate("Rows", "ok")
        case HealthState.COOLING:
            return Tone.BUSY, translate("Rows", "resting")
        case HealthState.DOWN:
            return Tone.BAD, translate("Rows", "down")
        case HealthState.BLOCKED:
            return Tone.OWNER, translate("Rows", "needs you")
        case HealthState.UNKNOWN if is_builtin(status):
            return Tone.QUIET, translate("Rows", "on demand")
        case HealthState.UNKNOWN if is_cloud and status.key_state is KeyState.PRESENT:
            return Tone.CLOUD, translate("Rows", "key ready")
        case HealthState.UNKNOWN:
            return Tone.QUIET, translate("Rows", "checking")


def _reason(status: BackendStatus, now: Moment) -> str:
    health = status.health
    is_cloud = not status.backend.locality.is_local
    if is_cloud and status.key_state is KeyState.MISSING:
        return translate("Rows", "add its key in the settings")
    if is_cloud and status.key_state is KeyState.UNAVAILABLE:
        return translate("Rows", "the password store does not give it")
    if is_builtin(status) and health.state is HealthState.UNKNOWN:
        return translate("Rows", "starts when needed")
    if is_reachable(status):
        return said(status.facts.warning)
    words = why_not(status)
    if health.state is HealthState.BLOCKED:
        return words
    return translate("Rows", "{words}, retry {ahead}").format(words=words, ahead=ahead(health.until - now.at))


def why_not(status: BackendStatus) -> str:
    """Why a backend cannot be used, exactly: `name not found (the name studio is known to no name server)`."""
    if is_reachable(status):
        return ""
    words, detail = failure_in_words(status), said(status.health.detail)
    return f"{words} ({detail})" if detail else words


def _models_in_words(status: BackendStatus) -> str:
    if not status.models:
        return ""
    if not status.backend.locality.is_local:
        return translate("Rows", "{n} offered").format(n=len(status.models))
    parts = []
    ready = sum(m.may_answer and m.id != ANY_MODEL for m in status.models)
    if ready:
        parts.append(translate("Rows", "{n} ready").format(n=ready))
    parts += [model_state(m) for m in status.models if m.state in (ModelState.LOADING, ModelState.DOWNLOADING)]
    failed = sum(m.state is ModelState.FAILED for m in status.models)
    if failed:
        parts.append(translate("Rows", "{n} failed").format(n=failed))
    return ", ".join(parts) if parts else translate("Rows", "none ready")


def _tooltip(status: BackendStatus, reason: str, names: list[str], now: Moment) -> str:
    """Everything that is cut short in the row, one fact a line."""
    facts = status.facts
    memory = ""
    if facts.memory_total:
        free = size(facts.memory_available) if facts.memory_available else "?"
        memory = translate("Rows", "{free} of {all} memory free").format(free=free, all=size(facts.memory_total))
    checked = ""
    if status.checked_at is not None:
        clock = now.clock(now.wall_of(status.checked_at), seconds=True)
        checked = translate("Rows", "checked at {time}").format(time=clock)
    lines = [
        f"{shown_name(status.backend)}, {place(status.backend.locality)}",
        status.backend.base_url,
        " ".join(part for part in (facts.machine, facts.chip) if part),
        memory,
        reason,
        ", ".join(names[:12]),
        checked,
        translate("Rows", "answered {n} times").format(n=status.served) if status.served else "",
    ]
    return "\n".join(line for line in lines if line)


def model_tone(model: ModelStatus) -> Tone:
    """The look of one model's state on a machine of the owner."""
    if model.may_answer:
        return Tone.GOOD
    match model.state:
        case ModelState.FAILED:
            return Tone.BAD
        case ModelState.KNOWN | ModelState.DOWNLOADED:
            return Tone.QUIET
        case _:
            return Tone.BUSY


def model_state(model: ModelStatus) -> str:
    """The state of one model; with the percentage while it is on its way."""
    percent = f" {model.progress:.0%}" if model.progress is not None else ""
    match model.state:
        case ModelState.KNOWN:
            return translate("Rows", "not downloaded")
        case ModelState.DOWNLOADED:
            return translate("Rows", "not loaded")
        case ModelState.DOWNLOADING:
            return translate("Rows", "downloading") + percent
        case ModelState.LOADING:
            return translate("Rows", "loading") + percent
        case ModelState.READY:
            return translate("Rows", "ready")
        case ModelState.BUSY:
            return translate("Rows", "busy")
        case ModelState.FAILED:
            return translate("Rows", "failed")
