"""The doors of the port beside its own address, as values: for other machines, and at Ollama's port. Pure."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"
OLLAMAS_PORT = 11434


@dataclass(frozen=True, slots=True)
class Door:
    """An address to listen on. With a `certificate` (PEM files) it speaks TLS; `stamp` changes with the files."""

    host: str
    port: int
    certificate: str = ""
    certificate_key: str = ""
    stamp: float = 0.0

    @property
    def is_for_others(self) -> bool:
        """Whether other machines reach it."""
        return self.host == EVERYWHERE

    @property
    def scheme(self) -> str:
        """What its URLs begin with."""
        return "https" if self.certificate else "http"


@dataclass(frozen=True, slots=True)
class DoorStatus:
    """A door that is wanted. `error` is why it is not open, empty where it is."""

    scheme: str
    host: str
    port: int
    error: str = ""

    @property
    def is_for_others(self) -> bool:
        """Whether it is meant for other machines."""
        return self.host == EVERYWHERE
