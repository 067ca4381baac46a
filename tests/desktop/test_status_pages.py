"""The charts and the log of the status window."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.log_page import LogPage
from desktop.memory import MOST_LINES, LogMemory, Memory
from desktop.places import Places
from desktop.status_window import StatusWindow
from desktop.text.log import LogLine, is_wanted, log_line, report
from desktop.tools import Tools
from tests.desktop.building import attempt, cloud, ended, found, key, node, record, running, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_status_window import Visitor

STUDIO, ROUTER = node("studio"), cloud()
Show = Callable[[QWidget], None]


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def window(tools: Tools, bridge: FakeBridge, places: Places, memory: Memory, show: Show) -> StatusWindow:
    bridge.dispatch(*found(STUDIO, ROUTER), key(), up("studio"))
    made = StatusWindow(tools, places, Visitor().doors(), memory)
    bridge.subscribe(lambda _, after: memory.note(after))
    bridge.subscribe(lambda *_: made.refresh())
    show(made)
    return made


@pytest.fixture
def speak(memory: Memory) -> Iterator[logging.Logger]:
    logger = logging.getLogger("test.log")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(memory.log)
    yield logger
    logger.removeHandler(memory.log)


def test_a_running_request_can_be_stopped_and_says_who_did(window: StatusWindow, bridge: FakeBridge) -> None:
    window.tabs.setCurrentWidget(window.activity)
    bridge.dispatch(ended(record(1, attempt(STUDIO))))
    assert not window.activity.stop.isVisible()
    bridge.dispatch(running(1), running(2))
    assert not window.activity.stop.isEnabled(), "which of the two?"
    window.activity.view.setCurrentIndex(window.activity.model.index(1, 0))
    window.activity.view.setFocus()
    QTest.keyClick(window.activity.view, Qt.Key.Key_Delete)
    assert bridge.calls == [("cancel_request", "live1")]
    window.activity.stop.click()  # one is left, so it is clear which
    assert bridge.calls[1:] == [("cancel_request", "live2")]
    first = window.activity.model.rows[0]
    assert (first.result, first.trail[-1]) == ("stopped", "You stopped it here")


def test_the_charts_teach_until_something_was_measured(window: StatusWindow, bridge: FakeBridge) -> None:
    window.tabs.setCurrentWidget(window.charts)
    assert window.charts.empty.isVisible()
    bridge.dispatch(ended(record(1, attempt(STUDIO))), ended(record(2, attempt(ROUTER))))
    assert not window.charts.empty.isVisible()
    assert [v.accessibleName() for v in window.charts.views] == ["Time to first token", "Speed", "Answered by"]
    assert window.charts.views[2].accessibleDescription() == "50 % local (1 of 2)"


def test_the_arrow_keys_tell_each_value(window: StatusWindow, bridge: FakeBridge) -> None:
    window.tabs.setCurrentWidget(window.charts)
    bridge.dispatch(ended(record(1, attempt(STUDIO))))
    view = window.charts.views[2]
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().endswith(": local 1")
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.accessibleDescription() == "100 % local (1 of 1)"


def test_the_pointer_tells_the_value_below_it(window: StatusWindow, bridge: FakeBridge) -> None:
    window.tabs.setCurrentWidget(window.charts)
    bridge.dispatch(ended(record(1, attempt(STUDIO))))
    view = window.charts.views[0]
    at = QPointF(view._plot(view._chart).right() - 1, 60) if view._chart is not None else QPointF()
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, moved)
    view.grab()  # painting with the pointer on it
    assert view.place is not None
    assert view.headline() == view.accessibleDescription()
    assert ": " in view.headline()


def test_the_charts_are_a_table_too(window: StatusWindow, bridge: FakeBridge) -> None:
    window.tabs.setCurrentWidget(window.charts)
    bridge.dispatch(ended(record(1, attempt(STUDIO))))
    window.charts.as_table.click()
    window.refresh()
    assert window.charts.table.isVisible()
    assert window.charts.model.rows[0].first_token == "0.41 s"
    assert window.charts.as_table.text() == "Show as charts"


def test_measuring_goes_on_while_nobody_looks(window: StatusWindow, bridge: FakeBridge, memory: Memory) -> None:
    window.hide()
    bridge.dispatch(ended(record(1, attempt(STUDIO))))
    assert len(memory.measures.samples) == 1


def shown(page: LogPage) -> list[str]:
    return [line.text for line in page.model.rows]


def test_the_log_shows_new_lines_and_hides_secrets(window: StatusWindow, speak: logging.Logger) -> None:
    window.tabs.setCurrentWidget(window.log)
    speak.info("key tried key=sk-abcdef123456")
    speak.warning("node down name=studio")
    window.refresh()
    assert shown(window.log) == ["key tried key=[secret]", "node down name=studio"]
    assert [line.level for line in window.log.model.rows] == ["INFO", "WARNING"]


def test_level_and_words_choose_lines(window: StatusWindow, speak: logging.Logger) -> None:
    window.tabs.setCurrentWidget(window.log)
    speak.info("served by=studio")
    speak.error("gave up name=mini")
    window.log.level.setCurrentIndex(window.log.level.findData("ERROR"))
    assert shown(window.log) == ["gave up name=mini"]
    window.log.level.setCurrentIndex(0)
    window.log.filter.setText("STUDIO served")
    assert shown(window.log) == ["served by=studio"]
    window.log.filter.setText("nobody")
    assert window.log.empty.isVisible()
    assert not window.log.copy.isEnabled()


def test_the_copy_for_a_bug_report_says_the_version(window: StatusWindow, speak: logging.Logger) -> None:
    window.tabs.setCurrentWidget(window.log)
    speak.info("served by=studio")
    window.refresh()
    window.log.copy.click()
    copied = QApplication.clipboard().text()
    assert copied.startswith("Exo Bridge ")
    assert copied.endswith("served by=studio\n")


def test_chosen_lines_stay_chosen_when_others_come_and_go(window: StatusWindow, speak: logging.Logger) -> None:
    window.tabs.setCurrentWidget(window.log)
    for number in range(MOST_LINES):
        speak.info("line n=%d", number)
    window.refresh()
    window.log.table.selectRow(5)
    speak.info("one more")
    window.refresh()
    assert len(window.log.model.rows) == MOST_LINES
    [chosen] = window.log.table.selectionModel().selectedRows()
    assert window.log.model.rows[chosen.row()].text == "line n=5"


def test_a_line_of_another_shape_is_kept_whole() -> None:
    assert log_line(3, "no shape") == LogLine(3, "no shape", text="no shape")
    parsed = log_line(4, "2026-11-24T07:31:59.123+00:00 WARNING relay failed id=a1 why=busy")
    assert parsed == LogLine(4, parsed.whole, "07:31:59", "WARNING", "relay", "failed id=a1 why=busy")


def test_filter_and_report_are_pure() -> None:
    line = log_line(1, "2026-11-24T07:31:59.123+00:00 INFO relay served")
    assert is_wanted(line, "INFO", "Relay")
    assert not is_wanted(line, "WARNING", "")
    assert report((line,), "1.0", "Linux") == f"Exo Bridge 1.0 · Linux\n\n{line.whole}\n"


def test_a_log_call_that_does_not_fit_breaks_nothing() -> None:
    memory = LogMemory()
    memory.emit(logging.LogRecord("relay", logging.INFO, "", 0, "n=%d", ("x",), None))
    assert memory.lines[0].text == "n=%d"
