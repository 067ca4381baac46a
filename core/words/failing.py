"""What is said of failures beyond their kind, and how it is put together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Detail(StrEnum):
    """What is known of one failure."""

    STATUS = "status {status}"

    # reaching it
    NOTHING_CAME_BACK = "nothing came back in {seconds} s"
    NAME_UNKNOWN = "the name {host} is known to no name server"
    NO_WAY = "there is no way to it"
    NO_ADDRESS_ANSWERED = "no address answered"
    MACOS_PERMISSION = (
        "macOS may be keeping Exo Bridge off the local network: allow it under "
        "System Settings > Privacy & Security > Local Network"
    )
    SAYS_NOTHING = "it accepts connections and says nothing"
    NO_ANSWER = "no answer in {seconds} s"
    NO_WEB_ADDRESS = "its address is no web address"
    PROXY_REFUSED = "the proxy refused"
    CONNECTION_RESET = "connection reset"

    # checking it
    IS_OTHER = "it is {product}, not {name}"
    CALLS_ITSELF = "it is not {name} but calls itself {other}"
    IS_NOT = "it does not answer as {name} does"
    STATUS_OF_LIST = "status {status} for its model list"
    NO_LIST = "its model list is not one"
    STATUS_OF_STATE = "status {status} for its state"
    STATE_UNREADABLE = "its state cannot be read"
    STANDS_STILL = "nothing has happened in its cluster for {seconds} s"

    # its answer
    NO_FINISH_REASON = "the stream ended without a finish reason"
    OTHER_MODEL = "it answered with {model} instead"
    EVENT_NOT_JSON = "an event of the stream is not JSON"
    BODY_NOT_JSON = "the body is not JSON"
    EMPTY_BODY = "{status} with an empty body"
    NO_CONTENT = "no content and no finish reason"
    TOO_LARGE = "the answer is larger than {count} bytes"

    # waiting for it
    TOO_SLOW = "too slow"
    QUEUE_FULL = "the queue is full"
    WAITED = "waited {seconds} s"
    NOT_READY_AFTER = "not ready after {seconds} s ({detail})"
    CRASHES = "{model} crashes again and again and is left alone"
    TOO_MANY_LOADS = "too many models are being loaded already"
    BACKEND_GONE = "the backend is gone"
    ENDING = "Exo Bridge is ending"

    # starting it
    NOT_INSTALLED = "the optional packages {packages} are not installed"
    NOBODY_STARTED = "nobody started it in time"
    NOT_STARTED = "it did not start in time"
    ENDED_AT_ONCE = "it ended at once ({code})"
    ENDED = "it ended unexpectedly ({code})"
    STARTING = "starting"
    QUITTING = "Exo Bridge is quitting"
    NODE_NOT_STARTED = "the simulated node {name} did not start"


class Joined(StrEnum):
    """Sentences made of others."""

    LIST = "{reason}; {detail}"
    WITH_WHY = "{reason}: {detail}"
    OF_BACKEND = "{name}: {reason}"
    FAILED_WITH = "{name} {title} ({detail})"
    FAILED = "{name} {title}"
    TITLE_WITH = "{title} ({detail})"
    TITLE = "{title}"
    HINT = "{hint}"
    WITH_HINT = "{detail}. {hint}"
    ITEMS = "{reason}, {more}"


def listed(parts: Iterable[str]) -> str:
    """Several sentences in one line, as `Joined.LIST` says it of two."""
    return "; ".join(parts)


def with_why(what: str, why: str) -> str:
    """What, and why where that is known."""
    return Joined.WITH_WHY.format(reason=what, detail=why) if why else what
