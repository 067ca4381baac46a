"""exo 0.0.x as it answered: aiohttp, no state, a silent default model, streams without [DONE] and usage."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from core.simulation.cluster import Machine
from core.simulation.delivery import Piece, Stage, Wording, deliver, forever
from core.simulation.exo_chat import SUBSTITUTE
from core.simulation.faults import Fault, FaultKind
from core.simulation.http_server import Exchange
from core.simulation.server_style import Aiohttp, Style
from core.simulation.text_source import Question, TextSource, prompt_of

_JSON = "application/json; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_TROUBLE = b"500 Internal Server Error\n\nServer got itself in trouble"
_CATALOGUE = ("llama-3.3-70b", "llama-3.2-1b", "llama-3.2-3b", "llama-3.1-8b", "qwen-2.5-7b", "dummy")
_END_OF_TURN = "<|im_end|>"
_TARGETS = {"/v1/chat/completions", "/chat/completions"}


@dataclass(frozen=True, slots=True)
class _Chat:
    model: str
    question: Question
    id: str
    shows_end: bool = False

    @property
    def prompt_tokens(self) -> int:
        return max(1, len(self.question.prompt.split()))


class ExoGen0:
    """A node of the first generation. `models[0]` is its default model, served for every unknown name."""

    def __init__(self, machines: list[Machine], models: list[str], text: TextSource) -> None:
        self.style: Style = Aiohttp()
        self._machines = machines
        self._models = models
        self._text = text

    def listening(self, port: int) -> None:
        """This generation tells its address nowhere."""

    def wording(self, fault: Fault | None) -> Wording:
        """This generation has no keep-alives and no error events; a killed peer is plain silence."""
        return Wording()

    def disturb(self, kind: str, value: str) -> bool:
        """A peer that is lost disappears from the topology."""
        if kind == "peer_lost":
            del self._machines[1:]
        return kind == "peer_lost"

    def heal(self) -> None:
        """Lost peers stay lost."""

    async def answer(self, exchange: Exchange, fault: Fault | None) -> None:
        """Answer one request."""
        request = exchange.request
        documents = {
            "/healthcheck": lambda: {"status": "ok"},
            "/v1/models": self._list,
            "/models": self._list,
            "/initial_models": self._initial_models,
            "/v1/topology": self._topology,
            "/topology": self._topology,
            "/v1/download/progress": dict,
        }
        if request.method == "POST" and request.path in _TARGETS:
            await self._chat(exchange, fault)
        elif (request.method, request.path) == ("POST", "/v1/chat/token/encode"):
            await exchange.text(_TROUBLE, _TEXT, 500)  # its dummy engine cannot count
        elif request.method in ("GET", "HEAD") and request.path in documents:
            await exchange.json(documents[request.path](), content_type=_JSON)
        elif request.method in ("GET", "HEAD") and request.path == "/modelpool":
            extra = (("Cache-Control", "no-cache"), ("Connection", "keep-alive"))
            await exchange.begin("text/event-stream", extra=extra)
            await exchange.chunk(b"data: [DONE]\n\n")
            await exchange.end()
        elif request.method in ("GET", "HEAD"):
            await self._not_found(exchange)
        elif request.method == "OPTIONS":
            text = b"CORS preflight request failed: origin header is not specified in the request"
            await exchange.text(text, _TEXT, 403)
        else:
            await exchange.text(b"405: Method Not Allowed", _TEXT, 405, extra=(("Allow", "GET,HEAD"),))

    async def _not_found(self, exchange: Exchange) -> None:
        """aiohttp's static route answers with framing first and an empty chunked body."""
        head = self.style.head(404, "application/octet-stream", None, extra=(), closes=exchange.closes)
        status, kind, framing, *rest = head.split(b"\r\n")
        exchange.status = 404
        await exchange.raw(b"\r\n".join([status, framing, kind, *rest]) + b"0\r\n\r\n")

    # documents

    def _list(self) -> dict[str, Any]:
        names = dict.fromkeys((*self._models, *_CATALOGUE))
        data = [{"id": name, "object": "model", "owned_by": "exo", "ready": True} for name in names]
        return {"object": "list", "data": data}

    def _initial_models(self) -> dict[str, Any]:
        unset = dict.fromkeys(("name", "downloaded", "download_percentage", "total_size", "total_downloaded"))
        return {name: {**unset, "loading": True} for name in self._models}

    def _topology(self) -> dict[str, Any]:
        ids = [machine.name for machine in self._machines]
        return {
            "nodes": {
                machine.name: {
                    "model": machine.kind,
                    "chip": machine.chip,
                    "memory": machine.memory // 1024**2,
                    "flops": {"fp32": 0.0, "fp16": 0.0, "int8": 0.0},
                }
                for machine in self._machines
            },
            "peer_graph": {
                a: [{"from_id": a, "to_id": b, "description": "Loopback (lo)"} for b in ids if b != a] for a in ids
            },
            "active_node_id": None,
        }

    # chat

    async def _chat(self, exchange: Exchange, fault: Fault | None) -> None:
        try:
            body = json.loads(exchange.request.body)
            messages = [{"role": m["role"], "content": m["content"]} for m in body["messages"]]
        except (ValueError, KeyError, TypeError):
            await exchange.text(_TROUBLE, _TEXT, 500)
            return
        asked = str(body.get("model", ""))
        if asked in _CATALOGUE and asked not in self._models:
            engine = f"with inference engine DummyInferenceEngine. Supported models for this engine: {self._models}"
            await exchange.json({"detail": f"Unsupported model: {asked} {engine}"}, 400, content_type=_JSON)
            return
        model = asked if asked in self._models else self._models[0]
        if fault is not None and fault.kind is FaultKind.MODEL_SUBSTITUTION:
            model = SUBSTITUTE
        # every limit but the model's own is ignored by this generation
        shows_end = fault is not None and fault.kind is FaultKind.EOS_IN_TEXT
        chat = _Chat(model, Question(prompt_of(messages), None, body), f"chatcmpl-{uuid.uuid4()}", shows_end)
        fault = _in_this_generation(fault)
        if fault is not None and fault.kind is FaultKind.SLOW_FIRST_TOKEN:
            await asyncio.sleep(fault.value or 0.0)  # not even headers come before the first token
        if body.get("stream"):
            await exchange.begin("text/event-stream", extra=(("Cache-Control", "no-cache"),))
            await deliver(exchange, self._pieces(chat), wording=self.wording(fault), fault=fault)
        else:
            await self._plain(exchange, chat, fault)

    def _envelope(self, chat: _Chat, text: str, finish: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish or None}
        return {
            "id": chat.id,
            "object": "chat.completion",
            "created": int(time.time()),
            "model": chat.model,
            "system_fingerprint": "exo_0.0.1",
            "choices": [choice],
        }

    async def _pieces(self, chat: _Chat) -> AsyncGenerator[Piece, None]:
        async with aclosing(self._text.tokens(chat.question)) as tokens:
            async for token in tokens:
                text = token.text + (_END_OF_TURN if chat.shows_end and token.finish else "")
                frame = self._envelope(chat, text, token.finish)
                choice = frame["choices"][0]
                choice["delta"] = dict(choice["message"])
                stage = Stage.FINISH if token.finish else Stage.CONTENT
                yield Piece(stage, b"data: " + self.style.dumps(frame) + b"\n\n")

    async def _plain(self, exchange: Exchange, chat: _Chat, fault: Fault | None) -> None:
        """Nothing is sent, not even headers, until the whole answer is there."""
        async with aclosing(self._text.tokens(chat.question)) as tokens:
            answer = [token async for token in tokens]
        text = "".join(token.text for token in answer) + (_END_OF_TURN if chat.shows_end else "")
        count = sum(bool(token.text) for token in answer)
        used = {"prompt_tokens": chat.prompt_tokens, "completion_tokens": count}
        used["total_tokens"] = chat.prompt_tokens + count
        kind = fault.kind if fault else None
        finish = "" if kind is FaultKind.DONE_WITHOUT_FINISH else answer[-1].finish
        whole = {**self._envelope(chat, text, finish), "usage": used}
        match kind:
            case FaultKind.STALL_AFTER_ROLE | FaultKind.STALL_MID_STREAM:
                await forever()
            case FaultKind.CUT_BEFORE_CONTENT | FaultKind.CUT_AFTER_CONTENT | FaultKind.END_WITHOUT_FINISH:
                exchange.cut()  # a frozen peer: the connection closes without a byte
            case FaultKind.SPLICED_408:
                await exchange.json({"detail": "Request timed out"}, 408, content_type=_JSON)
            case FaultKind.TRUNCATED_JSON:
                await exchange.text(self.style.dumps(whole)[:-80], _JSON)
            case _:
                await exchange.json(whole, content_type=_JSON)


def _in_this_generation(fault: Fault | None) -> Fault | None:
    """A killed peer is silence, and an error is a 408 in the wrong place: there are no comments and no error events."""
    same = {
        FaultKind.RUNNER_KILLED: FaultKind.STALL_MID_STREAM,
        FaultKind.KEEPALIVES_FOREVER: FaultKind.STALL_AFTER_ROLE,
        FaultKind.ERROR_IN_STREAM: FaultKind.SPLICED_408,
    }
    return replace(fault, kind=same[fault.kind]) if fault is not None and fault.kind in same else fault
