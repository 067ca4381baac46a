"""A password store in memory that does what a test wants: hold, fail, or wait until it is let go."""

from __future__ import annotations

import threading


class MemoryStore:
    """Implements core.keys.PasswordStore."""

    name = "memory"

    def __init__(self, **secrets: str) -> None:
        self.secrets = dict(secrets)
        self.calls: list[str] = []
        self.threads: list[threading.Thread] = []
        self.failure: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def get(self, name: str) -> str | None:
        """The secret of this name."""
        self._work(f"get {name}")
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        """Store it."""
        self._work(f"set {name}")
        self.secrets[name] = secret

    def remove(self, name: str) -> None:
        """Remove it."""
        self._work(f"remove {name}")
        self.secrets.pop(name, None)

    def _work(self, call: str) -> None:
        self.calls.append(call)
        self.threads.append(threading.current_thread())
        self.gate.wait(30)
        if self.failure is not None:
            raise self.failure
