"""What the desktop of a test has on its bus: a tray host, a notification service, and a hand on the tray icon."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from jeepney import (  # type: ignore[import-untyped]  # no types
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection  # type: ignore[import-untyped]  # no types
from jeepney.wrappers import unwrap_msg  # type: ignore[import-untyped]  # no types

if TYPE_CHECKING:
    from tests.fakes.desktop_session import DesktopSession

LIMIT = 20
"""Seconds for an answer on the bus, on the busiest machine."""


def call(connection: DBusConnection, address: DBusAddress, method: str, signature: str = "", *values: Any) -> Any:
    """One method call; the values of its answer."""
    message = new_method_call(address, method, signature or None, values)
    return unwrap_msg(connection.send_and_get_reply(message, timeout=LIMIT))


class Service:
    """A name on the bus, served by a thread until `stop`."""

    name: ClassVar[str]
    signals: ClassVar[tuple[str, ...]] = ()

    def __init__(self, session: DesktopSession) -> None:
        self._session = session
        self.connection = session.connect()
        self._is_stopping = False
        self._sending = threading.Lock()
        for interface in ("org.freedesktop.DBus", *self.signals):
            rule = MatchRule(type="signal", interface=interface)
            self.connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=LIMIT)
        self.began()
        reply = self.connection.send_and_get_reply(message_bus.RequestName(self.name, 4), timeout=LIMIT)
        assert reply.body[0] == 1, f"{self.name} is owned already"
        self._thread = threading.Thread(target=self._serve, name=self.name, daemon=True)
        self._thread.start()

    def began(self) -> None:
        """Before the name is taken."""

    def stop(self) -> None:
        """Leave the bus, as a service that ends."""
        self._is_stopping = True
        with contextlib.suppress(OSError):  # the bus may have ended before
            self.connection.sock.shutdown(socket.SHUT_RDWR)  # the thread waits for the next message
        self._thread.join(20)
        self.connection.close()
        self._session.tell()

    def _serve(self) -> None:
        with contextlib.suppress(OSError, EOFError):  # it was stopped, or the bus ended
            while not self._is_stopping:
                self._take(self.connection.receive())

    def _take(self, message: Message) -> None:
        if message.header.message_type is MessageType.method_call:
            self.send(self.answer(message, message.header.fields.get(HeaderFields.member)))
        elif message.header.message_type is MessageType.signal:
            self.hear(message)
        self._session.tell()

    def send(self, message: Message) -> None:
        """From this thread or from the test's."""
        with self._sending:
            self.connection.send(message)

    def answer(self, message: Message, member: str) -> Message:
        """The reply to a method call."""
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")

    def hear(self, message: Message) -> None:
        """A signal came."""


class Watcher(Service):
    """org.kde.StatusNotifierWatcher with a host: what a panel is to a tray icon."""

    name = "org.kde.StatusNotifierWatcher"
    signals = ("org.kde.StatusNotifierItem", "com.canonical.dbusmenu")
    _address = DBusAddress("/StatusNotifierWatcher", interface="org.kde.StatusNotifierWatcher")

    def began(self) -> None:
        self.items: list[tuple[str, str]] = []

    def answer(self, message: Message, member: str) -> Message:
        match member:
            case "RegisterStatusNotifierItem":
                self._register(message)
                return new_method_return(message)
            case "RegisterStatusNotifierHost":
                return new_method_return(message)
            case "Get":
                return new_method_return(message, "v", (self._properties()[message.body[1]],))
            case "GetAll":
                return new_method_return(message, "a{sv}", (self._properties(),))
        return super().answer(message, member)

    def _register(self, message: Message) -> None:
        service = message.body[0]
        is_path = service.startswith("/")
        sender = message.header.fields[HeaderFields.sender]
        item = (sender, service) if is_path else (service, "/StatusNotifierItem")
        if item not in self.items:
            self.items.append(item)

    def _properties(self) -> dict[str, tuple[str, Any]]:
        return {
            "RegisteredStatusNotifierItems": ("as", [f"{name}{path}" for name, path in self.items]),
            "IsStatusNotifierHostRegistered": ("b", True),
            "ProtocolVersion": ("i", 0),
        }

    def hear(self, message: Message) -> None:
        is_gone = message.header.fields.get(HeaderFields.member) == "NameOwnerChanged" and not message.body[2]
        if is_gone:
            self.items = [item for item in self.items if item[0] != message.body[0]]


@dataclass(slots=True)
class ShownNotice:
    """One call of Notify."""

    number: int
    replaces: int
    title: str
    body: str
    actions: dict[str, str]
    hints: dict[str, Any] = field(default_factory=dict)


_INTROSPECTION = """<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation">
<arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/>
</method>
<method name="Notify">
<arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="as" direction="in"/><arg name="hints" type="a{sv}" direction="in"/>
<arg type="i" direction="in"/><arg type="u" direction="out"/>
</method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>"""


class Notifications(Service):
    """org.freedesktop.Notifications that remembers what was shown, and clicks for the user."""

    name = "org.freedesktop.Notifications"
    abilities: ClassVar[list[str]] = ["actions", "body", "body-markup"]
    _address = DBusAddress("/org/freedesktop/Notifications", interface=name)

    def began(self) -> None:
        self.shown: list[ShownNotice] = []

    def answer(self, message: Message, member: str) -> Message:
        match member:
            case "Notify":
                _, replaces, _, title, body, actions, hints, _ = message.body
                number = replaces or len(self.shown) + 1
                pairs = dict(zip(actions[::2], actions[1::2], strict=True))
                plain = {key: value[1] for key, value in hints.items()}
                self.shown.append(ShownNotice(number, replaces, title, body, pairs, plain))
                return new_method_return(message, "u", (number,))
            case "GetCapabilities":
                return new_method_return(message, "as", (self.abilities,))
            case "CloseNotification":
                return new_method_return(message)
            case "GetServerInformation":
                return new_method_return(message, "ssss", (type(self).__name__, "tests", "1", "1.2"))
            case "Introspect":
                return new_method_return(message, "s", (_INTROSPECTION,))
        return super().answer(message, member)

    def click(self, number: int, action: str) -> None:
        """The user clicks a button of a notice (`default`: the notice itself)."""
        self.send(new_signal(self._address, "ActionInvoked", "us", (number, action)))

    def close_notice(self, number: int) -> None:
        """The notice went away."""
        self.send(new_signal(self._address, "NotificationClosed", "uu", (number, 1)))


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of a tray menu, as the bus tells it."""

    number: int
    label: str
    is_enabled: bool
    is_visible: bool
    is_checked: bool
    children: tuple[MenuItem, ...]

    def find(self, *labels: str) -> MenuItem:
        """The visible entry below this one whose label begins with each of `labels` in turn."""
        item = self
        for wanted in labels:
            found = [c for c in item.children if c.is_visible and c.label.startswith(wanted)]
            if not found:
                raise LookupError(f"no {wanted!r} among {[c.label for c in item.children]}")
            item = found[0]
        return item

    def labels(self) -> list[str]:
        """The visible entries."""
        return [c.label for c in self.children if c.is_visible and c.label]


class Tray:
    """Looks at the first tray icon and clicks on it, as a panel does."""

    def __init__(self, session: DesktopSession) -> None:
        self._session = session
        self._connection = session.connect()

    def items(self) -> list[tuple[str, str]]:
        """The registered icons, as (bus name, path)."""
        address = DBusAddress("/StatusNotifierWatcher", Watcher.name, Watcher.name)
        try:
            (value,) = unwrap_msg(
                self._connection.send_and_get_reply(
                    Properties(address).get("RegisteredStatusNotifierItems"), timeout=LIMIT
                )
            )
        except DBusErrorResponse:
            return []
        found = []
        for item in value[1]:
            name, _, path = item.partition("/")
            found.append((name, f"/{path}"))
        return found

    def properties(self) -> dict[str, Any]:
        """What the icon says of itself; empty when there is none."""
        items = self.items()
        if not items:
            return {}
        name, path = items[0]
        address = DBusAddress(path, name, "org.kde.StatusNotifierItem")
        try:
            (values,) = unwrap_msg(self._connection.send_and_get_reply(Properties(address).get_all(), timeout=LIMIT))
        except DBusErrorResponse:
            return {}
        return {key: value[1] for key, value in values.items()}

    def tooltip(self) -> str:
        """The text on hover."""
        return str(self.properties().get("ToolTip", ("", [], "", ""))[2])

    def icon(self, size: int = 22) -> bytes:
        """The pixels of one size, as ARGB."""
        for width, _, data in self.properties().get("IconPixmap", ()):
            if width == size:
                return bytes(data)
        return b""

    def icon_sizes(self) -> list[int]:
        """The sizes a panel can choose from."""
        return sorted(width for width, _, _ in self.properties().get("IconPixmap", ()))

    def _menu_address(self) -> DBusAddress:
        name, _ = self.items()[0]
        return DBusAddress(self.properties()["Menu"], name, "com.canonical.dbusmenu")

    def menu(self) -> MenuItem:
        """The whole menu as it is now."""
        address = self._menu_address()
        call(self._connection, address, "AboutToShow", "i", 0)
        _, root = call(self._connection, address, "GetLayout", "iias", 0, -1, [])
        return _menu_item(root)

    def click(self, *labels: str) -> None:
        """Choose an entry by the beginnings of its labels."""
        item = self.menu().find(*labels)
        assert item.is_enabled, f"{labels} cannot be chosen"
        call(self._connection, self._menu_address(), "Event", "isvu", item.number, "clicked", ("s", ""), 0)

    def activate(self) -> None:
        """A left click on the icon."""
        name, path = self.items()[0]
        call(self._connection, DBusAddress(path, name, "org.kde.StatusNotifierItem"), "Activate", "ii", 0, 0)


def _menu_item(node: tuple[int, dict[str, tuple[str, Any]], list[tuple[str, Any]]]) -> MenuItem:
    number, properties, children = node
    values = {key: value[1] for key, value in properties.items()}
    return MenuItem(
        number,
        values.get("label", "").replace("__", "\0").replace("_", "").replace("\0", "_"),
        values.get("enabled", True),
        values.get("visible", True),
        values.get("toggle-state", 0) == 1,
        tuple(_menu_item(child[1]) for child in children),
    )
