"""Takes a JSON request apart field by field, so that no field is ever passed over in silence. Pure.

Every member of an object is taken, given up by name (`lose`), or refused by name (`done`). A null counts as
absent, as every vendor's schema does for its optional fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from core.json_text import NOT_JSON


class Untranslatable(Exception):
    """A field of the client's request that the other dialect cannot say. `field` is its path, like `tools[2].type`.

    One that `is_malformed` is wrong in the client's own dialect, too.
    """

    is_malformed = False

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"`{field}` {detail}")
        self.field = field
        self.detail = detail


class Malformed(Untranslatable):
    """A field that is missing, or of another type than its dialect has it."""

    is_malformed = True


@dataclass(frozen=True, slots=True)
class Thinking:
    """What a client asked of a model's reasoning; each backend spells it in its own way.

    `is_wanted` None leaves it to the model. `effort` is a word of OpenAI's scale or empty; `budget` is in tokens.
    """

    is_wanted: bool | None = None
    effort: str = ""
    budget: int | None = None


NO_WISH = Thinking()


@dataclass(frozen=True, slots=True)
class Translated:
    """A request in the other dialect. `lost` names the fields that were given up; README.md says why each may be."""

    body: bytes
    lost: tuple[str, ...] = ()
    thinking: Thinking = NO_WISH


class Fields:
    """The members of one JSON object that nobody took yet. Children share `lost` with their parent."""

    __slots__ = ("_left", "lost", "path")

    def __init__(self, value: object, path: str = "", lost: list[str] | None = None) -> None:
        if not isinstance(value, dict):
            raise Malformed(path or "the body", "must be an object")
        self._left: dict[str, Any] = dict(value)
        self.path = path
        self.lost: list[str] = [] if lost is None else lost

    def at(self, name: str) -> str:
        """The path of a member."""
        return f"{self.path}.{name}" if self.path else name

    def take(self, name: str) -> Any:
        """The member's value as it is, or None."""
        return self._left.pop(name, None)

    def text(self, name: str) -> str | None:
        """The member as text, or None."""
        value = self._left.pop(name, None)
        if value is not None and not isinstance(value, str):
            raise Malformed(self.at(name), "must be text")
        return value

    def needed_text(self, name: str) -> str:
        """The member as text; it must be there."""
        value = self.text(name)
        if value is None:
            raise Malformed(self.at(name), "is missing")
        return value

    def flag(self, name: str) -> bool | None:
        """The member as true or false, or None."""
        value = self._left.pop(name, None)
        if value is not None and not isinstance(value, bool):
            raise Malformed(self.at(name), "must be true or false")
        return value

    def number(self, name: str) -> int | float | None:
        """The member as a number, or None."""
        value = self._left.pop(name, None)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise Malformed(self.at(name), "must be a number")
        return value

    def whole_number(self, name: str) -> int | None:
        """The member as a whole number, or None."""
        value = self.number(name)
        if value is not None and not isinstance(value, int):
            raise Malformed(self.at(name), "must be a whole number")
        return value

    def items(self, name: str) -> list[Any]:
        """The member as a list; an absent one is empty."""
        value = self._left.pop(name, None)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Malformed(self.at(name), "must be a list")
        return value

    def words(self, name: str) -> list[str]:
        """The member as a list of texts; an absent one is empty."""
        values = self.items(name)
        if not all(isinstance(value, str) for value in values):
            raise Malformed(self.at(name), "must be a list of texts")
        return values

    def child(self, name: str) -> Fields | None:
        """The member as an object to be taken apart, or None."""
        value = self._left.pop(name, None)
        return None if value is None else Fields(value, self.at(name), self.lost)

    def children(self, name: str) -> Iterator[Fields]:
        """The member's elements, each an object to be taken apart."""
        for index, value in enumerate(self.items(name)):
            yield Fields(value, f"{self.at(name)}[{index}]", self.lost)

    def copy(self, target: dict[str, Any], *names: str, **renamed: str) -> None:
        """Move members into `target` as they are; `renamed` is old=new."""
        for name, new in {**{name: name for name in names}, **renamed}.items():
            value = self._left.pop(name, None)
            if value is not None:
                target[new] = value

    def lose(self, *names: str) -> None:
        """Give members up and say so. Only for what does not change the meaning of the answer; see README.md."""
        for name in names:
            if self._left.pop(name, None) is not None:
                self.note(self.at(name))

    def note(self, what: str) -> None:
        """Say that something was given up; list positions are left out, so that each is told once."""
        told = _without_positions(what)
        if told not in self.lost:
            self.lost.append(told)

    def refuse(self, name: str, why: str) -> None:
        """Refuse a member where it is there and not null."""
        if self._left.pop(name, None) is not None:
            raise Untranslatable(self.at(name), why)

    def done(self) -> None:
        """Refuse whatever nobody took."""
        for name, value in self._left.items():
            if value is not None:
                raise Untranslatable(self.at(name), "is not known here, so it cannot be passed on")


def _without_positions(path: str) -> str:
    kept, is_inside = [], False
    for sign in path:
        is_inside = sign == "[" or (is_inside and sign != "]")
        if not is_inside and sign != "]":
            kept.append(sign)
    return "".join(kept)


def decoded(body: bytes) -> Any:
    """The JSON of a request body; raises Untranslatable."""
    try:
        return msgspec.json.decode(body)
    except NOT_JSON as error:
        raise Malformed("the body", f"is not JSON: {error}") from error
