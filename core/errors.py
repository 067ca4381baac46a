"""What each failure means, in one table; and the two exceptions that carry a failure.

    Exception
    |- AttemptFailed   one try at one backend failed; the relay decides what follows
    |- RequestFailed   the whole request failed; the port turns it into an answer

Client errors, failover, health and notices all read `CONSEQUENCES`; nobody else decides what a
failure means. Titles say what happened, hints say what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain import FailureKind, Seconds
from core.words.failing import Joined


class Blame(StrEnum):
    """What a failure does to the belief about the backend."""

    NONE = "none"
    """Not the backend's fault (caller, back-pressure, our own decision)."""
    DOWN = "down"
    """Count it: rest with growing back-off."""
    COOL = "cool"
    """It asked us to wait; obey Retry-After."""
    BLOCK = "block"
    """Only its owner can help: key or credit."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a failure. `status` is what the client gets when this was the last word."""

    status: int
    error_type: str
    retries_elsewhere: bool
    blame: Blame
    title: str
    hint: str


K = FailureKind
_API = "api_error"
_INVALID = "invalid_request_error"


def _down(status: int, title: str, hint: str) -> Consequence:
    return Consequence(status, _API, True, Blame.DOWN, title, hint)


_CHECK_NODE = "Check that the machine is on and the server is running there."
_CHECK_ADDRESS = "Check the address in the settings."

CONSEQUENCES: dict[FailureKind, Consequence] = {
    K.CONNECT_REFUSED: _down(503, "refused the connection", _CHECK_NODE),
    K.CONNECT_TIMEOUT: _down(504, "did not answer the connection", _CHECK_NODE),
    K.NAME_NOT_FOUND: _down(503, "has a name that cannot be found", _CHECK_ADDRESS),
    K.UNREACHABLE: _down(503, "cannot be reached over the network", "Check the network connection of both machines."),
    K.TLS_FAILED: _down(502, "has no valid certificate", "Check the address, the clock and the certificate."),
    K.CONNECTION_LOST: _down(502, "closed the connection without an answer", _CHECK_NODE),
    K.FIRST_BYTE_TIMEOUT: _down(504, "accepted the request but did not answer", _CHECK_NODE),
    K.FIRST_TOKEN_TIMEOUT: _down(504, "did not produce a first token in time", "Long prompts may need a larger limit."),
    K.SILENT: _down(504, "stopped in the middle of its answer", _CHECK_NODE),
    K.TOTAL_TIMEOUT: _down(504, "took too long for a whole answer", "Raise the total limit in the settings."),
    K.PROTOCOL_ERROR: _down(502, "answered with broken HTTP", _CHECK_NODE),
    K.SERVER_ERROR: _down(502, "answered with a server error", "Look at the log of that server."),
    K.OVERLOADED: Consequence(
        503, _API, True, Blame.COOL, "is overloaded", "Try again in a moment."
    ),
    K.RATE_LIMITED: Consequence(
        429, "rate_limit_error", True, Blame.COOL, "asked us to slow down", "Try again after the time it named."
    ),
    K.KEY_REFUSED: Consequence(
        502, "authentication_error", True, Blame.BLOCK, "refused the key", "Replace the key in the settings."
    ),
    K.NO_CREDIT: Consequence(
        402, "insufficient_quota", True, Blame.BLOCK, "has no credit left", "Top up the account, then test the key."
    ),
    K.MODEL_NOT_FOUND: Consequence(
        404, _INVALID, True, Blame.NONE, "does not have this model", "Ask for one of the names in /v1/models."
    ),
    K.NOT_READY: Consequence(
        503, _API, True, Blame.NONE, "does not have the model loaded", "Load it, or wait until it is loaded."
    ),
    K.ENDPOINT_NOT_FOUND: Consequence(
        404, _INVALID, True, Blame.NONE, "does not offer this function", "Use another backend for it."
    ),
    K.REDIRECTED: _down(502, "answered with a redirect, which is not followed", _CHECK_ADDRESS),
    K.BAD_ANSWER: _down(502, "answered with something that is not an answer", _CHECK_ADDRESS),
    K.EMPTY_ANSWER: _down(502, "answered with nothing in it", "Look at the log of that server."),
    K.TRUNCATED: _down(502, "broke off its answer", "Look at the log of that server."),
    K.ERROR_IN_STREAM: _down(502, "reported an error inside its answer", "Look at the log of that server."),
    K.WRONG_SERVER: _down(502, "is not the kind of server that was expected", _CHECK_ADDRESS),
    K.CUT_OFF: _down(503, "is cut off from the master of its cluster", "Restart exo on that machine."),
    K.CALLER_FAULT: Consequence(
        400, _INVALID, False, Blame.NONE, "did not accept the request", "Correct the request."
    ),
    K.CONTEXT_TOO_LONG: Consequence(
        400, _INVALID, False, Blame.NONE, "cannot hold a prompt this long", "Shorten the prompt."
    ),
    K.UNTRANSLATABLE: Consequence(
        400, _INVALID, True, Blame.NONE, "cannot be asked this",
        "Leave the named field out, or use a backend that speaks the app's own dialect.",
    ),
    K.NO_KEY: Consequence(
        503, "authentication_error", True, Blame.BLOCK, "has no key", "Add its key in the settings."
    ),
    K.BUSY: Consequence(
        503, _API, True, Blame.NONE, "is busy with as many requests as it can take", "Try again in a moment."
    ),
    K.START_FAILED: _down(503, "could not be started", "Look at the log."),
    K.NO_BACKEND: Consequence(
        503, _API, False, Blame.NONE, "Nothing can answer", "Start a node, or add a cloud key in the settings."
    ),
    K.UNKNOWN_MODEL: Consequence(
        404, _INVALID, False, Blame.NONE, "No backend offers this model", "Ask for one of the names in /v1/models."
    ),
    K.LOCAL_ONLY: Consequence(
        503, _API, False, Blame.NONE, "Only your own machines may answer",
        "Start a node, or allow the cloud by choosing another mode.",
    ),
    K.PAUSED: Consequence(503, _API, False, Blame.NONE, "Exo Bridge is paused", "Resume it from the tray menu."),
    K.BAD_REQUEST: Consequence(400, _INVALID, False, Blame.NONE, "The request cannot be read", "Correct the request."),
    K.LOOP: Consequence(
        508, _API, True, Blame.BLOCK, "leads back to Exo Bridge itself",
        "Remove this address from the settings: it is Exo Bridge's own.",
    ),
    K.INTERNAL: Consequence(
        500, _API, False, Blame.NONE, "Exo Bridge itself failed", "Please report this, with the log."
    ),
}  # fmt: skip


class AttemptFailed(Exception):
    """One try at one backend failed.

    `detail` is in plain words and free of secrets. `wait` is the Retry-After of the backend in
    seconds. `status`, `code` and `param` are the backend's own, for the case that nobody else answers.
    """

    def __init__(
        self,
        kind: FailureKind,
        detail: str = "",
        *,
        wait: Seconds | None = None,
        status: int | None = None,
        code: str = "",
        param: str = "",
    ) -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail
        self.wait = wait
        self.status = status
        self.code = code
        self.param = param


class RequestFailed(Exception):
    """The whole request failed. `wait` becomes Retry-After, `allow` Allow; `status` overrides the table's."""

    def __init__(
        self,
        kind: FailureKind,
        detail: str = "",
        *,
        wait: Seconds | None = None,
        status: int | None = None,
        code: str = "",
        param: str = "",
        allow: str = "",
    ) -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail
        self.wait = wait
        self.status = status
        self.code = code
        self.param = param
        self.allow = allow


def kind_of_status(status: int, body: bytes = b"") -> FailureKind:
    """What an HTTP error status of a backend means. The order of the questions matters.

    1. An empty balance comes as 402, but also as 429 or 400 with a telling code (OpenAI, Gemini).
    2. A prompt that is too long is the caller's, wherever it is tried.
    3. A 404 is about the model when its body says so or is exo's "No instance found", else about the path.
    """
    text = body[:4096].lower()
    if status == 402 or (status in (400, 429) and (b"insufficient_quota" in text or b"credit balance" in text)):
        return K.NO_CREDIT
    if status in (400, 413) and (b"context_length" in text or b"context length" in text or b"context size" in text):
        return K.CONTEXT_TOO_LONG
    if status in (401, 403):
        return K.KEY_REFUSED
    if status == 404:
        return K.MODEL_NOT_FOUND if b"model" in text else K.ENDPOINT_NOT_FOUND
    if status in (405, 501):
        return K.ENDPOINT_NOT_FOUND
    if status == 408:
        return K.FIRST_BYTE_TIMEOUT
    if status == 429:
        return K.RATE_LIMITED
    if status == 508:
        return K.LOOP
    if status in (503, 529):
        return K.OVERLOADED
    if status >= 500:
        return K.SERVER_ERROR
    if 300 <= status < 400:
        return K.REDIRECTED
    return K.CALLER_FAULT


def sentence(name: str, kind: FailureKind, detail: str = "") -> str:
    """One plain sentence about a failure at the backend `name`."""
    template = Joined.FAILED_WITH if detail else Joined.FAILED
    return template.format(name=name, title=CONSEQUENCES[kind].title, detail=detail)


def sentences(*parts: str) -> str:
    """The parts that say something, each ended as a sentence."""
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
