"""Local only, watched on the wire: in a network of its own, not one packet leaves loopback.

The child of this test gets a network namespace with a loopback and one outer interface, whose packets are
counted by a raw socket. With the cloud allowed the same set-up does send packets, so the count can fail.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from core.dataplane import PRECONNECT_EVERY
from tests.fakes import simulated_exo
from tests.whole.serving import ROOT, serving

MODEL = "qwen-test"
OUTER = "outer0"
CAN_UNSHARE = sys.platform == "linux" and os.geteuid() == 0 and all(map(shutil.which, ("unshare", "ip")))


@pytest.mark.skipif(not CAN_UNSHARE, reason="needs root on Linux, with unshare and ip, for a network of its own")
@pytest.mark.parametrize(("mode", "leaves"), [("local-only", False), ("local-first", True)])
def test_nothing_leaves_loopback_while_only_own_machines_may_answer(mode: str, leaves: bool, own_home: Path) -> None:
    command = ["unshare", "--net", sys.executable, "-m", "tests.whole.test_local_only", mode, str(own_home)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    status, message, packets = run.stdout.strip().splitlines()[-1].split("|")
    assert status == "503"
    if leaves:
        assert int(packets) > 0
    else:
        assert int(packets) == 0
        assert "studio refused the connection" in message


def make_network() -> socket.socket:
    """Loopback, and one outer interface that everything else goes to; returns the socket that hears it."""
    for words in (
        "link set lo up",
        f"link add {OUTER} type veth peer name {OUTER}-end",
        f"addr add 192.0.2.1/24 dev {OUTER}",
        f"link set {OUTER} up",
        f"link set {OUTER}-end up",
        f"neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev {OUTER}",
        f"route add default via 192.0.2.2 dev {OUTER}",
    ):
        subprocess.run(["ip", *words.split()], check=True)
    watch = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))  # IPv4 only: IPv6 greets by itself
    watch.bind((f"{OUTER}-end", 0))  # at the far end: what goes out there comes in here
    watch.setblocking(False)
    return watch


def count(watch: socket.socket) -> int:
    """How many packets went out so far."""
    packets = 0
    while True:
        try:
            watch.recv(65536)
        except BlockingIOError:
            return packets
        packets += 1


async def child(mode: str, home: Path) -> None:
    """Nodes die while a cloud with a key stands by; print the answer and how many packets left."""
    watch = make_network()
    async with simulated_exo(models=[MODEL]) as studio:
        settings = (
            "discovery: {enabled: false}\nbuiltin: {enabled: false}\ntimeouts: {connect: 0.5}\n"
            f"routing: {{mode: {mode}}}\nnodes: [{{name: studio, url: '{studio.url}'}}]\n"
            "cloud: [{name: far, provider: openai-compatible, key: 'env:MY_KEY', base_url: 'https://198.51.100.7/v1'}]"
        )
        async with serving(settings, home / "b", environment={"MY_KEY": "sk-of-nobody-0123"}) as bridge:
            async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
                body = {"model": MODEL, "messages": [{"role": "user", "content": "secret"}]}
                assert (await client.post(bridge.url + "/chat/completions", json=body)).status_code == 200
                await studio.kill()
                # So long that what is done beside requests had its time, too.
                asked_until = time.monotonic() + 2.5 * PRECONNECT_EVERY
                while time.monotonic() < asked_until:
                    answer = await client.post(bridge.url + "/chat/completions", json=body)
    status = 503 if answer.status_code in (503, 504) else answer.status_code
    sys.stdout.write(f"{status}|{answer.json()['error']['message']}|{count(watch)}\n")


if __name__ == "__main__":
    asyncio.run(child(sys.argv[1], Path(sys.argv[2])))
