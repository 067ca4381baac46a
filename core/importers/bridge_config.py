"""Reads bridge_config.yaml of the older bridge, both generations. Pure.

Most of its keys never did anything (older-programs.md §2.1): what has a meaning here is taken over as it was meant,
everything else is named with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from core.importers.brought import Brought, NotReadable, provider_of
from core.settings import EXO_PORT
from core.words.owner import OldFile

_LEVELS = {"debug": "debug", "info": "info", "warn": "warning", "warning": "warning", "error": "error",
           "critical": "error", "fatal": "error"}  # fmt: skip

_NOT_TAKEN: Mapping[str, str] = {
    "exo.node_timeout": "a node is judged by each check and each request",
    "monitoring.enable_hud": "the status window is in the tray",
    "monitoring.hud_port": "there is no web page any more",
    "monitoring.metrics_retention": "the charts keep their own history",
    "integration.auto_add_exo_provider": "the file of ai-token-manager is never written",
    "integration.exo_provider_priority": "your own machines come first unless the mode says otherwise",
    "reliakit.enabled": "failing backends always rest and come back by themselves",
    "reliakit.health_check_interval": "exo.health_check_interval counts for all",
    "reliakit.auto_restart_failed_nodes": "what broke in exo is mended by the settings under `healing`",
    "logging.file": "the log lies in its own folder",
    "logging.max_size_mb": "the log keeps five files of 1 MB",
    "logging.max_size": "the log keeps five files of 1 MB",
    "logging.backup_count": "the log keeps five files of 1 MB",
    "advanced.retry_attempts": "every backend that may answer is tried",
    "advanced.retry_delay": "every backend that may answer is tried",
    "advanced.max_concurrent_requests": "the limit of each node is learned",
}


def read_bridge_config(text: str, own_port: int) -> Brought:
    """All of one file. Raises NotReadable."""
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise NotReadable(OldFile.NOT_YAML_AT.format(count=mark.line + 1) if mark else OldFile.NOT_YAML) from error
    flat = _flat(document)
    if not any(path.partition(".")[0] in ("exo", "failover", "integration") for path in flat):
        raise NotReadable(OldFile.OTHER_SECTIONS)
    brought = Brought()
    _node(brought, flat, own_port)
    _keys(brought, flat)
    _mode(brought, flat)
    if flat.pop("exo.auto_discover", None) is False:
        brought.values["discovery.enabled"] = False
    _number(brought, flat, "exo.health_check_interval", "health.interval", 1, 3600)
    _number(brought, flat, "advanced.request_timeout", "timeouts.plain_answer", 1, 24 * 3600)
    if level := level_of(str(flat.pop("logging.level", ""))):
        brought.values["log.level"] = level
    if isinstance(other := flat.pop("integration.token_manager_config", None), str) and other:
        brought.more_files.append(other)
    for path in flat:
        brought.leave(path, _NOT_TAKEN.get(path, "it is not known here"))
    return brought


def level_of(word: str) -> str:
    """Our name of a level of the log, or nothing."""
    return _LEVELS.get(word.lower(), "")


def _flat(document: object) -> dict[str, Any]:
    """`section.key` -> value. Raises NotReadable."""
    if not isinstance(document, dict):
        raise NotReadable(OldFile.NO_SECTIONS)
    flat: dict[str, Any] = {}
    for name, section in document.items():
        if isinstance(section, dict):
            flat |= {f"{name}.{key}": value for key, value in section.items()}
        elif section is not None:
            flat[str(name)] = section
    return flat


def _node(brought: Brought, flat: dict[str, Any], own_port: int) -> None:
    host, port = flat.pop("exo.primary_host", None), flat.pop("exo.primary_port", None)
    if not isinstance(host, str) or not host.strip():
        return
    if port is not None and not (isinstance(port, int) and 0 < port <= 65535):
        brought.leave("exo.primary_port", f"{port!r} is no port")
        port = None
    brought.add_exo(host.strip(), EXO_PORT if port is None else port, own_port)


def _keys(brought: Brought, flat: dict[str, Any]) -> None:
    for path in [p for p in flat if p.startswith("api_keys.")]:
        secret, name = flat.pop(path), path.partition(".")[2]
        if not isinstance(secret, str) or not secret:
            continue
        if not provider_of(name):
            brought.leave(path, "no provider of that name is known")
            continue
        before = len(brought.accounts)
        brought.add_account(name, secret, provider_id=provider_of(name))
        brought.holds_open_keys = brought.holds_open_keys or len(brought.accounts) > before


def _mode(brought: Brought, flat: dict[str, Any]) -> None:
    """Who may answer. Without failover nothing went to a cloud, so nothing does."""
    may_fail_over, prefers_local = flat.pop("failover.enabled", None), flat.pop("failover.prefer_local", None)
    if may_fail_over is False:
        brought.values["routing.mode"] = "local-only"
    elif prefers_local is False:
        brought.values["routing.mode"] = "cloud-first"
    order = flat.pop("failover.cloud_providers", None)
    names = [provider_of(str(name)) for name in order] if isinstance(order, list) else []
    if any(names):
        brought.order = tuple(name for name in names if name)


def _number(brought: Brought, flat: dict[str, Any], path: str, ours: str, least: float, most: float) -> None:
    if (value := flat.pop(path, None)) is None:
        return
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        brought.values[ours] = float(value)
    else:
        brought.leave(path, f"{value!r} is no number from {least:g} to {most:g}")
