"""Anthropic's surface, /v1/messages and its count_tokens: Claude Code and friends run on every backend by it.

Source: platform.claude.com, API reference "Messages" and "Count tokens in a Message".
"""

from __future__ import annotations

import msgspec

from core.call import Call
from core.calls import asked_in, call_of, required
from core.dialects.anthropic_request import counted, to_chat
from core.dialects.anthropic_writer import AnthropicWriter, anthropic_error, error_document, plain_message
from core.dialects.chat_reader import ChatReader
from core.dialects.collected import collected
from core.dialects.fields import Untranslatable
from core.dialects.foreign import Foreign
from core.dialects.names import Dialect
from core.dialects.openai import Ask, ask_of
from core.dialects.retelling import Retold
from core.dialects.tokens import estimate
from core.domain import FailureKind, RouteRequest
from core.errors import RequestFailed
from core.providers import provider
from core.relay import Relay
from core.reply import Reply
from core.sse import event
from core.surfaces.telling import refused, tell
from core.wire import Request

MESSAGES = "messages"
COUNT = "messages/count_tokens"


class AnthropicTeller:
    """Tells one answer in Anthropic's dialect."""

    dialect = Dialect.ANTHROPIC
    content_type = b"text/event-stream; charset=utf-8"

    def __init__(self, model: str) -> None:
        self._model = model

    def stream(self) -> Retold:
        return Retold(ChatReader(), AnthropicWriter(self._model))

    def plain(self, body: bytes) -> bytes:
        return plain_message(collected(ChatReader().plain(body)), self._model)

    def failure(self, text: str) -> bytes:
        return b"\n\n" + event(msgspec.json.encode(error_document(text, "api_error")), b"error")

    def error(self, status: int, text: str) -> bytes:
        return anthropic_error(status, text)


async def serve_messages(relay: Relay, request: Request, reply: Reply) -> None:
    """Answer /v1/messages; raises RequestFailed."""
    required(request, b"POST")
    ask = _ask_of(request.body)
    await tell(relay, _call_of(request, ask), reply, AnthropicTeller(ask.model))


def _call_of(request: Request, ask: Ask) -> Call:
    """The call, which alone holds the translation: it is not to be kept while the answer runs."""
    query = b"?" + request.query if request.query else b""
    try:
        told = to_chat(request.body)
        foreign = Foreign(Dialect.ANTHROPIC, b"/messages" + query, request.body, told.thinking, told.lost)
        body, affinity = told.body, ask_of(told.body).affinity
    except Untranslatable as refusal:
        foreign = Foreign(Dialect.ANTHROPIC, b"/messages" + query, request.body, refusal=refusal)
        body, affinity = b"{}", ask.affinity
    return call_of(
        request, "chat/completions", body, ask.model, is_stream=ask.is_stream, affinity=affinity, foreign=foreign
    )


async def serve_count(relay: Relay, request: Request, reply: Reply) -> None:
    """Answer /v1/messages/count_tokens: by Anthropic itself where it would answer, else by a guess, marked as one."""
    required(request, b"POST")
    ask = _ask_of(request.body)
    uncounted = Untranslatable("count_tokens", "can be counted by Anthropic only")
    foreign = Foreign(Dialect.ANTHROPIC, b"/messages/count_tokens", request.body, refusal=uncounted)
    call = call_of(request, COUNT, b"{}", ask.model, is_stream=False, foreign=foreign)
    call.has_budget = False  # counting costs nothing
    routed = relay.plan(RouteRequest(call.id, call.model, call.farthest, endpoint=COUNT, mode=call.mode))
    first = provider(routed.candidates[0].backend.provider) if routed.candidates else None
    if first is not None and first.dialect is Dialect.ANTHROPIC:
        await tell(relay, call, reply, AnthropicTeller(ask.model))
        return
    try:
        tokens = estimate(to_chat(counted(request.body)).body)
    except Untranslatable as refusal:
        raise refused(refusal) from refusal
    document = {"input_tokens": tokens, "is_estimate": True}
    reply.whole(200, msgspec.json.encode(document), [(b"x-bridge-estimate", b"input_tokens")])


def _ask_of(body: bytes) -> Ask:
    ask = asked_in(body)
    if not ask.model:
        raise RequestFailed(FailureKind.BAD_REQUEST, "`model` is missing", param="model")
    return ask
