"""What the error answers of backends say."""

from __future__ import annotations

import pytest

from core.error_words import delay_of, message_of, name_of, retry_after


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"error":{"message":"No such model"}}', "No such model"),
        (b'{"error":"model not found"}', "model not found"),
        (b'{"detail":[{"msg":"field required"}]}', "field required"),
        (b'{"message":"first line\\nTraceback"}', "first line"),
        (b"<html>", ""),
        (b"[" * 100_000, ""),
        (b'{"error":{"message":"' + b"x" * 5000 + b'"}}', "x" * 400),
    ],
)
def test_the_words_for_people_are_found(body: bytes, message: str) -> None:
    assert message_of(body) == message


def test_a_key_at_the_cut_is_taken_out_whole() -> None:
    body = b'{"error":{"message":"' + b"x" * 394 + b' sk-abcdefghijklmnop is wrong"}}'
    assert "sk-" not in message_of(body)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (
            b'{"error":{"code":"unsupported_value","param":"messages[0].role"}}',
            ("unsupported_value", "messages[0].role"),
        ),
        (b'{"error":{"code":null,"param":null}}', ("", "")),
        (b'{"error":{"code":400}}', ("", "")),
        (b'{"error":"x"}', ("", "")),
        (b'{"error":{"code":"two words","param":"' + b"x" * 99 + b'"}}', ("", "")),
        (b"nonsense", ("", "")),
    ],
)
def test_the_names_by_which_clients_act_are_found(body: bytes, name: tuple[str, str]) -> None:
    assert name_of(body) == name


def test_a_wait_is_read_from_the_header_and_from_googles_body() -> None:
    google = b'{"error":{"code":429,"details":[{"@type":"x/google.rpc.RetryInfo","retryDelay": "34.5s"}]}}'
    assert (delay_of(google), delay_of(b'{"retryDelay":"soon"}'), delay_of(b"")) == (34.5, None, None)
    assert retry_after(b"7", 0.0) == 7.0
    assert retry_after(b"Thu, 01 Jan 1970 00:00:09 GMT", 2.0) == 7.0
    assert (retry_after(b"", 0.0), retry_after(b"soon", 0.0)) == (None, None)
