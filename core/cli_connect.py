"""The verb `connect`: what to paste into an app so that it uses this port."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from core.cli import load
from core.domain import ANY_MODEL
from core.snippets import NO_KEY, App, Connection, Snippet, apps


def connect(options: argparse.Namespace) -> int:
    """List the apps, or print one app's snippets; 0 done, 2 no such app."""
    if not options.app:
        sys.stdout.write("".join(f"{app.id:14} {app.name}\n" for app in apps()))
        return 0
    app = next((app for app in apps() if app.id == options.app), None)
    if app is None:
        sys.stderr.write(f"connect: no app {options.app!r}; `exo-bridge connect` lists them\n")
        return 2
    settings = load(options).settings
    address, key = f"http://127.0.0.1:{settings.port}", options.key or NO_KEY
    model, context = (options.model, 0) if options.model else _ready_model(address, key)
    found = Connection(address, model, key, context)
    sys.stdout.write(_told(app.filled(found), sys.platform))
    if settings.access.require_key and not options.key:
        sys.stderr.write(f"This port asks for a key: make one with `exo-bridge app-key add {app.id}`.\n")
    return 0


def _told(app: App, system: str) -> str:
    heads_and_texts = [(_head(snippet), snippet.text) for snippet in app.snippets if snippet.is_for(system)]
    return "\n".join(f"# {head}\n{text}" for head, text in heads_and_texts)


def _head(snippet: Snippet) -> str:
    return ": ".join(part for part in (snippet.note, snippet.file or snippet.language) if part)


def _ready_model(address: str, key: str) -> tuple[str, int]:
    """A model of a running Exo Bridge and its context length; a loaded and real one, if there is one."""
    import httpx

    try:
        headers = {"authorization": f"Bearer {key}"}
        answer = httpx.get(f"{address}/v1/models", headers=headers, timeout=5.0, trust_env=False)
        found = answer.json()["data"] if answer.status_code == 200 else []
    except (httpx.TransportError, ValueError):
        found = []
    best = min(found, key=_distance, default={"id": ANY_MODEL})
    return str(best["id"]), int(best.get("context_length") or 0)


def _distance(entry: dict[str, Any]) -> tuple[bool, bool]:
    place = entry["places"][0]  # the nearest
    return place["simulated"], place["state"] not in ("ready", "busy")
