"""The composition root: builds the planes, runs them, and takes the commands of the face and the CLI.

Everything here lives on the control loop: the tray's qasync loop, or a plain asyncio loop when headless.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from core import events as ev
from core.access import Access, rules_of
from core.backends import BUILTIN_ID, BUILTIN_MODELS, backends_of
from core.builtin import BuiltinModel
from core.commands import NodeCommands
from core.config import Loaded
from core.dataplane import DataPlane
from core.demo import Demo
from core.discovery.nodes import discovered_backends, is_discovered
from core.domain import (
    Backend,
    BackendId,
    FailureKind,
    KeyName,
    KeyReference,
    KeySource,
    KeyState,
    Mode,
    ModelStatus,
    NodeFacts,
    PortStatus,
    RequestId,
    Seconds,
    Snapshot,
)
from core.errors import CONSEQUENCES, AttemptFailed, sentence, sentences
from core.keys import KeyStore, KeyStoreUnavailable
from core.local_keys import LocalKeys, local_keys
from core.log import facts
from core.own_port import OwnPort
from core.prober import Prober
from core.settings import CloudSettings, NodeSettings, Settings
from core.settings_edit import SettingsEditor
from core.sharing import Sharing
from core.store import Listener, Store
from core.transitions import is_new, log_transitions
from core.words.owner import KeySaid

log = logging.getLogger("bridge")

DRAIN: Seconds = 3.0
RELOAD_EVERY: Seconds = 2.0


@dataclass(frozen=True, slots=True)
class KeyTest:
    """What a test of a key showed. `models` are the names the key may use, as far as the account lists them."""

    ok: bool
    title: str
    detail: str = ""
    models: tuple[str, ...] = ()


class Bridge:
    """One running Exo Bridge. Make it on the control loop, then `run` it."""

    def __init__(
        self,
        loaded: Loaded,
        *,
        keys: KeyStore,
        is_demo: bool = False,
        overrides: Mapping[str, object] | None = None,
    ) -> None:
        self._editor = SettingsEditor(loaded, overrides)
        self._keys = keys
        self.app_keys: LocalKeys = local_keys()
        self.access = Access(rules_of(self.settings), self.app_keys)
        self._sharing = Sharing(lambda: self.settings.access, self.app_keys, lambda: self.snapshot)
        self._store = Store(self._publish, random.random)
        self._builtin = BuiltinModel(
            idle_minutes=loaded.settings.builtin.idle_minutes, clock=time.monotonic, on_change=self._builtin_changed
        )
        self._prober = Prober(
            self._store,
            keys,
            interval=self.settings.health.interval,
            timeout=self.settings.health.timeout,
            clock=time.monotonic,
            jitter=random.random,
        )
        self.nodes = NodeCommands(
            self._store, keys, self._prober, settings=lambda: self.settings, changed=self._apply_settings
        )
        self._demo = Demo(self._builtin) if is_demo else None
        self._plane: DataPlane | None = None
        self._port: OwnPort | None = None
        self._drained = asyncio.Event()  # what gives answers ends after them

    # what the face reads

    @property
    def snapshot(self) -> Snapshot:
        """Everything known now."""
        return self._store.snapshot

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._editor.settings

    @property
    def settings_file(self) -> Path:
        """Where they are written."""
        return self._editor.file

    def clock(self) -> Seconds:
        """Now, on the clock of every `at`, `since` and `until`."""
        return time.monotonic()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(before, after)` on changes, at most ten times a second; returns how to end that."""
        return self._store.subscribe(listener)

    # running

    async def run(self, stop: asyncio.Event, *, ready: Callable[[PortStatus], None] = lambda _: None) -> None:
        """Run until `stop`, then drain: running answers get some seconds. `ready` hears how the port went."""
        self._store.dispatch(
            ev.Started(time.time(), self._demo is not None), ev.ModeChanged(self.settings.routing.mode)
        )
        self._store.subscribe(log_transitions)
        self._keys.on_change = self._key_changed
        plane = self._plane = DataPlane(
            snapshot=self.snapshot,
            limits=self.settings.timeouts.limits,
            rules=self.settings.routing.rules,
            deliver=self._store.dispatch_all,
            read_key=self._read_key,
            cached_key=self._keys.cached,
            start=self._start_backend,
            access=self.access,
            awaken=self.nodes.healing.ensure_model,
            abandon=self.nodes.healing.cancel_generation,
        )
        self._port = OwnPort(self._store, plane.open_port)
        await plane.start()
        try:
            async with asyncio.TaskGroup() as group:
                await self._begin(group, stop, ready)
                await stop.wait()
                await plane.close_port(DRAIN)
                self._drained.set()
        finally:
            await plane.stop()
            self._keys.on_change = None

    async def _begin(self, group: asyncio.TaskGroup, stop: asyncio.Event, ready: Callable[[PortStatus], None]) -> None:
        self._apply_settings()
        ready(await self.open_port())
        group.create_task(self._prober.run(stop), name="prober")
        group.create_task(self.nodes.run(stop), name="nodes")
        group.create_task(self._builtin.run(self._drained), name="built-in model")
        group.create_task(self._sharing.run(stop), name="sharing")
        group.create_task(self._watch_settings(stop), name="settings file")
        group.create_task(self._read_keys(), name="read keys")
        if self._demo is not None:
            group.create_task(self._demo.run(self._drained, self._apply_settings), name="demo")

    # commands

    def set_mode(self, mode: Mode) -> None:
        """Choose who may answer, at once; kept in the settings file."""
        self._store.dispatch(ev.ModeChanged(mode))
        self._editor.set_mode(mode)
        self._tell_complaints()
        self._prober.check_now()

    def set_paused(self, is_paused: bool) -> None:
        """Answer every request with 503 'paused', or serve again. Not kept over a restart."""
        self._store.dispatch(ev.PauseChanged(is_paused))

    def check_now(self, backend_id: BackendId | None = None) -> None:
        """Check one backend, or all, at once."""
        self._prober.check_now(backend_id)

    def cancel_request(self, request_id: RequestId) -> None:
        """End a running request; its app sees the connection break."""
        if self._plane is not None:
            self._plane.cancel_request(request_id)

    async def open_port(self, port: int | None = None) -> PortStatus:
        """Open the port of the settings, or deliberately another one. Never moves by itself."""
        assert self._port is not None
        return await self._port.open(self.settings.port if port is None else port)

    async def store_key(self, name: KeyName, secret: str) -> None:
        """Put a key into the OS keyring; raises KeyStoreUnavailable."""
        await self._keys.store(name, secret)
        self._prober.check_now()

    def keep_key(self, name: KeyName, secret: str) -> None:
        """Keep a key until we quit, for a computer without a password store; raises KeyStoreUnavailable."""
        self._keys.keep_for_session(name, secret)
        self._prober.check_now()

    async def remove_key(self, name: KeyName) -> None:
        """Take a key out of the OS keyring; raises KeyStoreUnavailable."""
        await self._keys.remove(name)

    async def test_key(self, name: KeyName) -> KeyTest:
        """Ask the account of that name for its models with its key; costs nothing."""
        cloud = next((b for b in backends_of(self.settings) if b.key is not None and b.name == name), None)
        if cloud is None or cloud.key is None:
            return KeyTest(False, KeySaid.NO_ACCOUNT, KeySaid.NOT_ENABLED.format(name=name))
        if self.snapshot.mode is Mode.LOCAL_ONLY:
            return KeyTest(False, KeySaid.NOT_TESTED, KeySaid.KEPT_IN)
        try:
            key = await self._keys.read(cloud.key)
            if not key:
                return KeyTest(False, KeySaid.NO_KEY_YET, KeySaid.ADD_FIRST)
            found = await self._prober.check_key(cloud, key)
        except KeyStoreUnavailable as error:
            return KeyTest(False, error.title, error.hint)
        except AttemptFailed as failure:
            if self._keys.cached(cloud.key) == key:  # else it was replaced meanwhile, and is not to blame
                self._store.dispatch(ev.ProbeFailed(cloud.id, time.monotonic(), failure.kind, failure.detail))
            detail = sentences(failure.detail, CONSEQUENCES[failure.kind].hint)
            return KeyTest(False, sentence(cloud.name, failure.kind), detail)
        now = time.monotonic()
        if self._keys.cached(cloud.key) == key:
            answered = ev.ProbeAnswered(cloud.id, now, 0.0, found.models)
            self._store.dispatch(ev.KeyChanged(cloud.key.name, KeyState.PRESENT, now), answered)
        names = tuple(m.id for m in found.models)
        return KeyTest(True, KeySaid.WORKS, KeySaid.MODELS.format(count=len(names)) if names else "", names)

    async def add_cloud(self, entry: CloudSettings) -> None:
        """Add or replace a cloud account in the settings file; raises ConfigError."""
        self._editor.put_cloud(entry)
        self._apply_settings()
        if entry.key is not None:
            await self._read_one_key(entry.key)

    async def remove_cloud(self, name: str) -> None:
        """Remove a cloud account from the settings file, its key stays in the keyring; raises ConfigError."""
        self._editor.drop_cloud(name)
        self._apply_settings()

    async def add_node(self, entry: NodeSettings) -> None:
        """Add or replace a node in the settings file; raises ConfigError."""
        self._editor.put_node(entry)
        self._apply_settings()

    async def remove_node(self, name: str) -> None:
        """Remove a node from the settings file; raises ConfigError."""
        self._editor.drop_node(name)
        self._apply_settings()

    async def change_setting(self, path: str, value: str | float | bool) -> None:
        """Set one value of the settings file by its dotted path, in force at once; raises ConfigError."""
        port = self.settings.port
        self._editor.set_value(path, value)
        self._apply_settings()
        if self.settings.port != port:
            await self.open_port()

    async def set_demo_node(self, backend_id: BackendId, alive: bool) -> None:
        """Demo only: kill a simulated node as a power cut would, or start it again."""
        if self._demo is not None:
            await self._demo.set_alive(backend_id, alive)
            self._prober.check_now(backend_id)

    # settings

    def _apply_settings(self) -> None:
        """Make the world look like the settings: backends come and go, limits change."""
        settings = self.settings
        wanted = [*backends_of(settings), *discovered_backends(settings), *self.nodes.backends()]
        if self._demo is not None:
            wanted += self._demo.backends()
        known = {s.backend.id for s in self.snapshot.backends}
        announced = {b.id: b for b in wanted if b.id in known or not is_discovered(b)}
        self._store.dispatch_all(ev.BackendLost(gone) for gone in known - {b.id for b in wanted})
        self._store.dispatch_all(ev.BackendFound(b) for b in announced.values() if is_new(b, self.snapshot))
        self._prober.interval = settings.health.interval
        self._prober.timeout = settings.health.timeout
        self._prober.watch(wanted)
        # In the demo it gives the simulated nodes their text, which no request of ours tells.
        self._builtin.idle_minutes = 1e6 if self._demo is not None else settings.builtin.idle_minutes
        if BUILTIN_ID in announced:
            self._builtin_changed()
        self.access.rules = rules_of(settings)
        if self._plane is not None:
            self._plane.set_rules(settings.timeouts.limits, settings.routing.rules)
        if settings.routing.mode is not self.snapshot.mode:
            self._store.dispatch(ev.ModeChanged(settings.routing.mode))
        self._tell_complaints()

    def _tell_complaints(self) -> None:
        found = (*self._editor.complaints, *self._sharing.complaints, *self._prober.twins.values())
        demo = self._demo.complaints if self._demo is not None else ()
        self._store.dispatch(ev.ComplaintsChanged((*found, *self.nodes.complaints, *demo)))

    async def _watch_settings(self, stop: asyncio.Event) -> None:
        """Notice when the owner edits the file, and when a taken port is free; a broken edit only complains."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(RELOAD_EVERY):
                    await stop.wait()
            except TimeoutError:
                port = self.settings.port
                if self._editor.reload():
                    log.info("settings reloaded %s", facts(complaints=len(self._editor.complaints)))
                    self._apply_settings()
                    await self._read_keys()
                else:
                    self._tell_complaints()
                if self.settings.port != port:
                    await self.open_port()
                elif self._port is not None:
                    await self._port.retry(port)

    # keys

    async def name_password_store(self) -> None:
        """Find the password store for the windows that show its name; to open it costs 10 MB."""
        self._store.dispatch(ev.KeyringNamed(await self._keys.describe()))

    async def _read_keys(self) -> None:
        for reference in (keys := [b.key for b in backends_of(self.settings) if b.key is not None]):
            await self._read_one_key(reference)
        if self._plane is not None and keys:
            await self._plane.warm_up_cloud()

    async def _read_one_key(self, reference: KeyReference) -> None:
        try:
            key = await self._keys.read(reference)
            state = KeyState.PRESENT if key else KeyState.MISSING
        except KeyStoreUnavailable as error:
            state = KeyState.UNAVAILABLE
            log.warning("key not readable %s", facts(name=reference.name, why=error.title))
        self._store.dispatch(ev.KeyChanged(reference.name, state, time.monotonic()))
        self._prober.check_now()

    async def _read_key(self, reference: KeyReference) -> str | None:
        try:
            return await self._keys.read(reference)
        except KeyStoreUnavailable as error:
            raise AttemptFailed(FailureKind.NO_KEY, error.title) from error

    def _key_changed(self, reference: KeyReference, state: KeyState) -> None:
        if reference.source is KeySource.KEYRING:
            self._store.dispatch(ev.KeyChanged(reference.name, state, time.monotonic()))

    # backends that we start ourselves

    async def _start_backend(self, backend: Backend) -> str:
        self._builtin.touch()
        return await self._builtin.ensure()

    def _builtin_changed(self) -> None:
        """Tell the built-in model's state; it counts as up whenever it could be started."""
        now = time.monotonic()
        if not self._builtin.is_available:
            self._store.dispatch(ev.ProbeFailed(BUILTIN_ID, now, FailureKind.START_FAILED, self._builtin.why_not))
            return
        models = tuple(ModelStatus(name) for name in BUILTIN_MODELS)
        words = NodeFacts(machine="SmolLM2-135M", warning=self._builtin.state.words)
        self._store.dispatch(ev.ProbeAnswered(BUILTIN_ID, now, 0.0, models, words))

    def _publish(self, snapshot: Snapshot) -> None:
        if self._plane is not None:
            self._plane.snapshot = snapshot
