"""The benchmark: our port against the direct way and other gateways, in interleaved rounds.

    python -m tests.bench [--quick] [--rounds N] [--seconds S] [--only ours,nginx] [--pin] [--more] [--install]

Every gateway runs at the same time but is asked alone, one after the other, round by round. Results and the
machine go to tests/bench/RESULTS.md, their short table to the README (not with --quick or --only, unless --write).
`--more` adds start-up, failover, the GUI stall and the soak; `--install` fetches the peers that are missing.
Loopback only; 5 rounds against all of them take 12 minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from asyncio.subprocess import Process
from pathlib import Path

from tests.bench import peers, report
from tests.bench.processes import ROOT, free_port, start, stop
from tests.bench.report import DIRECT, Series
from tests.bench.scenarios import Generator, Scenario, Target, measure, scenarios
from tests.bench.upstream import MODEL

RESULTS = Path(__file__).with_name("RESULTS.md")
README = ROOT / "README.md"
BEGIN, END = "<!-- from tests/bench/RESULTS.md -->\n", "<!-- until here -->\n"
"""Around the README's table."""
READY_WITHIN = 90.0


class Bench:
    """The processes of one benchmark run."""

    def __init__(self, folder: Path, *, is_pinned: bool) -> None:
        self._folder = folder
        self._started: list[Process] = []
        self._gateway_cpu = 1 if is_pinned else None
        self._rest_cpu = 0 if is_pinned else None
        self.upstream = 0
        self.generator: Generator | None = None

    async def begin(self) -> None:
        """Start the server behind and the load generator."""
        server = await start(
            [sys.executable, "-m", "tests.bench.upstream", "0"], self._folder / "upstream",
            speaks=True, cpu=self._rest_cpu,
        )  # fmt: skip
        self._started.append(server)
        assert server.stdout is not None
        async with asyncio.timeout(20):
            self.upstream = int((await server.stdout.readline()).split()[1])
        load = await start(
            [sys.executable, "-m", "tests.bench.load"], self._folder / "load", speaks=True, cpu=self._rest_cpu
        )
        self._started.append(load)
        self.generator = Generator(load)

    async def open(self, peer: peers.Peer) -> Target | None:
        """Start one gateway and wait until it relays; None when it does not."""
        folder = self._folder / peer.name.replace(" ", "-")
        folder.mkdir(parents=True)
        port = free_port()
        recipe = peer.start(port, self.upstream, folder)
        process = await start(recipe.arguments, folder, recipe.environment, cpu=self._gateway_cpu)
        self._started.append(process)
        target = Target(peer.name, port, peer.path, peer.headers(self.upstream), process)
        problem = await self._wait(target)
        if not problem:
            return target
        tail = (folder / "output.txt").read_text(errors="replace")[-600:]
        print(f"{peer.name} left out: {problem}\n{tail}", flush=True)
        await stop(process)
        return None

    async def _wait(self, target: Target) -> str:
        assert self.generator is not None
        assert target.process is not None
        until = time.monotonic() + READY_WITHIN
        problem = "it did not open its port"
        while time.monotonic() < until:
            if target.process.returncode is not None:
                return f"it ended with {target.process.returncode}"
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", target.port)
                writer.close()
                job = {"connections": 1, "seconds": 5, "rounds": 1, "patience": 5.0}
                result = await self.generator.do(target, job)
                if result["answers"] and not result["errors"]:
                    return ""
                problem = result["first_error"]
            except OSError:
                pass
            await asyncio.sleep(0.2)
        return problem

    async def end(self) -> None:
        """End every process that was started, in reverse."""
        for process in reversed(self._started):
            await stop(process)


async def bench(options: argparse.Namespace, folder: Path) -> list[Series]:
    """Run all rounds."""
    run = Bench(folder, is_pinned=options.pin)
    try:
        await run.begin()
        targets, everyone = await _opened(run, options)
        todo = [s for s in scenarios(options.seconds) if not options.scenarios or s.name in options.scenarios]
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}, load {os.getloadavg()[0]:.1f}", flush=True)
            for target, series in zip(targets, everyone, strict=True):
                await _one_round(run, target, series, todo)
        return everyone
    finally:
        await run.end()


async def _opened(run: Bench, options: argparse.Namespace) -> tuple[list[Target], list[Series]]:
    targets = [Target(DIRECT, run.upstream, peers.CHAT, {}, None)]
    everyone = [Series(DIRECT)]
    for peer in peers.PEERS:
        if options.only and peer.name not in options.only:
            continue
        if not peer.is_here:
            print(f"{peer.name} left out: not installed (see --install)")
            continue
        target = await run.open(peer)
        if target is not None:
            targets.append(target)
            everyone.append(Series(peer.name, await asyncio.to_thread(peer.version), peer.note))
    return targets, everyone


async def _one_round(run: Bench, target: Target, series: Series, todo: list[Scenario]) -> None:
    assert run.generator is not None
    figures: dict[str, float] = {}
    await run.generator.do(target, {"connections": 4, "seconds": 0.2})  # warm-up
    for scenario in todo:
        if scenario.only and target.name not in scenario.only:
            continue
        found, problem = await measure(run.generator, target, scenario)
        figures |= found
        if problem:
            series.problems.append(f"{scenario.name}: {problem[:120]!r}")
    series.rounds.append(report.summed(figures))


def written(everyone: list[Series], options: argparse.Namespace, load: float) -> str:
    """The whole report as Markdown."""
    lines = [
        "# Measured by `python -m tests.bench`",
        "",
        f"{time.strftime('%Y-%m-%d %H:%M')} on {report.machine()}; load average {load:.1f} before and "
        f"{os.getloadavg()[0]:.1f} after; {options.rounds} interleaved rounds, {options.seconds:g} s a figure"
        f"{', pinned: gateway on one core, the rest on the other' if options.pin else ''}.",
        "Medians (smallest..largest round). Added: less the direct way in the same round; its own figures in [].",
        "The cores are shared by the load generator, the server and the gateway, so CPU seconds tell more than rates.",
    ]
    lines += ["", "## In short", "", report.in_short(everyone)]
    for title, columns in report.TABLES:
        rows = report.table(columns, everyone)
        if len(rows) > 1:
            lines += ["", f"## {title}", "", report.markdown(rows)]
    lines += ["", "## Goals", "", *report.goals(everyone)]
    lines += ["", "## Ratios of medians", "", *report.verdicts(everyone), "", "## Versions", ""]
    lines += [f"- {s.name}: {s.version}{f' ({s.note})' if s.note else ''}" for s in everyone if s.version]
    problems = [f"- {s.name}: {problem}" for s in everyone for problem in dict.fromkeys(s.problems)]
    if problems:
        lines += ["", "## What went wrong", "", *problems]
    return "\n".join(lines) + "\n"


async def more() -> str:
    """The other benchmarks, each in a process of its own, with what they print."""
    lines: list[str] = []
    for name in ("startup", "failover", "gui_stall", "soak"):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"tests.bench.{name}", cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        lines += ["", f"## {name.replace('_', ' ')}", "", "```", output.decode().rstrip(), "```"]
        print("\n".join(lines[-5:]), flush=True)
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2 short rounds")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.8, help="length of one figure")
    parser.add_argument("--only", type=lambda text: set(text.split(",")), help="these gateways, by name")
    parser.add_argument("--scenarios", type=lambda text: set(text.split(",")), help="these figures, by name")
    parser.add_argument("--pin", action="store_true", help="gateway on core 1, everything else on core 0")
    parser.add_argument("--more", action="store_true", help="start-up, failover, GUI stall and soak too")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md also after a partial run")
    parser.add_argument("--install", action="store_true", help="install the peers that are missing, and end")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 2, 0.6
    return options


def main() -> int:
    """Run it; returns the exit code."""
    options = _options()
    if options.install:
        peers.install()
        return 0
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    load = os.getloadavg()[0]
    print(f"{report.machine()}, load {load:.1f}, model {MODEL}")
    with tempfile.TemporaryDirectory(prefix="exo-bench-") as folder:
        everyone = asyncio.run(bench(options, Path(folder)))
    text = written(everyone, options, load)
    print("\n" + text)
    is_whole = not (options.quick or options.only or options.scenarios)
    if options.more:
        text += asyncio.run(more())
    if is_whole or options.write:
        RESULTS.write_text(text)
        before, _, rest = README.read_text().partition(BEGIN)
        README.write_text(f"{before}{BEGIN}\n{report.in_short(everyone)}\n\n{END}{rest.partition(END)[2]}")
        print(f"written to {RESULTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
