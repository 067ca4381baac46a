"""The table of consequences, and what statuses mean."""

from __future__ import annotations

import pytest

from core.domain import FailureKind
from core.errors import CONSEQUENCES, Blame, kind_of_status, sentence


def test_every_failure_has_its_consequence() -> None:
    assert set(CONSEQUENCES) == set(FailureKind)


@pytest.mark.parametrize("kind", list(FailureKind))
def test_every_consequence_says_what_happened_and_what_to_do(kind: FailureKind) -> None:
    consequence = CONSEQUENCES[kind]
    assert consequence.title
    assert consequence.hint.endswith(".")
    assert 400 <= consequence.status < 600


@pytest.mark.parametrize("kind", [FailureKind.CALLER_FAULT, FailureKind.CONTEXT_TOO_LONG, FailureKind.BAD_REQUEST])
def test_a_fault_of_the_caller_is_never_tried_elsewhere(kind: FailureKind) -> None:
    assert not CONSEQUENCES[kind].retries_elsewhere
    assert CONSEQUENCES[kind].blame is Blame.NONE


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b'{"error":{"message":"bad temperature"}}', FailureKind.CALLER_FAULT),
        (413, b"", FailureKind.CALLER_FAULT),
        (422, b'{"detail":[{"msg":"field required"}]}', FailureKind.CALLER_FAULT),
        (400, b'{"error":{"code":"context_length_exceeded"}}', FailureKind.CONTEXT_TOO_LONG),
        (401, b"", FailureKind.KEY_REFUSED),
        (403, b"", FailureKind.KEY_REFUSED),
        (402, b"", FailureKind.NO_CREDIT),
        (429, b'{"error":{"code":"insufficient_quota"}}', FailureKind.NO_CREDIT),
        (400, b'{"error":{"message":"Your credit balance is too low"}}', FailureKind.NO_CREDIT),
        (429, b"", FailureKind.RATE_LIMITED),
        (404, b'{"error":{"message":"No instance found for model X"}}', FailureKind.MODEL_NOT_FOUND),
        (404, b'{"detail":"Not Found"}', FailureKind.ENDPOINT_NOT_FOUND),
        (405, b'{"detail":"Method Not Allowed"}', FailureKind.ENDPOINT_NOT_FOUND),
        (501, b"", FailureKind.ENDPOINT_NOT_FOUND),
        (408, b"", FailureKind.FIRST_BYTE_TIMEOUT),
        (500, b"", FailureKind.SERVER_ERROR),
        (502, b"", FailureKind.SERVER_ERROR),
        (503, b"", FailureKind.OVERLOADED),
        (529, b"", FailureKind.OVERLOADED),
        (302, b"", FailureKind.REDIRECTED),
    ],
)
def test_a_status_means_what_it_means(status: int, body: bytes, kind: FailureKind) -> None:
    assert kind_of_status(status, body) is kind


def test_a_failure_reads_as_one_plain_sentence() -> None:
    assert sentence("studio", FailureKind.CONNECT_REFUSED) == "studio refused the connection"
    assert (
        sentence("studio", FailureKind.SERVER_ERROR, "status 500") == "studio answered with a server error (status 500)"
    )
