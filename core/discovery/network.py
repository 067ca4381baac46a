"""The network interfaces of this machine: which there are now, and which of them a stranger may be looked for on."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

import psutil

_VIRTUAL = re.compile(
    r"docker|br-|veth(?!ernet)|virbr|vmnet|vboxnet|lxc|podman|cni|flannel"  # containers, machines
    r"|vethernet \((wsl|default switch)"  # Hyper-V's own; its outer switch is the real network
    r"|utun|tun|tap|wg|tailscale|zt|ppp|ipsec"  # tunnels
    r"|awdl|llw|anpi|gif|stf"  # macOS's own
    r"|lo\d*$|loopback"
)
MOST_HOSTS = 254
_OVERLAY = ipaddress.ip_network("100.64.0.0/10")


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface that is up. `ipv4` are (address, prefix length); `link_local` its fe80:: address or empty."""

    name: str
    index: int
    ipv4: tuple[tuple[str, int], ...]
    link_local: str = ""


def interfaces() -> tuple[Interface, ...]:
    """The interfaces of local networks that are up now: no loopback, no tunnels, no networks of containers."""
    addresses, states = psutil.net_if_addrs(), psutil.net_if_stats()
    found = []
    for name in sorted(addresses):
        if is_virtual(name) or not (name in states and states[name].isup):
            continue
        ipv4 = tuple(
            (a.address, _prefix(a.netmask))
            for a in addresses[name]
            if a.family is socket.AF_INET and _is_useful(a.address)
        )
        v6 = (a.address.partition("%")[0] for a in addresses[name] if a.family is socket.AF_INET6)
        link_local = next((a for a in v6 if ipaddress.ip_address(a).is_link_local), "")
        if ipv4 or link_local:
            found.append(Interface(name, _index(name), ipv4, link_local))
    return tuple(found)


def is_virtual(name: str) -> bool:
    """Whether an interface of this name leads to no other machine of a local network."""
    return _VIRTUAL.match(name.lower()) is not None


def own_addresses() -> frozenset[str]:
    """Every IP address of this machine, on whatever interface."""
    return frozenset(a.address.partition("%")[0] for listed in psutil.net_if_addrs().values() for a in listed)


def neighbourhood(interface: Interface) -> tuple[str, ...]:
    """The hosts that a sweep of this interface may ask: at most the /24 around each of its private addresses."""
    hosts: dict[str, None] = {}
    for address, prefix in interface.ipv4:
        network = ipaddress.ip_network(f"{address}/{max(prefix, 24)}", strict=False)
        if ipaddress.ip_address(address).is_private:
            hosts |= dict.fromkeys(str(host) for host in network.hosts() if str(host) != address)
    return tuple(hosts)[: MOST_HOSTS * 4]


def is_local(host: str, here: tuple[Interface, ...]) -> bool:
    """Whether the address lies in a network of one of these interfaces, so that it can be asked without a router."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    networks = (ipaddress.ip_network(f"{a}/{p}", strict=False) for i in here for a, p in i.ipv4)
    return any(address in network for network in networks)


def is_near(host: str) -> bool:
    """Whether the address is one of a private network or of a private overlay (100.64.0.0/10), not of the internet."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    is_overlay = address.version == 4 and address in _OVERLAY
    return (address.is_private or is_overlay) and not (address.is_loopback or address.is_link_local)


def _is_useful(address: str) -> bool:
    return not ipaddress.ip_address(address).is_loopback


def _prefix(netmask: str | None) -> int:
    try:
        return ipaddress.ip_network(f"0.0.0.0/{netmask}").prefixlen
    except ValueError:
        return 24


def _index(name: str) -> int:
    try:
        return socket.if_nametoindex(name)
    except OSError:
        return 0
