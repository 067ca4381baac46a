"""Where a server may be without being listed: the usual ports of this machine. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.backends import locality_of
from core.discovery.servers import OTHER_PORTS
from core.domain import Backend, BackendId, BackendKind
from core.settings import EXO_PORT, Settings

THIS_MACHINE = "this machine"
NETWORK = "your network"
CLUSTER = "its cluster"


def discovered_backends(settings: Settings) -> tuple[Backend, ...]:
    """Candidates to look at on this machine; they count only once they answered as exo or as a known program.

    exo's API is IPv4 only, so 127.0.0.1 and never `localhost` (exo.md §0). A listed node with the same
    address is the owner's own entry and needs no second one.
    """
    if not settings.discovery.enabled:
        return ()
    listed = listed_places(settings)
    others = OTHER_PORTS if settings.discovery.other_servers else ()
    ports = dict.fromkeys((*settings.discovery.ports, *others))
    return tuple(
        found_backend("127.0.0.1", port, THIS_MACHINE)
        for port in ports
        if ("127.0.0.1", port) not in listed and port != settings.port
    )


def found_backend(host: str, port: int, found_by: str, kind: BackendKind = BackendKind.AUTO) -> Backend:
    """A backend for something found at an address. Its id is the address, for node ids change at every start."""
    name = "exo" if port == EXO_PORT else f"exo:{port}"
    root = root_at(host, port)
    return Backend(
        id=BackendId(f"found:{host}:{port}"),
        name=name if host == "127.0.0.1" else f"{name}@{host}",
        kind=kind,
        base_url=f"{root}/v1",
        locality=locality_of(root),
        found_by=found_by,
    )


def root_at(host: str, port: int) -> str:
    """The address of a server; one of IPv6 stands in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_discovered(backend: Backend) -> bool:
    """Whether nobody listed it: then it is shown only while it answers, and may disappear again."""
    return backend.id.startswith("found:")


def listed_places(settings: Settings) -> frozenset[tuple[str, int]]:
    """Host and port of every listed node, off or on: one that the owner switched off is not found again."""
    return frozenset(_place(node.url) for node in settings.nodes)


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return ("127.0.0.1" if host in ("localhost", "::1") else host, port)
