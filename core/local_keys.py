"""The keys that apps show to our own port: one for each app, named, limited, revocable, stored as a hash only.

A key is 32 random bytes, so a plain SHA-256 of it is as good as a slow hash of a password. It is shown once, when it
is made. The file lies in the state directory, for its owner only; another process (the command line) may change it
while this one serves: `refresh` takes such changes over. Safe to be called from any thread.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.paths import paths, write_atomically
from core.words.owner import KeySaid

FILE_NAME = "local-keys.json"
PREFIX = "ebk-"
_SHOWN = len(PREFIX) + 4
LONGEST_NAME = 60


class KeyNameError(Exception):
    """A name that no key can have, or that none has; `args[0]` says why."""


@dataclass(frozen=True, slots=True)
class LocalKey:
    """One app's key, without the key. `begin` is its begin, to recognise it; times are Unix time.

    `models` are names or patterns; empty allows every model. `last_used` is None until it was. `budget` is how many
    tokens of clouds it may use in a day (0: any number), `spent` how many it did on `spent_on`, a day as
    `date.toordinal` counts them.
    """

    name: str
    digest: str
    begin: str
    created: float
    last_used: float | None = None
    models: tuple[str, ...] = ()
    is_local_only: bool = False
    budget: int = 0
    spent: int = 0
    spent_on: int = 0

    def is_used_up(self, today: int) -> bool:
        """Whether its budget of this day is spent."""
        return 0 < self.budget <= (self.spent if self.spent_on == today else 0)


class LocalKeys:
    """The keys of one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._by_digest: dict[str, LocalKey] = {}
        self._stamp: tuple[int, int] | None = None
        self._is_changed = False

    @property
    def all(self) -> tuple[LocalKey, ...]:
        """Every key, by name."""
        return tuple(sorted(self._by_digest.values(), key=lambda key: key.name))

    def find(self, secret: str) -> LocalKey | None:
        """The key that this is, or None."""
        return self._by_digest.get(_digest(secret)) if secret.startswith(PREFIX) else None

    @property
    def version(self) -> object:
        """Equal as long as no key was made, revoked or used."""
        return self._by_digest

    def used(self, key: LocalKey, wall: float) -> None:
        """Note that an app used its key; written with the next `save`."""
        with self._lock:
            known = self._by_digest.get(key.digest)
            if known is not None:
                self._by_digest = {**self._by_digest, key.digest: replace(known, last_used=wall)}
                self._is_changed = True

    def spend(self, name: str, tokens: int, today: int) -> None:
        """Note that an app used so many tokens of a cloud; written with the next `save`."""
        with self._lock:
            known = next((key for key in self._by_digest.values() if key.name == name), None)
            if known is not None:
                before = known.spent if known.spent_on == today else 0
                spent = replace(known, spent=before + tokens, spent_on=today)
                self._by_digest = {**self._by_digest, known.digest: spent}
                self._is_changed = True

    def create(
        self, name: str, wall: float, *, models: tuple[str, ...] = (), is_local_only: bool = False, budget: int = 0
    ) -> str:
        """Make a key and store its hash; the key itself is returned and kept nowhere. Raises KeyNameError, OSError."""
        name = name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise KeyNameError(KeySaid.NAME_LENGTH.format(count=LONGEST_NAME))
        secret = PREFIX + secrets.token_urlsafe(32)
        key = LocalKey(name, _digest(secret), secret[:_SHOWN], wall, None, models, is_local_only, budget)
        with self._lock:
            self._read()
            if any(known.name == name for known in self._by_digest.values()):
                raise KeyNameError(KeySaid.NAME_TAKEN.format(name=repr(name)))
            self._by_digest = {**self._by_digest, key.digest: key}
            self._write()
        return secret

    def revoke(self, name: str) -> None:
        """Forget a key; whoever shows it from now on is refused. Raises KeyNameError, OSError."""
        with self._lock:
            self._read()
            kept = {digest: key for digest, key in self._by_digest.items() if key.name != name}
            if len(kept) == len(self._by_digest):
                raise KeyNameError(KeySaid.NO_SUCH_KEY.format(name=repr(name)))
            self._by_digest = kept
            self._write()

    def refresh(self) -> None:
        """Take over what another process changed, and write when keys were used. Raises OSError, ValueError."""
        with self._lock:
            if self._stamp_now() != self._stamp:
                before = self._by_digest
                self._read()
                self._by_digest = {d: _later(key, before.get(d)) for d, key in self._by_digest.items()}
            elif self._is_changed:
                self._write()

    def _read(self) -> None:
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return
        text = self._file.read_text("utf-8") if stamp is not None else "[]"
        try:
            found = json.loads(text)
        except RecursionError as error:
            raise ValueError(f"{self._file.name}: nested too deeply") from error
        if not isinstance(found, list):
            raise ValueError(f"{self._file.name}: expected a list of keys")
        self._by_digest = {key.digest: key for key in map(_key_of, found)}
        self._stamp = stamp

    def _write(self) -> None:
        keys = sorted(self._by_digest.values(), key=lambda key: key.name)
        write_atomically(self._file, json.dumps([_document_of(key) for key in keys], indent=1) + "\n")
        self._stamp = self._stamp_now()
        self._is_changed = False

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_ino


def local_keys() -> LocalKeys:
    """The keys of this user; nothing is read yet."""
    return LocalKeys(paths().state / FILE_NAME)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _later(key: LocalKey, known: LocalKey | None) -> LocalKey:
    """The key as the file has it, with what was noted here since it was written."""
    if known is None:
        return key
    if known.last_used is not None:
        key = replace(key, last_used=max(known.last_used, key.last_used or 0.0))
    spent_on, spent = max((known.spent_on, known.spent), (key.spent_on, key.spent))
    return replace(key, spent=spent, spent_on=spent_on)


def _document_of(key: LocalKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "sha256": key.digest,
        "begin": key.begin,
        "created": key.created,
        "last_used": key.last_used,
        "models": list(key.models),
        "local_only": key.is_local_only,
        "budget": key.budget,
        "spent": key.spent,
        "spent_on": key.spent_on,
    }


def _key_of(document: Any) -> LocalKey:
    """One entry of the file; raises ValueError for one that is none."""
    try:
        return LocalKey(
            str(document["name"]),
            str(document["sha256"]),
            str(document["begin"]),
            float(document["created"]),
            None if document["last_used"] is None else float(document["last_used"]),
            tuple(str(model) for model in document["models"]),
            bool(document["local_only"]),
            int(document.get("budget", 0)),
            int(document.get("spent", 0)),
            int(document.get("spent_on", 0)),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{FILE_NAME}: {error}") from error
