"""The HTTP API of exo 1.x: which path does what, for generations 1 and 2.

Paths that real exo has and this node does not act out are listed in /openapi.json (clients read the
generation from it) and answer 501; paths that exo does not have answer exactly as exo does.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import unquote

from core.simulation.cluster import Cluster
from core.simulation.delivery import Wording
from core.simulation.exo_chat import EVENT_STREAM, ExoChat, data_frame, error_body, wording
from core.simulation.exo_paths import PATHS, PATHS_OF_GEN2
from core.simulation.exo_versions import Version
from core.simulation.faults import Fault
from core.simulation.http_server import Exchange
from core.simulation.model_cards import ModelCard
from core.simulation.server_style import NO_STORE, Hypercorn, Style
from core.simulation.state_document import StateDocument, snake
from core.simulation.text_source import TextSource

Route: TypeAlias = Callable[..., Awaitable[None]]
_UNKNOWN_CARD = (
    "Failed to load model card: Cannot connect to host huggingface.co:443 ssl:default [Name or service not known]"
)
_NO_METAL = "No cycle where every node supports a backend in ['MlxMetal'] for {}"


class ExoApi:
    """One node of the cluster, the first of its machines, as an HTTP application."""

    def __init__(
        self, cluster: Cluster, text: TextSource, generation: int, *, keep_alive: float = 10.0, version: str = ""
    ) -> None:
        self.cluster = cluster
        self.style: Style = Hypercorn()
        self._generation = generation
        self._keep_alive = keep_alive
        self._document = StateDocument(cluster, generation)
        self._version = Version.of(version)
        self._chat = ExoChat(cluster, text, generation, keep_alive, self._version)
        known = PATHS | (PATHS_OF_GEN2 if generation == 2 else {})
        self._paths = {path: methods for path, methods in known.items() if self._version.has(path)}
        self._routes = [(method, re.compile(pattern + r"\Z"), route) for method, pattern, route in self._table()]

    def _table(self) -> list[tuple[str, str, Route]]:
        tags = r"/ollama/api/(?:api/|v1/)?tags"
        of_gen2: list[tuple[str, str, Route]] = [
            ("GET", "/v1/feature-flags", self._feature_flags),
            ("GET", "/instance/await", self._await_instance),
        ]
        return [
            *(of_gen2 if self._generation == 2 else []),
            ("GET", "/node_id", self._node_id),
            ("GET", "/state", self._state),
            ("GET", "/state/(.+)", self._state_path),
            ("GET", "/(?:v1/)?models", self._models),
            ("GET", "/ollama/api/ps", self._ollama_ps),
            ("GET", tags, self._ollama_tags),
            ("GET", "/ollama/api/version", self._ollama_version),
            ("GET", "/openapi.json", self._openapi),
            ("GET", "/(?:images|onboarding|v1/traces)", self._nothing_yet),
            ("GET", "/instance/placement", self._placement),
            ("GET", "/instance/previews", self._previews),
            ("GET", "/instance/([^/]+)", self._get_instance),
            ("DELETE", "/instance/([^/]+)", self._delete_instance),
            ("POST", "/place_instance", self._place_instance),
            ("POST", "/instance", self._create_instance),
            ("POST", "/v1/cancel/([^/]+)", self._cancel),
            ("POST", "/download/start", self._download_start),
            ("POST", "/download/cancel", self._download_cancel),
            ("DELETE", "/download/([^/]+)/(.+)", self._download_delete),
        ]

    async def answer(self, exchange: Exchange, fault: Fault | None) -> None:
        """Answer one request."""
        request = exchange.request
        if (request.method, request.path) == ("POST", "/v1/chat/completions"):
            await self._chat.answer(exchange, fault)
            return
        for method, pattern, route in self._routes if self._version.has(request.path) else ():
            match = pattern.match(request.path)
            if match and method == request.method:
                await route(exchange, *match.groups())
                return
        await self._unrouted(exchange)

    def listening(self, port: int) -> None:
        """Its port, as it appears in the topology."""
        self.cluster.machines[0] = replace(self.cluster.machines[0], port=port)

    def wording(self, fault: Fault | None) -> Wording:
        """exo's own frames for pauses and faults."""
        return wording(fault, self._keep_alive)

    def disturb(self, kind: str, value: str) -> bool:
        """Faults of the cluster instead of a request: see `exo_node --help`. False when unknown."""
        placement = self.cluster.instance_for(value)
        match kind:
            case "peer_lost":
                peers = self.cluster.machines[1:]
                self.cluster.departed |= {m.id for m in peers if value in ("", m.name.split(" ")[0])}
            case "state_frozen":
                self.cluster.frozen_index = self.cluster.event_index
            case "runner_failed" if placement is not None:
                self.cluster.crash(placement, comes_back=False)
            case "runner_restart" if placement is not None:
                self.cluster.crash(placement)
            case "instance_gone" if placement is not None:
                self.cluster.delete(placement.instance_id)
            case "commands_ignored":
                self.cluster.refuses_silently = True
            case "crash_loop":
                self.cluster.crashing.add(value)
            case "download_failed" if value in self.cluster.downloads:
                text = f"Model files not found locally in offline mode: {value}"
                self.cluster.downloads[value].failure = text
            case _:
                return False
        return True

    def heal(self) -> None:
        """Undo all disturbances."""
        self.cluster.departed.clear()
        self.cluster.frozen_index = None
        self.cluster.refuses_silently = False
        self.cluster.crashing.clear()
        for placement in self.cluster.placements.values():
            placement.failure = ""
        for download in self.cluster.downloads.values():
            download.failure = ""

    async def _unrouted(self, exchange: Exchange) -> None:
        request = exchange.request
        methods = next((m for pattern, m in self._paths.items() if _path_matches(pattern, request.path)), "")
        if request.method in methods.split():
            await self._not_simulated(exchange)
        elif request.method in ("GET", "HEAD"):
            await exchange.json({"detail": "Not Found"}, 404)
        else:
            await exchange.json({"detail": "Method Not Allowed"}, 405, extra=(("allow", "GET, HEAD"),))

    async def _not_simulated(self, exchange: Exchange) -> None:
        model = _json_object(exchange.request.body).get("model")
        if isinstance(model, str) and self.cluster.instance_for(model) is None:
            await exchange.json(error_body(404, f"No instance found for model {model}"), 404)
            return
        text = f"{exchange.request.path} exists in exo, but this simulated node does not act it out"
        await exchange.json(error_body(501, text), 501)

    # what the node says of itself

    async def _node_id(self, exchange: Exchange) -> None:
        await exchange.json(self.cluster.machines[0].id)

    async def _state(self, exchange: Exchange) -> None:
        await exchange.json(self._version.state(self._document.whole()))

    async def _state_path(self, exchange: Exchange, path: str) -> None:
        value: Any = self._document.whole()
        for name in path.split("/"):
            if not isinstance(value, dict) or name not in value:
                await exchange.json(error_body(404, f"unable to find path '{path}' in state json"), 404)
                return
            value = value[name]
        await exchange.json(value)

    async def _feature_flags(self, exchange: Exchange) -> None:
        await exchange.json({"disaggregation": False})

    async def _nothing_yet(self, exchange: Exchange) -> None:
        documents = {"/images": {"data": []}, "/onboarding": {"completed": False}, "/v1/traces": {"traces": []}}
        await exchange.json(documents[exchange.request.path])

    async def _openapi(self, exchange: Exchange) -> None:
        paths: dict[str, dict[str, dict[str, str]]] = {
            path: {method.lower(): {} for method in methods.split()} for path, methods in self._paths.items()
        }
        info = {"title": "FastAPI", "version": "0.1.0"}
        await exchange.json({"openapi": "3.1.0", "info": info, "paths": paths, "components": {}})

    # models

    def _downloaded(self) -> list[ModelCard]:
        return [card for card in self.cluster.cards.values() if self.cluster.downloaded_share(card.id) == 1.0]

    async def _models(self, exchange: Exchange) -> None:
        only = exchange.request.query.get("status") == "downloaded"
        cards = self._downloaded() if only else list(self.cluster.cards.values())
        created = int(time.time())
        await exchange.json(
            {"object": "list", "data": [card.as_list_entry(self._generation, created) for card in cards]}
        )

    async def _ollama_ps(self, exchange: Exchange) -> None:
        unset = {"size": 0, "digest": None, "details": None, "expires_at": None, "size_vram": None}
        names = dict.fromkeys(p.card.id for p in self.cluster.placements.values())
        await exchange.json({"models": [{"name": name, "model": name, **unset} for name in names]})

    async def _ollama_tags(self, exchange: Exchange) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        models = [
            {
                "name": card.id,
                "model": card.id,
                "modified_at": now,
                "size": card.size,
                "digest": "sha256:000000000000",
                "details": {
                    "format": None,
                    "family": card.family or None,
                    "parameter_size": None,
                    "quantization_level": card.quantization or None,
                },
            }
            for card in self._downloaded()
        ]
        await exchange.json({"models": models})

    async def _ollama_version(self, exchange: Exchange) -> None:
        await exchange.json({"version": "1.0.0" if self._generation == 2 else "exo v1.0"})

    async def _download_start(self, exchange: Exchange) -> None:
        body = _json_object(exchange.request.body)
        shard = next(iter((body.get("shardMetadata") or {"": {}}).values()))
        model = str(shard.get("modelCard", {}).get("modelId", ""))
        if not self.cluster.refuses_silently:
            self.cluster.download(
                self.cluster.cards.setdefault(model, ModelCard(model)), str(body.get("targetNodeId", ""))
            )
        await exchange.json({"commandId": str(uuid.uuid4())})

    async def _download_cancel(self, exchange: Exchange) -> None:
        body = _json_object(exchange.request.body)
        if not self.cluster.refuses_silently:
            self.cluster.stop_download(str(body.get("modelId", "")), str(body.get("targetNodeId", "")))
        await exchange.json({"commandId": str(uuid.uuid4())})

    async def _download_delete(self, exchange: Exchange, node: str, model: str) -> None:
        if not self.cluster.refuses_silently:
            self.cluster.remove_files(unquote(model), unquote(node))
        await exchange.json({"commandId": str(uuid.uuid4())})

    # instances

    async def _known_card(self, exchange: Exchange, model: str) -> ModelCard | None:
        card = self.cluster.cards.get(model)
        if card is None:
            await exchange.json(error_body(400, _UNKNOWN_CARD), 400)
        return card

    async def _placement(self, exchange: Exchange) -> None:
        card = await self._known_card(exchange, exchange.request.query.get("model_id", ""))
        if card is None:
            return
        if self.cluster.fits(card):
            await exchange.json(self._document.instance(self.cluster.propose(card)))
        else:
            await exchange.json(error_body(400, "No cycles found with sufficient memory"), 400)

    async def _previews(self, exchange: Exchange) -> None:
        card = await self._known_card(exchange, exchange.request.query.get("model_id", ""))
        if card is None:
            return
        previews = [
            self._preview(card, sharding, meta)
            for sharding in ("Pipeline", "Tensor")
            for meta in ("MlxRing", "MlxJaccl")
        ]
        await exchange.json({"previews": previews})

    def _preview(self, card: ModelCard, sharding: str, meta: str) -> dict[str, Any]:
        error = None if meta == "MlxRing" else _NO_METAL.format(card.id)
        if error is None and not self.cluster.fits(card):
            error = "No cycles found with sufficient memory"
        placement = self.cluster.propose(card) if error is None else None
        deltas = {node: card.size // len(placement.runners) for node in placement.runners} if placement else None
        return {
            "model_id": card.id,
            "sharding": sharding,
            "instance_meta": meta,
            "instance": self._document.instance(placement) if placement else None,
            "memory_delta_by_node": deltas,
            "error": error,
        }

    async def _get_instance(self, exchange: Exchange, instance_id: str) -> None:
        placement = self.cluster.placements.get(instance_id)
        if placement is None:
            await exchange.json(error_body(404, "Instance not found"), 404)
        else:
            await exchange.json(self._document.instance(placement))

    async def _delete_instance(self, exchange: Exchange, instance_id: str) -> None:
        is_known = instance_id in self.cluster.placements if self.cluster.refuses_silently else None
        if not (self.cluster.delete(instance_id) if is_known is None else is_known):
            await exchange.json(error_body(404, "Instance not found"), 404)
            return
        received = {"message": "Command received.", "command_id": str(uuid.uuid4())}
        await exchange.json(received | {"instance_id": instance_id})

    async def _place_instance(self, exchange: Exchange) -> None:
        body = _json_object(exchange.request.body)
        if "model_id" not in body:
            detail = {"type": "missing", "loc": ["body", "model_id"], "msg": "Field required", "input": body}
            await exchange.json({"detail": [detail]}, 422)
            return
        card = await self._known_card(exchange, str(body["model_id"]))
        if card is None:
            return
        self.cluster.place(card)
        received = {"message": "Command received.", "command_id": str(uuid.uuid4())}
        await exchange.json(received | {"model_card": self._document.card(card)})

    async def _create_instance(self, exchange: Exchange) -> None:
        """The instance of a preview, sent back as it was."""
        instance = next(iter(dict(_json_object(exchange.request.body).get("instance") or {"": {}}).values()))
        shards = instance.get("shardAssignments", {})
        card = self.cluster.cards.get(str(shards.get("modelId", "")))
        if card is None or not shards.get("nodeToRunner"):
            await exchange.json({"detail": [{"type": "missing", "loc": ["body", "instance"], "msg": "bad"}]}, 422)
            return
        self.cluster.place(card, instance_id=str(instance["instanceId"]), runners=dict(shards["nodeToRunner"]))
        received = {"message": "Command received.", "command_id": str(uuid.uuid4())}
        await exchange.json(received | {"model_card": self._document.card(card)})

    async def _await_instance(self, exchange: Exchange) -> None:
        """`ready` only says that the instance exists, as in real exo."""
        query = exchange.request.query
        model, limit = query.get("model_id", ""), float(query.get("timeout_seconds") or 0)
        await exchange.begin(EVENT_STREAM, extra=NO_STORE)
        await exchange.chunk(b": keep-alive\n\n")
        placement = await self.cluster.appears(model, limit or 300.0)
        if placement is None:
            answer = {"type": "timeout", "message": f"No instance found for model {model}"}
        else:
            answer = {"type": "ready", "instance": snake(self._document.instance(placement))}
        await exchange.chunk(data_frame(answer))
        await exchange.end()

    async def _cancel(self, exchange: Exchange, command_id: str) -> None:
        if self.cluster.cancel(command_id):
            await exchange.json({"message": "Command cancelled.", "command_id": command_id})
        else:
            await exchange.json(error_body(404, "Command not found or already completed"), 404)


def _path_matches(pattern: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", pattern), path) is not None


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
