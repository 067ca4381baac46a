"""Good manners: quiet after a sleep, first steps that end in a proof, diagnostics without secrets."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core.domain import FailureKind, KeyReference, KeySource, Mode
from core.settings import CloudSettings, LogSettings, NodeSettings, RoutingSettings, Settings
from desktop.autostart import StartState
from desktop.diagnostics import DiagnosticsDialog, collected
from desktop.memory import Memory
from desktop.notifier import Notifier
from desktop.onboarding import Onboarding, WelcomeDoors
from desktop.places import Places
from desktop.surroundings import Surroundings
from desktop.tasks import Tasks
from desktop.teller import Teller, TellerDoors
from desktop.text.diagnostics import settings_that_differ
from desktop.text.notice_ledger import PER_HOUR
from desktop.text.notices import Notice, NoticeKind
from desktop.text.welcome import found_sentence, icon_place, proof_sentence
from desktop.theme import Theme
from desktop.tools import Tools
from tests.desktop.building import attempt, builtin, cloud, down, ended, folded, found, key, node, record, up
from tests.desktop.fake_bridge import FakeBridge
from tests.desktop.test_chat_window import OnLoop, Streamed, chatting, delta
from tests.desktop.until import until


class Login:
    """A switch that remembers."""

    def __init__(self, state: StartState = StartState.OFF) -> None:
        self.now = state
        self.written: list[bool] = []

    def state(self) -> StartState:
        return self.now

    def set(self, is_on: bool) -> None:
        self.written.append(is_on)
        self.now = StartState.ON if is_on else StartState.OFF


class Hearing(Notifier):
    """Shows nothing, and remembers."""

    def __init__(self, last_resort: Callable[[str, str], object]) -> None:
        super().__init__(last_resort)
        self.told: list[Notice] = []

    def show(self, notice: Notice) -> None:
        self.told.append(notice)


class Opened:
    def __init__(self) -> None:
        self.doors: list[str] = []

    def welcome(self) -> WelcomeDoors:
        return WelcomeDoors(
            lambda: self.doors.append("node"),
            lambda: self.doors.append("cloud"),
            lambda: self.doors.append("connect"),
            lambda: self.doors.append("end"),
        )


@pytest.fixture
def opened() -> Opened:
    return Opened()


@pytest.fixture
def login() -> Login:
    return Login()


@pytest.fixture
def welcome(tools: Tools, places: Places, opened: Opened, login: Login) -> Iterator[Onboarding]:
    made = Onboarding(tools, places, opened.welcome(), login)
    made.raise_up()
    yield made
    made.hide()
    made.deleteLater()


def test_the_first_step_fills_while_one_looks(welcome: Onboarding, bridge: FakeBridge) -> None:
    assert welcome.machines.sentence.text().startswith("None answers yet.")
    bridge.dispatch(*found(node("studio"), cloud()), up("studio"))
    welcome.refresh()
    assert [r.name for r in welcome.machines.model.rows] == ["studio"]
    assert welcome.machines.sentence.text() == "1 node found, 1 model ready. You can go on."


def test_no_cloud_is_the_answer_unless_the_owner_says_otherwise(welcome: Onboarding, bridge: FakeBridge) -> None:
    welcome.forward.click()
    assert not welcome.cloud.add.isEnabled()
    welcome.forward.click()
    assert bridge.calls == [("set_mode", Mode.LOCAL_ONLY)]
    welcome.back.click()
    welcome.cloud.yes.setChecked(True)
    welcome.forward.click()
    assert bridge.calls[1:] == [("set_mode", Mode.LOCAL_FIRST)]


def test_skipping_changes_nothing(welcome: Onboarding, bridge: FakeBridge, opened: Opened, login: Login) -> None:
    welcome.forward.click()
    welcome.skip.click()
    assert (bridge.calls, opened.doors, login.written) == ([], ["end"], [])
    assert not welcome.isVisible()


def test_start_at_login_is_written_only_when_it_was_ticked(welcome: Onboarding, opened: Opened, login: Login) -> None:
    welcome.forward.click()
    welcome.forward.click()
    welcome.proof.login.setChecked(True)
    assert login.written == []
    welcome.forward.click()
    assert (login.written, opened.doors) == ([True], ["end"])


def test_what_the_system_switched_off_is_not_offered(tools: Tools, places: Places, opened: Opened) -> None:
    login = Login(StartState.BLOCKED)
    made = Onboarding(tools, places, opened.welcome(), login)
    made.raise_up()
    for _ in range(3):
        made.forward.click()
    assert (made.proof.login.isVisibleTo(made.proof), login.written) == (False, [])
    made.deleteLater()


def test_the_last_step_sends_a_real_request(
    theme: Theme, bridge: FakeBridge, places: Places, opened: Opened, login: Login, on_loop: OnLoop
) -> None:
    async def play() -> None:
        answer = Streamed(delta(content="Hello!"), b"data: [DONE]\n\n")
        async with chatting(theme, bridge, places, answer) as (_, server), Tasks() as tasks:
            made = Onboarding(Tools(theme, bridge, tasks), places, opened.welcome(), login)
            made.raise_up()
            made.forward.click()
            made.forward.click()
            made.proof.ask.click()
            await until(lambda: not made.proof.is_running)
            assert server.asked[0]["model"] == "auto"
            view = made.proof._view
            assert view is not None
            assert view.text == "Hello!"
            assert view.line.text_whole().startswith("studio (simulated)")
            assert made.proof.ask.text() == "Send another"
            made.hide()
            made.deleteLater()

    on_loop(play())


def test_the_sentences_of_the_first_steps() -> None:
    alone = folded(*found(builtin()))
    assert "small built-in model" in proof_sentence(alone)
    assert "no model is loaded" in found_sentence(folded(*found(node("studio")), up("studio", models=())))
    assert proof_sentence(folded(*found(node("studio")), down("studio"))).startswith("No node is reachable")
    assert len({icon_place(system) for system in ("linux", "darwin", "win32")}) == 3


class Clocks:
    """Two clocks that a test sets."""

    def __init__(self) -> None:
        self.now = (100.0, 1_800_000_000.0)

    def __call__(self) -> tuple[float, float]:
        return self.now

    def pass_by(self, monotonic: float, wall: float) -> None:
        self.now = (self.now[0] + monotonic, self.now[1] + wall)


@pytest.mark.parametrize(
    ("monotonic", "wall", "wakes"), [(5.0, 5.0, 0), (7.0, 7.0, 0), (5.0, 3600.0, 1), (3600.0, 3600.0, 1)]
)
def test_a_gap_on_either_clock_is_a_sleep(qapp: QApplication, monotonic: float, wall: float, wakes: int) -> None:
    clocks = Clocks()
    surroundings = Surroundings(clocks=clocks)
    woke: list[bool] = []
    surroundings.woke.connect(lambda: woke.append(True))
    clocks.pass_by(monotonic, wall)
    surroundings.look()
    surroundings.look()
    assert len(woke) == wakes


def test_after_a_sleep_it_is_as_quiet_as_after_the_start(bridge: FakeBridge) -> None:
    bridge.dispatch(*found(node("studio"), cloud()), key(), up("studio"))
    before = bridge.snapshot
    notifier = Hearing(lambda *_: None)
    doors = TellerDoors(*[lambda: None] * 4)
    teller = Teller(bridge, notifier, doors)
    teller._ledger = teller._ledger.__class__(started=bridge.clock() - 3600)
    teller.hush()
    bridge.dispatch(down("studio", failure=FailureKind.CONNECT_REFUSED))
    teller.changed(before, bridge.snapshot)
    assert notifier.told == []


def test_the_diagnostics_file_holds_what_it_showed(
    theme: Theme, bridge: FakeBridge, tmp_path: Path, welcome: Onboarding
) -> None:
    bridge.dispatch(*found(node("studio")), up("studio"))
    bridge.settings = Settings(cloud=(CloudSettings("openrouter", "openrouter"),))
    files = collected(bridge, Memory())
    dialog = DiagnosticsDialog(theme, welcome, files)
    assert dialog.content.toPlainText() == files["versions.txt"]
    dialog.save(tmp_path / "d.zip")
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == files
    assert json.loads(files["status.json"])["backends"][0]["backend"]["name"] == "studio"
    assert files["settings.txt"] == "cloud (1)\n"


def test_a_place_that_cannot_be_written_is_told(
    theme: Theme, bridge: FakeBridge, tmp_path: Path, welcome: Onboarding
) -> None:
    dialog = DiagnosticsDialog(theme, welcome, collected(bridge, Memory()))
    dialog.save(tmp_path / "nowhere" / "d.zip")
    assert dialog.problem.text().startswith("It cannot be saved there")
    assert dialog.isVisible()
    dialog.reject()


def test_only_the_names_of_changed_settings_are_told() -> None:
    reference = KeyReference(KeySource.KEYRING, "openrouter")  # type: ignore[arg-type]  # a name
    settings = Settings(
        port=1234,
        nodes=(NodeSettings("secret-name", "http://user:password@host"),),
        cloud=(CloudSettings("openrouter", "openrouter", key=reference),),
        routing=RoutingSettings(mode=Mode.LOCAL_ONLY),
        log=LogSettings(level="debug"),
    )
    assert settings_that_differ(settings) == ["cloud (1)", "log.level", "nodes (1)", "port", "routing.mode"]


def test_a_flood_of_failures_is_a_few_notices_and_a_digest(qapp: QApplication) -> None:
    bridge = FakeBridge()
    bridge.dispatch(*found(*(node(f"n{i}") for i in range(50)), node("mini"), cloud()), key(), up("mini"))
    bridge.now += 60
    notifier = Hearing(lambda *_: None)
    teller = Teller(bridge, notifier, TellerDoors(*[lambda: None] * 4))
    bridge.subscribe(teller.changed)
    bridge.now += 60
    for i in range(50):  # fifty nodes go and come within a minute, each time a request feels it
        bridge.now += 0.6
        lost = attempt(node(f"n{i}"), FailureKind.CONNECT_REFUSED)
        bridge.dispatch(up(f"n{i}", bridge.now), ended(record(i, lost, attempt(node("mini")))))
        bridge.now += 0.6
        bridge.dispatch(down(f"n{i}", bridge.now), up(f"n{i}", bridge.now + 0.1))
    kinds = [n.kind for n in notifier.told]
    assert 1 <= kinds.count(NoticeKind.DIGEST) <= 2
    assert len(kinds) - kinds.count(NoticeKind.DIGEST) <= PER_HOUR
