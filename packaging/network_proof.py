"""Shows on a real (virtual) network that exo nodes of each generation are found and missed in time:

    sudo .venv/bin/python packaging/network_proof.py [--generation gen0|gen1|gen2]

Two network namespaces are two hosts on one switch (a bridge in a third), with real broadcast and multicast. On one
runs Exo Bridge as a user starts it, on the other (and, for loopback, on the same) a simulated node that announces
itself as its generation does. A power-off is the cable pulled at the switch: no FIN, no RST, the own link stays up.
Needs root and iproute2, Linux only; nothing outside the namespaces is touched, and they are removed at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS, OTHER, SWITCH = f"eb-app-{os.getpid()}", f"eb-node-{os.getpid()}", f"eb-switch-{os.getpid()}"
ADDRESS = {OURS: "10.77.0.1", OTHER: "10.77.0.2"}
PORT, EXO_PORT = 52410, 52415
FOUND_WITHIN, MISSED_WITHIN, LEFT_WITHIN = 5.0, 25.0, 3.0
PATIENCE = 40.0
MOVED_WITHIN = 12.0
HEARS_FOR = 8.0
SETTINGS = "builtin: {enabled: false}\ndiscovery: {other_servers: false}\n"


def ip(*arguments: str) -> None:
    """One command of iproute2."""
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


@contextlib.contextmanager
def two_hosts() -> Iterator[None]:
    """The namespaces and their wires."""
    for name in (OURS, OTHER, SWITCH):
        ip("netns", "add", name)
    try:
        ip("-n", SWITCH, "link", "add", "br0", "type", "bridge")
        ip("-n", SWITCH, "link", "set", "br0", "up")
        for name, end in ((OURS, "ours"), (OTHER, "other")):
            for scope in ("all", "default"):  # addresses are usable at once, as after a minute of uptime
                sysctl = f"net.ipv6.conf.{scope}.accept_dad=0"
                subprocess.run(["ip", "netns", "exec", name, "sysctl", "-qw", sysctl], check=True)
            ip("-n", SWITCH, "link", "add", end, "type", "veth", "peer", "name", "lan0", "netns", name)
            ip("-n", SWITCH, "link", "set", end, "master", "br0", "up")
            ip("-n", name, "addr", "add", f"{ADDRESS[name]}/24", "dev", "lan0")
            ip("-n", name, "link", "set", "lan0", "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield
    finally:
        for name in (OURS, OTHER, SWITCH):
            pids = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=False)
            for pid in pids.stdout.split():  # all of them were started here
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            with contextlib.suppress(subprocess.CalledProcessError):
                ip("netns", "delete", name)


def plug(is_in: bool) -> None:
    """Put the other host's cable into the switch, or pull it out."""
    ip("-n", SWITCH, "link", "set", "other", "up" if is_in else "down")


@dataclass
class Program:
    """A running program in a namespace; its standard output in `lines`, as far as it was read."""

    process: subprocess.Popen[str]
    started: float
    log: Path
    lines: list[str] = field(default_factory=list)

    def wait_for(self, word: str) -> None:
        """Read its standard output until a line begins with `word`."""
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            self.lines.append(line.strip())
            if line.startswith(word):
                return
        raise SystemExit(f"it ended early: {self.lines}\n{self.log.read_text()}")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Signal it and wait for its end."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(20)


def start(host: str, *arguments: str, home: Path, **environment: str) -> Program:
    """Start a Python program of ours on a host."""
    command = ["ip", "netns", "exec", host, sys.executable, *arguments]
    log = home / f"{host}-{time.monotonic_ns()}.log"
    surroundings = {**os.environ, "HOME": str(home), "EXO_BRIDGE_HOME": str(home / "app"), **environment}
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    return Program(process, time.monotonic(), log)


def start_app(home: Path, **environment: str) -> Program:
    """Exo Bridge with nothing configured; returns once its port accepts."""
    (home / "settings.yaml").write_text(SETTINGS)
    arguments = ("-m", "core", "serve", "--port", str(PORT), "--config", str(home / "settings.yaml"))
    program = start(OURS, *arguments, home=home, **environment)
    program.wait_for("ready")
    return program


def start_node(host: str, generation: str, home: Path, *more: str) -> Program:
    """A simulated node as its generation is: on all addresses, announcing itself. Returns once its API accepts."""
    arguments = (
        "--generation",
        generation,
        "--port",
        str(EXO_PORT),
        "--host",
        "0.0.0.0",
        "--beacon",
        "--name",
        "studio",
    )
    address = ("--address", ADDRESS[host])
    program = start(host, "-m", "core.simulation.exo_node", *arguments, *address, *more, home=home)
    program.wait_for("ready")
    return program


@dataclass
class Watcher:
    """Asks the app for its state every 50 ms, from inside its namespace."""

    process: subprocess.Popen[str]

    def until(self, is_up: bool, where: str = "") -> float:
        """The moment at which a node was up (`where`: at this address, and only there), or was no longer."""
        end = time.monotonic() + PATIENCE
        assert self.process.stdout is not None
        while time.monotonic() < end:
            at, up = json.loads(self.process.stdout.readline())
            if bool(up) is is_up and (not where or up == [where]):
                return float(at)
        return float("inf")


@contextlib.contextmanager
def watcher() -> Iterator[Watcher]:
    """A watcher that ends with the block."""
    command = ["ip", "netns", "exec", OURS, sys.executable, __file__, "--watch"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield Watcher(process)
    finally:
        process.kill()
        process.wait()


def watch() -> None:
    """In the app's namespace: print [monotonic seconds, names of exo nodes that are up]."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        with opener.open(f"http://127.0.0.1:{PORT}/bridge/v1/status", timeout=5) as answer:
            document = json.load(answer)
        up = [b["backend"]["base_url"] for b in document["backends"] if b["health"]["state"] == "up"]
        print(json.dumps([time.monotonic(), up]), flush=True)
        time.sleep(0.05)


@dataclass
class Report:
    """What was measured."""

    is_good: bool = True

    def tell(self, what: str, seconds: float, limit: float) -> None:
        """One line, and whether it was in time."""
        in_time = seconds <= limit
        self.is_good = self.is_good and in_time
        print(f"  {what:58} {seconds:5.2f} s  (limit {limit:g} s) {'ok' if in_time else 'TOO LATE'}", flush=True)

    def claim(self, what: str, is_true: bool, more: str = "") -> None:
        """One line about something that holds or does not."""
        self.is_good = self.is_good and is_true
        print(f"  {what:58} {'ok' if is_true else 'NO'}  {more}", flush=True)


def prove(generation: str, host: str, report: Report) -> None:
    """One generation at one place: found from both sides, missed when it leaves and when its power goes."""
    with tempfile.TemporaryDirectory(prefix="eb-proof-") as name:
        home = Path(name)
        node = start_node(host, generation, home)
        app = start_app(home)
        with watcher() as seen:
            report.tell("the app starts, the node was there", seen.until(True) - app.started, FOUND_WITHIN)
            at = time.monotonic()
            node.stop()
            report.tell("the node ends properly", seen.until(False) - at, LEFT_WITHIN)
            node = start_node(host, generation, home)
            report.tell("the node starts again, the app was there", seen.until(True) - node.started, FOUND_WITHIN)
            report.tell("the power goes" if host == OTHER else "the node freezes", cut(node, host, seen), MISSED_WITHIN)
            restore(node, host)
            node.stop(signal.SIGKILL)
        app.stop()
        app = start_app(home)
        with watcher() as seen:
            node = start_node(host, generation, home)
            report.tell("a new node starts, the app was there", seen.until(True) - node.started, FOUND_WITHIN)
        node.stop(signal.SIGKILL)
        app.stop()


def prove_move(report: Report) -> None:
    """Both hosts get addresses of another network, as when a laptop is carried elsewhere and back."""
    with tempfile.TemporaryDirectory(prefix="eb-proof-") as name:
        home = Path(name)
        node = start_node(OTHER, "gen2", home)
        app = start_app(home)
        with watcher() as seen:
            seen.until(True)
            for here, there in (("10.77.0", "10.78.0"), ("10.78.0", "10.77.0")):
                for host, last in ((OTHER, 2), (OURS, 1)):
                    ip("-n", host, "addr", "add", f"{there}.{last}/24", "dev", "lan0")
                    ip("-n", host, "addr", "del", f"{here}.{last}/24", "dev", "lan0")
                at = time.monotonic()
                seconds = seen.until(True, f"http://{there}.2:{EXO_PORT}/v1") - at
                report.tell(f"both are in the network {there}.0/24 now", seconds, MOVED_WITHIN)
        node.stop(signal.SIGKILL)
        app.stop()


def cut(node: Program, host: str, seen: Watcher) -> float:
    """Take the node away without a word; how long the app took to see it."""
    at = time.monotonic()
    if host == OTHER:
        plug(False)
    else:
        node.process.send_signal(signal.SIGSTOP)
    return seen.until(False) - at


def restore(node: Program, host: str) -> None:
    """Undo `cut`."""
    if host == OTHER:
        plug(True)
    else:
        node.process.send_signal(signal.SIGCONT)


def prove_coexistence(report: Report) -> None:
    """An exo on the app's own machine goes on hearing the others, whoever starts first."""
    for is_app_first in (True, False):
        with tempfile.TemporaryDirectory(prefix="eb-proof-") as name:
            home = Path(name)
            far = start_node(OTHER, "gen2", home)
            app = start_app(home) if is_app_first else None
            near = start_node(OURS, "gen2", home, "--name", "mini")
            app = app or start_app(home)
            time.sleep(HEARS_FOR)
            near.stop()
            answers = sum(line.startswith("heard") for line in near.process.stdout or ())
            order = "after" if is_app_first else "before"
            more = f"{answers} answers in {HEARS_FOR:g} s, one a second are sent"
            report.claim(
                f"an exo started {order} the app gets every answer meant for it", answers >= HEARS_FOR - 1, more
            )
            for program in (far, app):
                program.stop(signal.SIGKILL)
    for words, environment in (
        ("before the app", {}),
        ("after the app, where exo was ever started", {"EXO_HOME": "x"}),
    ):
        with tempfile.TemporaryDirectory(prefix="eb-proof-") as name:
            home = Path(name)
            app = start_app(home, **environment) if environment else None
            old = start_node(OURS, "gen0", home)
            app = app or start_app(home)
            with watcher() as seen:
                seen.until(True)
            old.stop()
            said = [*old.lines, *(old.process.stdout or [])]
            report.claim(f"an exo 0.0.x started {words} can listen", "blind" not in " ".join(said))
            app.stop()


def main() -> int:
    """Run every proof; 0 when all is in time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generation", choices=("gen0", "gen1", "gen2"), action="append")
    parser.add_argument("--watch", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.watch:
        watch()
    if sys.platform != "linux" or os.geteuid() != 0:
        print("Network namespaces need Linux and root.", file=sys.stderr)
        return 2
    report = Report()
    places: dict[str, str] = {"loopback": OURS, "a second host": OTHER}
    with two_hosts():
        for generation in options.generation or ("gen0", "gen1", "gen2"):
            for words, host in places.items():
                print(f"{generation} on {words}", flush=True)
                prove(generation, host, report)
        if not options.generation:
            print("an exo on the same machine", flush=True)
            prove_coexistence(report)
            print("a change of the network", flush=True)
            prove_move(report)
    print("all in time" if report.is_good else "NOT all in time")
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
