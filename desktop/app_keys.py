"""Makes and revokes the keys of apps, off the loop: the file may lie on a slow disk."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.domain import Seconds
from core.local_keys import KeyNameError, LocalKey, LocalKeys
from core.worker import TooSlow, Worker
from desktop.text.app_keys import disk_is_silent
from desktop.text.said import said

LIMIT: Seconds = 5.0


class KeyTrouble(Exception):
    """It could not be done; `args[0]` says why."""


class AppKeys:
    """The keys of one bridge, as the windows use them."""

    def __init__(self, keys: Callable[[], LocalKeys]) -> None:
        self._keys = keys
        self._worker = Worker("app keys")

    @property
    def all(self) -> tuple[LocalKey, ...]:
        """Every key, by name."""
        return self._keys().all

    async def make(self, name: str, *, is_local_only: bool = False, budget: int = 0) -> str:
        """A new key, returned once and kept nowhere. Raises KeyTrouble."""
        return await self._call(lambda keys: keys.create(name, time.time(), is_local_only=is_local_only, budget=budget))

    async def replace(self, name: str) -> str:
        """A new key with the limits of the old one, which ends. Raises KeyTrouble."""

        def replaced(keys: LocalKeys) -> str:
            old = next((key for key in keys.all if key.name == name), None)
            if old is None:
                return keys.create(name, time.time())
            keys.revoke(name)
            return keys.create(name, time.time(), models=old.models, is_local_only=old.is_local_only, budget=old.budget)

        return await self._call(replaced)

    async def revoke(self, name: str) -> None:
        """End a key. Raises KeyTrouble."""

        def revoked(keys: LocalKeys) -> str:
            keys.revoke(name)
            return ""

        await self._call(revoked)

    async def _call(self, work: Callable[[LocalKeys], str]) -> str:
        keys = self._keys()

        def done() -> str:
            keys.refresh()
            return work(keys)

        try:
            return await self._worker.call(done, LIMIT)
        except TooSlow as error:
            raise KeyTrouble(disk_is_silent()) from error
        except (KeyNameError, OSError, ValueError) as error:
            raise KeyTrouble(said(str(error))) from error
