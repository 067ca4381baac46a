"""Gives a document that we made ourselves as the whole answer."""

from __future__ import annotations

import msgspec

from core.reply import Reply
from core.wire import Request


def give(reply: Reply, request: Request, document: object) -> None:
    """Answer with JSON; a HEAD request gets the head of it."""
    body = msgspec.json.encode(document)
    if request.method == b"HEAD":
        reply.start(
            200, [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))], is_chunked=False
        )
        reply.finish()
    else:
        reply.whole(200, body, [])
