"""How soon a backend sees that the client left, in every phase of a request.

    python -m tests.bench.cancelling [--rounds 20]

Counted from the client's close until the node, asked over HTTP, says that it noticed: an upper bound that holds
the asking. Client, bridge and node are processes of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx

from tests.fakes import simulated_exo
from tests.fakes.servers import FakeProcess
from tests.whole.serving import serving

MODEL = "bench"
LIMIT_MS = 50.0
PHASES = {
    "before headers, stream": ("hang_before_headers", True),
    "before headers, plain": ("hang_before_headers", False),
    "before the first token": ("hang_after_headers", True),
    "after the role": ("stall_after_role", True),
    "in the middle, stream": ("stall_mid_stream", True),
    "in the middle, plain": ("stall_mid_stream", False),
}


async def chats(node: FakeProcess, control: httpx.AsyncClient) -> list[dict[str, object]]:
    """The chat requests that reached the node; health checks are none."""
    seen: list[dict[str, object]] = (await control.get(node.control_url + "/_seen")).json()
    return [each for each in seen if str(each["path"]).endswith("/chat/completions")]


async def left(node: FakeProcess, client: httpx.AsyncClient, url: str, fault: str, is_stream: bool) -> float:
    """Milliseconds from leaving until asking the node shows that it noticed."""
    await node.forget()
    await node.fault(fault)
    body = {"model": MODEL, "stream": is_stream, "messages": [{"role": "user", "content": "x"}]}
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(client.post(url + "/chat/completions", json=body))
        while not await chats(node, client):
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)  # let it get as far as the fault lets it
        asking.cancel()
    began = time.monotonic()
    async with asyncio.timeout(10):
        while (await chats(node, client))[0]["left_after_ms"] is None:
            await asyncio.sleep(0.001)
    return (time.monotonic() - began) * 1000


async def run(rounds: int) -> bool:
    is_good = True
    async with simulated_exo("--token-delay", "0.005", models=[MODEL]) as node:
        settings = (
            "discovery: {enabled: false}\nbuiltin: {enabled: false}\nlog: {level: error}\n"
            f"nodes: [{{name: node, url: '{node.url}'}}]\n"
        )
        with tempfile.TemporaryDirectory(prefix="eb-cancel-") as home:
            client = httpx.AsyncClient(trust_env=False, timeout=60)
            async with client, serving(settings, Path(home)) as bridge:
                for phase, (fault, is_stream) in PHASES.items():
                    times = sorted([await left(node, client, bridge.url, fault, is_stream) for _ in range(rounds)])
                    is_good = is_good and times[-1] < LIMIT_MS
                    print(f"{phase:24}  median {median(times):5.1f} ms  largest {times[-1]:5.1f} ms")
    print("ok" if is_good else f"MISSED the limit of {LIMIT_MS:g} ms")
    return is_good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    return 0 if asyncio.run(run(parser.parse_args().rounds)) else 1


if __name__ == "__main__":
    sys.exit(main())
