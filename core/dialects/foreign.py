"""A request of a client that does not speak OpenAI's chat dialect, as it travels through the relay. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from core.dialects.fields import NO_WISH, Thinking, Untranslatable
from core.dialects.names import Dialect


@dataclass(frozen=True, slots=True)
class Foreign:
    """The client's own words, for backends that understand them, beside what was made of them for all others.

    `target` is the path of the client's request below the dialect's root, with its query. `lost` is what the
    translation gave up, `refusal` why there is none.
    """

    dialect: Dialect
    target: bytes
    body: bytes
    thinking: Thinking = NO_WISH
    lost: tuple[str, ...] = ()
    refusal: Untranslatable | None = None
    may_be_native: bool = True
