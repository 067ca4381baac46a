"""The house rules that no linter keeps: borders between the rooms, sizes, what must and must not lie where.

import-linter, ruff and mypy are steps of packaging/check.py; here it is tested that a border really holds.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_PROVIDER = 20
WAITS = {"sleep", "msleep", "usleep", "qWait", "qSleep", "waitUntil"}
"""What waits by the clock; pytest-qt's `waitUntil` looks every ten milliseconds."""
SLOW_ON_PURPOSE = {
    "tests/fakes/cloud.py": ["asyncio.sleep(pause)", "asyncio.sleep(pause)"],
    "tests/fakes/local_servers.py": ["asyncio.sleep(self._load_seconds)"],
}
"""Fakes that take their time over a real wire, as long as the fault or the test says."""


def sources(*rooms: str) -> list[Path]:
    """The Python files of these rooms."""
    return sorted(file for room in rooms for file in (ROOT / room).rglob("*.py"))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, nested ones too."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the packages that lie in `root`, with the contracts of its pyproject.toml."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(
        [program, "--no-cache", "--no-logo"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources and their contracts, to break things in."""
    for room in ("core", "desktop"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("core/relay.py", "import PySide6.QtCore", "core never imports the face"),
        ("core/relay.py", "import qasync", "core never imports the face"),
        ("core/health.py", "import time", "the thinking is pure"),
        ("core/domain.py", "import core.routing", "imports in core point downwards"),
        ("core/unplaced.py", "", "imports in core point downwards"),
        ("desktop/loop.py", "import core.relay", "the face uses the bridge"),
    ],
)
def test_a_planted_import_breaks_its_contract(copy: Path, file: str, line: str, contract: str) -> None:
    with (copy / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    done = lint_imports(copy)
    assert done.returncode != 0
    assert re.search(rf"{re.escape(contract)}.* BROKEN", done.stdout), done.stdout


@pytest.mark.parametrize("file", sources("core", "desktop"), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_can_be_read_in_one_sitting(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST_FILE
    long = [f.name for f in functions(file) if (f.end_lineno or f.lineno) - f.lineno >= LONGEST_FUNCTION]
    assert long == []


def test_a_test_can_be_read_in_one_sitting() -> None:
    assert [f.name for f in sources("tests") if len(f.read_text("utf-8").splitlines()) > LONGEST_FILE] == []


@pytest.mark.parametrize("file", sources("core", "desktop"), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_says_its_job_and_promises_nothing(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text)


@pytest.mark.parametrize("file", sources("core", "desktop"), ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_is_raised_inside_a_starred_except(file: Path) -> None:
    """Python before 3.11.4 (Debian 12 has 3.11.2) wraps what is raised there into a group of one."""
    handlers = [
        h for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.TryStar) for h in n.handlers
    ]
    raises = [n.lineno for h in handlers for n in ast.walk(h) if isinstance(n, ast.Raise) and n.exc is not None]
    assert raises == []


def timed_waits(source: str) -> list[str]:
    """Every mention of something that waits by the clock, as it stands there; `sleep(0)` only gives others a turn."""
    tree = ast.parse(source)
    calls = {node.func: node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = []
    for node in ast.walk(tree):
        name = next((getattr(node, field) for field in ("attr", "id", "name") if hasattr(node, field)), None)
        call = calls.get(node) if isinstance(node, ast.expr) else None
        is_turn = call is not None and name == "sleep" and ast.unparse(call).endswith("sleep(0)")
        if name in WAITS and not is_turn:
            found.append(ast.unparse(call or node))
    return found


def test_no_test_waits_by_the_clock() -> None:
    files = [file for file in sources("tests") if not file.is_relative_to(ROOT / "tests" / "bench")]
    found = {str(file.relative_to(ROOT)): timed_waits(file.read_text("utf-8")) for file in files}
    assert {file: waits for file, waits in found.items() if waits} == SLOW_ON_PURPOSE


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("async def f():\n    await asyncio.sleep(0)", []),
        ("a_sleep(1); wait_until(2)", []),
        ("while not done: await asyncio.sleep(0.005)", ["asyncio.sleep(0.005)"]),
        ("time.sleep(delay=1)", ["time.sleep(delay=1)"]),
        ("asyncio.sleep(0, 1)", ["asyncio.sleep(0, 1)"]),
        ("asyncio.to_thread(time.sleep, 1)", ["time.sleep"]),
        ("from time import sleep as rest", ["sleep as rest"]),
        ("QTest.qWait(10)", ["QTest.qWait(10)"]),
        ("qtbot.waitUntil(seen)", ["qtbot.waitUntil(seen)"]),
    ],
)
def test_a_planted_wait_is_found(source: str, found: list[str]) -> None:
    assert timed_waits(source) == found


def test_the_folder_packaging_does_not_hide_the_package_packaging() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_a_provider_is_described_in_twenty_lines() -> None:
    providers = sorted((ROOT / "resources" / "providers").glob("*.yaml"))
    assert providers
    assert [file.name for file in providers if len(file.read_text("utf-8").splitlines()) > LONGEST_PROVIDER] == []


def test_no_committed_file_names_a_package_index() -> None:
    index = re.compile(r"https?://|--(?:extra-)?index-url|--find-links")
    locks = sorted((ROOT / "packaging" / "locks").glob("*.txt"))
    assert [file.stem for file in locks] == ["headless", "run", "test"]
    assert [file.name for file in locks if index.search(file.read_text("utf-8"))] == []


def test_the_locks_are_made_from_the_present_pyproject() -> None:
    script = "import lock; print(lock.wanted(open('pyproject.toml', encoding='utf-8').read()))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "packaging")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    for lock in (ROOT / "packaging" / "locks").glob("*.txt"):
        assert f"# pyproject: {done.stdout.strip()}\n" in lock.read_text("utf-8"), "run python3 packaging/lock.py"


def pinned(lock: str) -> set[str]:
    """The lines of a lock that name a package, without their hashes."""
    lines = (ROOT / "packaging" / "locks" / f"{lock}.txt").read_text("utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if re.match(r"[a-z0-9]", line)}


def test_the_locks_contain_each_other() -> None:
    assert {line.split("==")[0] for line in pinned("headless")} < {line.split("==")[0] for line in pinned("run")}
    assert {line.split(" ")[0] for line in pinned("run")} < {line.split(" ")[0] for line in pinned("test")}


def test_a_server_gets_no_qt() -> None:
    assert not [line for line in pinned("headless") if re.match(r"(?i)pyside|shiboken|qasync", line)]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert not [line for line in project["dependencies"] if re.match(r"(?i)pyside|shiboken|qasync", line)]


def test_ci_runs_the_readmes_test_command() -> None:
    command = "python3 packaging/check.py"
    assert command in (ROOT / "README.md").read_text("utf-8")
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith(command)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
