"""What macOS and Windows are given, driven through the library that speaks to them: here its D-Bus side is real.

That those systems show it was not seen: there is none of them here.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from dbus_fast.aio import MessageBus
from desktop_notifier import DEFAULT_SOUND, Urgency

from desktop.app_identity import APP_ID, claim_identity, register_name
from desktop.notice_service import NoticesUnavailable, service_of
from desktop.notifier_native import identifier_of, native, serve_native
from desktop.text.notices import Notice, NoticeAction, NoticeKind
from tests.fakes.desktop_session import DesktopSession

BUS = "DBUS_SESSION_BUS_ADDRESS"
CLOUD = Notice(
    NoticeKind.FAILOVER,
    "cloud",
    "Answering from the cloud",
    "studio stopped answering at 14:02.",
    (NoticeAction.WHY, NoticeAction.LOCAL_ONLY),
)
BACK = Notice(NoticeKind.BACK, "studio", "Back to local", "", is_quiet=True)


@pytest.fixture
def desk() -> Iterator[DesktopSession]:
    with DesktopSession() as session:
        yield session


@pytest.mark.parametrize(
    ("platform", "name"),
    [("linux", "serve_bus"), ("darwin", "serve_native"), ("win32", "serve_native"), ("freebsd14", "")],
)
def test_each_system_has_its_own_service_and_others_have_none(platform: str, name: str) -> None:
    assert getattr(service_of(platform), "__name__", "") == name


def test_a_notice_keeps_its_words_its_buttons_and_its_loudness() -> None:
    acted: list[tuple[Notice, str]] = []
    made = native(CLOUD, lambda notice, action: acted.append((notice, action)))
    assert (made.title, made.message) == (CLOUD.title, CLOUD.body)
    assert [(b.identifier, b.title) for b in made.buttons] == [("why", "Why?"), ("local-only", "Local only")]
    assert (made.urgency, made.sound) == (Urgency.Normal, DEFAULT_SOUND)
    for press in (made.buttons[1].on_pressed, made.on_clicked):
        assert press is not None
        press()
    assert acted == [(CLOUD, "local-only"), (CLOUD, "")]
    quiet = native(BACK, lambda *_: None)
    assert (quiet.urgency, quiet.sound, quiet.buttons) == (Urgency.Low, None, ())


def test_the_same_key_replaces_and_fits_windows() -> None:
    again = Notice(NoticeKind.FAILOVER, "cloud", "Other words", "")
    other = Notice(NoticeKind.FAILOVER, "a" * 500, "", "")
    assert identifier_of(again) == identifier_of(CLOUD)
    assert identifier_of(other) != identifier_of(CLOUD)
    assert len(identifier_of(other)) <= 64


@pytest.mark.desktop
async def test_it_is_shown_and_clicked_over_a_real_service(
    desk: DesktopSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifications = desk.start_notifications()
    monkeypatch.setenv(BUS, desk.environment[BUS])
    queue: asyncio.Queue[Notice] = asyncio.Queue()
    acted: asyncio.Queue[tuple[Notice, str]] = asyncio.Queue()
    async with leaving_the_bus(), asyncio.TaskGroup() as group:
        task = group.create_task(serve_native(queue, lambda notice, action: acted.put_nowait((notice, action))))
        queue.put_nowait(CLOUD)
        queue.put_nowait(BACK)  # sent when the library knows the number of the first, so that a click finds it
        shown, _ = await asyncio.to_thread(
            desk.wait_for, lambda: notifications.shown if len(notifications.shown) == 2 else [], "both notices"
        )
        assert (shown.title, shown.body) == (CLOUD.title, CLOUD.body)
        assert {name: shown.actions[name] for name in ("why", "local-only")} == {
            "why": "Why?",
            "local-only": "Local only",
        }
        notifications.click(shown.number, "why")
        async with asyncio.timeout(30):
            assert await acted.get() == (CLOUD, "why")
        assert acted.empty()
        task.cancel()


@asynccontextmanager
async def leaving_the_bus() -> AsyncIterator[None]:
    """The library keeps its connection for as long as the program lives; a test must not."""
    try:
        yield
    finally:
        for bus in [each for each in gc.get_objects() if isinstance(each, MessageBus)]:
            bus.disconnect()
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # no types


@pytest.mark.desktop
async def test_without_a_service_it_says_so(desk: DesktopSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BUS, "unix:path=/nowhere/bus")
    with pytest.raises(NoticesUnavailable):
        async with asyncio.timeout(30):
            await serve_native(asyncio.Queue(), lambda *_: None)


@pytest.mark.skipif(sys.platform == "win32", reason="there it does something")
def test_only_windows_is_told_who_we_are() -> None:
    claim_identity()
    register_name()
    assert " " not in APP_ID and len(APP_ID) <= 128
