"""Numbers, times and names in words: the smallest pieces of every sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.domain import Backend, BackendId, BackendKind, BackendStatus, Locality, Seconds, Snapshot
from desktop.text.translate import joined, measured, translate

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, on both clocks: `at` monotonic, `wall` Unix time; `utc_offset` of the user's zone in seconds."""

    at: Seconds = 0.0
    wall: float = 0.0
    utc_offset: int = 0

    def clock(self, wall: float, *, seconds: bool = False) -> str:
        """A Unix time as the user's clock shows it: `14:02`, with seconds `14:02:11`."""
        second = int(wall + self.utc_offset) % DAY
        text = f"{second // 3600:02}:{second // 60 % 60:02}"
        return f"{text}:{second % 60:02}" if seconds else text

    def wall_of(self, at: Seconds) -> float:
        """The Unix time of a monotonic moment."""
        return self.wall - (self.at - at)


def ago(seconds: Seconds) -> str:
    """`just now`, `12 s ago`, `3 min ago`, `2 h ago`."""
    if seconds < 1.0:
        return translate("Facts", "just now")
    if seconds < 60:
        return translate("Facts", "{n} s ago").format(n=int(seconds))
    if seconds < 3600:
        return translate("Facts", "{n} min ago").format(n=int(seconds // 60))
    return translate("Facts", "{n} h ago").format(n=int(seconds // 3600))


def ahead(seconds: Seconds) -> str:
    """`now`, `in 4 s`, `in 3 min`."""
    if seconds < 0.5:
        return translate("Facts", "now")
    if seconds < 90:
        return translate("Facts", "in {n} s").format(n=round(seconds))
    return translate("Facts", "in {n} min").format(n=round(seconds / 60))


def duration(seconds: Seconds) -> str:
    """`4 ms`, `0.41 s`, `12.3 s`, `2 min 5 s`."""
    if seconds < 0.0995:
        return measured(f"{max(1, round(seconds * 1000))} ms")
    if seconds < 9.995:
        return measured(f"{seconds:.2f} s")
    if seconds < 99.95:
        return measured(f"{seconds:.1f} s")
    return measured(f"{int(seconds // 60)} min {int(seconds % 60)} s")


def speed(tokens: int | None, seconds: Seconds) -> str:
    """`62 tok/s`, or nothing when it cannot be told."""
    if not tokens or seconds <= 0:
        return ""
    rate = tokens / seconds
    return measured(f"{rate:.1f} tok/s" if rate < 10 else f"{rate:.0f} tok/s")


def size(count: int) -> str:
    """Bytes as memory is sold: `512 GB`, `8.5 GB`, `640 MB`."""
    return _sized(count, 2**30, 2**20)


def disk_size(count: int) -> str:
    """Bytes as disks and downloads are told, in thousands of thousands."""
    return _sized(count, 10**9, 10**6)


def _sized(count: int, giga: int, mega: int) -> str:
    if count < giga:
        return measured(f"{count / mega:.0f} MB")
    exact = f"{count / giga:.1f}".removesuffix(".0")
    return measured(f"{exact if count < 9.95 * giga else round(count / giga)} GB")


def counted(n: int, one: str, many: str) -> str:
    """`one` for 1, else `many` with the number in front: both already translated."""
    return f"{n} {one if n == 1 else many}"


def nodes(n: int) -> str:
    return counted(n, translate("Facts", "node"), translate("Facts", "nodes"))


def models(n: int) -> str:
    return counted(n, translate("Facts", "model"), translate("Facts", "models"))


def requests(n: int) -> str:
    return counted(n, translate("Facts", "request"), translate("Facts", "requests"))


def changes(n: int) -> str:
    return counted(n, translate("Facts", "change"), translate("Facts", "changes"))


def place(locality: Locality) -> str:
    """Where a backend stands, in words."""
    match locality:
        case Locality.THIS_MACHINE:
            return translate("Facts", "this machine")
        case Locality.LOCAL_NETWORK:
            return translate("Facts", "your network")
        case Locality.CLOUD:
            return translate("Facts", "cloud")


def shown_name(backend: Backend) -> str:
    """The name of a backend; a simulated one says so wherever it appears."""
    if backend.simulated:
        return translate("Facts", "{name} (simulated)").format(name=backend.name)
    return backend.name


def machine_name(name: str) -> str:
    """The name of a machine as exo tells it, kept apart from what runs the other way; a simulated one says so."""
    plain = name.removesuffix(" (simulated)")
    if plain != name:
        return translate("Facts", "{name} (simulated)").format(name=measured(plain))
    return measured(name)


def name_of(snapshot: Snapshot, backend_id: BackendId, name: str) -> str:
    """As `shown_name`, for a trail that only knows id and name."""
    status = snapshot.find(backend_id)
    return shown_name(status.backend) if status is not None else name


def name_shown_as(snapshot: Snapshot, name: str) -> str:
    """As `shown_name`, where only the name is known."""
    return next((shown_name(s.backend) for s in snapshot.backends if s.backend.name == name), name)


def own_nodes(snapshot: Snapshot) -> list[BackendStatus]:
    """The user's own servers, without the built-in model."""
    return [s for s in snapshot.backends if s.backend.locality.is_local and not is_builtin(s)]


def clouds(snapshot: Snapshot) -> list[BackendStatus]:
    return [s for s in snapshot.backends if not s.backend.locality.is_local]


def is_builtin(status: BackendStatus) -> bool:
    return status.backend.kind is BackendKind.BUILTIN


def joined_names(statuses: Iterable[BackendStatus]) -> str:
    """The names of some backends in a sentence; more than three are only counted."""
    return joined_backends(s.backend for s in statuses)


def joined_backends(backends: Iterable[Backend]) -> str:
    """As `joined_names`, where nothing else is known of them."""
    names = [shown_name(b) for b in backends]
    if len(names) <= 3:
        return joined(names)
    return joined([*names[:2], translate("Facts", "{n} more").format(n=len(names) - 2)])


def sentence_case(text: str) -> str:
    """The text with its first letter raised; names with capitals inside stay as they are."""
    return text[:1].upper() + text[1:]
