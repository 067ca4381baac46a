"""What Exo Bridge mended in exo by itself, step by step, in words. Pure."""

from __future__ import annotations

from core.config.schema import by_path, root
from core.steps import StepKind
from desktop.text.rows import Tone
from desktop.text.settings import section_title, setting_name
from desktop.text.translate import translate


def step_in_words(kind: StepKind) -> tuple[Tone, str, str]:
    """How a step looks, its name, and what it means."""
    match kind:
        case StepKind.PLACING:
            return Tone.QUIET, translate("Activity", "loading"), translate("Activity", "A request needs this model.")
        case StepKind.PLACED:
            return Tone.GOOD, translate("Activity", "loaded"), translate("Activity", "The model can answer.")
        case StepKind.REPLACING:
            words = translate("Activity", "Its runner had died.")
            return Tone.QUIET, translate("Activity", "loading again"), words
        case StepKind.GAVE_UP:
            words = translate("Activity", "The model did not get ready; requests for it go elsewhere.")
            return Tone.BAD, translate("Activity", "gave up"), words
        case StepKind.LEFT_ALONE:
            words = translate("Activity", "The model crashes again and again; loading it once more would not help.")
            return Tone.OWNER, translate("Activity", "left alone"), words
        case StepKind.RESUMING_DOWNLOAD:
            words = translate("Activity", "A download you asked for had broken off.")
            return Tone.QUIET, translate("Activity", "download resumed"), words
        case StepKind.DOWNLOADED:
            words = translate("Activity", "A download you asked for is complete.")
            return Tone.GOOD, translate("Activity", "downloaded"), words
        case StepKind.CANCELLED:
            words = translate("Activity", "The app had left, so exo was told to stop generating.")
            return Tone.QUIET, translate("Activity", "stopped in exo"), words


SWITCHES = {
    StepKind.PLACING: "healing.place",
    StepKind.PLACED: "healing.place",
    StepKind.REPLACING: "healing.replace",
    StepKind.LEFT_ALONE: "healing.replace",
    StepKind.RESUMING_DOWNLOAD: "healing.resume_downloads",
    StepKind.DOWNLOADED: "healing.resume_downloads",
    StepKind.CANCELLED: "healing.cancel",
}
"""The setting that decides over each; either of two may have been given up."""


def where_to_switch(kind: StepKind) -> str:
    """Where the owner decides whether this is done."""
    section = next(s for s in root().fields if s.name == "healing")
    place = [translate("Settings", "Backends"), section_title(section)]
    if kind in SWITCHES:
        place.append(setting_name(by_path()[SWITCHES[kind]]))
    return translate("Activity", "Switched on and off in the settings: {place}").format(place=", ".join(place))
