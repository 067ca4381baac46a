"""macOS's UserNotifications and Windows' toasts, through desktop-notifier, because Qt's own have no buttons there.

Not run by us on either system yet; the tests drive the same calls through the library's D-Bus side.
macOS shows them only for a signed bundle, and asks the user at the first one; a refusal is respected.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sys
from functools import partial

from desktop_notifier import DEFAULT_SOUND, Button, DesktopNotifier, Notification, Urgency

from desktop.app_identity import APP_ID, register_name
from desktop.notice_service import Acted, NoticesUnavailable
from desktop.text.notices import Notice, action_name

log = logging.getLogger("desktop")


async def serve_native(queue: asyncio.Queue[Notice], acted: Acted) -> None:
    """Show what comes in the queue until cancelled. Raises NoticesUnavailable."""
    try:
        center = DesktopNotifier(app_name=APP_ID if sys.platform == "win32" else "Exo Bridge", app_icon=None)
        register_name()  # the library has just written the id as the name
        abilities = await center.get_capabilities()
    except (OSError, RuntimeError, ImportError) as error:
        raise NoticesUnavailable(str(error)) from error
    if not abilities:
        raise NoticesUnavailable("this program is not a signed bundle")  # the library's dummy can nothing
    while True:
        notice = await queue.get()
        await center.send_notification(native(notice, acted))


def native(notice: Notice, acted: Acted) -> Notification:
    """The notice as the library wants it. The same key gives the same identifier, so that it replaces."""
    buttons = tuple(
        Button(title=action_name(action), identifier=action.value, on_pressed=partial(acted, notice, action.value))
        for action in notice.actions
    )
    return Notification(
        title=notice.title,
        message=notice.body,
        urgency=Urgency.Low if notice.is_quiet else Urgency.Normal,
        buttons=buttons,
        on_clicked=partial(acted, notice, ""),
        sound=None if notice.is_quiet else DEFAULT_SOUND,
        identifier=identifier_of(notice),
    )


def identifier_of(notice: Notice) -> str:
    """Short enough for Windows, which takes 64 signs; a subject is a user's name for a machine."""
    return hashlib.sha256("\n".join(notice.key).encode()).hexdigest()[:32]
