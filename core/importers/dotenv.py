"""Reads the .env of the older bridge or of ai-token-manager: names whose meaning is clear. Pure."""

from __future__ import annotations

import re

from core.importers.bridge_config import level_of
from core.importers.brought import PLACEHOLDER, Brought, NotReadable
from core.settings import EXO_PORT
from core.words.owner import OldFile

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*")
_KEYS = {
    "OPENROUTER_API_KEY": "openrouter",
    "HUGGINGFACE_API_KEY": "huggingface",
    "HF_TOKEN": "huggingface",
    "TOGETHER_API_KEY": "together",
    "OPENAI_API_KEY": "openai",
}
_NO = ("false", "0", "no", "off")


def read_dotenv(text: str, own_port: int) -> Brought:
    """All of one file. Raises NotReadable."""
    found = dict(pair for line in text.splitlines() if (pair := _pair(line)))
    if not found:
        raise NotReadable(OldFile.NO_LINES)
    brought, taken = Brought(), set()
    for name, provider_id in _KEYS.items():
        secret = found.pop(name, "")
        if not secret or PLACEHOLDER.fullmatch(secret) or provider_id in taken:
            continue
        taken.add(provider_id)
        brought.add_account(provider_id, secret, provider_id=provider_id)
        brought.holds_open_keys = True
    host, port = found.pop("EXO_HOST", ""), found.pop("EXO_PORT", "")
    if host:
        brought.add_exo(host, int(port) if port.isdigit() else EXO_PORT, own_port)
    if found.pop("ENABLE_AUTO_FAILOVER", "").lower() in _NO:
        brought.values["routing.mode"] = "local-only"
    elif found.pop("PREFER_LOCAL", "").lower() in _NO:
        brought.values["routing.mode"] = "cloud-first"
    if level := level_of(found.pop("LOG_LEVEL", "")):
        brought.values["log.level"] = level
    if path := found.pop("TOKEN_MANAGER_CONFIG", ""):
        brought.more_files.append(path)
    return brought


def _pair(line: str) -> tuple[str, str] | None:
    match = _LINE.fullmatch(line)
    if match is None or line.lstrip().startswith("#"):
        return None
    value = match[2]
    if value[:1] in ("'", '"') and value.find(value[0], 1) > 0:
        return match[1], value[1 : value.find(value[0], 1)]
    return match[1], value.partition(" #")[0].rstrip()
