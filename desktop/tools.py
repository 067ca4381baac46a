"""What every window and page needs to do its work."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.face_bridge import FaceBridge
from desktop.tasks import Tasks
from desktop.theme import Theme


@dataclass(frozen=True, slots=True)
class Tools:
    """The look, the bridge, and the owner of what runs."""

    theme: Theme
    bridge: FaceBridge
    tasks: Tasks
