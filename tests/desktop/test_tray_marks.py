"""The icon beside its state: something to do, shared, out of date, and in the colours that the owner chose."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from core.domain import Complaint, Snapshot
from core.events import ComplaintsChanged, PauseChanged
from desktop.icons import BLACK, ON_ANY_PANEL, TRAY_SIZES, WHITE, Inks, tray_image
from desktop.text.face import IconState
from desktop.text.marks import NO_MARKS, IconMarks, icon_marks
from desktop.tray import Latest, Tray, styled_icon
from desktop.tray_menu import MenuDoors, TrayMenu
from tests.desktop.building import NOW, cloud, down, folded, found, key, moment, node, refused, up
from tests.desktop.test_for_everyone import coverage


def test_a_healthy_machine_has_no_marks() -> None:
    assert icon_marks(folded(*found(node()), up()), NOW) == NO_MARKS


@pytest.mark.parametrize(
    ("snapshot", "has_update"),
    [
        (folded(ComplaintsChanged((Complaint("Line 3: unknown setting prot", "", ""),))), False),
        (folded(*found(cloud()), key(), refused()), False),
        (folded(*found(node()), up()), True),
    ],
    ids=["complaint", "key refused", "update"],
)
def test_a_dot_says_that_there_is_something_to_do(snapshot: object, has_update: bool) -> None:
    assert icon_marks(snapshot, NOW, has_update=has_update).needs_owner  # type: ignore[arg-type]  # a snapshot


def test_a_ring_says_that_others_may_use_it() -> None:
    assert icon_marks(folded(), NOW, is_shared=True) == IconMarks(is_shared=True)


@pytest.mark.parametrize(
    ("at", "interval", "is_stale"), [(1050.0, 10.0, False), (1051.0, 10.0, True), (1051.0, 30.0, False)]
)
def test_it_pales_when_nothing_was_checked_for_a_minute(at: float, interval: float, is_stale: bool) -> None:
    snapshot = folded(*found(node("studio"), node("mini")), up("studio", 990.0), down("mini", 980.0))
    assert icon_marks(snapshot, moment(at), interval=interval).is_stale is is_stale
    assert not icon_marks(folded(*found(node())), moment(9e9)).is_stale, "what was never checked is being looked for"


@pytest.mark.parametrize("inks", [ON_ANY_PANEL, WHITE, BLACK], ids=["coloured", "white", "black"])
@pytest.mark.parametrize("size", [16, 22])
def test_each_mark_changes_the_shape_and_leaves_the_state_readable(inks: Inks, size: int) -> None:
    marks = (NO_MARKS, IconMarks(needs_owner=True), IconMarks(is_shared=True))
    for mark in marks:
        shapes = [coverage(tray_image(state, size, inks, mark)) for state in IconState]
        if inks.has_edge:
            continue
        for one, other in itertools.combinations(shapes, 2):
            assert sum(a != b for a, b in zip(one, other, strict=True)) / size**2 >= 0.02
    for state in IconState:
        pictures = [tray_image(state, size, inks, mark) for mark in (*marks, IconMarks(is_stale=True))]
        assert len({bytes(picture.constBits()) for picture in pictures}) == len(pictures), state


def test_a_pale_icon_is_paler_everywhere() -> None:
    full, pale = (tray_image(IconState.LOCAL, 22, ON_ANY_PANEL, IconMarks(is_stale=stale)) for stale in (False, True))
    assert all(alpha(pale, i) <= alpha(full, i) * 0.46 + 0.01 for i in range(22 * 22))


def alpha(image: QImage, at: int) -> float:
    return image.pixelColor(at % image.width(), at // image.width()).alphaF()


@pytest.mark.parametrize("style", ["white", "black"])
def test_plain_icons_have_one_ink(qapp: QApplication, style: str) -> None:
    image = styled_icon(IconState.CLOUD, style, IconMarks(True, True)).pixmap(64, 64).toImage()
    drawn = [c for x in range(64) for y in range(64) if (c := image.pixelColor(x, y)).alphaF() > 0.99]
    ink = QColor("#FFFFFF" if style == "white" else "#14171B")
    assert {(abs(c.red() - ink.red()) + abs(c.green() - ink.green())) <= 2 for c in drawn} == {True}


def test_the_system_decides_where_the_owner_did_not(qapp: QApplication) -> None:
    assert styled_icon(IconState.LOCAL, "auto", NO_MARKS, "darwin").isMask()
    assert not styled_icon(IconState.LOCAL, "white", NO_MARKS, "darwin").isMask()
    on_linux = styled_icon(IconState.LOCAL, "auto", NO_MARKS, "linux")
    assert sorted(size.width() for size in on_linux.availableSizes()) == sorted(TRAY_SIZES)


class Painted(Tray):
    """Counts what goes over the bus."""

    def __init__(self, latest: list[Latest]) -> None:
        super().__init__(TrayMenu(MenuDoors(*([lambda *_: None] * 11))), lambda: latest[-1], lambda: None, debounce=0)


def test_the_icon_is_sent_only_when_it_changes(qapp: QApplication) -> None:
    snapshot = folded(*found(node()), up())
    latest = [Latest(snapshot, NOW)]
    tray = Painted(latest)
    tray.make_icon()
    tray.start()
    icon = tray._icon
    assert icon is not None
    first = icon.icon().cacheKey()
    tray._paint()
    assert icon.icon().cacheKey() == first
    for changed in (Latest(snapshot, NOW, style="white"), Latest(snapshot, NOW, marks=IconMarks(is_stale=True))):
        before = icon.icon().cacheKey()
        latest.append(changed)
        tray._paint()  # as its timer does when nothing happens any more
        assert icon.icon().cacheKey() != before
    tray.hide()
    tray.deleteLater()


def test_a_hiccup_does_not_flicker_and_what_the_owner_did_shows_at_once(qapp: QApplication) -> None:
    calm = folded(*found(node("studio"), node("mini")), up("studio"), up("mini"))
    latest = [Latest(calm, NOW)]
    tray = Tray(TrayMenu(MenuDoors(*([lambda *_: None] * 11))), lambda: latest[-1], lambda: None)
    tray.make_icon()
    tray.start()
    tray.show_snapshot(calm, NOW)
    icon = tray._icon
    assert icon is not None

    def becomes(snapshot: Snapshot) -> bool:
        """Whether the icon changed at once."""
        before = icon.icon().cacheKey()
        latest.append(Latest(snapshot, NOW))
        tray.show_snapshot(snapshot, NOW)
        return icon.icon().cacheKey() != before

    hiccup = folded(down("studio"), snapshot=calm)
    assert not becomes(hiccup)
    assert tray._settle.isActive(), "it waits"
    assert not becomes(calm)
    tray._settle.timeout.emit()
    assert icon.toolTip().startswith("Exo Bridge: Local. 2 nodes")
    assert becomes(folded(PauseChanged(True), snapshot=calm))
    tray.hide()
    tray.deleteLater()
