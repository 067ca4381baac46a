"""Server-sent events, read and written incrementally (WHATWG HTML §9.2). Pure: bytes in, values out."""

from __future__ import annotations

LONGEST_EVENT = 16 * 1024 * 1024
"""Bytes of one event that are kept until it is complete; one that is longer is passed over."""

MOST_KEPT = 1024 * 1024
"""Bytes of a begun event that are kept from a client until it is complete."""


class EventReader:
    """Splits a byte stream into the `data` payloads of its events, wherever the reads were cut.

    Lines may end in LF, CR LF or CR. Several `data` lines of one event are joined by LF. Comments and
    other fields are passed over; `comments` counts the comments and `last_comment` keeps the last one.
    """

    __slots__ = ("_buffer", "_data", "_held", "_skips_line_feed", "comments", "last_comment")

    def __init__(self) -> None:
        self._buffer = b""
        self._data: list[bytes] = []
        self._held = 0
        self._skips_line_feed = False
        self.comments = 0
        self.last_comment = b""

    @property
    def is_between_events(self) -> bool:
        """Whether everything read so far was whole events."""
        return not self._buffer and not self._data and not self._skips_line_feed

    def feed(self, data: bytes) -> list[bytes]:
        """The payloads of the events that are complete with `data`."""
        if data.startswith(b"data: ") and data.endswith(b"\n\n") and b"\r" not in data and self.is_between_events:
            # Whole events of one line each: the common case on the hot path.
            events = data[6:-2].split(b"\n\ndata: ")
            if data.count(b"\n") == 2 * len(events):
                return events
        return self._feed_lines(data)

    def _feed_lines(self, data: bytes) -> list[bytes]:
        if self._skips_line_feed and data:
            data = data[1:] if data.startswith(b"\n") else data
            self._skips_line_feed = False
        if data.endswith(b"\r"):
            self._skips_line_feed = True  # its LF may come with the next read
        text = self._buffer + data
        if b"\r" in text:
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._buffer = text.split(b"\n")
        events: list[bytes] = []
        for line in lines:
            if not line:
                if self._data:
                    events.append(b"\n".join(self._data) if len(self._data) > 1 else self._data[0])
                    self._data, self._held = [], 0
            elif line.startswith(b"data:"):
                self._data.append(line[6:] if line.startswith(b"data: ") else line[5:])
                self._held += len(line)
            elif line.startswith(b":"):
                self.comments += 1
                self.last_comment = line
        if self._held + len(self._buffer) > LONGEST_EVENT:
            self._buffer, self._data, self._held = b"", [], 0
        return events


class Gate:
    """Lets whole events through and keeps the begun one: what breaks off must not leave half an event behind, which
    clients would take for a broken one. With `is_lines` each line is whole (NDJSON).
    """

    __slots__ = ("_ends", "rest")

    def __init__(self, *, is_lines: bool = False) -> None:
        self._ends = (b"\n",) if is_lines else (b"\n\n", b"\n\r\n", b"\r\r")
        self.rest = b""

    def feed(self, data: bytes) -> bytes:
        """All events that are complete with `data`; one that grows large is not kept."""
        if not self.rest and data.endswith(self._ends[0]):
            return data
        data = self.rest + data
        cut = max(data.rfind(end) + len(end) if end in data else 0 for end in self._ends)
        if len(data) - cut > MOST_KEPT:
            cut = len(data)
        self.rest = data[cut:]
        return data[:cut]


def event(payload: bytes, name: bytes = b"") -> bytes:
    """One event on the wire. `payload` must not hold line ends."""
    head = b"event: %b\n" % name if name else b""
    return b"%bdata: %b\n\n" % (head, payload)


def comment(text: str) -> bytes:
    """A comment on the wire: keeps the connection alive, and every client ignores it."""
    return b": %b\n\n" % text.replace("\n", " ").encode()


DONE = b"[DONE]"
