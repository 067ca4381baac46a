"""A settings file as a user writes it, and what loading says of it."""

from __future__ import annotations

from collections.abc import Callable

from core.config import Loaded

Read = Callable[..., Loaded]


def words(loaded: Loaded) -> str:
    """Everything that the complaints say."""
    return "\n".join(f"{each.title}|{each.detail}|{each.hint}" for each in loaded.complaints)


CONTRACT = """
port: 52410
discovery: {enabled: false}            # only what is listed below
nodes:                                 # local backends
  - {name: studio, url: "http://127.0.0.1:52415", kind: auto}
cloud:
  - {name: openrouter, provider: openrouter, key: keyring, models: ["*"]}    # key: keyring | env:NAME
  - {name: mine, provider: openai-compatible, base_url: "https://example.org/v1", key: "env:MY_KEY"}
routing: {mode: local-first}           # local-first | local-only | cloud-first | cloud-only
"""
