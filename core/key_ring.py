"""Several keys of one account, rotated by what went wrong with each. Time is passed in."""

from __future__ import annotations

from core.domain import Backend, FailureKind, KeyReference, Seconds
from core.errors import AttemptFailed

_RESTS: dict[FailureKind, Seconds] = {
    FailureKind.KEY_REFUSED: 900.0,
    FailureKind.NO_CREDIT: 900.0,
    FailureKind.NO_KEY: 60.0,
    FailureKind.RATE_LIMITED: 30.0,
}
"""How long a key rests after each kind of failure; every other failure is not the key's."""


class KeyRing:
    """Remembers which key of which backend rests until when."""

    def __init__(self) -> None:
        self._rests: dict[tuple[str, KeyReference], Seconds] = {}

    def in_order(self, backend: Backend, now: Seconds) -> list[KeyReference]:
        """The keys to try: the usable ones in the owner's order, or all of them when none is."""
        keys = [backend.key, *backend.more_keys] if backend.key is not None else []
        usable = [key for key in keys if self._rests.get((backend.id, key), 0.0) <= now]
        return usable or keys

    def is_about_key(self, failure: AttemptFailed) -> bool:
        """Whether another key may fare better."""
        return failure.kind in _RESTS

    def failed(self, backend: Backend, key: KeyReference, failure: AttemptFailed, now: Seconds) -> None:
        """This key did not do."""
        rest = failure.wait if failure.wait is not None else _RESTS[failure.kind]
        self._rests[(backend.id, key)] = now + rest

    def worked(self, backend: Backend, key: KeyReference) -> None:
        """This key is well."""
        self._rests.pop((backend.id, key), None)
