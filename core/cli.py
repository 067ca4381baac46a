"""The verbs of the command line. Results go to standard output, the log to standard error.

Exit codes: 0 done, 1 it could not be done (the reason is on standard error), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core import config
from core.bridge import Bridge
from core.config import Loaded
from core.domain import Complaint, KeyName, PortStatus, Severity
from core.door import EVERYWHERE
from core.errors import sentences
from core.keys import KeyStore, KeyStoreUnavailable
from core.log import configure
from core.paths import HOME_VARIABLE, paths
from core.words.owner import Complained


def load(options: argparse.Namespace) -> Loaded:
    """The settings as the command line wants them; makes a commented file when there is none.

    A home that cannot be written (a service user has none) costs the file, never the program.
    """
    given = getattr(options, "config", None)
    file = Path(given) if given else paths().settings_file
    problem: Complaint | None = None
    try:
        if not given:
            config.create_default(file)
    except OSError as error:
        hint = Complained.MAKE_WRITABLE.format(variable=HOME_VARIABLE)
        detail = f"{file}: {error.strerror or error}"
        problem = Complaint(Complained.NOTHING_KEPT, detail, hint, Severity.WARNING)
    loaded = config.load(file, environment=os.environ, overrides=overrides_of(options))
    return loaded if problem is None else replace(loaded, complaints=(problem, *loaded.complaints))


def overrides_of(options: argparse.Namespace) -> dict[str, object]:
    """The settings that stand on the command line."""
    given = {"port": getattr(options, "port", None), "routing.mode": getattr(options, "mode", None)}
    return {name: value for name, value in given.items() if value is not None}


def serve(options: argparse.Namespace) -> int:
    """Run headless until a signal; prints one `ready` line once the port accepts."""
    loaded = load(options)
    configure(loaded.settings.log.level, paths().logs)
    for complaint in loaded.complaints:
        _say(f"{complaint.severity}: {sentences(complaint.title, complaint.detail, complaint.hint)}")
    return asyncio.run(_serve(loaded, options))


async def _serve(loaded: Loaded, options: argparse.Namespace) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):  # the last one when its terminal is closed: drained all the same
        try:
            loop.add_signal_handler(getattr(signal, name), stop.set)
        except (AttributeError, NotImplementedError):  # Windows: Ctrl-C ends asyncio.run by KeyboardInterrupt
            break
    failed = False

    def ready(status: PortStatus) -> None:
        nonlocal failed
        if status.is_open:
            print(f"ready {status.address}", flush=True)  # noqa: T201  scripts wait for this line
            return
        failed = True
        what = f"is taken by {status.owner}" if status.owner else "cannot be opened"
        other = f" Port {status.next_free} is free: use --port {status.next_free}." if status.next_free else ""
        _say(f"Port {status.port} {what} ({status.error}).{other}")
        stop.set()

    bridge = Bridge(loaded, keys=KeyStore(), is_demo=options.demo, overrides=overrides_of(options))
    await bridge.run(stop, ready=ready)
    return 1 if failed else 0


def status(options: argparse.Namespace) -> int:
    """Ask a running Exo Bridge what it sees."""
    document = _ask(options, "GET", "/bridge/v1/status", None)
    if document is None:
        return 1
    if options.json:
        _print(json.dumps(document, indent=2))
        return 0
    _print(f"{document['address']}  mode {document['mode']}" + ("  PAUSED" if document["is_paused"] else ""))
    for door in document["doors"]:
        use = "for other machines" if door["host"] == EVERYWHERE else "for apps of Ollama"
        _print(f"  also {door['scheme']}://{door['host']}:{door['port']}  {door['error'] or use}")
    for entry in document["backends"]:
        backend, health = entry["backend"], entry["health"]
        ready = [m["id"] for m in entry["models"] if m["state"] in ("ready", "busy")]
        name = backend["name"] + (" (simulated)" if backend["simulated"] else "")
        why = f"  {health['failure']} {health['detail']}".rstrip() if health["failure"] else ""
        _print(f"  {name:24} {backend['locality']:14} {health['state']:8} {', '.join(ready[:4])}{why}")
    totals = document["totals"]
    _print(f"answered: {totals['local']} local, {totals['cloud']} cloud, {totals['failed']} failed")
    for complaint in document["complaints"]:
        _print(f"{complaint['severity']}: {sentences(complaint['title'], complaint['detail'], complaint['hint'])}")
    return 0


def explain(options: argparse.Namespace) -> int:
    """Who would be asked for a model, in order, and who not; nothing is sent to anybody."""
    document = _ask(options, "POST", "/bridge/v1/explain", {"model": options.model})
    if document is None:
        return 1
    _print(f"{document['model']} in mode {document['mode']}:")
    for number, candidate in enumerate(document["candidates"], 1):
        _print(f"  {number}. {candidate['backend']} as {candidate['model']} ({candidate['reason']})")
    for rejected in document["rejected"]:
        _print(f"  -  {rejected['backend']}: {rejected['reason']}")
    return 0 if document["candidates"] else 1


def settings(options: argparse.Namespace) -> int:
    """Every setting with its type, default and help."""
    described = config.describe()
    if options.json:
        _print(json.dumps(described, indent=2))
        return 0
    for entry in described:
        _print(f"{entry['name']}  ({entry['type']}, default {entry['default']!r})\n    {entry['help']}")
    return 0


def key(options: argparse.Namespace) -> int:
    """Store, remove or test the key of a cloud account. The key is read from a prompt or standard input."""
    loaded = load(options)
    configure(loaded.settings.log.level, None)
    try:
        return asyncio.run(_key(options.action, options.name, loaded))
    except KeyStoreUnavailable as error:
        _say(sentences(error.title, error.hint))
        return 1


async def _key(action: str, name: str, loaded: Loaded) -> int:
    keys = KeyStore()
    if action == "set":
        prompt = f"Key of {name} (not shown): "
        secret = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
        await keys.store(KeyName(name), secret)
        _print(f"stored in {await keys.describe()}")
        named = {*(each.name for each in loaded.settings.cloud), *(each.name for each in loaded.settings.nodes)}
        if name not in named:
            _say(f"No account or node in the settings is called {name} yet; the key waits for one.")
        return 0
    if action == "remove":
        await keys.remove(KeyName(name))
        _print("removed")
        return 0
    test = await Bridge(loaded, keys=keys).test_key(KeyName(name))
    _print(sentences(test.title, test.detail))
    return 0 if test.ok else 1


def doctor(options: argparse.Namespace) -> int:
    """Check this machine and the settings; every finding says what to do."""
    from core import doctor_checks

    loaded = load(options)
    configure("warning", None)
    findings = asyncio.run(doctor_checks.run(loaded, KeyStore()))
    for finding in findings:
        _print(
            f"[{'ok' if finding.ok else 'problem'}] {finding.title}" + (f": {finding.detail}" if finding.detail else "")
        )
        if not finding.ok and finding.hint:
            _print(f"          {finding.hint}")
    return 0 if all(f.ok for f in findings) else 1


def _ask(options: argparse.Namespace, method: str, path: str, body: object) -> dict[str, Any] | None:
    """One request to a running Exo Bridge, or None after saying that there is none."""
    import httpx

    port = load(options).settings.port
    url = f"http://127.0.0.1:{port}{quote(path)}"
    try:
        response = httpx.request(method, url, json=body, timeout=5.0, trust_env=False)
    except httpx.TransportError:
        _say(f"No Exo Bridge answers on port {port}. Start it with `exo-bridge` or `exo-bridge serve`.")
        return None
    if response.status_code != 200:
        _say(f"What answers on port {port} is not this Exo Bridge (status {response.status_code}).")
        return None
    document: dict[str, Any] = response.json()
    return document


def _print(text: str) -> None:
    print(text)  # noqa: T201  this is the command line


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  this is the command line
