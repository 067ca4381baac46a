"""OpenAI's Responses surface: /v1/responses, without a memory. What points at a stored response is told so.

Source: OpenAI API reference, "Responses".
"""

from __future__ import annotations

import time

import msgspec

from core.call import Call
from core.calls import asked_in, call_of, required
from core.dialects.chat_reader import ChatReader
from core.dialects.fields import Untranslatable
from core.dialects.foreign import Foreign
from core.dialects.names import Dialect
from core.dialects.openai import Ask, ask_of, error_body
from core.dialects.responses_request import Echo, echo_of, to_chat
from core.dialects.responses_writer import ResponsesWriter, plain_response
from core.dialects.retelling import Retold
from core.domain import FailureKind
from core.errors import RequestFailed
from core.relay import Relay
from core.reply import Reply
from core.sse import event
from core.surfaces.telling import tell
from core.wire import Request

_NOT_KEPT = "no response is kept here, so none can be asked for again: `store` is always false"


class ResponsesTeller:
    """Tells one answer in the dialect of the Responses API."""

    dialect = Dialect.RESPONSES
    content_type = b"text/event-stream; charset=utf-8"

    def __init__(self, echo: Echo) -> None:
        self._echo = echo

    def stream(self) -> Retold:
        return Retold(ChatReader(), ResponsesWriter(self._echo, int(time.time())))

    def plain(self, body: bytes) -> bytes:
        return plain_response(ChatReader().plain(body), self._echo, int(time.time()))

    def failure(self, text: str) -> bytes:
        document = {"type": "error", "sequence_number": 0, "code": "server_error", "message": text, "param": None}
        return b"\n\n" + event(msgspec.json.encode(document), b"error")

    def error(self, status: int, text: str) -> bytes:
        return error_body(text, "api_error", "bad_answer")


async def serve_responses(relay: Relay, request: Request, reply: Reply, endpoint: str) -> None:
    """Answer /v1/responses and what is below it; raises RequestFailed."""
    if endpoint != "responses":
        raise RequestFailed(FailureKind.ENDPOINT_NOT_FOUND, _NOT_KEPT, code="stateless")
    required(request, b"POST")
    ask = asked_in(request.body)
    if not ask.model:
        raise RequestFailed(FailureKind.BAD_REQUEST, "`model` is missing", param="model")
    call, echo = _call_of(request, ask)
    await tell(relay, call, reply, ResponsesTeller(echo))


def _call_of(request: Request, ask: Ask) -> tuple[Call, Echo]:
    """The call, which alone holds the translation (it is not to be kept while the answer runs), and what is echoed."""
    try:
        told = to_chat(request.body)
        foreign = Foreign(Dialect.RESPONSES, b"/responses", request.body, told.thinking, told.lost)
        body, affinity, echo = told.body, ask_of(told.body).affinity, echo_of(request.body)
    except Untranslatable as refusal:
        foreign = Foreign(Dialect.RESPONSES, b"/responses", request.body, refusal=refusal)
        body, affinity, echo = b"{}", "", Echo({"model": ask.model}, {})
    call = call_of(
        request, "chat/completions", body, ask.model, is_stream=ask.is_stream, affinity=affinity, foreign=foreign
    )
    return call, echo
