"""The port's own description, for people and tools: `resources/openapi.yaml` as JSON."""

from __future__ import annotations

import functools
from typing import Any

import yaml


@functools.cache
def openapi_document() -> dict[str, Any]:
    """The document of /openapi.json."""
    from importlib import resources

    found: dict[str, Any] = yaml.safe_load((resources.files("resources") / "openapi.yaml").read_text("utf-8"))
    return found
