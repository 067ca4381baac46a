"""What the status window and its banners can open or start elsewhere; the face knows where that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.domain import BackendId


@dataclass(frozen=True, slots=True)
class Doors:
    """What the status window can open or start elsewhere."""

    chat: Callable[[], object]
    connect: Callable[[], object]
    settings: Callable[[], object]
    add_node: Callable[[], object]
    edit_node: Callable[[str], object]
    use_port: Callable[[int | None], object]
    set_demo_node: Callable[[BackendId, bool], object]
    quit: Callable[[], object]
