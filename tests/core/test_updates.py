"""Looking for a newer version: only a newer, plain release is news; everything else is a reason, never an exception."""

from __future__ import annotations

import pytest

from core.updates import Release, UpdateCheckFailed, check, is_newer, newest, number_of
from tests.fakes.scripted import Script, scripted

FEED = "https://api.example.com/repos/some/body/releases"
PAGE = "https://example.com/release"


def entry(tag: object, **more: object) -> dict[str, object]:
    return {"tag_name": tag, "html_url": PAGE, "draft": False, "prerelease": False, **more}


@pytest.mark.parametrize(
    ("version", "number"),
    [
        ("1.2.3", (1, 2, 3)),
        ("v0.4", (0, 4, 0)),
        (" 1.0.0 ", (1, 0, 0)),
        ("1.0.0rc1", None),
        ("nightly", None),
        ("", None),
    ],
)
def test_only_plain_releases_have_a_number(version: str, number: tuple[int, ...] | None) -> None:
    assert number_of(version) == number


def test_numbers_are_compared_as_numbers() -> None:
    assert is_newer(Release("0.10.0"), "0.9.9")
    assert not is_newer(Release("0.9.9"), "0.9.9")
    assert not is_newer(Release("0.9.8"), "0.9.9")
    assert not is_newer(Release(""), "0.9.9")


def test_the_newest_plain_release_of_a_list_counts() -> None:
    listed = [
        entry("v0.9.0"),
        entry("v1.3.0", html_url=f"{PAGE}/1.3.0"),
        entry("v2.0.0", prerelease=True),
        entry("v3.0.0", draft=True),
        entry("latest"),
        entry(7),
        "not a release",
    ]
    assert newest(listed, FEED) == Release("1.3.0", f"{PAGE}/1.3.0")
    assert newest(entry("v1.3"), FEED) == Release("1.3.0", PAGE)


@pytest.mark.parametrize("document", [[], {}, None, "1.3.0", 7, [[]], {"tag_name": None}])
def test_what_is_no_release_is_no_news(document: object) -> None:
    assert newest(document, FEED) is None


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "http://elsewhere/", "", None, 7])
def test_no_page_is_opened_that_is_none_of_the_web(url: object) -> None:
    assert newest(entry("9.0.0", html_url=url), FEED) == Release("9.0.0", "")


async def test_the_feed_is_asked_once_and_told_no_more_than_our_name() -> None:
    async with scripted() as server:
        server.scripts["/releases"] = Script.of([entry("v9.1.0")])
        assert await check(f"{server.url}/releases") == Release("9.1.0", PAGE)
        (asked,) = server.asked
        assert asked.method == "GET"
        assert asked.body == b""
        assert set(asked.headers) == {"accept", "accept-encoding", "connection", "host", "user-agent"}


@pytest.mark.parametrize(
    "script",
    [
        Script(b"<html>"),
        Script(b"{}", status=500),
        Script(b"[" * 100_000),
        Script(b" " * 2_100_000),
        Script(b"\xff\xfe"),
    ],
    ids=["html", "error", "deep", "large", "bytes"],
)
async def test_a_broken_feed_is_one_failure(script: Script) -> None:
    async with scripted() as server:
        server.scripts["/releases"] = script
        with pytest.raises(UpdateCheckFailed):
            await check(f"{server.url}/releases")


@pytest.mark.parametrize("feed", ["http://127.0.0.1:1/", "ftp://example.com", "nonsense", "http://[", "http://\x00"])
async def test_no_feed_there_is_one_failure(feed: str) -> None:
    with pytest.raises(UpdateCheckFailed):
        await check(feed)
