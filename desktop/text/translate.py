"""translate(context, text) -> the text in the user's language.

Qt's lupdate finds the calls by their name, as long as they have two literals and nothing else; the application
installs Qt's own lookup at its start. Without one, English stands: this package needs no Qt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Lookup: TypeAlias = Callable[[str, str], str]


def _english(context: str, text: str) -> str:
    return text


_lookup: Lookup = _english
_is_right_to_left = False


def install(lookup: Lookup | None, *, is_right_to_left: bool = False) -> None:
    """Set the lookup for the whole process; None means English again."""
    global _lookup, _is_right_to_left
    _lookup = lookup or _english
    _is_right_to_left = is_right_to_left


def translate(context: str, text: str) -> str:
    """The translation of `text`; its `{names}` are filled in by the caller's `format`."""
    return _lookup(context, text)


def looked_up(context: str, text: str) -> str:
    """As `translate`, for words that core declares: `desktop.languages` tells lupdate of them."""
    return _lookup(context, text)


def measured(text: str) -> str:
    """A number with its unit, kept in their order where the words around them run from right to left."""
    return f"\u2066{text}\u2069" if _is_right_to_left else text


def unbroken(address: str) -> str:
    """An address that a narrow label keeps on one line; for the eye only, for it holds signs that no address has."""
    return measured(address.replace("/", "/\u2060"))


def directed(text: str) -> str:
    """A sentence that begins with a name, kept running as the language does: Qt goes by the first letter."""
    return f"\u200f{text}" if _is_right_to_left else text


def joined(names: list[str]) -> str:
    """Names in a sentence: `a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return translate("Text", "{some} and {last}").format(some=", ".join(names[:-1]), last=names[-1])
