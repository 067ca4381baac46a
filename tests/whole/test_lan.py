"""Sharing with another machine, which is a network namespace of its own: what it sees before, while and after.

Needs root and iproute2 (Linux), as CI has them; nothing outside the two namespaces is touched.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.port.certificates import certificate

Said = Callable[[str], Awaitable[None]]
ROOT = Path(__file__).resolve().parents[2]
OURS, THEIRS = f"eb-ours-{os.getpid()}", f"eb-theirs-{os.getpid()}"
ADDRESS, INTERNETS = "10.77.0.1", "11.77.0.1"
"""Ours; the second is one of the internet, which nobody has in a local network."""
DOOR = 24171

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0 or not all(map(shutil.which, ("ip", "curl"))),
        reason="needs root, iproute2 and curl on Linux",
    ),
]


async def ran(*command: str | Path, home: Path | None = None) -> tuple[int, str]:
    """Exit code, and all that it says."""
    env = {**os.environ, "EXO_BRIDGE_HOME": str(home)} if home is not None else None
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=env, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@asynccontextmanager
async def two_machines() -> AsyncIterator[None]:
    """Two namespaces with a cable between them; each has an address of the internet, too."""
    wire = f"{os.getpid()}"
    for name in (OURS, THEIRS):
        code, said = await ran("ip", "netns", "add", name)
        if code:
            pytest.skip(f"no network namespaces here: {said.strip()}")
    try:
        pair = (
            "link",
            "add",
            f"eb{wire}a",
            "netns",
            OURS,
            "type",
            "veth",
            "peer",
            "name",
            f"eb{wire}b",
            "netns",
            THEIRS,
        )
        assert await ran("ip", *pair) == (0, "")
        for name, link, last in ((OURS, f"eb{wire}a", 1), (THEIRS, f"eb{wire}b", 2)):
            for network in ("10.77.0", "11.77.0"):
                assert await ran("ip", "-n", name, "addr", "add", f"{network}.{last}/24", "dev", link) == (0, "")
            for up in (link, "lo"):
                assert await ran("ip", "-n", name, "link", "set", up, "up") == (0, "")
        yield
    finally:
        for name in (OURS, THEIRS):
            await ran("ip", "netns", "delete", name)


@asynccontextmanager
async def bridge(home: Path) -> AsyncIterator[Said]:
    """Exo Bridge on our machine, and how to wait for a line of its log."""
    process = await asyncio.create_subprocess_exec(
        "ip", "netns", "exec", OURS, sys.executable, "-m", "core", "serve",
        cwd=ROOT, env={**os.environ, "EXO_BRIDGE_HOME": str(home)}, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    log = process.stderr

    async def said(words: str) -> None:
        async with asyncio.timeout(30):
            while words.encode() not in (line := await log.readline()):
                assert line, f"it ended, and did not say {words!r}"

    try:
        assert (await process.stdout.readline()).startswith(b"ready")
        yield said
    finally:
        process.terminate()
        await process.wait()
        await process.stdout.read()
        await log.read()


async def share(home: Path, *options: str) -> str:
    """What `exo-bridge share` says."""
    code, said = await ran("ip", "netns", "exec", OURS, sys.executable, "-m", "core", "share", *options, home=home)
    assert code == 0, said
    return said


async def asked(trust: Path, key: str = "", host: str = "", address: str = ADDRESS) -> str:
    """Status and error code that their machine gets of the list of models; `000` without an answer."""
    more = ["-H", f"authorization: Bearer {key}"] if key else []
    more += ["-H", f"host: {host}"] if host else []
    to = ["--connect-to", f"{ADDRESS}:{DOOR}:{address}:{DOOR}"]
    _, said = await ran(
        "ip", "netns", "exec", THEIRS, shutil.which("curl") or "", "-s", "-m", "5", "--cacert", trust, *more, *to,
        "-w", "\n%{http_code}", f"https://{ADDRESS}:{DOOR}/v1/models",
    )  # fmt: skip
    body, _, status = said.rpartition("\n")
    document = json.loads(body) if body else {}
    return f"{status} {document.get('error', {}).get('code', '')}".strip()


async def test_another_machine_is_answered_only_while_the_port_is_shared_and_only_with_a_key(tmp_path: Path) -> None:
    pem, pem_key = certificate(tmp_path, ADDRESS)
    settings = f"{{certificate: {pem}, certificate_key: {pem_key}, share_port: {DOOR}}}"
    text = f"port: 24170\nbuiltin: {{enabled: false}}\ndiscovery: {{enabled: false}}\naccess: {settings}\n"
    (tmp_path / "settings.yaml").write_text(text, "utf-8")
    async with two_machines(), bridge(tmp_path) as said:
        assert await asked(pem) == "000"
        told = await share(tmp_path)
        key = told.partition("key")[2].split()[0]
        assert f"https://{ADDRESS}:{DOOR}/v1" in told
        assert f"an address of the internet: {INTERNETS}" in told
        await said(f"door host=0.0.0.0 port={DOOR}")
        assert await asked(pem, key) == "200"
        assert await asked(pem) == "401 invalid_api_key"
        assert await asked(pem, key, host="evil.example") == "403 foreign_host"
        assert await asked(pem, key, address=INTERNETS) == "403 not_shared"
        await share(tmp_path, "--off")
        await said("door closed")
        assert await asked(pem, key) == "000"
