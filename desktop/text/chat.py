"""The words of the test chat: what can be asked for, who answered and why, and what went wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass

from core.domain import ANY_MODEL, HealthState, Mode, Seconds, Snapshot
from desktop.text.face import is_usable_cloud
from desktop.text.facts import clouds, duration, is_builtin, name_shown_as, own_nodes, shown_name, speed
from desktop.text.menu import short_model
from desktop.text.rows import Tone
from desktop.text.said import said
from desktop.text.translate import translate

MOST_CLOUD_MODELS = 200


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """One entry of the model picker."""

    model: str
    note: str
    is_cloud: bool


def model_choices(snapshot: Snapshot) -> tuple[ModelChoice, ...]:
    """`auto` first, then what the own machines have ready, the built-in model, and the cloud's."""
    choices = {ANY_MODEL: ModelChoice(ANY_MODEL, translate("Chat", "let Exo Bridge choose"), False)}
    builtin = [s for s in snapshot.backends if is_builtin(s)]
    if snapshot.mode is not Mode.CLOUD_ONLY:
        for status in (*own_nodes(snapshot), *builtin):
            if status.health.state in (HealthState.UP, HealthState.UNKNOWN):
                ready = [m.id for m in status.models if m.may_answer] or _named(status.backend.models)
                for model in ready:
                    choices.setdefault(model, ModelChoice(model, shown_name(status.backend), False))
    if snapshot.mode is not Mode.LOCAL_ONLY:
        for status in clouds(snapshot):
            if is_usable_cloud(status):
                offered = _named(status.backend.models) or [m.id for m in status.models]
                for model in offered[:MOST_CLOUD_MODELS]:
                    choices.setdefault(model, ModelChoice(model, shown_name(status.backend), True))
    return tuple(choices.values())


def _named(models: tuple[str, ...]) -> list[str]:
    """The names in a list of names and patterns."""
    return [m for m in models if not any(sign in m for sign in "*?[")]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one answer of the chat, while it comes and when it is complete."""

    backend: str = ""
    locality: str = ""
    why: str = ""
    attempts: int = 1
    model: str = ""
    first_token: Seconds | None = None
    duration: Seconds | None = None
    tokens: int | None = None
    is_thinking: bool = False
    is_stopped: bool = False
    is_failed: bool = False


def answer_line(answer: Answer, snapshot: Snapshot) -> str:
    """`studio · qwen3-30b · first token 0.41 s · 62 tok/s · 318 tokens`."""
    if not answer.backend:
        return "" if answer.duration is not None else translate("Chat", "Waiting for an answer…")
    parts = [name_shown_as(snapshot, answer.backend), short_model(answer.model)]
    if answer.first_token is not None:
        parts.append(translate("Chat", "first token {time}").format(time=duration(answer.first_token)))
    if answer.duration is not None:
        parts.append(speed(answer.tokens, answer.duration - (answer.first_token or 0.0)))
        parts.append(translate("Chat", "{n} tokens").format(n=answer.tokens) if answer.tokens else "")
    elif answer.is_thinking:
        parts.append(translate("Chat", "thinking…"))
    if answer.is_stopped:
        parts.append(translate("Chat", "stopped"))
    return " · ".join(p for p in parts if p)


def answer_pill(answer: Answer) -> tuple[Tone, str]:
    """Where the answer came from, as a pill."""
    if answer.is_failed:
        return Tone.BAD, translate("Chat", "failed")
    match answer.locality:
        case "cloud":
            return Tone.CLOUD, translate("Chat", "cloud")
        case "this-machine" | "local-network":
            return Tone.GOOD, translate("Chat", "local")
        case _ if answer.is_stopped:
            return Tone.QUIET, translate("Chat", "stopped")
        case _:
            return Tone.BUSY, translate("Chat", "asking")


def answer_why(answer: Answer, snapshot: Snapshot) -> str:
    """The story behind the line, for the hover."""
    tries = (
        translate("Chat", "Answered at the first try.")
        if answer.attempts <= 1
        else translate("Chat", "Answered at try {n}.").format(n=answer.attempts)
    )
    return f"{said(answer.why)}\n{tries}" if answer.why else tries


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, and what to do about it."""

    title: str
    hint: str


def problem_of_answer(status: int, body: bytes) -> Problem:
    """An error answer of our own port: its message is already in plain words."""
    try:
        error = json.loads(body)["error"]
        message = str(error["message"])
        hint = str(error.get("hint") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Problem(translate("Chat", "The answer was an error ({status}).").format(status=status), "")
    return Problem(said(message), said(hint))


def problem_in_stream(error: object) -> Problem:
    """An error inside an answer that had already begun."""
    message = error.get("message") if isinstance(error, dict) else error
    return Problem(
        translate("Chat", "The answer broke off: {message}").format(message=message),
        translate("Chat", "What came before is above. Send it again to let another machine try."),
    )


def problem_of_connection(snapshot: Snapshot, detail: str) -> Problem:
    """Our own port did not even take the request."""
    if snapshot.port.is_open:
        return Problem(
            translate("Chat", "The connection to {address} broke ({detail}).").format(
                address=snapshot.port.address, detail=detail
            ),
            translate("Chat", "Send it again."),
        )
    return Problem(
        translate("Chat", "Exo Bridge's own port is not open."),
        translate("Chat", "The status window says why."),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A backend that could answer the same question. `model` names both, so that nobody else answers."""

    caption: str
    model: str
    is_cloud: bool


def other_places(snapshot: Snapshot, answer: Answer) -> tuple[Place, ...]:
    """Who else could be asked the same: with the same model where it is there, else with what is ready."""
    found = []
    for status in (*own_nodes(snapshot), *clouds(snapshot)):
        backend = status.backend
        is_cloud = not backend.locality.is_local
        is_able = is_usable_cloud(status) if is_cloud else status.health.state is HealthState.UP
        may_go = snapshot.mode is not (Mode.LOCAL_ONLY if is_cloud else Mode.CLOUD_ONLY)
        if not is_able or not may_go or backend.name == answer.backend:
            continue
        ready = [m.id for m in status.models if m.may_answer] or _named(backend.models)
        model = answer.model if answer.model in ready or not ready else ready[0]
        caption = translate("Chat", "{name} with {model}").format(name=shown_name(backend), model=short_model(model))
        found.append(Place(caption, f"{backend.name}/{model}", is_cloud))
    return tuple(found)
