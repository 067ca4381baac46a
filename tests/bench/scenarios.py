"""What is measured of each gateway in one round, and the figures taken from it."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.bench.processes import cpu_seconds, resident_mb

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Target:
    """A running gateway, or the server itself when `process` is None."""

    name: str
    port: int
    path: str
    headers: dict[str, str]
    process: Process | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One job for the load generator, and what of its result is kept under which name."""

    name: str
    job: dict[str, Any]
    figures: Callable[[dict[str, Any], float], Figures]
    only: frozenset[str] = frozenset()


def _per_request(result: dict[str, Any], cpu: float) -> Figures:
    answers = result["answers"]
    if not answers:
        return {}
    return {
        "p50": result.get("latency_p50", 0.0),
        "p99": result.get("latency_p99", 0.0),
        "rate": answers / result["seconds"],
        "cpu": cpu / answers * 1000,
    }


def _per_event(result: dict[str, Any], cpu: float) -> Figures:
    events = result["events"]
    if not events:
        return {}
    return {
        "first": result.get("first_token_p50", 0.0),
        "gap99": result.get("gap_p99", 0.0),
        "gapmax": result.get("gap_max", 0.0),
        "rate": events / result["seconds"],
        "cpu": cpu / events * 100_000,
    }


def scenarios(seconds: float) -> list[Scenario]:
    """The scenarios, each about so many seconds long, the paced ones twice that."""

    def plain(name: str, connections: int, body: int) -> Scenario:
        return Scenario(name, {"connections": connections, "body": body}, _per_request)

    def paced(streams: int, delay_ms: int) -> Scenario:
        events = max(10, round(2 * seconds * 1000 / delay_ms))  # so that their begin does not weigh too much
        job = {"connections": streams, "events": events, "delay_ms": delay_ms, "rounds": 1, "verifies": True}
        return Scenario(f"paced{streams}", job, _per_event)

    found = [
        plain("one", 1, 1000),
        plain("c32", 32, 1000),
        plain("c128", 128, 1000),
        plain("100kB", 1, 100_000),
        plain("2MB", 1, 2_000_000),
        Scenario("ttft", {"connections": 1, "events": 10}, _per_event),
        Scenario("sse32", {"connections": 32, "events": 200}, _per_event),
        paced(1, 10),
        paced(32, 20),
        paced(256, 50),
    ]
    crowd = paced(256, 50)
    # Kept-alive clients of which none asks anything, beside the streams: only what must hold for ours is measured.
    found.append(
        Scenario("crowd", {**crowd.job, "idle": 1000}, _per_event, frozenset({"direct", "ours", "bare relay", "nginx"}))
    )
    return [Scenario(s.name, {"seconds": seconds, **s.job}, s.figures, s.only) for s in found]


class Generator:
    """The load generator's process."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def do(self, target: Target, job: dict[str, Any]) -> dict[str, Any]:
        """One job against one target, and its result."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = {"port": target.port, "path": target.path, "headers": target.headers, **job}
        self._process.stdin.write(json.dumps(line).encode() + b"\n")
        async with asyncio.timeout(900):
            answer = await self._process.stdout.readline()
        result: dict[str, Any] = json.loads(answer)
        return result


async def measure(generator: Generator, target: Target, scenario: Scenario) -> tuple[Figures, str]:
    """The figures of one scenario, named `scenario.figure`, and what went wrong in it."""
    pid = target.process.pid if target.process is not None else None
    before = (cpu_seconds(pid), resident_mb(pid)) if pid is not None else (0.0, 0.0)
    result = await generator.do(target, scenario.job)
    after = (cpu_seconds(pid), resident_mb(pid)) if pid is not None else (0.0, 0.0)
    # Refusals are quick: figures of a run with more than one in a hundred are none.
    is_good = result["errors"] * 100 <= result["answers"]
    figures = scenario.figures(result, after[0] - before[0]) if is_good else {}
    figures["grown"] = after[1] - before[1]
    figures["errors"] = result["errors"]
    figures["inexact"] = result["inexact"]
    named = {f"{scenario.name}.{key}": value for key, value in figures.items()}
    named["rss"] = after[1]
    return named, result["first_error"]
