"""Starting: which way an invocation goes, what is said when no window can be shown, one instance per user."""

from __future__ import annotations

import faulthandler
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, QProcess
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.__main__ import _verb_first, main
from desktop.preflight import LIBRARIES, missing_packages, problem
from desktop.single_instance import SingleInstance, Wish

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "for_headless"),
    [
        ([], None),
        (["--demo"], None),
        (["serve"], ["serve"]),
        (["--config", "serve", "--hidden"], None),
        (["--port", "1", "status", "--json"], ["status", "--port", "1", "--json"]),
        (["key", "set", "openrouter"], ["key", "set", "openrouter"]),
    ],
)
def test_the_first_word_decides_between_tray_and_command_line(
    arguments: list[str], for_headless: list[str] | None
) -> None:
    assert _verb_first(arguments) == for_headless


def test_the_command_line_loads_no_qt() -> None:
    code = (
        "import sys, desktop.__main__ as entry\n"
        "assert entry.main(['version']) == 0\n"
        "assert not [m for m in sys.modules if m.startswith(('PySide6', 'qasync', 'shiboken6'))]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("exo-bridge ")


def test_a_hidden_tray_app_loads_no_window_and_keeps_no_source_of_the_data_plane() -> None:
    code = (
        "import linecache, sys, desktop.app\n"
        "print(*(m for m in sys.modules if m.startswith('desktop.') and m.endswith(('_window', '_page', 'widgets'))))\n"
        "plane = ('/core/dataplane.py', '/core/relay.py', '/core/routing.py', '/yaml/parser.py')\n"
        "print(*(f for f in linecache.cache if f.endswith(plane)))\n"  # PySide6 puts there what is imported after it
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("\n\n", "")


def test_without_the_qt_packages_one_line_says_what_to_do() -> None:
    code = "import sys\nsys.modules['PySide6'] = None\nimport desktop.__main__ as entry\nsys.exit(entry.main([]))\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "pip install" in done.stderr and "exo-bridge serve" in done.stderr


def test_a_home_that_cannot_be_written_is_told_in_one_line(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own_home / "file").write_text("")
    monkeypatch.setenv("EXO_BRIDGE_HOME", str(own_home / "file" / "below"))
    command = [sys.executable, "-m", "desktop", "--hidden"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("exo-bridge: ") and done.stderr.count("\n") == 1
    assert "EXO_BRIDGE_HOME" in done.stderr


def test_the_version_needs_no_display(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("exo-bridge ")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there a display can be missing")
def test_a_missing_display_is_told_before_qt_would_abort() -> None:
    assert problem({}) == "There is no display here. Without a desktop: exo-bridge serve"
    assert problem({"QT_QPA_PLATFORM": "offscreen"}) == ""


def test_missing_libraries_are_named_by_their_packages() -> None:
    def load(name: str) -> None:
        if "EGL" in name:
            raise OSError(name)

    assert missing_packages(LIBRARIES, load) == ["libegl1"]


def test_the_second_speaks_to_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    first, second = SingleInstance(tmp_path, is_demo=True), SingleInstance(tmp_path)
    assert first.claim()
    assert not second.claim()
    heard: list[str] = []
    first.wished.connect(heard.append)
    other = other_program(tmp_path, Wish.SHOW)
    with qtbot.waitSignal(other.finished, timeout=20_000):
        other.start()
    assert bytes(other.readAllStandardOutput().data()).strip() == b"ok demo"
    assert heard == ["show"]
    first.release()
    assert second.claim()
    second.release()


def other_program(state: Path, wish: Wish) -> QProcess:
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from desktop.single_instance import SingleInstance, Wish\n"
        "app = QCoreApplication([]); other = SingleInstance(Path(sys.argv[1]))\n"
        "assert not other.claim(); print(other.send(Wish(sys.argv[2])))\n"
    )
    program = QProcess()
    program.setWorkingDirectory(str(ROOT))
    program.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
    program.setProgram(sys.executable)
    program.setArguments(["-c", code, str(state), wish])
    return program


def test_a_first_one_that_does_not_answer_is_told_apart(tmp_path: Path, qapp: QApplication) -> None:
    lock = QLockFile(str(tmp_path / "instance.lock"))
    assert lock.tryLock(0)
    second = SingleInstance(tmp_path)
    assert not second.claim()
    assert second.send(Wish.SHOW) is None
    lock.unlock()


def test_two_homes_do_not_know_each_other(tmp_path: Path, qapp: QApplication) -> None:
    one, other = SingleInstance(tmp_path / "a"), SingleInstance(tmp_path / "b")
    assert one.claim() and other.claim()
    one.release()
    other.release()


@pytest.mark.parametrize("word", [b"shutdown\n", b"x" * 1000, b"\xff\xfe\n"])
def test_nonsense_on_the_socket_is_hung_up_on(tmp_path: Path, qtbot: QtBot, word: bytes) -> None:
    from PySide6.QtNetwork import QLocalSocket

    first = SingleInstance(tmp_path)
    assert first.claim()
    heard: list[str] = []
    first.wished.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    with qtbot.waitSignal(socket.disconnected, timeout=30_000):
        socket.write(word)
    assert heard == []
    first.release()


def test_an_uncaught_exception_is_logged_and_shown_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    from desktop.failures import install_excepthook

    request.node.add_marker(pytest.mark.allow_log("uncaught exception"))
    before = sys.excepthook
    shown: list[tuple[str, str]] = []
    show: Callable[[str, str], None] = lambda title, details: shown.append((title, details))  # noqa: E731
    try:
        install_excepthook(show)
        try:
            raise ValueError("a defect")
        except ValueError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.excepthook = before
    assert shown[0][0] == "ValueError: a defect"
    assert "Traceback" in shown[0][1]
    assert "uncaught exception" in caplog.text


@pytest.mark.allow_log("the last run crashed")
def test_only_a_run_that_did_not_end_well_is_told_as_a_crash(tmp_path: Path) -> None:
    from desktop.failures import forget_crashes, watch_crashes

    was_on = faulthandler.is_enabled()
    file = tmp_path / "state" / "crash.txt"
    try:
        assert watch_crashes(file) == ""
        file.write_text("Windows fatal exception: code 0x8001010d\n")
        forget_crashes()
        assert file.read_text() == ""
        file.write_text("Fatal Python error: Segmentation fault\n")
        assert watch_crashes(file) == "Fatal Python error: Segmentation fault\n"
        assert file.read_text() == ""
        forget_crashes()
        assert watch_crashes(tmp_path) == "", "what cannot be written is no reason not to start"
    finally:
        forget_crashes()
        if was_on:
            faulthandler.enable()
