"""Malformed requests by the thousand, the same ones for the same seed: heads no server should take, and bodies that are
almost right for each surface."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.port.gateway import MODEL

_SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
_FUNCTION = {"name": "weather", "parameters": _SCHEMA}
_PICTURE = "data:image/png;base64,iVBORw0KGgo="

BODIES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {
        "model": MODEL, "messages": [{"role": "user", "content": "x"}], "stream": False, "temperature": 0.5,
        "tools": [{"type": "function", "function": _FUNCTION}], "stream_options": {"include_usage": True},
    },
    "/v1/completions": {"model": MODEL, "prompt": "x", "stream": False},
    "/v1/embeddings": {"model": MODEL, "input": ["x", "y"], "encoding_format": "base64"},
    "/v1/messages": {
        "model": MODEL, "max_tokens": 9, "system": [{"type": "text", "text": "x"}], "stream": False,
        "messages": [
            {"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "http://x/y.png"}}]},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "weather", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "15"}]},
        ],
        "tools": [{"name": "weather", "input_schema": _SCHEMA}], "tool_choice": {"type": "auto"},
        "thinking": {"type": "enabled", "budget_tokens": 1024},
    },
    "/v1/messages/count_tokens": {"model": MODEL, "messages": [{"role": "user", "content": "x"}]},
    "/v1/responses": {
        "model": MODEL, "instructions": "x", "max_output_tokens": 9, "reasoning": {"effort": "low"},
        "input": [
            {"type": "message", "role": "user", "content": [{"type": "input_image", "image_url": _PICTURE}]},
            {"type": "function_call", "call_id": "a", "name": "weather", "arguments": "{}", "namespace": "n"},
            {"type": "function_call_output", "call_id": "a", "output": "15"},
        ],
        "tools": [{"type": "namespace", "name": "n", "tools": [{"type": "function", **_FUNCTION}]}],
        "text": {"format": {"type": "json_schema", "name": "a", "schema": _SCHEMA}},
    },
    "/api/chat": {
        "model": MODEL, "messages": [{"role": "user", "content": "x", "images": ["iVBORw0KGgo="]}], "stream": False,
        "options": {"num_predict": 9, "temperature": 0.5}, "format": "json", "think": True, "keep_alive": "5m",
    },
    "/api/generate": {"model": MODEL, "prompt": "x", "stream": False, "raw": False, "system": "y"},
    "/api/embed": {"model": MODEL, "input": ["x"], "truncate": True},
    "/api/show": {"model": MODEL},
    "/v1/audio/speech": {"model": MODEL, "input": "x", "voice": "alloy"},
    "/v1/rerank": {"model": MODEL, "query": "x", "documents": ["y"]},
    "/bridge/v1/explain": {"model": MODEL},
}  # fmt: skip

_DEEP: Any = "x"
for _ in range(300):
    _DEEP = [_DEEP]

STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e300, 2**70, "", "x" * 5000, "\u0000", "\ud800", "🌍", [], {}, [None], [[]], [{}],
    {"type": None}, {"type": "text"}, {"a": {"b": {}}}, ["x", 1], _DEEP, "data:,", "../../etc/passwd", "\r\nx: y",
)  # fmt: skip


def malformed(seed: int, count: int) -> Iterator[bytes]:
    """`count` requests, each whole as it goes onto the wire."""
    random = Random(seed)
    for _ in range(count):
        yield _head(random) if random.random() < 0.3 else _request(random)


def _request(random: Random) -> bytes:
    """A sound head with a body that is wrong somewhere, mostly."""
    path = random.choice(sorted(BODIES))
    document = json.loads(json.dumps(BODIES[path]))
    for _ in range(random.randint(0, 3)):
        _spoil(document, random)
    body = _broken(json.dumps(document).encode(), random)
    kind = random.choice(["application/json", "text/plain", "multipart/form-data; boundary=x", "", "a/b; charset=\xff"])
    target = random.choice([path, path.removeprefix("/v1"), path + "/", path + "?beta=true", "/v1" + path])
    head = [
        f"POST {target} HTTP/1.1",
        "Host: localhost", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close",
    ]  # fmt: skip
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


def _spoil(document: Any, random: Random) -> None:
    """Change, remove or add one thing at a random place."""
    places: list[tuple[Any, Any]] = []
    rest = [document]
    while rest:
        found = rest.pop()
        keys = list(found) if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else []
        places += [(found, key) for key in keys]
        rest += [found[key] for key in keys]
    if not places:
        return
    holder, key = random.choice(places)
    what = random.random()
    strange = copy.deepcopy(
        random.choice(STRANGE)
    )  # a shared one would be spoilt for good, and could come to hold itself
    if what < 0.7:
        holder[key] = strange
    elif what < 0.85:
        del holder[key]
    elif isinstance(holder, dict):
        holder[random.choice(["type", "content", "tools", "n", "logprobs", "\ud800", "x" * 300])] = strange


def _broken(body: bytes, random: Random) -> bytes:
    what = random.random()
    if what < 0.7:
        return body
    at = random.randrange(len(body))
    if what < 0.8:
        return body[:at]
    if what < 0.9:
        return body[:at] + random.randbytes(random.randint(1, 4)) + body[at:]
    return random.choice(
        [b"", b"\xef\xbb\xbf" + body, b"\xff\xfe", b"null", b"[]", b'"x"', b"{" * 3000, b"[" * 3000, body * 2]
    )


_LINES = (
    b"GET / HTTP/1.1", b"GET /v1/models HTTP/1.1", b"POST /v1/chat/completions HTTP/1.1", b"get / HTTP/1.1",
    b"GET / HTTP/9.9", b"GET / HTTP/1.0", b"GET http://localhost/v1/models HTTP/1.1",
    b"CONNECT localhost:1 HTTP/1.1", b"OPTIONS * HTTP/1.1", b"GET  / HTTP/1.1", b"GET /%00%ff%2e%2e/v1 HTTP/1.1",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1", b"GET /\xff HTTP/1.1", b"PRI * HTTP/2.0", b"", b"GET",
    b"\x16\x03\x01\x02\x00\x01\x00", b"HEAD /v1/models HTTP/1.1", b"TRACE / HTTP/1.1",
    b"DELETE /v1/responses/x HTTP/1.1", b"GET /v1/models/%E0%A4%A HTTP/1.1",
)  # fmt: skip
_HEADERS = (
    b"Host: localhost", b"Host: localhost", b"Host:", b"Host: evil.example", b"Host: [::1", b"Host: a, b",
    b"X: \x00", b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 99999999999999999999",
    b"Content-Length: 5, 5", b"Content-Length: +5", b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: identity", b"Transfer-Encoding : chunked",
    b"X-" + b"y" * 70000 + b": z", b"X: " + b"y" * 70000, b" folded: x", b": x", b"no colon",
    b"Expect: 100-continue", b"Expect: tea", b"Upgrade: websocket", b"Connection: close",
    b"Connection: upgrade, keep-alive", b"Authorization: Bearer \xff\xfe", b"x-bridge-mode: nonsense",
    b"x-bridge-hop: 9", b"Origin: null", b"Origin: http://[",
    b"Content-Type: multipart/form-data; boundary=" + b"x" * 5000, b"X\r\nY: z",
)  # fmt: skip
_TAILS = (
    b"", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\nhello", b"5;" + b"x" * 20000 + b"\r\nhello\r\n0\r\n\r\n",
    b"\x00" * 100, b"ffffffffffffffff\r\n", b"-1\r\n", b"0\r\nx: y\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n" * 40,
)  # fmt: skip


def _head(random: Random) -> bytes:
    """A request line, headers and a rest that seldom fit together."""
    headers = random.choices(_HEADERS, k=random.randint(0, 6))
    end = random.choice([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r"])
    whole = end.join([random.choice(_LINES), *headers, b"", b""]) + random.choice(_TAILS)
    if random.random() < 0.1:
        at = random.randrange(len(whole))
        whole = whole[:at] + random.randbytes(random.randint(1, 8)) + whole[at:]
    return whole
