"""Fakes we own: servers that speak the real wire with faults, as processes or inside the test's loop.

    async with simulated_exo(name="studio") as node:
        node.url, node.base_url            # http://127.0.0.1:N and the same with /v1
        await node.fault("status:503", count=1)
        await node.seen()                  # what it was asked
        await node.kill(); await node.restart()

The process form can be killed and frozen; the `…_inside` form starts at once and shares the loop.
"""

from tests.fakes.no_tls import NO_TLS
from tests.fakes.servers import (
    FakeProcess,
    FakeServer,
    Seen,
    fake_cloud,
    fake_cloud_inside,
    simulated_exo,
    simulated_exo_inside,
)

__all__ = [
    "NO_TLS",
    "FakeProcess",
    "FakeServer",
    "Seen",
    "fake_cloud",
    "fake_cloud_inside",
    "simulated_exo",
    "simulated_exo_inside",
]
