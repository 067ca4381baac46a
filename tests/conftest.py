"""What every test gets: an own home, no password store of the user, and no log line that nobody asked for.

- `EXO_BRIDGE_HOME`, `HOME` and the XDG folders lie in a directory of the test: nothing of the user is touched.
- A test marked `desktop` runs in the session that packaging/check.py starts around pytest, and is skipped without one.
  Every other test sees no display, no D-Bus and no keyring: one that needs a store gives `core.keys` one of its own.
- A log record of WARNING or above fails the test, unless `@pytest.mark.allow_log("part of the text")` names it.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything imports Qt or keyring: both decide once per process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

_PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Never touch the user's own desktop: only a session that packaging/session.sh made counts as one."""
    if item.get_closest_marker("desktop") is not None and "SESSION_INSIDE" not in os.environ:
        pytest.skip("needs a desktop session: run python3 packaging/check.py, or pytest inside packaging/session.sh")


class _Witness(logging.Handler):
    """Remembers every record of WARNING and above; asked at the end of the test."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def own_home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The directory that stands for the user's home in this test; short, for sockets allow 107 characters."""
    home = Path(tempfile.mkdtemp(prefix="eb-"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("EXO_BRIDGE_HOME", str(home / "exo-bridge"))
    for variable, folder in {
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_STATE_HOME": "state",
        "XDG_CACHE_HOME": "cache",
    }.items():
        monkeypatch.setenv(variable, str(home / folder))
    for variable in _PROXY_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    if request.node.get_closest_marker("desktop") is not None:
        for variable in ("PYTHON_KEYRING_BACKEND", "QT_QPA_PLATFORM"):  # for the programs that the test starts
            monkeypatch.delenv(variable, raising=False)
    else:
        (home / "run").mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
        for variable in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(variable, raising=False)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_stray_log_lines(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test when something warned and no `allow_log` marker expected it."""
    witness = _Witness()
    root = logging.getLogger()
    root.addHandler(witness)
    try:
        yield
    finally:
        root.removeHandler(witness)
    allowed = [text for marker in request.node.iter_markers("allow_log") for text in marker.args]
    stray = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in witness.records
        if not any(text in record.getMessage() for text in allowed)
    ]
    if stray:
        pytest.fail("unexpected log lines:\n" + "\n".join(stray), pytrace=False)
