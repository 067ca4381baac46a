"""What each older exo 1.0.x lacks or says otherwise, from its source (exo.md §2b, §2c): captures are of 1.0.71 only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_SINCE = {
    "/bench/chat": 61,
    "/v1/images": 64,
    "/bench/images": 64,
    "/images": 64,
    "/download/start": 67,
    "/download/{": 67,
    "/v1/messages": 68,
    "/v1/responses": 68,
    "/ollama": 68,
    "/models/": 68,
    "/v1/traces/delete": 69,
    "/v1/traces": 68,
    "/onboarding": 68,
    "/v1/cancel": 69,
    "/state/": 70,
    "/download/cancel": 70,
}
"""The begin of a path, and the first 1.0.x that has it."""


@dataclass(frozen=True, slots=True)
class Version:
    """exo 1.0.`number`; the present generation has a number above all of them."""

    number: int = 99

    @classmethod
    def of(cls, text: str) -> Version:
        """`1.0.67`; empty: the newest of its generation. Raises ValueError."""
        if not text:
            return cls()
        first, second, number = text.split(".")
        if (first, second) != ("1", "0"):
            raise ValueError(f"{text} is no version of exo 1.0.x")
        return cls(int(number))

    def has(self, path: str) -> bool:
        """Whether it has this path; `path` is written as in openapi.json or as a client asks for it."""
        wildcard = path.startswith("/download/") and path not in ("/download/start", "/download/cancel")
        known = "/download/{" if wildcard else path
        return all(self.number >= since for begin, since in _SINCE.items() if known.startswith(begin))

    @property
    def keeps_alive(self) -> bool:
        """Whether it sends keep-alive comments."""
        return self.number >= 70

    @property
    def tells_statistics(self) -> bool:
        """Whether it sends `generation_stats`."""
        return self.number >= 69

    @property
    def tells_usage(self) -> bool:
        """Whether it sends usage and the progress of reading the prompt."""
        return self.number >= 68

    @property
    def wraps_errors(self) -> bool:
        """Whether errors are `{"error": {…}}` and no `{"detail": …}`."""
        return self.number >= 64

    def state(self, document: dict[str, Any]) -> dict[str, Any]:
        """The state document as this version writes it, given that of 1.0.71."""
        if self.number >= 68:
            return document
        document = {k: v for k, v in document.items() if k not in ("nodeDisk", "nodeRdmaCtl")}
        document["downloads"] = {node: list(map(_old_download, each)) for node, each in document["downloads"].items()}
        return _with_profiles(document) if self.number <= 63 else document


_OLD_NAMES = {
    "total": "totalBytes",
    "downloaded": "downloadedBytes",
    "downloadedThisSession": "downloadedBytesThisSession",
}


def _old_download(entry: dict[str, Any]) -> dict[str, Any]:
    """Up to 1.0.67 the names of sizes were others."""
    [(kind, inner)] = entry.items()
    renamed = {_OLD_NAMES.get(name, name): value for name, value in inner.items() if name != "readOnly"}
    if "downloadProgress" in renamed:
        progress = renamed["downloadProgress"]
        renamed["downloadProgress"] = {_OLD_NAMES.get(name, name): value for name, value in progress.items()}
    return {kind: renamed}


def _with_profiles(document: dict[str, Any]) -> dict[str, Any]:
    """Up to 1.0.63 a machine's facts stand in one profile, and the topology is two lists."""
    topology, profiles = document["topology"], {}
    for node, identity in document["nodeIdentities"].items():
        if node not in document["nodeMemory"]:
            continue
        network = document["nodeNetwork"][node]["interfaces"]
        profiles[node] = {
            "modelId": identity["modelId"],
            "chipId": identity["chipId"],
            "friendlyName": identity["friendlyName"],
            "memory": document["nodeMemory"][node],
            "networkInterfaces": [{"name": each["name"], "ipAddress": each["ipAddress"]} for each in network],
            "system": {"gpuUsage": 0.0, "temp": 0.0, "sysPower": 0.0, "pcpuUsage": 0.0, "ecpuUsage": 0.0},
        }
    connections = [
        {
            "localNodeId": source,
            "sendBackNodeId": sink,
            "sendBackMultiaddr": {"address": edge["sinkMultiaddr"]["address"]},
            "connectionProfile": None,
        }
        for source, sinks in topology["connections"].items()
        for sink, edges in sinks.items()
        for edge in edges
    ]
    nodes = [{"nodeId": node, "nodeProfile": profiles.get(node)} for node in topology["nodes"]]
    kept = {name: value for name, value in document.items() if not name.startswith("node")}
    return {**kept, "topology": {"nodes": nodes, "connections": connections}, "nodeProfiles": profiles}
