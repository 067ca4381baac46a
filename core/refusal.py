"""An error that is told before any answer, in words that no dialect has touched yet."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain import FailureKind
from core.errors import CONSEQUENCES, RequestFailed

_OPENAIS_CODES = {
    FailureKind.UNKNOWN_MODEL: "model_not_found",
    FailureKind.CONTEXT_TOO_LONG: "context_length_exceeded",
    FailureKind.RATE_LIMITED: "rate_limit_exceeded",
    FailureKind.NO_CREDIT: "insufficient_quota",
}
"""Where OpenAI has a code of its own, programs look for that one (API reference, "Error codes")."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a client is told instead of an answer. `param` names the field it is about."""

    status: int
    message: str
    type: str = "invalid_request_error"
    code: str = "bad_request"
    hint: str = ""
    param: str = ""


def refusal_of(failure: RequestFailed) -> Refusal:
    """What a failed request tells its client."""
    consequence = CONSEQUENCES[failure.kind]
    is_about_access = failure.kind is FailureKind.BAD_REQUEST and failure.status in (401, 403)
    return Refusal(
        failure.status or consequence.status,
        failure.detail or consequence.title,
        consequence.error_type,
        failure.code or _OPENAIS_CODES.get(failure.kind, failure.kind.value),
        "" if is_about_access else consequence.hint,
        failure.param,
    )
