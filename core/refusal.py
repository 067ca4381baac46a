"""An error that is told before any answer, in words that no dialect has touched yet."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain import FailureKind
from core.errors import CONSEQUENCES, RequestFailed


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
        failure.code or failure.kind.value,
        "" if is_about_access else consequence.hint,
        failure.param,
    )
