"""`exo-bridge --selftest`: what a package must be able to do where it was installed, tried for real.

It works in a directory of its own; in the password store it leaves nothing behind. A part that this
computer does not have (a tray, a password store) is told and is no failure: the program works without.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from core import config
from core.bridge import Bridge
from core.domain import KeyName, KeyReference, KeySource, PortStatus
from core.keys import KeyStore, KeyStoreUnavailable
from core.providers import providers
from desktop.icons import tray_image
from desktop.text.face import IconState

WHOLE_LIMIT = 60.0


class SelftestFailed(Exception):
    """One part does not work; the text says which and how."""


@dataclass(frozen=True, slots=True)
class _Running:
    bridge: Bridge
    port: PortStatus


def run(loop_factory: Callable[[], asyncio.AbstractEventLoop]) -> int:
    """Try every part and print one line each; returns the exit code. `loop_factory` makes the tray's loop."""
    with tempfile.TemporaryDirectory(prefix="exo-bridge-selftest-") as home:
        os.environ["EXO_BRIDGE_HOME"] = home
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(_all(Path(home)))


async def _all(home: Path) -> int:
    failed = 0
    stop = asyncio.Event()
    opened: asyncio.Future[PortStatus] = asyncio.get_running_loop().create_future()
    bridge = Bridge(
        config.load(home / "settings.yaml", environment={"EXO_BRIDGE_HOME": str(home)}, overrides=_SETTINGS),
        keys=KeyStore(),
        overrides=_SETTINGS,
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(bridge.run(stop, ready=opened.set_result), name="bridge")
        running = _Running(bridge, await opened)
        for name, part in _PARTS.items():
            began = time.monotonic()
            try:
                async with asyncio.timeout(WHOLE_LIMIT):
                    told = await part(running)
            except (SelftestFailed, TimeoutError, OSError, httpx.HTTPError, KeyStoreUnavailable) as error:
                failed += 1
                _say(f"FAILED  {name}: {error or type(error).__name__}")
            else:
                _say(f"ok      {name}: {told} ({time.monotonic() - began:.2f} s)")
        stop.set()
    _say("self-test passed" if not failed else f"self-test: {failed} of {len(_PARTS)} failed")
    return 1 if failed else 0


_SETTINGS: dict[str, object] = {"port": 0, "discovery.enabled": False}


async def _port(running: _Running) -> str:
    if not running.port.is_open:
        raise SelftestFailed(running.port.error)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(running.port.address.removesuffix("/v1") + "/health")
    if answer.json().get("name") != "exo-bridge":
        raise SelftestFailed("what answers on the port is not Exo Bridge")
    return running.port.address


async def _model(running: _Running) -> str:
    names = [m.id for s in running.bridge.snapshot.backends for m in s.models]
    if "builtin" not in names:
        return "the built-in model is not part of this installation"
    body = {"model": "builtin", "max_tokens": 8, "messages": [{"role": "user", "content": "Say hello."}]}
    async with httpx.AsyncClient(trust_env=False, timeout=WHOLE_LIMIT) as client:
        answer = await client.post(running.port.address + "/chat/completions", json=body)
    if answer.status_code != 200:
        raise SelftestFailed(answer.text[:300])
    return f"answered {answer.json()['choices'][0]['message']['content']!r}"


async def _keyring(running: _Running) -> str:
    keys = KeyStore()
    store = await keys.describe()
    if not store:
        return f"none here ({keys.why_not or 'no password store'})"
    name, secret = KeyName(f"selftest-{secrets.token_hex(4)}"), secrets.token_hex(16)
    await keys.store(name, secret)
    try:
        # A second KeyStore has nothing in its memory: what it reads comes from the store.
        if await KeyStore().read(KeyReference(KeySource.KEYRING, name)) != secret:
            raise SelftestFailed("what was stored is not what was read")
    finally:
        await keys.remove(name)
    return f"stored, read and removed in {store}"


async def _tls(running: _Running) -> str:
    from core.cloud import trust_store

    context = await asyncio.to_thread(trust_store)
    async with httpx.AsyncClient(verify=context, http2=True, trust_env=True):
        return "the system's certificates, HTTP/2"


async def _face(running: _Running) -> str:
    images = [tray_image(state, 22) for state in IconState]
    if any(image.isNull() for image in images):
        raise SelftestFailed("an icon cannot be drawn")
    tray = "a tray" if QSystemTrayIcon.isSystemTrayAvailable() else "no tray on this desktop"
    return f"Qt on {QGuiApplication.platformName()}, {len(images)} icons, {tray}"


async def _resources(running: _Running) -> str:
    count = len(providers())
    if not count:
        raise SelftestFailed("no cloud provider is known")
    return f"{count} cloud providers"


_PARTS: dict[str, Callable[[_Running], Awaitable[str]]] = {
    "port": _port,
    "built-in model": _model,
    "keyring": _keyring,
    "TLS": _tls,
    "tray": _face,
    "resources": _resources,
}


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
