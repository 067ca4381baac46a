"""What an app may call now, and the list of it at /v1/models, which OpenAI's and Anthropic's clients both can read.

Sources: OpenAI API reference, "List models"; platform.claude.com, API reference, "List Models".
"""

from __future__ import annotations

from typing import Any

from core import routing
from core.calls import allows
from core.domain import BackendStatus, FailureKind, Grant, ModelStatus, Snapshot
from core.errors import RequestFailed

_LONG_AGO = "1970-01-01T00:00:00Z"


def offered(snapshot: Snapshot, grant: Grant) -> list[tuple[BackendStatus, ModelStatus]]:
    """Every (backend, model) that could answer an app with this grant; the nearest place of each model leads."""
    return [
        (status, model)
        for status, model in routing.may_answer_now(snapshot.backends)
        if allows(grant, model.id) and status.backend.locality <= grant.farthest
    ]


def models_list(snapshot: Snapshot, grant: Grant) -> dict[str, Any]:
    """The answer of /v1/models."""
    models = _entries(snapshot, grant)
    ends = {"first_id": models[0]["id"], "last_id": models[-1]["id"]} if models else {"first_id": None, "last_id": None}
    return {"object": "list", "data": models, "has_more": False, **ends}


def model_entry(snapshot: Snapshot, grant: Grant, model_id: str) -> dict[str, Any]:
    """The answer of /v1/models/{id}; raises RequestFailed."""
    for entry in _entries(snapshot, grant):
        if entry["id"] == model_id:
            return entry
    raise RequestFailed(FailureKind.UNKNOWN_MODEL, f"nobody offers {model_id[:120]!r}", code="model_not_found")


def _entries(snapshot: Snapshot, grant: Grant) -> list[dict[str, Any]]:
    models: dict[str, dict[str, Any]] = {}
    for status, model in offered(snapshot, grant):
        backend = status.backend
        entry = models.setdefault(model.id, _entry(model.id, backend.name))
        if model.context_length:
            entry.setdefault("context_length", model.context_length)
        entry["places"].append(
            {
                "backend": backend.name,
                "locality": backend.locality.name.lower().replace("_", "-"),
                "state": model.state.value,
                "simulated": backend.simulated,
            }
        )
    return list(models.values())


def _entry(model_id: str, owner: str) -> dict[str, Any]:
    """OpenAI's four members and Anthropic's three; nobody knows when a model was made."""
    openais = {"id": model_id, "object": "model", "created": 0, "owned_by": owner}
    return {**openais, "type": "model", "display_name": model_id, "created_at": _LONG_AGO, "places": []}
