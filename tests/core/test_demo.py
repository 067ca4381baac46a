"""The demo: what keeps it from running is told for as long as it does not run."""

from __future__ import annotations

import asyncio
import sys

import pytest

from core.builtin import BuiltinModel
from core.demo import Demo
from core.domain import Complaint


@pytest.mark.allow_log("built-in")
async def test_a_demo_that_cannot_start_keeps_saying_why() -> None:
    builtin, stop = BuiltinModel(command=(sys.executable, "-c", "raise SystemExit(3)")), asyncio.Event()
    demo = Demo(builtin)
    heard: list[tuple[Complaint, ...]] = []
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(builtin.run(stop))
        await demo.run(stop, lambda: heard.append(demo.complaints))
        stop.set()
    [complaint] = demo.complaints
    assert (complaint.title, heard, demo.backends()) == ("The demo could not start", [(complaint,)], [])
