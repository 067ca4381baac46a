"""The snippets of "Connect an app", run as they stand, in a home of their own, by the apps themselves.

curl and Python run always; the other apps where `python -m tests.clients.install` has put them and
`EXO_BRIDGE_CLIENTS` names the place.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path

import pytest

from core.domain import Outcome
from core.snippets import Connection, Snippet, apps
from tests.clients.backends import SCRIPTED, WORDS, serving
from tests.clients.install import HOW, place, python_of
from tests.port.gateway import MODEL, Gateway

GREETING = "Greet me."
GOES_ON = {
    "claude-code": f" -p '{GREETING}'",
    "codex": f" exec --skip-git-repo-check '{GREETING}' </dev/null",
    "aider": f" --message '{GREETING}' --no-git --yes-always --no-check-update --analytics-disable </dev/null",
}
"""What is typed after the last word of a snippet that starts a program for people."""

elsewhere = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif("EXO_BRIDGE_CLIENTS" not in os.environ, reason=HOW),
]


def snippets(app_id: str, g: Gateway) -> list[Snippet]:
    app = next(app for app in apps() if app.id == app_id)
    return [s for s in app.filled(Connection(g.url, MODEL, "any-key")).snippets if s.is_for("linux")]


def installed(*path: str) -> Path:
    """A program among the installed ones; skips the test where it is missing."""
    found = place().joinpath(*path)
    if not found.exists():
        pytest.skip(HOW)
    return found


async def run(*command: str | Path, home: Path, path: Path | None = None, **more: str) -> str:
    """What a program says that knows nothing of the person who runs the tests."""
    inherited = os.environ.get("PATH", os.defpath)
    env = {"HOME": str(home), "PATH": f"{path}{os.pathsep}{inherited}" if path else inherited, "NO_PROXY": "*", **more}
    done = await asyncio.create_subprocess_exec(
        *command,
        cwd=home,
        env=env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await done.communicate()
    assert done.returncode == 0, (output + errors).decode()[-2000:]
    return output.decode()


async def run_python(app_id: str, python: str | Path, g: Gateway, home: Path) -> str:
    return await run(python, "-c", snippets(app_id, g)[0].text, home=home)


async def run_shell(app_id: str, g: Gateway, home: Path, path: Path, **more: str) -> str:
    for snippet in snippets(app_id, g):
        if snippet.file.startswith("~/"):
            file = home / snippet.file[2:]
            file.parent.mkdir(parents=True)
            file.write_text(snippet.text, "utf-8")
    script = next(s.text for s in snippets(app_id, g) if s.language == "sh").rstrip() + GOES_ON.get(app_id, "")
    return await run("sh", "-ec", script, home=home, path=path, **more)


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("curl"), reason="sh and curl")
@pytest.mark.parametrize("kind", SCRIPTED)
async def test_curl(kind: str, tmp_path: Path) -> None:
    async with serving(kind) as g:
        told = await run("sh", "-ec", snippets("curl", g)[0].text, home=tmp_path)
    assert WORDS in told


@pytest.mark.parametrize("kind", SCRIPTED)
async def test_python(kind: str, tmp_path: Path) -> None:
    async with serving(kind) as g:
        told = await run_python("python", sys.executable, g, tmp_path)
    assert told == f"{WORDS}\n"


@pytest.mark.parametrize("app_id", [pytest.param(app_id, marks=elsewhere) for app_id in ("langchain", "node")])
async def test_libraries(app_id: str, tmp_path: Path) -> None:
    async with serving("anthropic") as g:
        if app_id == "langchain":
            installed(app_id)
            told = await run_python(app_id, python_of(app_id), g, tmp_path)
        else:
            script = installed("node", "node_modules").parent / "hello.mjs"
            script.write_text(snippets("node", g)[0].text, "utf-8")
            told = await run("node", script, home=tmp_path)
    assert told == f"{WORDS}\n"


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=elsewhere) for kind in SCRIPTED])
@pytest.mark.parametrize("app_id", ["claude-code", "codex"])
async def test_agents_with_their_tools(app_id: str, kind: str, tmp_path: Path) -> None:
    """The scripted model calls tools first, and greets when it has their results."""
    folder = installed("agents", "node_modules", ".bin")
    async with serving(kind) as g:
        told = await run_shell(app_id, g, tmp_path, folder)
        seen = await g.until(lambda snapshot: len(snapshot.recent) >= 2)
    assert told.strip().endswith(WORDS)
    assert len(seen.recent) == 2


@pytest.mark.parametrize("app_id", [pytest.param(app_id, marks=elsewhere) for app_id in ("claude-code", "codex")])
async def test_agents_on_exo(app_id: str, tmp_path: Path) -> None:
    folder = installed("agents", "node_modules", ".bin")
    async with serving("exo") as g:
        told = await run_shell(app_id, g, tmp_path, folder)
        record = await g.record()
    assert told.strip()
    assert record.outcome is Outcome.SERVED


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=elsewhere) for kind in SCRIPTED])
async def test_aider(kind: str, tmp_path: Path) -> None:
    folder = installed("aider", "bin")
    async with serving(kind) as g:
        told = await run_shell("aider", g, tmp_path, folder, TERM="dumb")
    assert WORDS in told


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=elsewhere) for kind in SCRIPTED])
async def test_continue(kind: str, tmp_path: Path) -> None:
    cn = installed("agents", "node_modules", ".bin", "cn")
    file = tmp_path / "config.yaml"
    async with serving(kind) as g:
        file.write_text(snippets("continue", g)[0].text, "utf-8")
        told = await run(cn, "-p", GREETING, "--config", file, home=tmp_path, CONTINUE_TELEMETRY_ENABLED="0")
    assert told.strip().endswith(WORDS)


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=elsewhere) for kind in SCRIPTED])
async def test_llm(kind: str, tmp_path: Path) -> None:
    folder = installed("llm", "bin")
    async with serving(kind) as g:
        (tmp_path / "extra-openai-models.yaml").write_text(snippets("llm", g)[0].text, "utf-8")
        told = await run_shell("llm", g, tmp_path, folder, LLM_USER_PATH=str(tmp_path))
    assert told.strip().endswith(WORDS)
