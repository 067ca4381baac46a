"""What Ollama's own API tells of models: `/api/tags`, `/api/ps`, `/api/show` and `/api/version`. Pure.

Source: github.com/ollama/ollama docs/api.md ("List local models", "Show model information", "List running models").
Clients read these to offer models and what they can do; what nobody told us of a model is left empty, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

LEVEL = "0.13.0+exo-bridge"
"""The version of Ollama's API that we follow. Some clients refuse what is older than a version they name."""

_SINCE = "2024-01-01T00:00:00Z"
_NEVER = "2318-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Offered:
    """A model that can be called now. `context_length` in tokens."""

    id: str
    context_length: int | None = None
    is_remote: bool = False
    backend: str = ""


def tags(models: Iterable[Offered]) -> dict[str, Any]:
    """`/api/tags`: the models there are."""
    return {"models": [{**_model(model), "modified_at": _SINCE} for model in models]}


def running(models: Iterable[Offered]) -> dict[str, Any]:
    """`/api/ps`: the models in memory. What is ready is; a cloud's stay where they are."""
    local = (model for model in models if not model.is_remote)
    return {
        "models": [
            {**_model(model), "expires_at": _NEVER, "size_vram": 0, "context_length": model.context_length or 0}
            for model in local
        ]
    }


def shown(model: Offered) -> dict[str, Any]:
    """`/api/show`: one model."""
    info: dict[str, Any] = {"general.architecture": "unknown", "general.basename": model.id}
    if model.context_length:
        info["unknown.context_length"] = model.context_length
    return {
        "modelfile": "",
        "parameters": "",
        "template": "",
        "license": "",
        "details": _details(),
        "model_info": info,
        "capabilities": ["completion", "tools"],
        "modified_at": _SINCE,
    }


def version() -> dict[str, str]:
    """`/api/version`."""
    return {"version": LEVEL}


def matching(models: Iterable[Offered], name: str) -> Offered | None:
    """The model of this name; Ollama's clients may leave out, or put in, the tag `latest`."""
    known = {model.id: model for model in models}
    return known.get(name) or known.get(name.removesuffix(":latest")) or known.get(f"{name}:latest")


def _model(model: Offered) -> dict[str, Any]:
    told: dict[str, Any] = {"name": model.id, "model": model.id, "size": 0, "digest": "", "details": _details()}
    if model.is_remote:
        told["remote_host"] = model.backend
    return told


def _details() -> dict[str, Any]:
    return {
        "parent_model": "",
        "format": "",
        "family": "",
        "families": [],
        "parameter_size": "",
        "quantization_level": "",
    }
