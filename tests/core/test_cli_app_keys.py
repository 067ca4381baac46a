"""`exo-bridge app-key` with real processes: what a person types, sees, and what lies on the disk afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from core.local_keys import FILE_NAME, LocalKeys, local_keys


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "core", "app-key", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_key_is_made_shown_once_listed_and_revoked() -> None:
    made = run("add", "Zed", "--model", "qwen*", "--local-only")
    again = run("add", "Zed")
    listed = run("list")
    gone = run("revoke", "Zed")
    secret = made.stdout.strip()
    file = Path(os.environ["EXO_BRIDGE_HOME"]) / "state" / FILE_NAME
    assert (made.returncode, again.returncode, listed.returncode, gone.returncode) == (0, 1, 0, 0)
    assert secret.startswith("ebk-")
    assert "shown only now" in made.stderr
    assert "already" in again.stderr
    assert "Zed" in listed.stdout
    assert "qwen*, local only" in listed.stdout
    assert secret not in listed.stdout
    assert LocalKeys(file).all == ()
    assert run("list").stdout == "no local keys\n"


def test_wrong_usage_is_said() -> None:
    assert (run("add").returncode, run("revoke", "nobody").returncode) == (2, 1)
    assert run("add", "Zed", "--budget", "-1").returncode == 2


def test_what_an_app_used_of_its_budget_is_listed() -> None:
    run("add", "Zed", "--budget", "50000")
    keys = local_keys()
    keys.refresh()
    keys.spend("Zed", 1234, date.today().toordinal())
    keys.refresh()
    assert "[1,234 of 50,000 cloud tokens used today]" in run("list").stdout
