"""Is there a newer release? One request to the project's release feed, when it is asked for; nothing is installed.

A feed is JSON as GitHub's API gives it: `releases/latest` (one release) or `releases` (a list). What is older, a draft,
a pre-release or cannot be read is no news.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from core.cloud import trust_store
from core.domain import Seconds
from core.version import VERSION

LIMIT: Seconds = 15.0
LARGEST = 2_000_000
_NUMBER = re.compile(r"v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Release:
    """A published version. `url` is its page, empty when the feed names none that may be opened."""

    version: str
    url: str = ""


class UpdateCheckFailed(Exception):
    """The feed did not answer, or not as a feed; `args[0]` says why, for the log."""


def number_of(version: str) -> tuple[int, ...] | None:
    """`v1.2.3` as (1, 2, 3); None for what is no plain release."""
    found = _NUMBER.fullmatch(version.strip())
    return None if found is None else tuple(int(part or 0) for part in found.groups())


def newest(document: Any, feed: str) -> Release | None:
    """The newest release of a feed's document; None when there is none."""
    entries = document if isinstance(document, list) else [document]
    found = [(number, entry) for entry in entries if (number := _published(entry)) is not None]
    if not found:
        return None
    number, entry = max(found, key=lambda pair: pair[0])
    return Release(".".join(map(str, number)), _page(entry.get("html_url"), feed))


def is_newer(release: Release, than: str = VERSION) -> bool:
    """Whether this release is newer than a version."""
    theirs, ours = number_of(release.version), number_of(than)
    return theirs is not None and ours is not None and theirs > ours


def _published(entry: Any) -> tuple[int, ...] | None:
    if not isinstance(entry, dict) or entry.get("draft") or entry.get("prerelease"):
        return None
    tag = entry.get("tag_name")
    return number_of(tag) if isinstance(tag, str) else None


def _page(url: Any, feed: str) -> str:
    """A page that a browser may be sent to: of the web, and not in plain text unless the feed is."""
    if not isinstance(url, str):
        return ""
    parts = urlsplit(url)
    return url if parts.scheme == "https" or (parts.scheme == "http" and parts.netloc == urlsplit(feed).netloc) else ""


async def check(feed: str) -> Release | None:
    """Ask the feed for the newest release. Raises UpdateCheckFailed."""
    import httpx

    try:
        async with (
            httpx.AsyncClient(
                timeout=LIMIT,
                follow_redirects=True,
                max_redirects=3,
                verify=await asyncio.to_thread(trust_store),
                headers={"user-agent": f"exo-bridge/{VERSION}", "accept": "application/json"},
            ) as client,
            client.stream("GET", feed) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise UpdateCheckFailed(f"status {response.status_code}")
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise UpdateCheckFailed("the answer is too large")
        return newest(json.loads(body), feed)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
        raise UpdateCheckFailed(str(error) or type(error).__name__) from error
