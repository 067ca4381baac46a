"""The lines of the tray menu that change."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain import BackendId, BackendKind, HealthState, Outcome, RequestRecord, Seconds, Snapshot
from desktop.text.face import IconState, face
from desktop.text.facts import Moment, duration, models, name_of, nodes, own_nodes, requests, speed
from desktop.text.translate import translate


def status_line(snapshot: Snapshot, now: Moment) -> str:
    """The answer in one second: `● Local · 3 nodes · 2 models`."""
    what = face(snapshot, now)
    parts = [what.headline]
    if what.state in (IconState.LOCAL, IconState.DEGRADED):
        up = [s for s in own_nodes(snapshot) if s.health.state is HealthState.UP]
        ready = {m.id for s in up for m in s.models if m.may_answer}
        parts += [nodes(len(up)), models(len(ready))] if up else [translate("Menu", "built-in small model")]
    if snapshot.live:
        parts.append(translate("Menu", "{requests} running").format(requests=requests(len(snapshot.live))))
    if snapshot.is_demo:
        parts.append(translate("Menu", "demo"))
    return f"{_BULLETS[what.state]} {' · '.join(parts)}"


_BULLETS = {
    IconState.LOCAL: "●",
    IconState.DEGRADED: "◐",
    IconState.CLOUD: "☁",
    IconState.NONE: "⊘",
    IconState.PAUSED: "‖",
    IconState.CHECKING: "○",
}


def last_line(snapshot: Snapshot) -> str:
    """The last answer: `Last: qwen3-30b on studio · 0.40 s · 62 tok/s`; empty before the first."""
    record = next((r for r in snapshot.recent if r.outcome is Outcome.SERVED), None)
    served = record.served_by if record is not None else None
    if record is None or served is None:
        return ""
    name = name_of(snapshot, served.backend_id, served.backend_name)
    parts = [translate("Menu", "Last: {model} on {name}").format(model=short_model(record.model), name=name)]
    parts.append(duration(record.first_token if record.first_token is not None else record.duration))
    rate = record_speed(record)
    return " · ".join([*parts, rate] if rate else parts)


def record_speed(record: RequestRecord) -> str:
    """Tokens per second: of a stream after its first token, else over the whole time. Empty when nobody counted."""
    before = record.first_token if record.is_stream and record.first_token is not None else 0.0
    return speed(record.completion_tokens, record.duration - before)


def short_model(model: str, longest: int = 32) -> str:
    """A model id without its owner, cut in the middle when it is long."""
    name = model.rsplit("/", 1)[-1]
    if len(name) <= longest:
        return name
    half = (longest - 1) // 2
    return f"{name[:half]}…{name[-half:]}"


def snooze_line(snoozed_until: Seconds | None, now: Moment) -> str:
    """The title of the submenu of notices: says until when they are off."""
    if snoozed_until is None or snoozed_until <= now.at:
        return translate("Menu", "Notifications")
    return translate("Menu", "Notifications (off until {time})").format(time=now.clock(now.wall_of(snoozed_until)))


@dataclass(frozen=True, slots=True)
class DemoSwitch:
    """One simulated node and what its switch would do."""

    id: BackendId
    label: str
    is_alive: bool


def demo_switches(snapshot: Snapshot) -> tuple[DemoSwitch, ...]:
    """`Kill studio` or `Revive studio` for each simulated node, by what is believed of it."""
    switches = []
    for status in snapshot.backends:
        if not status.backend.simulated or status.backend.kind is BackendKind.BUILTIN:
            continue
        is_alive = status.health.state in (HealthState.UP, HealthState.UNKNOWN)
        text = (
            translate("Menu", "Kill {name}").format(name=status.backend.name)
            if is_alive
            else translate("Menu", "Revive {name}").format(name=status.backend.name)
        )
        switches.append(DemoSwitch(status.backend.id, text, is_alive))
    return tuple(switches)


def quit_question(snapshot: Snapshot) -> str:
    """`2 requests are running.`"""
    if len(snapshot.live) == 1:
        return translate("Menu", "1 request is running.")
    return translate("Menu", "{n} requests are running.").format(n=len(snapshot.live))
