"""What a file of an older program gives. Pure; a key in here never shows itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from core.domain import KeyName, KeyReference, KeySource
from core.providers import OPENAI_COMPATIBLE, provider
from core.settings import EXO_PORT, CloudSettings, NodeSettings

PLACEHOLDER = re.compile(r"your[_-].*|changeme|xxx+|sk-test-key|local-no-key-required|<.*>", re.IGNORECASE)
"""What stands where a key should be: of the examples, of a local server, and of `smoke_test.py`, which wrote its
own word over the owner's key."""

_OLD_EXO_PORT = 8000
"""Where the older programs looked for exo, and no exo has listened since 2024."""

_PROVIDERS = {
    "openrouter": "openrouter",
    "huggingface": "huggingface",
    "togetherai": "together",
    "together": "together",
    "openai": "openai",
    "anthropic": "anthropic",
    "groq": "groq",
    "mistral": "mistral",
    "deepseek": "deepseek",
}
_NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class NotReadable(Exception):
    """The file is none of its kind; `args[0]` says why."""


@dataclass(frozen=True, slots=True)
class BroughtAccount:
    """A cloud account and its key."""

    entry: CloudSettings
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the file that is not taken over, and why."""

    what: str
    why: str


@dataclass(slots=True)
class Brought:
    """All that one file gives. `values` are settings by their dotted path; `more_files` are named in it."""

    accounts: list[BroughtAccount] = field(default_factory=list)
    nodes: list[NodeSettings] = field(default_factory=list)
    values: dict[str, str | float | bool] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    more_files: list[str] = field(default_factory=list)
    order: tuple[str, ...] = ()
    """Providers in the order in which they were asked."""

    holds_open_keys: bool = False
    """A key stands in the file so that anybody who reads the file has it."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take over."""
        return not (self.accounts or self.nodes or self.values)

    def leave(self, what: str, why: str) -> None:
        """Note what is not taken over."""
        self.left_out.append(LeftOut(what, why))

    def add_account(
        self, name: str, secret: str, *, provider_id: str = "", address: str = "", enabled: bool = True
    ) -> None:
        """Take an account over, unless its key is none. `address` only where it is not the provider's own."""
        if PLACEHOLDER.fullmatch(secret) or not secret.isascii() or not secret.isprintable() or " " in secret:
            self.leave(name, "what stands there as its key is none")
            return
        found = provider_id or OPENAI_COMPATIBLE
        entry_name = found if found != OPENAI_COMPATIBLE and not address else _NO_NAME.sub("-", name).strip("-.")
        key = KeyReference(KeySource.KEYRING, KeyName(entry_name))
        entry = CloudSettings(name=entry_name, provider=found, base_url=address, key=key, enabled=enabled)
        self.accounts.append(BroughtAccount(entry, secret))

    def add_exo(self, host: str, port: int, own_port: int) -> None:
        """Take an exo node over, unless it is found without being listed, or is our own port."""
        what = f"exo at {host}:{port}"
        if not is_here(host):
            wanted = EXO_PORT if port == _OLD_EXO_PORT else port
            self.nodes.append(NodeSettings(name=host.partition(".")[0] if not host[0].isdigit() else host,
                                           url=f"http://{host}:{wanted}"))  # fmt: skip
        elif port == own_port:
            self.leave(what, "that is Exo Bridge's own port")
        elif port in (_OLD_EXO_PORT, EXO_PORT):
            self.leave(what, "exo on this machine is found by itself")
        else:
            self.nodes.append(NodeSettings(name=f"exo-{port}", url=f"http://127.0.0.1:{port}"))


def provider_of(name: str) -> str:
    """The id of the provider that an older program calls `name`, or nothing."""
    return _PROVIDERS.get(re.sub(r"[^a-z]", "", name.lower()), "")


def is_here(host: str) -> bool:
    """Whether this host is this machine."""
    return host in ("localhost", "::1", "0.0.0.0") or host.startswith("127.")


def host_of(url: str) -> str:
    """The host of an address, empty when it is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def port_of(url: str) -> int:
    """The port of an address; its scheme's where it names none, 0 when it is none."""
    try:
        parts = urlsplit(url)
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return 0


def is_own_address_of(provider_id: str, address: str) -> bool:
    """Whether this is the address where the provider is found anyway."""
    spec = provider(provider_id)
    return spec is not None and bool(spec.base_url) and host_of(spec.base_url) == host_of(address)
