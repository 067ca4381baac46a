"""What "Scan now" does and found, in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain import BackendId, Snapshot
from core.settings import Settings
from desktop.text.facts import joined_backends, own_nodes
from desktop.text.translate import translate

if TYPE_CHECKING:
    from core.discovery.finder import ScanResult


def looks_around(settings: Settings) -> bool:
    """Whether other machines are looked for at all."""
    return settings.discovery.enabled and settings.discovery.network


def scanning(settings: Settings) -> str:
    """While it goes on."""
    if looks_around(settings):
        return translate("Nodes", "Looking on this machine and on your network…")
    return translate("Nodes", "Looking on this machine…")


def scan_result(result: ScanResult, before: frozenset[BackendId], snapshot: Snapshot, settings: Settings) -> str:
    """What came of it. `before` are the nodes known before it; what answers a little later is found by it, too."""
    new = [s.backend for s in own_nodes(snapshot) if s.backend.id not in before]
    if new:
        return translate("Nodes", "Found {names}.").format(names=joined_backends(new))
    if not looks_around(settings):
        return translate("Nodes", "Nothing new on this machine. Looking on the network is switched off.")
    if not result.hosts:
        return translate("Nodes", "Nothing new. This machine is on no network that can be looked through.")
    return translate("Nodes", "Nothing new: asked {n} addresses of your network.").format(n=result.hosts)


def nothing_known(snapshot: Snapshot) -> str:
    """Teaches where nodes come from while there is none."""
    if own_nodes(snapshot):
        return ""
    return translate(
        "Nodes",
        "No node found yet. exo and other servers on this machine and network appear by themselves; "
        "add others by address.",
    )
