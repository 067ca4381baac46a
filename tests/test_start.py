"""The README's first command, as far as it goes without installing anything."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"


def script(name: str) -> ModuleType:
    """A file of packaging/, which is no package on purpose."""
    spec = importlib.util.spec_from_file_location(f"exo_bridge_{name}", PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


start, environment = script("start"), script("environment")


@pytest.mark.parametrize(
    ("arguments", "windows"),
    [
        ([], True),
        (["--demo"], True),
        (["--config", "settings.yaml"], True),
        (["--selftest"], True),
        (["serve"], False),
        (["serve", "--demo"], False),
        (["status", "--json"], False),
        (["--port", "8080", "serve"], False),
        (["--help"], False),
        (["--version"], False),
    ],
)
def test_only_the_tray_needs_a_screen(arguments: list[str], windows: bool) -> None:
    assert start.needs_screen(arguments) is windows


@pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows always have a display")
def test_without_a_display_it_says_so_and_offers_serve() -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, PACKAGING / "start.py"], env=bare, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "no display" in done.stderr
    assert "python3 packaging/start.py serve" in done.stderr


def test_what_is_missing_is_found_by_asking_the_loader() -> None:
    libraries = {"libc.so.6": "libc6", "libno-such-library.so.9": "libno9"}
    if sys.platform == "linux":
        assert environment.missing_libraries(libraries) == [environment.Needed("libno-such-library.so.9", "libno9")]
    assert environment.missing_programs({"no-such-program": "nothing"}) == [
        environment.Needed("no-such-program", "nothing")
    ]


def test_nothing_missing_asks_for_nothing() -> None:
    environment.install_system([], "anything")


def test_a_changed_lock_makes_the_environment_stale() -> None:
    levels = [environment.fingerprint(level)["from"] for level in environment.LEVELS]
    assert len(set(levels)) == 3
    assert environment.fingerprint("run") == environment.fingerprint("run")
