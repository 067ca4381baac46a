"""The declared settings in words: which page shows which, their names, help and limits, and what a search finds."""

from __future__ import annotations

from enum import Enum

from core.config.schema import Kind, Setting, root
from desktop.text.translate import looked_up, translate

NAME, HELP, CHOICE = "SettingName", "SettingHelp", "SettingChoice"
"""The contexts under which names, help and choices are translated."""

GENERAL = ("appearance",)
GATEWAY = ("port", "ollama_port", "access", "timeouts")
BACKENDS = ("discovery", "routing", "health", "healing", "builtin")
NOTIFICATIONS = ("notifications",)
PRIVACY = ("updates", "log")
OWN_PAGES = ("nodes", "cloud")
"""Lists that have pages of their own."""


def page_of(section: str) -> tuple[str, ...]:
    """The sections of the page that shows this one; those that nobody placed stand with the backends."""
    for page in (GENERAL, GATEWAY, NOTIFICATIONS, PRIVACY):
        if section in page:
            return page
    return BACKENDS


def sections_of(page: tuple[str, ...]) -> tuple[Setting, ...]:
    """The declared settings of a page, in the order of their declaration."""
    return tuple(s for s in root().fields if s.name not in OWN_PAGES and page_of(s.name) == page)


def setting_name(setting: Setting) -> str:
    """`queue_limit` as `Queue limit`."""
    return looked_up(NAME, plain_name(setting))


def plain_name(setting: Setting) -> str:
    """The same in English."""
    return setting.name.replace("_", " ").capitalize()


def setting_help(setting: Setting) -> str:
    """What it is for, and its limits."""
    text = looked_up(HELP, setting.help)
    low, high = setting.minimum, setting.maximum
    if low is not None and high is not None:
        return f"{text} " + translate("Settings", "From {low} to {high}.").format(low=f"{low:g}", high=f"{high:g}")
    if low is not None and low > 0:
        return f"{text} " + translate("Settings", "At least {low}.").format(low=f"{low:g}")
    return text


def section_title(setting: Setting) -> str:
    """The heading of a group: `Time limits`."""
    return looked_up(HELP, setting.help).rstrip(".")


def choice_name(choice: str) -> str:
    """A choice as a word."""
    return looked_up(CHOICE, choice)


def shown_value(value: object) -> str:
    """A value as it can be typed, or chosen."""
    if isinstance(value, bool):
        return translate("Settings", "on") if value else translate("Settings", "off")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(shown_value(each) for each in value if not hasattr(each, "name"))
    return "" if value is None else str(value)


def is_found(setting: Setting, words: str) -> bool:
    """Whether name, path or help hold all the words of a search."""
    text = f"{setting_name(setting)} {setting.path} {setting_help(setting)}".casefold()
    return all(word in text for word in words.casefold().split())


def editable(setting: Setting) -> bool:
    """Lists are edited in the file."""
    return setting.is_scalar and setting.kind is not Kind.KEY
