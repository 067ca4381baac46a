"""What a backend's error answer says: the human words in its body, and how long to wait. Pure."""

from __future__ import annotations

import re

import msgspec

from core.domain import Seconds
from core.json_text import NOT_JSON
from core.log import redacted

_DELAY = re.compile(rb'"retryDelay"\s*:\s*"(\d{1,6}(?:\.\d+)?)s"')
_NAME = re.compile(r"[\w.\[\]\-]{1,80}")


class _Error(msgspec.Struct):
    code: str | None = None
    param: str | None = None


class _ErrorBody(msgspec.Struct):
    error: _Error


_error_decoder = msgspec.json.Decoder(_ErrorBody)


def message_of(body: bytes) -> str:
    """The human words in an error body, one line, at most 400 signs, free of secrets.

    Shapes: `{"error": {"message"}}` (OpenAI), `{"error": "…"}` (Ollama), `{"detail": …}` (FastAPI, exo),
    `{"message": …}`. A runner's error in exo may be a whole traceback; only its first line is taken.
    """
    try:
        text = _words(msgspec.json.decode(body))
    except NOT_JSON:
        return ""
    line = text.strip().partition("\n")[0]
    return redacted(line[:4000])[:400]  # in this order: of a key that is cut, too little may be left to know it


def name_of(body: bytes) -> tuple[str, str]:
    """(code, param) of an error in OpenAI's shape, by which its clients act; empty where there is none."""
    try:
        error = _error_decoder.decode(body).error
    except NOT_JSON:
        return "", ""
    found = [text if text and _NAME.fullmatch(text) else "" for text in (error.code, error.param)]
    return redacted(found[0]), redacted(found[1])


def _words(found: object) -> str:
    if isinstance(found, str):
        return found
    if isinstance(found, list) and found:
        return _words(found[0])
    if isinstance(found, dict):
        place = found.get("loc")
        if isinstance(place, list) and isinstance(found.get("msg"), str):  # FastAPI: ["body", "temperature"]
            return f"{'.'.join(str(step) for step in place[1:])}: {found['msg']}".removeprefix(": ")
        for key in ("error", "message", "detail", "msg"):
            if found.get(key):
                return _words(found[key])
    return ""


def delay_of(body: bytes) -> Seconds | None:
    """The wait that Google writes into its error instead of a header (google.rpc.RetryInfo), in seconds, or None."""
    found = _DELAY.search(body)
    return float(found[1]) if found is not None else None


def retry_after(value: bytes, wall: float) -> Seconds | None:
    """Retry-After in seconds (RFC 9110 §10.2.3: a number, or a date), or None. `wall` is Unix time now."""
    text = value.decode("latin-1").strip()
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime  # 1 MB, and hardly a backend names a date

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - wall)
    except ValueError:
        return None
