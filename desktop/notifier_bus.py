"""org.freedesktop.Notifications over D-Bus, because Qt's own messages have no buttons and never replace each other."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable
from typing import Any

from jeepney import (  # type: ignore[import-untyped]  # no types
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.asyncio import DBusRouter, open_dbus_router  # type: ignore[import-untyped]  # no types
from jeepney.io.common import RouterClosed  # type: ignore[import-untyped]  # no types
from jeepney.wrappers import unwrap_msg  # type: ignore[import-untyped]  # no types

from core.domain import Seconds
from desktop.notice_service import NoticesUnavailable
from desktop.text.notices import Notice, NoticeKey, action_name
from desktop.text.translate import translate
from desktop.theme import RESOURCES

SERVICE = DBusAddress(
    "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "org.freedesktop.Notifications"
)
LIMIT: Seconds = 10.0
DEFAULT_ACTION = "default"
LOW, NORMAL = 0, 1


async def serve_bus(queue: asyncio.Queue[Notice], acted: Callable[[Notice, str], object]) -> None:
    """Show what comes in the queue until cancelled. Raises NoticesUnavailable."""
    # Raised after the try: Python before 3.11.4 wraps what is raised inside `except*` into a group of one.
    problem: NoticesUnavailable | None = None
    try:
        async with asyncio.timeout(LIMIT) as limit, open_dbus_router() as router:
            limit.reschedule(None)  # only the connecting is limited
            service = _Service(router, acted)
            async with asyncio.TaskGroup() as group:
                group.create_task(service.show_all(queue), name="notices out")
                group.create_task(service.hear_all(), name="notices in")
    except* NoticesUnavailable as problems:
        problem = _first(problems)
    except* (OSError, EOFError, KeyError, ValueError, TimeoutError) as problems:
        # KeyError and ValueError: no address of a bus in the environment, or one that jeepney cannot read.
        problem = NoticesUnavailable(str(problems.exceptions[0]) or "no session bus")
    if problem is not None:
        raise problem


def _first(problems: ExceptionGroup[NoticesUnavailable]) -> NoticesUnavailable:
    inner: BaseException = problems
    while isinstance(inner, BaseExceptionGroup):
        inner = inner.exceptions[0]
    assert isinstance(inner, NoticesUnavailable)  # the group holds nothing else
    return inner


class _Service:
    """One connection: what was shown under which number, and what the server can do."""

    def __init__(self, router: DBusRouter, acted: Callable[[Notice, str], object]) -> None:
        self._router = router
        self._acted = acted
        self._abilities: frozenset[str] | None = None
        self._numbers: dict[NoticeKey, int] = {}
        self._notices: dict[int, Notice] = {}

    async def show_all(self, queue: asyncio.Queue[Notice]) -> None:
        while True:
            notice = await queue.get()
            try:
                await self._show(notice)
            except (DBusErrorResponse, RouterClosed, TimeoutError, OSError) as error:
                raise NoticesUnavailable(str(error), notice) from error

    async def _show(self, notice: Notice) -> None:
        if self._abilities is None:
            (abilities,) = await self._call("GetCapabilities")
            self._abilities = frozenset(abilities)
        body = html.escape(notice.body, quote=False) if "body-markup" in self._abilities else notice.body
        hints = {
            "urgency": ("y", LOW if notice.is_quiet else NORMAL),
            "desktop-entry": ("s", "exo-bridge"),
            "suppress-sound": ("b", notice.is_quiet),
        }
        icon = (RESOURCES / "icons" / "exo-bridge.svg").as_uri()
        replaces = self._numbers.get(notice.key, 0)
        arguments = ("Exo Bridge", replaces, icon, notice.title, body, self._actions(notice), hints, -1)
        (number,) = await self._call("Notify", "susssasa{sv}i", arguments)
        self._numbers[notice.key] = number
        self._notices[number] = notice

    def _actions(self, notice: Notice) -> list[str]:
        if self._abilities is None or "actions" not in self._abilities:
            return []
        pairs = [DEFAULT_ACTION, translate("Notices", "Open")]
        for action in notice.actions:
            pairs += [action.value, action_name(action)]
        return pairs

    async def _call(self, method: str, signature: str = "", arguments: tuple[Any, ...] = ()) -> tuple[Any, ...]:
        message = new_method_call(SERVICE, method, signature or None, arguments)
        async with asyncio.timeout(LIMIT):
            reply: tuple[Any, ...] = unwrap_msg(await self._router.send_and_get_reply(message))
        return reply

    async def hear_all(self) -> None:
        """Clicks and closings, until cancelled."""
        rule = MatchRule(type="signal", interface=SERVICE.interface, path=SERVICE.object_path)
        async with asyncio.timeout(LIMIT):
            await self._router.send_and_get_reply(message_bus.AddMatch(rule))
        heard: asyncio.Queue[Any] = asyncio.Queue()
        with self._router.filter(rule, queue=heard):
            while True:
                message = await heard.get()
                if message.header.message_type is MessageType.signal:
                    self._hear(message.header.fields.get(HeaderFields.member), message.body)

    def _hear(self, member: str | None, body: tuple[Any, ...]) -> None:
        notice = self._notices.get(body[0]) if body else None
        if notice is None:
            return  # another program's
        if member == "ActionInvoked":
            self._acted(notice, "" if body[1] == DEFAULT_ACTION else str(body[1]))
        elif member == "NotificationClosed":
            del self._notices[body[0]]
            self._numbers = {key: n for key, n in self._numbers.items() if n != body[0]}
