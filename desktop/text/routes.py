"""The four routing modes in words, in the order in which they are offered, and who may use the port."""

from __future__ import annotations

from core.domain import Mode
from desktop.text.translate import translate

OFFERED: tuple[Mode, ...] = (Mode.LOCAL_FIRST, Mode.LOCAL_ONLY, Mode.CLOUD_FIRST, Mode.CLOUD_ONLY)


def sharing_line(*, has_keys: bool) -> str:
    """Who may use a port that is shared."""
    if not has_keys:
        return translate("Routes", "It is shared with your network as soon as an app has a key.")
    return translate("Routes", "Shared with your network, for apps with a key.")


def route_name(mode: Mode) -> str:
    """What the mode does, as an entry of a menu."""
    match mode:
        case Mode.LOCAL_FIRST:
            return translate("Routes", "Local first, cloud if needed")
        case Mode.LOCAL_ONLY:
            return translate("Routes", "Local only (never cloud)")
        case Mode.CLOUD_FIRST:
            return translate("Routes", "Cloud first, local if needed")
        case Mode.CLOUD_ONLY:
            return translate("Routes", "Cloud only")
