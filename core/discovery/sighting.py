"""What a beacon says: somewhere on the network there seems to be an exo. To be verified, never believed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """One heard or asked-for beacon. `host` is an IPv4 address, or a link-local IPv6 one as `fe80::1%eth0`.

    `node_id` is what `/node_id` must answer, where the beacon tells one; `how` names the beacon for the log.
    `first_id` is the id of an exo 0.0.x, whose API tells none: it shows that two addresses are one node.
    """

    host: str
    how: str
    node_id: str = ""
    first_id: str = ""

    @property
    def is_link_local(self) -> bool:
        """Whether it tells only an address on which exo's API, which is IPv4 only, cannot be."""
        return ":" in self.host
