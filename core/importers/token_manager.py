"""Reads the JSON of ai-token-manager (all variants that hold keys) and `~/.spiral_codex_keys.json`. Pure.

A key stands there as a Fernet token, as base64 of one, as base64 of itself, or in plain text, by the variant that
wrote it last. What cannot be opened is left out: ciphertext is never taken for a key. Where a plain key stands beside
another one in cipher, the plain one is the newer (the old bridge wrote it), and that is said.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

from core.importers.brought import (
    PLACEHOLDER,
    Brought,
    NotReadable,
    host_of,
    is_here,
    is_own_address_of,
    port_of,
    provider_of,
)
from core.importers.fernet import CannotOpen, opened
from core.settings import NodeSettings
from core.words.owner import OldFile

_TOKEN = re.compile(r"gAAAA[\w-]{90,}={0,2}")
_OFF = ("disabled", "inactive")
_OUTDATED = {
    "api-inference.huggingface.co": "chats are at another address by now, which is used",
    "api.together.xyz": "the provider has another address by now, which is used",
}


def read_token_manager(text: str, key_text: str | None, own_port: int) -> Brought:
    """All of one file. `key_text` is the content of its key file, None where there is none. Raises NotReadable."""
    document = _json(text)
    brought = Brought()
    if isinstance(document.get("providers"), list):
        for number, entry in enumerate(document["providers"], 1):
            if isinstance(entry, dict):
                _provider(brought, entry, key_text, own_port)
            else:
                brought.leave(f"entry {number}", "it is no provider")
    else:
        entries = {name: entry for name, entry in document.items() if isinstance(entry, dict)}
        if not any("encrypted_key" in entry for entry in entries.values()):
            raise NotReadable(OldFile.NOTHING_IN_IT)
        for name, entry in entries.items():
            _provider(brought, {"name": name, "api_key_encrypted": entry.get("encrypted_key")}, key_text, own_port)
    return brought


def _json(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotReadable(OldFile.NOT_JSON) from error
    if not isinstance(document, dict):
        raise NotReadable(OldFile.NO_TABLE)
    return document


def _provider(brought: Brought, entry: dict[str, Any], key_text: str | None, own_port: int) -> None:
    name = str(entry.get("name") or "a provider without a name")
    address = str(entry.get("base_url") or "")
    if is_here(host_of(address)):
        _local_server(brought, name, address, own_port)
        return
    known = provider_of(name)
    if not known and not address:
        brought.leave(name, "it has no address, and no provider of that name is known")
        return
    try:
        secret = _secret(brought, name, entry, key_text)
    except CannotOpen as error:
        brought.leave(name, f"its key cannot be opened: {error}")
        return
    if not secret:
        brought.leave(name, "it has no key")
        return
    own = "" if is_own_address_of(known, address) or host_of(address) in _OUTDATED else _whole(address, entry)
    if host_of(address) in _OUTDATED:
        brought.leave(f"the address of {name}", _OUTDATED[host_of(address)])
    status = str(entry.get("status") or "").rpartition(".")[2].lower()
    brought.add_account(name, secret, provider_id="" if own else known, address=own, enabled=status not in _OFF)
    _rest(brought, name, entry)


def _local_server(brought: Brought, name: str, address: str, own_port: int) -> None:
    if port_of(address) == own_port:
        brought.leave(name, "it leads to Exo Bridge itself")
    elif "exo" in name.lower():
        brought.add_exo(host_of(address), port_of(address), own_port)
    else:
        short = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "local"
        brought.nodes.append(NodeSettings(name=short, url=f"http://127.0.0.1:{port_of(address)}"))


def _secret(brought: Brought, name: str, entry: dict[str, Any], key_text: str | None) -> str:
    """The key of an entry, empty when there is none. Raises CannotOpen."""
    plain, kept = str(entry.get("api_key") or ""), str(entry.get("api_key_encrypted") or "")
    is_open = bool(plain) and not PLACEHOLDER.fullmatch(plain) and not _TOKEN.fullmatch(plain)
    brought.holds_open_keys = brought.holds_open_keys or is_open
    if not plain or PLACEHOLDER.fullmatch(plain):
        return _decoded(kept, key_text)
    first = _decoded(plain, key_text)
    try:
        second = _decoded(kept, key_text)
    except CannotOpen:
        return first
    if second and second != first:
        brought.leave(f"the other key of {name} (…{second[-4:]})", f"the file holds two; …{first[-4:]} is the newer")
    return first


def _decoded(text: str, key_text: str | None) -> str:
    """What one field holds as a key. Raises CannotOpen."""
    text = text.strip()
    if _TOKEN.fullmatch(text):
        return _opened(text, key_text)
    try:
        inner = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return text
    if _TOKEN.fullmatch(inner):
        return _opened(inner, key_text)
    # Base64 of a key reads as a key; a key that happens to be good base64 decodes to noise.
    return inner if re.fullmatch(r"[\x21-\x7e]{8,}", inner) else text


def _opened(token: str, key_text: str | None) -> str:
    if key_text is None:
        raise CannotOpen("its key file is not there")
    return opened(token, key_text)


def _whole(address: str, entry: dict[str, Any]) -> str:
    """The address up to the part that every OpenAI-compatible server has."""
    path = str(entry.get("chat_endpoint") or "").strip("/").removesuffix("chat/completions").strip("/")
    base = address.rstrip("/")
    return f"{base}/{path}" if path and path != "models" else base


def _rest(brought: Brought, name: str, entry: dict[str, Any]) -> None:
    """What has no place here any more."""
    headers = entry.get("headers")
    if isinstance(headers, dict) and (more := [h for h in headers if str(h).lower() not in _PLAIN_HEADERS]):
        brought.leave(f"headers of {name}: {', '.join(map(str, more))}", "requests go out without headers of one's own")
    if entry.get("rate_limit") or entry.get("token_limit"):
        brought.leave(f"limits of {name}", "limits are learned from what the provider answers")


_PLAIN_HEADERS = ("content-type", "accept", "authorization", "http-referer", "x-title", "x-api-key")
