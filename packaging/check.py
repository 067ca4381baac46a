"""Sets up everything and runs all checks and all tests:  python3 packaging/check.py [--fast] [arguments of pytest]

In order: ruff format, ruff, mypy --strict, import-linter, pytest. Each runs even when one before it failed; the
exit code is 0 only when all are good, and pytest's closing line comes last. For the programs that the tests of the
desktop start on Linux, apt is asked as root. `--fast` leaves the tests marked `desktop` and `slow` out. Everything
else goes to pytest:  python3 packaging/check.py -k relay
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass

from start import use_a_new_enough_python

use_a_new_enough_python()  # before the first line that an older Python cannot run

import environment as env  # noqa: E402

ROOT = env.ROOT

# What the tests make a desktop from (tests/fakes/desktop_session.py): program -> Debian package.
DESKTOP_PROGRAMS = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "xdotool": "xdotool",
}


@dataclass(frozen=True)
class Result:
    """How one step ended."""

    name: str
    code: int
    seconds: float

    def __str__(self) -> str:
        return f"{'ok    ' if self.code == 0 else 'FAILED'} {self.name:<14}{self.seconds:6.1f} s"


def static_steps() -> dict[str, list[str]]:
    """The checks that read the sources."""
    python, scripts = str(env.PYTHON), sorted(str(f.relative_to(ROOT)) for f in (ROOT / "packaging").glob("*.py"))
    return {
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "ruff": [python, "-m", "ruff", "check", "."],
        "mypy": [python, "-m", "mypy"],
        # Apart, and as top-level modules: as `packaging.start` they would hide PyPI's `packaging`.
        "mypy packaging": [python, "-m", "mypy", "--no-explicit-package-bases", *scripts],
        "import-linter": [str(env.SCRIPTS / "lint-imports"), "--no-logo"],
    }


def run(name: str, command: list[str]) -> Result:
    """One step, with its output as it comes."""
    print(f"\n--- {name}", flush=True)
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT).returncode
    return Result(name, code, time.monotonic() - started)


def run_tests(command: list[str]) -> tuple[Result, str]:
    """pytest, with its output as it comes, and its closing line."""
    print("\n--- pytest", flush=True)
    started = time.monotonic()
    tests = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace")
    closing = ""
    assert tests.stdout is not None
    for line in tests.stdout:
        print(line, end="", flush=True)
        closing = line.strip() or closing
    return Result("pytest", tests.wait(), time.monotonic() - started), closing


def set_up(*, fast: bool) -> None:
    """System packages as far as they are missing, then `.venv` with the test lock."""
    env.ensure_venv_module()
    if env.IS_LINUX:
        needed = env.missing_libraries({**env.QT_LIBRARIES, **env.MODEL_LIBRARIES})
        env.install_system(needed if fast else [*needed, *env.missing_programs(DESKTOP_PROGRAMS)], "testing")
    env.ensure("test")


def main(arguments: list[str]) -> int:
    fast = "--fast" in arguments
    arguments = [argument for argument in arguments if argument != "--fast"]
    os.environ["PATH"] = f"{env.SCRIPTS}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        set_up(fast=fast)
    except env.SetupFailed as failure:
        env.say(str(failure))
        return 2
    results = [run(name, command) for name, command in static_steps().items()]
    chosen = ["-m", "not desktop and not slow"] if fast else []
    tests, closing = run_tests([str(env.PYTHON), "-m", "pytest", *chosen, *arguments])
    results.append(tests)
    print("\n--- summary", *results, closing, sep="\n", flush=True)
    return 0 if all(result.code == 0 for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
