"""The words of the update check."""

from __future__ import annotations

from dataclasses import dataclass

from core.version import VERSION
from desktop.text.facts import Moment
from desktop.text.notices import Notice, NoticeAction, NoticeKind
from desktop.text.translate import translate

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of newer versions. `at` is Unix time, 0 before the first check; `newer` is empty when none is."""

    at: float = 0.0
    newer: str = ""
    url: str = ""
    told: str = ""
    """The version of which a notice was shown."""
    has_failed: bool = False


def version_line(checked: Checked, feed: str, now: Moment) -> str:
    """`Version 0.1.0`, and how new that is."""
    version = translate("Settings", "Version {version}").format(version=VERSION)
    return f"{version} · {_how_new(checked, feed, now)}"


def _how_new(checked: Checked, feed: str, now: Moment) -> str:
    if not feed:
        return translate("Updates", "this build has no update feed")
    if not checked.at:
        return translate("Updates", "not checked yet")
    if checked.newer:
        return translate("Updates", "{version} is out").format(version=checked.newer)
    time = _when(checked.at, now)
    if checked.has_failed:
        return translate("Updates", "the check at {time} did not work").format(time=time)
    return translate("Updates", "the newest, checked at {time}").format(time=time)


def _when(wall: float, now: Moment) -> str:
    clock = now.clock(wall)
    days = int((now.wall + now.utc_offset) // DAY - (wall + now.utc_offset) // DAY)
    if days < 1:
        return clock
    return translate("Updates", "{time}, {n} days ago").format(time=clock, n=days)


def update_notice(checked: Checked) -> Notice:
    """Said once of each version, without a sound."""
    return Notice(
        NoticeKind.UPDATE,
        "",
        translate("Updates", "Exo Bridge {version} is out").format(version=checked.newer),
        translate("Updates", "You have {version}. Nothing is installed by itself.").format(version=VERSION),
        (NoticeAction.SHOW_UPDATE,),
        is_quiet=True,
    )


def update_line(checked: Checked) -> str:
    """The line in the menu of the tray; empty while there is none."""
    return translate("Updates", "Version {version} is out…").format(version=checked.newer) if checked.newer else ""
