"""For everyone: names for screen readers, the keyboard alone, contrast, large letters, small screens."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QFont, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTabBar, QWidget

import desktop
from core.domain import Complaint, PortStatus
from core.events import ComplaintsChanged, KeyringNamed
from core.local_keys import LocalKeys
from core.settings import CloudSettings, NodeSettings, Settings
from desktop.chat_window import ChatWindow
from desktop.connect_window import ConnectWindow
from desktop.diagnostics import DiagnosticsDialog, collected
from desktop.icons import ON_ANY_PANEL, ON_DARK, ON_LIGHT, Inks, tray_image
from desktop.memory import Memory
from desktop.onboarding import Onboarding
from desktop.pill import INK, TINT, mixed
from desktop.places import Places
from desktop.raw_dialog import RawDialog
from desktop.settings_window import SettingsWindow
from desktop.status_window import StatusWindow
from desktop.text.face import IconState
from desktop.text.rows import Tone
from desktop.theme import DARK, LIGHT, Colours, Theme, palette_of, state_colour, tone_colour
from desktop.tools import Tools
from tests.desktop.building import attempt, builtin, cloud, demo, down, ended, found, key, node, port, record
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.fake_nodes import COMING, told
from tests.desktop.test_chat_more import picture
from tests.desktop.test_manners import Login, Opened
from tests.desktop.test_status_window import Visitor

Show = Callable[[QWidget], None]


@pytest.fixture
def windows(tools: Tools, bridge: FakeBridge, places: Places, show: Show, tmp_path: Path) -> list[QWidget]:
    """Every window and dialog, with as much in it as there can be."""
    bridge.app_keys = LocalKeys(tmp_path / "local-keys.json")
    bridge.app_keys.create("Zed", 1.0, is_local_only=True, budget=1000)
    bridge.settings = Settings(
        cloud=(CloudSettings("openrouter", "openrouter"),), nodes=(NodeSettings("studio", "http://192.168.1.20:52415"),)
    )
    bridge.dispatch(
        demo(),
        KeyringNamed("GNOME Keyring"),
        *found(node("studio", simulated=True), node("mini", simulated=True), cloud(), builtin()),
        key(),
        told("studio"),
        down("mini"),
        ended(record(1, attempt(node("studio")))),
        port(PortStatus(port=52410, error="in use", owner="ollama (pid 4120)", next_free=52411)),
        ComplaintsChanged((Complaint("Line 3: unknown setting prot", "", "Did you mean port?"),)),
    )
    status = StatusWindow(tools, places, Visitor().doors())
    settings = SettingsWindow(tools, places)
    chat = ChatWindow(tools, places)
    connect = ConnectWindow(tools, places)
    welcome = Onboarding(tools, places, Opened().welcome(), Login())
    for window in (status, settings, chat, connect, welcome):
        show(window)
    chat.fold.click()
    chat.input.pictured.emit(picture())
    dialogs: list[QWidget] = [
        settings.keys.open_add(),
        settings.keys.ask_revoke("Zed"),
        settings.cloud.open_add(),
        settings.cloud.open_replace("openrouter"),
        settings.nodes.open_add(),
        status.models.control.open_load(node("studio").id, COMING, ()),
        status.models.open_catalogue(),
    ]
    question = settings.cloud.ask_remove("openrouter")
    diagnostics = DiagnosticsDialog(tools.theme, settings, collected(bridge, Memory()))
    raw = RawDialog(tools.theme, chat, "The stream of this answer", "data: [DONE]")
    return [status, settings, chat, connect, welcome, *dialogs, question, diagnostics, raw]


def faces(window: QWidget) -> Iterator[QWidget]:
    """The window with each of its pages open, one after the other."""
    if isinstance(window, StatusWindow):
        for i in range(window.tabs.count()):
            window.tabs.setCurrentIndex(i)
            yield window
    elif isinstance(window, SettingsWindow | ConnectWindow):
        for i in range(window.sidebar.count()):
            window.sidebar.setCurrentRow(i)
            yield window
    elif isinstance(window, Onboarding):
        for i in range(window.stack.count()):
            window.stack.setCurrentIndex(i)
            yield window
    else:
        yield window


def children(window: QWidget) -> Iterator[QWidget]:
    for child in window.findChildren(QWidget):
        if child.window() is window and child.isVisibleTo(window) and not child.objectName().startswith("qt_"):
            yield child


def test_everything_that_takes_the_keyboard_has_a_name(windows: list[QWidget]) -> None:
    nameless = []
    for window, widget in ((f, c) for w in windows for f in faces(w) for c in children(f)):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or isinstance(widget, QLabel):
            continue
        if isinstance(widget, QLineEdit) and isinstance(widget.parent(), QComboBox):
            continue  # the box itself has the name
        accessible = QAccessible.queryAccessibleInterface(widget)
        if accessible is None or not accessible.text(QAccessible.Text.Name):
            nameless.append(f"{type(window).__name__}: {type(widget).__name__} {widget.objectName()}")
    assert nameless == []


def test_the_tab_key_reaches_every_button(windows: list[QWidget]) -> None:
    unreached = []
    for window in (face for each in windows for face in faces(each)):
        chain: set[QWidget] = set()
        at = window.nextInFocusChain()
        while at is not None and at is not window and at not in chain:
            chain.add(at)
            at = at.nextInFocusChain()
        for widget in children(window):
            if isinstance(widget, QAbstractButton) and widget.isEnabled() and widget not in chain:
                unreached.append(widget.text())
            if isinstance(widget, QAbstractButton) and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                unreached.append(f"no focus: {widget.accessibleName()}")
    assert unreached == []


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_nothing_is_cut_off(windows: list[QWidget], qapp: QApplication, factor: float) -> None:
    before = qapp.font()
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * factor)
    qapp.setFont(large)
    try:
        for window in windows:
            window.resize(QSize(1500, 1200) if factor > 1 else QSize(800, 600))
        qapp.processEvents()
        cut = [text for window in windows for face in faces(window) for text in cut_off(face, qapp)]
        assert cut == []
    finally:
        qapp.setFont(before)


def cut_off(window: QWidget, app: QApplication) -> list[str]:
    """Buttons and sentences that have less room than they need."""
    app.processEvents()
    return [
        f"{type(window).__name__}: {type(c).__name__} {text!r} {c.width()} < {needed}"
        for c in children(window)
        if isinstance(c, QAbstractButton) and (text := c.text())
        if c.width() < (needed := c.fontMetrics().horizontalAdvance(text.replace("&", "")))
    ] + [
        f"{type(window).__name__}: label {c.text()!r} {c.height()} < {needed}"
        for c in children(window)
        if isinstance(c, QLabel) and c.wordWrap() and c.text()
        if c.height() < (needed := c.heightForWidth(c.width()) - 1)
    ]


def test_every_window_fits_a_small_screen(windows: list[QWidget]) -> None:
    for window in windows:
        least = window.minimumSizeHint().expandedTo(window.minimumSize())
        assert least.width() <= 800, type(window).__name__
        assert least.height() <= 600, type(window).__name__


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str | QColor, other: str | QColor) -> float:
    bright, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda c: c.name)
def test_every_text_has_enough_contrast(colours: Colours) -> None:
    pairs = [
        (text, ground)
        for text in (colours.text, colours.quiet)
        for ground in (colours.window, colours.card, colours.hover)
    ]
    pairs += [(colours.on_accent, colours.accent), (colours.accent, colours.card), (colours.none, colours.window)]
    pairs += [(state_colour(colours, state), colours.window) for state in IconState]
    assert [(a, b) for a, b in pairs if contrast(a, b) < 4.5] == []
    pills = [QColor(tone_colour(colours, tone)) for tone in Tone]
    words = {p.name(): mixed(p, QColor(colours.text), INK) for p in pills}
    grounds = [QColor(g) for g in (colours.card, colours.window, colours.hover)]
    assert [
        (pill.name(), ground.name())
        for pill, ground in itertools.product(pills, grounds)
        if contrast(words[pill.name()], mixed(ground, pill, TINT)) < 4.5
    ] == []


def test_the_palette_of_the_style_is_ours(theme: Theme, qapp: QApplication) -> None:
    assert palette_of(DARK).window().color() == QColor(DARK.window)
    theme.set(DARK)
    try:
        assert qapp.palette().windowText().color() == QColor(DARK.text)
        assert "#24272C" in qapp.styleSheet()
    finally:
        theme.set(LIGHT)


def coverage(image: QImage) -> list[bool]:
    """Which pixels of a picture are drawn: its shape without its colours."""
    size = image.width()
    return [image.pixelColor(x, y).alphaF() > 0.5 for y in range(size) for x in range(size)]


@pytest.mark.parametrize("size", [16, 22])
def test_the_six_states_differ_by_shape_alone(size: int) -> None:
    shapes = {state: coverage(tray_image(state, size, ON_DARK)) for state in IconState}
    for one, other in itertools.combinations(IconState, 2):
        different = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
        least = 0.03 if {one, other} == {IconState.LOCAL, IconState.DEGRADED} else 0.06
        assert different / size**2 >= least, (one, other)


@pytest.mark.parametrize(
    ("inks", "panels"),
    [
        (ON_ANY_PANEL, ("#FFFFFF", "#F0F0F0", "#808080", "#2E3436", "#000000")),
        (ON_DARK, ("#202326",)),
        (ON_LIGHT, ("#F6F7F9",)),
    ],
)
def test_a_tray_icon_can_be_seen_on_its_panel(inks: Inks, panels: tuple[str, ...]) -> None:
    for state, panel in itertools.product(IconState, panels):
        image = tray_image(state, 22, inks)
        drawn = [image.pixelColor(x, y) for y in range(22) for x in range(22)]
        seen = [c for c in drawn if c.alphaF() > 0.9 and contrast(c, panel) >= 3.0]
        assert len(seen) >= 30, (state, panel)


def spoken_order(window: QWidget) -> list[QWidget]:
    """The controls as a screen reader walks through them: the accessibility tree, depth first."""
    found: list[QWidget] = []

    def walk(interface: QAccessibleInterface | None) -> None:
        if interface is None or not interface.isValid():
            return
        widget = interface.object()
        if (
            isinstance(widget, QWidget)
            and widget.isVisibleTo(window)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            found.append(widget)
        for i in range(interface.childCount()):
            child = interface.child(i)
            if child is not None and isinstance(child.object(), QWidget) and child.object() is not widget:
                walk(child)

    walk(QAccessible.queryAccessibleInterface(window))
    return found


def tab_order(window: QWidget) -> list[QWidget]:
    """The controls as Tab walks through them."""
    chain: list[QWidget] = []
    at = window.nextInFocusChain()
    while at is not None and at is not window and at not in chain:
        chain.append(at)
        at = at.nextInFocusChain()
    return [w for w in chain if w.window() is window and w.isVisibleTo(window)]


def names_of(widgets: list[QWidget]) -> list[str]:
    return [widget.accessibleName() or type(widget).__name__ for widget in widgets]


def test_a_screen_reader_walks_as_the_eye_does(windows: list[QWidget]) -> None:
    wrong = []
    for window in (face for each in windows for face in faces(each)):
        spoken = [w for w in spoken_order(window) if not isinstance(w, QTabBar)]  # its QTabWidget stands for it
        tabbed = [w for w in tab_order(window) if w in spoken]
        if spoken != tabbed:
            wrong.append((type(window).__name__, names_of(spoken), names_of(tabbed)))
    assert wrong == []


def test_nothing_moves_by_itself() -> None:
    moving = ("QPropertyAnimation", "QVariantAnimation", "QTimeLine", "QMovie", "QGraphicsOpacityEffect")
    sources = [file.read_text("utf-8") for file in Path(desktop.__file__).parent.rglob("*.py")]
    assert [word for word in moving if any(word in source for source in sources)] == []
