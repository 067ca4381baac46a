"""core/keys.py: which password store is chosen, and real ones: kept, locked, silent, absent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.domain import KeyName, KeyReference, KeySource
from core.keys import (
    LONGEST_KEY,
    WINDOWS_BLOB_BYTES,
    KeyStore,
    KeyStoreUnavailable,
    SecretRefused,
    _WindowsVault,
    open_password_store,
)
from tests.fakes import secret_service

ROOT = Path(__file__).resolve().parents[2]
ROUTER = KeyName("router")
IN_KEYRING = KeyReference(KeySource.KEYRING, ROUTER)
IN_ENVIRONMENT = KeyReference(KeySource.ENVIRONMENT, KeyName("MY_KEY"))
KEY = "correct-horse-battery-staple"
SOON = 0.05


# ------------------------------------------------------------------------------- which store is chosen


async def test_a_computer_without_a_password_store_says_so() -> None:
    """No bus here (see tests/conftest.py); PYTHON_KEYRING_BACKEND names a backend, and is not asked."""
    keys = KeyStore()
    with pytest.raises(KeyStoreUnavailable) as caught:
        await keys.store(ROUTER, KEY)
    assert caught.value.title == "This computer has no password store."
    assert "env:NAME" in caught.value.hint
    assert await keys.describe() == ""
    assert keys.why_not.startswith("This computer has no password store.")


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "plain.PlainKeyring"])
def test_a_backend_that_keeps_nothing_or_keeps_it_in_a_file_is_never_used(tmp_path: Path, backend: str) -> None:
    (tmp_path / "plain.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class PlainKeyring(KeyringBackend):\n"
        "    priority = 9\n"
        "    def get_password(self, service, username): return 'plain'\n"
        "    def set_password(self, service, username, password): open(username, 'w').write(password)\n"
    )
    lines = child(
        [["store", "a", KEY], ["read", "a"]],
        {**os.environ, "PYTHON_KEYRING_BACKEND": backend, "PYTHONPATH": str(tmp_path)},
    )
    assert [line["title"] for line in lines] == ["This computer has no password store."] * 2


def test_keyring_is_not_imported_before_it_is_needed() -> None:
    assert child([["loaded", "keyring"], ["loaded", "secretstorage"]], dict(os.environ)) == [False, False]


def test_each_system_has_its_own_store_and_an_unknown_one_is_like_linux() -> None:
    for platform in ("linux", "freebsd14", *(["darwin"] if sys.platform != "darwin" else [])):
        with pytest.raises(KeyStoreUnavailable, match="no password store"):
            open_password_store(platform)


def test_the_windows_store_does_not_roam_and_tells_its_limit() -> None:
    class Vault:
        persist = "enterprise"

        def __init__(self) -> None:
            self.stored: list[str] = []

        def set_password(self, service: str, username: str, password: str) -> None:
            self.stored.append(f"{service} {username} {password}")

    vault = Vault()
    store = _WindowsVault("Windows Credential Manager", vault)
    longest = "k" * (WINDOWS_BLOB_BYTES // 2)
    store.set("a", longest)
    with pytest.raises(SecretRefused, match="too long"):
        store.set("a", longest + "k")
    assert (vault.persist, vault.stored) == ("local machine", [f"exo-bridge a {longest}"])


# ------------------------------------------------------------------- a real store, a real silent service


@pytest.fixture
def bus() -> Iterator[dict[str, str]]:
    """The environment of a private session bus. Without the programs: a failure in CI, else a skip that says why."""
    missing = secret_service.missing_programs()
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not installed: {', '.join(missing)} (apt-get install dbus gnome-keyring)")
    assert not missing
    with secret_service.private_bus() as environment:
        yield environment


def child(steps: list[list[str]], environment: dict[str, str], limit: float = 10.0) -> list[Any]:
    """What the steps give in a process of its own, whose bus is that of the environment."""
    python_path = os.pathsep.join([str(ROOT), environment.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.key_store_child", json.dumps(steps), str(limit)],
        env={**environment, "PYTHONPATH": python_path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux")
def test_a_real_secret_service_keeps_keys_over_the_end_of_the_program(bus: dict[str, str]) -> None:
    key, new = "sk-or-v1-0123456789", "k" * LONGEST_KEY
    with secret_service.gnome_keyring(bus):
        first = child(
            [
                ["describe"],
                ["read", "a"],
                ["remove", "a"],
                ["store", "a", f" {key}\n"],
                ["cached", "a"],
                ["store", "b", new],
            ],
            bus,
        )
        assert first == [["Secret Service", ""], None, None, None, key, None]
        second = child(
            [
                *(["cached", "a"], ["read", "a"], ["cached", "a"], ["read", "b"]),
                *(["store", "a", new], ["fresh"], ["read", "a"]),
                *(["remove", "a"], ["cached", "a"], ["state", "a"], ["fresh"], ["read", "a"], ["read", "b"]),
            ],
            bus,
        )
        assert second == [None, key, key, new, None, new, None, None, "missing", None, new]


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux")
def test_a_real_secret_service_that_is_locked_is_told_and_does_not_hang(bus: dict[str, str]) -> None:
    """Nothing on its standard input: the store has no unlocked collection, and no display to ask on."""
    with secret_service.gnome_keyring(bus, password=""):
        stored, read = child([["store", "a", KEY], ["read", "a"]], bus)
    assert stored["title"] == read["title"] == "The password store is locked."


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux")
def test_a_real_silent_service_is_left_after_the_limit_and_the_program_still_ends(bus: dict[str, str]) -> None:
    with secret_service.silent_service(bus):
        lines = child([["read", "a"], ["store", "a", KEY], ["describe"], ["state", "a"]], bus, limit=0.5)
    assert [line["title"] for line in lines[:2]] == ["The password store did not answer."] * 2
    assert lines[2:] == [["Secret Service", ""], "unavailable"]


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux")
def test_a_bus_without_a_secret_service_is_a_computer_without_a_store(bus: dict[str, str]) -> None:
    assert child([["describe"]], bus)[0][1].startswith("This computer has no password store.")
