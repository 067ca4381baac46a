"""All parts of the face, wired to one bridge: tray, windows, notices, and what leads from one to the other."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from core.domain import BackendId, Seconds, Snapshot
from core.log import redacted
from core.paths import paths
from desktop.clock import moment
from desktop.copying import copy_to_clipboard
from desktop.face_bridge import FaceBridge
from desktop.memory import Memory
from desktop.notifier import Notifier
from desktop.places import Places
from desktop.surroundings import Surroundings
from desktop.tasks import Tasks
from desktop.teller import Teller, TellerDoors
from desktop.text.marks import icon_marks
from desktop.text.menu import quit_question
from desktop.text.notices import Notice, NoticeKind, sample_notice
from desktop.text.translate import translate
from desktop.text.updates import update_line
from desktop.theme import Theme
from desktop.tools import Tools
from desktop.tray import DEBOUNCE, Latest, Tray
from desktop.tray_menu import MenuDoors, TrayMenu
from desktop.updates import UPDATES_FILE, Updates
from desktop.windows import WindowDoors, Windows

if TYPE_CHECKING:
    from desktop.dialogs import Question

log = logging.getLogger("desktop")


class Face:
    """Made on the control loop before the bridge runs; `start` shows it, `close` takes it away."""

    def __init__(
        self,
        theme: Theme,
        bridge: FaceBridge,
        tasks: Tasks,
        places: Places,
        stop: asyncio.Event,
        *,
        debounce: int = DEBOUNCE,
    ) -> None:
        self._theme = theme
        self._bridge = bridge
        self._tasks = tasks
        self._places = places
        self._stop = stop
        self._is_leaving = False
        self._question: Question | None = None
        self._failure: Question | None = None
        self.memory = Memory()
        self.updates = Updates(bridge, tasks, paths().state / UPDATES_FILE, lambda notice: self.teller.tell(notice))
        self.windows = Windows(Tools(theme, bridge, tasks), places, self.memory, self.updates, self._window_doors())
        self.menu = TrayMenu(self._menu_doors())
        self.tray = Tray(self.menu, self._latest, self.show_status, debounce=debounce)
        self.notifier = Notifier(self.tray.show_message)
        self.teller = Teller(
            bridge,
            self.notifier,
            TellerDoors(
                lambda: self.windows.status.show_activity(),
                lambda: self.windows.settings.open_cloud(),
                self.show_status,
                self.updates.open_page,
            ),
        )
        self.surroundings = Surroundings(self.tray)
        self._listen()
        self._unsubscribe = bridge.subscribe(self._changed)

    def _listen(self) -> None:
        """What one part tells is done by another."""
        self.surroundings.woke.connect(self._woke)
        self.surroundings.network_changed.connect(self.teller.hush)
        self.updates.changed.connect(self._show_update)
        self.tray.host.appeared.connect(lambda: self.windows.show_no_tray(False))

    def _window_doors(self) -> WindowDoors:
        return WindowDoors(
            closed=self._window_closed,
            is_tray_missing=lambda: not self.tray.host.is_there,
            diagnostics=self._show_diagnostics,
            test_notice=lambda: self.notifier.show(sample_notice()),
            set_demo_node=self._set_demo_node,
            quit=self.quit,
        )

    def _menu_doors(self) -> MenuDoors:
        return MenuDoors(
            status=self.show_status,
            models=lambda key: self.windows.status.show_models(key),
            chat=self.windows.show_chat,
            connect=self.windows.show_connect,
            settings=self.windows.show_settings,
            set_mode=self._bridge.set_mode,
            set_paused=self._bridge.set_paused,
            snooze=self._snooze,
            set_demo_node=self._set_demo_node,
            update=self.updates.open_page,
            quit=self.quit,
        )

    def start(self, *, is_hidden: bool) -> None:
        """Show the icon; and the window, unless it may stay hidden. Without a tray it never may."""
        self.tray.start()
        self.surroundings.start()
        self.updates.start()
        self._show_update()
        has_tray = self.tray.host.is_there
        self.windows.show_no_tray(not has_tray)
        if is_hidden and has_tray:
            return
        if self._is_newcomer():
            self.windows.welcome.raise_up()
        else:
            self.show_status()

    def _is_newcomer(self) -> bool:
        """Who listed a node or an account, or tries the demo, needs no first steps; all others see them once."""
        settings = self._bridge.settings
        is_set_up = bool(settings.nodes or settings.cloud) or self._bridge.snapshot.is_demo
        return not is_set_up and self._places.is_first_time("welcome")

    def close(self) -> None:
        """Take everything off the screen."""
        self._unsubscribe()
        self.surroundings.stop()
        self.updates.stop()
        self.windows.hide()
        self.tray.hide()

    # from the bridge

    def _latest(self) -> Latest:
        bridge, now = self._bridge, moment(self._bridge)
        settings = bridge.settings
        marks = icon_marks(
            bridge.snapshot,
            now,
            interval=settings.health.interval,
            is_shared=settings.access.share and bool(bridge.app_keys.all),
            has_update=bool(self.updates.checked.newer),
        )
        return Latest(bridge.snapshot, now, self.teller.snoozed_until, settings.appearance.tray_icon, marks)

    def _changed(self, before: Snapshot, after: Snapshot) -> None:
        self.memory.note(after)
        self._theme.follow(self._bridge.settings.appearance.theme)
        self.tray.show_snapshot(after, moment(self._bridge))
        self.windows.refresh()
        self.teller.changed(before, after)
        if after.port.error and not after.port.is_open and after.port != before.port:
            self.show_status()  # the port's banner asks what to do
        if self._is_leaving and not after.is_paused:
            self._is_leaving = False  # resumed meanwhile: the owner stays
        if self._is_leaving and not after.live:
            self._stop.set()

    def _show_update(self) -> None:
        self.menu.show_update(update_line(self.updates.checked))
        self.windows.refresh()

    def _show_diagnostics(self) -> None:
        from desktop.diagnostics import DiagnosticsDialog, collected

        DiagnosticsDialog(self._theme, self.windows.settings, collected(self._bridge, self.memory))

    # commands

    def show_status(self) -> None:
        """Raise the status window."""
        self.windows.status.raise_up()

    def _woke(self) -> None:
        self.teller.hush()
        self._bridge.check_now()

    def _snooze(self, seconds: Seconds | None) -> None:
        self.teller.snooze(seconds)
        self.tray.show_menu_soon()

    def _set_demo_node(self, backend_id: BackendId, alive: bool) -> None:
        self._tasks.start(self._bridge.set_demo_node(backend_id, alive), "demo node")

    def _window_closed(self) -> None:
        """Tell once that closing is not quitting."""
        if self.tray.host.is_there and self._places.is_first_time("closing-hides"):
            title = translate("Face", "Exo Bridge keeps running")
            body = translate("Face", "Its icon is in the tray; Quit is in the icon's menu.")
            self.notifier.show(Notice(NoticeKind.HINT, "closing", title, body, is_quiet=True))

    def quit(self) -> None:
        """Leave; ask first when requests are running."""
        snapshot = self._bridge.snapshot
        if not snapshot.live or self._is_leaving:
            self._stop.set()
            return
        if self._question is not None:
            self._question.raise_()
            return
        from desktop.dialogs import Reply, ask

        self._question = ask(
            self._theme,
            None,
            quit_question(snapshot),
            translate("Face", "Quit anyway?"),
            Reply(translate("Face", "Wait and quit"), self._leave_when_idle),
            Reply(translate("Face", "Quit now"), self._stop.set),
            Reply(translate("Face", "Cancel")),
        )
        self._question.finished.connect(self._question_closed)

    def _question_closed(self) -> None:
        self._question = None

    def _leave_when_idle(self) -> None:
        """Take nothing new, and leave with the last answer."""
        self._is_leaving = True
        self._bridge.set_paused(True)
        if not self._bridge.snapshot.live:
            self._stop.set()

    def show_failure(self, title: str, details: str) -> None:
        """A defect of ours: say so, once at a time, with the details to copy."""
        self._show_report(
            translate("Face", "Something in Exo Bridge went wrong"),
            translate("Face", "{title}. It goes on; the log has the details.").format(title=title),
            details,
        )

    def show_crash(self, report: str) -> None:
        """The last run ended in the middle: say so once, with what it left."""
        self._show_report(
            translate("Face", "Exo Bridge crashed the last time"),
            translate("Face", "Nothing was sent to anybody. With these details the defect can be found."),
            report,
        )

    def _show_report(self, heading: str, sentence: str, details: str) -> None:
        if self._failure is not None or self._stop.is_set():
            return
        from desktop.dialogs import Reply, ask

        self._failure = ask(
            self._theme,
            None,
            heading,
            sentence,
            Reply(translate("Face", "Close")),
            Reply(translate("Face", "Copy details"), lambda: copy_to_clipboard(redacted(details))),
            Reply(translate("Face", "Diagnostics file…"), self._show_diagnostics),
        )
        self._failure.finished.connect(self._failure_closed)

    def _failure_closed(self) -> None:
        self._failure = None
