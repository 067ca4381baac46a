"""The memory that the bodies of all requests may take together: who may go on when it is full, and who waits.

A body is counted when it does not come in one read of less than `LARGE` bytes, for as long as it is held: until its
answer begins. When the room is full, nothing more is read of bodies that are still coming in, but of the one of which
most is there: it can always end. Only when those that are whole fill the room by themselves, it waits too: their
answers will end. The time that a client waits for room is not its own, so its pace is not measured meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.domain import Seconds
from core.pace import Pace

MOST_HELD = 256 * 1024 * 1024
"""Four of the largest bodies, ten recordings of OpenAI's largest size. While it is joined and sent a body is in memory
up to three times, and the machine may be an 8 GB laptop that runs a model."""
MOST_WAITING = 64
"""Bodies that wait for room; each of them holds what came in its first read (at most 256 KiB)."""
LARGE = 64 * 1024
PATIENCE: Seconds = 30.0
"""How long a body waits for room before its client is told to come again."""
DEFAULT_PACE = Pace()


class Client(Protocol):
    """Where a body comes from."""

    def hold_back(self) -> None:
        """Stop reading: there is no room."""

    def go_on(self) -> None:
        """Read again."""


class Upload:
    """One body, coming in or whole. At `deadline` its client was too slow or, if it `is_waiting`, waited too long."""

    __slots__ = ("_client", "_left", "_room", "deadline", "is_coming", "is_waiting", "size")

    def __init__(self, room: Room, client: Client) -> None:
        self._room = room
        self._client = client
        self._left: Seconds = room.pace.grace
        self.size = 0
        self.is_coming = True
        self.is_waiting = False
        self.deadline = room.clock() + self._left

    def restart(self) -> None:
        """Its client's time begins now: what came before it on its connection was answered."""
        if not self.is_waiting:
            self.deadline = self._room.clock() + self._room.pace.grace

    def grow(self, size: int) -> None:
        """`size` bytes of it are there."""
        room = self._room
        if not self.is_waiting:
            self.deadline = room.pace.until(self.deadline, size - self.size, room.clock())
        room.held += size - self.size
        self.size = size
        room.look()

    def complete(self, size: int) -> None:
        """It is whole."""
        self._room.came(self, size)

    def release(self) -> None:
        """Nobody needs it any more; may be called again."""
        self._room.leave(self)

    def wait(self) -> None:
        """Let its client wait for room."""
        now = self._room.clock()
        self._left = self.deadline - now
        self.is_waiting, self.deadline = True, now + PATIENCE
        self._client.hold_back()

    def go_on(self) -> None:
        """There is room; its client has the time that was left."""
        self.is_waiting, self.deadline = False, self._room.clock() + self._left
        self._client.go_on()


class Room:
    """The room of one port. `clock` is the loop's."""

    def __init__(self, clock: Callable[[], Seconds], most: int = MOST_HELD, pace: Pace = DEFAULT_PACE) -> None:
        self.clock = clock
        self.pace = pace
        self.held = 0
        self._most = most
        self._whole = 0
        self._coming: dict[Upload, None] = {}
        self._waiting = 0

    def begin(self, client: Client) -> Upload | None:
        """A body begins; None when there is no room, and too many wait for it or came whole in spite of it."""
        if self.held >= self._most and (self._waiting >= MOST_WAITING or self.held >= self._most * 5 // 4):
            return None
        upload = Upload(self, client)
        self._coming[upload] = None
        return upload

    def came(self, upload: Upload, size: int) -> None:
        """A body is whole."""
        self.held += size - upload.size
        self._whole += size
        upload.size, upload.is_coming = size, False
        self._coming.pop(upload, None)
        self.look()

    def leave(self, upload: Upload) -> None:
        """A body is gone."""
        self.held -= upload.size
        if not upload.is_coming:
            self._whole -= upload.size
        upload.size = 0
        self._coming.pop(upload, None)
        if upload.is_waiting:
            upload.is_waiting = False
            self._waiting -= 1
        self.look()

    def look(self) -> None:
        """Let those wait, and those go on, who should."""
        is_full = self.held >= self._most
        if not is_full and not self._waiting:
            return
        furthest = max(self._coming, key=_size, default=None) if is_full and self._whole < self._most else None
        for upload in list(self._coming):
            waits = is_full and upload is not furthest
            if waits is upload.is_waiting:
                continue
            self._waiting += 1 if waits else -1
            if waits:
                upload.wait()
            else:
                upload.go_on()


def _size(upload: Upload) -> int:
    return upload.size
