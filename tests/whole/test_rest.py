"""What a program at rest has not loaded: each of these is a megabyte or more that nobody has asked for."""

from __future__ import annotations

from pathlib import Path

from tests.fakes import simulated_exo
from tests.whole.serving import serving

ONLY_FOR_CLOUDS = {"httpx", "httpcore", "anyio", "truststore", "keyring"}


def loaded(told: str) -> set[str]:
    """The modules that `python -X importtime` told of."""
    lines = (line for line in told.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in lines}


async def test_with_nodes_of_plain_http_nothing_is_loaded_that_only_clouds_need(own_home: Path) -> None:
    async with simulated_exo() as studio:
        settings = f"discovery: {{enabled: false}}\nnodes: [{{name: studio, url: '{studio.url}'}}]\n"
        async with serving(settings, own_home / "b", environment={"PYTHONPROFILEIMPORTTIME": "1"}) as bridge:
            await bridge.said("backend up")
        modules = loaded((bridge.home / "stderr.txt").read_text())
    assert "core.prober" in modules
    assert not modules & ONLY_FOR_CLOUDS
