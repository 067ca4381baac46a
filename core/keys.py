"""The keys of the cloud accounts: in the password store of this computer, or in the environment.

Rules: a key leaves this file only as the return value of `read` and `cached`, as a `Secret` that does
not show itself; every key we hold is told to the log, which takes it out of every line. The store is
asked only on a thread of its own and with a time limit, because an unlock prompt or a silent service
blocks the call for as long as it likes. Only the stores of the operating systems are used, never a
file (keyrings.alt), never what PYTHON_KEYRING_BACKEND says.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from core.domain import KeyName, KeyReference, KeySource, KeyState, Seconds
from core.log import facts, redact, redacted
from core.words.owner import KeySaid
from core.worker import TooSlow, Worker

SERVICE = "exo-bridge"
READ_LIMIT: Seconds = 10.0
WRITE_LIMIT: Seconds = 60.0
"""Storing may open an unlock prompt, and people need time to find a password."""

LONGEST_KEY = 4096
WINDOWS_BLOB_BYTES = 2560
"""The Windows Credential Manager holds no more, and keyring writes two bytes for each letter (keyring#355)."""

_log = logging.getLogger("keys")


class KeyStoreUnavailable(Exception):
    """The password store cannot do it. Title: what, hint: what to do; neither ever holds a key."""

    def __init__(self, title: str, hint: str) -> None:
        super().__init__(f"{title} {hint}")
        self.title = title
        self.hint = hint


class SecretRefused(KeyStoreUnavailable):
    """What was given is no key. A kind of KeyStoreUnavailable, so that whoever shows that one shows this one."""


class Secret(str):
    """A key as text that does not show itself in a repr: those of tasks and futures reach logs."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(…)"


class PasswordStore(Protocol):
    """A place for passwords; its calls may block and raise anything."""

    name: str

    def get(self, name: str) -> str | None:
        """The secret of this name, None when there is none."""

    def set(self, name: str, secret: str) -> None:
        """Store or replace it."""

    def remove(self, name: str) -> None:
        """Remove it; one that is not there is no error."""


class KeyStore:
    """Reads, stores and remembers keys. Its methods belong to the control loop, except `cached` and `state`."""

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        open_store: Callable[[], PasswordStore] | None = None,
        read_limit: Seconds = READ_LIMIT,
        write_limit: Seconds = WRITE_LIMIT,
    ) -> None:
        self.on_change: Callable[[KeyReference, KeyState], None] | None = None
        self.why_not = ""
        self._environment = os.environ if environment is None else environment
        self._open_store = open_store or open_password_store
        self._read_limit = read_limit
        self._write_limit = write_limit
        self._worker = Worker("keys")
        self._store: PasswordStore | None = None
        self._cache: dict[KeyReference, Secret] = {}
        self._states: dict[KeyReference, KeyState] = {}
        self._changes: dict[KeyReference, int] = {}
        self._session: set[KeyReference] = set()
        self._not_again: set[KeyReference] = set()

    def __repr__(self) -> str:
        return f"KeyStore({len(self._cache)} keys)"

    def cached(self, ref: KeyReference) -> str | None:
        """The key if it was read before; any thread, never blocks."""
        return self._cache.get(ref)

    def state(self, ref: KeyReference) -> KeyState:
        """What is known of the key; any thread, never blocks."""
        return self._states.get(ref, KeyState.UNREAD)

    async def read(self, ref: KeyReference) -> str | None:
        """The key, None when there is none. Raises KeyStoreUnavailable.

        A key that was read once is remembered for this run. An answer that comes after the time limit
        (somebody unlocked the store at last) is remembered too, and told by `on_change`.
        """
        if ref in self._cache:
            return self._cache[ref]
        if ref.source is KeySource.ENVIRONMENT:
            self._learn(ref, _key_or_none(self._environment.get(ref.name)))
            return self._cache.get(ref)
        before = self._changes.get(ref, 0)

        def answer(text: str | None) -> None:
            # Somebody may have stored or removed the key since we asked: then theirs is the truth.
            if self._changes.get(ref, 0) == before:
                self._learn(ref, _key_or_none(text))

        answer(await self._ask(ref, lambda store: store.get(ref.name), self._read_limit, late=answer))
        return self._cache.get(ref)

    async def read_again(self, ref: KeyReference) -> str | None:
        """As `read`, but for a key that was refused: `exo-bridge key set` beside us may have replaced it.

        A store that is locked by now keeps us on what we hold, and is left alone: it would open its prompt each time.
        """
        if ref.source is KeySource.ENVIRONMENT or ref not in self._cache or ref in self._session | self._not_again:
            return await self.read(ref)
        before = self._changes.get(ref, 0)
        try:
            found = _key_or_none(await self._ask(ref, lambda store: store.get(ref.name), self._read_limit))
        except KeyStoreUnavailable:
            self._not_again.add(ref)
        else:
            if found != self._cache.get(ref) and self._changes.get(ref, 0) == before:
                self._changed(ref, found)
        return self._cache.get(ref)

    async def store(self, name: KeyName, secret: str) -> None:
        """Store or replace a key. Raises KeyStoreUnavailable, and SecretRefused for what is no key."""
        ref = KeyReference(KeySource.KEYRING, name)
        key = _key(secret)
        redact(key)

        def stored(_: None) -> None:
            self._session.discard(ref)
            self._changed(ref, key)

        stored(await self._ask(ref, lambda store: store.set(name, key), self._write_limit, late=stored))
        _log.info("key stored %s", facts(name=name))

    def keep_for_session(self, name: KeyName, secret: str) -> None:
        """Keep a key in memory only, until the program ends or `remove`. Raises SecretRefused."""
        ref = KeyReference(KeySource.KEYRING, name)
        key = _key(secret)
        self._session.add(ref)
        self._changed(ref, key)

    async def remove(self, name: KeyName) -> None:
        """Forget a key and take it out of the store. Raises KeyStoreUnavailable when it may still be there."""
        ref = KeyReference(KeySource.KEYRING, name)
        was_session = ref in self._session
        self._session.discard(ref)
        self._changed(ref, None)
        try:
            await self._ask(ref, lambda store: store.remove(name), self._write_limit)
        except KeyStoreUnavailable:
            if not was_session:
                raise
        _log.info("key removed %s", facts(name=name))

    async def describe(self) -> str:
        """The name of the password store in use; empty when there is none, and `why_not` says why."""
        try:
            name: str = await self._ask(None, lambda store: store.name, self._read_limit)
        except KeyStoreUnavailable as error:
            self.why_not = str(error)
            return ""
        self.why_not = ""
        return name

    async def _ask(
        self,
        ref: KeyReference | None,
        question: Callable[[PasswordStore], Any],
        limit: Seconds,
        *,
        late: Callable[[Any], None] | None = None,
    ) -> Any:
        """Put a question to the store, on the worker. Raises KeyStoreUnavailable whatever happens there."""

        def call() -> Any:
            if self._store is None:
                self._store = self._open_store()
            return question(self._store)

        try:
            return await self._worker.call(call, limit, late=late)
        except TooSlow:
            hint = KeySaid.FIND_WINDOW.format(reason=KeySaid.INSTEAD)
            failure = KeyStoreUnavailable(KeySaid.STORE_SILENT, hint)
        except KeyStoreUnavailable as error:
            failure = error
        except Exception as error:  # noqa: BLE001  the stores of five systems raise what they like
            failure = _failure(error)
        # What failed may be gone for good: choose anew next time.
        self._store = None
        if ref is not None and ref not in self._cache:
            self._set_state(ref, KeyState.UNAVAILABLE)
        _log.info("password store failed %s", facts(why=failure.title))
        raise failure

    def _changed(self, ref: KeyReference, key: Secret | None) -> None:
        """The owner changed the key. Told even when it is PRESENT as before: a blocked backend waits for it."""
        self._changes[ref] = self._changes.get(ref, 0) + 1
        self._not_again.discard(ref)
        self._states.pop(ref, None)
        self._learn(ref, key)

    def _learn(self, ref: KeyReference, key: Secret | None) -> None:
        if key is None:
            self._cache.pop(ref, None)
            self._set_state(ref, KeyState.MISSING)
            return
        redact(key)
        self._cache[ref] = key
        self._set_state(ref, KeyState.PRESENT)

    def _set_state(self, ref: KeyReference, state: KeyState) -> None:
        if self._states.get(ref) is state:
            return
        self._states[ref] = state
        if self.on_change is not None:
            self.on_change(ref, state)


def _key(text: str) -> Secret:
    """The key without what pasting puts around it. Raises SecretRefused, which never quotes it."""
    key = text.strip().strip("\ufeff\u200b")
    if not key:
        raise SecretRefused(KeySaid.EMPTY, KeySaid.PASTE)
    # It becomes a line of an HTTP header: one line break in it would be a header of its own.
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise SecretRefused(KeySaid.IS_NONE, KeySaid.COPY_ALONE)
    return Secret(key)


def _key_or_none(text: str | None) -> Secret | None:
    return _key(text) if text and text.strip() else None


def _failure(error: Exception) -> KeyStoreUnavailable:
    """An exception of a store in plain words. Told by its class name, for keyring is imported on the worker only."""
    if type(error).__name__ in ("KeyringLocked", "InitError", "LockedException", "PromptDismissedException"):
        return KeyStoreUnavailable(KeySaid.STORE_LOCKED, KeySaid.UNLOCK.format(reason=KeySaid.INSTEAD))
    what = redacted(f"{type(error).__name__}: {error}")
    return KeyStoreUnavailable(KeySaid.STORE_FAILED, KeySaid.STORE_SAID.format(detail=what, reason=KeySaid.INSTEAD))


class _Keyring:
    """A backend of the package keyring as a PasswordStore."""

    def __init__(self, name: str, backend: Any) -> None:
        self.name = name
        self._backend = backend

    def get(self, name: str) -> str | None:
        found: str | None = self._backend.get_password(SERVICE, name)
        return found

    def set(self, name: str, secret: str) -> None:
        self._backend.set_password(SERVICE, name, str(secret))

    def remove(self, name: str) -> None:
        # Backends raise for a missing entry what they raise for any failure, so look first.
        if self._backend.get_password(SERVICE, name) is not None:
            self._backend.delete_password(SERVICE, name)


class _WindowsVault(_Keyring):
    """The Credential Manager, with its limit told in words and without roaming to other machines."""

    def __init__(self, name: str, backend: Any) -> None:
        super().__init__(name, backend)
        backend.persist = "local machine"

    def set(self, name: str, secret: str) -> None:
        if len(secret.encode("utf-16-le")) > WINDOWS_BLOB_BYTES:
            raise SecretRefused(KeySaid.TOO_LONG, KeySaid.INSTEAD)
        super().set(name, secret)


_STORES: Mapping[str, tuple[tuple[str, str, str, type[_Keyring]], ...]] = {
    "darwin": (("macOS Keychain", "keyring.backends.macOS", "Keyring", _Keyring),),
    "win32": (("Windows Credential Manager", "keyring.backends.Windows", "WinVaultKeyring", _WindowsVault),),
    "linux": (
        ("Secret Service", "keyring.backends.SecretService", "Keyring", _Keyring),
        ("KWallet", "keyring.backends.kwallet", "DBusKeyring", _Keyring),
    ),
}


def open_password_store(platform: str = sys.platform) -> PasswordStore:
    """The password store of this computer. Blocks. Raises KeyStoreUnavailable when there is none."""
    for name, module, backend_class, adapter in _STORES.get(platform, _STORES["linux"]):
        # By name, and only here: the import takes half a second.
        backend = getattr(importlib.import_module(module), backend_class)
        if backend.viable:
            return adapter(name, backend())
    raise KeyStoreUnavailable(KeySaid.NO_STORE, KeySaid.INSTEAD)
