"""What every test gets: an own home, no password store of the user, and no log line that nobody asked for.

- `EXO_BRIDGE_HOME`, `HOME` and the XDG folders lie in a directory of the test: nothing of the user is touched.
- No display, no D-Bus and no keyring of the user can be seen. A test that needs a desktop makes one of its own
  (`tests/fakes/desktop_session.py`) and is marked `desktop`.
- A log record of WARNING or above fails the test, unless `@pytest.mark.allow_log("part of the text")` names it.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from core import log

# Before anything imports Qt or keyring: both decide once per process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
# The hundreds of programs that tests start need not compile the sources each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Python 3.11 itself: closing a subprocess's transport may take the exit code before the thread that waits for it does.
_OF_PYTHON = ("Unknown child process pid",)
_DESKTOP_PROGRAMS = ("Xvfb", "dbus-daemon", "gnome-keyring-daemon", "xdotool")
# A busy machine is no finding: no limits by the clock. In CI the same examples every time.
hypothesis.settings.register_profile(
    "exo-bridge",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
hypothesis.settings.load_profile("exo-bridge")

_PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `desktop` is skipped where no desktop can be made; packaging/check.py sees to it that one can."""
    if item.get_closest_marker("desktop") is not None:
        missing = [program for program in _DESKTOP_PROGRAMS if shutil.which(program) is None]
        if missing:
            pytest.skip(f"not installed: {', '.join(missing)}")


class _Witness(logging.Handler):
    """Remembers every record of WARNING and above; asked at the end of the test."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
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
    # Nothing leaves loopback, and no server of the user's is asked.
    monkeypatch.setenv("EXO_BRIDGE_DISCOVERY_NETWORK", "no")
    monkeypatch.setenv("EXO_BRIDGE_DISCOVERY_OTHER_SERVERS", "no")
    for variable in _PROXY_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    (home / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
    for variable in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """What a test configures of the log ends with it: a level left behind would deafen the witness below."""
    root, raises = logging.getLogger(), logging.raiseExceptions
    names = [*log.SUBJECTS, "httpx", "httpcore", "keyring", "asyncio"]
    levels = [(each, each.level) for each in (root, *map(logging.getLogger, names))]
    secrets, known = log._secrets, log._known
    yield
    log._remove_handlers()
    log._secrets, log._known = secrets, known
    logging.raiseExceptions = raises
    for logger, level in levels:
        logger.setLevel(level)


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
    allowed = [*_OF_PYTHON, *(text for marker in request.node.iter_markers("allow_log") for text in marker.args)]
    stray = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in witness.records
        if not any(text in record.getMessage() for text in allowed)
    ]
    if stray:
        pytest.fail("unexpected log lines:\n" + "\n".join(stray), pytrace=False)
