"""Who may use the port: a web page of a stranger may not.

The Host must name this machine, or a page could reach us under its own name (DNS rebinding); an Origin,
where a browser sends one, must be local.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from core.domain import FailureKind
from core.errors import RequestFailed
from core.wire import Request


def check_access(request: Request) -> None:
    """Refuse what a page of a stranger could send: raises RequestFailed with status 403."""
    host = request.header(b"host")
    if host is not None and not _is_our_name(host.decode("latin-1")):
        raise RequestFailed(
            FailureKind.BAD_REQUEST, "the Host header does not name this machine", status=403, code="foreign_host"
        )
    origin = request.header(b"origin")
    if origin is not None and not _is_local_origin(origin.decode("latin-1")):
        raise RequestFailed(
            FailureKind.BAD_REQUEST, "web pages may not use this port", status=403, code="foreign_origin"
        )


def _is_our_name(host: str) -> bool:
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    return _is_loopback(name) or name in _own_names()


def _is_local_origin(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return _is_loopback(parts.hostname or "")
    return parts.scheme not in ("", "file", "data", "blob") and origin != "null"


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({name, f"{name}.local", "host.docker.internal"})
