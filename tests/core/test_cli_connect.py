"""`exo-bridge connect` as a person types it, with and without a running Exo Bridge."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from core.snippets import apps
from tests.fakes import simulated_exo_inside
from tests.port.gateway import MODEL, gateway, node


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "core", "connect", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_all_apps_are_listed_and_a_wrong_one_is_said() -> None:
    listed, wrong = run(), run("nothing")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [app.id for app in apps()]
    assert (listed.returncode, wrong.returncode, wrong.stdout) == (0, 2, "")


def test_without_a_running_one_any_model_is_asked_for() -> None:
    told = run("codex", "--port", "1", "--key", "ebk-1")
    assert told.returncode == 0
    assert 'model = "auto"' in told.stdout
    assert 'base_url = "http://127.0.0.1:1/v1"' in told.stdout
    assert "# ~/.codex/config.toml" in told.stdout
    assert run("codex", "--port", "1", "--model", "mine").stdout.startswith('# ~/.codex/config.toml\nmodel = "mine"\n')


async def test_a_model_that_is_ready_is_named() -> None:
    async with simulated_exo_inside() as studio, gateway(node("studio", studio.url)) as g:
        told = await asyncio.to_thread(run, "curl", "--port", g.url.rpartition(":")[2])
    assert MODEL in told.stdout
