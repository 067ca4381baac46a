"""The self-test of an installation, as a package build runs it."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE

from tests.whole.serving import ROOT


async def test_the_selftest_tries_every_part_and_passes() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "desktop", "--selftest",
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    lines = out.decode().splitlines()
    assert process.returncode == 0, out.decode() + err.decode()
    assert lines[-1] == "self-test passed"
    assert {line.split(":")[0].split(maxsplit=1)[1] for line in lines[:-1]} == {
        "port", "built-in model", "keyring", "TLS", "tray", "resources",
    }  # fmt: skip
