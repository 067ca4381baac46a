"""The ways in which a simulated server can be told to fail, and the board that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.simulation.http_server import Request


class FaultKind(StrEnum):
    """What goes wrong. The names after the comments come as captured from real nodes or clouds."""

    # the whole node
    REFUSE = "refuse"
    FREEZE = "freeze"
    # instead of an answer
    CUT_BEFORE_HEADERS = "cut_before_headers"
    HANG_BEFORE_HEADERS = "hang_before_headers"
    HANG_AFTER_HEADERS = "hang_after_headers"
    STATUS = "status"
    HTML_200 = "html_200"
    EMPTY_200 = "empty_200"
    TRUNCATED_JSON = "truncated_json"
    REDIRECT = "redirect"
    # inside an answer
    SLOW_FIRST_TOKEN = "slow_first_token"
    SLOW_PREFILL = "slow_prefill"
    STUCK_PREFILL = "stuck_prefill"
    KEEPALIVES_FOREVER = "keepalives_forever"
    STALL_AFTER_ROLE = "stall_after_role"
    STALL_MID_STREAM = "stall_mid_stream"
    ERROR_IN_STREAM = "error_in_stream"
    RUNNER_KILLED = "runner_killed"
    CUT_BEFORE_CONTENT = "cut_before_content"
    CUT_AFTER_CONTENT = "cut_after_content"
    DONE_WITHOUT_FINISH = "done_without_finish"
    END_WITHOUT_FINISH = "end_without_finish"
    SPLICED_408 = "spliced_408"
    MODEL_SUBSTITUTION = "model_substitution"
    EOS_IN_TEXT = "eos_in_text"


INSTEAD = frozenset(
    {
        FaultKind.FREEZE,
        FaultKind.CUT_BEFORE_HEADERS,
        FaultKind.HANG_BEFORE_HEADERS,
        FaultKind.HANG_AFTER_HEADERS,
        FaultKind.STATUS,
        FaultKind.HTML_200,
        FaultKind.EMPTY_200,
        FaultKind.REDIRECT,
    }
)
"""Faults that need no answer to spoil."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    `value` is the status of STATUS, the seconds of SLOW_FIRST_TOKEN and SLOW_PREFILL, and of HANG_BEFORE_HEADERS when
    the hang shall end with a good answer; `after` the number of content pieces that get through first; `count` the
    number of requests it hits (None: until healed); `path` the beginning of the paths it hits (empty: every path for
    FREEZE, chats for all others).
    """

    kind: FaultKind
    value: float | None = None
    after: int | None = None
    retry_after: str = ""
    count: int | None = None
    path: str = ""

    def hits(self, request: Request) -> bool:
        """Whether this fault is meant for this request."""
        if self.path:
            return request.path.startswith(self.path)
        return self.kind is FaultKind.FREEZE or request.path.endswith("/chat/completions")


def parse_fault(text: str, more: Mapping[str, Any] | None = None) -> Fault:
    """`kind` or `kind:number`, with the other fields of `Fault` in `more`. Raises ValueError."""
    name, _, number = text.partition(":")
    fields = {name: value for name, value in (more or {}).items() if name in Fault.__slots__ and name != "kind"}
    if number:
        fields["value"] = float(number)
    if "retry_after" in fields:
        fields["retry_after"] = str(fields["retry_after"])
    return Fault(FaultKind(name), **fields)


class FaultBoard:
    """The faults in force. Each request takes at most one: the first that is meant for it."""

    def __init__(self) -> None:
        self._faults: list[tuple[Fault, int | None]] = []

    def add(self, fault: Fault) -> None:
        """Put a fault in force; an older one of the same kind and path gives way."""
        self._faults = [(f, left) for f, left in self._faults if (f.kind, f.path) != (fault.kind, fault.path)]
        self._faults.append((fault, fault.count))

    def clear(self) -> None:
        """Heal."""
        self._faults.clear()

    def take(self, request: Request) -> Fault | None:
        """The fault for this request, counted down."""
        for position, (fault, left) in enumerate(self._faults):
            if fault.hits(request):
                if left is not None:
                    self._faults[position] = (fault, left - 1)
                    if left <= 1:
                        del self._faults[position]
                return fault
        return None
