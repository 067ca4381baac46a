"""The lines of our log as rows, and as a text for a bug report."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.text.rows import Tone
from desktop.text.translate import translate

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry of the log, redacted. `number` grows; `whole` is the line as it stands in the file."""

    number: int
    whole: str
    time: str = ""
    level: str = "INFO"
    subject: str = ""
    text: str = ""


def log_line(number: int, whole: str) -> LogLine:
    """Take `2026-11-24T07:31:59.123+00:00 LEVEL subject message …` apart; other shapes are all text."""
    parts = whole.split(" ", 3)
    if len(parts) < 4 or parts[1] not in LEVELS:
        return LogLine(number, whole, text=whole)
    stamp, level, subject, text = parts
    return LogLine(number, whole, stamp.partition("T")[2][:8], level, subject, text)


def level_name(level: str) -> str:
    """The level as a word."""
    match level:
        case "DEBUG":
            return translate("Log", "detail")
        case "INFO":
            return translate("Log", "info")
        case "WARNING":
            return translate("Log", "warning")
        case _:
            return translate("Log", "error")


def level_tone(level: str) -> Tone:
    """How the level looks."""
    match level:
        case "WARNING":
            return Tone.OWNER
        case "ERROR" | "CRITICAL":
            return Tone.BAD
        case _:
            return Tone.QUIET


def is_wanted(line: LogLine, least: str, words: str) -> bool:
    """Whether a line is at least this grave and holds all the words, in any order and case."""
    if LEVELS.index(line.level) < LEVELS.index(least):
        return False
    whole = line.whole.casefold()
    return all(word in whole for word in words.casefold().split())


def report(lines: tuple[LogLine, ...], version: str, system: str) -> str:
    """The lines as they can be pasted into a bug report."""
    return "\n".join((f"Exo Bridge {version} · {system}", "", *(line.whole for line in lines))) + "\n"
