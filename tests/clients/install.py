"""Installs what the tests of this folder run that nobody has at hand: `python -m tests.clients.install`.

Each gets an environment of its own. They weigh about 2.5 GB together, so nothing else asks for them; the tests skip
what is not installed. The place is `$EXO_BRIDGE_CLIENTS`, or `exo-bridge-clients` in the folder for temporary files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PYTHON = {
    "openai-1": ["openai>=1.60,<2"],
    "langchain": ["langchain-openai"],
    "llama-index": ["llama-index-llms-openai-like"],
    "litellm": ["litellm", "mcp"],  # it imports the second without asking for it
    "llm": ["llm"],
    "aider": ["aider-chat"],
    "llama-server": ["llama-cpp-python[server]"],
    "schemathesis": ["schemathesis"],
}
NODE = {
    "node": ["openai", "ai", "@ai-sdk/openai-compatible", "zod"],
    "agents": ["@openai/codex", "@anthropic-ai/claude-code", "@continuedev/cli"],
}


HOW = "run `python -m tests.clients.install`, and set EXO_BRIDGE_CLIENTS to the folder that it names"
"""Why a test of these is skipped, and what to do about it."""


def place() -> Path:
    """Where the clients are."""
    return Path(os.environ.get("EXO_BRIDGE_CLIENTS") or Path(tempfile.gettempdir()) / "exo-bridge-clients")


def python_of(environment: str) -> Path:
    """The interpreter of one environment, whether it is there or not."""
    return place() / environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main() -> int:
    """Install everything that is missing."""
    for environment, packages in PYTHON.items():
        if not python_of(environment).exists():
            venv.create(place() / environment, with_pip=True)
            subprocess.run([python_of(environment), "-m", "pip", "install", "-q", *packages], check=True)
    npm = shutil.which("npm")
    for name, packages in NODE.items():
        folder = place() / name
        if npm is not None and not (folder / "node_modules").exists():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "package.json").write_text('{"private": true, "type": "module"}\n', "utf-8")
            subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", *packages], cwd=folder, check=True)
    sys.stdout.write(f"EXO_BRIDGE_CLIENTS={place()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
