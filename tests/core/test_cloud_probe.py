"""The check of a cloud account: its key travels as the provider wants it, and its own form of a list is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.backends import cloud_backend
from core.discovery.probe import Probe
from core.domain import Backend, FailureKind
from core.errors import AttemptFailed
from core.http_client import HttpClient
from core.settings import CloudSettings
from tests.fakes.scripted import ScriptedServer, scripted

LISTS = {
    "openai": {"data": [{"id": "gpt-x"}]},
    "azure": {"data": [{"id": "gpt-x"}]},
    "anthropic": {"data": [{"type": "model", "id": "gpt-x", "display_name": "X"}], "has_more": False},
    "gemini": {"models": [{"name": "models/gpt-x", "supportedGenerationMethods": ["generateContent"]}]},
    "together": [{"id": "gpt-x"}],
}
HEADERS = {
    "openai": ("authorization", "Bearer k"),
    "azure": ("api-key", "k"),
    "anthropic": ("x-api-key", "k"),
    "gemini": ("x-goog-api-key", "k"),
    "together": ("authorization", "Bearer k"),
}


def account(server: ScriptedServer, provider: str) -> Backend:
    entry = CloudSettings(name="mine", provider=provider, base_url=f"{server.url}/v1")
    return replace(cloud_backend(entry), key=None)


@pytest.mark.parametrize("provider", LISTS)
async def test_the_models_of_an_account_are_listed_in_its_providers_way(provider: str) -> None:
    async with scripted() as server, HttpClient(5.0) as client:
        server.script("/v1/models", LISTS[provider])
        found = await Probe(client, 5.0).check(account(server, provider), "k")
        [asked] = server.asked
    assert [model.id for model in found.models] == ["gpt-x"]
    name, value = HEADERS[provider]
    assert asked.headers[name] == value
    assert (asked.headers.get("anthropic-version") is not None) == (provider == "anthropic")


@pytest.mark.parametrize("provider", ["anthropic", "gemini", "azure"])
async def test_a_wrong_key_is_refused_by_the_list(provider: str) -> None:
    async with scripted() as server, HttpClient(5.0) as client:
        server.script("/v1/models", {"error": {"message": "no"}}, status=401)
        with pytest.raises(AttemptFailed) as failure:
            await Probe(client, 5.0).check(account(server, provider), "k")
    assert failure.value.kind is FailureKind.KEY_REFUSED
