"""Which of two addresses of one node is kept."""

from __future__ import annotations

from dataclasses import replace

from core import events as ev
from core.discovery.nodes import NETWORK, found_backend
from core.discovery.twins import Twins
from core.domain import Backend, BackendId, BackendKind, FailureKind, Locality, NodeFacts, Seconds
from core.store import Store

OLD = found_backend("10.0.0.2", 52415, NETWORK, BackendKind.EXO)
NEW = found_backend("10.0.7.2", 52415, NETWORK, BackendKind.EXO)
LISTED = Backend(
    BackendId("node:mine"), "mine", BackendKind.EXO, "http://studio.local:52415/v1", Locality.LOCAL_NETWORK
)


def known(backend: Backend, at: Seconds) -> tuple[Store, Twins]:
    """A store that knows the node `a1` at this backend, checked at `at`."""
    store = Store(lambda _: None, lambda: 0.5)
    twins = Twins(store)
    store.dispatch(ev.BackendFound(backend))
    assert not twins.is_twin(backend, "a1")
    store.dispatch(ev.ProbeAnswered(backend.id, at, 0.0, (), NodeFacts(node_id="a1")))
    return store, twins


def ids(store: Store) -> list[BackendId]:
    return [s.backend.id for s in store.snapshot.backends]


def test_a_second_address_of_a_node_that_is_well_is_not_shown() -> None:
    store, twins = known(OLD, 10.0)
    assert twins.is_twin(NEW, "a1")
    assert ids(store) == [OLD.id]


def test_after_a_change_of_the_network_the_address_that_answers_counts() -> None:
    store, twins = known(OLD, 10.0)
    twins.fresh_since = 20.0
    assert not twins.is_twin(NEW, "a1")
    assert ids(store) == []  # the new one is announced by the prober


def test_a_node_that_died_at_its_old_address_has_moved() -> None:
    store, twins = known(OLD, 10.0)
    store.dispatch(ev.ProbeFailed(OLD.id, 11.0, FailureKind.CONNECT_REFUSED, ""))
    assert not twins.is_twin(NEW, "a1")
    assert ids(store) == []


def test_the_owners_entry_wins_over_a_found_one() -> None:
    store, twins = known(OLD, 10.0)
    assert not twins.is_twin(LISTED, "a1")
    assert ids(store) == []


def test_two_entries_of_the_owner_for_one_node_are_complained_about() -> None:
    store, twins = known(LISTED, 10.0)
    again = replace(LISTED, id=BackendId("node:again"), name="again")
    store.dispatch(ev.BackendFound(again))
    assert twins.is_twin(again, "a1")
    assert ids(store) == [LISTED.id]
    assert "again and mine are the same node" in twins.complaints[again.id].title


def test_servers_without_a_node_id_are_never_twins() -> None:
    _, twins = known(OLD, 10.0)
    assert not twins.is_twin(NEW, "")
