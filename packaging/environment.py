"""The project's own environment, `.venv`: made from a lock, brought up to date, ready at once when it already is.

Shared by start.py, check.py and build.py; standard library only, for it runs before anything is installed.

The three levels contain each other: `headless` (serve), `run` (with Qt), `test` (everything). `.venv` never goes
down a level. A marker in it says what it holds; it is written last, so that an interrupted set-up is done again.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
MARKER = VENV / "exo-bridge.json"
LEVELS = ("headless", "run", "test")
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
IS_LINUX = sys.platform.startswith("linux")

# What Qt's wheel takes from the system: the library as the loader calls it -> its Debian package.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}

# What the engine of the built-in model takes from the system.
MODEL_LIBRARIES = {"libgomp.so.1": "libgomp1", "libstdc++.so.6": "libstdc++6"}


class SetupFailed(Exception):
    """Set-up cannot go on. The text says what is wrong and, in a line to copy, what to do."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Something of the system that is missing: what it is called, and the Debian package that has it."""

    name: str
    package: str


def say(text: str) -> None:
    """One line of progress, on stderr: stdout belongs to the program that is started."""
    print(f"exo-bridge: {text}", file=sys.stderr, flush=True)


def missing_libraries(libraries: dict[str, str]) -> list[Needed]:
    """Those of `libraries` that the loader cannot find. Asking it is the only test that holds on every distribution."""
    return [Needed(name, package) for name, package in libraries.items() if not _loads(name)]


def missing_programs(programs: dict[str, str]) -> list[Needed]:
    """Those of `programs` (program -> Debian package) that are not on the PATH."""
    return [Needed(name, package) for name, package in programs.items() if shutil.which(name) is None]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def shared_python() -> dict[str, str]:
    """Python as a library, which a frozen program starts: Debian has it in a package apart. Empty where it is there."""
    name = str(sysconfig.get_config_var("INSTSONAME") or "")
    folder = str(sysconfig.get_config_var("LIBDIR") or "")
    if ".so" not in name or Path(folder, name).exists():
        return {}
    return {name: f"libpython3.{sys.version_info.minor}"}


def is_root() -> bool:
    """Whether system packages may be installed without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_system(needed: list[Needed], purpose: str) -> None:
    """Install what is missing with apt when that is possible; otherwise raise with one line to copy."""
    if not needed:
        return
    packages = sorted({one.package for one in needed})
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise SetupFailed(f"{purpose} needs what is not on this system: {', '.join(sorted(n.name for n in needed))}")
    if not is_root():
        raise SetupFailed(f"{purpose} needs system packages that are missing. Install them with\n  sudo {line}")
    say(f"installing with apt, for {purpose}: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], line.split()):
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise SetupFailed(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout[-2000:]}")


def fingerprint(level: str) -> dict[str, str]:
    """What a `.venv` of this level must have been made from to be good as it is."""
    lock = (ROOT / "packaging" / "locks" / f"{level}.txt").read_bytes()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    digest = hashlib.sha256(lock + json.dumps(project, sort_keys=True).encode())
    return {"from": digest.hexdigest(), "python": _python(), "root": str(ROOT)}


def _python() -> str:
    """The interpreter a `.venv` leans on. A bug-fix release in the same place keeps it good."""
    return f"{sys.version_info.major}.{sys.version_info.minor} of {sys.base_prefix}"


def present() -> tuple[str, dict[str, str]] | None:
    """Level and fingerprint of the `.venv` that is there, or None when there is none to trust."""
    try:
        marker = json.loads(MARKER.read_text("utf-8"))
        level, made = marker["level"], marker["made"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (level, made) if level in LEVELS and PYTHON.exists() else None


def ensure(level: str) -> None:
    """Bring `.venv` to `level` (or leave it at a higher one). Does nothing, at once, when it is there already."""
    there = present()
    if there is not None:
        level = max(level, there[0], key=LEVELS.index)
        if there == (level, fingerprint(level)):
            return
    started = time.monotonic()
    if there is None or (there[1].get("python"), there[1].get("root")) != (_python(), str(ROOT)):
        _create()
    MARKER.unlink(missing_ok=True)
    lock = ROOT / "packaging" / "locks" / f"{level}.txt"
    say(f"installing the Python packages of packaging/locks/{level}.txt; the first time this can take minutes")
    # The lock is complete, hence --no-deps; a package that would have to be compiled is refused, not tried.
    _pip("--no-deps", "--require-hashes", "--only-binary=:all:", "-r", str(lock))
    _pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    MARKER.write_text(json.dumps({"level": level, "made": fingerprint(level)}), "utf-8")
    say(f"ready after {time.monotonic() - started:.0f} s, in {VENV}")


def _create() -> None:
    say(f"making {VENV} with Python {sys.version.split()[0]}")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise SetupFailed(f"python -m venv {VENV} ended with {done.returncode}:\n{done.stdout.strip()}")


def _pip(*arguments: str) -> None:
    """Run pip install, showing one line for each file it fetches; on failure, everything it said."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PIP_NO_INPUT": "1"}
    environment.pop("PYTHONPATH", None)
    pip = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    said: list[str] = []
    assert pip.stdout is not None
    for line in pip.stdout:
        said.append(line)
        fetched = re.match(r"\s*Downloading (?:\S*/)?([^/\s]+?)-[^/\s]*\s+\(([\d.]+ [MG]B)\)", line)
        if fetched:
            say(f"  fetching {fetched[1]} ({fetched[2]})")
    if pip.wait():
        raise SetupFailed(f"{' '.join(command)}\nended with {pip.returncode}:\n{''.join(said[-40:]).strip()}")


def ensure_venv_module() -> None:
    """Debian and Ubuntu ship `venv` without its other half in a package of its own."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        version = f"python3.{sys.version_info.minor}-venv"
        package = version if Path(sys.executable).resolve().name.startswith("python3.") else "python3-venv"
        install_system([Needed("Python's venv module", package)], "setting up")
