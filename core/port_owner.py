"""Who holds a taken port, and which one is free: asked only when ours cannot be opened."""

from __future__ import annotations

import socket

import psutil


def taken_by(host: str, port: int) -> tuple[str, int | None]:
    """Who holds a taken port, and the next free one; for a worker thread."""
    return owner_of(port), next_free(host, port)


def owner_of(port: int) -> str:
    """`name (pid 4120)` of the program listening on `port`, or empty where the OS does not tell."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except (psutil.AccessDenied, OSError):  # macOS tells only root
        return ""
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port:
            return _described(connection.pid)
    return ""


def _described(pid: int | None) -> str:
    if pid is None:
        return ""
    try:
        return f"{psutil.Process(pid).name()} (pid {pid})"
    except psutil.Error:
        return f"pid {pid}"


def next_free(host: str, port: int, tries: int = 50) -> int | None:
    """The next free port above `port`, or None."""
    for candidate in range(port + 1, min(port + 1 + tries, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    return None
