"""What `doctor` looks at: settings, port, password store, trust store, nodes, built-in model.

Each finding says what was seen and, when it is a problem, what to do.
"""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass

import httpx

from core.backends import backends_of
from core.builtin import BuiltinModel
from core.cloud import trust_store
from core.config import Loaded
from core.discovery.first_generation import has_traces_of_exo
from core.discovery.network import interfaces
from core.discovery.nodes import discovered_backends, is_discovered
from core.discovery.probe import Probe
from core.discovery.reach import knock, place_of
from core.domain import Backend, BackendKind, FailureKind, KeySource, Locality
from core.errors import CONSEQUENCES, AttemptFailed
from core.http_client import HttpClient
from core.keys import KeyStore, KeyStoreUnavailable
from core.port_owner import next_free, owner_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    title: str
    detail: str = ""
    hint: str = ""


async def run(loaded: Loaded, keys: KeyStore) -> list[Finding]:
    """Every finding, in the order in which a person would look."""
    findings = [_settings(loaded), *[Finding(False, c.title, c.detail, c.hint) for c in loaded.complaints]]
    findings.append(await asyncio.to_thread(_port, loaded.settings.port))
    findings.append(await _password_store(keys))
    findings.append(_trust())
    findings.append(_network(loaded))
    findings += await _nodes(loaded, keys)
    findings += await _clouds(loaded, keys)
    findings.append(_builtin(loaded))
    return findings


def _settings(loaded: Loaded) -> Finding:
    return Finding(True, "settings", f"{loaded.file}" + ("" if loaded.file.exists() else " (not there: defaults)"))


def _port(port: int) -> Finding:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            pass
        else:
            return Finding(True, f"port {port}", "free")
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/health", timeout=2.0, trust_env=False).json()
    except (httpx.TransportError, ValueError):
        answer = None
    if isinstance(answer, dict) and answer.get("name") == "exo-bridge":
        return Finding(True, f"port {port}", f"Exo Bridge {answer.get('version')} is running there")
    owner = owner_of(port) or "another program"
    return Finding(
        False, f"port {port}", f"taken by {owner}", f"Set `port: {next_free('127.0.0.1', port)}`, or end that program."
    )


async def _password_store(keys: KeyStore) -> Finding:
    name = await keys.describe()
    if name:
        return Finding(True, "password store", name)
    return Finding(
        True, "password store", "none on this machine; cloud keys can come from environment variables (key: env:NAME)"
    )


def _trust() -> Finding:
    try:
        trust_store()
    except OSError as error:
        return Finding(False, "TLS certificates", str(error), "Install the system's CA certificates.")
    return Finding(True, "TLS certificates", "the system's own are used")


def _network(loaded: Loaded) -> Finding:
    discovery = loaded.settings.discovery
    if not (discovery.enabled and discovery.network):
        return Finding(True, "network", "not looked at: discovery.network is off")
    names = ", ".join(i.name for i in interfaces())
    if not names:
        return Finding(False, "network", "this machine has none that is up", "Connect it, or list your nodes.")
    reserve = "; broadcasts of exo 0.0.x are left to the exo of this machine" if has_traces_of_exo() else ""
    return Finding(True, "network", f"nodes are looked for on {names}{reserve}")


async def _nodes(loaded: Loaded, keys: KeyStore) -> list[Finding]:
    settings = loaded.settings
    local = [b for b in backends_of(settings) if b.locality is not Locality.CLOUD and not b.on_demand]
    here = [b for b in local if b.locality is Locality.THIS_MACHINE]
    own = [b for b in here if place_of(b.base_url)[1] == settings.port]
    nodes = [b for b in local if b not in own]
    async with HttpClient(settings.health.timeout) as client:
        probe = Probe(client, settings.health.timeout)
        listed = await asyncio.gather(*(_node(probe, b, keys) for b in nodes))
        listed += [_failed(b, FailureKind.LOOP) for b in own]
        found = await asyncio.gather(*(_node(probe, b, keys) for b in discovered_backends(settings)))
    if not listed and not any(f.ok for f in found):
        return [Finding(True, "nodes", "none listed and no exo on this machine; the built-in model can still answer")]
    return [*listed, *(f for f in found if f.ok)]


async def _node(probe: Probe, backend: Backend, keys: KeyStore) -> Finding:
    try:
        key = await keys.read(backend.key) if backend.key is not None else None
        await knock(*place_of(backend.base_url), probe.timeout)
        began = time.monotonic()
        found = await probe.check(backend, key)
        if is_discovered(backend) and found.kind is not BackendKind.EXO and not found.facts.product:
            raise AttemptFailed(FailureKind.WRONG_SERVER, "somebody else's server")
    except KeyStoreUnavailable as error:
        return Finding(False, f"node {backend.name}", error.title, error.hint)
    except AttemptFailed as failure:
        return _failed(backend, failure.kind, failure.detail)
    ready = [m.id for m in found.models if m.may_answer]
    what = found.facts.product or found.kind
    detail = f"{what}, {(time.monotonic() - began) * 1000:.0f} ms, " + (", ".join(ready) or "no model is loaded")
    return Finding(True, f"node {backend.name} at {backend.base_url}", detail)


def _failed(backend: Backend, kind: FailureKind, detail: str = "") -> Finding:
    consequence = CONSEQUENCES[kind]
    words = f"{consequence.title} ({detail})" if detail else consequence.title
    return Finding(False, f"node {backend.name} at {backend.base_url}", words, consequence.hint)


async def _clouds(loaded: Loaded, keys: KeyStore) -> list[Finding]:
    findings = []
    for backend in backends_of(loaded.settings):
        if backend.key is None or backend.locality is not Locality.CLOUD:
            continue
        title = f"cloud {backend.name}"
        try:
            has_key = bool(await keys.read(backend.key))
        except KeyStoreUnavailable as error:
            findings.append(Finding(False, title, error.title, error.hint))
            continue
        hint = f"Store one with `exo-bridge key set {backend.name}`."
        if backend.key.source is KeySource.ENVIRONMENT:
            hint = f"Set the environment variable {backend.key.name} where Exo Bridge is started."
        findings.append(Finding(has_key, title, f"key from {backend.key}" if has_key else "has no key", hint))
    return findings


def _builtin(loaded: Loaded) -> Finding:
    if not loaded.settings.builtin.enabled:
        return Finding(True, "built-in model", "switched off in the settings")
    model = BuiltinModel(idle_minutes=1.0, clock=time.monotonic, on_change=lambda: None)
    if model.is_available:
        return Finding(True, "built-in model", "SmolLM2-135M, started when needed")
    return Finding(True, "built-in model", f"not installed: {model.why_not}")
