"""What the owner must know while the port is shared with other machines: what it waits for, and who may be near."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from core.discovery.strangers import why_public
from core.domain import Complaint, Seconds, Severity, Snapshot
from core.local_keys import LocalKeys
from core.settings import AccessSettings
from core.words.owner import Complained

LOOK_EVERY: Seconds = 30.0
"""A laptop may be carried into another network at any time."""


class Sharing:
    """Lives on the control loop; `complaints` are those of now."""

    def __init__(
        self,
        settings: Callable[[], AccessSettings],
        keys: LocalKeys,
        snapshot: Callable[[], Snapshot],
        *,
        look: Callable[[], str] = why_public,
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._snapshot = snapshot
        self._look = look
        self._public = ""

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """What is wrong with sharing; nothing while the port is not shared."""
        if not self._settings().share:
            return ()
        if not self._keys.all:
            return (
                Complaint(
                    Complained.NOT_SHARED,
                    Complained.NO_LOCAL_KEY,
                    Complained.MAKE_LOCAL_KEY,
                ),
            )
        found = [
            Complaint(Complained.NOT_REACHED, door.error, Complained.CHANGE_SHARING, Severity.ERROR)
            for door in self._snapshot().doors
            if door.is_for_others and door.error
        ]
        if self._public:
            found.append(Complaint(Complained.PUBLIC, self._public, Complained.STOP_SHARING))
        return tuple(found)

    async def run(self, stop: asyncio.Event) -> None:
        """Look at the network again and again while the port is shared."""
        while not stop.is_set():
            self._public = await asyncio.to_thread(self._look) if self._settings().share else ""
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await stop.wait()
            except TimeoutError:
                continue
