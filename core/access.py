"""Who may use the port: apps of this machine, pages its owner names, other machines only when they are let in.

The order of the questions:

1. From where? Other machines only while the port is shared.
2. To whom? The Host must name this machine, or a page could reach us under its own name (DNS rebinding).
3. Which page? An Origin, where a browser sends one, must be a local one or one that the owner named; a browser that
   says it comes from another site without naming one is refused, too.
4. Which app? With a local key, where keys are required; its limits go with the request.
"""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import logging
import secrets
import socket
import time
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from core.domain import FailureKind, Grant, Locality
from core.door import EVERYWHERE, LOOPBACK, OLLAMAS_PORT, Door
from core.errors import RequestFailed
from core.local_keys import PREFIX, LocalKey, LocalKeys
from core.log import facts
from core.settings import DEFAULT_SHARE_PORT, Settings
from core.wire import ANYBODY, Header, Request

log = logging.getLogger("port")

MOST_HOSTS = 256

_APP_SCHEMES = frozenset({"app", "capacitor", "electron", "tauri", "vscode-file", "vscode-webview"})
"""Schemes under which desktop apps show their own pages; no page of the web can have one."""

_OPEN_PATHS = frozenset({"/", "/health", "/healthz", "/v1", "/v1/health"})
"""What anybody on this machine may ask without a key: whether we are there."""

_NO_PAGES = "web pages may not use this port; its owner may add them to access.origins"

_EXPOSED = (
    b"x-bridge-request-id, x-bridge-backend, x-bridge-locality, x-bridge-attempts, x-bridge-why, x-bridge-dialect, "
    b"x-bridge-lost, retry-after"
)


@dataclass(frozen=True, slots=True)
class AccessRules:
    """What the owner allows. `hosts` are more names of this machine, `origins` pages that may use the port.

    `shares_cloud` lets other machines use the owner's cloud accounts, too. `share_port`, `certificate` and
    `certificate_key` are for the door of other machines.
    """

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    needs_key: bool = False
    is_shared: bool = False
    shares_cloud: bool = False
    share_port: int = DEFAULT_SHARE_PORT
    certificate: str = ""
    certificate_key: str = ""
    has_ollamas_port: bool = False


def rules_of(settings: Settings) -> AccessRules:
    """The rules that the settings state."""
    access = settings.access
    return AccessRules(
        access.hosts, access.origins, access.require_key, access.share, access.share_cloud, access.share_port,
        access.certificate, access.certificate_key, settings.ollama_port,
    )  # fmt: skip


class Access:
    """Decides on each request. `rules` may be replaced at any time; `own_key` lets our own windows in."""

    def __init__(self, rules: AccessRules, keys: LocalKeys | None = None) -> None:
        self.rules = rules
        self.own_key = PREFIX + secrets.token_urlsafe(32)
        self._keys = keys
        self._problem = ""
        self._hosts: dict[bytes, bool] = {}
        self._hosts_by = rules

    def look(self) -> tuple[Door, ...]:
        """Take over keys that were made or revoked elsewhere, and tell where to listen beside the port's own address:
        for others only when there is a key to ask for.

        Looks at files, so call it on a worker thread.
        """
        self._refresh()
        rules, doors = self.rules, []
        if rules.is_shared and self._keys is not None and self._keys.all:
            certificate, key = _file(rules.certificate), _file(rules.certificate_key)
            doors.append(Door(EVERYWHERE, rules.share_port, certificate, key, _stamp(certificate, key)))
        if rules.has_ollamas_port:
            doors.append(Door(LOOPBACK, OLLAMAS_PORT))
        return tuple(doors)

    def version(self, peer: str) -> tuple[object, ...]:
        """Differs as soon as `admit` could decide otherwise on a request with the same head from there."""
        return peer, self.rules, self._keys.version if self._keys is not None else None

    def admit(self, request: Request) -> list[Header]:
        """Let the request in, with what its app may do; gives the CORS headers for the answer. Raises RequestFailed."""
        rules = self.rules
        is_near = _is_loopback(request.peer)
        if not is_near and not (rules.is_shared and _is_address_nearby(request.peer)):
            raise _refused("this port is not shared with other machines", "not_shared")
        if not is_near and request.path.startswith("/bridge/"):
            raise _refused("what is below /bridge is for this machine only", "not_shared")
        host = request.header(b"host")
        if host is not None and not self._is_our_name(host, rules):
            raise _refused(
                "the Host header does not name this machine; its owner may add it to access.hosts", "foreign_host"
            )
        headers = _page(request, rules)
        if request.method != b"OPTIONS":
            request.grant = self._grant(request, rules, is_near=is_near)
        return headers

    def _is_our_name(self, host: bytes, rules: AccessRules) -> bool:
        """An app sends the same Host each time; reading it anew would cost more than relaying the request."""
        if self._hosts_by is not rules or len(self._hosts) > MOST_HOSTS:
            self._hosts_by = rules
            self._hosts.clear()
        known = self._hosts.get(host)
        if known is None:
            known = self._hosts[host] = _is_our_name(host.decode("latin-1"), rules)
        return known

    def _refresh(self) -> None:
        if self._keys is None:
            return
        problem = ""
        try:
            self._keys.refresh()
        except (OSError, ValueError) as error:
            problem = str(error)
        if problem and problem != self._problem:
            log.warning("local keys cannot be read %s", facts(reason=problem))
        elif self._problem and not problem:
            log.info("local keys can be read again")
        self._problem = problem

    def spend(self, app: str, tokens: int) -> None:
        """An app with a budget used so many tokens of a cloud."""
        if self._keys is not None:
            self._keys.spend(app, tokens, today())

    def _grant(self, request: Request, rules: AccessRules, *, is_near: bool) -> Grant:
        secret = _secret_of(request)
        if secret and secrets.compare_digest(secret.encode(), self.own_key.encode()):
            return Grant("Exo Bridge")
        key = self._keys.find(secret) if secret and self._keys is not None else None
        if key is not None and self._keys is not None:
            self._keys.used(key, time.time())
            return _granted(key, may_use_cloud=is_near or rules.shares_cloud)
        if is_near and (not rules.needs_key or _is_open(request)):
            return ANYBODY
        if not secret:
            raise _unknown("a key of this Exo Bridge is needed; make one in its settings, for this app")
        raise _unknown("this key is not known here; it may have been revoked")


def preflight(request: Request, cors: list[Header]) -> list[Header]:
    """The headers that answer an OPTIONS request, of a browser before it sends, or of anybody else."""
    if not cors:
        return [(b"allow", b"GET, HEAD, POST, OPTIONS")]
    asked = request.header(b"access-control-request-headers")
    headers = [
        (b"access-control-allow-methods", b"GET, POST"),
        (b"access-control-allow-headers", asked or b"authorization, content-type, x-api-key"),
        (b"access-control-max-age", b"600"),
    ]
    if request.header(b"access-control-request-private-network") is not None:
        headers.append((b"access-control-allow-private-network", b"true"))
    return headers


def _page(request: Request, rules: AccessRules) -> list[Header]:
    """CORS for a page that may use the port; raises RequestFailed for one that may not."""
    origin = request.header(b"origin")
    if origin is None:
        site = request.header(b"sec-fetch-site")
        if site in (b"cross-site", b"same-site") and request.method not in (b"GET", b"HEAD"):
            raise _refused(_NO_PAGES, "foreign_origin")
        return []
    if not _is_allowed(origin.decode("latin-1"), rules):
        raise _refused(_NO_PAGES, "foreign_origin")
    return [
        (b"access-control-allow-origin", origin),
        (b"vary", b"origin"),
        (b"access-control-expose-headers", _EXPOSED),
    ]


def _is_our_name(host: str, rules: AccessRules) -> bool:
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if _is_loopback(name) or name in _own_names() or name in rules.hosts:
        return True
    return rules.is_shared and _is_address_nearby(name)  # an address cannot be rebound, only a name


def _is_allowed(origin: str, rules: AccessRules) -> bool:
    if origin in rules.origins:
        return True
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return _is_loopback(name)
    if parts.scheme in _APP_SCHEMES:
        return True
    return any("*" in allowed and fnmatchcase(origin, allowed) for allowed in rules.origins if "://" in allowed[1:])


@functools.lru_cache(maxsize=256)
def _is_loopback(name: str) -> bool:
    """Whether it is this machine's own address. An IPv4 address dressed up as IPv6 is not one that anybody needs."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None


@functools.lru_cache(maxsize=256)
def _is_address_nearby(name: str) -> bool:
    """Whether it is an address that no machine of the internet has: of a local network, or of a VPN."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    is_one = not address.is_unspecified and not address.is_multicast
    return is_one and not address.is_global and getattr(address, "ipv4_mapped", None) is None


def _file(name: str) -> str:
    return str(Path(name).expanduser()) if name else ""


def _stamp(*files: str) -> float:
    """Changes when a file does: certificates are renewed."""
    with contextlib.suppress(OSError):  # the door says what is wrong with it
        return max((Path(file).stat().st_mtime for file in files if file), default=0.0)
    return 0.0


def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({name, f"{name}.local", "host.docker.internal"})


def _secret_of(request: Request) -> str:
    """The key that the app shows: as a bearer token, or as Anthropic's and Azure's apps show theirs.

    Some show two, of which one is for somebody else: then it is the one that looks like ours.
    """
    bearer = request.header(b"authorization") or b""
    token = bearer[7:] if bearer[:7].lower() == b"bearer " else b""
    others = (request.header(b"x-api-key") or b"", request.header(b"api-key") or b"")
    shown = [value.strip().decode("latin-1") for value in (token, *others) if value]
    return next((secret for secret in shown if secret.startswith(PREFIX)), shown[0] if shown else "")


def _granted(key: LocalKey, *, may_use_cloud: bool) -> Grant:
    if key.is_local_only or not may_use_cloud:
        return Grant(key.name, key.models, Locality.LOCAL_NETWORK)
    is_used_up = key.budget > 0 and key.is_used_up(today())
    farthest = Locality.LOCAL_NETWORK if is_used_up else Locality.CLOUD
    return Grant(key.name, key.models, farthest, has_budget=key.budget > 0, is_used_up=is_used_up)


def today() -> int:
    """The day of this place, in which budgets are counted."""
    return date.today().toordinal()


def _is_open(request: Request) -> bool:
    return request.path in _OPEN_PATHS or request.path.startswith("/bridge/")


def _refused(text: str, code: str) -> RequestFailed:
    return RequestFailed(FailureKind.BAD_REQUEST, text, status=403, code=code)


def _unknown(text: str) -> RequestFailed:
    return RequestFailed(FailureKind.BAD_REQUEST, text, status=401, code="invalid_api_key")
