"""A real data plane in front of fakes: the port, the relay and their facts, without prober and settings."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from core import events as ev
from core.access import Access
from core.dataplane import DataPlane
from core.domain import (
    Backend,
    BackendId,
    BackendKind,
    FailureKind,
    KeyName,
    KeyReference,
    KeySource,
    KeyState,
    Locality,
    Mode,
    ModelStatus,
    RequestRecord,
    Snapshot,
)
from core.errors import AttemptFailed
from core.rules import Rules
from core.store import Store
from core.timeouts import Timeouts
from core.upstream import Connection
from tests.fakes import NO_TLS
from tests.fakes.cloud import DEFAULT_KEY

MODEL = "qwen-test"
QUICK = Timeouts(connect=1.0, first_byte=0.4, first_token=0.4, silence=0.4, plain_answer=0.5, total=5.0)
"""Limits for tests with hangs: what they wait for is real time, so it is short."""

NO_RULES = Rules()
MESSAGES = [{"role": "user", "content": "Tell me about cupboards."}]


def chat(model: str = MODEL, **more: object) -> dict[str, object]:
    return {"model": model, "messages": MESSAGES, **more}


def node(name: str, url: str, priority: int = 0) -> Backend:
    return Backend(BackendId(name), name, BackendKind.EXO, f"{url}/v1", Locality.THIS_MACHINE, priority=priority)


def cloud(name: str, url: str, *models: str) -> Backend:
    key = KeyReference(KeySource.KEYRING, KeyName(name))
    return Backend(BackendId(name), name, BackendKind.OPENAI, f"{url}/v1", Locality.CLOUD, key=key, models=models)


@dataclass
class Gateway:
    """What a test holds of the running data plane."""

    url: str
    store: Store
    plane: DataPlane
    client: httpx.AsyncClient
    started: list[str]

    @property
    def snapshot(self) -> Snapshot:
        return self.store.snapshot

    def add(self, *backends: Backend, model: str = MODEL) -> None:
        """Backends that were checked and found well."""
        now = time.monotonic()
        for backend in backends:
            self.store.dispatch(
                ev.BackendFound(backend), ev.ProbeAnswered(backend.id, now, 0.001, (ModelStatus(model),))
            )
            if backend.key is not None:
                self.store.dispatch(ev.KeyChanged(backend.key.name, KeyState.PRESENT, now))

    def set_mode(self, mode: Mode) -> None:
        self.store.dispatch(ev.ModeChanged(mode))

    async def post(self, body: object, path: str = "/v1/chat/completions", **more: object) -> httpx.Response:
        return await self.client.post(self.url + path, json=body, **more)  # type: ignore[arg-type]  # passed on as given

    async def until(self, condition: Callable[[Snapshot], bool]) -> Snapshot:
        """The first snapshot that fulfils `condition`; facts come in batches from the other thread."""
        return await self.store.until(condition, 30.0)

    async def record(self) -> RequestRecord:
        """The next finished request that nobody asked for yet."""
        snapshot = await self.until(lambda s: len(s.recent) > self._asked)
        self._asked += 1
        return snapshot.recent[len(snapshot.recent) - self._asked]

    def upstream_connections(self) -> set[Connection]:
        """The connections to backends as they are now."""
        sender = self.plane._sender
        return set(sender.pool._all) if sender is not None else set()

    _asked: int = 0


@asynccontextmanager
async def gateway(
    *backends: Backend,
    limits: Timeouts = QUICK,
    key: str | Callable[[KeyReference], str] | None = DEFAULT_KEY,
    builtin_url: str = "",
    rules: Rules = NO_RULES,
    access: Access | None = None,
    abandon: Callable[[BackendId, str], Awaitable[None]] | None = None,
) -> AsyncIterator[Gateway]:
    """A running data plane that knows `backends`; every key reference gives `key`."""
    plane: DataPlane | None = None
    started: list[str] = []

    def publish(snapshot: Snapshot) -> None:
        if plane is not None:
            plane.snapshot = snapshot

    async def read_key(reference: KeyReference) -> str | None:
        return key(reference) if callable(key) else key

    async def start(backend: Backend) -> str:
        started.append(backend.name)
        if not builtin_url:
            raise AttemptFailed(FailureKind.START_FAILED, "there is none")
        return builtin_url

    store = Store(publish, lambda: 0.5, tell_every=0.0)
    plane = DataPlane(
        snapshot=store.snapshot,
        limits=limits,
        rules=rules,
        deliver=store.dispatch_all,
        read_key=read_key,
        cached_key=lambda _: None,
        start=start,
        access=access,
        abandon=abandon,
        batch_every=0.0,
    )
    await plane.start()
    port = await plane.open_port("127.0.0.1", 0)
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS, timeout=30) as client:
        running = Gateway(f"http://127.0.0.1:{port}", store, plane, client, started)
        running.add(*backends)
        try:
            yield running
        finally:
            await plane.close_port(1.0)
            await plane.stop()
