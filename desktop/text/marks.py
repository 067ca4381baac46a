"""What the icon says beside its state: something for the owner to do, shared with others, out of date."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain import HealthState, Seconds, Snapshot
from desktop.text.facts import Moment

STALE_AFTER: Seconds = 60.0


@dataclass(frozen=True, slots=True)
class IconMarks:
    """A dot, an open ring, and pale when nothing was checked for a while."""

    needs_owner: bool = False
    is_shared: bool = False
    is_stale: bool = False


NO_MARKS = IconMarks()


def icon_marks(
    snapshot: Snapshot, now: Moment, *, interval: Seconds = 0.0, is_shared: bool = False, has_update: bool = False
) -> IconMarks:
    """The marks of a snapshot. `interval` is how often backends are checked."""
    is_blocked = any(s.health.state is HealthState.BLOCKED for s in snapshot.backends)
    checks = [s.checked_at for s in snapshot.backends if s.checked_at is not None]
    is_stale = bool(checks) and now.at - max(checks) > max(STALE_AFTER, 3 * interval)
    return IconMarks(bool(snapshot.complaints) or is_blocked or has_update, is_shared, is_stale)
