"""Gives a document that we made ourselves as the whole answer."""

from __future__ import annotations

import msgspec

from core.reply import Reply


def give(reply: Reply, document: object) -> None:
    """Answer with JSON."""
    reply.whole(200, msgspec.json.encode(document), [])
