"""The windows, each made when it is first asked for.

Most runs show one or two. Built at the start, all five held the icon back by 0.4 s and cost 32 MB that a hidden
tray app never uses (`python -m tests.bench.startup`); hence also the imports inside.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from core.domain import BackendId
from desktop.autostart import autostart
from desktop.doors import Doors
from desktop.memory import Memory
from desktop.places import Places
from desktop.tools import Tools
from desktop.updates import Updates
from desktop.window import Window

if TYPE_CHECKING:
    from desktop.chat_window import ChatWindow
    from desktop.connect_window import ConnectWindow
    from desktop.onboarding import Onboarding
    from desktop.settings_window import SettingsWindow
    from desktop.status_window import StatusWindow

W = TypeVar("W", bound=Window)


@dataclass(frozen=True, slots=True)
class WindowDoors:
    """What windows start elsewhere, and tell."""

    closed: Callable[[], object]
    is_tray_missing: Callable[[], bool]
    diagnostics: Callable[[], object]
    test_notice: Callable[[], object]
    set_demo_node: Callable[[BackendId, bool], object]
    quit: Callable[[], object]


class Windows:
    """All windows of the face. Qt's thread only."""

    def __init__(self, tools: Tools, places: Places, memory: Memory, updates: Updates, doors: WindowDoors) -> None:
        self._tools = tools
        self._places = places
        self._memory = memory
        self._updates = updates
        self._doors = doors
        self._login = autostart()
        self.made: list[Window] = []

    @cached_property
    def status(self) -> StatusWindow:
        """Nodes, models, activity, charts, log."""
        from desktop.status_window import StatusWindow

        window = self._made(StatusWindow(self._tools, self._places, self._status_doors(), self._memory))
        window.banners.show_no_tray(self._doors.is_tray_missing())
        return window

    @cached_property
    def settings(self) -> SettingsWindow:
        """The settings, with keys and nodes."""
        from desktop.settings_window import SettingsWindow

        window = self._made(
            SettingsWindow(self._tools, self._places, self._doors.diagnostics, self._login, self._updates)
        )
        window.offer_test_notice(self._doors.test_notice)
        return window

    @cached_property
    def chat(self) -> ChatWindow:
        """The test chat."""
        from desktop.chat_window import ChatWindow

        return self._made(ChatWindow(self._tools, self._places))

    @cached_property
    def connect(self) -> ConnectWindow:
        """What to paste into an app."""
        from desktop.connect_window import ConnectWindow

        return self._made(ConnectWindow(self._tools, self._places))

    @cached_property
    def welcome(self) -> Onboarding:
        """The first steps."""
        from desktop.onboarding import Onboarding, WelcomeDoors

        doors = WelcomeDoors(
            lambda: self.settings.open_add_node(),
            lambda: self.settings.open_add_cloud(),
            self.show_connect,
            lambda: self.status.raise_up(),
        )
        return self._made(Onboarding(self._tools, self._places, doors, self._login))

    def show_chat(self) -> None:
        """Raise the test chat."""
        self.chat.raise_up()

    def show_connect(self) -> None:
        """Raise the window for connecting an app."""
        self.connect.raise_up()

    def show_settings(self) -> None:
        """Raise the settings."""
        self.settings.raise_up()

    def show_no_tray(self, shows: bool) -> None:
        """Tell in the status window that there is no tray, or no longer."""
        if "status" in vars(self):
            self.status.banners.show_no_tray(shows)

    def refresh(self) -> None:
        """Paint the present state where somebody looks."""
        for window in self.made:
            window.refresh()

    def hide(self) -> None:
        """Take them off the screen."""
        for window in self.made:
            window.hide()

    def _made(self, window: W) -> W:
        window.closed.connect(self._doors.closed)
        if not self.made:  # a hidden tray app has no use for it
            self._tools.tasks.start(self._tools.bridge.name_password_store(), "password store")
        self.made.append(window)
        linecache.clearcache()  # where PySide6 leaves the source of each module it saw imported; 5 MB
        return window

    def _status_doors(self) -> Doors:
        return Doors(
            chat=self.show_chat,
            connect=self.show_connect,
            settings=self.show_settings,
            add_node=lambda: self.settings.open_add_node(),
            edit_node=lambda name: self.settings.open_edit_node(name),
            use_port=lambda port: self._tools.tasks.start(self._tools.bridge.open_port(port), "open port"),
            set_demo_node=self._doors.set_demo_node,
            quit=self._doors.quit,
        )
