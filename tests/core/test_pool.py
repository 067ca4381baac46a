"""What a base URL says of where to connect and what to write into the head of a request."""

from __future__ import annotations

import pytest

from core.domain import FailureKind
from core.errors import AttemptFailed
from core.pool import Pool, place_of


@pytest.mark.parametrize(
    ("base_url", "key", "prefix", "host"),
    [
        ("http://studio.local:52415/v1/", ("studio.local", 52415), b"/v1", b"studio.local:52415"),
        ("http://studio", ("studio", 80), b"", b"studio"),
        ("http://me:secret@studio:1/v1", ("studio", 1), b"/v1", b"studio:1"),
        ("http://[::1]:52415/v1", ("::1", 52415), b"/v1", b"[::1]:52415"),
        ("http://[fe80::1%eth0]:52415", ("fe80::1%eth0", 52415), b"", b"[fe80::1]:52415"),
        ("http://müller.local:52415", ("müller.local", 52415), b"", b"xn--mller-kva.local:52415"),
        ("http://studio/größe/a b", ("studio", 80), b"/gr%C3%B6%C3%9Fe/a%20b", b"studio"),
    ],
)
def test_a_base_url_is_read_as_a_server_wants_it(
    base_url: str, key: tuple[str, int], prefix: bytes, host: bytes
) -> None:
    place = place_of(base_url)
    assert (place.key, place.prefix, place.host) == (key, prefix, host)


@pytest.mark.parametrize("base_url", [f"http://{'ü' * 80}.local", "http://studio:many"])
async def test_a_name_that_cannot_be_one_is_a_failure_like_any_other(base_url: str) -> None:
    with pytest.raises(AttemptFailed) as failure:
        await Pool().send(base_url, b"/v1/models", [], b"", connect=1.0, first_byte=1.0)
    assert failure.value.kind is FailureKind.NAME_NOT_FOUND
