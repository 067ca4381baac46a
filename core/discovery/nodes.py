"""Where an exo node may be without being listed: its API ports on this machine. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.domain import Backend, BackendId, BackendKind, Locality
from core.settings import EXO_PORT, Settings


def discovered_backends(settings: Settings) -> tuple[Backend, ...]:
    """Candidates to look at; they count only once they answered as exo.

    exo's API is IPv4 only, so 127.0.0.1 and never `localhost` (exo.md §0). A listed node with the same
    address is the owner's own entry and needs no second one.
    """
    if not settings.discovery.enabled:
        return ()
    listed = {_place(node.url) for node in settings.nodes}
    return tuple(
        Backend(
            id=BackendId(f"found:127.0.0.1:{port}"),
            name="exo" if port == EXO_PORT else f"exo:{port}",
            kind=BackendKind.AUTO,
            base_url=f"http://127.0.0.1:{port}/v1",
            locality=Locality.THIS_MACHINE,
            found_by="this machine",
        )
        for port in settings.discovery.ports
        if ("127.0.0.1", port) not in listed and port != settings.port
    )


def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return ("127.0.0.1" if host in ("localhost", "::1") else host, parts.port)
