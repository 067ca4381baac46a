"""POST /v1/chat/completions of exo 1.x: streamed and plain, with exo's true frames and exo's true lies."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from core.simulation.chat_requests import parse_chat
from core.simulation.cluster import Cluster, Generation, Placement
from core.simulation.delivery import Piece, Stage, Wording, deliver, forever
from core.simulation.exo_versions import Version
from core.simulation.faults import Fault, FaultKind
from core.simulation.http_server import Exchange
from core.simulation.server_style import NO_STORE
from core.simulation.text_source import Question, TextSource, prompt_of

EVENT_STREAM = "text/event-stream; charset=utf-8"
SUBSTITUTE = "mlx-community/Substituted-Model-4bit"
_KILLED = "Runner shutdown before completing command (signal=9 (Killed))"
_CRASHED = (
    "Runner shutdown before completing command (exitcode=1\nRunner error: AttributeError: 'mlx.core.array' object has"
    " no attribute 'extend'\nTraceback (most recent call last):\n  File \"/simulated/exo/worker/runner/bootstrap.py\", "
    "line 89, in entrypoint\n    runner.main()\nAttributeError: 'mlx.core.array' object has no attribute 'extend'\n)"
)
_MAX_TOKENS = 32_168
_UNSET_MESSAGE = ("reasoning_content", "name", "tool_calls", "tool_call_id", "function_call")


def error_body(status: int, message: str) -> dict[str, Any]:
    """The error shape of exo's own handlers."""
    kind = {400: "Bad Request", 404: "Not Found", 501: "Not Implemented"}[status]
    return {"error": {"message": message, "type": kind, "param": None, "code": status}}


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def data_frame(value: Any) -> bytes:
    """A server-sent event."""
    return f"data: {_dumps(value)}\n\n".encode()


def comment_frame(name: str, value: Any) -> bytes:
    """A server-sent comment with a JSON value, as exo uses them for progress."""
    return f": {name} {_dumps(value)}\n\n".encode()


def wording(fault: Fault | None, interval: float) -> Wording:
    """exo's keep-alive, error event and end mark."""
    message = _CRASHED if fault is not None and fault.kind is FaultKind.ERROR_IN_STREAM else _KILLED
    error = {"error": {"message": message, "type": "InternalServerError", "code": 500}}
    return Wording(b": keep-alive\n\n", interval, data_frame(error), b"data: [DONE]\n\n")


def usage(prompt_tokens: int, completion_tokens: int) -> dict[str, Any]:
    """The `usage` of an answer."""
    names = ("reasoning_tokens", "audio_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens")
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": dict.fromkeys(names, 0),
    }


@dataclass(frozen=True, slots=True)
class _Chat:
    """One accepted chat."""

    body: dict[str, Any]
    placement: Placement
    generation: Generation
    fault: Fault | None

    @property
    def model(self) -> str:
        lies = self.fault is not None and self.fault.kind is FaultKind.MODEL_SUBSTITUTION
        return SUBSTITUTE if lies else self.placement.card.id

    @property
    def question(self) -> Question:
        limit = self.body.get("max_tokens")
        tokens = int(limit) if limit is not None else _MAX_TOKENS
        return Question(prompt_of(self.body.get("messages")), tokens, self.body)

    @property
    def prompt_tokens(self) -> int:
        return 3 + len(self.question.prompt.split())


class ExoChat:
    """Answers chats of generation 1 (writes null keys) and 2 (omits them)."""

    def __init__(
        self, cluster: Cluster, text: TextSource, generation: int, keep_alive: float, version: Version
    ) -> None:
        self._cluster = cluster
        self._text = text
        self._generation = generation
        self._keep_alive = keep_alive
        self._version = version

    async def answer(self, exchange: Exchange, fault: Fault | None) -> None:
        """The whole way of one request."""
        body, problems = parse_chat(exchange.request.body)
        if problems:
            await exchange.json({"detail": problems}, 422)
            return
        placement = self._cluster.instance_for(body["model"])
        if placement is None:
            text = f"No instance found for model {body['model']}"
            await exchange.json(error_body(404, text) if self._version.wraps_errors else {"detail": text}, 404)
            return
        generation = self._cluster.begin(placement, body)
        chat = _Chat(body, placement, generation, fault)
        try:
            if not body["messages"] and self._generation == 1:
                await exchange.begin(EVENT_STREAM if body.get("stream") else "application/json")
                await forever()  # v1.0.71 sent nothing for 30 s, when the capture gave up
            elif not body["messages"] or (fault is not None and fault.kind is FaultKind.RUNNER_KILLED):
                await self._crash(exchange, chat)
            elif body.get("stream"):
                await self._stream(exchange, chat)
            else:
                await self._plain(exchange, chat)
        finally:
            self._cluster.end(generation)

    async def _crash(self, exchange: Exchange, chat: _Chat) -> None:
        """A killed runner, or one that empty `messages` crashed: an error event, or a clean empty 200."""
        words = self._wording(chat.fault)
        if chat.body.get("stream"):
            await exchange.begin(EVENT_STREAM, extra=NO_STORE)
            if words.keep_alive:
                await exchange.chunk(words.keep_alive)
            await exchange.chunk(words.error)
            await exchange.chunk(words.done)
        else:
            await exchange.begin("application/json")
        self._cluster.crash(chat.placement)
        await exchange.end()

    async def _stream(self, exchange: Exchange, chat: _Chat) -> None:
        words = self._wording(chat.fault)
        await exchange.begin(EVENT_STREAM, extra=NO_STORE)
        if words.keep_alive:
            await exchange.chunk(words.keep_alive)
        await deliver(
            exchange, self._pieces(chat), wording=words, fault=chat.fault, cancelled=chat.generation.cancelled
        )

    def _wording(self, fault: Fault | None) -> Wording:
        words = wording(fault, self._keep_alive)
        return words if self._version.keeps_alive else replace(words, keep_alive=b"")

    async def _until_ready(self, placement: Placement) -> None:
        """Queued until the instance is ready: without limit and without an error, as in real exo."""
        while (left := self._cluster.ready_in(placement)) > 0:
            await (forever() if left == float("inf") else asyncio.sleep(left))

    async def _pieces(self, chat: _Chat) -> AsyncGenerator[Piece, None]:
        await self._until_ready(chat.placement)
        if self._version.tells_usage:
            async for piece in self._prefill(chat):
                yield piece
        await _pause_first(chat.fault)
        yield Piece(Stage.ROLE, self._chunk(chat, ""))
        started = time.monotonic()
        try:
            async with aclosing(self._text.tokens(chat.question)) as tokens:
                async for token in tokens:
                    chat.generation.tokens += bool(token.text)
                    stage = Stage.FINISH if token.finish else Stage.CONTENT
                    yield Piece(stage, self._chunk(chat, token.text, token.finish))
        except OSError:
            yield Piece(Stage.TRAILER, wording(None, self._keep_alive).error)
        else:
            if self._version.tells_statistics:
                yield Piece(Stage.TRAILER, comment_frame("generation_stats", self._statistics(chat, started)))
        yield Piece(Stage.DONE, b"data: [DONE]\n\n")

    async def _prefill(self, chat: _Chat) -> AsyncGenerator[Piece, None]:
        """How far the prompt was read: at once, over some seconds, or never to its end."""
        total, kind = max(1, chat.prompt_tokens - 3), chat.fault.kind if chat.fault is not None else None
        steps = 10 if kind is FaultKind.SLOW_PREFILL else 1
        for step in range(steps):
            yield _progress(chat.model, total * step // steps if steps <= total else step, max(total, steps))
            while kind is FaultKind.STUCK_PREFILL:
                await asyncio.sleep(self._keep_alive)
                yield _progress(chat.model, 0, total)
            if kind is FaultKind.SLOW_PREFILL and chat.fault is not None:
                await asyncio.sleep((chat.fault.value or 0.0) / steps)
        yield _progress(chat.model, max(total, steps), max(total, steps))

    def _statistics(self, chat: _Chat, started: float) -> dict[str, Any]:
        seconds = max(1e-6, time.monotonic() - started)
        return {
            "prompt_tps": 117.23454952236915,
            "generation_tps": chat.generation.tokens / seconds,
            "prompt_tokens": chat.prompt_tokens - 1,
            "generation_tokens": chat.generation.tokens,
            "peak_memory_usage": {"in_bytes": 2_478_188},
            "prefix_cache_hit": "none",
        }

    def _message(self, text: str) -> dict[str, Any]:
        unset = dict.fromkeys(_UNSET_MESSAGE) if self._generation == 1 else {}
        return {"role": "assistant", "content": text, **unset}

    def _envelope(self, chat: _Chat, choice: dict[str, Any], used: dict[str, Any] | None) -> dict[str, Any]:
        is_first = self._generation == 1
        return {
            "id": chat.generation.command_id,
            "object": "chat.completion",
            "created": int(time.time()),
            "model": chat.model,
            "choices": [choice],
            **({"usage": used} if used is not None or (is_first and self._version.tells_usage) else {}),
            **({"service_tier": None} if is_first else {}),
        }

    def _chunk(self, chat: _Chat, text: str, finish: str = "") -> bytes:
        choice: dict[str, Any] = {"index": 0, "delta": self._message(text)}
        if self._generation == 1:
            choice |= {"logprobs": None, "finish_reason": finish or None, "usage": None}
        elif finish:
            choice["finish_reason"] = finish
        used = usage(chat.prompt_tokens, chat.generation.tokens) if finish and self._version.tells_usage else None
        return data_frame(self._envelope(chat, choice, used))

    async def _plain(self, exchange: Exchange, chat: _Chat) -> None:
        """Status and headers go out before the generation begins; a failure then is an empty, clean body."""
        await exchange.begin("application/json")
        cancelled = chat.generation.cancelled
        await deliver(
            exchange,
            self._plain_piece(chat),
            wording=Wording(),
            fault=_for_plain(chat.fault),
            cancelled=cancelled,
        )

    async def _plain_piece(self, chat: _Chat) -> AsyncGenerator[Piece, None]:
        await self._until_ready(chat.placement)
        await _pause_first(chat.fault)
        texts: list[str] = []
        finish = ""
        try:
            async with aclosing(self._text.tokens(chat.question)) as tokens:
                async for token in tokens:
                    texts.append(token.text)
                    finish = token.finish
                    chat.generation.tokens += bool(token.text)
        except OSError:
            return
        choice: dict[str, Any] = {"index": 0, "message": self._message("".join(texts))}
        if self._generation == 1:
            choice["logprobs"] = None
        if chat.fault is None or chat.fault.kind is not FaultKind.DONE_WITHOUT_FINISH:
            choice["finish_reason"] = finish
        used = usage(chat.prompt_tokens, chat.generation.tokens) if self._version.tells_usage else None
        yield Piece(Stage.FINISH, _dumps(self._envelope(chat, choice, used)).encode())


def _progress(model: str, done: int, total: int) -> Piece:
    told = {"model": model, "processed_tokens": done, "total_tokens": total}
    return Piece(Stage.COMMENT, comment_frame("prefill_progress", {"PrefillProgressChunk": told}))


async def _pause_first(fault: Fault | None) -> None:
    if fault is not None and fault.kind is FaultKind.SLOW_FIRST_TOKEN:
        await asyncio.sleep(fault.value or 0.0)


_PLAIN = {
    FaultKind.ERROR_IN_STREAM: FaultKind.END_WITHOUT_FINISH,
    FaultKind.KEEPALIVES_FOREVER: FaultKind.STALL_MID_STREAM,
    FaultKind.DONE_WITHOUT_FINISH: None,
}


def _for_plain(fault: Fault | None) -> Fault | None:
    """What a fault of streams is in a plain answer: exo's plain answers carry neither errors nor comments."""
    if fault is None:
        return None
    kind = _PLAIN.get(fault.kind, fault.kind)
    return None if kind is None else Fault(kind)
