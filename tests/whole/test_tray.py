"""The tray app whole, in a real desktop, with two simulated exo nodes: the first promise to a user.

X server, D-Bus, tray host, notification service and keyring are real and private; nothing is faked but the
nodes, and those are processes that speak exo's wire.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import openai
import pytest

from tests.fakes import simulated_exo
from tests.fakes.desktop_bus import Notifications, ShownNotice
from tests.fakes.desktop_session import DesktopSession
from tests.whole.serving import ROOT

MODEL = "qwen-test"
SETTINGS = """
port: {port}
discovery: {{enabled: false}}
builtin: {{enabled: false}}
health: {{interval: 1}}
nodes:
  - {{name: studio, url: "{first}", kind: auto, priority: 0}}
  - {{name: mini, url: "{second}", kind: auto, priority: 1}}
"""

QUICK = {"PYTHONPATH": str(ROOT), "EXO_BRIDGE_HEALTH_INTERVAL": "1"}
pytestmark = [pytest.mark.desktop, pytest.mark.timeout(180)]


@pytest.fixture
def desk() -> Iterator[DesktopSession]:
    with DesktopSession() as session:
        session.start_keyring()
        session.start_watcher()
        yield session


def start(desk: DesktopSession, settings: str) -> subprocess.Popen[bytes]:
    """The app as a user starts it; it reads the settings of its own home."""
    home = Path(desk.environment["EXO_BRIDGE_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.yaml").write_text(settings)
    return desk.start(sys.executable, "-m", "desktop", PYTHONPATH=str(ROOT))


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def looked(desk: DesktopSession, found: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Wait for something on the bus without stopping this loop."""
    await asyncio.to_thread(desk.wait_for, found, what, seconds)


async def test_a_kill_is_survived_told_and_undone(desk: DesktopSession) -> None:
    notices = desk.start_notifications()
    port = free_port()
    url = f"http://127.0.0.1:{port}/v1"
    studio, mini = simulated_exo(models=[MODEL], name="studio"), simulated_exo(models=[MODEL], name="mini")
    async with studio as first, mini as second:
        app = start(desk, SETTINGS.format(port=port, first=first.url, second=second.url))
        await looked(desk, lambda: "Local. 2 nodes" in desk.tray.tooltip(), "both nodes in the tooltip")
        await looked(desk, lambda: "Exo Bridge" in desk.window_titles(), "the status window")
        local_icon = desk.tray.icon()

        async with openai.AsyncOpenAI(base_url=url, api_key="unused", max_retries=0) as client:
            plain = await client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "hi"}])
            assert plain.choices[0].message.content
            answered = await two_hundred(client, first.kill)
        assert len(answered) == 200
        assert set(answered) == {"studio", "mini"}

        notice = await told_of_the_loss(desk, notices)
        assert desk.tray.icon() != local_icon
        notices.click(notice.number, next(k for k, v in notice.actions.items() if v == "Why?"))
        status = (await get(url.removesuffix("/v1") + "/bridge/v1/status")).json()
        [lost] = [b for b in status["backends"] if b["backend"]["name"] == "studio"]
        assert lost["health"]["failure"] == "connect_refused"

        await first.restart()
        await looked(desk, lambda: "Local. 2 nodes" in desk.tray.tooltip(), "both nodes again")
        await looked(desk, lambda: desk.tray.icon() == local_icon, "the local icon again")

        desk.tray.click("Quit Exo Bridge")
        assert await asyncio.to_thread(app.wait, 20) == 0
        with pytest.raises(httpx.ConnectError):
            await get(url)


async def told_of_the_loss(desk: DesktopSession, notices: Notifications) -> ShownNotice:
    """The one notice about the lost node, once the tray shows the loss."""
    lost_words = "1 of 2 nodes down (studio (simulated))"
    await looked(desk, lambda: lost_words in desk.tray.tooltip(), "the lost node in the tooltip")
    await looked(desk, lambda: notices.shown, "a notice")
    [notice] = notices.shown
    assert "mini" in notice.title
    assert "studio" in notice.body
    assert set(notice.actions.values()) >= {"Why?"}
    return notice


async def two_hundred(client: openai.AsyncOpenAI, kill: Callable[[], object]) -> list[str]:
    """200 streamed requests with a kill in the middle; each must get its first byte. Returns who answered."""
    done = 0

    async def ask(number: int) -> str:
        nonlocal done
        raw = await client.chat.completions.with_raw_response.create(
            model=MODEL, messages=[{"role": "user", "content": f"question {number}"}], stream=True
        )
        text = ""
        try:
            async for chunk in raw.parse():
                text += chunk.choices[0].delta.content or ""
        except openai.APIError as error:
            assert re.search("studio", str(error))  # cut after its first bytes, and told so
        assert text
        done += 1
        if done == 60:
            await kill()  # type: ignore[misc]  # a coroutine function
        return raw.headers["x-bridge-backend"]

    async def some(numbers: range) -> list[str]:
        return [await ask(n) for n in numbers]

    async with asyncio.TaskGroup() as group:
        running = [group.create_task(some(range(k * 50, k * 50 + 50))) for k in range(4)]
    return [name for task in running for name in task.result()]


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(url)


async def test_the_demo_shows_a_failover_by_the_menu(desk: DesktopSession) -> None:
    home = Path(desk.environment["EXO_BRIDGE_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    app = desk.start(sys.executable, "-m", "desktop", "--demo", "--port", str(port), **QUICK)
    await looked(desk, lambda: "Local. 2 nodes" in desk.tray.tooltip(), "the simulated nodes", 40)
    url = f"http://127.0.0.1:{port}/v1/chat/completions"
    body = {"model": "auto", "messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 8}
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        before = await client.post(url, json=body)
        await asyncio.to_thread(desk.tray.click, "Demo", "Kill studio")
        await looked(desk, lambda: "1 of 2 nodes down" in desk.tray.tooltip(), "the killed node")
        after = await client.post(url, json=body)
        await asyncio.to_thread(desk.tray.click, "Demo", "Revive studio")
        await looked(desk, lambda: "Local. 2 nodes" in desk.tray.tooltip(), "the revived node")
    assert [r.headers["x-bridge-backend"] for r in (before, after)] == ["studio", "mini"]
    assert before.json()["model"] == "simulated/smollm2-135m"
    desk.tray.click("Quit Exo Bridge")
    assert await asyncio.to_thread(app.wait, 20) == 0
