"""One health check of one backend: ask it what it is and what it can answer now. Costs no token.

Raises AttemptFailed with a plain reason when it is not there, or is something else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from core.backends import root_of
from core.cloud import connect_failure
from core.discovery import exo
from core.domain import Backend, BackendKind, FailureKind, ModelState, ModelStatus, NodeFacts, Seconds
from core.errors import AttemptFailed, kind_of_status


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found out."""

    kind: BackendKind
    models: tuple[ModelStatus, ...]
    facts: NodeFacts = NodeFacts()


class Probe:
    """Checks backends with one httpx client. `timeout` is for the whole of one check, in seconds."""

    def __init__(self, client: httpx.AsyncClient, timeout: Seconds) -> None:
        self._client = client
        self.timeout = timeout

    async def check(self, backend: Backend, key: str | None = None) -> Found:
        """Ask `backend`; an AUTO one is found out by its answers: exo, then Ollama, then any OpenAI server."""
        try:
            async with asyncio.timeout(self.timeout):
                return await self._check(backend, key)
        except TimeoutError as error:
            raise AttemptFailed(FailureKind.FIRST_BYTE_TIMEOUT, f"no answer in {self.timeout:g} s") from error

    async def _check(self, backend: Backend, key: str | None) -> Found:
        root = root_of(backend.base_url)
        match backend.kind:
            case BackendKind.EXO:
                found = await self._exo(root)
                if found is None:
                    raise AttemptFailed(FailureKind.WRONG_SERVER, "it does not answer as exo does")
                return found
            case BackendKind.AUTO:
                return await self._exo(root) or await self._ollama(root) or await self._openai(backend.base_url, key)
            case BackendKind.OLLAMA:
                found = await self._ollama(root)
                if found is None:
                    raise AttemptFailed(FailureKind.WRONG_SERVER, "it does not answer as Ollama does")
                return found
            case BackendKind.OPENAI | BackendKind.BUILTIN:
                return await self._openai(backend.base_url, key)

    async def _exo(self, root: str) -> Found | None:
        status, node_id, _ = await self._json(root + "/node_id")
        generation = exo.generation_of(node_id) if status == 200 else ""
        if not generation:
            return await self._first_generation_exo(root)
        assert isinstance(node_id, str)  # generation_of says so
        state = await self._state(root)
        if state is None:
            return Found(BackendKind.EXO, await self._models(root + "/v1"), NodeFacts(node_id, generation))
        return Found(BackendKind.EXO, exo.models_of(state), exo.facts_of(node_id, generation, state))

    async def _state(self, root: str) -> Mapping[str, Any] | None:
        """The small parts of /state, or all of it where the version has no parts, or None."""
        status, first, _ = await self._json(f"{root}/state/{exo.STATE_PATHS[0]}")
        if status == 200:
            state: dict[str, Any] = {exo.STATE_PATHS[0]: first}
            for path in exo.STATE_PATHS[1:]:
                status, part, _ = await self._json(f"{root}/state/{path}")
                if status == 200:
                    state[path] = part
            return state
        status, whole, _ = await self._json(root + "/state")
        return whole if status == 200 and isinstance(whole, dict) else None

    async def _first_generation_exo(self, root: str) -> Found | None:
        status, health, server = await self._json(root + "/healthcheck")
        if status != 200:
            return None
        _, topology, _ = await self._json(root + "/v1/topology")
        if not exo.is_first_generation(health, server, topology):
            return None
        _, initial, _ = await self._json(root + "/initial_models")
        facts = NodeFacts(generation="gen0", members=tuple(_keys(topology, "nodes")))
        return Found(BackendKind.EXO, exo.first_generation_models(initial), facts)

    async def _ollama(self, root: str) -> Found | None:
        status, version, _ = await self._json(root + "/api/version")
        if status != 200 or not isinstance(version, dict) or "version" not in version:
            return None
        status, tags, _ = await self._json(root + "/api/tags")
        names = [m.get("name") for m in tags.get("models", []) if isinstance(m, dict)] if isinstance(tags, dict) else []
        models = tuple(ModelStatus(n, ModelState.READY, detail="loads on first use") for n in names if n)
        return Found(BackendKind.OLLAMA, models)

    async def _openai(self, base_url: str, key: str | None) -> Found:
        status, listing, _ = await self._json(base_url + "/models", key)
        if status == 200 and isinstance(listing, dict) and isinstance(listing.get("data"), list):
            return Found(BackendKind.OPENAI, exo.listed_models(listing))
        if status in (404, 405) and key is not None:
            return Found(BackendKind.OPENAI, ())  # some clouds list no models; the key was not refused
        if status >= 400:
            raise AttemptFailed(kind_of_status(status) if status not in (404, 405) else FailureKind.WRONG_SERVER,
                                f"status {status} for its model list")  # fmt: skip
        raise AttemptFailed(FailureKind.WRONG_SERVER, "its model list is not one")

    async def _models(self, base_url: str) -> tuple[ModelStatus, ...]:
        _, listing, _ = await self._json(base_url + "/models")
        return exo.listed_models(listing)

    async def _json(self, url: str, key: str | None = None) -> tuple[int, object, str]:
        """(status, JSON or None, Server header) of a GET; raises AttemptFailed when there is no answer."""
        headers = {"authorization": f"Bearer {key}"} if key else {}
        try:
            response = await self._client.get(url, headers=headers)
        except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise AttemptFailed(FailureKind.CONNECT_TIMEOUT) from error
        except httpx.ConnectError as error:
            raise connect_failure(error) from error
        except httpx.TransportError as error:
            raise AttemptFailed(FailureKind.CONNECTION_LOST, type(error).__name__) from error
        try:
            return response.status_code, response.json(), response.headers.get("server", "")
        except ValueError:
            return response.status_code, None, response.headers.get("server", "")


def _keys(document: object, name: str) -> list[str]:
    part = document.get(name) if isinstance(document, dict) else None
    return sorted(part) if isinstance(part, dict) else []
