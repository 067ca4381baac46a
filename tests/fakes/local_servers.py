"""Other local servers as they answer: Ollama, LM Studio, llama.cpp, vLLM, SGLang, LocalAI, mlx-lm, Jan.

Only what a check and a cold start ask for; documents shaped after each product's own API pages. Every server
answers unknown paths in its own way, because that is what the others' checks meet.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from core.simulation.http_server import Exchange, HttpServer
from core.simulation.server_style import Headers, render

LOADED, HELD = "loaded-model", "held-model"


class _Plain:
    """Heads with the Server header of the product."""

    def __init__(self, server: str) -> None:
        self._server = server

    def head(self, status: int, content_type: str, size: int | None, *, extra: Headers, closes: bool) -> bytes:
        headers = [("Content-Type", content_type), *extra]
        headers += [("Server", self._server)] if self._server else []
        headers.append(("Transfer-Encoding", "chunked") if size is None else ("Content-Length", str(size)))
        return render(f"HTTP/1.1 {status} X", headers)

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value).encode()


def _listing(owner: str | None, *names: str, **more: Any) -> dict[str, Any]:
    owned = {} if owner is None else {"owned_by": owner}
    return {"object": "list", "data": [{"id": n, "object": "model", "created": 1, **owned, **more} for n in names]}


class LocalServer:
    """One fake. `loaded` grows when it is told to load; `loads` is what it was told."""

    def __init__(self, product: str, *, load_seconds: float = 0.0) -> None:
        self.product = product
        self.loaded = [LOADED]
        self.loads: list[str] = []
        self.paths: list[str] = []
        self._load_seconds = load_seconds
        server = {"mlx-lm": "BaseHTTP/0.6 Python/3.12.1", "llama.cpp": "llama.cpp", "vLLM": "uvicorn"}.get(product, "")
        self._http = HttpServer(self._answer, _Plain(server))

    @property
    def port(self) -> int:
        return self._http.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        await self._http.open(0)

    async def close(self) -> None:
        await self._http.close()

    async def _answer(self, exchange: Exchange) -> None:
        request = exchange.request
        self.paths.append(f"{request.method} {request.path}")
        if request.method == "POST":
            await self._load(exchange)
            return
        document = self._documents().get(request.path)
        if document is not None:
            await exchange.json(document)
        elif self.product == "LM Studio":
            await exchange.json({"error": f"Unexpected endpoint or method. (GET {request.path})"})
        elif self.product == "Jan":
            await exchange.text(b"Not Found", "text/plain", 404)
        else:
            await exchange.json({"error": {"message": "File Not Found", "type": "not_found_error", "code": 404}}, 404)

    async def _load(self, exchange: Exchange) -> None:
        paths = {
            "Ollama": "/api/generate",
            "LM Studio": "/api/v1/models/load",
            "llama.cpp router": "/models/load",
            "LocalAI": "/backend/load",
        }
        body = json.loads(exchange.request.body)
        if exchange.request.path != paths.get(self.product) or body.get("prompt"):
            await exchange.json({"error": "not found"}, 404)
            return
        self.loads.append(body["model"])
        await asyncio.sleep(self._load_seconds)
        self.loaded.append(body["model"])
        await exchange.json({"model": body["model"], "response": "", "done": True, "done_reason": "load"})

    def _documents(self) -> dict[str, Any]:
        names = [LOADED, HELD]
        loaded: Sequence[str] = self.loaded
        match self.product:
            case "Ollama":
                return {
                    "/": "Ollama is running",
                    "/api/version": {"version": "0.12.6"},
                    "/api/tags": {"models": [{"name": n, "model": n, "size": 1} for n in names]},
                    "/api/ps": {"models": [{"name": n, "model": n, "context_length": 4096} for n in loaded]},
                    "/v1/models": _listing("library", *names),
                }
            case "LM Studio":
                listed: list[dict[str, Any]] = [
                    {"id": n, "object": "model", "type": "llm", "arch": "qwen3", "max_context_length": 32768,
                     "state": "loaded" if n in loaded else "not-loaded"}
                    for n in names
                ]  # fmt: skip
                return {
                    "/api/v0/models": {"object": "list", "data": listed},
                    "/v1/models": _listing("organization_owner", *names),
                }
            case "llama.cpp":
                props = {
                    "default_generation_settings": {"n_ctx": 8192},
                    "total_slots": 4,
                    "build_info": "b7200-1234567",
                }
                return {
                    "/props": props,
                    "/v1/models": _listing("llamacpp", LOADED, meta={"n_ctx_train": 131072}),
                    "/health": {"status": "ok"},
                }
            case "llama.cpp router":
                listed = [{"id": n, "status": {"value": "loaded" if n in loaded else "unloaded"}} for n in names]
                listed.append({"id": "broken", "status": {"value": "unloaded", "failed": True, "exit_code": 1}})
                return {
                    "/props": {"default_generation_settings": {}, "build_info": "b7500-1", "role": "router"},
                    "/v1/models": {"object": "list", "data": listed},
                }
            case "vLLM":
                return {"/version": {"version": "0.11.0"}, "/v1/models": _listing("vllm", LOADED, max_model_len=40960)}
            case "SGLang":
                return {
                    "/get_model_info": {"model_path": LOADED, "is_generation": True},
                    "/v1/models": _listing("sglang", LOADED, max_model_len=40960),
                    "/health": "",
                }
            case "LocalAI":
                return {
                    "/system": {"backends": ["llama-cpp"], "loaded_models": [{"id": n} for n in loaded]},
                    "/version": {"version": "v3.7.0"},
                    "/v1/models": _listing(None, *names),
                }
            case "mlx-lm":
                return {"/v1/models": _listing(None, *names), "/health": {"status": "ok"}}
            case "Jan":
                about = {"openapi": "3.0.0", "info": {"title": "Jan API Server Endpoints", "version": "1.0"}}
                return {"/openapi.json": about, "/v1/models": _listing("user", LOADED)}
            case _:
                return {"/v1/models": _listing("somebody", LOADED)}


@asynccontextmanager
async def local_server(product: str, *, load_seconds: float = 0.0) -> AsyncIterator[LocalServer]:
    """`async with` a fake of this product in this loop; it takes `load_seconds` to load a model."""
    server = LocalServer(product, load_seconds=load_seconds)
    await server.open()
    try:
        yield server
    finally:
        await server.close()
