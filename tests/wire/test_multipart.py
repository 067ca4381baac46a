"""Forms with uploads: the model is found in them, and replaced, whatever the upload holds."""

from __future__ import annotations

import httpx
from hypothesis import given
from hypothesis import strategies as st

from core.dialects.multipart import boundary_of, field_of, with_field


def form(fields: dict[str, str], upload: bytes) -> tuple[bytes, bytes]:
    """(body, boundary) as httpx sends it."""
    request = httpx.Request("POST", "http://x", data=fields, files={"file": ("a.wav", upload, "audio/wav")})
    boundary = boundary_of(request.headers["content-type"].encode())
    assert boundary is not None
    return request.read(), boundary


@given(st.binary(max_size=200), st.text(min_size=1, max_size=30).filter(lambda t: "\r" not in t and "\n" not in t))
def test_the_model_is_found_and_replaced_beside_any_upload(upload: bytes, model: str) -> None:
    body, boundary = form({"model": "whisper-1", "language": "de"}, upload)
    assert field_of(body, boundary, "model") == "whisper-1"
    renamed = with_field(body, boundary, "model", model)
    assert field_of(renamed, boundary, "model") == model
    assert with_field(renamed, boundary, "model", "whisper-1") == body


def test_what_an_upload_holds_is_not_taken_for_a_field() -> None:
    body, boundary = form({"language": "de"}, b'x"; name="model"\r\n\r\nfake')
    assert field_of(body, boundary, "model") is None
    assert with_field(body, boundary, "model", "m") == body
    assert field_of(b"nonsense", boundary, "model") is None


def test_only_forms_have_a_boundary() -> None:
    assert boundary_of(b"application/json") is None
    assert boundary_of(b"multipart/form-data") is None
    assert boundary_of(b'multipart/form-data; boundary="a b"') == b"a b"
    assert boundary_of(b"Multipart/Form-Data; charset=utf-8; boundary=abc") == b"abc"
