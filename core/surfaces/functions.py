"""OpenAI's functions beside text: audio, images and rerank, passed through where a backend offers them.

Where none does, the answer says who could.
"""

from __future__ import annotations

from core.calls import call_of, required
from core.dialects.multipart import boundary_of, field_of
from core.dialects.openai import UnreadableBody, ask_of
from core.domain import FailureKind
from core.errors import RequestFailed
from core.providers import offering
from core.relay import Relay
from core.reply import Reply
from core.wire import Request

FUNCTIONS = frozenset({
    "audio/speech", "audio/transcriptions", "audio/translations", "images/edits", "images/generations",
    "images/variations", "rerank",
})  # fmt: skip

_NOBODY = frozenset({FailureKind.ENDPOINT_NOT_FOUND, FailureKind.UNKNOWN_MODEL, FailureKind.NO_BACKEND})


async def serve_function(relay: Relay, request: Request, reply: Reply, endpoint: str) -> None:
    """Pass one of FUNCTIONS on; raises RequestFailed."""
    required(request, b"POST")
    model, is_stream = _asked(request)
    call = call_of(request, endpoint, request.body, model, is_stream=is_stream)
    try:
        await relay.serve(call, reply)
    except RequestFailed as failure:
        if failure.kind not in _NOBODY or failure.status is not None:
            raise
        raise RequestFailed(
            FailureKind.ENDPOINT_NOT_FOUND, _who_could(endpoint, model, failure.detail), code="unsupported_endpoint"
        ) from failure


def _asked(request: Request) -> tuple[str, bool]:
    """(model, whether it streams) of a JSON body or a form; raises RequestFailed."""
    boundary = boundary_of(request.header(b"content-type") or b"")
    if boundary is not None:
        model = field_of(request.body, boundary, "model") or ""
        is_stream = field_of(request.body, boundary, "stream") == "true"
    else:
        try:
            ask = ask_of(request.body)
        except UnreadableBody as error:
            raise RequestFailed(FailureKind.BAD_REQUEST, f"{error} (a form will do, too)") from error
        model, is_stream = ask.model, ask.is_stream
    if not model:
        raise RequestFailed(FailureKind.BAD_REQUEST, "`model` is missing; ask for a name of /v1/models", param="model")
    return model, is_stream


def _who_could(endpoint: str, model: str, tried: str) -> str:
    who = ", ".join(offering(endpoint.partition("/")[0]))
    text = f"no backend here offers {endpoint} for {model[:120]!r}; {who} can: add such an account in the settings"
    if endpoint == "images/generations":
        text += ", or start exo with EXO_ENABLE_IMAGE_MODELS=true and load a model for pictures"
    return f"{text} ({tried})" if tried else text
