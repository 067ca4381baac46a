"""The six states, and the sentences that explain them."""

from __future__ import annotations

import pytest

from core.domain import FailureKind, KeyState, Mode, PortStatus, Snapshot
from core.events import PauseChanged
from desktop.text.face import LONGEST_TOOLTIP, IconState, face, icon_state
from tests.desktop.building import NOW, builtin, cloud, demo, down, folded, found, key, mode, node, refused, up

STUDIO, MINI = node("studio"), node("mini", host="192.168.1.31")
BOTH = found(STUDIO, MINI)
CLOUD = (*found(cloud()), key())


def state_of(*events: object) -> IconState:
    return icon_state(folded(*events))  # type: ignore[arg-type]  # events of all kinds


def test_all_nodes_answering_is_local() -> None:
    assert state_of(*BOTH, up("studio"), up("mini")) is IconState.LOCAL


def test_one_of_two_nodes_down_is_degraded() -> None:
    assert state_of(*BOTH, up("studio"), down("mini")) is IconState.DEGRADED


def test_a_node_not_checked_yet_does_not_degrade() -> None:
    assert state_of(*BOTH, up("studio")) is IconState.LOCAL


def test_only_unchecked_nodes_is_checking_even_with_a_cloud_key() -> None:
    assert state_of(*BOTH, *CLOUD) is IconState.CHECKING


def test_before_anything_is_known_it_is_checking_and_with_an_open_port_nothing_can_answer() -> None:
    assert icon_state(Snapshot()) is IconState.CHECKING
    assert state_of() is IconState.NONE


def test_all_nodes_down_and_a_cloud_key_is_cloud() -> None:
    assert state_of(*BOTH, *CLOUD, down("studio"), down("mini")) is IconState.CLOUD


@pytest.mark.parametrize("state", [KeyState.MISSING, KeyState.UNAVAILABLE, KeyState.UNREAD])
def test_a_cloud_without_its_key_cannot_stand_in(state: KeyState) -> None:
    assert state_of(*found(STUDIO, cloud()), key(state=state), down("studio")) is IconState.NONE


def test_a_cloud_that_refused_the_key_cannot_stand_in() -> None:
    assert state_of(*found(STUDIO), *CLOUD, down("studio"), refused()) is IconState.NONE


def test_pause_wins_over_everything() -> None:
    assert state_of(*BOTH, up("studio"), up("mini"), PauseChanged(True)) is IconState.PAUSED


def test_a_closed_port_means_that_nothing_can_answer() -> None:
    taken = PortStatus(port=52410, error="address already in use", owner="ollama (pid 4120)")
    snapshot = folded(*BOTH, up("studio"), up("mini"), snapshot=Snapshot(port=taken))
    shown = face(snapshot, NOW)
    assert shown.state is IconState.NONE
    assert shown.sentence == "Port 52410 is used by ollama (pid 4120); apps cannot reach Exo Bridge."


def test_local_only_never_counts_the_cloud() -> None:
    assert state_of(mode(Mode.LOCAL_ONLY), *found(STUDIO), *CLOUD, down("studio")) is IconState.NONE


def test_cloud_only_never_counts_the_nodes() -> None:
    assert state_of(mode(Mode.CLOUD_ONLY), *BOTH, up("studio"), up("mini")) is IconState.NONE
    assert state_of(mode(Mode.CLOUD_ONLY), *BOTH, *CLOUD, up("studio")) is IconState.CLOUD


def test_cloud_first_shows_the_cloud_while_it_can_answer_and_the_nodes_otherwise() -> None:
    assert state_of(mode(Mode.CLOUD_FIRST), *BOTH, *CLOUD, up("studio"), up("mini")) is IconState.CLOUD
    assert state_of(mode(Mode.CLOUD_FIRST), *BOTH, *CLOUD, refused(), up("studio"), up("mini")) is IconState.LOCAL


def test_the_built_in_model_alone_is_local_and_says_what_it_is() -> None:
    shown = face(folded(*found(builtin())), NOW)
    assert (shown.state, shown.headline) == (IconState.LOCAL, "Local")
    assert shown.sentence == "Built-in small model only. No exo node has been found."
    assert shown.tooltip == "Exo Bridge: Local. Built-in small model only"


def test_the_built_in_model_left_over_when_every_node_is_down_is_degraded() -> None:
    shown = face(folded(*found(STUDIO, MINI, builtin()), down("studio"), down("mini")), NOW)
    assert shown.state is IconState.DEGRADED
    assert shown.sentence == "mini and studio are down; only the built-in small model is left."


def test_with_nodes_down_a_cloud_goes_before_the_built_in_model() -> None:
    assert state_of(*found(STUDIO, builtin()), *CLOUD, down("studio")) is IconState.CLOUD


def test_the_built_in_model_does_not_count_when_only_the_cloud_may_answer() -> None:
    assert state_of(mode(Mode.CLOUD_ONLY), *found(builtin())) is IconState.NONE


def test_a_key_still_being_read_is_checking_not_nothing() -> None:
    assert state_of(*found(cloud())) is IconState.CHECKING


def test_a_degraded_sentence_names_who_and_why() -> None:
    shown = face(folded(*BOTH, up("studio"), down("mini")), NOW)
    assert shown.headline == "Degraded"
    assert shown.sentence == "mini is down (refused the connection); studio answers."
    assert shown.tooltip == "Exo Bridge: Local, 1 of 2 nodes down (mini)"


def test_a_cloud_tooltip_says_since_when() -> None:
    shown = face(folded(*BOTH, *CLOUD, down("studio", 900.0), down("mini", 940.0)), NOW)
    assert shown.sentence == "Your machines do not answer; requests go to openrouter."
    assert shown.tooltip == "Exo Bridge: Cloud. Local nodes not answering since 08:15"


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((), "No node is known, and no cloud key is set."),
        ((*found(STUDIO), down("studio")), "No node is reachable, and no cloud key is set."),
        (
            (*found(STUDIO), *CLOUD, down("studio"), refused()),
            "No node is reachable, and openrouter refused the key.",
        ),
        (
            (*found(STUDIO), *CLOUD, down("studio"), mode(Mode.LOCAL_ONLY)),
            "No node is reachable, and the mode keeps everything on your machines.",
        ),
        ((mode(Mode.CLOUD_ONLY),), "The mode is “cloud only”, and no cloud key is set."),
        (
            (*found(STUDIO, cloud()), key(state=KeyState.UNAVAILABLE), down("studio")),
            "No node is reachable, and the cloud key cannot be read from the password store.",
        ),
        (
            (*found(STUDIO), *CLOUD, down("studio"), refused(failure=FailureKind.RATE_LIMITED)),
            "No node is reachable, and the cloud does not answer either.",
        ),
    ],
)
def test_nothing_can_answer_says_why(events: tuple[object, ...], words: str) -> None:
    shown = face(folded(*events), NOW)  # type: ignore[arg-type]  # events of all kinds
    assert (shown.state, shown.sentence) == (IconState.NONE, words)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((*BOTH, up("studio")), "Everything is answered by your own machines."),
        ((*BOTH, *CLOUD, up("studio")), "Everything is answered by your own machines; openrouter can stand in."),
        (
            (*BOTH, *CLOUD, up("studio"), mode(Mode.LOCAL_ONLY)),
            "Everything is answered by your own machines; nothing may go to the cloud.",
        ),
        ((*found(builtin()), *CLOUD), "Built-in small model only; other models come from openrouter."),
    ],
)
def test_local_says_how_far_it_may_go(events: tuple[object, ...], words: str) -> None:
    shown = face(folded(*events), NOW)  # type: ignore[arg-type]  # events of all kinds
    assert (shown.state, shown.sentence) == (IconState.LOCAL, words)


def test_simulated_nodes_say_so_in_every_sentence() -> None:
    simulated = found(node("studio", simulated=True), node("mini", simulated=True))
    shown = face(folded(demo(), *simulated, up("studio"), down("mini")), NOW)
    assert "mini (simulated) is down" in shown.sentence
    assert shown.tooltip == "Exo Bridge: Local, 1 of 2 nodes down (mini (simulated)) (demo)"


def test_a_tooltip_never_exceeds_what_windows_shows() -> None:
    names = [f"a-rather-long-machine-name-{i}" for i in range(9)]
    events = [*found(*(node(n) for n in names)), *(down(n) for n in names), *found(builtin())]
    assert len(face(folded(*events), NOW).tooltip) <= LONGEST_TOOLTIP


def test_many_names_are_counted_not_listed() -> None:
    names = ["a", "b", "c", "d", "e"]
    events = [*found(*(node(n) for n in names)), *(down(n) for n in names), *found(builtin())]
    assert face(folded(*events), NOW).sentence == "a, b and 3 more are down; only the built-in small model is left."
