"""What clouds say about our allowance."""

from __future__ import annotations

import pytest

from core.rate_limits import wait_of

NOW = 1_795_500_000.0


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({b"x-ratelimit-remaining-requests": b"0", b"x-ratelimit-reset-requests": b"1m30s"}, 90.0),
        ({b"x-ratelimit-remaining-tokens": b"0", b"x-ratelimit-reset-tokens": b"120ms"}, 0.12),
        ({b"x-ratelimit-remaining-requests": b"7", b"x-ratelimit-reset-requests": b"1s"}, None),
        ({b"x-ratelimit-remaining": b"0", b"x-ratelimit-reset": b"%d" % int((NOW + 5) * 1000)}, 5.0),
        ({b"x-ratelimit-remaining": b"0", b"x-ratelimit-reset": b"%d" % int(NOW + 9)}, 9.0),
        (
            {
                b"anthropic-ratelimit-requests-remaining": b"0",
                b"anthropic-ratelimit-requests-reset": b"2026-11-24T06:00:10Z",
            },
            10.0,
        ),
        ({b"x-ratelimit-remaining-requests": b"0"}, None),
        ({b"x-ratelimit-remaining-requests": b"0", b"x-ratelimit-reset-requests": b"soon"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read_in_every_notation(headers: dict[bytes, bytes], wait: float | None) -> None:
    assert wait_of(tuple(headers.items()), NOW) == (None if wait is None else pytest.approx(wait))
