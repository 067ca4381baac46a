"""A fake cloud: an OpenAI-compatible server with a key, on the simulated server's HTTP and faults."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from core.simulation.delivery import Piece, Stage, Wording, deliver
from core.simulation.faults import Fault, FaultKind
from core.simulation.http_server import Exchange
from core.simulation.server_style import SIMULATED, Headers, Style, render
from core.simulation.simulated_server import SimulatedServer
from core.simulation.text_source import CannedText, Question, Token, prompt_of

KEY_VARIABLE = "FAKE_CLOUD_KEY"
DEFAULT_KEY = "sk-test-0123456789"
_SUBSTITUTE = "some-other-model"


@dataclass(frozen=True, slots=True)
class CloudOptions:
    """What a cloud is. `token_delay` in seconds."""

    key: str = DEFAULT_KEY
    models: tuple[str, ...] = ("gpt-test", "gpt-test-mini")
    tokens: int | None = None
    token_delay: float = 0.0


class _CloudStyle:
    """Heads as a common cloud gateway writes them."""

    def head(self, status: int, content_type: str, size: int | None, *, extra: Headers, closes: bool) -> bytes:
        headers = [
            ("date", formatdate(usegmt=True)),
            ("content-type", content_type),
            ("transfer-encoding", "chunked") if size is None else ("content-length", str(size)),
            ("connection", "close" if closes else "keep-alive"),
            ("x-request-id", f"req_{uuid.uuid4().hex}"),
            SIMULATED,
            *extra,
        ]
        return render(f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", headers)

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class _Chat:
    id: str
    model: str
    question: Question
    includes_usage: bool
    has_finish: bool

    def envelope(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": int(time.time()),
            "model": self.model,
            "system_fingerprint": "fp_simulated",
            "choices": choices,
        }


def _usage(prompt: str, tokens: int) -> dict[str, int]:
    asked = max(1, len(prompt.split()))
    return {"prompt_tokens": asked, "completion_tokens": tokens, "total_tokens": asked + tokens}


def _error(message: str, kind: str, code: str | None, parameter: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": parameter, "code": code}}


class FakeCloud:
    """The application."""

    def __init__(self, options: CloudOptions) -> None:
        self.style: Style = _CloudStyle()
        self._options = options
        self._text = CannedText(options.tokens, options.token_delay)

    def listening(self, port: int) -> None:
        """Nothing depends on it."""

    def disturb(self, kind: str, value: str) -> bool:
        """No faults of its own."""
        return False

    def heal(self) -> None:
        """No faults of its own."""

    def wording(self, fault: Fault | None) -> Wording:
        """An error inside a stream as OpenAI writes it; no keep-alives."""
        error = _error("The server had an error while processing your request", "server_error", None)
        return Wording(error=b"data: " + self.style.dumps(error) + b"\n\n", done=b"data: [DONE]\n\n")

    async def answer(self, exchange: Exchange, fault: Fault | None) -> None:
        """Answer one request; every path needs the key."""
        request = exchange.request
        if request.header("authorization") != f"Bearer {self._options.key}":
            text = "Incorrect API key provided: sk-****. You can find your API key in your account."
            await exchange.json(_error(text, "invalid_request_error", "invalid_api_key"), 401)
            return
        match request.method, request.path:
            case "GET", "/v1/models":
                entry = {"object": "model", "created": 1_700_000_000, "owned_by": "simulated"}
                await exchange.json({"object": "list", "data": [{"id": m, **entry} for m in self._options.models]})
            case "POST", "/v1/chat/completions":
                await self._chat(exchange, fault)
            case _:
                text = f"Invalid URL ({request.method} {request.path})"
                await exchange.json(_error(text, "invalid_request_error", None), 404)

    async def _chat(self, exchange: Exchange, fault: Fault | None) -> None:
        try:
            body = json.loads(exchange.request.body)
            model, messages = str(body["model"]), body["messages"]
        except (ValueError, KeyError, TypeError):
            text = "We could not parse the JSON body of your request."
            await exchange.json(_error(text, "invalid_request_error", None), 400)
            return
        if model not in self._options.models:
            text = f"The model `{model}` does not exist or you do not have access to it."
            await exchange.json(_error(text, "invalid_request_error", "model_not_found"), 404)
            return
        if not messages:
            text = "Invalid 'messages': empty array. Expected an array with minimum length 1."
            await exchange.json(_error(text, "invalid_request_error", "empty_array", "messages"), 400)
            return
        kind = fault.kind if fault else None
        limit = body.get("max_completion_tokens", body.get("max_tokens"))
        chat = _Chat(
            f"chatcmpl-{uuid.uuid4().hex}",
            _SUBSTITUTE if kind is FaultKind.MODEL_SUBSTITUTION else model,
            Question(prompt_of(messages), limit, body),
            bool((body.get("stream_options") or {}).get("include_usage")),
            kind is not FaultKind.DONE_WITHOUT_FINISH,
        )
        pause = fault.value or 0.0 if fault is not None and kind is FaultKind.SLOW_FIRST_TOKEN else 0.0
        if body.get("stream"):
            await exchange.begin("text/event-stream; charset=utf-8", extra=(("cache-control", "no-cache"),))
            await deliver(exchange, self._pieces(chat, pause), wording=self.wording(fault), fault=fault)
        else:
            await asyncio.sleep(pause)
            await self._plain(exchange, chat, fault)

    def _frame(self, chat: _Chat, delta: dict[str, Any], finish: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        value = chat.envelope("chat.completion.chunk", [choice]) | ({"usage": None} if chat.includes_usage else {})
        return b"data: " + self.style.dumps(value) + b"\n\n"

    async def _pieces(self, chat: _Chat, pause: float) -> AsyncGenerator[Piece, None]:
        yield Piece(Stage.ROLE, self._frame(chat, {"role": "assistant", "content": "", "refusal": None}, None))
        await asyncio.sleep(pause)
        count, finish = 0, "stop"
        async with aclosing(self._text.tokens(chat.question)) as tokens:
            async for token in tokens:
                finish = token.finish or finish
                if token.text:
                    count += 1
                    yield Piece(Stage.CONTENT, self._frame(chat, {"content": token.text}, None))
        yield Piece(Stage.FINISH, self._frame(chat, {}, finish))
        if chat.includes_usage:
            used = chat.envelope("chat.completion.chunk", []) | {"usage": _usage(chat.question.prompt, count)}
            yield Piece(Stage.TRAILER, b"data: " + self.style.dumps(used) + b"\n\n")
        yield Piece(Stage.DONE, b"data: [DONE]\n\n")

    async def _plain(self, exchange: Exchange, chat: _Chat, fault: Fault | None) -> None:
        """A whole answer, or what a fault makes of it: an error status, silence, half of it, or a closed line."""
        async with aclosing(self._text.tokens(chat.question)) as tokens:
            answer: list[Token] = [token async for token in tokens]
        message = {"role": "assistant", "content": "".join(token.text for token in answer), "refusal": None}
        finish = answer[-1].finish if chat.has_finish else None
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        used = _usage(chat.question.prompt, sum(bool(token.text) for token in answer))
        body = self.style.dumps(chat.envelope("chat.completion", [choice]) | {"usage": used})
        match fault.kind if fault else None:
            case FaultKind.ERROR_IN_STREAM | FaultKind.RUNNER_KILLED:
                text = "The server had an error while processing your request"
                await exchange.json(_error(text, "server_error", None), 500)
            case FaultKind.STALL_AFTER_ROLE | FaultKind.STALL_MID_STREAM | FaultKind.KEEPALIVES_FOREVER:
                await asyncio.Event().wait()
            case FaultKind.CUT_BEFORE_CONTENT:
                exchange.cut()
            case FaultKind.CUT_AFTER_CONTENT | FaultKind.END_WITHOUT_FINISH | FaultKind.SPLICED_408:
                head = self.style.head(200, "application/json", len(body), extra=(), closes=True)
                await exchange.raw(head + body[: len(body) // 2])
                exchange.cut()
            case FaultKind.TRUNCATED_JSON:
                await exchange.text(body[: len(body) // 2], "application/json")
            case _:
                await exchange.text(body, "application/json")


def build_cloud(options: CloudOptions, *, allows_faults: bool = False) -> SimulatedServer:
    """A cloud that is not yet open."""
    return SimulatedServer(FakeCloud(options), allows_faults=allows_faults)
