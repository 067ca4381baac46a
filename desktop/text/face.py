"""The one-second answer: which of six states, in one word, one sentence and one line for the tooltip.

The decision order of `icon_state` is the order in which the user would ask: do I pause it myself? can apps
reach it at all? is it still looking? who answers: my machines, the cloud, nobody?
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain import BackendStatus, FailureKind, HealthState, KeyState, Mode, Snapshot
from desktop.text.facts import (
    Moment,
    clouds,
    is_builtin,
    joined_names,
    models,
    nodes,
    own_nodes,
    requests,
    sentence_case,
)
from desktop.text.failing import failure_title
from desktop.text.translate import translate

LONGEST_TOOLTIP = 120


class IconState(StrEnum):
    """What the icon shows. The value is also the name of the drawing."""

    LOCAL = "local"
    DEGRADED = "degraded"
    CLOUD = "cloud"
    NONE = "none"
    PAUSED = "paused"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Face:
    """The state in words."""

    state: IconState
    headline: str
    sentence: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class _Sides:
    """The backends as the six states see them, with the mode applied."""

    nodes: tuple[BackendStatus, ...]
    up: tuple[BackendStatus, ...]
    unchecked: tuple[BackendStatus, ...]
    down: tuple[BackendStatus, ...]
    builtin: tuple[BackendStatus, ...]
    clouds: tuple[BackendStatus, ...]
    usable_clouds: tuple[BackendStatus, ...]


def _sides(snapshot: Snapshot) -> _Sides:
    may_local = snapshot.mode is not Mode.CLOUD_ONLY
    may_cloud = snapshot.mode is not Mode.LOCAL_ONLY
    local = tuple(own_nodes(snapshot)) if may_local else ()
    builtin = tuple(s for s in snapshot.backends if is_builtin(s) and _may_start(s)) if may_local else ()
    cloud = tuple(clouds(snapshot)) if may_cloud else ()
    return _Sides(
        nodes=local,
        up=tuple(s for s in local if s.health.state is HealthState.UP),
        unchecked=tuple(s for s in local if s.health.state is HealthState.UNKNOWN),
        down=tuple(s for s in local if s.health.state not in (HealthState.UP, HealthState.UNKNOWN)),
        builtin=builtin,
        clouds=cloud,
        usable_clouds=tuple(s for s in cloud if is_usable_cloud(s)),
    )


def _may_start(status: BackendStatus) -> bool:
    """The built-in model is started by the request: never checked is as good as up."""
    return status.health.state in (HealthState.UP, HealthState.UNKNOWN)


def is_usable_cloud(status: BackendStatus) -> bool:
    """Whether a request would be sent to this cloud account: its key is there and it has not refused."""
    has_key = status.backend.key is None or status.key_state is KeyState.PRESENT
    return has_key and status.health.state in (HealthState.UP, HealthState.UNKNOWN)


def icon_state(snapshot: Snapshot) -> IconState:
    """One of the six. Only what the mode allows counts."""
    return _state(snapshot, _sides(snapshot))


def _state(snapshot: Snapshot, sides: _Sides) -> IconState:
    if snapshot.is_paused:
        return IconState.PAUSED
    if not snapshot.port.is_open and snapshot.port.error:
        return IconState.NONE
    if sides.usable_clouds and snapshot.mode in (Mode.CLOUD_FIRST, Mode.CLOUD_ONLY):
        return IconState.CLOUD
    if _is_checking(snapshot, sides):
        return IconState.CHECKING
    if sides.up:
        return IconState.DEGRADED if sides.down else IconState.LOCAL
    if sides.builtin and not sides.nodes:
        return IconState.LOCAL
    if sides.usable_clouds:
        return IconState.CLOUD
    return IconState.DEGRADED if sides.builtin else IconState.NONE


def _is_checking(snapshot: Snapshot, sides: _Sides) -> bool:
    if not snapshot.backends:
        return not snapshot.port.is_open
    if sides.nodes:
        return len(sides.unchecked) == len(sides.nodes)
    keys_unread = [s for s in sides.clouds if s.backend.key is not None and s.key_state is KeyState.UNREAD]
    return bool(keys_unread) and not sides.usable_clouds and not sides.builtin


def face(snapshot: Snapshot, now: Moment) -> Face:
    """State, word, sentence and tooltip of a snapshot."""
    sides = _sides(snapshot)
    state = _state(snapshot, sides)
    return Face(state, _headline(state), _sentence(snapshot, state, sides), _tooltip(snapshot, state, sides, now))


def _headline(state: IconState) -> str:
    match state:
        case IconState.LOCAL:
            return translate("Face", "Local")
        case IconState.DEGRADED:
            return translate("Face", "Degraded")
        case IconState.CLOUD:
            return translate("Face", "Cloud")
        case IconState.NONE:
            return translate("Face", "Nothing can answer")
        case IconState.PAUSED:
            return translate("Face", "Paused")
        case IconState.CHECKING:
            return translate("Face", "Looking for nodes")


def _sentence(snapshot: Snapshot, state: IconState, sides: _Sides) -> str:
    match state:
        case IconState.LOCAL:
            return _local_sentence(snapshot, sides)
        case IconState.DEGRADED:
            return _degraded_sentence(sides)
        case IconState.CLOUD:
            return _cloud_sentence(snapshot, sides)
        case IconState.NONE:
            return why_nothing(snapshot)
        case IconState.PAUSED:
            return translate("Face", "Apps get the answer “paused” (503) until you resume.")
        case IconState.CHECKING if not snapshot.backends:
            return translate("Face", "Exo Bridge is starting.")
        case IconState.CHECKING:
            return translate("Face", "Exo Bridge is asking every machine it knows.")


def _local_sentence(snapshot: Snapshot, sides: _Sides) -> str:
    if not sides.up:
        if sides.usable_clouds:
            names = joined_names(sides.usable_clouds)
            return translate("Face", "Built-in small model only; other models come from {names}.").format(names=names)
        return translate("Face", "Built-in small model only. No exo node has been found.")
    if snapshot.mode is Mode.LOCAL_ONLY:
        return translate("Face", "Everything is answered by your own machines; nothing may go to the cloud.")
    if sides.usable_clouds:
        names = joined_names(sides.usable_clouds)
        return translate("Face", "Everything is answered by your own machines; {names} can stand in.").format(
            names=names
        )
    return translate("Face", "Everything is answered by your own machines.")


def _degraded_sentence(sides: _Sides) -> str:
    reasons = joined_names(sides.down)
    is_are = translate("Face", "is down") if len(sides.down) == 1 else translate("Face", "are down")
    if not sides.up:
        return translate("Face", "{names} {are_down}; only the built-in small model is left.").format(
            names=reasons, are_down=is_are
        )
    others = joined_names(sides.up)
    verb = translate("Face", "answers") if len(sides.up) == 1 else translate("Face", "answer")
    why = f" ({failure_in_words(sides.down[0])})" if len(sides.down) == 1 else ""
    return translate("Face", "{names} {are_down}{why}; {others} {answer}.").format(
        names=reasons, are_down=is_are, why=why, others=others, answer=verb
    )


def _cloud_sentence(snapshot: Snapshot, sides: _Sides) -> str:
    names = joined_names(sides.usable_clouds)
    if snapshot.mode is Mode.CLOUD_ONLY:
        return translate("Face", "Requests go to {names} only, as you chose.").format(names=names)
    if snapshot.mode is Mode.CLOUD_FIRST:
        return translate("Face", "Requests go to {names} first, as you chose.").format(names=names)
    if not sides.nodes:
        return translate("Face", "No machine of yours is set up; requests go to {names}.").format(names=names)
    return translate("Face", "Your machines do not answer; requests go to {names}.").format(names=names)


def why_nothing(snapshot: Snapshot) -> str:
    """Why no request can be answered, in one sentence."""
    port = snapshot.port
    if not port.is_open and port.error:
        return port_sentence(snapshot)
    sides = _sides(snapshot)
    if snapshot.mode is not Mode.CLOUD_ONLY:
        own = translate("Face", "No node is reachable") if sides.nodes else translate("Face", "No node is known")
    else:
        own = translate("Face", "The mode is “cloud only”")
    return translate("Face", "{own}, and {cloud}.").format(own=own, cloud=_why_no_cloud(snapshot, sides))


def _why_no_cloud(snapshot: Snapshot, sides: _Sides) -> str:
    if snapshot.mode is Mode.LOCAL_ONLY:
        return translate("Face", "the mode keeps everything on your machines")
    refused = next((s for s in sides.clouds if s.health.state is HealthState.BLOCKED), None)
    if refused is not None:
        return f"{refused.backend.name} {failure_in_words(refused)}"
    if all(s.key_state in (KeyState.MISSING, KeyState.UNREAD) for s in sides.clouds):
        return translate("Face", "no cloud key is set")
    if any(s.key_state is KeyState.UNAVAILABLE for s in sides.clouds):
        return translate("Face", "the cloud key cannot be read from the password store")
    return translate("Face", "the cloud does not answer either")


def port_sentence(snapshot: Snapshot) -> str:
    """Why the port is closed, and who holds it."""
    port = snapshot.port
    if port.owner:
        return translate("Face", "Port {port} is used by {owner}; apps cannot reach Exo Bridge.").format(
            port=port.port, owner=port.owner
        )
    return translate("Face", "Port {port} cannot be opened; apps cannot reach Exo Bridge.").format(port=port.port)


def failure_in_words(status: BackendStatus) -> str:
    """What is wrong with a backend, without its name: `refused the connection`."""
    kind = status.health.failure or FailureKind.UNREACHABLE
    return failure_title(kind)


def _tooltip(snapshot: Snapshot, state: IconState, sides: _Sides, now: Moment) -> str:
    text = f"Exo Bridge: {_tooltip_body(snapshot, state, sides, now)}"
    if snapshot.is_demo:
        text += " " + translate("Face", "(demo)")
    return text if len(text) <= LONGEST_TOOLTIP else text[: LONGEST_TOOLTIP - 1].rstrip() + "…"


def _tooltip_body(snapshot: Snapshot, state: IconState, sides: _Sides, now: Moment) -> str:
    match state:
        case IconState.LOCAL if not sides.up:
            return translate("Face", "Local. Built-in small model only")
        case IconState.LOCAL:
            ready = len({m.id for s in sides.up for m in s.models if m.may_answer})
            what = f"{nodes(len(sides.up))}, {models(ready)}"
            return translate("Face", "Local. {what} ready").format(what=what)
        case IconState.DEGRADED if not sides.up:
            return translate("Face", "Local, only the built-in model is left. {names} down").format(
                names=joined_names(sides.down)
            )
        case IconState.DEGRADED:
            return translate("Face", "Local, {n} of {all} nodes down ({names})").format(
                n=len(sides.down), all=len(sides.nodes), names=joined_names(sides.down)
            )
        case IconState.CLOUD:
            return _cloud_tooltip(snapshot, sides, now)
        case IconState.NONE:
            return sentence_case(why_nothing(snapshot)).rstrip(".")
        case IconState.PAUSED:
            return translate("Face", "Paused. Requests get “paused” (503)")
        case IconState.CHECKING:
            return translate("Face", "Looking for nodes…")


def _cloud_tooltip(snapshot: Snapshot, sides: _Sides, now: Moment) -> str:
    if sides.down and snapshot.mode is Mode.LOCAL_FIRST:
        since = now.clock(now.wall_of(max(s.health.since for s in sides.down)))
        text = translate("Face", "Cloud. Local nodes not answering since {time}").format(time=since)
    else:
        text = translate("Face", "Cloud. {names}").format(names=joined_names(sides.usable_clouds))
    return f"{text}. {requests(snapshot.totals.cloud)}" if snapshot.totals.cloud else text
