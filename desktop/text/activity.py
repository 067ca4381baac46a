"""The activity list: running and finished requests, each with its "why?" in plain words."""

from __future__ import annotations

import heapq
from collections.abc import Container
from dataclasses import dataclass

from core.domain import Attempt, LiveRequest, Locality, Outcome, RequestId, RequestRecord, Snapshot, Step
from desktop.text.facts import Moment, duration, name_of, name_shown_as, place, speed
from desktop.text.failing import failure_hint, failure_title
from desktop.text.menu import record_speed
from desktop.text.rows import Tone
from desktop.text.said import said
from desktop.text.steps import step_in_words, where_to_switch
from desktop.text.translate import translate


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One request. `way` is who was tried, in order; `trail` explains it line by line.

    A step is what Exo Bridge did in exo by itself, told where it happened.
    """

    id: RequestId
    time: str
    model: str
    way: str
    tone: Tone
    result: str
    detail: str
    trail: tuple[str, ...]
    is_live: bool = False
    is_step: bool = False


def activity_rows(
    snapshot: Snapshot, now: Moment, stopped: Container[RequestId] = frozenset()
) -> tuple[ActivityRow, ...]:
    """Running requests, newest first, then what is over, newest first; `stopped` are those the owner ended."""
    live = [_live_row(r, snapshot, now) for r in reversed(snapshot.live)]
    over = [(r.wall + r.duration, _finished_row(r, snapshot, now, r.id in stopped)) for r in snapshot.recent]
    if snapshot.steps:
        steps = [(step.wall, _step_row(step, now)) for step in snapshot.steps]
        over = list(heapq.merge(over, steps, key=lambda each: -each[0]))  # both are newest first, ties in their order
    return (*live, *(row for _, row in over))


def _live_row(request: LiveRequest, snapshot: Snapshot, now: Moment) -> ActivityRow:
    name = name_shown_as(snapshot, request.backend_name) if request.backend_name else ""
    trail = [translate("Activity", "Asked for {model}").format(model=request.model)]
    if name:
        trail.append(translate("Activity", "Now at {name}").format(name=name))
    rate = ""
    if request.first_token is not None:
        waited = duration(request.first_token)
        trail.append(translate("Activity", "First token after {time}").format(time=waited))
        rate = speed(request.pieces, now.at - request.at - request.first_token)
    took = duration(max(0.0, now.at - request.at))
    return ActivityRow(
        id=request.id,
        time=now.clock(request.wall, seconds=True),
        model=request.model,
        way=f"{name} …" if name else _waiting(request),
        tone=Tone.BUSY,
        result=translate("Activity", "running") if name else translate("Activity", "waiting"),
        detail=translate("Activity", "{time} · about {rate}").format(time=took, rate=rate) if rate else took,
        trail=tuple(trail),
        is_live=True,
    )


def _waiting(request: LiveRequest) -> str:
    if request.queue_position:
        return translate("Activity", "waiting, {n} before it").format(n=request.queue_position)
    if request.queue_position == 0:
        return translate("Activity", "waiting, next in turn")
    return translate("Activity", "choosing …")


def _finished_row(record: RequestRecord, snapshot: Snapshot, now: Moment, is_stopped: bool) -> ActivityRow:
    tone, result = _result(record, is_stopped)
    facts = [duration(record.duration), record_speed(record)]
    return ActivityRow(
        id=record.id,
        time=now.clock(record.wall, seconds=True),
        model=record.model,
        way=_way(record, snapshot),
        tone=tone,
        result=result,
        detail=" · ".join(f for f in facts if f),
        trail=why(record, snapshot, is_stopped=is_stopped),
    )


def _step_row(step: Step, now: Moment) -> ActivityRow:
    """Something that was mended in exo, or was tried to."""
    tone, result, meaning = step_in_words(step.kind)
    return ActivityRow(
        id=RequestId(f"step {step.wall} {step.kind} {step.model}"),
        time=now.clock(step.wall, seconds=True),
        model=step.model,
        way=step.backend_name,
        tone=tone,
        result=result,
        detail=translate("Activity", "by itself"),
        trail=tuple(line for line in (meaning, said(step.detail), where_to_switch(step.kind)) if line),
        is_step=True,
    )


def _result(record: RequestRecord, is_stopped: bool) -> tuple[Tone, str]:
    match record.outcome:
        case Outcome.SERVED:
            served = record.served_by
            if served is not None and served.locality is Locality.CLOUD:
                return Tone.CLOUD, translate("Activity", "cloud")
            return Tone.GOOD, translate("Activity", "local")
        case Outcome.FAILED:
            return Tone.BAD, translate("Activity", "failed")
        case Outcome.LEFT if is_stopped:
            return Tone.QUIET, translate("Activity", "stopped")
        case Outcome.LEFT:
            return Tone.QUIET, translate("Activity", "app left")


def _way(record: RequestRecord, snapshot: Snapshot) -> str:
    """`studio ✗ → mini ✓`."""
    steps = []
    for attempt in record.attempts:
        name = name_of(snapshot, attempt.backend_id, attempt.backend_name)
        steps.append(f"{name} ✗" if attempt.failure is not None else f"{name} ✓")
    if not steps and record.outcome is not Outcome.LEFT:
        return translate("Activity", "nobody was asked")
    return " → ".join(steps)


def why(record: RequestRecord, snapshot: Snapshot, *, is_stopped: bool = False) -> tuple[str, ...]:
    """The chain of decisions: who was tried, what happened, who was passed over, how it ended."""
    lines = [translate("Activity", "Asked for {model}").format(model=record.model) + _by_app(record)]
    lines += [_tried(i, attempt, snapshot) for i, attempt in enumerate(record.attempts, start=1)]
    tried = {attempt.backend_id for attempt in record.attempts}
    lines += [
        translate("Activity", "Passed over {name}: {reason}").format(
            name=name_of(snapshot, r.backend_id, r.name), reason=said(r.reason)
        )
        for r in record.rejected
        if r.backend_id not in tried
    ]
    lines.append(translate("Activity", "You stopped it here") if is_stopped else _ending(record))
    return tuple(lines)


def _by_app(record: RequestRecord) -> str:
    return translate("Activity", " by {app}").format(app=record.app) if record.app else ""


def _tried(number: int, attempt: Attempt, snapshot: Snapshot) -> str:
    name = name_of(snapshot, attempt.backend_id, attempt.backend_name)
    asked = translate("Activity", "{number}. {name}, {place}").format(
        number=number, name=name, place=place(attempt.locality)
    )
    if attempt.failure is None:
        told = translate("Activity", "answered in {time}").format(time=duration(attempt.duration))
    else:
        title = failure_title(attempt.failure)
        told = translate("Activity", "{title} after {time}").format(title=title, time=duration(attempt.duration))
        if attempt.detail:
            told = f"{told} ({said(attempt.detail)})"
    chosen = f" [{said(attempt.reason)}]" if attempt.reason else ""
    return f"{asked}: {told}{chosen}"


def _ending(record: RequestRecord) -> str:
    match record.outcome:
        case Outcome.SERVED:
            parts = []
            if record.first_token is not None:
                parts.append(
                    translate("Activity", "first token after {time}").format(time=duration(record.first_token))
                )
            if record.completion_tokens is not None:
                parts.append(translate("Activity", "{n} tokens").format(n=record.completion_tokens))
            rate = record_speed(record)
            parts += [rate] if rate else []
            return translate("Activity", "Answered") + (": " + ", ".join(parts) if parts else "")
        case Outcome.FAILED:
            kind = record.failure
            title = failure_title(kind) if kind is not None else ""
            hint = failure_hint(kind) if kind is not None else ""
            detail = f" ({said(record.detail)})" if record.detail else ""
            return translate("Activity", "Failed: {title}{detail}. {hint}").format(
                title=title, detail=detail, hint=hint
            )
        case Outcome.LEFT:
            return translate("Activity", "The app went away before the answer was complete")
