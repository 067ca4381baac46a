"""A simulated node as a child process: start, kill, bring back. For the demo mode and for the tests."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_SOURCES = Path(__file__).resolve().parents[2]
_START_SECONDS = 20.0
_STOP_SECONDS = 3.0


class NodeProcess:
    """One child. `arguments` are those of `exo_node` without --port; the port stays the same over restarts.

    `command` is what runs a node; the frozen app passes its own hidden verb.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        port: int = 0,
        command: Sequence[str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._environment = {**os.environ, **(environment or {})}
        search = (str(_SOURCES), self._environment.get("PYTHONPATH", ""))
        self._environment["PYTHONPATH"] = os.pathsep.join(filter(None, search))
        self._arguments = (*arguments, "--exit-with-parent")
        self._command = tuple(command or (sys.executable, "-m", "core.simulation.exo_node"))
        self._process: asyncio.subprocess.Process | None = None
        self.port = port
        self.control_url = ""

    @property
    def url(self) -> str:
        """The node's root, without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """The root of the OpenAI paths."""
        return f"{self.url}/v1"

    @property
    def is_running(self) -> bool:
        """Whether there is a live process."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The process id, 0 when there is none."""
        return self._process.pid if self._process is not None and self.is_running else 0

    async def start(self) -> None:
        """Start unless running; returns once it accepts. Raises OSError when it ends instead, or TimeoutError."""
        if self.is_running:
            return
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            *self._arguments,
            "--port",
            str(self.port),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=self._environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._read_addresses(self._process)
        except BaseException:
            await self.kill()
            raise

    async def _read_addresses(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := (await process.stdout.readline()).decode().strip():
            word, _, url = line.partition(" ")
            if word == "control":
                self.control_url = url
            elif word == "ready":
                self.port = int(url.rsplit(":", 1)[1])
                return
        raise ConnectionError(f"the simulated node ended with {await process.wait()} before it was ready")

    async def kill(self) -> None:
        """SIGKILL: the node is gone without a word."""
        if self._process is not None and self.is_running:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._reap()

    async def restart(self) -> None:
        """Kill it if it runs and start it on the same port."""
        await self.kill()
        await self.start()

    def freeze(self) -> None:
        """SIGSTOP: connections are still accepted by the kernel, nothing is answered. Not on Windows."""
        if self.pid:
            os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT after `freeze`."""
        if self.pid:
            os.kill(self.pid, signal.SIGCONT)

    async def stop(self) -> None:
        """End it politely by closing its stdin; kill it when that does not help."""
        process = self._process
        if process is None or not self.is_running:
            return
        if hasattr(signal, "SIGCONT"):
            self.thaw()
        assert process.stdin is not None
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        await self.kill()

    async def _reap(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        if process.stdout is not None:
            await process.stdout.read()
        await process.wait()
